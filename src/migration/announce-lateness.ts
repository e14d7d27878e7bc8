import type { Announcement } from './announcements.ts';
import type { Event } from './events.ts';
import type { Facts } from './facts.ts';

/** One message, edited when it is over. */
export function latenessTold(
  facts: Facts,
  event: Extract<Event, { kind: 'looks-late' | 'looks-caught-up' }>,
  earlier: Facts | undefined,
): readonly Announcement[] {
  const from = (facts.looksLate ?? earlier?.looksLate)?.from ?? event.at;
  return [
    { kind: 'looks-late', slot: `looks-late:${from}`, gate: event.gate, isOver: event.kind === 'looks-caught-up' },
  ];
}
