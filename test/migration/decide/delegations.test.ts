import { describe, expect, test } from 'vitest';
import type { AuthorityServer } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { presentServersOf } from '../../../src/migration/zones.ts';
import { BEGIN, NS, SPF_BOTH, SPF_OLD, started, T0 } from '../a-migration.ts';
import { at, CUT_OVER_OPEN, did, kindsOf, upTo, withFacts, withSightings } from '../stages.ts';
import { both, failing, HOST, led, NEXT, NS1, NS2, ofServer, ZONE, type ZoneReport, zone } from './zone-reports.ts';

const old = (when: number, servers: readonly AuthorityServer[] = NS) =>
  zone(at(when), 'old', SPF_OLD, 300, [...servers]);
const fresh = (when: number, servers: readonly AuthorityServer[] = NEXT) =>
  zone(at(when), 'new', SPF_BOTH, 300, [...servers]);
const present = (record: Migration) => presentServersOf(record.facts, ZONE).map(([address]) => address);

describe('how the world is led to a zone', () => {
  const first = did(started(), 0, led(old(0)));
  test('its servers are met with their zone, and the longer TTL of parent and zone is kept', () => {
    expect(first.events.slice(0, 2)).toMatchObject([
      { kind: 'authority-met', zone: ZONE, servers: NS },
      { kind: 'delegation-seen', zone: ZONE, parent: ['ns1.dns.example', 'ns2.dns.example'], ttlSeconds: 86_400 },
    ]);
    expect(first.record.facts.zones).toEqual({ [ZONE]: NS.map((server) => server.address) });
  });
  test('the same seen again is no event', () => {
    expect(did(first.record, HOUR_MS, led(old(HOUR_MS))).events).toEqual([]);
  });
  test('servers of another zone are asked for nothing of this one', () => {
    const other = { name: 'ns.elsewhere.example', address: '198.51.100.77' };
    const report = led(old(0));
    const two: ZoneReport = {
      ...report,
      servers: [...NS, other],
      delegations: [
        ...(report.delegations ?? []),
        ...(led(old(0), [other]).delegations ?? []).map((one) => ({ ...one, zone: 'lab.kitano.example' })),
      ],
    };
    const { record } = did(started(), 0, two);
    expect(present(record)).toEqual(NS.map((server) => server.address));
    expect(presentServersOf(record.facts, 'mail.lab.kitano.example').map(([address]) => address)).toEqual([
      other.address,
    ]);
  });
  test('servers of an older record stay those of its domain', () => {
    const older = did(started(), 0, old(0)).record;
    expect(older.facts.zones).toBeUndefined();
    const { record } = did(older, HOUR_MS, led(old(HOUR_MS), [...NS, ...NEXT.slice(0, 1)]));
    expect(present(record)).toEqual([...NS, ...NEXT.slice(0, 1)].map((server) => server.address));
  });
});

describe('a DS at the parent', () => {
  const signing = (when: number, state: 'secure' | 'unsigned', dsTtlSeconds?: number): ZoneReport => {
    const ds = state === 'secure' ? [1] : [];
    const result = { outcome: 'signing', at: at(when), state, ds, keys: [1], ede: [] } as const;
    const ttl = dsTtlSeconds === undefined ? {} : { dsTtlSeconds };
    return { ...led(old(when)), extras: { signing: [{ zone: ZONE, result: { ...result, ...ttl } }] } };
  };
  const dsOf = (record: Migration) => record.facts.delegations?.[ZONE];
  test('that is taken out may be remembered for its TTL, counted from when it was first missed', () => {
    const signed = did(started(), 0, signing(0, 'secure', 3_600)).record;
    expect(dsOf(signed)).toMatchObject({ signed: true, dsTtlSeconds: 3_600 });
    expect(dsOf(signed)?.dsGoneAt).toBeUndefined();
    const out = did(signed, HOUR_MS, signing(HOUR_MS, 'unsigned'));
    expect(dsOf(out.record)?.dsGoneAt).toBe(at(2 * HOUR_MS));
    expect(did(out.record, HOUR_MS + 1, signing(HOUR_MS + 1, 'unsigned')).events).toEqual([]);
    const back = did(out.record, DAY_MS, signing(DAY_MS, 'secure', 3_600)).record;
    expect(dsOf(back)?.dsGoneAt).toBeUndefined();
  });
  test('whose TTL nobody saw, for as long as the delegation', () => {
    const signed = did(started(), 0, signing(0, 'secure')).record;
    const out = did(signed, HOUR_MS, signing(HOUR_MS, 'unsigned')).record;
    expect(dsOf(out)?.dsGoneAt).toBe(at(HOUR_MS) + 86_400_000);
  });
  test('that was never there leaves nothing to remember', () => {
    expect(dsOf(did(started(), 0, signing(0, 'unsigned')).record)?.dsGoneAt).toBeUndefined();
  });
});

