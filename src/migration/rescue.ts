import { isReal, reached } from './arrivals.ts';
import type { Straggler } from './facts.ts';

/**
 * Whether the bot shall carry this straggler over: genuine, on the old server's mailbox, not seen on the new one, and
 * not tried to an end already. What reached the new server after a rollback is listed for people to carry back.
 */
export function wantsRescue(straggler: Straggler): boolean {
  const { carriedAt, rescue, source } = straggler;
  return (
    carriedAt === undefined &&
    rescue === undefined &&
    source === undefined &&
    isReal(straggler) &&
    reached(straggler) === 'old'
  );
}
