import type { PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { servedAs, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import { serialsOf } from '../serials.ts';
import { whyFailed } from '../why-failed.ts';
import type { Former } from '../zone-facts.ts';
import { formerOf, isDelegation, presentServersOf, serversOf, zoneOf } from '../zones.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, isFresh, judge, sighted } from './judge.ts';

/**
 * SWB-AUTHORITIES: every authoritative server that caches may ask serves only the new data, and validates.
 *
 * Evidence: the last answer of every server of each record's zone; whom the parent leads to; for a server that the
 *   delegation no longer leads to, until when caches that hold the old delegation may ask it; DS and signatures of the zone.
 * pass: all new, freshly; a former server from then on.
 * fail: a server serves old data, or data that is neither; a former one does, or is silent, while it may be asked; the
 *   zone's signatures do not fit.
 * unknown: a server did not answer, a zone's servers are not known, the parent was not heard lately, or a signed zone
 *   was not validated lately.
 */
export function authorities(record: Migration, bench: Bench): CriterionResult {
  const { facts } = record;
  const standing = standingRecords(facts);
  if (standing.length === 0) return judge(bench, 'SWB-AUTHORITIES', []);
  const servers = serversBy(record, standing).map((server) => serverItem(record, bench, server));
  const items = [
    ...servers,
    ...unled(record, standing),
    ...unheard(record, bench, standing),
    ...serials(record, standing),
    ...signing(record, bench),
  ];
  const present = servers.filter((item) => item.evidence.code === 'authority-new').length;
  const summary = evidence('authority-new', { ok: present, total: present, sinceAt: facts.rewriteDoneAt ?? 0 });
  return judge(bench, 'SWB-AUTHORITIES', items, present === 0 ? undefined : summary);
}

/** One server with the records that it is, or was, led to for. */
type Served = {
  readonly address: string;
  readonly server: string;
  readonly present: PlanRecord[];
  readonly former: { planned: PlanRecord; former: Former }[];
};

function serversBy({ facts }: Migration, standing: readonly PlanRecord[]): readonly Served[] {
  const servers = new Map<string, Served>();
  for (const planned of standing.filter((one) => !isDelegation(one))) {
    const zone = zoneOf(facts, planned.name);
    for (const [address, server] of serversOf(facts, planned.name)) {
      const known = servers.get(address) ?? { address, server, present: [], former: [] };
      servers.set(address, known);
      const former = formerOf(facts, zone, address);
      if (former === undefined) known.present.push(planned);
      else known.former.push({ planned, former });
    }
  }
  return [...servers.values()];
}

function serverItem(record: Migration, bench: Bench, served: Served): Item {
  const item = served.present.length === 0 ? undefined : presentItem(record, bench, served);
  if (served.former.length === 0) return item ?? formerItem(record, bench, served);
  // Left by one zone and still serving another: as good as the worse of the two.
  return item === undefined || item.outcome === 'pass' ? worse(item, formerItem(record, bench, served)) : item;
}

const worse = (present: Item | undefined, former: Item): Item =>
  present === undefined || former.outcome !== 'pass' ? former : present;

function seenAt({ sightings }: Migration, address: string, planned: PlanRecord) {
  const seen = sightings.authority[authorityKey(address, recordKey(planned))]?.seen;
  return { record: recordKey(planned), seen, as: seen === undefined ? undefined : servedAs(planned, seen.values) };
}

function presentItem(record: Migration, bench: Bench, { address, server, present }: Served): Item {
  const results = present.map((planned) => seenAt(record, address, planned));
  const base = { key: `server:${address}`, waivable: true };
  const wrong = results.find((result) => result.as === 'old') ?? results.find((result) => result.as === 'other');
  if (wrong?.seen !== undefined) {
    const why = evidence(wrong.as === 'old' ? 'authority-old' : 'authority-other', {
      server,
      address,
      record: wrong.record,
      values: wrong.seen.values,
    });
    return { ...base, outcome: 'fail', evidence: why, seenAt: wrong.seen.at };
  }
  const oldest = oldestOf(results);
  const code = oldest === undefined ? 'authority-silent' : 'authority-new';
  return sighted(bench, 'zone', {
    ...base,
    outcome: oldest === undefined ? 'unknown' : 'pass',
    evidence: evidence(code, { server, address }),
    seenAt: oldest,
  });
}

function oldestOf(results: readonly { readonly seen: { readonly at: number } | undefined }[]): number | undefined {
  const times = results.flatMap((result) => (result.seen === undefined ? [] : [result.seen.at]));
  return times.length === results.length && times.length > 0 ? Math.min(...times) : undefined;
}

/** Asked by caches until they forget the old delegation; silent, it is taken to serve what it served. */
function formerItem(record: Migration, bench: Bench, { address, server, former }: Served): Item {
  const goneAt = Math.max(...former.map((one) => one.former.goneAt));
  const base = { key: `server:${address}`, waivable: true };
  const why = evidence('authority-former', { server, address, goneAt });
  const over = evidence('authority-former', { server, address, goneAt, sinceAt: goneAt });
  if (bench.now >= goneAt) return { ...base, outcome: 'pass', evidence: over };
  const results = former.map(({ planned }) => seenAt(record, address, planned));
  const wrong = results.find((result) => result.as !== 'new');
  const turned = former.every((one) => one.former.turnedAt !== undefined);
  if (turned && wrong === undefined)
    return sighted(bench, 'zone', {
      ...base,
      outcome: 'pass',
      evidence: why,
      seenAt: oldestOf(results),
      earliest: goneAt,
    });
  const { seen, record: name = '' } = wrong ?? results[0] ?? {};
  const old = evidence('authority-former-old', { server, address, goneAt, record: name, values: seen?.values ?? [] });
  return { ...base, outcome: 'fail', evidence: old, seenAt: seen?.at, earliest: goneAt };
}

/** Records whose zone has no server that is known: nobody can have been asked. */
function unled({ facts }: Migration, standing: readonly PlanRecord[]): readonly Item[] {
  return standing
    .filter((planned) => !isDelegation(planned) && presentServersOf(facts, planned.name).length === 0)
    .map((planned) => ({
      key: `record:${recordKey(planned)}`,
      outcome: 'unknown',
      evidence: evidence('delegation-unknown'),
      waivable: false,
    }));
}

/** Zones whose parent has led us and has not been heard lately: who is asked today nobody knows. Shown only then. */
function unheard({ facts, sightings }: Migration, bench: Bench, standing: readonly PlanRecord[]): readonly Item[] {
  const zones = new Set(
    standing.map((planned) => (isDelegation(planned) ? planned.name : zoneOf(facts, planned.name))),
  );
  return [...zones].flatMap((zone): readonly Item[] => {
    if (facts.delegations?.[zone] === undefined) return [];
    const heard = sightings.led?.[zone];
    const item = sighted(bench, 'zone', {
      key: `record:${recordKey({ name: zone, type: 'NS' })}`,
      outcome: heard === undefined ? 'unknown' : 'pass',
      evidence: evidence(heard === undefined ? 'never-seen' : 'delegation-unknown'),
      waivable: true,
      seenAt: heard,
    });
    return heard !== undefined && isFresh(item, bench.now) ? [] : [item];
  });
}

/** Why servers of one zone differ: they hold different versions of it. Shown while it explains something. */
function serials({ facts, sightings }: Migration, standing: readonly PlanRecord[]): readonly Item[] {
  const waiting = standing.filter((planned) => facts.recordSets[recordKey(planned)]?.allNewAt === undefined);
  const zones = [...new Set(waiting.map((planned) => zoneOf(facts, planned.name)))];
  return zones.flatMap((zone): Item[] => {
    const held = serialsOf({ facts, sightings }, zone);
    if (new Set(held.values()).size < 2) return [];
    const lines = [...held].map(([address, serial]) => `${facts.authorities[address] ?? address} ${serial}`);
    const why = evidence('serials-differ', { zone, serials: [...new Set(lines)].sort() });
    return [
      {
        key: `record:${recordKey({ name: zone, type: 'SOA' })}`,
        outcome: 'unknown',
        evidence: why,
        waivable: false,
        counted: false,
      },
    ];
  });
}

/** Only where there is something to say: a zone that was never signed has nothing that could break. */
function signing(record: Migration, bench: Bench): readonly Item[] {
  const zones = new Set(standingRecords(record.facts).map((planned) => zoneOf(record.facts, planned.name)));
  return [...zones].flatMap((zone) => signingOf(record, bench, zone) ?? []);
}

function signingOf({ facts, sightings }: Migration, bench: Bench, zone: string): Item | undefined {
  const { seen, failed } = sightings.extras?.signing?.[zone] ?? {};
  const wasSigned = facts.delegations?.[zone]?.signed === true;
  const base = { key: `dnssec:${zone}`, waivable: true, seenAt: seen?.at };
  const of = (outcome: Item['outcome'], why: Item['evidence']) =>
    sighted(bench, 'zone', { ...base, outcome, evidence: why });
  switch (seen?.state) {
    case 'bogus': {
      const why = evidence('dnssec-broken', { zone, ede: seen.ede.join(', ') });
      return { ...base, outcome: 'fail', evidence: why };
    }
    case 'unvalidated':
      return of('unknown', evidence('dnssec-unvalidated', { zone }));
    case 'secure':
      return of('pass', evidence('dnssec-secure', { zone }));
    case 'unsigned': {
      const why = evidence('dnssec-unsigned', { zone });
      return wasSigned ? of('pass', why) : { ...base, outcome: 'pass', evidence: why };
    }
    case undefined: {
      if (!wasSigned && failed === undefined) return undefined;
      const figures = { ...whyFailed(failed ?? { code: '' }), failedAt: failed?.at ?? 0 };
      const item = of('unknown', failed === undefined ? evidence('never-seen') : evidence('look-failed', figures));
      return wasSigned ? item : { ...item, counted: false };
    }
  }
}
