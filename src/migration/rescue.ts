import type { Straggler } from './arrival-facts.ts';
import { isReal, reached } from './arrivals.ts';

/**
 * Whether the bot shall carry this straggler over: genuine, on the old server's mailbox, not seen on the new one, and
 * not tried to an end already. That the new server refused it, or that it was gone, is an end until a person asks again;
 * that it altered what was put there is an end for good, for it would be there twice.
 * What reached the new server after a rollback is listed for people to carry back, and what is known from a log or from
 * what the old server forwarded lies in no mailbox that the bot could fetch it from.
 */
export function wantsRescue(straggler: Straggler, wanted: 'agenda' | 'person' = 'agenda'): boolean {
  const { carriedAt, rescue, source } = straggler;
  return (
    carriedAt === undefined &&
    (rescue === undefined || (wanted === 'person' && rescue.reason !== 'altered')) &&
    source === undefined &&
    isReal(straggler) &&
    reached(straggler) === 'old'
  );
}
