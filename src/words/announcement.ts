import type { Announcement, StragglerLine } from '../migration/announcements.ts';
import { possibleApprovers } from '../migration/approvals.ts';
import { isReal } from '../migration/arrivals.ts';
import { type Facts, STEPS } from '../migration/facts.ts';
import { routingRecords } from '../migration/plan.ts';
import type { Instant } from '../migration/time.ts';
import { watermarkOf } from '../migration/watermark.ts';
import { criterionLine } from './criterion-line.ts';
import type { Speaker } from './engine.ts';
import { changeLine, changesBack, gateAhead, serverName, stepTodo } from './todo.ts';

/** `text`: the first line, and what a notification shows. `lines`: what stands under it. */
export type Said = { readonly text: string; readonly lines: string[] };

/** So many lines of one kind stand in a message; the rest is counted. */
const MOST_LINES = 10;

type Of<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

/** An announcement in words. */
export function sayAnnouncement(say: Speaker, a: Announcement, facts: Facts, now: Instant): Said {
  const { t } = say;
  switch (a.kind) {
    case 'started':
      return started(say, facts);
    case 'step-prompt':
      return stepPrompt(say, a, facts);
    case 'gate-ready':
      return {
        text: t('announcements:gate-ready', { gate: a.gate }),
        lines: [
          t('announcements:gate-ready-count', {
            gate: a.gate,
            total: a.criteria.filter((one) => !one.id.endsWith('-QUORUM')).length,
            waived: a.criteria.filter((one) => one.waived.length > 0).length,
          }),
          t('announcements:gate-ready-ask', { gate: a.gate }),
        ],
      };
    case 'approval':
      return approval(say, a, facts);
    case 'declined':
      return {
        text: t('announcements:declined', { gate: a.gate, by: a.by, reason: a.reason }),
        lines: [t('announcements:declined-next', { gate: a.gate })],
      };
    case 'approvals-lapsed':
      return {
        text: t(`announcements:lapsed-${a.why}`, { gate: a.gate }),
        lines: [
          t(a.why === 'gate-closed' ? 'announcements:lapsed-next' : 'announcements:lapsed-ask', {
            gate: a.gate,
            people: a.approvers,
          }),
        ],
      };
    case 'gate-opened':
      return gateOpened(say, a, facts, now);
    case 'gate-retracted':
      return gateRetracted(say, a);
    case 'waived':
      return waived(say, a);
    case 'plan-changed':
      return planChanged(say, a);
    case 'removed':
      return {
        text: t(`announcements:removed-${a.what}`, { by: a.by, name: a.name }),
        lines: [t(`announcements:removed-${a.what}-next`)],
      };
    case 'rewrite':
      return rewrite(say, a, facts, now);
    case 'stragglers':
      return stragglers(say, a, facts, now);
    case 'suspects':
      return {
        text: t(a.keys.length === 1 ? 'announcements:suspects-one' : 'announcements:suspects', {
          count: a.keys.length,
          side: a.side ?? 'old',
        }),
        lines: [
          ...a.lines.map((line) => stragglerLine(say, line)),
          ...more(say, a.keys.length - a.lines.length),
          t('announcements:suspects-next'),
        ],
      };
    case 'puzzles':
      return puzzles(say, a);
    case 'credentials-refused':
      return {
        text: t('announcements:credentials-refused', { count: a.entries.length }),
        lines: [
          ...a.entries.slice(0, MOST_LINES).map((entry) => t('announcements:credentials-line', entry)),
          ...more(say, a.entries.length - MOST_LINES),
          t('announcements:credentials-next'),
        ],
      };
    case 'incident':
      return {
        text: t('announcements:incident', { code: a.code }),
        lines: [
          t('announcements:incident-what', { subject: a.subject, at: a.at }),
          t(`announcements:incident-next-${a.code}`),
        ],
      };
    case 'state':
      return state(say, a, facts);
    case 'rollback-request':
      return {
        text: t('announcements:rollback-request', { by: a.by, reason: a.reason }),
        lines: [
          t('announcements:rollback-request-next', { people: a.approvers, freeMs: facts.settings.rollbackFreeMs }),
        ],
      };
  }
}

function more(say: Speaker, n: number): string[] {
  return n > 0 ? [say.t('joints:more', { n })] : [];
}

