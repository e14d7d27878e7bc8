import { describe, expect, test } from 'vitest';
import type { PlanRecord } from '../../../src/migration/facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { VantageSighting } from '../../../src/migration/sightings.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { at, criterion, having, itemOf, SWITCH_BACK_READY, upTo, withFacts, withSightings } from '../stages.ts';

const NOW = SWITCH_BACK_READY;
const ready = upTo(NOW);
const HOST = 'mail.kitano.example/A';
const RECORDS = [HOST, 'kitano.example/TXT'];
const seen = { at: at(NOW - MINUTE_MS), values: [], ttlSeconds: 100 };
const CLEAN: Partial<VantageSighting> = {
  seen,
  clean: { rounds: 3, since: at(NOW - HOUR_MS - MINUTE_MS), last: at(NOW - MINUTE_MS) },
};

/** The vantage of operator "one" as given, the others clean; `site` adds the site's own resolver. */
function one(change: Partial<VantageSighting> | undefined, record = HOST, vantage = 'one-1'): Migration {
  const sightings = Object.fromEntries(
    ready.facts.vantages.flatMap(({ id, operator, site }) =>
      RECORDS.map((name) => [`${id}|${name}`, { operator, site, ...CLEAN } satisfies VantageSighting]),
    ),
  );
  const { [`${vantage}|${record}`]: _dropped, ...others } = sightings;
  return withSightings(ready, {
    vantage:
      change === undefined
        ? others
        : { ...others, [`${vantage}|${record}`]: { operator: 'one', site: false, ...change } },
  });
}
const withSite = (change: Partial<VantageSighting>) => {
  const base = one(CLEAN);
  const known = having(base, NOW, {
    kind: 'vantages-known',
    vantages: [...base.facts.vantages, { id: 'office', operator: 'office', site: true }],
  });
  const office = { operator: 'office', site: true, ...change };
  const own = Object.fromEntries(RECORDS.map((name) => [`office|${name}`, office]));
  return withSightings(known, { vantage: { ...known.sightings.vantage, ...own } });
};
const judged = (record: Migration, when = NOW) => criterion(record, 'switch-back', 'SWB-VANTAGES', when);
const needing = (record: Migration, operatorsNeeded: number) =>
  withFacts(record, { settings: { ...record.facts.settings, operatorsNeeded } });