describe('a server that gets another address under its name', () => {
  const known = did(started(), 0, led(old(0))).record;
  const MOVED = { name: NS2.name, address: '198.51.100.22' };
  const SIX = { name: NS2.name, address: '2001:db8::2' };
  const formers = (record: Migration) =>
    Object.entries(record.facts.formers ?? {}).map(([key, { goneAt }]) => [key, goneAt]);
  const moved = did(known, HOUR_MS, led(both(old(HOUR_MS, [NS1, MOVED]), old(HOUR_MS, [NS2])), [NS1, MOVED]));
  test('is asked at the former one until caches have forgotten the delegation, and counts as a former server', () => {
    expect(kindsOf(moved.events)).toEqual(['authority-met', 'delegation-seen', 'authorities-left']);
    expect(present(moved.record)).toEqual([NS1.address, MOVED.address]);
    expect(formers(moved.record)).toEqual([[`${ZONE}|${NS2.address}`, at(HOUR_MS + DAY_MS)]]);
  });
  test('or its address, where that is held for longer', () => {
    const report = led(old(HOUR_MS, [NS1, MOVED]), [NS1, MOVED]);
    const answer = { outcome: 'answer', at: at(HOUR_MS), values: [MOVED.address], ttlSeconds: 172_800 } as const;
    const asked = { server: NS1, question: { name: NS2.name, type: 'A' }, result: answer } as const;
    const { record } = did(known, HOUR_MS, { ...report, observations: [...report.observations, asked] });
    expect(formers(record)).toEqual([[`${ZONE}|${NS2.address}`, at(HOUR_MS + 2 * DAY_MS)]]);
  });
  test('is not left for an address of the other family, nor for one beside it', () => {
    for (const servers of [
      [NS1, SIX],
      [NS1, NS2, MOVED],
    ])
      expect(
        formers(did(known, HOUR_MS, led(both(old(HOUR_MS, servers), old(HOUR_MS, [NS2])), servers)).record),
      ).toEqual([]);
  });
  test('stays a present one while a server of the parent was not heard: it may lead there still', () => {
    const known = did(started(), 0, led(old(0))).record;
    const report = led(old(DAY_MS, NEXT), NEXT);
    const partly = (report.delegations ?? []).map((one) => ({ ...one, parentSilent: true as const }));
    const { record, events } = did(known, DAY_MS, { ...report, delegations: partly });
    expect(kindsOf(events)).not.toContain('authorities-left');
    expect(present(record).sort()).toEqual([...NEXT, ...NS].map((server) => server.address).sort());
    const heard = did(record, 2 * DAY_MS, led(old(2 * DAY_MS, NEXT), NEXT));
    expect(heard.events).toContainEqual(
      expect.objectContaining({ kind: 'authorities-left', goneAt: at(2 * DAY_MS) + 86_400_000 }),
    );
  });
  test('is a present one again when the name leads back', () => {
    const back = did(moved.record, 2 * HOUR_MS, led(old(2 * HOUR_MS))).record;
    expect(present(back)).toEqual([NS1.address, NS2.address]);
    expect(formers(back)).toEqual([[`${ZONE}|${MOVED.address}`, at(2 * HOUR_MS + DAY_MS)]]);
  });
});

