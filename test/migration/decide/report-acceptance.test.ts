import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { Event } from '../../../src/migration/events.ts';
import type { AcceptanceAnswer, AcceptanceVerdict, AcceptanceVia } from '../../../src/migration/mail-observations.ts';
import type { Failure, Side } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { ALL_NEW, BEGIN, MAILBOXES, T0 } from '../a-migration.ts';
import { at, CUT_OVER_READY, did, kindsOf, refusalOf, upTo } from '../stages.ts';

const [AOI, KEN] = MAILBOXES;
const NEW_KEY = `${AOI}|new`;
const OLD_KEY = `${AOI}|old`;
const seenOf = (record: Migration, key: string) => record.sightings.acceptance?.[key];

const answer = (when: number, verdict: AcceptanceVerdict, via: AcceptanceVia = 'port-25'): AcceptanceAnswer => ({
  outcome: 'answered',
  at: at(when),
  verdict,
  reply: { accepted: '250 ok', refused: '550 no such user', deferred: '451 try later' }[verdict],
  via,
});
const failure = (when: number): Failure => ({ outcome: 'failed', at: at(when), code: 'port-blocked' });
type Asked = readonly [side: Side, result: AcceptanceAnswer | Failure, address?: string];
const report = (...asked: readonly Asked[]): Command => ({
  kind: 'report-acceptance',
  observations: asked.map(([side, result, address = AOI]) => ({ address, side, result })),
  servers: [],
});
const helper = (...asked: readonly Asked[]): Command => ({
  kind: 'report-helper',
  by: 'UREN',
  observations: asked.map(([side, result, address = AOI]) => ({ address, side, result })),
  servers: [],
});
const inTurn = (record: Migration, ...reports: readonly (readonly [when: number, command: Command])[]) =>
  reports.reduce((last, [when, command]) => did(last, when, command).record, record);
const of = <Kind extends Event['kind']>(events: readonly Event[], kind: Kind) =>
  events.filter((event): event is Extract<Event, { kind: Kind }> => event.kind === kind);

describe('what was answered last counts', () => {
  const ready = upTo(CUT_OVER_READY);
  test('a failure leaves it to age', () => {
    const record = inTurn(
      ready,
      [CUT_OVER_READY, report(['new', answer(CUT_OVER_READY, 'refused')])],
      [CUT_OVER_READY + 1, report(['new', failure(CUT_OVER_READY + 1)])],
    );
    expect(seenOf(record, NEW_KEY)).toMatchObject({
      seen: { verdict: 'refused', at: at(CUT_OVER_READY) },
      failed: { code: 'port-blocked' },
    });
  });
  test('an answer that is older than the one known changes nothing, pasted or not', () => {
    const now = CUT_OVER_READY + 2;
    const known = did(ready, now, report(['new', answer(now, 'refused')])).record;
    expect(seenOf(did(known, now, helper(['new', answer(now - 1, 'accepted')])).record, NEW_KEY)).toEqual(
      seenOf(known, NEW_KEY),
    );
    expect(seenOf(did(known, now, report(['new', answer(now - 1, 'accepted')])).record, NEW_KEY)).toEqual(
      seenOf(known, NEW_KEY),
    );
  });
  test('one from the future, by a clock that was set back since, gives way', () => {
    const ahead = did(ready, CUT_OVER_READY, report(['new', answer(CUT_OVER_READY + DAY_MS, 'accepted')])).record;
    const back = did(ahead, CUT_OVER_READY + 1, report(['new', answer(CUT_OVER_READY + 1, 'refused')])).record;
    expect(seenOf(back, NEW_KEY)?.seen?.verdict).toBe('refused');
  });
  test('what the made-up and the foreign address got is kept by domain', () => {
    const { record } = did(ready, CUT_OVER_READY, {
      kind: 'report-acceptance',
      observations: [],
      servers: [
        {
          side: 'new',
          domain: 'kitano.example',
          random: answer(CUT_OVER_READY, 'accepted'),
          foreign: failure(CUT_OVER_READY),
        },
      ],
    });
    expect(record.sightings.trials?.['kitano.example|new']).toMatchObject({
      random: { seen: { verdict: 'accepted' } },
      // The look before had it refused.
      foreign: { seen: { verdict: 'refused' }, failed: { code: 'port-blocked' } },
    });
  });
});

