import { rewriteNow } from './announce-rewrite.ts';
import type { Announcement, StragglerLine } from './announcements.ts';
import { quorumOf } from './approvals.ts';
import { reached } from './arrivals.ts';
import { BOT } from './commands.ts';
import type { CriterionGist, Event } from './events.ts';
import { evolve } from './evolve.ts';
import type { ApprovalRound, Facts, Straggler } from './facts.ts';
import { recordKey } from './keys.ts';
import type { GateId } from './settings.ts';
import type { Sightings } from './sightings.ts';

/** So many lines of one kind stand in a message; the rest is counted. */
const MOST_LINES = 10;

/**
 * What the channel hears of a run of events. `before` are the facts they happened to (undefined at the start). A day
 * on which nothing happened has no events and no announcement. `sightings` are those after the events: how many servers
 * serve the new data is seen, and no event of its own.
 */
export function announce(
  before: Facts | undefined,
  events: readonly Event[],
  sightings?: Sightings,
): readonly Announcement[] {
  const announcements: Announcement[] = [];
  let facts = before;
  for (const event of events) {
    const earlier = facts;
    facts = evolve(facts, event);
    const made = announcementsOf(facts, event, events, earlier, sightings);
    // Several approvals or a request and its fall in one go: the last word of a slot is the one to show.
    for (const one of made) {
      const same = 'slot' in one ? announcements.findIndex((other) => 'slot' in other && other.slot === one.slot) : -1;
      if (same === -1) announcements.push(one);
      else announcements[same] = one;
    }
  }
  return announcements;
}

function announcementsOf(
  facts: Facts,
  event: Event,
  run: readonly Event[],
  earlier: Facts | undefined,
  sightings: Sightings | undefined,
): readonly Announcement[] {
  switch (event.kind) {
    case 'started':
      return [{ kind: 'started' }];
    case 'step-prompted':
      // The start says the first step itself.
      return run.some((other) => other.kind === 'started') ? [] : [{ kind: 'step-prompt', step: event.step }];
    case 'gate-ready':
      return [
        {
          kind: 'gate-ready',
          slot: `ready:${event.gate}:${facts.gates[event.gate].times}`,
          gate: event.gate,
          criteria: event.criteria,
        },
      ];
    case 'gate-opened':
      return [
        { kind: 'gate-opened', gate: event.gate, criteria: event.criteria, executor: facts.executor },
        ...approvalNow(facts, event.gate, event.criteria),
      ];
    case 'gate-closed':
      return event.was === 'open'
        ? [{ kind: 'gate-retracted', gate: event.gate, criteria: event.criteria, people: peopleOf(facts) }]
        : [];
    case 'approval-requested':
    case 'approved':
      return approvalNow(facts, event.gate, []);
    case 'declined': {
      const slot = approvalNow(facts, event.gate, []).map((one) => ({
        ...one,
        declinedBy: event.by,
        reason: event.reason,
      }));
      return [...slot, { kind: 'declined', gate: event.gate, by: event.by, reason: event.reason }];
    }
    case 'approvals-lapsed':
      return [
        ...approvalNow(facts, event.gate, []),
        { kind: 'approvals-lapsed', gate: event.gate, why: event.why, approvers: facts.approvers },
      ];
    case 'waived':
      return [
        {
          kind: 'waived',
          gate: event.gate,
          criteria: event.criteria,
          item: event.item,
          by: event.by,
          reason: event.reason,
        },
      ];
    case 'plan-set':
      // What the bot learns of a record is no change of what is planned.
      return event.by === BOT ? [] : planChanged(facts, event.by, recordKey(event.record));
    case 'plan-dropped':
      return planDropped(earlier ?? facts, event.by, event.record);
    case 'client-removed': {
      const name = earlier?.clients.find((client) => client.id === event.client)?.name ?? event.client;
      return removed(facts, { kind: 'removed', by: event.by, what: 'client', name });
    }
    case 'mailbox-removed':
      return removed(facts, { kind: 'removed', by: event.by, what: 'mailbox', name: event.mailbox });
    case 'rewrite-begun':
      return rewriteNow(facts, sightings, event.by);
    case 'rewrite-seen':
    case 'rewrite-done':
    case 'differences-seen':
    case 'record-all-new':
    case 'record-old-again':
    case 'authorities-left':
    case 'former-turned':
      return rewriteNow(facts, sightings);
    case 'vantages-alarmed':
    case 'alarms-over':
      return [{ kind: 'vantage-alarm', slot: 'vantage-alarms', alarms: facts.alarms ?? [] }];
    case 'zone-released':
      return [{ kind: 'zone-released', zone: event.zone, servers: event.servers }];
    case 'dns-move-set':
      return [{ kind: 'dns-move', by: event.by, servers: event.servers }];
    case 'globalping-set':
      return [{ kind: 'globalping', by: event.by, countries: event.countries }];
    case 'arrivals-told':
      return arrivalsTold(facts, event);
    case 'suspects-judged':
      return [];
    case 'credentials-refused':
      return [{ kind: 'credentials-refused', entries: event.entries.map(({ mailbox, side }) => ({ mailbox, side })) }];
    case 'incident':
      return [{ kind: 'incident', code: event.code, subject: event.subject, at: event.at }];
    case 'paused':
    case 'resumed':
    case 'finished':
      return [{ kind: 'state', state: event.kind, by: event.by }];
    case 'rolled-back':
    case 'abandoned':
      return [{ kind: 'state', state: event.kind, by: event.by, reason: event.reason }];
    case 'rollback-requested':
      return [
        {
          kind: 'rollback-request',
          slot: `rollback:${event.at}`,
          by: event.by,
          reason: event.reason,
          approvers: facts.approvers,
        },
      ];
    default:
      return [];
  }
}