/** One straggler on one line: mailbox, when, from whom, by which path. */
export function stragglerLine(say: Speaker, line: StragglerLine): string {
  const { mailbox, at, from, helo, address } = line;
  const host = helo ?? address;
  const path = helo !== undefined && address !== undefined ? `${helo} [${address}]` : host;
  return say.t('announcements:straggler-line', {
    mailbox,
    at,
    ...(from === undefined ? {} : { from }),
    ...(path === undefined ? {} : { path }),
  });
}

function planChanged({ t }: Speaker, a: Of<'plan-changed'>): Said {
  const { by, name, type, before, after } = a;
  if (a.dropped)
    return {
      text: t('announcements:plan-dropped', { by, name, type }),
      lines: [t('announcements:plan-dropped-next')],
    };
  const kind = before.length === 0 ? 'new' : 'changed';
  return {
    text: t(`announcements:plan-${kind}`, { by, name, type, before, after }),
    lines: [t('announcements:plan-changed-next')],
  };
}

/** The first step is said with it. */
function started(say: Speaker, facts: Facts): Said {
  const { t } = say;
  const first = stepPrompt(say, { kind: 'step-prompt', step: 'inventory' }, facts);
  const { old, new: fresh } = facts.servers;
  return {
    text: t('announcements:started', { domain: facts.domain, old: serverName(old), new: serverName(fresh) }),
    lines: [
      t('announcements:started-what', { profile: facts.profile, scope: facts.scope }),
      facts.solo
        ? t('announcements:started-solo', { by: facts.startedBy })
        : t('announcements:started-approvers', { people: facts.approvers }),
      t('announcements:started-how'),
      first.text,
      ...first.lines,
    ],
  };
}

function stepPrompt(say: Speaker, { step }: Of<'step-prompt'>, facts: Facts): Said {
  const n = STEPS.indexOf(step) + 1;
  const gate = gateAhead(step, facts);
  const figures = { n, total: STEPS.length, step };
  const text =
    gate === undefined
      ? say.t('announcements:step-prompt', figures)
      : say.t('announcements:step-prompt-ahead', { ...figures, gate });
  return { text, lines: stepTodo(say, step, facts) };
}