describe('pasted by a person', () => {
  const ready = upTo(CUT_OVER_READY);
  test('it counts as pasted, whatever it calls itself, and comes from no future', () => {
    const { record } = did(ready, CUT_OVER_READY, helper(['new', answer(CUT_OVER_READY + DAY_MS, 'accepted')]));
    expect(seenOf(record, NEW_KEY)?.seen).toMatchObject({ via: 'pasted', at: at(CUT_OVER_READY) });
  });
  test('it is no look: ours is due as before', () => {
    const { record } = did(ready, CUT_OVER_READY, helper(['new', answer(CUT_OVER_READY, 'accepted')]));
    expect(record.sightings.looks.acceptance).toEqual(ready.sightings.looks.acceptance);
  });
  test('what a made-up and a foreign address got, of our domains alone', () => {
    const told = (domain: string): Command => ({
      kind: 'report-helper',
      by: 'UREN',
      observations: [],
      servers: [{ side: 'new', domain, random: answer(CUT_OVER_READY, 'accepted'), foreign: failure(CUT_OVER_READY) }],
    });
    const { record } = did(ready, CUT_OVER_READY, told('Kitano.example'));
    expect(record.sightings.trials?.['kitano.example|new']).toMatchObject({
      random: { seen: { verdict: 'accepted', via: 'pasted' } },
      foreign: { seen: { verdict: 'refused', via: 'port-25' } },
    });
    expect(refusalOf(ready, CUT_OVER_READY, told('elsewhere.example'))).toBe('nothing-read');
  });
  test('refused: nothing that was answered, or nothing of ours', () => {
    expect(refusalOf(ready, CUT_OVER_READY, helper())).toBe('nothing-read');
    expect(refusalOf(ready, CUT_OVER_READY, helper(['new', failure(CUT_OVER_READY)]))).toBe('nothing-read');
    expect(
      refusalOf(ready, CUT_OVER_READY, helper(['new', answer(CUT_OVER_READY, 'accepted'), 'x@elsewhere.example'])),
    ).toBe('nothing-read');
  });
});

describe('the old server accepts', () => {
  const FIRST = BEGIN + 3 * MINUTE_MS;
  const rewritten = upTo(ALL_NEW + 1);
  const run = (record: Migration) => seenOf(record, OLD_KEY)?.accepting;

  test('since the first answer after the rewrite, up to the last', () => {
    expect(run(rewritten)).toEqual({ since: at(BEGIN + 2 * MINUTE_MS), last: at(BEGIN + 2 * MINUTE_MS) });
    const later = did(rewritten, ALL_NEW + 1, report(['old', answer(ALL_NEW + 1, 'accepted')])).record;
    expect(run(later)).toEqual({ since: at(BEGIN + 2 * MINUTE_MS), last: at(ALL_NEW + 1) });
  });
  test('what it answered before the rewrite does not count', () => {
    const record = did(upTo(BEGIN), BEGIN - 1, report(['old', answer(BEGIN - 1, 'accepted')])).record;
    expect(run(record)).toBeUndefined();
  });
  test.each(['refused', 'deferred'] as const)('any other answer breaks it: %s', (verdict) => {
    const broken = did(rewritten, ALL_NEW + 1, report(['old', answer(ALL_NEW + 1, verdict)])).record;
    expect(run(broken)).toBeUndefined();
    const again = did(broken, ALL_NEW + 2, report(['old', answer(ALL_NEW + 2, 'accepted')])).record;
    expect(run(again)).toEqual({ since: at(ALL_NEW + 2), last: at(ALL_NEW + 2) });
  });
  test('failures break it once they last longer than evidence is fresh', () => {
    const failed = did(rewritten, ALL_NEW + 1, report(['old', failure(ALL_NEW + 1)])).record;
    const limit = BEGIN + 2 * MINUTE_MS + 2 * HOUR_MS;
    const soon = did(failed, limit, report(['old', answer(limit, 'accepted')])).record;
    expect(run(soon)?.since).toBe(at(BEGIN + 2 * MINUTE_MS));
    // Before the watermark: else the answers up to it would do.
    const long = inTurn(
      upTo(BEGIN + 3 * MINUTE_MS),
      [FIRST, report(['old', failure(FIRST)])],
      [limit + 1, report(['old', answer(limit + 1, 'accepted')])],
    );
    expect(run(long)).toEqual({ since: at(limit + 1), last: at(limit + 1) });
  });
  test('a clock that is set back begins it anew', () => {
    const ahead = did(rewritten, ALL_NEW + 1, report(['old', answer(ALL_NEW + MINUTE_MS, 'accepted')])).record;
    const back = did(ahead, ALL_NEW + 2, report(['old', answer(ALL_NEW + 2, 'accepted')])).record;
    expect(run(back)).toEqual({ since: at(ALL_NEW + 2), last: at(ALL_NEW + 2) });
  });
  test('by submission only where a made-up address was refused the same way', () => {
    const bySubmission = (random?: AcceptanceVerdict): Command => ({
      kind: 'report-acceptance',
      observations: [{ address: AOI, side: 'old', result: answer(FIRST, 'accepted', 'submission') }],
      servers:
        random === undefined
          ? []
          : [{ side: 'old', domain: 'kitano.example', random: answer(FIRST, random, 'submission') }],
    });
    const begun = upTo(BEGIN + 2 * MINUTE_MS);
    expect(run(did(begun, FIRST, bySubmission()).record)).toBeUndefined();
    expect(run(did(begun, FIRST, bySubmission('accepted')).record)).toBeUndefined();
    expect(run(did(begun, FIRST, bySubmission('refused')).record)).toEqual({ since: at(FIRST), last: at(FIRST) });
  });
  test('up to the watermark: what it answers later takes nothing back', () => {
    const watermark = (watermarkOf(rewritten.facts) ?? 0) - T0;
    const through = did(rewritten, watermark, report(['old', answer(watermark, 'accepted')])).record;
    const shut = did(through, watermark + 1, report(['old', answer(watermark + 1, 'refused')]));
    expect(run(shut.record)?.last).toBe(at(watermark));
    expect(of(shut.events, 'old-refused')).toEqual([]);
  });
});

