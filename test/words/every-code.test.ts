import { describe, expect, test } from 'vitest';
import { ErrorCode } from '../../src/errors.ts';
import { CHECKLIST_ITEMS } from '../../src/migration/checklists.ts';
import { PROFILES, SCOPES, STEPS, WATCH_MODES } from '../../src/migration/facts.ts';
import { FINDING_CODES } from '../../src/migration/findings.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { CRITERIA } from '../../src/migration/gates/criterion.ts';
import { EVIDENCE_CODES } from '../../src/migration/gates/evidence-codes.ts';
import { REFUSALS } from '../../src/migration/refusals.ts';
import { GATES, TUNABLES } from '../../src/migration/settings.ts';
import { failures } from '../../src/words/locales/en/failures.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ANNOUNCEMENTS, aMigration, at, EVIDENCE, FOUND, HAPPENINGS, REFUSED, STRAGGLER, T0 } from './sample.ts';

/** "Propagation" and 浸透 name something that does not exist. */
const FORBIDDEN = /propagat|浸透|伝播/i;
/** Nobody can say what share of the internet is new. Of its own work the bot can: how far a copy is, it may say. */
const SHARE = /\d\s?%|％/;
const OWN_WORK: ReadonlySet<string> = new Set(['copy']);
/** What a sentence looks like when a figure, a phrase or a format was missing. */
const BROKEN = /\{\{|\}\}|\$t\(|undefined|null|NaN|\[object|Invalid|\b(nouns|units|joints|evidence|status|todo):/;
const GAPS = / {2}|\(\)|（）|「」|“”|\s[,.;:。、]|\.\.|。。|\s$/;

const JAPANESE = /[ぁ-んァ-ヶ一-龠]/;
const SPEAKERS = (['en', 'ja'] as const).flatMap((lang) =>
  (['slack', 'plain'] as const).map((style) => [lang, style] as const),
);

describe.each(SPEAKERS)('%s, %s', (lang, style) => {
  const words = wordsFor(lang, { style, timeZone: 'Asia/Tokyo' });
  const sound = (text: string, kind = ''): void => {
    expect(text).not.toBe('');
    if (!OWN_WORK.has(kind)) expect(text).not.toMatch(SHARE);
    expect(text).not.toMatch(BROKEN);
    expect(text).not.toMatch(GAPS);
    expect(text).not.toMatch(FORBIDDEN);
    if (lang === 'en') expect(text).not.toMatch(JAPANESE);
  };

  test.each(EVIDENCE_CODES)('evidence %s', (code) => {
    for (const figures of EVIDENCE[code]) sound(words.evidence({ code, figures }));
  });

  test.each(Object.values(CRITERIA).flat())('criterion %s', (id) => {
    sound(words.criterion(id));
    expect(words.criterion(id)).not.toBe(id);
  });

  test.each(FINDING_CODES)('finding %s', (code) => {
    const text = words.finding({ code, record: 'example.jp/MX', figures: FOUND[code] });
    expect(text).not.toBe(code);
    sound(text);
  });

  test.each(REFUSALS)('refusal %s says what happened and what to do', (code) => {
    const text = words.refusal({ code, figures: REFUSED[code] });
    if (code !== 'bad-name') sound(text);
    expect(text.length).toBeGreaterThan(10);
  });

  test.each(Object.keys(failures))('failure %s', (code) => {
    sound(words.failure(code));
    expect(words.failure(code)).not.toBe(code);
  });

  test.each(Object.values(ErrorCode))('error %s', (code) => {
    const details = { path: '/data/bot.db', key: 'k', id: '01K', channel: 'C1', ids: '01K 01L', part: 'facts' };
    const more = { variables: 'SLACK_BOT_TOKEN', found: 3, supported: 2, mode: '644', variable: 'VAULT_KEY' };
    const rest = { mailbox: 'aoi@example.jp', side: 'old', keyId: 'k1', argument: 'imprt', reason: 'not_in_channel' };
    sound(words.error(code, { ...details, ...more, ...rest, pid: 12345, retryAfterMs: 30_000 }));
    expect(words.error(code)).not.toMatch(BROKEN);
    expect(words.error('store-in-use', { path: '/x', pid: 12345 })).toContain('12345');
  });

  test('gates, steps, lists', () => {
    for (const gate of GATES)
      for (const text of [words.gate(gate), words.gateSays(gate), words.gateWaits(gate)]) sound(text);
    for (const step of STEPS) sound(words.step(step));
    for (const item of CHECKLIST_ITEMS) sound(words.checklist(item));
    for (const { key } of TUNABLES) sound(words.setting(key));
    for (const mode of WATCH_MODES) sound(words.watchMode(mode));
    for (const profile of PROFILES) sound(words.profile(profile));
    for (const scope of SCOPES) sound(words.scope(scope));
  });

  test.each(Object.entries(HAPPENINGS))('history line of %s', (_kind, happenings) => {
    for (const happening of happenings) {
      const text = words.event({ ...happening, at: T0, by: 'U1AAA' });
      if (happening.kind === 'plan-proposed') expect(text).not.toMatch(BROKEN);
      else sound(text);
    }
  });

  test.each(Object.entries(ANNOUNCEMENTS))('announcement %s', (kind, announcements) => {
    const { facts } = aMigration({ executor: 'U1AAA', window: { from: at(1), to: at(3) } });
    for (const announcement of announcements) {
      const said = words.announcement(announcement, facts, T0);
      sound(said.text, kind);
      for (const line of said.lines) sound(line, kind);
      expect(said.text).not.toContain('\n');
    }
  });

  test.each(STEPS)('what to do in step %s', (step) => {
    const bare = aMigration({ clients: [], mailboxes: [], plan: [], recordSets: {} }).facts;
    const late = aMigration({ stragglers: [STRAGGLER], rewriteBegunAt: T0 }).facts;
    for (const facts of [bare, late, { ...late, executor: 'U1AAA', window: { from: at(1), to: at(3) } }]) {
      const lines = words.stepTodo(step, facts, T0);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) sound(line);
    }
  });

  test('the living status, wherever a migration stands', () => {
    const done = { at: T0, by: 'U1AAA' };
    const records = [
      aMigration(),
      aMigration({ state: { kind: 'paused', ...done } }),
      aMigration({ state: { kind: 'rolled-back', ...done } }),
      aMigration({ state: { kind: 'abandoned', ...done } }),
      aMigration({ state: { kind: 'finished', ...done } }),
      aMigration({ steps: { inventory: done, prepare: done } }, { looks: { zone: { at: T0 } } }),
      aMigration({ steps: { inventory: done, prepare: done, pin: done }, rewriteBegunAt: T0, rewriteSeenAt: T0 }),
      aMigration({ steps: { inventory: done, prepare: done, pin: done, rewrite: done }, stragglers: [STRAGGLER] }),
      aMigration({ stragglers: [{ ...STRAGGLER, suspect: 'junk' }], rewriteSeenAt: T0, rewriteDoneAt: T0 }),
    ];
    for (const record of records) {
      const status = words.status(record, assess(record, at(5)), at(5));
      sound(status.headline);
      for (const line of [...status.next, ...status.sees, ...status.gate]) sound(line);
    }
  });
});

describe('figures of the real criteria', () => {
  const done = { at: T0, by: 'U1AAA' };
  const seen = (values: string[]) => ({ seen: { at: T0, values, ttlSeconds: 300 } });
  const records = [
    aMigration(),
    aMigration({ steps: { inventory: done, restore: done, close: done }, checklist: { aliases: done } }),
    aMigration(
      { rewriteDoneAt: T0, stragglers: [STRAGGLER], executor: 'U1AAA', window: { from: T0, to: at(1) } },
      {
        authority: {
          '192.0.2.53|example.jp/MX': seen(['10 sv1.old-host.example']),
          '192.0.2.53|mail.example.jp/A': seen(['198.51.100.10']),
          '192.0.2.53|example.jp/TXT': seen(['v=spf1 -all']),
        },
        login: { 'aoi@example.jp|new|address|imap|': { failed: { at: T0, code: 'connect-timeout' } } },
        survey: { 'aoi@example.jp|old': { failed: { at: T0, code: 'connect-timeout' } } },
      },
    ),
  ];
  const results = records.flatMap((record) =>
    Object.values(assess(record, at(2))).flatMap((verdict) => verdict.criteria),
  );
  const found = results.flatMap((result) => [result.evidence, ...result.items.map((item) => item.evidence)]);

  test('are those of the samples: no criterion gives fewer than a sentence was written for', () => {
    expect(new Set(found.map((one) => one.code)).size).toBeGreaterThan(20);
    for (const { code, figures } of found) {
      const names = Object.keys(figures).sort();
      const known = EVIDENCE[code].map((sample) => Object.keys(sample).sort());
      expect(
        known.some((sample) => sample.every((name) => names.includes(name))),
        `${code}: ${names}`,
      ).toBe(true);
    }
  });

  test('make sound sentences of every criterion and item', () => {
    for (const lang of ['en', 'ja'] as const) {
      const words = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
      for (const result of results) {
        expect(words.criterionLine(result)).not.toMatch(BROKEN);
        for (const item of result.items) expect(words.item(item.key)).not.toMatch(BROKEN);
      }
    }
  });
});
