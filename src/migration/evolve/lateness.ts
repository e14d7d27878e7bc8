import type { Facts } from '../facts.ts';
import type { Of } from './part.ts';

/** With which looks the bot is behind. */
export function lateness({ looksLate }: Facts, event: Of<'looks-late' | 'looks-caught-up'>): Pick<Facts, 'looksLate'> {
  if (event.kind === 'looks-caught-up') return { looksLate: undefined };
  return {
    looksLate: { from: looksLate?.from ?? event.at, at: event.at, gate: event.gate, looks: [...event.looks] },
  };
}