describe('the old server refuses', () => {
  const rewritten = upTo(ALL_NEW + 1);
  const refuses = (record: Migration, when: number, address: string = AOI) =>
    did(record, when, report(['old', answer(when, 'refused'), address]));
  const accepts = (record: Migration, when: number, address: string = AOI) =>
    did(record, when, report(['old', answer(when, 'accepted'), address]));

  test('said at once, with what it answered, and an incident once an outage', () => {
    const first = refuses(rewritten, ALL_NEW + 1);
    expect(kindsOf(first.events).slice(0, 2)).toEqual(['old-refused', 'incident']);
    expect(first.record.facts.oldRefusals).toEqual([{ address: AOI, reply: '550 no such user', at: at(ALL_NEW + 1) }]);
    expect(of(first.events, 'incident')).toMatchObject([{ code: 'old-refuses', subject: AOI }]);
    expect(refuses(first.record, ALL_NEW + 2).events).toEqual([]);
    // Another address in the same outage.
    expect(kindsOf(refuses(first.record, ALL_NEW + 2, KEN).events)).toEqual(['old-refused']);
  });
  test('over when it accepts again; the next outage is another', () => {
    const over = accepts(refuses(rewritten, ALL_NEW + 1).record, ALL_NEW + 2);
    expect(kindsOf(over.events)).toEqual(['old-accepts-again']);
    expect(over.record.facts.oldRefusals).toMatchObject([{ overAt: at(ALL_NEW + 2) }]);
    expect(kindsOf(refuses(over.record, ALL_NEW + 3).events)).toEqual(['old-refused', 'incident']);
  });
  test('a deferral is no bounce', () => {
    expect(did(rewritten, ALL_NEW + 1, report(['old', answer(ALL_NEW + 1, 'deferred')])).events).toEqual([]);
  });
  test('before the rewrite, by the new server, or of an address that is not kept: none of that', () => {
    expect(of(refuses(upTo(BEGIN), BEGIN - 1).events, 'old-refused')).toEqual([]);
    expect(of(refuses(rewritten, ALL_NEW + 1, 'x@kitano.example').events, 'old-refused')).toEqual([]);
    const bysNew = did(rewritten, ALL_NEW + 1, report(['new', answer(ALL_NEW + 1, 'refused')]));
    expect(of(bysNew.events, 'old-refused')).toEqual([]);
  });
  test('an outage that an attempt left open when it was rolled back does not hide the next', () => {
    const first = refuses(rewritten, ALL_NEW + 1).record;
    const resumed = { ...first, facts: { ...first.facts, rewriteBegunAt: at(ALL_NEW + 9), lastOldAt: undefined } };
    expect(of(refuses(resumed, ALL_NEW + 10).events, 'old-refused')).toHaveLength(1);
  });
});