describe('SWB-VANTAGES', () => {
  test('pass: as many operators as are needed were clean for three rounds over an hour', () => {
    expect(judged(one(CLEAN)).outcome).toBe('pass');
    expect(itemOf(judged(one(CLEAN)), 'operators')).toMatchObject({
      evidence: { figures: { ok: 8, needed: 8, total: 8 } },
    });
  });

  test.each([
    ['too few rounds', { seen, clean: { rounds: 2, since: at(NOW - 2 * HOUR_MS), last: at(NOW) } }, 'vantage-rounds'],
    [
      'rounds too close together',
      { seen, clean: { rounds: 9, since: at(NOW - HOUR_MS + 1), last: at(NOW) } },
      'vantage-rounds',
    ],
    ['silence', { failed: { at: at(NOW), code: 'dns-timeout' } }, 'vantage-silent'],
  ] as const)('unknown, but not counted, for %s; then the operators are too few', (_, change, code) => {
    const result = judged(one(change));
    expect(itemOf(result, 'vantage:one-1')).toMatchObject({ outcome: 'unknown', counted: false, evidence: { code } });
    expect(itemOf(result, 'operators')).toMatchObject({ outcome: 'unknown', evidence: { figures: { ok: 7 } } });
    expect(result).toMatchObject({ outcome: 'unknown', closes: false });
    expect(judged(needing(one(change), 7)).outcome).toBe('pass');
  });

  test('fail: an old answer that its cache may still hold, however many others are clean', () => {
    const held = { seen, notNew: { at: at(NOW - HOUR_MS), values: ['192.0.2.10'], goneAt: at(NOW) } };
    const result = judged(needing(one(held), 3));
    expect(result).toMatchObject({ outcome: 'fail', closes: true, earliest: at(NOW) });
    expect(itemOf(result, 'vantage:one-1').evidence).toMatchObject({
      code: 'vantage-old',
      figures: { values: '192.0.2.10' },
    });
  });

  test('unknown: it was old, its time is over, and nobody has heard it new since', () => {
    const held = { seen, notNew: { at: at(NOW - HOUR_MS), values: ['192.0.2.10'], goneAt: at(NOW) } };
    const result = judged(needing(one(held), 3), NOW + 1);
    expect(itemOf(result, 'vantage:one-1').outcome).toBe('unknown');
    expect(result.outcome).toBe('unknown');
  });

  test('unknown: a vantage of which one record was never asked', () => {
    const result = judged(needing(one(undefined), 3));
    expect(itemOf(result, 'vantage:one-1')).toMatchObject({ outcome: 'unknown', evidence: { code: 'never-seen' } });
    expect(result.outcome).toBe('unknown');
  });

  test('a vantage is as good as the worst of its records', () => {
    const held = { seen, notNew: { at: at(NOW), values: ['v=spf1 -all'], goneAt: at(NOW + 1) } };
    expect(itemOf(judged(one(held, 'kitano.example/TXT')), 'vantage:one-1').outcome).toBe('fail');
  });

  test("the site's own resolvers always count", () => {
    expect(judged(withSite(CLEAN)).outcome).toBe('pass');
    expect(judged(withSite({ failed: { at: at(NOW), code: 'dns-timeout' } })).outcome).toBe('unknown');
    // And they are no operators among those that are needed.
    expect(itemOf(judged(withSite(CLEAN)), 'operators').evidence.figures.total).toBe(8);
  });

  test('two vantages of one operator are one operator, as good as its better one', () => {
    const base = one(CLEAN);
    const doubled = having(base, NOW, {
      kind: 'vantages-known',
      vantages: base.facts.vantages.map((vantage) =>
        vantage.id === 'two-1' ? { ...vantage, operator: 'one' } : vantage,
      ),
    });
    expect(itemOf(judged(doubled), 'operators').evidence.figures).toMatchObject({ ok: 7, total: 7 });
  });

  test.each([
    ['vantage-extended', { extended: true }],
    ['vantage-stale', { stale: true }],
    ['vantage-wrong', { wrong: true }],
  ] as const)('fail: %s, by name, and unknown after it until it is heard new', (code, how) => {
    const held = { seen, notNew: { at: at(NOW), values: ['192.0.2.10'], goneAt: at(NOW + MINUTE_MS), ...how } };
    const item = itemOf(judged(needing(one(held), 3)), 'vantage:one-1');
    expect(item).toMatchObject({ outcome: 'fail', evidence: { code, figures: { goneAt: at(NOW + MINUTE_MS) } } });
    // Of a stale answer nobody knows when it ends.
    expect(item.earliest).toBe(code === 'vantage-stale' ? undefined : at(NOW + MINUTE_MS));
    expect(item.evidence.figures.watermarkAt).toBe(code === 'vantage-extended' ? watermarkOf(ready.facts) : undefined);
    const later = judged(needing(one(held), 3), NOW + MINUTE_MS + 1);
    expect(itemOf(later, 'vantage:one-1')).toMatchObject({ outcome: 'unknown', evidence: { code } });
  });

  describe('one that was set aside before the rewrite', () => {
    const reason = 'dns-timeout';
    const aside = (record: Migration, id = 'one-1') =>
      withFacts(record, { aside: [{ id, operator: 'one', reason, at: at(0) }] });

    test('is shown by name, not counted, whether it was asked or not', () => {
      const silent = { failed: { at: at(NOW), code: reason } };
      for (const record of [aside(one(silent)), aside(one(undefined)), aside(one(CLEAN), 'nine-1')]) {
        const result = judged(needing(record, 7));
        const item = result.items.find(({ evidence }) => evidence.code === 'vantage-aside');
        expect(item).toMatchObject({ counted: false, evidence: { figures: { operator: 'one', reason } } });
        expect(result.outcome).toBe('pass');
      }
    });

    test('blocks all the same when it was heard with old data', () => {
      const held = { seen, notNew: { at: at(NOW), values: ['192.0.2.10'], goneAt: at(NOW) } };
      expect(itemOf(judged(aside(one(held))), 'vantage:one-1').outcome).toBe('fail');
    });

    test("never excuses the site's own", () => {
      const site = aside(withSite({ failed: { at: at(NOW), code: reason } }), 'office');
      expect(judged(site).outcome).toBe('unknown');
      expect(itemOf(judged(site), 'vantage:office')).toMatchObject({
        waivable: true,
        evidence: { code: 'vantage-silent' },
      });
    });
  });

  test('networks behind Globalping count as operators, without what their probes cannot be asked', () => {
    const base = one(CLEAN);
    const gp = { id: 'gp-JP-2516', operator: 'AS2516 KDDI', site: false };
    const tlsa: PlanRecord = {
      name: '_25._tcp.mail.kitano.example',
      type: 'TLSA',
      before: [],
      after: ['3 1 1 aa'],
      when: 'rewrite',
    };
    const own = Object.fromEntries(RECORDS.map((name) => [`gp-JP-2516|${name}`, { ...gp, ...CLEAN }]));
    const with2516 = withSightings(withFacts(base, { vantages: [gp, ...base.facts.vantages] }), {
      vantage: { ...base.sightings.vantage, ...own },
    });
    expect(itemOf(judged(with2516), 'operators').evidence.figures).toMatchObject({ ok: 9, total: 9 });
    const withTlsa = withFacts(with2516, { plan: [...with2516.facts.plan, tlsa] });
    expect(itemOf(judged(withTlsa), 'vantage:gp-JP-2516').outcome).toBe('pass');
    expect(itemOf(judged(withTlsa), 'vantage:one-1').evidence.code).toBe('never-seen');
  });

  test('unknown: no vantage was ever asked, or there is no plan', () => {
    expect(judged(withFacts(ready, { vantages: [] }))).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'list-empty' },
    });
    expect(judged(withFacts(ready, { plan: [] })).outcome).toBe('unknown');
  });

  test('fresh for half an hour, and an open gate stands for an hour and a half', () => {
    const record = one(CLEAN);
    const edge = NOW - MINUTE_MS + 30 * MINUTE_MS;
    expect(judged(record, edge).outcome).toBe('pass');
    expect(judged(record, edge + 1)).toMatchObject({ outcome: 'unknown', closes: false });
    expect(judged(record, NOW - MINUTE_MS + 90 * MINUTE_MS + 1).closes).toBe(true);
  });
});
