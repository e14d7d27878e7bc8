import { expect, test } from 'vitest';
import type { FailureCode, ReachObservation } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { ALL_NEW } from '../a-migration.ts';
import { at, did, upTo } from '../stages.ts';

const before = upTo(1);

type Answers = Readonly<Record<string, 'reached' | FailureCode>>;

function look(record: Migration, when: number, answers: Answers) {
  const reach = Object.entries(answers).map(
    ([vantage, answer]): ReachObservation => ({
      vantage,
      operator: vantage.toUpperCase(),
      site: vantage.startsWith('site'),
      result:
        answer === 'reached' ? { outcome: 'reached', at: at(when) } : { outcome: 'failed', at: at(when), code: answer },
    }),
  );
  return did(record, when, { kind: 'report-vantages', observations: [], reach });
}
const asideAfter = (...looks: readonly (readonly [number, Answers])[]) => {
  let record = before;
  const told: string[] = [];
  for (const [when, answers] of looks) {
    const next = look(record, when, answers);
    record = next.record;
    for (const event of next.events)
      if (event.kind === 'vantages-aside') told.push(event.aside.map(({ id }) => id).join(' '));
  }
  return { record, told, aside: record.facts.aside ?? [] };
};

const DEAD = { a: 'reached', b: 'dns-timeout' } as const;

test('a public vantage is set aside when it has failed for a whole interval, and comes back with its first answer', () => {
  const twice = asideAfter([0, DEAD], [DAY_MS, DEAD]);
  expect(twice.told).toEqual(['b']);
  expect(twice.aside).toEqual([{ id: 'b', operator: 'B', reason: 'dns-timeout', at: at(DAY_MS) }]);
  expect(asideAfter([0, DEAD], [DAY_MS, DEAD], [2 * DAY_MS, DEAD]).told).toEqual(['b']);
  expect(asideAfter([0, DEAD], [DAY_MS, DEAD], [DAY_MS + 1, { a: 'reached', b: 'reached' }]).told).toEqual(['b', '']);
});

test('not for one failure, nor for two within the interval, nor with an answer between', () => {
  expect(asideAfter([0, DEAD]).aside).toEqual([]);
  expect(asideAfter([0, DEAD], [HOUR_MS, DEAD], [DAY_MS - 1, DEAD]).aside).toEqual([]);
  expect(asideAfter([0, DEAD], [HOUR_MS, { a: 'reached', b: 'reached' }], [DAY_MS + 1, DEAD]).aside).toEqual([]);
});

test("not the site's own, not what was not asked, and not all of them: then it is us who cannot reach out", () => {
  const site = { a: 'reached', 'site-1': 'dns-timeout' } as const;
  expect(asideAfter([0, site], [DAY_MS, site]).aside).toEqual([]);
  const unasked = { a: 'reached', b: 'not-asked-budget' } as const;
  expect(asideAfter([0, unasked], [DAY_MS, unasked]).aside).toEqual([]);
  const alone = { a: 'dns-network', b: 'dns-network', 'site-1': 'reached' } as const;
  expect(asideAfter([0, alone], [DAY_MS, alone]).aside).toEqual([]);
  expect(asideAfter([0, alone]).record.sightings.reach).toEqual({ 'site-1': { at: at(0) } });
});

test('one that is no longer on the list of vantages is no longer on that of those set aside', () => {
  expect(asideAfter([0, DEAD], [DAY_MS, DEAD], [2 * DAY_MS, { a: 'reached' }]).told).toEqual(['b', '']);
});

test('after the rewrite nobody is set aside, but one that was may come back', () => {
  const { record } = asideAfter([0, DEAD], [DAY_MS, DEAD]);
  const rewritten = upTo(ALL_NEW + 1);
  const later = {
    ...rewritten,
    facts: { ...rewritten.facts, aside: record.facts.aside },
    sightings: { ...rewritten.sightings, reach: record.sightings.reach },
  };
  const silent = look(later, ALL_NEW + DAY_MS, { b: 'dns-timeout' }).record;
  expect(silent.facts.aside).toHaveLength(1);
  expect(silent.sightings.reach?.b).toEqual({ at: at(ALL_NEW + DAY_MS), code: 'dns-timeout', since: at(0) });
  expect(look(silent, ALL_NEW + 2 * DAY_MS, { b: 'reached' }).record.facts.aside).toEqual([]);
  expect(look(rewritten, ALL_NEW + 9 * DAY_MS, { b: 'dns-timeout' }).record.facts.aside).toBeUndefined();
});
