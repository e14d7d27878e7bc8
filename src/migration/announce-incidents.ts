import type { Announcement } from './announcements.ts';
import type { Event, IncidentCode } from './events.ts';
import type { Facts } from './facts.ts';
import { HOUR_MS } from './time.ts';

/** What comes record by record, server by server: one sighting of it, and what follows within the hour, is one message. */
const TOGETHER: ReadonlySet<IncidentCode> = new Set<IncidentCode>(['rewrite-without-gate', 'old-data-again']);
const TOGETHER_MS = HOUR_MS;

/** An incident as the channel is told of it; `facts` hold it already. One that has its own message says nothing here. */
export function incidentTold(facts: Facts, event: Extract<Event, { kind: 'incident' }>): readonly Announcement[] {
  const { code, subject, at } = event;
  // Told by its own message, which is edited when it is over.
  if (code === 'old-refuses') return [];
  if (!TOGETHER.has(code)) return [{ kind: 'incident', code, subject, at }];
  const alike = facts.incidents.filter((one) => one.code === code);
  // Back from the last to the first that nothing separates from it by more than the hour.
  const began = alike.findLastIndex((one, i) => i === 0 || one.at - (alike[i - 1]?.at ?? 0) > TOGETHER_MS);
  const together = alike.slice(Math.max(0, began));
  const since = together[0]?.at ?? at;
  const subjects = [...new Set(together.map((one) => one.subject))];
  return [{ kind: 'incident', slot: `incident:${code}:${since}`, code, subject, subjects, at: since }];
}
