import type { Straggler } from './arrival-facts.ts';
import { businessDayEnd, holidaysOf } from './business-days.ts';
import type { Facts } from './facts.ts';
import { mailboxKey } from './keys.ts';
import type { Side } from './observations.ts';
import type { Instant } from './time.ts';
import { watermarkOf } from './watermark.ts';

/** The name under which everything goes whose path nobody knows. */
export const UNKNOWN_PATH = 'path:unknown';

/** The name of a path, by the address (or HELO) it entered the old server from. */
export function pathKey({ path }: Pick<Straggler, 'path'>): string {
  const from = path?.address ?? path?.helo;
  return from === undefined ? UNKNOWN_PATH : `path:${from}`;
}

/** Genuine mail: not suspected of being spam, or judged real by a person. */
export function isReal(straggler: Straggler): boolean {
  return straggler.suspect === undefined || straggler.judged === 'real';
}

/** The server that it reached and that was being left: after a rollback the new one, which its key says. */
export function reached({ key }: Pick<Straggler, 'key'>): Side {
  return key.endsWith('|new') ? 'new' : 'old';
}

/** How many genuine messages wait on this server to be carried to the other one. */
export function toCarry({ stragglers }: Pick<Facts, 'stragglers'>, side: Side): number {
  return stragglers.filter((one) => isReal(one) && one.carriedAt === undefined && reached(one) === side).length;
}

/** Filed as junk or failing DMARC, and nobody has looked yet. */
export function isUnjudged(straggler: Straggler): boolean {
  return straggler.suspect !== undefined && straggler.judged === undefined;
}

export type Quiet = {
  /** The quiet time counts from here: the watermark, the last real straggler, or a baseline taken later. */
  readonly from: Instant;
  readonly until: Instant;
  readonly last?: Straggler | undefined;
};

/**
 * The quiet time that a gate waits for; undefined while the watermark is unknown. `accepted` are paths that an
 * approver accepted by name: what comes by them starts no new wait.
 */
export function quietOf(
  facts: Facts,
  quietMs: number,
  accepted: ReadonlySet<string>,
  businessDay: boolean,
): Quiet | undefined {
  const watermark = watermarkOf(facts);
  if (watermark === undefined) return undefined;
  let last: Straggler | undefined;
  for (const straggler of facts.stragglers) {
    if (!isReal(straggler) || accepted.has(pathKey(straggler))) continue;
    if (last === undefined || latest(straggler) > latest(last)) last = straggler;
  }
  // What is forwarded shows on the new server: the watching began with the baseline there.
  const baselines = facts.mailboxes.map(
    ({ address, watch }) => facts.baselines[mailboxKey(address, watch === 'forwarded' ? 'new' : 'old')]?.at ?? 0,
  );
  const from = Math.max(watermark, last === undefined ? 0 : latest(last), ...baselines);
  const plain = from + quietMs;
  return {
    from,
    until: businessDay ? Math.max(plain, businessDayEnd(from, facts.timeZone, holidaysOf(facts))) : plain,
    last,
  };
}

/** The server's stamp, or when we saw it if the stamp lies in the past by a slow clock. */
function latest(straggler: Straggler): Instant {
  return Math.max(straggler.at, straggler.seenAt);
}
