import type { Facts } from './facts.ts';
import type { Instant } from './time.ts';

/** That DNS was rewritten before `cut-over` was open: when that was seen, and which criteria were open then, where it is known. */
export function passedBy(facts: Facts): { readonly at: Instant; readonly open: readonly string[] } | undefined {
  const { rewriteSeenAt } = facts;
  // One of a rewrite that was rolled back since is not of this one.
  const first = facts.incidents.find((one) => one.code === 'rewrite-without-gate' && one.at === rewriteSeenAt);
  return first === undefined ? undefined : { at: first.at, open: first.open ?? [] };
}
