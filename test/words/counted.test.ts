import { describe, expect, test } from 'vitest';
import { judge } from '../../src/migration/gates/judge.ts';
import { MINUTE_MS } from '../../src/migration/time.ts';
import { arrivalsView } from '../../src/slack/views/arrivals.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, STRAGGLER, T0 } from './sample.ts';

const record = aMigration({});
const words = { en: wordsFor('en', PLAIN()), ja: wordsFor('ja', PLAIN()) };
function PLAIN() {
  return { style: 'plain', timeZone: 'Asia/Tokyo' } as const;
}

describe('a pair of figures says what it counts where something else is open', () => {
  const bench = { facts: record.facts, gate: 'cut-over', now: T0 } as const;
  const item = (key: string, outcome: 'pass' | 'fail') =>
    ({ key, outcome, evidence: { code: 'never-seen', figures: {} }, waivable: true }) as const;
  const four = ['a', 'b', 'c', 'd'].map((name) => item(`address:${name}@example.jp`, 'fail'));

  test('mailboxes counted, addresses open', () => {
    const { evidence } = judge(bench, 'CUT-ACCEPT', [item('mailbox:x@example.jp', 'fail'), ...four]);
    expect(words.en.evidence(evidence)).toContain('Passed: 0 of 1 mailbox. Open: ');
    expect(words.ja.evidence(evidence)).toContain('メールボックス1件のうち合格は0。残り: ');
  });
  test('the same things counted and open: the pair alone', () => {
    const { evidence } = judge(bench, 'CUT-ACCEPT', [
      item('mailbox:x@example.jp', 'fail'),
      item('mailbox:y@example.jp', 'pass'),
    ]);
    expect(words.en.evidence(evidence)).toMatch(/^1\/2\. Open:/);
  });
});

describe('a window', () => {
  const window = (from: number) =>
    words.en.announcement(
      { kind: 'window', by: 'U1AAA', executor: 'U1AAA', from, to: T0 + 600 * MINUTE_MS, cautions: [] },
      record.facts,
      T0,
    ).lines;
  test('promises a word a quarter of an hour before only where that lies ahead', () => {
    expect(window(T0 + 15 * MINUTE_MS).join()).toContain('15 minutes before');
    expect(window(T0 + 14 * MINUTE_MS).join()).toContain('Before it begins');
    for (const from of [T0, T0 - 1]) {
      expect(window(from).join()).toContain('It has begun');
      expect(window(from).join()).not.toContain('15 minutes before');
    }
  });
});

test('one client belongs, several belong', () => {
  const said = (clients: readonly string[]) =>
    words.en.event({ kind: 'clients-owned', clients, owner: 'U2BBB', at: T0, by: 'U1AAA' });
  expect(said(['c4'])).toContain('client c4 belongs to');
  expect(said(['c4', 'c5'])).toContain('belong to');
});

test('spam is counted apart, and nobody is sent to its postmaster', () => {
  const path = { address: '203.0.113.66', helo: 'spam.example' };
  const spam = { ...STRAGGLER, key: 'spam', path, suspect: 'junk', judged: 'spam', carriedAt: undefined } as const;
  const shown = (stragglers: readonly (typeof spam | typeof STRAGGLER)[]) =>
    JSON.stringify(arrivalsView({ ...record, facts: { ...record.facts, stragglers: [...stragglers] } }, words.en));
  const alone = shown([spam]);
  expect(alone).toContain('Judged to be spam, nothing to do: 1 message');
  expect(alone).not.toContain('reached the old server after the rewrite');
  expect(alone).not.toContain('→');
  expect(shown([{ ...STRAGGLER, key: 'real' }, spam])).toContain('1 message reached the old server after the rewrite');
});
