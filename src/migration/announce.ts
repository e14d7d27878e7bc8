import { type Actor, BOT } from './actor.ts';
import { contractWarned, eveNow, eveTold, windowSet } from './announce-dates.ts';
import { approvalNow, isTakenBack, lapsed, openedSlot, readyNow, retracted } from './announce-gates.ts';
import { incidentTold } from './announce-incidents.ts';
import { latenessTold } from './announce-lateness.ts';
import { addressesNow, copyNow, oldRefuses, rescuesTold, sendersSilent } from './announce-mail.ts';
import { disownedNow, helpAsked, ownersNow, recalledNow } from './announce-owners.ts';
import { pastNow, promptSlot } from './announce-past.ts';
import { unreachableNow } from './announce-people.ts';
import { isRewriteWatched, rewriteNow } from './announce-rewrite.ts';
import { isBackAlready, rollbackNow } from './announce-rollback.ts';
import { arrivalsTold, stragglersNow, suspectsNow } from './announce-stragglers.ts';
import type { Announcement } from './announcements.ts';
import { approversOf } from './approvals.ts';
import { awaitedSince } from './digest.ts';
import type { Event } from './events.ts';
import { evolve } from './evolve.ts';
import type { Facts } from './facts.ts';
import { recordKey } from './keys.ts';
import { probesTold } from './probe-troubles.ts';
import { isGated } from './runbook.ts';
import type { Sightings } from './sightings.ts';

