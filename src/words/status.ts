import { countingApprovals, possibleApprovers, quorumOf } from '../migration/approvals.ts';
import { isUnjudged } from '../migration/arrivals.ts';
import { type Facts, STEPS } from '../migration/facts.ts';
import type { CriterionId, CriterionResult, Verdict } from '../migration/gates/criterion.ts';
import { askingPhase } from '../migration/owner-tasks.ts';
import type { Migration } from '../migration/record.ts';
import { countdownMs } from '../migration/rewrite-eve.ts';
import { currentStep, hasEnded, nextGate } from '../migration/runbook.ts';
import { type GateId, LOOKS } from '../migration/settings.ts';
import type { Instant } from '../migration/time.ts';
import { contractStatus } from './announcement/dates.ts';
import { criterionLine } from './criterion-line.ts';
import { differenceLine } from './differences.ts';
import { dnsSentence } from './dns-sentence.ts';
import type { Speaker } from './engine.ts';
import { mailLines, watchedLine } from './status/mail.ts';
import { missingLines } from './todo/clients-missing.ts';
import { carriedByPeople } from './todo/mail.ts';
import { endedTodo, gateAhead, rolledBackTodo } from './todo.ts';

export type StatusWords = {
  /** Where we are, in one line. */
  readonly headline: string;
  /** What must happen next, and by whom. */
  readonly next: string[];
  /** What the bot sees now. */
  readonly sees: string[];
  /** The next gate: what is open, and when it can open at the earliest. */
  readonly gate: string[];
};

export type Verdicts = Readonly<Record<GateId, Verdict>>;

/** The living status in words. */
export function sayStatus(say: Speaker, migration: Migration, verdicts: Verdicts, now: Instant): StatusWords {
  const { facts } = migration;
  const gate = nextGate(facts);
  const active = facts.state.kind === 'active';
  const contract = hasEnded(facts) ? { next: [], sees: [] } : contractStatus(say, migration, now);
  return {
    headline: headline(say, facts, gate),
    next: [...(active ? nextLines(say, facts, gate, now) : stateLines(say, migration)), ...contract.next],
    sees: [
      ...seesLines(
        say,
        migration,
        verdicts,
        active && gate !== undefined && facts.gates[gate].state !== 'open' ? verdicts[gate] : undefined,
        now,
      ),
      ...contract.sees,
    ],
    gate: active && gate !== undefined ? gateLines(say, facts, verdicts[gate], now) : [],
  };
}

/** Where a migration is, in one line. */
export function headline({ t }: Speaker, facts: Facts, gate: GateId | undefined = nextGate(facts)): string {
  const { domain, state } = facts;
  if (state.kind !== 'active') return t(`status:${state.kind}`, { domain, by: state.by, at: state.at });
  const step = currentStep(facts) ?? 'retire';
  const n = STEPS.indexOf(step) + 1;
  const open = gate === undefined || facts.gates[gate].state === 'open';
  const rewriting = gate === 'cut-over' && facts.rewriteSeenAt !== undefined;
  const says = rewriting
    ? t('status:says-rewriting')
    : t(open ? `gateSays:${gate ?? 'cancel'}` : `gateWaits:${gate ?? 'cancel'}`);
  return t('status:active', { domain, n, total: STEPS.length, step, says });
}

function stateLines(say: Speaker, migration: Migration): string[] {
  const { facts } = migration;
  const { kind, reason } = facts.state;
  if (kind === 'paused')
    return [...(reason === undefined ? [] : [say.t('status:paused-because', { reason })]), say.t('status:next-resume')];
  return hasEnded(facts) ? endedTodo(say, facts) : rolledBackTodo(say, migration);
}

