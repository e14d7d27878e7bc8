import { describe, expect, test } from 'vitest';
import type { Event, Happening } from '../../src/migration/events.ts';
import type { Language } from '../../src/migration/facts.ts';
import { RISKS, risksOf } from '../../src/migration/report/risks.ts';
import { reportOf } from '../../src/migration/report.ts';
import { sayReport } from '../../src/words/report.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, HAPPENINGS, STRAGGLER, T0 } from './sample.ts';

const HEAD = { seq: 812, hash: 'c0ffee'.repeat(10) };
const LANGUAGES: readonly Language[] = ['en', 'ja'];

const line = (happening: Happening, hours: number, by = 'bot', seq = 1) => ({
  seq,
  event: { ...happening, at: at(hours), by } satisfies Event,
});

const PASS = {
  id: 'CUT-CLIENTS',
  outcome: 'pass',
  evidence: { code: 'all-pass', figures: { ok: 14, total: 14 } },
  waived: [],
} as const;
const FAIL = {
  ...PASS,
  id: 'CUT-TTL',
  outcome: 'fail',
  evidence: { code: 'some-open', figures: { ok: 1, total: 2 } },
} as const;

const JOURNAL = [
  line({ kind: 'approval-requested', gate: 'cut-over', round: 1 }, 1, 'U9START', 2),
  line({ kind: 'approved', gate: 'cut-over', round: 1 }, 2, 'U1AAA', 3),
  line({ kind: 'gate-opened', gate: 'cut-over', criteria: [PASS] }, 2, 'bot', 4),
  line({ kind: 'gate-closed', gate: 'cut-over', was: 'open', criteria: [PASS, FAIL] }, 3, 'bot', 5),
  line({ kind: 'ttl-seen', record: 'example.jp/MX', ttlSeconds: 300 }, 3, 'bot', 6),
];

const text = (lang: Language, facts: Parameters<typeof aMigration>[0] = {}, journal = JOURNAL) =>
  sayReport(reportOf(aMigration(facts), journal, HEAD, at(48)), lang, { U1AAA: 'Aoi | <Tanaka>' });

