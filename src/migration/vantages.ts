import type { Facts, PlanRecord } from './facts.ts';
import type { RecordType } from './observations.ts';
import { standingRecords } from './plan.ts';

export type KnownVantage = Facts['vantages'][number];

/** What Globalping's probes can be asked for, of all that a plan may hold: no TLSA, no CAA. */
export const GLOBALPING_TYPES: ReadonlySet<RecordType> = new Set([
  'A',
  'AAAA',
  'MX',
  'TXT',
  'NS',
  'CNAME',
  'SRV',
  'SOA',
  'PTR',
]);

/** Vantages of Globalping's networks are told by their ids: `gp-JP-2516`. */
export const GLOBALPING_PREFIX = 'gp-';

export function isGlobalping({ id }: Pick<KnownVantage, 'id'>): boolean {
  return id.startsWith(GLOBALPING_PREFIX);
}

/**
 * The records of the plan that a vantage can be asked for: of the others it will never be heard, and that is no gap.
 * Windows, whose answers people paste, knows no TLSA.
 */
export function recordsAskedOf(
  facts: Pick<Facts, 'plan'>,
  vantage: Pick<KnownVantage, 'id' | 'pasted'>,
): readonly PlanRecord[] {
  const standing = standingRecords(facts);
  if (isGlobalping(vantage)) return standing.filter(({ type }) => GLOBALPING_TYPES.has(type));
  return vantage.pasted === true ? standing.filter(({ type }) => type !== 'TLSA') : standing;
}
