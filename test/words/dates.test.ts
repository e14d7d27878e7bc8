import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, T0 } from './sample.ts';

const en = wordsFor('en', { style: 'plain', timeZone: 'Asia/Tokyo' });
const ja = wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' });
const status = (words: typeof en, facts: Partial<Facts>, now = T0) => {
  const record = aMigration(facts);
  return words.status(record, assess(record, now), now);
};

describe('a day of the calendar', () => {
  test('is the same for every reader, whatever their zone', () => {
    const figures = { startsOn: '2027-02-28' };
    expect(en.t('dates:contract-view-new', figures)).toBe('New server: begins 28 Feb 2027.');
    expect(ja.t('dates:contract-view-new', figures)).toBe('新サーバー: 2027年2月28日から。');
    const slack = wordsFor('en', { style: 'slack', timeZone: 'Pacific/Honolulu' });
    expect(slack.t('dates:contract-view-new', figures)).toBe('New server: begins 28 Feb 2027.');
  });

  test('that is none stays what it is, without mark-up', () => {
    expect(en.t('dates:contract-view-new', { startsOn: 'soon' })).toBe('New server: begins soon.');
  });
});

describe('the living status', () => {
  const done = { at: T0, by: 'U1AAA' };
  const { gates } = aMigration().facts;
  const appointed: Partial<Facts> = {
    steps: { inventory: done, prepare: done, pin: done },
    executor: 'U1AAA',
    window: { from: at(24), to: at(26) },
    gates: { ...gates, 'cut-over': { ...gates['cut-over'], state: 'open' } },
  };

  test('counts down to the window by marks, and says the same in between', () => {
    const next = (left: number) => status(en, appointed, at(24) - left).next.join(' ');
    expect(next(2.5 * HOUR_MS)).toContain('It begins in less than 3 h.');
    expect(next(2.1 * HOUR_MS)).toBe(next(2.5 * HOUR_MS));
    expect(next(14 * MINUTE_MS)).toContain('It begins in less than 15 min.');
    expect(status(ja, appointed, at(24) - 14 * MINUTE_MS).next.join(' ')).toContain('開始まで15分を切りました。');
  });

  test('says what to do about a contract that ends too soon, and of one that lasts how it stands', () => {
    const short = status(en, { ...appointed, contracts: { old: { endsOn: '2026-12-10' } } });
    expect(short.next.join('\n')).toContain(
      'The old server’s contract ends 10 Dec 2026; even if DNS were rewritten now, it could not be cancelled before 16 Dec 2026. Extend it by a month, before 10 Dec 2026.',
    );
    const lasting = status(en, { ...appointed, contracts: { old: { endsOn: '2027-12-10' } } });
    expect(lasting.next.join('\n')).not.toContain('contract');
    expect(lasting.sees.join('\n')).toContain('surely not before 16 Dec 2026');
  });

  test('without a contract says nothing of it', () => {
    const { next, sees } = status(en, appointed);
    expect([...next, ...sees].join('\n')).not.toContain('contract');
  });
});

test('"go" says when it does not rest on a fresh look', () => {
  const go = { kind: 'rewrite-eve', slot: 'rewrite-eve:1', from: at(24), state: 'go', criteria: [] } as const;
  const { facts } = aMigration();
  const lines = (words: typeof en, seenAt?: number) =>
    words.announcement({ ...go, ...(seenAt === undefined ? {} : { seenAt }) }, facts, T0).lines.join(' ');
  expect(lines(en)).toContain('on a fresh look');
  expect(lines(en, at(20))).toContain('the last answers are from');
  expect(lines(en, at(20))).not.toContain('fresh look');
  expect(lines(ja, at(20))).toContain('答えなかったもの');
});
