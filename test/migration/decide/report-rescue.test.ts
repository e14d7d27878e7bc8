import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/migration/agenda.ts';
import { announce } from '../../../src/migration/announce.ts';
import type { Straggler } from '../../../src/migration/arrival-facts.ts';
import type { Command } from '../../../src/migration/commands.ts';
import type { RescueResult } from '../../../src/migration/mail-observations.ts';
import { wantsRescue } from '../../../src/migration/rescue.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { at, did, having, kindsOf } from '../stages.ts';
import { AOI, arrival, NOW, rewritten, survey } from './survey-reports.ts';

const stray = (uid: number, address = '198.51.100.77') =>
  arrival({ uid, fingerprint: `<${uid}@sender.example>`, path: { address } });
const found = did(rewritten, NOW, survey('old', { arrivals: [stray(300)] })).record;
const KEY = `${AOI}|INBOX|7|300`;
const rescued = (key: string, result: RescueResult): Command => ({
  kind: 'report-rescue',
  observations: [{ key, result }],
});
const appended = (when: number): RescueResult => ({ outcome: 'appended', at: at(when), folder: 'INBOX' });
const only = (record: typeof found, key = KEY): Straggler | undefined =>
  record.facts.stragglers.find((one) => one.key === key);

describe('which stragglers are carried over', () => {
  const one = only(found);
  if (one === undefined) throw new Error('no straggler');
  test.each<readonly [string, Partial<Straggler>, boolean]>([
    ['genuine mail on the old server', {}, true],
    ['one that is on the new server', { carriedAt: 1 }, false],
    ['one suspected of being spam', { suspect: 'junk' }, false],
    ['one judged spam', { suspect: 'junk', judged: 'spam' }, false],
    ['one judged real', { suspect: 'junk', judged: 'real' }, true],
    ['one known from a log', { source: 'log' }, false],
    ['one that the old server forwarded', { source: 'forwarded' }, false],
    ['one that reached the new server after a rollback', { key: `${KEY}|new` }, false],
  ])('%s: %j, %s', (_, change, wanted) => {
    expect(wantsRescue({ ...one, ...change })).toBe(wanted);
  });
  test.each(['gone', 'refused'] as const)('%s is an end, until a person asks again', (outcome) => {
    const ended = { ...one, rescue: { at: 1, outcome } };
    expect(wantsRescue(ended)).toBe(false);
    expect(wantsRescue(ended, 'person')).toBe(true);
  });
});

describe('what became of it', () => {
  test.each(['appended', 'present'] as const)('%s: it is on the new server', (outcome) => {
    const { record, events } = did(found, NOW + 1, rescued(KEY, { outcome, at: at(NOW + 1), folder: 'INBOX' }));
    expect(kindsOf(events)).toContain('stragglers-rescued');
    expect(only(record)).toMatchObject({ carriedAt: at(NOW + 1), rescue: { outcome, folder: 'INBOX' } });
  });
  test.each<RescueResult>([
    { outcome: 'gone', at: at(NOW) },
    { outcome: 'refused', at: at(NOW), reason: 'quota', detail: 'full' },
  ])('$outcome: it is not', (result) => {
    const { record } = did(found, NOW + 1, rescued(KEY, result));
    expect(only(record)?.carriedAt).toBeUndefined();
    expect(only(record)?.rescue?.outcome).toBe(result.outcome);
    // Tried again and come to the same end, there is nothing new to say.
    expect(kindsOf(did(record, NOW + 2, rescued(KEY, result)).events)).not.toContain('stragglers-rescued');
    const again = did(record, NOW + 2, rescued(KEY, appended(NOW + 2))).record;
    expect(only(again)).toMatchObject({ carriedAt: at(NOW + 2), rescue: { outcome: 'appended' } });
  });
  test('a failure leaves it to the next look', () => {
    const failed = did(found, NOW + 1, rescued(KEY, { outcome: 'failed', at: at(NOW), code: 'server-bye' }));
    expect(kindsOf(failed.events)).not.toContain('stragglers-rescued');
    expect(failed.record.sightings.looks.rescue?.at).toBe(at(NOW + 1));
  });
  test('one that was carried meanwhile, or that nobody knows, is not settled again', () => {
    const carried = having(found, NOW, { kind: 'stragglers-carried', keys: [KEY] });
    for (const [record, key] of [
      [carried, KEY],
      [found, 'nobody'],
    ] as const)
      expect(kindsOf(did(record, NOW + 1, rescued(key, appended(NOW))).events)).not.toContain('stragglers-rescued');
    const twice: Command = {
      kind: 'report-rescue',
      observations: [
        { key: KEY, result: appended(NOW) },
        { key: KEY, result: { outcome: 'gone', at: at(NOW) } },
      ],
    };
    expect(only(did(found, NOW + 1, twice).record)?.rescue?.outcome).toBe('appended');
  });
});

