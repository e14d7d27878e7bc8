import { authorityKey } from '../keys.ts';
import { standingRecords } from '../plan.ts';
import { isHosted } from '../profiles.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { domainsOf } from '../zones.ts';
import type { Item } from './criterion.ts';
import { hasMoved } from './dns-hosting.ts';
import type { Bench } from './judge.ts';
import { keyTag } from './key-tag.ts';
import {
  exchangers,
  type Finding,
  fails,
  itemOf,
  learntItem,
  passes,
  plannedAt,
  unknown,
} from './mail-records-served.ts';

/** TLSA (RFC 7672) of the MX hosts to be, and of those that stay and move: it fits what the new server shows, or is not there. */
export function tlsaItems(record: Migration, bench: Bench): readonly Item[] {
  const { facts, sightings } = record;
  const moved = new Set(
    standingRecords(facts)
      .filter(({ type }) => LEADING.has(type))
      .map(({ name }) => name),
  );
  const hosts = domainsOf(facts).flatMap((domain) => {
    const isPlanned = plannedAt(record, domain, 'MX') !== undefined;
    return exchangers(record, domain).new.filter((host) => isPlanned || moved.has(host));
  });
  return [...new Set(hosts)].sort().map((host) =>
    learntItem(bench, `tlsa:${host}`, sightings.extras?.tlsa?.[host], ({ values, fits }) => {
      if (values.length === 0) return passes('not-used');
      if (fits === undefined) return unknown('tlsa-unseen', { host });
      return fits ? passes('tlsa-fits', { host }) : fails('tlsa-misfits', { host, values });
    }),
  );
}

const LEADING: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/** PTR of each new address: it has a name that leads back to it, the one that the server greets with where it was heard. */
export function pointerItems({ facts, sightings }: Migration, bench: Bench): readonly Item[] {
  const { host = 'new', addresses } = facts.servers.new;
  // A provider with addresses of its own sees to their names.
  if (isHosted(facts.profile)) return [{ key: `ptr:${host}`, waivable: true, ...passes('not-used') }];
  if (addresses.length === 0) return [itemOf(bench, `ptr:${host}`, undefined, unknown('never-seen'))];
  return addresses.map((address) =>
    learntItem(bench, `ptr:${address}`, sightings.extras?.pointers?.[address], ({ names, confirmed, greeting }) => {
      if (names.length === 0) return fails('ptr-missing', { address });
      if (confirmed.length === 0) return fails('ptr-unconfirmed', { address, names });
      const greets = greeting?.toLowerCase().replace(/\.$/, '');
      const isSame = greets === undefined || confirmed.some((name) => name.toLowerCase() === greets);
      if (!isSame && greeting !== undefined)
        return fails('ptr-greeting-differs', { address, names: confirmed, greeting });
      return passes('ptr-confirmed', { address, names: confirmed });
    }),
  );
}

/** DNSSEC of a zone: not used, or it holds. Signed and about to be led elsewhere, the servers to come must hold its key. */
export function signingItem(record: Migration, bench: Bench, zone: string): Item {
  return learntItem(bench, `dnssec:${zone}`, record.sightings.extras?.signing?.[zone], (seen): Finding => {
    switch (seen.state) {
      case 'bogus':
        return fails('dnssec-broken', { zone, ede: seen.ede.join(', ') });
      case 'unvalidated':
        return unknown('dnssec-unvalidated', { zone });
      case 'unsigned':
        return rememberedKeys(record, zone, bench.now) ?? passes('dnssec-unsigned', { zone });
      case 'secure':
        return comingKeys(record, zone, seen.ds) ?? passes('dnssec-secure', { zone });
    }
  });
}

/** A DS that was taken out goes on being believed for its TTL: led to keys that it does not vouch for, validation fails. */
function rememberedKeys({ facts }: Migration, zone: string, now: Instant): Finding | undefined {
  const goneAt = facts.delegations?.[zone]?.dsGoneAt;
  if (goneAt === undefined || goneAt <= now || facts.dnsMove === undefined || hasMoved(facts, zone)) return undefined;
  return { ...fails('dnssec-ds-remembered', { zone, goneAt }), earliest: goneAt };
}

/**
 * What keeps the delegation from moving: what the parent vouches for must go on being served where it leads next. A new
 * provider that signs with keys of its own, under the old DS, takes the domain off the air for everybody who validates.
 */
function comingKeys({ facts, sightings }: Migration, zone: string, ds: readonly number[]): Finding | undefined {
  if (facts.dnsMove === undefined || hasMoved(facts, zone)) return undefined;
  const fresh = sightings.extras?.newZones?.[zone];
  const keysOf = (address: string) => fresh?.answers[authorityKey(address, `${zone}/DNSKEY`)];
  const servers = fresh?.servers ?? [];
  const without = servers.filter(({ address }) => {
    const keys = keysOf(address);
    return keys !== undefined && !keys.map(keyTag).some((tag) => tag !== undefined && ds.includes(tag));
  });
  if (without.length > 0)
    return fails('dnssec-keys-missing', { zone, servers: [...new Set(without.map(({ name }) => name))].sort() });
  const isRead = servers.length > 0 && servers.every(({ address }) => keysOf(address) !== undefined);
  return isRead ? undefined : unknown('dnssec-unvalidated', { zone });
}
