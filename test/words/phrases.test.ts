import { describe, expect, test } from 'vitest';
import { en } from '../../src/words/locales/en/index.ts';
import { ja } from '../../src/words/locales/ja/index.ts';
import type { SameKeys } from '../../src/words/locales/phrases.ts';
import { isKey, type Key, resourcesOf } from '../../src/words/resources.ts';

/** Formats of the engine itself; all others are nouns, joints or subjects. */
const OWN_FORMATS = new Set(['ready', 'people', 'item', 'record']);
const FORBIDDEN = /propagat|浸透|伝播|[^{]\d+\s?%|％/i;

const english = Object.entries(resourcesOf('en')).flatMap(([subject, phrases]) =>
  Object.entries(phrases).map(([code, phrase]) => ({ key: `${subject}:${code}`, subject, code, phrase })),
);
const japanese = new Map<string, string>(
  Object.entries(resourcesOf('ja')).flatMap(([subject, phrases]) =>
    Object.entries(phrases).map(([code, phrase]) => [`${subject}:${code}`, phrase] as const),
  ),
);

type Hole = { readonly name: string; readonly formats: readonly string[] };
const holes = (phrase: string): readonly Hole[] =>
  [...phrase.matchAll(/\{\{(.+?)\}\}/g)].map(([, hole = '']) => {
    const [name = '', ...formats] = hole.split(',').map((part) => part.trim());
    return { name, formats };
  });
const namesIn = (phrase: string): readonly string[] => [...new Set(holes(phrase).map((hole) => hole.name))].sort();

describe('every phrase', () => {
  test('is there in quantity', () => {
    expect(english.length).toBeGreaterThan(400);
    expect(Object.keys(ja)).toEqual(Object.keys(en));
  });

  test('uses formats that exist', () => {
    for (const { key, phrase } of english) {
      for (const text of [phrase, japanese.get(key) ?? '']) {
        for (const format of holes(text).flatMap((hole) => hole.formats)) {
          const known =
            OWN_FORMATS.has(format) || isKey(`nouns:${format}`) || isKey(`joints:${format}`) || format in en;
          expect(known, `${key}: ${format}`).toBe(true);
        }
      }
    }
  });

  test('takes the same figures in both languages', () => {
    for (const { key, phrase } of english) {
      if (key.endsWith('_one')) continue;
      expect(namesIn(japanese.get(key) ?? ''), key).toEqual(namesIn(phrase));
    }
  });

  test('calls by the same commands in both languages', () => {
    const commands = (text: string): readonly string[] =>
      [...text.matchAll(/`(\/migration [a-z-]+|npm run [a-z]+)/g)].map(([, command = '']) => command).sort();
    for (const { key, phrase } of english) expect(commands(japanese.get(key) ?? ''), key).toEqual(commands(phrase));
  });

  test('is Japanese in Japanese', () => {
    const kept = /^(IMAP|POP|SMTP|SMTPS|TTL|TLS|STARTTLS|MX|DNS|Outlook|Thunderbird)$/;
    for (const [key, phrase] of japanese) {
      const words = phrase.replace(/\{\{.+?\}\}|`[^`]*`/g, ' ').match(/[A-Za-z]{3,}/g) ?? [];
      if (words.some((word) => !kept.test(word))) expect(phrase, key).toMatch(/[ぁ-んァ-ヶ一-龠]/);
    }
  });

  test('keeps away from words that mislead', () => {
    for (const { key, phrase } of english) {
      expect(phrase, key).not.toMatch(FORBIDDEN);
      expect(japanese.get(key) ?? '', key).not.toMatch(FORBIDDEN);
    }
  });

  test('never nests another phrase: a figure could then name one', () => {
    for (const { key, phrase } of english) expect(`${phrase}${japanese.get(key) ?? ''}`, key).not.toContain('$t(');
  });
});

test('a phrase that one language lacks, and a key that nobody wrote, do not compile', () => {
  // @ts-expect-error Japanese lacks `b`
  const lacking: SameKeys<{ a: ''; b: '' }> = { a: '' };
  const singular: SameKeys<{ a_one: ''; a_other: '' }> = { a_other: '' };
  // @ts-expect-error there is no such gate
  const unknown: Key = 'gates:cut-under';
  expect([isKey('gates:cut-over'), isKey(unknown), isKey('nouns:client')]).toEqual([true, false, true]);
  expect(Object.keys({ ...lacking, ...singular })).toEqual(['a', 'a_other']);
});

describe('two sentences', () => {
  const pairs = Object.entries({ refusals: en.refusals, failures: en.failures, errors: en.errors });
  test.each(pairs)('of each code in %s, each of them whole', (subject, codes) => {
    const both = [codes, ja[subject as keyof typeof ja]];
    for (const language of both) {
      for (const [code, pair] of Object.entries(language)) {
        expect(pair, code).toHaveLength(2);
        for (const sentence of pair) expect(String(sentence).length, code).toBeGreaterThan(4);
        expect(pair[0], code).toMatch(/[.。?]$/);
      }
    }
  });
});