describe('how it is told', () => {
  test('by a path already told of it waits for the digest, and the agenda knows when', () => {
    expect(only(found)?.toldAt).toBe(at(NOW));
    const soon = did(found, NOW + MINUTE_MS, rescued(KEY, appended(NOW)));
    expect(kindsOf(soon.events)).not.toContain('rescues-told');
    expect(agenda(soon.record, at(NOW + 2 * MINUTE_MS)).find(({ what }) => what === 'tick')?.dueAt).toBeLessThanOrEqual(
      at(NOW + HOUR_MS),
    );
    expect(kindsOf(did(soon.record, NOW + HOUR_MS - 1, { kind: 'tick' }).events)).not.toContain('rescues-told');
    const due = did(soon.record, NOW + HOUR_MS, { kind: 'tick' });
    expect(kindsOf(due.events)).toContain('rescues-told');
    expect(kindsOf(did(due.record, NOW + 9 * HOUR_MS, { kind: 'tick' }).events)).not.toContain('rescues-told');
  });

  test('carried over before it was told of, it is told once, with both', () => {
    const more = did(found, NOW + 1, survey('old', { at: at(NOW + 1), arrivals: [stray(301)] })).record;
    const key = `${AOI}|INBOX|7|301`;
    expect(only(more, key)?.toldAt).toBeUndefined();
    const carried = did(more, NOW + 2, rescued(key, appended(NOW + 2))).record;
    const { record, events } = did(carried, NOW + HOUR_MS, { kind: 'tick' });
    expect(kindsOf(events)).toEqual(['rescues-told']);
    expect(only(record, key)).toMatchObject({ toldAt: at(NOW + HOUR_MS), rescue: { toldAt: at(NOW + HOUR_MS) } });
    expect(kindsOf(did(record, NOW + 9 * HOUR_MS, { kind: 'tick' }).events)).toEqual([]);
  });

  test('the message that told of it says so at once, and no other does; its owner hears where it lies', () => {
    const owned = did(found, NOW, { kind: 'set-owner', by: 'UAOI', mailbox: AOI, owner: 'UREN' }).record;
    const put = did(owned, NOW + 1, rescued(KEY, appended(NOW + 1)));
    expect(announce(owned.facts, put.events)).toMatchObject([
      {
        kind: 'stragglers',
        slot: `stragglers:${at(NOW)}`,
        lines: [{ mailbox: AOI, cause: 'pinned', onNew: true, putInto: 'INBOX' }],
        total: 1,
        open: 0,
        written: ['UREN'],
      },
    ]);
    const carried = put.record;
    const { events } = did(carried, NOW + HOUR_MS, { kind: 'tick' });
    const [told, ...rest] = announce(carried.facts, events);
    expect(told).toMatchObject({
      kind: 'carried-over',
      recipient: 'UREN',
      mailboxes: [AOI],
      lines: [{ mailbox: AOI, folder: 'INBOX' }],
      total: 1,
    });
    expect(rest).toEqual([]);
  });

  test.each([
    ['nobody is named for the mailbox', rescued(KEY, appended(NOW + 1)), { ownerless: [AOI] }],
    ['the new server refuses it', rescued(KEY, { outcome: 'refused', at: at(NOW + 1), reason: 'quota' }), {}],
  ])('a message of its own where %s', (_why, report, more) => {
    const carried = did(found, NOW + 1, report).record;
    const { events } = did(carried, NOW + HOUR_MS, { kind: 'tick' });
    expect(announce(carried.facts, events)).toMatchObject([{ kind: 'rescued', total: 1, ...more }]);
  });
});