describe('a server that the delegation leaves', () => {
  const known = did(started(), 0, led(old(0))).record;
  const left = did(known, DAY_MS, led(both(old(DAY_MS), old(DAY_MS, NEXT)), NEXT));
  test('counts until the former TTL of the delegation has run out', () => {
    expect(left.events).toMatchObject([
      { kind: 'authority-met', servers: NEXT },
      { kind: 'delegation-seen' },
      { kind: 'authorities-left', servers: [NS1.address, NS2.address], goneAt: at(2 * DAY_MS) },
    ]);
    expect(present(left.record)).toEqual(NEXT.map((server) => server.address));
    expect(Object.values(left.record.facts.formers ?? {})).toEqual([
      { zone: ZONE, leftAt: at(DAY_MS), goneAt: at(2 * DAY_MS) },
      { zone: ZONE, leftAt: at(DAY_MS), goneAt: at(2 * DAY_MS) },
    ]);
  });
  test('counts for a longer TTL that was lowered too lately', () => {
    const lowered = did(known, HOUR_MS, led(old(HOUR_MS), NS, { ttlSeconds: 3_600 })).record;
    const gone = did(lowered, 2 * HOUR_MS, led(old(2 * HOUR_MS, NEXT), NEXT, { ttlSeconds: 3_600 }));
    expect(Object.values(gone.record.facts.formers ?? {}).map((former) => former.goneAt)).toEqual([
      at(HOUR_MS + DAY_MS),
      at(HOUR_MS + DAY_MS),
    ]);
  });
  test('is left only where parent and zone both answer without it', () => {
    const failed = { outcome: 'failed', at: T0, code: 'dns-timeout' } as const;
    const silent = did(known, DAY_MS, led(old(DAY_MS), [NS1], { child: failed }));
    expect(kindsOf(silent.events)).not.toContain('authorities-left');
    expect(present(silent.record)).toContain(NS2.address);
    const names = { outcome: 'answer', at: T0, values: NS.map((server) => server.name), ttlSeconds: 300 } as const;
    const unresolved = did(known, DAY_MS, led(old(DAY_MS), [NS1], { child: names }));
    expect(kindsOf(unresolved.events)).not.toContain('authorities-left');
    const report = led(old(DAY_MS), NEXT);
    const parentless: ZoneReport = {
      ...report,
      delegations: (report.delegations ?? []).map((one) => ({ ...one, parent: failed })),
    };
    expect(kindsOf(did(known, DAY_MS, parentless).events)).not.toContain('authorities-left');
  });
  test('is a present one again when the delegation comes back to it', () => {
    const back = did(left.record, 2 * DAY_MS, led(old(2 * DAY_MS))).record;
    expect(present(back)).toEqual(NS.map((server) => server.address));
    expect(Object.values(back.facts.formers ?? {}).map((former) => former.zone)).toEqual([ZONE, ZONE]);
  });
  test('the channel hears that it is needed no longer when its last moment has come, once', () => {
    const before = did(left.record, 2 * DAY_MS - 1, led(old(2 * DAY_MS - 1, NEXT), NEXT));
    expect(kindsOf(before.events)).not.toContain('zone-released');
    // The parent may lead there once more: it must have been heard since.
    expect(did(before.record, 2 * DAY_MS, { kind: 'tick' }).events).toEqual([]);
    const released = did(before.record, 2 * DAY_MS, led(old(2 * DAY_MS, NEXT), NEXT));
    expect(released.events).toMatchObject([
      { kind: 'zone-released', zone: ZONE, servers: NS.map((server) => server.name) },
    ]);
    expect(did(released.record, 3 * DAY_MS, { kind: 'tick' }).events).toEqual([]);
  });
  test('not while a resolver is known to hold the former delegation', () => {
    const holds = (goneAt: number) =>
      withSightings(withFacts(left.record, { vantages: [{ id: 'google-1', operator: 'Google', site: false }] }), {
        vantage: {
          [`google-1|${ZONE}/NS`]: {
            operator: 'Google',
            site: false,
            notNew: { at: at(DAY_MS), values: NS.map((server) => server.name), goneAt: at(goneAt) },
          },
        },
      });
    const heard = (goneAt: number) => kindsOf(did(holds(goneAt), 2 * DAY_MS, led(old(2 * DAY_MS, NEXT), NEXT)).events);
    expect(heard(2 * DAY_MS)).not.toContain('zone-released');
    expect(heard(2 * DAY_MS - 1)).toContain('zone-released');
  });
});

