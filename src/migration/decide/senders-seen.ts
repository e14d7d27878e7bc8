import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { arrivalsFrom } from '../runbook.ts';
import { seenNewAt } from '../senders.ts';
import type { Instant } from '../time.ts';
import type { Surveyed } from './surveyed.ts';

/**
 * Known senders whose mail the new server took in since the rewrite, each once. What the old server handed on came to the
 * old one, and what is filed as junk, or fails DMARC, anybody may have written in that name.
 */
export function sendersSeen(facts: Facts, surveyed: readonly Surveyed[]): readonly Happening[] {
  const from = arrivalsFrom(facts);
  if (from === undefined || facts.senders === undefined) return [];
  const first = new Map<string, Instant>();
  for (const { observation, result } of surveyed) {
    if (observation.side !== 'new') continue;
    for (const { kind, at, suspect, through, ...arrival } of result.arrivals) {
      if (kind !== 'delivery' || suspect !== undefined || through === 'old' || at < from) continue;
      const sender = arrival.from?.toLowerCase();
      const known = sender === undefined ? undefined : facts.senders[sender];
      if (sender === undefined || known === undefined || seenNewAt(facts, known) !== undefined) continue;
      first.set(sender, Math.min(at, first.get(sender) ?? at));
    }
  }
  if (first.size === 0) return [];
  return [{ kind: 'senders-seen', senders: [...first].map(([sender, at]) => ({ sender, at })) }];
}
