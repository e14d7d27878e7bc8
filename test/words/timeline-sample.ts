import type { Facts } from '../../src/migration/facts.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { Turn } from '../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { aMigration, at, STRAGGLER, T0 } from './sample.ts';

/** Begun on 1 Dec 10:00 in Tokyo; the rewrite is begun ten days later at 09:00. */
export const BEGUN = T0 + 10 * DAY_MS - HOUR_MS;
export const DONE = BEGUN + 12 * MINUTE_MS;
export const WATERMARK = DONE + HOUR_MS;

const OPERATORS = ['Google', 'Cloudflare', 'Quad9', 'OpenDNS', 'AdGuard', 'Control D', 'DNS.SB', 'IIJ'] as const;

type Stretch = readonly [from: number, until: number, state: Turn['state']];
const turns = (...stretches: readonly Stretch[]): Turn[] =>
  stretches.map(([from, until, state]) => ({ at: from, until, state }));

export type TimelineSample = { readonly migration: Migration; readonly now: number };

/** The evening of the rewrite: most have turned, one is slow, one is half turned, one says nothing. */
export function inTheNight(change: Partial<Facts> = {}): TimelineSample {
  return sample(WATERMARK + 25 * MINUTE_MS, change);
}

/** Nine days later: two stragglers, one of them not carried over; clients go back to hostnames. */
export function nineDaysOn(change: Partial<Facts> = {}): TimelineSample {
  const stragglers = [2 * HOUR_MS, 3 * HOUR_MS, 3.2 * HOUR_MS, 3 * DAY_MS, 6.5 * DAY_MS].map((after, index) => ({
    ...STRAGGLER,
    key: `aoi@example.jp|INBOX|1|${index}`,
    at: DONE + after,
    seenAt: DONE + after + 5 * MINUTE_MS,
    toldAt: DONE + after + 6 * MINUTE_MS,
    ...(index === 4 ? {} : { carriedAt: DONE + after + HOUR_MS }),
  }));
  return sample(DONE + 9 * DAY_MS, {
    stragglers,
    gates: gatesOpen(DONE + 2 * DAY_MS),
    steps: stepsDone(DONE + 2 * DAY_MS),
    ...change,
  });
}

/** Long before: nobody has been asked for anything yet. */
export function beforehand(change: Partial<Facts> = {}): TimelineSample {
  const { migration } = sample(at(72), change);
  const { rewriteBegunAt: _b, rewriteSeenAt: _s, rewriteDoneAt: _d, lastOldAt: _l, ...facts } = migration.facts;
  const recordSets = { 'example.jp/MX': { ttlSeconds: 3_600, ttlSince: T0, formerGoneAt: T0 } };
  return {
    now: at(72),
    migration: {
      ...migration,
      facts: {
        ...facts,
        recordSets,
        gates: aMigration().facts.gates,
        steps: { inventory: { at: at(30), by: 'U5OWNER' } },
        window: { from: BEGUN, to: BEGUN + 2 * HOUR_MS },
        ...change,
      },
      sightings: { ...migration.sightings, turns: {} },
    },
  };
}

function gatesOpen(switchBackAt?: number): Facts['gates'] {
  const { gates } = aMigration().facts;
  const openedAt = BEGUN - 20 * HOUR_MS;
  return {
    ...gates,
    'cut-over': { ...gates['cut-over'], state: 'done', since: DONE, openedAt },
    ...(switchBackAt === undefined
      ? {}
      : { 'switch-back': { ...gates['switch-back'], state: 'open', since: switchBackAt, openedAt: switchBackAt } }),
  };
}

function stepsDone(parallelAt?: number): Facts['steps'] {
  const by = 'U5OWNER';
  return {
    inventory: { at: at(30), by },
    prepare: { at: at(120), by },
    pin: { at: at(200), by },
    rewrite: { at: DONE, by },
    ...(parallelAt === undefined ? {} : { parallel: { at: parallelAt, by } }),
  };
}

function sample(now: number, change: Partial<Facts>): TimelineSample {
  const vantages = OPERATORS.flatMap((operator) =>
    [1, 2].map((n) => ({
      id: `${operator.toLowerCase().replace(/[^a-z0-9]/g, '')}-192.0.2.${n}`,
      operator,
      site: false,
    })),
  );
  const own = { id: 'office-東京本社', operator: 'office-東京本社', site: true, pasted: true };
  const first = DONE + MINUTE_MS;
  const isNight = now < WATERMARK + HOUR_MS;
  const histories = Object.fromEntries(
    vantages.map(({ id }, index): [string, Turn[]] => {
      const turnsAt = DONE + (8 + 7 * (index % 8)) * MINUTE_MS;
      if (index === 5) return [id, turns([first, now, 'silent'])];
      if (index === 7 && isNight) return [id, turns([first, now, 'old'])];
      if (index === 9 && isNight) return [id, turns([first, turnsAt, 'old'], [turnsAt, now, 'mixed'])];
      const mixedAt = turnsAt - 4 * MINUTE_MS;
      return [id, turns([first, mixedAt, 'old'], [mixedAt, turnsAt, 'mixed'], [turnsAt, now, 'new'])];
    }),
  );
  const held = {
    operator: 'OpenDNS',
    site: false,
    seen: { at: now, values: ['192.0.2.10'], ttlSeconds: 900 },
    notNew: { at: now, values: ['192.0.2.10'], goneAt: now + 15 * MINUTE_MS, extended: true },
  };
  const set = { ttlSeconds: 3_600, ttlSince: T0, formerGoneAt: T0, allNewAt: DONE };
  return {
    now,
    migration: aMigration(
      {
        vantages: [...vantages, own],
        image: { at: at(1), records: {} },
        recordSets: { 'example.jp/MX': set, 'mail.example.jp/A': set, 'example.jp/TXT': set },
        rewriteBegunAt: BEGUN,
        lastOldAt: BEGUN,
        rewriteSeenAt: BEGUN + 4 * MINUTE_MS,
        rewriteDoneAt: DONE,
        gates: gatesOpen(),
        steps: stepsDone(),
        contracts: { old: { endsOn: '2026-12-31' }, new: { startsOn: '2026-12-01' } },
        ...change,
      },
      {
        ...(isNight ? { vantage: { 'opendns-192.0.2.2|mail.example.jp/A': held } } : {}),
        turns: { ...histories, [own.id]: turns([WATERMARK + 2 * MINUTE_MS, WATERMARK + 2 * MINUTE_MS, 'new']) },
      },
    ),
  };
}
