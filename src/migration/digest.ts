import { holidaysOf, isBusinessDay } from './business-days.ts';
import type { Event, EventKind, Happening } from './events.ts';
import type { Facts } from './facts.ts';
import { isGated, nextGate } from './runbook.ts';
import type { Instant } from './time.ts';
import { addDays, instantOf, wallTimeOf } from './wall-time.ts';

/**
 * Late enough that the day has had its say, early enough that somebody is there. Whoever was away then has the status
 * message; nothing is sent at night for it.
 */
const FROM = '16:00';
const TO = '18:00';

/** What the channel gets a new message by. What only edits one, or goes to one person, is not among them. */
const POSTED: ReadonlySet<EventKind> = new Set<EventKind>([
  'gate-ready',
  'gate-opened',
  'approval-requested',
  'declined',
  'approvals-lapsed',
  'waived',
  'plan-set',
  'plan-dropped',
  'client-removed',
  'client-disowned',
  'client-help-asked',
  'mailbox-removed',
  'window-set',
  'rewrite-eve',
  'contract-warned',
  'rewrite-begun',
  'rewrite-seen',
  'vantages-alarmed',
  'zone-released',
  'dns-move-set',
  'globalping-set',
  'arrivals-told',
  'credentials-refused',
  'addresses-told',
  'senders-silent',
  'old-refused',
  'rescues-told',
  'person-unreachable',
  'archive-kept',
  'incident',
  'paused',
  'resumed',
  'rolled-back',
  'rollback-back',
  'rollback-again',
  'rollback-over',
  'rollback-requested',
  'digest-told',
]);

/** Whether the channel got a new message by this event. */
export function isPosted(event: Event): boolean {
  if (event.kind === 'step-prompted') return !isGated(event.step);
  if (event.kind === 'gate-closed') return event.was === 'open';
  return POSTED.has(event.kind);
}

/** One line, on a working day on which nothing was posted; none while a migration rests or has ended. */
export function digestDue(facts: Facts, now: Instant): Happening | undefined {
  if (!facts.settings.digest || facts.state.kind !== 'active' || !isWorkday(facts, now)) return undefined;
  const { date, time } = wallTimeOf(now, facts.timeZone);
  if (time < FROM || time >= TO) return undefined;
  const said = wallTimeOf(facts.saidAt ?? facts.startedAt, facts.timeZone).date;
  // A time in the future was written by a clock that has been set back since.
  return said < date ? { kind: 'digest-told' } : undefined;
}

/** When the next one may fall due. */
export function digestTurns(facts: Facts, now: Instant): readonly Instant[] {
  if (!facts.settings.digest || facts.state.kind !== 'active') return [];
  const { date } = wallTimeOf(now, facts.timeZone);
  return [date, addDays(date, 1)]
    .map((day) => instantOf(day, FROM, facts.timeZone))
    .filter((at) => at > now)
    .slice(0, 1);
}

/** As for reminders: at weekends and on public holidays only where the team wants them. */
function isWorkday(facts: Facts, now: Instant): boolean {
  const { date } = wallTimeOf(now, facts.timeZone);
  return facts.settings.remindWeekends || isBusinessDay(date, holidaysOf(facts));
}

/** Since when what comes next has been waited for: the request, the gate that is ready, or the last step that was done. */
export function awaitedSince(facts: Facts): Instant {
  const gate = nextGate(facts);
  const standing = gate === undefined ? undefined : facts.gates[gate];
  if (standing !== undefined && standing.state !== 'closed')
    return standing.round?.state === 'open' ? standing.round.requestedAt : standing.since;
  const steps = Object.values(facts.steps).flatMap((done) => done?.at ?? []);
  const gates = Object.values(facts.gates).flatMap(({ state, since }) => (state === 'done' ? [since] : []));
  return Math.max(facts.startedAt, facts.rewriteDoneAt ?? 0, ...steps, ...gates);
}
