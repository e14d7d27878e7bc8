import { groupMention, possibleApprovers } from '../../migration/approvals.ts';
import type { Facts } from '../../migration/facts.ts';
import { routingRecords } from '../../migration/plan.ts';
import type { GateId } from '../../migration/settings.ts';
import type { Sightings } from '../../migration/sightings.ts';
import type { Instant } from '../../migration/time.ts';
import { criterionLine } from '../criterion-line.ts';
import type { Speaker } from '../engine.ts';
import { recalledLines, toldLines } from '../todo/clients-missing.ts';
import { changeLine, stepTodo } from '../todo.ts';
import type { Of, Said } from './said.ts';

/** All but the approvals passes; and, edited later, what became of it: also that something is open again. */
export function gateReady(say: Speaker, { gate, criteria, state, askedBy }: Of<'gate-ready'>): Said {
  const { t } = say;
  if (state === 'closed' || state === 'opened')
    return {
      text: t(`announcements:gate-ready-${state}`, { gate }),
      lines: [t('announcements:gate-ready-now', { gate })],
    };
  const asked = askedBy === undefined ? undefined : t('announcements:gate-ready-asked', { by: askedBy });
  const open = openTitles(say, criteria);
  if (open !== undefined)
    return {
      text: t('announcements:gate-ready-open', { gate }),
      lines: [
        t('announcements:gate-ready-open-what', { gate, text: open }),
        asked ?? t('announcements:gate-ready-open-ask'),
      ],
    };
  const total = criteria.filter((one) => !one.id.endsWith('-QUORUM')).length;
  const waived = criteria.filter((one) => one.waived.length > 0).length;
  const count = waived === 0 ? 'announcements:gate-ready-count' : 'announcements:gate-ready-waived';
  return {
    text: t('announcements:gate-ready', { gate }),
    lines: [
      ...(criteria.length === 0 ? [] : [t(count, { gate, total, waived })]),
      asked ?? t('announcements:gate-ready-ask', { gate }),
    ],
  };
}

/** What does not pass beside the approvals, by name; undefined where all of it does. */
function openTitles({ t, code }: Speaker, criteria: Of<'approval'>['criteria']): string | undefined {
  const open = criteria.filter((one) => one.outcome !== 'pass' && !one.id.endsWith('-QUORUM'));
  return open.length === 0 ? undefined : open.map((one) => code('criteria', one.id)).join(t('joints:and'));
}

/** A request for approval, with what is approved of. */
export function approval(say: Speaker, a: Of<'approval'>, facts: Facts): Said {
  const { t } = say;
  const given = new Set(a.approvals.map((one) => one.by));
  const waiting = possibleApprovers(facts, a.requestedBy).filter((one) => !given.has(one));
  const open = a.state === 'open';
  const declinedBy = a.declinedBy === undefined ? {} : { declinedBy: a.declinedBy };
  return {
    text: t(`announcements:approval-${a.state}`, { gate: a.gate, ok: a.approvals.length, needed: a.needed }),
    lines: [
      ...(open ? isOpenBeside(say, a) : []),
      t('announcements:approval-by', { requestedBy: a.requestedBy, requestedAt: a.requestedAt }),
      // Whoever is to answer needs the evidence; once answered it stands with the gate's own announcement.
      ...(open && a.gate === 'cut-over' ? exactChange(say, facts) : []),
      ...(open ? a.criteria.map((one) => criterionLine(say, one)) : []),
      ...a.approvals.map(({ by, at, via }) =>
        via === undefined
          ? t('announcements:approval-given', { by, at })
          : t('announcements:approval-given-via', { by, at, group: groupMention(via) }),
      ),
      ...(open ? waitsFor(say, a, waiting) : []),
      ...(a.state === 'declined'
        ? [t('announcements:approval-reason', { reason: a.reason ?? '', ...declinedBy })]
        : []),
    ],
  };
}

/** What is changed when DNS is rewritten, record by record: this is what is approved of. */
function exactChange(say: Speaker, facts: Facts): string[] {
  const changes = routingRecords(facts).map((record) => changeLine(say, record));
  return changes.length === 0 ? [] : [say.t('announcements:approval-change'), ...changes];
}

