import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differencesOf } from '../../src/migration/differences.ts';
import type { PlanRecord } from '../../src/migration/facts.ts';
import { recordKey } from '../../src/migration/keys.ts';
import { servedAs } from '../../src/migration/plan.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { Difference } from '../../src/migration/zone-facts.ts';
import { BEGIN, NEW, NS, OLD, started } from './a-migration.ts';
import { at, having, withFacts, withSightings } from './stages.ts';

const DOMAIN = 'kitano.example';
const [NS1, NS2] = NS.map((server) => server.address);
const HOST: PlanRecord = { name: `mail.${DOMAIN}`, type: 'A', before: [OLD], after: [NEW], when: 'rewrite' };
const MX: PlanRecord = {
  name: DOMAIN,
  type: 'MX',
  before: ['10 sv12.oldhost.example'],
  after: ['10 mx3.newhost.example'],
  when: 'rewrite',
};

const met = having(started(), 0, { kind: 'authority-met', servers: NS });
const rewriting = withFacts(met, { rewriteSeenAt: at(BEGIN) });
const cell = (values: readonly string[]) => ({ seen: { at: at(BEGIN), values: [...values], ttlSeconds: 300 } });

/** The record whose servers serve these values for one record of the plan; undefined: not heard. */
function serving(record: PlanRecord, ...values: readonly (readonly string[] | undefined)[]): Migration {
  const cells = NS.flatMap(({ address }, index) => {
    const served = values[index];
    return served === undefined ? [] : [[`${address}|${recordKey(record)}`, cell(served)] as const];
  });
  const plan = [record];
  return withSightings(withFacts(rewriting, { plan }), { authority: Object.fromEntries(cells) });
}
const kinds = (record: Migration): readonly Difference['kind'][] => differencesOf(record).map(({ kind }) => kind);

