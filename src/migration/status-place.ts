import type { Happening } from './events.ts';
import type { Facts } from './facts.ts';
import { type Instant, MINUTE_MS } from './time.ts';

/** Two who press at once, or one who presses twice, mean one message. */
const ASKED_ONCE_MS = MINUTE_MS;

/** A person wants the status at the bottom of the channel, where it is read. */
export function statusAsked({ statusBroughtAt }: Facts, now: Instant): { readonly happenings: readonly Happening[] } {
  const isJustBrought = statusBroughtAt !== undefined && Math.abs(now - statusBroughtAt) < ASKED_ONCE_MS;
  return { happenings: isJustBrought ? [] : [{ kind: 'status-brought' }] };
}