function planChanged(facts: Facts, by: string, key: string): readonly Announcement[] {
  const record = facts.plan.find((planned) => recordKey(planned) === key);
  if (record === undefined) return [];
  const { name, type, before, after } = record;
  return [{ kind: 'plan-changed', by, name, type, before, after, dropped: false }];
}

/** As it was planned until then: what nobody serves is in the plan no longer. */
function planDropped(earlier: Facts, by: string, key: string): readonly Announcement[] {
  return planChanged(earlier, by, key).map((said) => ({ ...said, after: [], dropped: true }));
}

/** While the inventory is being made, taking something off it is nobody else's concern. */
function removed(facts: Facts, announcement: Extract<Announcement, { kind: 'removed' }>): readonly Announcement[] {
  return facts.gates['cut-over'].rounds === 0 ? [] : [announcement];
}

type ApprovalAnnouncement = Extract<Announcement, { kind: 'approval' }>;

/** The message of the gate's approval round, as it stands. */
function approvalNow(facts: Facts, gate: GateId, criteria: readonly CriterionGist[]): readonly ApprovalAnnouncement[] {
  const { round, state } = facts.gates[gate];
  if (round === undefined) return [];
  return [
    {
      kind: 'approval',
      slot: `approval:${gate}:${round.round}`,
      gate,
      round: round.round,
      requestedBy: round.requestedBy,
      requestedAt: round.requestedAt,
      approvers: facts.approvers,
      needed: quorumOf(facts, gate),
      approvals: round.approvals,
      state: state === 'open' && round.state === 'open' ? 'used' : shown(round),
      criteria,
    },
  ];
}

const shown = (round: ApprovalRound): ApprovalRound['state'] => round.state;

function arrivalsTold(facts: Facts, event: Extract<Event, { kind: 'arrivals-told' }>): readonly Announcement[] {
  const find = (keys: readonly string[]) => {
    const wanted = new Set(keys);
    return facts.stragglers.filter((straggler) => wanted.has(straggler.key));
  };
  const real = find(event.stragglers);
  const suspects = find(event.suspects);
  const puzzleKeys = new Set(event.puzzles);
  const puzzles = facts.puzzles.filter((puzzle) => puzzleKeys.has(puzzle.key));
  const announcements: Announcement[] = [];
  for (const { found, ...side } of bySide(real))
    announcements.push({
      kind: 'stragglers',
      ...side,
      lines: found.slice(0, MOST_LINES).map(line),
      total: found.length,
    });
  for (const { found, ...side } of bySide(suspects)) {
    announcements.push({
      kind: 'suspects',
      ...side,
      slot: `suspects:${event.at}${side.side === undefined ? '' : ':new'}`,
      keys: found.map((one) => one.key),
      lines: found.slice(0, MOST_LINES).map(line),
    });
  }
  if (puzzles.length > 0) {
    const lines = puzzles
      .slice(0, MOST_LINES)
      .map(({ key, kind, mailbox, folder, count }) => ({ key, kind, mailbox, folder, count }));
    announcements.push({ kind: 'puzzles', lines });
  }
  return announcements;
}

/** What reached the old server, and apart from it what, after a rollback, reached the new one. */
function bySide(all: readonly Straggler[]): readonly { found: readonly Straggler[]; side?: 'new' }[] {
  const old = all.filter((one) => reached(one) === 'old');
  const fresh = all.filter((one) => reached(one) === 'new');
  return [
    ...(old.length > 0 ? [{ found: old }] : []),
    ...(fresh.length > 0 ? [{ found: fresh, side: 'new' as const }] : []),
  ];
}

function line(straggler: Straggler): StragglerLine {
  const { mailbox, at, from, path } = straggler;
  return { mailbox, at, from, helo: path?.helo, address: path?.address };
}

function peopleOf(facts: Facts): readonly string[] {
  return [...new Set([...(facts.executor === undefined ? [] : [facts.executor]), ...facts.approvers])];
}