describe('the closing report', () => {
  test('a migration that is not finished says so before anything else', () => {
    expect(text('en').slice(0, 800)).toContain('Still going on. Whatever is not proven below is open.');
  });

  test('a gate is told with its approvals, its evidence and why it was taken back', () => {
    const said = text('en');
    expect(said).toContain('Approved by @U1AAA at 2026-12-01 12:00');
    expect(said).toContain('Opened at 2026-12-01 12:00 on this evidence:');
    const [, retraction = ''] = said.split('Taken back at 2026-12-01 13:00');
    expect(retraction.slice(0, 200)).toContain('✗');
    expect(retraction.slice(0, 200)).not.toContain('Clients pinned');
  });

  test('what a rollback ended stands no longer, in the text and in the data', () => {
    const journal = [...JOURNAL.slice(0, 3), line({ kind: 'rolled-back', reason: 'mail bounced' }, 5, 'U1AAA', 5)];
    const facts = {
      state: { kind: 'rolled-back', at: at(5), by: 'U1AAA' },
      gates: { ...aMigration().facts.gates, 'cut-over': { ...aMigration().facts.gates['cut-over'], state: 'done' } },
    } as const;
    const [chapter] = reportOf(aMigration(facts), journal, HEAD, at(48)).gates;
    expect(chapter?.openings).toMatchObject([{ retracted: { at: at(5), criteria: [], why: 'rolled-back' } }]);
    expect(chapter?.state).toBe('closed');
    const said = text('en', facts, journal);
    expect(said).toContain('Ended at 2026-12-01 15:00 by the rollback');
    expect(said.split('Gate: ')[1]).toContain('It is not open');
  });

  test('one that closed before the rollback tells why it closed, not of the rollback', () => {
    const journal = [...JOURNAL, line({ kind: 'rolled-back', reason: 'mail bounced' }, 5, 'U1AAA', 9)];
    expect(text('en', {}, journal)).not.toContain('by the rollback');
  });

  test.each([
    ['en', 'opened at 2026-12-01 12:00, retracted by the rollback of @U1AAA at 2026-12-01 15:00'],
    ['ja', '2026-12-01 12:00に開き、2026-12-01 15:00に @U1AAA の切り戻しで取り消し'],
  ] as const)(
    'given up after a rollback, a gate still says that it had opened, and who took it back (%s)',
    (lang, says) => {
      const journal = [
        ...JOURNAL.slice(0, 3),
        line({ kind: 'gate-done', gate: 'cut-over' }, 4, 'bot', 5),
        line({ kind: 'rolled-back', reason: 'mail bounced' }, 5, 'U1AAA', 6),
        line({ kind: 'abandoned', reason: 'too much' }, 6, 'U2BBB', 7),
      ];
      const { gates } = aMigration().facts;
      const facts = {
        state: { kind: 'abandoned', at: at(6), by: 'U2BBB' },
        rollbackAt: at(5),
        gates: { ...gates, 'cut-over': { ...gates['cut-over'], state: 'done' } },
      } as const;
      const said = text(lang, facts, journal);
      // Among the risks, and in its own chapter.
      expect(said.split(says)).toHaveLength(3);
      expect(said.split('## ')[5]).not.toContain(lang === 'en' ? 'It has opened' : '開きました:');
      expect(said).toContain(
        lang === 'en' ? 'Rolled back by @U1AAA at 2026-12-01 15:00: mail bounced' : '@U1AAA が切り戻し: mail bounced',
      );
      // The message beside the files reads the record alone.
      const [risk] = risksOf(aMigration(facts), at(48)).filter(({ code }) => code === 'gate-retracted');
      expect(risk?.figures).toMatchObject({ gate: 'cut-over', at: at(5), why: 'rolled-back' });
    },
  );

  test('one that was open as the migration was given up ended with it; one that was made use of stays history', () => {
    const end = line({ kind: 'abandoned', reason: 'too much' }, 6, 'U2BBB', 7);
    const { gates } = aMigration().facts;
    const of = (state: 'open' | 'done') => ({
      state: { kind: 'abandoned' as const, at: at(6), by: 'U2BBB' },
      gates: { ...gates, 'cut-over': { ...gates['cut-over'], state } },
    });
    const open = text('en', of('open'), [...JOURNAL.slice(0, 3), end]);
    expect(open).toContain(
      'opened at 2026-12-01 12:00, retracted as @U2BBB abandoned the migration at 2026-12-01 16:00',
    );
    const used = [...JOURNAL.slice(0, 3), line({ kind: 'gate-done', gate: 'cut-over' }, 4, 'bot', 5), end];
    expect(reportOf(aMigration(of('done')), used, HEAD, at(48)).gates[0]).toMatchObject({ state: 'done' });
    expect(text('en', of('done'), used)).toContain('It has opened');
  });

  test('a record that ended gives the same report a year later: nothing in it has grown stale since', () => {
    for (const kind of ['finished', 'abandoned'] as const) {
      const ended = aMigration({ state: { kind, at: at(6), by: 'U2BBB' } });
      const report = (hours: number) => reportOf(ended, JOURNAL, HEAD, at(hours));
      const { madeAt, ...later } = report(365 * 24);
      expect(later).toEqual((({ madeAt: _, ...rest }) => rest)(report(6)));
      expect(later.judgedAt).toBe(at(6));
      expect(sayReport(report(365 * 24), 'en', {})).toContain('judged as it was at the end, 2026-12-01 16:00');
      expect(madeAt).toBe(at(365 * 24));
    }
    const going = reportOf(aMigration(), JOURNAL, HEAD, at(365 * 24));
    expect(going.judgedAt).toBe(going.madeAt);
  });

  test('a client tells when its sending was switched, and by whom', () => {
    const client = {
      id: 'c1',
      name: 'Fax',
      owner: 'U1AAA',
      protocols: ['smtp'] as const,
      pinned: { at: at(1), by: 'U1AAA' },
      sending: { at: at(2), by: 'U2BBB' },
    };
    const said = text('en', { clients: [{ ...client, protocols: ['smtp'] }] });
    expect(said).toContain('| Pinned | Sending switched | Restored |');
    expect(said).toContain('2026-12-01 12:00, @U2BBB on behalf of the owner');
  });

  test('what was typed on the server is said as a person would', () => {
    const journal = [line({ kind: 'archive-kept', mailboxes: 1, messages: 2, restored: false }, 5, 'cli:root', 5)];
    expect(text('en', {}, journal)).toContain('somebody on the server’s console (root)');
    expect(text('ja', {}, journal)).toContain('サーバーのコンソールの操作者（root）');
    expect(text('en', {}, journal)).not.toContain('cli:');
  });

  test('a straggler that is nowhere else is never told as carried over', () => {
    const said = text('en', { stragglers: [STRAGGLER] });
    expect(said).toContain('not carried over');
    expect(said).toContain('1 straggler not on the new server: aoi@example.jp.');
  });

  test('a waiver stands with who, why and when', () => {
    const waiver = {
      gate: 'cancel',
      criterion: 'CAN-QUIET',
      item: 'mailbox:info@example.jp',
      reason: 'nobody reads it',
      by: 'U2BBB',
      at: at(5),
    } as const;
    expect(text('en', { waivers: [waiver] })).toContain(
      'info@example.jp: waived by @U2BBB at 2026-12-01 15:00, because: nobody reads it',
    );
  });

  test('what an attacker writes into a message makes no mark-up', () => {
    const from = '<script>|[x](javascript:alert(1)) `a`*b*@evil.example';
    const said = text('en', { stragglers: [{ ...STRAGGLER, from }] });
    expect(said).not.toContain('<script>');
    expect(said).toContain('\\<script\\>\\|\\[x\\](javascript:alert(1)) \\`a\\`\\*b\\*@evil.example');
    expect(said).toContain('Aoi \\| \\<Tanaka\\>');
  });

  test('the journal is named by its last entry, and looks stand in the export alone', () => {
    const said = text('en');
    expect(said).toContain(`entry 812, hash \`${HEAD.hash}\``);
    expect(said).toContain('4 of the 812 entries');
    expect(said.split('## History')[1]).not.toContain('300');
  });

  test('a name that Slack did not tell is not guessed', () => {
    expect(text('en')).toContain('| @U9START | name not known |');
  });

  test.each(LANGUAGES)('every event has its line, without a gap (%s)', (lang) => {
    const all = Object.values(HAPPENINGS).flat();
    const journal = all.map((happening, index) => line(happening, 1, 'U1AAA', index + 1));
    const said = text(lang, {}, journal);
    expect(said.split('\n').filter((row) => /^\| \d+ \|/.test(row))).toHaveLength(all.length);
    expect(said).not.toMatch(/undefined|\{\{|report:|NaN/);
  });

  test.each(LANGUAGES)('every risk has a sentence (%s)', (lang) => {
    const words = wordsFor(lang, { style: 'markdown', timeZone: 'UTC' });
    for (const code of RISKS) expect(words.t(`risks:${code}`, { count: 2 })).not.toContain('risks:');
  });

  test('the same record and journal give the same report, and it reads back from its file', () => {
    const made = () => reportOf(aMigration({ stragglers: [STRAGGLER] }), JOURNAL, HEAD, T0);
    expect(made()).toEqual(made());
    expect(JSON.parse(JSON.stringify(made())).stragglers).toHaveLength(1);
  });
});