describe('what is served otherwise than planned', () => {
  test.each<readonly [Difference['kind'], PlanRecord, readonly string[]]>([
    ['old', HOST, [OLD]],
    ['old', MX, ['10 sv12.oldhost.example']],
    ['typo', HOST, ['203.0.113.02']],
    ['typo', HOST, ['203.0.113.120']],
    ['typo', MX, ['10 mx3.newhots.example']],
    ['typo', MX, ['10 mx.newhost.example']],
    ['typo', MX, ['20 mx3.newhost.example']],
    ['missing-dot', MX, [`10 mx3.newhost.example.${DOMAIN}`]],
    ['missing', MX, []],
    ['extra', MX, ['10 mx3.newhost.example', '20 sv12.oldhost.example']],
    ['extra', HOST, [NEW, '198.51.100.9']],
    ['wrong', HOST, ['198.51.100.9']],
    ['wrong', MX, ['10 mail.elsewhere.example']],
    ['missing', { ...HOST, before: [] }, []],
    ['old', { ...HOST, after: [] }, [OLD]],
  ])('%s: %j served as %j', (kind, record, values) => {
    expect(differencesOf(serving(record, values, values))).toEqual([
      {
        record: recordKey(record),
        kind,
        servers: ['ns1.dns.example', 'ns2.dns.example'],
        of: 2,
        served: values,
        expected: record.after,
      },
    ]);
  });

  test('of two values one mistyped, the other right', () => {
    const two = { ...MX, after: ['10 mx3.newhost.example', '20 mx4.newhost.example'] };
    expect(kinds(serving(two, ['10 mx3.newhost.example', '20 mx4.newhost.exmaple']))).toEqual(['typo']);
    expect(kinds(serving(two, ['10 mx3.newhost.example']))).toEqual(['wrong']);
  });

  test('only some servers: named, with their serials where these differ', () => {
    const half = serving(HOST, [NEW], [OLD]);
    expect(differencesOf(half)).toMatchObject([{ kind: 'old', servers: ['ns2.dns.example'], of: 2 }]);
    const soa = (address: string | undefined, serial: number) => [
      `${address}|${DOMAIN}/SOA`,
      cell([`ns1.dns.example a.dns.example ${serial} 1 2 3 4`]),
    ];
    const withSerials = (second: number) =>
      withSightings(half, {
        authority: { ...half.sightings.authority, ...Object.fromEntries([soa(NS1, 2), soa(NS2, second)]) },
      });
    expect(differencesOf(withSerials(1))).toMatchObject([{ serials: ['ns2.dns.example 1'] }]);
    expect(differencesOf(withSerials(2))[0]?.serials).toBeUndefined();
    // The one with the newer version waits for no transfer, whatever it serves; serials go round.
    expect(differencesOf(withSerials(3))[0]?.serials).toBeUndefined();
    expect(differencesOf(withSerials(4_294_967_295))).toMatchObject([{ serials: ['ns2.dns.example 4294967295'] }]);
    const moves: PlanRecord = {
      name: DOMAIN,
      type: 'NS',
      before: ['ns1.dns.example'],
      after: ['ns1.new.example'],
      when: 'rewrite',
    };
    const moving = withFacts(withSerials(1), { plan: [HOST, moves] });
    expect(differencesOf(moving).map(({ serials }) => serials)).toEqual([undefined]);
  });

  test('servers that were not heard, and those that the delegation left, are not spoken of', () => {
    expect(differencesOf(serving(HOST, [NEW]))).toEqual([]);
    const left = having(serving(HOST, [NEW], [OLD]), BEGIN, {
      kind: 'authorities-left',
      zone: DOMAIN,
      servers: [NS2 ?? ''],
      goneAt: at(BEGIN) + 1,
    });
    expect(differencesOf(left)).toEqual([]);
  });

  test('a host elsewhere is a matter of its own servers', () => {
    const zones = having(serving(HOST, [NEW], [NEW]), BEGIN, {
      kind: 'authority-met',
      zone: 'shop.example',
      servers: [{ name: 'ns.shop.example', address: '198.51.100.77' }],
    });
    const both = having(zones, BEGIN, { kind: 'authority-met', zone: DOMAIN, servers: NS });
    expect(differencesOf(both)).toEqual([]);
  });

  test('the delegation is what the parent says', () => {
    const ns: PlanRecord = {
      name: DOMAIN,
      type: 'NS',
      before: ['ns1.a.example'],
      after: ['ns1.b.example'],
      when: 'rewrite',
    };
    const led = (...parent: string[]) =>
      withFacts(serving(ns), { delegations: { [DOMAIN]: { parent, ttlSeconds: 1, since: 0, servers: [] } } });
    expect(kinds(led('ns1.a.example'))).toEqual(['old']);
    expect(kinds(led('ns1.b.example'))).toEqual([]);
    expect(kinds(serving(ns))).toEqual([]);
  });

  test('signatures that do not fit, with the key tags of both', () => {
    const signing = { [DOMAIN]: { seen: { at: at(BEGIN), state: 'bogus' as const, ds: [1], keys: [2, 3], ede: [9] } } };
    const record = withSightings(serving(HOST, [NEW], [NEW]), {
      ...serving(HOST, [NEW], [NEW]).sightings,
      extras: { signing },
    });
    expect(differencesOf(record)).toEqual([
      { record: `${DOMAIN}/DNSKEY`, kind: 'dnssec', servers: [], of: 2, served: ['2', '3'], expected: ['1'] },
    ]);
  });

  test('nothing before the rewrite, and nothing after a rollback', () => {
    const old = serving(HOST, [OLD], [OLD]);
    const { rewriteSeenAt: _seen, ...facts } = old.facts;
    expect(differencesOf({ ...old, facts })).toEqual([]);
    expect(kinds({ ...old, facts: { ...facts, rewriteBegunAt: at(BEGIN) } })).toEqual(['old']);
    const back = { kind: 'rolled-back' as const, at: at(BEGIN), by: 'UAOI' };
    expect(differencesOf(withFacts(old, { state: back }))).toEqual([]);
  });

  test('there is none exactly when everything that was heard is new', () => {
    const value = fc.constantFrom(OLD, NEW, '203.0.113.2', '198.51.100.9');
    const values = fc.uniqueArray(value, { maxLength: 3 });
    const planned = fc.record({ before: values, after: values }).map((change): PlanRecord => ({ ...HOST, ...change }));
    fc.assert(
      fc.property(
        planned,
        fc.option(values, { nil: undefined }),
        fc.option(values, { nil: undefined }),
        (record, a, b) => {
          const heard = [a, b].flatMap((one) => (one === undefined ? [] : [one]));
          const isNew = heard.every((one) => servedAs(record, one) === 'new');
          expect(differencesOf(serving(record, a, b)).length === 0).toBe(isNew);
        },
      ),
    );
  });
});
