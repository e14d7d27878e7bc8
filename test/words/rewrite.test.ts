import { describe, expect, test } from 'vitest';
import type { Announcement } from '../../src/migration/announcements.ts';
import type { Facts } from '../../src/migration/facts.ts';
import type { Sightings } from '../../src/migration/sightings.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, T0 } from './sample.ts';

const en = wordsFor('en', { style: 'plain', timeZone: 'Asia/Tokyo' });
const ja = wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' });

const set = { ttlSeconds: 3600, ttlSince: T0, formerGoneAt: T0, allNewAt: at(0, 2) };
const allNew: Partial<Facts> = {
  rewriteBegunAt: T0,
  rewriteSeenAt: T0,
  rewriteDoneAt: at(0, 2),
  recordSets: { 'example.jp/MX': set, 'mail.example.jp/A': set, 'example.jp/TXT': set },
};
const slot = { kind: 'rewrite', slot: 'r', by: 'U1AAA' } as const;
const done: Announcement = { ...slot, state: 'done', at: at(0, 2), watermark: at(1, 2) };
const seen: Announcement = { ...slot, state: 'seen', at: T0, servers: { ok: 1, total: 4 } };
/** Old until then, new, or never heard. */
type Answer = number | 'new' | 'silent';
const vantage = (answer: Answer): Sightings['vantage'][string] => ({
  operator: 'any',
  site: false,
  ...(answer === 'new' ? { seen: { at: T0, values: ['198.51.100.10'], ttlSeconds: 300 } } : {}),
  ...(typeof answer === 'number' ? { notNew: { at: T0, values: ['192.0.2.10'], goneAt: answer } } : {}),
});
const heard = (...list: readonly Answer[]): Sightings => ({
  ...aMigration().sightings,
  vantage: Object.fromEntries(list.map((answer, n) => [`v${n}|mail.example.jp/A`, vantage(answer)])),
});
/** Probes, and what is asked in the end: below, by themselves. */
const END = /Roll back|切り戻す」|^No probe|^Probes|^確認メール/;
type Case = readonly [Announcement, Partial<Facts>, Sightings | undefined];
const said = (words: typeof en, [announcement, facts, sightings]: Case, now: number) => {
  const { text, lines } = words.announcement(announcement, aMigration(facts).facts, now, sightings);
  return [text, ...lines.filter((line) => !END.test(line))];
};

describe('the one message of the rewrite, state by state', () => {
  test('begun: who, and how often the bot looks', () => {
    const begun: Case = [{ ...slot, state: 'begun', at: T0 }, { rewriteBegunAt: T0 }, undefined];
    expect(said(en, begun, T0)).toEqual([
      '@U1AAA is rewriting DNS now.',
      'The bot asks the authoritative servers every 30 s.',
    ]);
    expect(said(ja, begun, T0)).toEqual([
      '@U1AAA が DNS を書き換えています。',
      'ボットは30秒ごとに権威サーバーを確認します。',
    ]);
  });

  test('seen by some: how many of how many in the first line, then what to do', () => {
    expect(said(en, [seen, {}, undefined], T0)).toEqual([
      'New data is out since 1 Dec 10:00: 1/4 authoritative servers serve all of it.',
      'Every client sends through the new server from now on.',
    ]);
    expect(said(ja, [seen, {}, undefined], T0)[0]).toBe(
      '新しいデータが12月1日 10:00から出ています。全部そろったのは権威サーバーの1/4です。',
    );
  });

  test('with differences: one line each, what it looks like and what to mend', () => {
    const slips: Case = [
      {
        ...seen,
        differences: [
          {
            kind: 'missing-dot',
            record: 'example.jp/MX',
            servers: [],
            of: 4,
            served: ['10 mail.example.jp.example.jp'],
            expected: ['10 mail.example.jp'],
          },
        ],
      },
      {},
      undefined,
    ];
    expect(said(en, slips, T0)).toEqual([
      'New data is out since 1 Dec 10:00: 1/4 authoritative servers serve all of it.',
      'What differs from the plan:',
      '✗ example.jp MX: 10 mail.example.jp.example.jp on every server. The dot at the end is missing, so the zone’s own name was added. Write 10 mail.example.jp with a dot behind it.',
      'Every client sends through the new server from now on.',
    ]);
    expect(said(ja, slips, T0)[1]).toBe('計画と違うところ:');
  });

  test('done: until when old caches live; who holds on is said only where it is known, and by the clock', () => {
    const first = [
      'Every authoritative server is new since 1 Dec 10:02.',
      'Last old answer before 1 Dec 10:02, TTL 3600 s: old caches must be gone by 1 Dec 11:02. Until then both servers receive.',
    ];
    expect(said(en, [done, allNew, undefined], at(0, 10))).toEqual([
      ...first,
      'Which resolvers still hold old data is not known yet. One by one: `/migration resolvers`',
    ]);
    expect(said(en, [done, allNew, heard(at(0, 58), at(0, 40), 'new')], at(0, 10))).toEqual([
      ...first,
      '2 resolvers still hold old data, the last until 1 Dec 10:58. One by one: `/migration resolvers`',
    ]);
    expect(said(en, [done, allNew, heard('new', 'silent')], at(0, 10)).at(-1)).toBe(
      'No resolver that has answered gives old data any more. One by one: `/migration resolvers`',
    );
    // Silence is no answer.
    expect(said(en, [done, allNew, heard('silent')], at(0, 10)).at(-1)).toMatch(/^Which resolvers .* not known yet/);
    // They were old, and have not been heard since.
    expect(said(en, [done, allNew, heard(at(0, 5))], at(0, 10)).at(-1)).toMatch(/^Which resolvers .* not known yet/);
    expect(said(en, [done, allNew, undefined], at(2))[1]).toBe('Old caches had to be gone by 1 Dec 11:02.');
    expect(said(ja, [done, allNew, heard(at(0, 58))], at(0, 10))).toEqual([
      '12月1日 10:02に、すべての権威サーバーが新しくなりました。',
      '最後の古い応答は12月1日 10:02より前、TTL 3600秒なので、古いキャッシュは12月1日 11:02までに消えます。それまでは両方のサーバーに届きます。',
      'リゾルバー1台が12月1日 10:58まで古いデータを持っています。1台ずつの様子は `/migration resolvers`',
    ]);
  });

  test('former DNS servers: not to be cancelled before, and no word of it after', () => {
    const formers: Announcement = { ...done, formersGoneAt: at(24) };
    expect(said(en, [formers, allNew, undefined], at(0, 10)).at(-1)).toMatch(
      /^Do not cancel the old DNS yet: .* until 2 Dec 10:00\.$/,
    );
    expect(said(en, [formers, allNew, undefined], at(25)).join()).not.toContain('cancel');
  });

  test('behind a gateway: its route, not the authoritative servers', () => {
    const facts: Partial<Facts> = { profile: 'gateway', plan: [], rewriteBegunAt: T0 };
    expect(said(en, [{ ...slot, state: 'begun', at: T0 }, facts, undefined], T0)).toEqual([
      '@U1AAA is changing the route in the gateway now.',
      'When it leads to the new server: `/migration step rewrite done`',
    ]);
    expect(said(en, [{ ...done, watermark: at(0, 2) }, { ...facts, rewriteDoneAt: at(0, 2) }, undefined], T0)).toEqual([
      'The gateway delivers to the new server since 1 Dec 10:02.',
      'Every client sends through the new server from now on.',
    ]);
    expect(said(ja, [{ ...slot, state: 'begun', at: T0 }, facts, undefined], T0)).toEqual([
      '@U1AAA がゲートウェイの配送先を変えています。',
      '新サーバーに向いたら `/migration step rewrite done`',
    ]);
  });
});

