import type { Settings } from './settings.ts';
import type { AcceptanceSighting } from './sightings.ts';
import { HOUR_MS } from './time.ts';

/** What has been put off for so long is no greylisting: it is asked for in the usual rhythm. */
const ASKED_AGAIN_MS = 6 * HOUR_MS;

type Greylisting = Pick<Settings, 'greylistMs'>;
type PutOff = Pick<AcceptanceSighting, 'seen' | 'deferring'>;

/** How long every answer has been a 4xx, up to the last; undefined when the last was another. */
function putOffForMs({ seen, deferring }: PutOff): number | undefined {
  return seen?.verdict === 'deferred' ? Math.max(0, seen.at - (deferring?.since ?? seen.at)) : undefined;
}

/** Put off at two askings so far apart that greylisting does not explain it: a door that is shut. */
export const isShutByPuttingOff = (one: PutOff, { greylistMs }: Greylisting): boolean =>
  (putOffForMs(one) ?? 0) >= greylistMs;

/** Put off, and worth asking again before its time: a door that shall be shut only until that is known. */
export function isAskedAgain(one: PutOff, isShutWanted: boolean, { greylistMs }: Greylisting): boolean {
  const forMs = putOffForMs(one);
  return forMs !== undefined && forMs < (isShutWanted ? greylistMs : ASKED_AGAIN_MS);
}
