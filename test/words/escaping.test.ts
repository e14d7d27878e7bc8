import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Figure } from '../../src/migration/gates/criterion.ts';
import { EVIDENCE_CODES } from '../../src/migration/gates/evidence-codes.ts';
import { REFUSALS } from '../../src/migration/refusals.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ANNOUNCEMENTS, aMigration, EVIDENCE, T0 } from './sample.ts';

const SLACK = (['en', 'ja'] as const).map((lang) => wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' }));
const PLAIN = (['en', 'ja'] as const).map((lang) => wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' }));

/** Text as an attacker writes it: mark-up of Slack and of our own engine among ordinary characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('<!channel>', '<@U0EVIL>', '<https://evil.example|ok>', '&lt;', '>', '`', '{{by}}', '{{-by}}'),
      fc.constantFrom('$t(gates:cancel)', '{{count, mailbox}}', '}}', '{{', '\n', '\u202e', '\u0000', '__proto__'),
      fc.string({ maxLength: 12, unit: 'binary' }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

/** What our own sentences may contain of Slack's mark-up: dates, and users whose id is well formed. */
const OURS = /<!date\^\d+\^\{date_short_pretty\} \{time\}\|[^<>|]*>|<@[UW][A-Z0-9]+>/g;

const soundInSlack = (text: string): void => {
  expect(text.replaceAll(OURS, '')).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  expect(text.split('`').length % 2, 'code spans stay closed').toBe(1);
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const replaced = (figures: Readonly<Record<string, Figure>>, text: string): Record<string, Figure> =>
  Object.fromEntries(
    Object.entries(figures).map(([name, value]) => {
      if (typeof value === 'number') return [name, value];
      return [name, typeof value === 'string' ? text : value.map(() => text)];
    }),
  );

describe('text from outside', () => {
  test('stays text in every evidence', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...EVIDENCE_CODES), (text, code) => {
        for (const sample of EVIDENCE[code]) {
          for (const words of SLACK) soundInSlack(words.evidence({ code, figures: replaced(sample, text) }));
        }
      }),
      { numRuns: 400 },
    );
  });

  test('stays text in refusals, whatever figures come with them', () => {
    fc.assert(
      fc.property(hostile, hostile, fc.constantFrom(...REFUSALS), (text, other, code) => {
        const names = ['client', 'mailbox', 'address', 'name', 'item', 'value', 'record', 'step', 'gate', 'criterion'];
        const figures = {
          ...Object.fromEntries(names.map((name) => [name, text])),
          lng: other,
          ns: other,
          count: other,
        };
        for (const words of SLACK) soundInSlack(words.refusal({ code, figures }));
      }),
      { numRuns: 300 },
    );
  });

  test('stays text in announcements: names, folders, senders, reasons', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { facts } = aMigration({ clients: [{ id: '1', name: text, owner: text, protocols: ['imap'] }] });
        const [declined] = ANNOUNCEMENTS.declined;
        const line = { mailbox: text, at: T0, from: text, helo: text, address: text };
        const puzzle = { key: text, kind: text, mailbox: text, folder: text, count: 1 };
        for (const words of SLACK) {
          const said = [
            ...(declined === undefined ? [] : [words.announcement({ ...declined, reason: text }, facts, T0)]),
            words.announcement({ kind: 'stragglers', slot: 's', lines: [line], total: 1, open: 1 }, facts, T0),
            words.announcement({ kind: 'puzzles', lines: [puzzle] }, facts, T0),
          ];
          for (const one of [
            ...said.flatMap((each) => [each.text, ...each.lines]),
            ...words.stepTodo('pin', facts, T0),
          ])
            soundInSlack(one);
          soundInSlack(words.item(text));
          soundInSlack(words.actor(text));
          soundInSlack(words.failure(text));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is on one line, without control or direction-changing characters, and of bounded length, in plain style too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        for (const words of [...PLAIN, ...SLACK]) {
          expect(words.text(text)).not.toMatch(CONTROLS);
          expect(words.refusal({ code: 'unknown-client', figures: { client: text } })).not.toMatch(CONTROLS);
        }
        for (const words of PLAIN) expect(words.text(text).length).toBeLessThan(700);
      }),
    );
  });

  test('a template in a figure is shown as it is, never filled in', () => {
    for (const words of PLAIN) {
      const text = words.refusal({
        code: 'bad-plan',
        figures: { value: '{{record}} $t(gates:cancel)', record: 'a.example/A' },
      });
      expect(text).toContain('{{record}} $t(gates:cancel)');
    }
  });

  test('a mention needs a well-formed user id', () => {
    const [words] = SLACK;
    expect(words?.actor('U0AB12')).toBe('<@U0AB12>');
    expect(words?.actor('<!channel>')).toBe('&lt;!channel&gt;');
    expect(words?.actor('Ken & Aoi')).toBe('Ken &amp; Aoi');
  });
});