function nextLines(say: Speaker, facts: Facts, gate: GateId | undefined, now: Instant): string[] {
  const urgent = [
    ...approvalLines(say, facts, gate, now),
    ...mailLines(say, facts, now),
    ...arrivalLines(say, facts),
    // Beside the steps: whoever still sends through the old server makes stragglers.
    ...(askingPhase(facts) === 'rewrite' ? missingLines(say, facts, 'rewrite') : []),
  ];
  return urgent.length > 0 && isWaiting(facts) ? urgent : [...urgent, ...stepLines(say, facts, now)];
}

/** Whether the step itself asks for nothing now: "nothing to do" beside work for somebody would be wrong. */
function isWaiting(facts: Facts): boolean {
  const step = currentStep(facts);
  return step === 'parallel' || (step === 'retire' && gateAhead(step, facts) !== undefined);
}

function approvalLines({ t }: Speaker, facts: Facts, gate: GateId | undefined, now: Instant): string[] {
  if (gate === undefined) return [];
  const { state, round } = facts.gates[gate];
  if (state !== 'ready') return [];
  if (round?.state !== 'open') return [t('status:next-ask', { gate })];
  const given = countingApprovals(facts, gate, round, now).map((one) => one.by);
  const people = possibleApprovers(facts, round.requestedBy).filter((one) => !given.includes(one));
  return [t('status:next-approval', { gate, ok: given.length, needed: quorumOf(facts, gate), people })];
}

function arrivalLines({ t }: Speaker, facts: Facts): string[] {
  const suspects = facts.stragglers.filter(isUnjudged).length;
  const open = carriedByPeople(facts);
  return [
    ...(open > 0 ? [t('status:next-carry', { count: open })] : []),
    ...(suspects > 0 ? [t('status:next-judge', { count: suspects })] : []),
  ];
}

function stepLines(say: Speaker, facts: Facts, now: Instant): string[] {
  const { t } = say;
  const step = currentStep(facts);
  switch (step) {
    case undefined:
      return [];
    case 'pin': {
      const count = facts.clients.filter((one) => one.pinned === undefined).length;
      return count > 0
        ? [t('status:next-pin', { count }), ...missingLines(say, facts, step)]
        : [t('status:next-pin-done')];
    }
    case 'restore': {
      const count = facts.clients.filter((one) => one.restored === undefined).length;
      return count > 0
        ? [t('status:next-restore', { count }), ...missingLines(say, facts, step)]
        : [t('status:next-restore-done')];
    }
    case 'rewrite':
      return rewriteLines(say, facts, now);
    case 'retire':
      return [t(gateAhead(step, facts) !== undefined ? 'status:next-retire-wait' : 'status:next-retire')];
    case 'inventory':
    case 'prepare':
    case 'parallel':
    case 'close':
      return [t(`status:next-${step}`)];
  }
}

function rewriteLines({ t }: Speaker, facts: Facts, now: Instant): string[] {
  const { executor, window } = facts;
  if (facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined) {
    return [executor === undefined ? t('status:next-rewriting-nobody') : t('status:next-rewriting', { executor })];
  }
  if (facts.gates['cut-over'].state !== 'open') return [t('status:next-rewrite-wait')];
  if (executor === undefined || window === undefined || window.to < now) return [t('status:next-window')];
  const next = t('status:next-rewrite', { executor, fromAt: window.from, toAt: window.to });
  const waitMs = countdownMs(facts, now);
  return [
    waitMs === undefined ? next : t('joints:two-sentences', { first: next, second: t('dates:countdown', { waitMs }) }),
  ];
}

/** The rest of them is one command away. */
const DIFFERENCES_SHOWN = 3;

