import { createResolve, type Resolve } from '../../../dns/resolve.ts';
import { createWalker, type Walker } from '../../../dns/walker.ts';
import type { Instant } from '../../../migration/time.ts';
import type { Dialer } from '../../../net/dial.ts';
import type { LookDeps } from '../deps.ts';

/** What the parts of one look share: one walk down from the roots, one memory of answers, one end. */
export type Ground = {
  readonly dialer: Dialer;
  readonly walker: Walker;
  readonly resolve: Resolve;
  readonly signal: AbortSignal;
  readonly now: () => Instant;
};

/** Whatever is not answered by then has failed. */
const WALL_MS = 20_000;

export function openGround(
  { dialer, roots, now }: Pick<LookDeps, 'dialer' | 'roots' | 'now'>,
  signal: AbortSignal,
): Ground {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(WALL_MS)]);
  const walker = createWalker(dialer, { now, signal: bounded, ...(roots.length === 0 ? {} : { roots }) });
  return { dialer, walker, resolve: createResolve(walker), signal: bounded, now };
}