/** Said on top: whoever approves while something else is open must know that it opens nothing yet. */
function isOpenBeside(say: Speaker, a: Of<'approval'>): string[] {
  const text = openTitles(say, a.criteria);
  if (text === undefined) return [];
  const ok = a.approvals.length;
  return [
    ok < a.needed
      ? say.t('announcements:approval-open-items', { text })
      : say.t('announcements:approval-enough', { ok, needed: a.needed, text }),
  ];
}

/** People, as long as too few have answered. */
function waitsFor({ t }: Speaker, a: Of<'approval'>, waiting: readonly string[]): string[] {
  const isWaiting = a.approvals.length < a.needed && waiting.length > 0;
  return isWaiting ? [t('announcements:approval-waiting', { people: waiting })] : [];
}

/** The gate is open: on what evidence, from when on, and what is done now. */
export function gateOpened(
  say: Speaker,
  a: Of<'gate-opened'>,
  facts: Facts,
  now: Instant,
  sightings?: Sightings,
): Said {
  const { t } = say;
  if (a.past !== undefined) return openedPast(say, a.gate, a.past);
  const ahead =
    a.gate === 'cut-over' && facts.window !== undefined && now < facts.window.from ? facts.window : undefined;
  return {
    text: t(ahead === undefined ? 'announcements:gate-opened' : 'announcements:gate-opened-ahead', { gate: a.gate }),
    lines: [...a.criteria.map((one) => criterionLine(say, one)), ...OPENS[a.gate](say, a, facts, now, sightings)],
  };
}

/** What became of what the gate let people do. Its title stands in large print, which shows no date. */
function openedPast({ t }: Speaker, gate: GateId, { why, at, by }: NonNullable<Of<'gate-opened'>['past']>): Said {
  const text = t(why === 'used' ? 'announcements:opened-used' : 'announcements:opened-taken-back', { gate });
  const what =
    why === 'used' ? t(`announcements:opened-used-${gate}`, { at }) : t(`announcements:opened-${why}`, { at, by });
  return { text, lines: [what, t('announcements:opened-evidence')] };
}

type Opens = (
  say: Speaker,
  a: Of<'gate-opened'>,
  facts: Facts,
  now: Instant,
  sightings: Sightings | undefined,
) => readonly string[];

/** What is to be done now that the gate is open, and by whom: no other message says it. */
const OPENS: Readonly<Record<GateId, Opens>> = {
  'cut-over': (say, a, facts, now) => {
    const { t } = say;
    const executor = a.executor ?? facts.executor;
    const { window } = facts;
    const named = executor === undefined ? {} : { executor };
    return [
      ...exactChange(say, facts),
      ...(executor !== undefined && window !== undefined && now < window.from
        ? [t('announcements:opened-from', { executor, fromAt: window.from, toAt: window.to })]
        : []),
      t(`announcements:opened-cut-over${executor === undefined ? '-nobody' : ''}`, named),
    ];
  },
  'switch-back': (say, _a, facts) => [
    ...toldLines(say, facts, 'restore'),
    say.t('announcements:opened-switch-back'),
    say.t('todo:restore-old'),
  ],
  // It is soon said what is done at the end.
  cancel: (say, _a, facts, now, sightings) => stepTodo(say, 'retire', facts, now, sightings),
};

/** The gate was open and is not any more. */
export function gateRetracted(say: Speaker, a: Of<'gate-retracted'>, facts: Facts): Said {
  const { t } = say;
  const open = a.criteria.filter((one) => one.outcome !== 'pass');
  return {
    text: t('announcements:gate-retracted', { gate: a.gate }),
    lines: [
      ...(open.length > 0 ? open : a.criteria).map((one) => criterionLine(say, one)),
      ...(a.people.length > 0 ? [t('announcements:retracted-people', { people: a.people })] : []),
      ...(a.gate === 'switch-back' && facts.recalled?.why === 'closed' ? recalledLines(say, facts) : []),
      t('announcements:retracted-next', { gate: a.gate }),
    ],
  };
}

/** An item that does not count, and why. */
export function waived(say: Speaker, a: Of<'waived'>): Said {
  const text = a.criteria.map((id) => say.code('criteria', id)).join(say.t('joints:and'));
  return {
    text: say.t(a.item === '*' ? 'announcements:waived-all' : 'announcements:waived', {
      by: a.by,
      item: a.item,
      reason: a.reason,
    }),
    lines: [say.t('announcements:waived-where', { gate: a.gate, text })],
  };
}