/** The criteria that say what the world looks like, by where the migration stands. */
const SEEN_BEFORE: readonly CriterionId[] = [
  'CUT-LOGIN-NEW',
  'CUT-LOGIN-OLD',
  'CUT-ACCEPT',
  'CUT-CONTENT',
  'CUT-CLIENTS',
  'CUT-TTL',
];
const SEEN_AFTER: readonly CriterionId[] = ['SWB-VANTAGES', 'SWB-ACCEPT-OLD', 'SWB-ARRIVED', 'SWB-QUIET'];
const SEEN_LATE: readonly CriterionId[] = [
  'SWB-VANTAGES',
  'CAN-CLIENTS',
  'CAN-QUIET',
  'CAN-SENDERS',
  'CAN-STRAGGLERS',
  'CAN-LEDGER',
  'CAN-CLOSE',
  'CAN-DNS',
];

/** `asked`: the verdict whose open criteria are said with the gate, and so not here. */
function seesLines(
  say: Speaker,
  migration: Migration,
  verdicts: Verdicts,
  asked: Verdict | undefined,
  now: Instant,
): string[] {
  const { facts, sightings } = migration;
  if (hasEnded(facts)) return [];
  // What the gates ask for points the wrong way then.
  const isBack = facts.state.kind === 'rolled-back';
  const all = Object.values(verdicts).flatMap((verdict) => verdict.criteria);
  const lines = (isBack ? [] : seenNow(facts)).flatMap((id) => {
    const found = all.find((one) => one.id === id);
    const saidLater = asked?.criteria.some((one) => one.id === id && one.outcome !== 'pass') === true;
    return found === undefined || saidLater ? [] : [criterionLine(say, found)];
  });
  const looks = LOOKS.flatMap((look) => {
    const at = sightings.looks[look]?.at;
    return at === undefined ? [] : [say.t(`status:look-${look}`, { at })];
  });
  if (looks.length === 0) return [say.t('status:sees-nothing')];
  return [
    ...(isBack ? [] : dnsLines(say, migration, now)),
    ...lines,
    ...watchedLine(say, facts),
    say.t('status:sees-looks', { text: looks.join(say.t('joints:and')) }),
  ];
}

/** How caches stand, and what differs from the plan. */
function dnsLines(say: Speaker, migration: Migration, now: Instant): string[] {
  const sentence = dnsSentence(say, migration, now);
  const differences = migration.facts.differences ?? [];
  return [
    ...(sentence === '' ? [] : [sentence]),
    ...differences.slice(0, DIFFERENCES_SHOWN).map((difference) => differenceLine(say, difference)),
    ...(differences.length > DIFFERENCES_SHOWN
      ? [say.t('status:sees-differences', { n: differences.length - DIFFERENCES_SHOWN })]
      : []),
  ];
}

function seenNow(facts: Facts): readonly CriterionId[] {
  if (facts.rewriteSeenAt === undefined && facts.rewriteBegunAt === undefined) return SEEN_BEFORE;
  return facts.gates['switch-back'].state === 'done' ? SEEN_LATE : SEEN_AFTER;
}

function gateLines(say: Speaker, facts: Facts, verdict: Verdict, now: Instant): string[] {
  const { t } = say;
  const { gate, criteria, earliest } = verdict;
  if (facts.gates[gate].state === 'open') return [t('status:gate-open', { gate })];
  const open = criteria.filter((one) => one.outcome !== 'pass');
  const unchecked = open.filter((one) => one.evidence.code === 'not-checked-yet');
  const ok = criteria.length - open.length;
  const when = earliest === undefined || earliest <= now ? [] : [t('status:gate-earliest', { earliestAt: earliest })];
  return [
    t('status:gate-line', { gate, ok, total: criteria.length }),
    ...open.filter((one) => !unchecked.includes(one)).map((one) => criterionLine(say, one)),
    ...uncheckedLines(say, gate, unchecked),
    ...when,
  ];
}

/** What the bot does not check is one line, not one a criterion. */
function uncheckedLines({ t }: Speaker, gate: GateId, unchecked: readonly CriterionResult[]): string[] {
  if (unchecked.length === 0) return [];
  const text = unchecked.map((one) => t(`criteria:${one.id}`)).join(t('joints:and'));
  return [t('status:gate-unchecked', { gate, text })];
}