describe('the rewrite by a change of DNS provider', () => {
  const open = did(upTo(CUT_OVER_OPEN), BEGIN - 1, led(zone(at(BEGIN - 1), 'old', SPF_BOTH))).record;
  const MOVED = BEGIN + MINUTE_MS;
  const GONE = MOVED + DAY_MS;
  const moved = (formers: ZoneReport) => did(open, MOVED, led(both(fresh(MOVED), formers), NEXT));
  const stale = moved(zone(at(MOVED), 'old', SPF_BOTH));

  test('it is done when every present server is new, whatever the former ones serve', () => {
    expect(kindsOf(stale.events)).toContain('rewrite-done');
    expect(stale.record.facts.lastOldAt).toBe(at(BEGIN - 1));
  });
  test('caches may take old data from a former server until they forget it, and keep it for its TTL', () => {
    expect(watermarkOf(stale.record.facts)).toBe(at(GONE) + 300_000);
  });
  test('a former server that turns holds nothing up from then on', () => {
    const turned = did(
      stale.record,
      MOVED + HOUR_MS,
      led(both(fresh(MOVED + HOUR_MS), fresh(MOVED + HOUR_MS, NS)), NEXT),
    );
    expect(turned.events.map((event) => event.kind === 'former-turned' && event.server)).toEqual([
      NS1.address,
      NS2.address,
    ]);
    // What was cached at a longer TTL before that is forgotten by then.
    expect(watermarkOf(turned.record.facts)).toBe(Math.max(at(MOVED + HOUR_MS) + 300_000, formerOf(turned.record)));
    const back = did(
      turned.record,
      MOVED + 2 * HOUR_MS,
      led(both(fresh(MOVED + 2 * HOUR_MS), zone(at(MOVED + 2 * HOUR_MS), 'old', SPF_BOTH, 300, [NS2])), NEXT),
    );
    expect(kindsOf(back.events)).toContain('authorities-left');
    expect(watermarkOf(back.record.facts)).toBe(at(GONE) + 300_000);
    expect(Object.values(back.record.facts.formers ?? {}).map((former) => former.goneAt)).toEqual([at(GONE), at(GONE)]);
  });
  test('one that fell silent is taken to serve what it served', () => {
    const silent = moved(failing(zone(at(MOVED), 'old', SPF_BOTH), () => true));
    expect(watermarkOf(silent.record.facts)).toBe(at(GONE) + 300_000);
  });
  test('one that was all new when the delegation left it holds nothing up, silent or not', () => {
    const all = did(open, MOVED, led(fresh(MOVED, NS))).record;
    const mark = watermarkOf(all.facts);
    const later = MOVED + HOUR_MS;
    const off = did(all, later, led(both(fresh(later), failing(fresh(later, NS), ofServer(NS1.address))), NEXT)).record;
    expect(watermarkOf(off.facts)).toBe(mark);
  });
});

describe('a delegation that is itself planned', () => {
  const open = did(upTo(CUT_OVER_OPEN), BEGIN - 1, led(zone(at(BEGIN - 1), 'old', SPF_BOTH))).record;
  const planned: Migration = {
    ...open,
    facts: {
      ...open.facts,
      plan: [
        ...open.facts.plan,
        {
          name: ZONE,
          type: 'NS',
          purpose: 'delegation',
          before: NS.map((server) => server.name),
          after: NEXT.map((server) => server.name),
          when: 'rewrite',
        },
      ],
    },
  };
  const MOVED = BEGIN + MINUTE_MS;
  test('the parent alone says whether it is new', () => {
    const half = did(planned, MOVED, led(both(fresh(MOVED, NS), fresh(MOVED)), [...NS, ...NEXT])).record;
    expect(half.facts.recordSets[HOST]?.allNewAt).toBe(at(MOVED));
    expect(half.facts.recordSets[`${ZONE}/NS`]?.allNewAt).toBeUndefined();
    expect(watermarkOf(half.facts)).toBeUndefined();
    const done = did(half, MOVED + HOUR_MS, led(both(fresh(MOVED + HOUR_MS, NS), fresh(MOVED + HOUR_MS)), NEXT)).record;
    expect(done.facts.recordSets[`${ZONE}/NS`]).toMatchObject({ ttlSeconds: 86_400, allNewAt: at(MOVED + HOUR_MS) });
    expect(watermarkOf(done.facts)).toBe(at(MOVED + HOUR_MS + DAY_MS));
  });
});

function formerOf(record: Migration): number {
  return record.facts.recordSets[HOST]?.formerGoneAt ?? 0;
}