/**
 * What the channel, and people by themselves, hear of a run of events. `before` are the facts they happened to (undefined
 * at the start). A day on which nothing happened has no events and no announcement. `sightings` are those after the
 * events: how many servers serve the new data is seen, and no event of its own.
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
    const made = [
      ...announcementsOf(facts, event, events, earlier, sightings),
      ...ownersNow(earlier, facts),
      ...recalledNow(earlier, facts),
      ...pastNow(earlier, facts, event),
    ];
    // Several approvals or a request and its fall in one go: the last word of a slot is the one to show.
    for (const one of made) {
      const same = announcements.findIndex((other) => isOneMessage(one, other));
      if (same === -1) announcements.push(one);
      else announcements[same] = one;
    }
  }
  return announcements;
}

function isOneMessage(one: Announcement, other: Announcement): boolean {
  return 'slot' in one && 'slot' in other && one.slot === other.slot && recipientOf(one) === recipientOf(other);
}

const recipientOf = (one: Announcement): Actor | undefined => ('recipient' in one ? one.recipient : undefined);

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
      // The start says the first step itself, and a gate that opens what it opens.
      if (isGated(event.step) || run.some((other) => other.kind === 'started')) return [];
      return [{ kind: 'step-prompt', slot: promptSlot(event.step, event.at), step: event.step }];
    case 'gate-ready':
      return readyNow(facts, event.gate, event.criteria);
    case 'gate-opened':
      return [
        {
          kind: 'gate-opened',
          slot: openedSlot(facts, event.gate),
          gate: event.gate,
          criteria: event.criteria,
          executor: facts.executor,
        },
        ...approvalNow(facts, event.gate, event.criteria),
        ...readyNow(facts, event.gate, event.criteria),
        ...(event.gate === 'cut-over' ? eveNow(facts, sightings, event.at) : []),
      ];
    case 'gate-closed':
      return [
        ...(event.was === 'ready' ? readyNow(facts, event.gate, event.criteria) : []),
        ...(event.gate === 'cut-over' ? eveNow(facts, sightings, event.at) : []),
        ...retracted(facts, event),
      ];
    case 'approval-requested':
      return [...approvalNow(facts, event.gate, []), ...readyNow(facts, event.gate, [])];
    case 'gate-wavered':
      return [
        ...approvalNow(facts, event.gate, []).filter(({ state }) => state === 'open'),
        ...readyNow(facts, event.gate, []),
      ];
    case 'approved':
      return approvalNow(facts, event.gate, []);
    case 'declined': {
      const slot = approvalNow(facts, event.gate, []).map((one) => ({
        ...one,
        declinedBy: event.by,
        reason: event.reason,
      }));
      return [
        ...slot,
        ...readyNow(facts, event.gate, []),
        { kind: 'declined', gate: event.gate, by: event.by, reason: event.reason },
      ];
    }
    case 'approvals-lapsed':
      return [
        ...approvalNow(facts, event.gate, []),
        ...(facts.gates[event.gate].state === 'ready' ? readyNow(facts, event.gate, []) : []),
        // A gate that is taken back says so itself, and beside "Stop" nothing may say that there is nothing to do.
        ...(run.some((other) => isTakenBack(other, event.gate)) ? [] : [lapsed(facts, event)]),
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
    case 'client-disowned':
      return disownedNow(facts, event);
    case 'client-help-asked':
      return helpAsked(facts, event);
    case 'mailbox-removed':
      return [
        ...removed(facts, { kind: 'removed', by: event.by, what: 'mailbox', name: event.mailbox }),
        ...probesTold(earlier, facts),
      ];
    case 'window-set':
      return windowSet(facts, event, earlier ?? facts, sightings);
    case 'rewrite-eve':
      return eveTold(facts, event, sightings);
    case 'contract-warned':
      return contractWarned(facts, event);
    case 'rewrite-begun':
      return [...eveNow(facts, sightings, event.at), ...rewriteNow(facts, sightings, event.by)];
    case 'rewrite-seen':
      return [...eveNow(facts, sightings, event.at), ...rewriteNow(facts, sightings)];
    case 'rewrite-done':
    case 'rewrite-kept':
    case 'watermark-passed':
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
    case 'timeline-due':
      return [{ kind: 'timeline', why: event.why }];
    case 'digest-told':
      return [{ kind: 'digest', since: awaitedSince(facts) }];
    case 'globalping-set':
      return [{ kind: 'globalping', by: event.by, countries: event.countries }];
    case 'arrivals-told':
      return arrivalsTold(facts, event);
    case 'stragglers-carried':
      return stragglersNow(facts, event.keys);
    case 'stragglers-rescued':
      return stragglersNow(
        facts,
        event.entries.map(({ key }) => key),
      );
    case 'suspects-judged':
      return suspectsNow(facts, event);
    case 'credentials-refused':
      return [{ kind: 'credentials-refused', entries: event.entries.map(({ mailbox, side }) => ({ mailbox, side })) }];
    case 'addresses-told':
    case 'addresses-placed':
    case 'mailboxes-added':
      return addressesNow(facts);
    case 'senders-silent':
      return sendersSilent(facts, event);
    case 'old-refused':
    case 'old-accepts-again':
      return oldRefuses(facts);
    case 'rescues-told':
      return rescuesTold(facts, event);
    case 'looks-late':
    case 'looks-caught-up':
      return latenessTold(facts, event, earlier);
    case 'person-unreachable':
      return unreachableNow(facts, event.person);
    case 'copy-progress':
      return [copyNow(event)];
    case 'probes-sent':
    case 'probes-landed':
    case 'probes-lost':
    case 'relay-set':
    case 'relay-removed':
      return [
        ...probesTold(earlier, facts),
        ...(isRewriteWatched(facts, event.at) ? rewriteNow(facts, sightings) : []),
      ];
    case 'archive-kept': {
      const { by, mailboxes, messages, restored } = event;
      // The restore that is tried of it is told where the archive was.
      const slot = `archive:${facts.archive?.at ?? event.at}`;
      return [{ kind: 'archive', slot, by, mailboxes, messages, restored }];
    }
    case 'incident':
      return incidentTold(facts, event);
    case 'paused':
      return [{ kind: 'state', state: event.kind, by: event.by, reason: event.reason }];
    case 'resumed':
      return [{ kind: 'state', state: event.kind, by: event.by }];
    case 'finished':
      return [{ kind: 'report' }];
    case 'rolled-back':
      return [
        // Its buttons must go: what was asked has been answered.
        ...rewriteNow(earlier ?? facts, sightings),
        {
          kind: 'state',
          state: event.kind,
          by: event.by,
          reason: event.reason,
          ...(isBackAlready(facts, sightings) ? { isDnsBack: true } : {}),
        },
      ];
    case 'abandoned':
      return [
        ...rewriteNow(facts, sightings),
        { kind: 'state', state: event.kind, by: event.by, reason: event.reason },
        { kind: 'report' },
      ];
    case 'step-marked':
      // Mail does not go back to a server that is shut.
      return event.step === 'close' ? rewriteNow(facts, sightings) : [];
    case 'rollback-back':
    case 'rollback-over':
      return rollbackNow(facts, event.kind, sightings);
    case 'rollback-again':
      return [{ kind: 'rollback-again', record: event.record, server: event.server }];
    case 'rollback-requested':
      return [
        ...rewriteNow(facts, sightings),
        {
          kind: 'rollback-request',
          slot: `rollback:${event.at}`,
          by: event.by,
          reason: event.reason,
          approvers: approversOf(facts),
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
