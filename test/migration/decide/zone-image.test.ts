import { describe, expect, test } from 'vitest';
import { parseMigration } from '../../../src/migration/record.ts';
import { HOUR_MS } from '../../../src/migration/time.ts';
import type { ZoneExtras } from '../../../src/migration/zone-observations.ts';
import { BEGIN, NEW, OLD, SPF_BOTH, SPF_OLD, started, T0 } from '../a-migration.ts';
import { at, CUT_OVER_OPEN, did, kindsOf, upTo } from '../stages.ts';
import { failing, HOST, NEXT, NS1, NS2, ofServer, SPF, ZONE, zone } from './zone-reports.ts';

describe('the before-image', () => {
  test('is taken when every question was answered by somebody, and holds what has values', () => {
    const open = did(
      started(),
      0,
      failing(zone(T0, 'old'), ({ question }) => question.type === 'MX'),
    ).record;
    expect(open.facts.image).toBeUndefined();
    const { record } = did(open, 1, failing(zone(T0 + 1, 'old'), ofServer(NS1.address)));
    expect(record.facts.image).toMatchObject({
      at: T0 + 1,
      records: {
        'kitano.example/MX': { values: ['10 mail.kitano.example'], ttlSeconds: 300 },
        [SPF]: { values: [SPF_OLD], ttlSeconds: 300 },
        [HOST]: { values: [OLD], ttlSeconds: 300 },
      },
    });
    expect(kindsOf(did(record, 2, zone(T0 + 2, 'old', SPF_BOTH)).events)).not.toContain('image-taken');
  });
  test('is taken once more as somebody begins to rewrite, from what is fresh, and never after new data was seen', () => {
    const begun = did(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;
    expect(begun.facts.image).toMatchObject({
      at: at(BEGIN),
      records: { [SPF]: { values: [SPF_BOTH] }, [HOST]: { values: [OLD] } },
    });
    const { record } = did(begun, BEGIN + HOUR_MS, zone(at(BEGIN + HOUR_MS), 'new', SPF_BOTH));
    expect(record.facts.image).toEqual(begun.facts.image);
    const { image: _none, ...facts } = begun.facts;
    const late = did({ ...begun, facts }, BEGIN + HOUR_MS, zone(at(BEGIN + HOUR_MS), 'new', SPF_BOTH)).record;
    expect(late.facts.image).toBeUndefined();
  });
});

describe('the before-image as somebody begins to rewrite', () => {
  const open = upTo(CUT_OVER_OPEN);
  const begunAfter = (change: (report: ReturnType<typeof zone>) => ReturnType<typeof zone>) => {
    const looked = did(open, BEGIN - 2, change(zone(at(BEGIN - 2), 'old', SPF_BOTH))).record;
    return did(looked, BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record.facts.image?.records;
  };
  const empty = (report: ReturnType<typeof zone>, of: (address: string) => boolean) => ({
    ...report,
    observations: report.observations.map((one) =>
      one.question.name === '_dmarc.kitano.example' && of(one.server.address) && one.result.outcome === 'answer'
        ? { ...one, result: { ...one.result, values: [] } }
        : one,
    ),
  });
  const DMARC = '_dmarc.kitano.example/TXT';
  test('what one server serves is not lost by another that has nothing', () => {
    for (const { address } of [NS1, NS2])
      expect(begunAfter((report) => empty(report, (one) => one === address))?.[DMARC]?.values).toEqual([
        'v=DMARC1; p=none',
      ]);
  });
  test('what stood before stays while a server is silent, and goes when every server has nothing', () => {
    const silent = (report: ReturnType<typeof zone>) =>
      failing(
        empty(report, () => true),
        ofServer(NS1.address),
      );
    expect(begunAfter(silent)?.[DMARC]).toBeDefined();
    expect(begunAfter((report) => empty(report, () => true))?.[DMARC]).toBeUndefined();
  });
});

describe('what else a look learns of the zone', () => {
  const failed = { outcome: 'failed', at: T0 + 1, code: 'dns-timeout' } as const;
  const extras: ZoneExtras = {
    spf: [
      {
        domain: ZONE,
        side: 'new',
        address: NEW,
        result: { outcome: 'evaluated', at: T0, verdict: 'pass', lookups: 2, voids: 0 },
      },
    ],
    dkim: [{ domain: ZONE, selector: 's1', result: { outcome: 'key', at: T0, state: 'valid' } }],
    policies: [
      {
        domain: ZONE,
        id: '1',
        result: { outcome: 'policy', at: T0, mode: 'enforce', mx: ['b', 'a'], maxAgeSeconds: 60 },
      },
    ],
    pointers: [{ address: NEW, side: 'new', result: { outcome: 'pointer', at: T0, names: ['mx'], confirmed: [] } }],
    tlsa: [{ host: 'mx', result: { outcome: 'tlsa', at: T0, values: ['3 1 1 ab'], fits: true } }],
    signing: [{ zone: ZONE, result: { outcome: 'signing', at: T0, state: 'secure', ds: [1], keys: [1], ede: [] } }],
    newZones: [
      {
        zone: ZONE,
        servers: NEXT,
        observations: NEXT.map((server, index) => ({
          server,
          question: { name: ZONE, type: 'MX' },
          result: index === 0 ? { outcome: 'answer', at: T0, values: ['10 mx'], ttlSeconds: 60 } : failed,
        })),
        failures: [],
      },
    ],
  };
  const seen = did(started(), 0, { ...zone(T0, 'old'), extras }).record;
  test('is kept by its subject, and reads back as itself', () => {
    expect(seen.sightings.extras).toMatchObject({
      spf: { [`${ZONE}|${NEW}`]: { seen: { verdict: 'pass', lookups: 2 } } },
      dkim: { [`s1._domainkey.${ZONE}`]: { seen: { state: 'valid' } } },
      policies: { [ZONE]: { seen: { at: T0, id: '1' } } },
      pointers: { [NEW]: { seen: { names: ['mx'] } } },
      tlsa: { mx: { seen: { fits: true } } },
      signing: { [ZONE]: { seen: { state: 'secure' } } },
      newZones: {
        [ZONE]: {
          at: T0,
          answers: { [`${NEXT[0]?.address}|${ZONE}/MX`]: ['10 mx'] },
          failures: [{ server: NEXT[1]?.name, code: 'dns-timeout' }],
        },
      },
    });
    const stored: unknown = JSON.parse(JSON.stringify(seen));
    expect(parseMigration(stored)).toEqual(stored);
  });
  test('a failure is kept beside what was seen, which goes on ageing; what was not looked at stays', () => {
    const dkim = [{ domain: ZONE, selector: 's1', result: failed }];
    const { extras: after } = did(seen, 1, { ...zone(T0 + 1, 'old'), extras: { dkim } }).record.sightings;
    expect(after?.dkim?.[`s1._domainkey.${ZONE}`]).toEqual({
      seen: { at: T0, state: 'valid' },
      failed: { at: T0 + 1, code: 'dns-timeout' },
    });
    expect(after?.spf).toEqual(seen.sightings.extras?.spf);
  });
  test('the servers of a DNS provider to come are no authorities', () => {
    expect(Object.keys(seen.facts.authorities)).not.toContain(NEXT[0]?.address);
    expect(Object.keys(seen.sightings.authority).some((key) => key.startsWith(`${NEXT[0]?.address}|`))).toBe(false);
  });
  test('an MTA-STS policy that changed under the same id is noted, and that it did', () => {
    expect(seen.facts.policies?.[ZONE]).toMatchObject({ id: '1', mx: ['a', 'b'], since: T0, staleId: false });
    const policy = (id: string, mx: readonly string[], when: number) =>
      ({
        ...zone(T0 + when, 'old'),
        extras: {
          policies: [
            { domain: ZONE, id, result: { outcome: 'policy', at: T0 + when, mode: 'enforce', mx, maxAgeSeconds: 60 } },
          ],
        },
      }) as const;
    expect(did(seen, 1, policy('1', ['a', 'b'], 1)).events).toEqual([]);
    const changed = did(seen, 1, policy('1', ['c'], 1)).record;
    expect(changed.facts.policies?.[ZONE]).toMatchObject({ staleId: true, since: T0 + 1 });
    expect(did(changed, 2, policy('2', ['c'], 2)).record.facts.policies?.[ZONE]).toMatchObject({
      staleId: false,
      id: '2',
    });
  });
});