describe('a server that the delegation no longer leads to', () => {
  const figures = { server: 'ns1.old-dns.example', address: '192.0.2.53', goneAt: at(24) };
  test('is left running while caches may ask it, and needed no more afterwards', () => {
    const before = { code: 'authority-former', figures } as const;
    const after = { code: 'authority-former', figures: { ...figures, sinceAt: at(24) } } as const;
    expect(en.evidence(before)).toMatch(/caches may ask it until 2 Dec 10:00.*leave it running until then\.$/);
    expect(en.evidence(after)).toBe(
      'ns1.old-dns.example is out of the delegation, and caches ask it no more since 2 Dec 10:00.',
    );
    expect(ja.evidence(before)).toContain('それまでは動かしておいてください');
    expect(ja.evidence(after)).toBe(
      'ns1.old-dns.example は委任から外れ、12月2日 10:00からはキャッシュに尋ねられることもありません。',
    );
    const free = { code: 'dns-hosting-free', figures: { zone: 'example.jp' } } as const;
    expect(en.evidence(free)).toBe(
      'example.jp is served elsewhere, and caches ask the old DNS provider no more: it is not needed.',
    );
    expect(en.evidence(free)).not.toContain('until');
  });
});

describe('what is asked in the end', () => {
  const end = (a: Announcement, facts: Partial<Facts>, now = at(0, 10)) =>
    en.announcement(a, aMigration({ ...allNew, ...facts }).facts, now).lines.filter((line) => END.test(line));

  test('keep or roll back, with what each means and until when it is free', () => {
    expect(end(done, {}).at(-1)).toBe(
      '“Keep”: the new server stays, and this is written down. “Roll back”: DNS goes back to what it was; anybody may until 1 Dec 14:00, then an approver must agree.',
    );
    expect(end(done, {}, at(5)).at(-1)).toMatch(/an approver must agree\.$/);
    expect(end(done, {}, at(5)).at(-1)).not.toContain('until');
  });

  test('while some servers are old there is nothing to keep yet', () => {
    expect(end(seen, { rewriteDoneAt: undefined })).toEqual([expect.stringMatching(/^“Roll back”/)]);
  });

  test('answered, asked for already, or rolled back: nothing is asked', () => {
    const by = { at: at(0, 5), by: 'U1AAA' };
    const kept = { ...done, kept: by };
    const { lines } = en.announcement(kept, aMigration({ ...allNew, rewriteKept: by }).facts, at(0, 10));
    expect(lines.at(-1)).toBe('Kept by @U1AAA, 1 Dec 10:05.');
    expect(end(kept, { rewriteKept: by }).join()).not.toContain('Roll back');
    expect(end(done, { rollbackRequest: { ...by, reason: 'bounces' } }).join()).not.toContain('Roll back');
    expect(end(done, { state: { kind: 'rolled-back', ...by } }).join()).not.toContain('Roll back');
  });

  test('probes of this rewrite are counted by where they landed; without a relay that is said', () => {
    const probe = { relay: 'old', mailbox: 'aoi@example.jp', sentAt: at(0, 3) };
    const landed = { side: 'new', folder: 'INBOX', junk: false, at: at(0, 4), seenAt: at(0, 4) } as const;
    const probes: Facts['probes'] = [
      { ...probe, id: 'p0', sentAt: at(-5), landed: { ...landed, side: 'old' } },
      { ...probe, id: 'p1', landed },
      { ...probe, id: 'p2' },
    ];
    expect(end(done, { probes })[0]).toBe('Probes: 1 landed on the new server, 1 on the way.');
    expect(end(done, { probes: [] })[0]).toBe('No probe was sent: no relay is set. `/migration probes`');
  });
});