function approval(say: Speaker, a: Of<'approval'>, facts: Facts): Said {
  const { t } = say;
  const given = new Set(a.approvals.map((one) => one.by));
  const waiting = possibleApprovers(facts, a.requestedBy).filter((one) => !given.has(one));
  const open = a.state === 'open';
  const declinedBy = a.declinedBy === undefined ? {} : { declinedBy: a.declinedBy };
  return {
    text: t(`announcements:approval-${a.state}`, { gate: a.gate, ok: a.approvals.length, needed: a.needed }),
    lines: [
      t('announcements:approval-by', { requestedBy: a.requestedBy, requestedAt: a.requestedAt }),
      // Whoever is to answer needs the evidence; once answered it stands with the gate's own announcement.
      ...(open && a.gate === 'cut-over' ? exactChange(say, facts) : []),
      ...(open ? a.criteria.map((one) => criterionLine(say, one)) : []),
      ...a.approvals.map((one) => t('announcements:approval-given', one)),
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

/** People, as long as too few have answered; then whatever else keeps the gate shut. */
function waitsFor({ t, code }: Speaker, a: Of<'approval'>, waiting: readonly string[]): string[] {
  const ok = a.approvals.length;
  if (ok < a.needed) return waiting.length > 0 ? [t('announcements:approval-waiting', { people: waiting })] : [];
  const open = a.criteria.filter((one) => one.outcome !== 'pass' && !one.id.endsWith('-QUORUM'));
  if (open.length === 0) return [];
  const text = open.map((one) => code('criteria', one.id)).join(t('joints:and'));
  return [t('announcements:approval-enough', { ok, needed: a.needed, text })];
}

function gateOpened(say: Speaker, a: Of<'gate-opened'>, facts: Facts, now: Instant): Said {
  const { t } = say;
  const executor = a.executor ?? facts.executor;
  const ahead =
    a.gate === 'cut-over' && facts.window !== undefined && now < facts.window.from ? facts.window : undefined;
  const named = a.gate === 'cut-over' && executor === undefined ? 'cut-over-nobody' : a.gate;
  return {
    text: t(ahead === undefined ? 'announcements:gate-opened' : 'announcements:gate-opened-ahead', { gate: a.gate }),
    lines: [
      ...a.criteria.map((one) => criterionLine(say, one)),
      ...(ahead === undefined || executor === undefined
        ? []
        : [t('announcements:opened-from', { executor, fromAt: ahead.from, toAt: ahead.to })]),
      t(`announcements:opened-${named}`, executor === undefined ? {} : { executor }),
    ],
  };
}

function gateRetracted(say: Speaker, a: Of<'gate-retracted'>): Said {
  const { t } = say;
  const open = a.criteria.filter((one) => one.outcome !== 'pass');
  return {
    text: t('announcements:gate-retracted', { gate: a.gate }),
    lines: [
      ...(open.length > 0 ? open : a.criteria).map((one) => criterionLine(say, one)),
      ...(a.people.length > 0 ? [t('announcements:retracted-people', { people: a.people })] : []),
      t('announcements:retracted-next', { gate: a.gate }),
    ],
  };
}

function waived(say: Speaker, a: Of<'waived'>): Said {
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

function rewrite({ t }: Speaker, a: Of<'rewrite'>, facts: Facts, now: Instant): Said {
  const text = t(`announcements:rewrite-${a.state}`, { at: a.at, by: a.by ?? 'bot' });
  switch (a.state) {
    case 'begun': {
      const everyMs = facts.settings.everyMs.zone.rewriting;
      return { text, lines: everyMs === null ? [] : [t('announcements:rewrite-begun-next', { everyMs })] };
    }
    case 'seen':
      return { text, lines: [t('announcements:rewrite-seen-next')] };
    case 'done': {
      if (a.watermark === undefined) return { text, lines: [] };
      const figures = { watermarkAt: a.watermark, leftMs: Math.max(0, a.watermark - now) };
      return { text, lines: [t('announcements:rewrite-done-watermark', figures)] };
    }
  }
}

function stragglers(say: Speaker, a: Of<'stragglers'>, facts: Facts, now: Instant): Said {
  const { t } = say;
  const listed = [...a.lines.map((line) => stragglerLine(say, line)), ...more(say, a.total - a.lines.length)];
  if (a.side === 'new') {
    return {
      text: t('announcements:stragglers-back', { total: a.total }),
      lines: [...listed, t('announcements:stragglers-back-next')],
    };
  }
  const announced = facts.rewriteSeenAt === undefined;
  return {
    text: t(announced ? 'announcements:stragglers-announced' : 'announcements:stragglers', { total: a.total }),
    lines: [...listed, ...whyStill(say, a, facts, now), t('announcements:stragglers-next')],
  };
}

/** Why mail still comes here: while old caches may lead here nothing is wrong; later somebody's server must be mended. */
function whyStill({ t }: Speaker, a: Of<'stragglers'>, facts: Facts, now: Instant): string[] {
  const watermarkAt = watermarkOf(facts);
  if (facts.rewriteSeenAt === undefined || watermarkAt === undefined) return [t('announcements:stragglers-early')];
  if (now < watermarkAt) return [t('announcements:stragglers-caches', { watermarkAt })];
  const late = a.lines.filter((line) => line.at > watermarkAt);
  const hosts = [...new Set(late.flatMap((line) => line.helo ?? line.address ?? []))];
  return hosts.length > 0 ? [t('announcements:stragglers-path', { names: hosts })] : [];
}

function puzzles(say: Speaker, a: Of<'puzzles'>): Said {
  const { t } = say;
  return {
    text: t('announcements:puzzles', { count: a.lines.length }),
    lines: [
      ...a.lines.map(({ mailbox, folder, kind, count }) =>
        t('announcements:puzzle-line', { mailbox, folder, text: say.code('puzzles', kind, { count }) }),
      ),
      t('announcements:puzzles-next'),
    ],
  };
}

function state(say: Speaker, a: Of<'state'>, facts: Facts): Said {
  return {
    text: say.t(`announcements:state-${a.state}`, { by: a.by, reason: a.reason ?? '', domain: facts.domain }),
    lines: [
      ...(a.state === 'abandoned' ? leftBehind(say, facts) : []),
      say.t(`announcements:${a.state}-next`),
      ...(a.state === 'rolled-back' ? changesBack(say, facts) : []),
    ],
  };
}

/** What the team is left with when the bot stops looking. */
function leftBehind({ t }: Speaker, facts: Facts): string[] {
  const open = facts.stragglers.filter((one) => isReal(one) && one.carriedAt === undefined);
  return [
    ...(open.length > 0 ? [t('announcements:abandoned-left', { count: open.length })] : []),
    t('announcements:abandoned-passwords'),
  ];
}
