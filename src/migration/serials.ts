import { authorityKey } from './keys.ts';
import type { Migration } from './record.ts';
import { presentServersOf } from './zones.ts';

/** The SOA serial that each present server of a zone was last heard with, by address. */
export function serialsOf(
  { facts, sightings }: Pick<Migration, 'facts' | 'sightings'>,
  zone: string,
): ReadonlyMap<string, string> {
  return new Map(
    presentServersOf(facts, zone).flatMap(([address]) => {
      const soa = sightings.authority[authorityKey(address, `${zone}/SOA`)]?.seen?.values[0];
      const serial = soa?.split(' ')[2];
      return serial === undefined ? [] : [[address, serial] as const];
    }),
  );
}

const SERIAL_SPAN = 2 ** 32;

/** Serials go round (RFC 1982): one is older than another when it lies less than half the round before it. */
export function isOlder(serial: string, other: string): boolean {
  const ahead = (Number(other) - Number(serial) + SERIAL_SPAN) % SERIAL_SPAN;
  return ahead > 0 && ahead < SERIAL_SPAN / 2;
}
