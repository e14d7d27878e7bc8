import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import type { Sightings } from '../../src/migration/sightings.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, T0 } from './sample.ts';

const en = wordsFor('en', { style: 'plain', timeZone: 'Asia/Tokyo' });
const ja = wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' });

const NEW = {
  'example.jp/MX': ['10 mail.example.jp'],
  'mail.example.jp/A': ['198.51.100.10'],
  'example.jp/TXT': ['v=spf1 ip4:192.0.2.10 ip4:198.51.100.10 -all'],
};
const set = { ttlSeconds: 3600, ttlSince: T0, formerGoneAt: T0, allNewAt: at(0, 2) };
const allNew: Partial<Facts> = {
  rewriteBegunAt: T0,
  rewriteSeenAt: T0,
  rewriteDoneAt: at(0, 2),
  recordSets: Object.fromEntries(Object.keys(NEW).map((record) => [record, set])),
};
const authority: Sightings['authority'] = Object.fromEntries(
  ['192.0.2.53', '192.0.2.54'].flatMap((server) =>
    Object.entries(NEW).map(([record, values]) => [
      `${server}|${record}`,
      { seen: { at: at(0, 2), values, ttlSeconds: 300 } },
    ]),
  ),
);
const old = (goneAt: number) => ({
  operator: 'any',
  site: false,
  notNew: { at: T0, values: ['192.0.2.10'], goneAt },
});

describe('where the rewrite stands, as caches work', () => {
  test('nothing before it', () => {
    expect(en.dnsSentence(aMigration(), T0)).toBe('');
  });

  test('who is new since when, until when old data may live, who holds it', () => {
    const vantage = { 'a|mail.example.jp/A': old(at(0, 58)), 'b|mail.example.jp/A': old(at(0, 40)) };
    const record = aMigration(allNew, { authority, vantage });
    expect(en.dnsSentence(record, at(0, 30))).toBe(
      'Authoritative servers 2/2 new since 1 Dec 10:02. Last old answer before 1 Dec 10:02, TTL 3600 s: old caches must be gone by 1 Dec 11:02. 2 resolvers still hold it, 28 min left.',
    );
    expect(en.dnsSentence(record, at(0, 50))).toMatch(/1 resolver still holds it, 8 min left\.$/);
    // Neither is heard again: that they hold nothing is not known.
    expect(en.dnsSentence(record, at(1, 30))).toMatch(/Old caches had to be gone by 1 Dec 11:02\.$/);
    expect(ja.dnsSentence(record, at(0, 30))).toBe(
      '権威サーバーは12月1日 10:02から2/2が新しいデータです。最後の古い応答は12月1日 10:02より前、TTL 3600秒なので、古いキャッシュは12月1日 11:02までに消えます。リゾルバー2台がまだ古いデータを持っています。あと28分です。',
    );
  });

  test('a server that was not seen to be new is not counted as such', () => {
    const { '192.0.2.54|mail.example.jp/A': _, ...partly } = authority;
    const record = aMigration({ ...allNew, recordSets: {} }, { authority: partly });
    expect(en.dnsSentence(record, at(0, 30))).toBe('Authoritative servers 1/2 new.');
  });

  test('a former DNS provider must go on while caches may ask it', () => {
    const formers = { 'example.jp|192.0.2.99': { zone: 'example.jp', leftAt: T0, goneAt: at(24), turnedAt: T0 } };
    const record = aMigration({ ...allNew, formers }, { authority });
    expect(en.dnsSentence(record, at(0, 30))).toContain(
      'Do not cancel the old DNS yet: 192.0.2.99 may be asked until 2 Dec 10:00.',
    );
    expect(en.dnsSentence(record, at(25))).not.toContain('cancel');
  });
});
