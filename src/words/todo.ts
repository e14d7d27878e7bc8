import type { Facts, StepId } from '../migration/facts.ts';
import { changesAtRewrite, planSections, standingRecords } from '../migration/plan.ts';
import { profileOf } from '../migration/profiles.ts';
import { GATE_BEFORE, hasEnded, isGated } from '../migration/runbook.ts';
import type { GateId } from '../migration/settings.ts';
import type { Known } from '../migration/shown-certificate.ts';
import { NO_SIGHTINGS, type Sightings } from '../migration/sightings.ts';
import type { Instant } from '../migration/time.ts';
import type { Speaker } from './engine.ts';
import { sayPanels, trapsOf } from './panel.ts';
import { changeLine, rolledBackTodo } from './todo/back.ts';
import { pinLines, restoreLines, sendingLines } from './todo/clients.ts';
import { endedTodo } from './todo/ended.ts';
import { parallelMailLines } from './todo/mail.ts';
import { prepareLines, profileLines, unticked } from './todo/prepare.ts';
import { serverName } from './todo/servers.ts';

export { changeLine, changesBack, rolledBackTodo } from './todo/back.ts';
export { endedTodo } from './todo/ended.ts';
export { serverName } from './todo/servers.ts';

/**
 * What people do now for a step, one concrete line each: whom to ask, what to type, what to tell the bot. `sightings`:
 * what was seen last, by which it is judged what clients are told to type; without them nothing was seen. `isPosted`: to
 * the channel, as the step begins.
 */
export function stepTodo(
  say: Speaker,
  step: StepId,
  facts: Facts,
  now: Instant,
  sightings: Sightings = NO_SIGHTINGS,
  isPosted = false,
): string[] {
  if (facts.state.kind === 'rolled-back') return rolledBackTodo(say, { facts, sightings });
  if (hasEnded(facts)) return endedTodo(say, facts);
  const gate = gateAhead(step, facts);
  const wait = gate === undefined ? [] : [say.t('todo:wait-gate', { gate })];
  // The change of the rewrite is there to be read beforehand; what is not to be done yet is not said otherwise.
  if (gate !== undefined && step !== 'rewrite') return wait;
  return [
    ...wait,
    ...LINES[step](say, { facts, sightings }, now, isPosted),
    ...(BY_BOT.has(step) ? [] : [say.t('todo:mark-done', { step })]),
  ];
}

/** The gate that must open before anyone does this step; undefined when none stands in the way. */
export function gateAhead(step: StepId, facts: Facts): GateId | undefined {
  if (!isGated(step)) return undefined;
  const gate = GATE_BEFORE[step];
  const { state } = facts.gates[gate];
  return state === 'open' || state === 'done' ? undefined : gate;
}

/** Steps whose end the bot sees by itself, or that end with a gate. */
const BY_BOT: ReadonlySet<StepId> = new Set(['rewrite', 'parallel']);

const LINES: Record<StepId, (say: Speaker, known: Known, now: Instant, isPosted: boolean) => string[]> = {
  inventory: (say, { facts }) => inventoryLines(say, facts),
  prepare: (say, { facts }, now, isPosted) => prepareLines(say, facts, now, isPosted),
  pin: pinLines,
  rewrite: rewriteLines,
  parallel: (say, { facts }) => parallelLines(say, facts),
  restore: restoreLines,
  close: (say, { facts }) => closeLines(say, facts),
  retire: (say, { facts }) => [
    say.t('todo:retire-cancel', { target: serverName(facts.servers.old) }),
    say.t('todo:retire-accounts'),
    ...(planSections(facts).after.length === 0 ? [] : [say.t('todo:retire-dns')]),
  ],
};

function inventoryLines({ t }: Speaker, facts: Facts): string[] {
  const missing = facts.mailboxes.filter(
    ({ watch, credentials }) => watch === 'login' && (credentials.old === undefined || credentials.new === undefined),
  );
  return [
    t('todo:inventory-clients', { clients: facts.clients.length }),
    t('todo:inventory-mailboxes', { mailboxes: facts.mailboxes.length }),
    ...(missing.length > 0
      ? [t('todo:inventory-credentials', { count: missing.length, names: missing.map((one) => one.address) })]
      : []),
    t('todo:inventory-plan', { records: standingRecords(facts).length }),
  ];
}

function rewriteLines(say: Speaker, known: Known, now: Instant): string[] {
  const { t } = say;
  const { facts } = known;
  const { executor, window } = facts;
  const named = executor !== undefined && window !== undefined;
  return [
    named ? t('todo:rewrite-who', { executor, fromAt: window.from, toAt: window.to }) : t('todo:rewrite-nobody'),
    ...(facts.rewriteBegunAt === undefined ? [t('todo:rewrite-begin')] : []),
    ...profileLines(say, facts, 'rewrite'),
    ...exactChanges(say, facts),
    ...sendingLines(say, known, now),
    ...(profileOf(facts.profile).rewriteInDns ? [t('todo:rewrite-seen')] : []),
  ];
}

/** So few records are shown field by field, as they are typed into the DNS provider's panel; more would hide the rest. */
const MOST_FIELDS = 4;

/** The change in the order that loses no mail; while it is short, the fields to type with what trips people up. */
function exactChanges(say: Speaker, facts: Facts): string[] {
  const changes = planSections(facts).rewrite.filter(({ record }) => changesAtRewrite(record));
  if (changes.length === 0) return [];
  const lines = changes.map(({ record }) => changeLine(say, record));
  const panels = sayPanels(say, facts, 'rewrite');
  if (changes.length > MOST_FIELDS || panels.some(({ isGuess }) => isGuess))
    return [...lines, say.t('todo:rewrite-panel')];
  const fields = panels.flatMap(({ title, records }) => [
    title,
    ...records.map(({ lines: [first = '', ...rest] }) =>
      say.t('joints:title-says', { title: first, text: rest.join(say.t('joints:and')) }),
    ),
    ...trapsOf(records).map((trap) => `• ${trap}`),
  ]);
  return [...lines, ...fields];
}

function parallelLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  return [t('todo:parallel-leave'), ...parallelMailLines(say, facts), t('todo:parallel-wait')];
}

function closeLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const { domain } = facts;
  return [
    t('todo:close-quiet'),
    t(facts.settings.copy ? 'todo:close-copy' : 'todo:close-compare'),
    t('todo:close-door', { domain }),
    t('todo:close-archive'),
    t((facts.relays ?? []).some(({ kind }) => kind === 'old') ? 'todo:close-probe' : 'todo:close-relay', { domain }),
    ...standingRecords(facts).flatMap(({ name, type, final }) =>
      final === undefined ? [] : [t('todo:close-final', { name, type, after: final })],
    ),
    ...unticked(say, facts, 'cancel'),
  ];
}
