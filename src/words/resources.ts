import type { Language } from '../migration/facts.ts';
import { en } from './locales/en/index.ts';
import { ja } from './locales/ja/index.ts';

export type Subject = keyof typeof en;
type Bare<Code> = Code extends `${infer Stem}_${'one' | 'other'}` ? Stem : Code;
/** "subject:code"; plural forms go by their stem. */
export type Key = { [S in Subject]: `${S}:${Bare<keyof (typeof en)[S] & string>}` }[Subject];

type Phrase = string | readonly string[];
const LANGUAGES = { en, ja } satisfies Record<Language, Record<Subject, Readonly<Record<string, Phrase>>>>;

const SENTENCE_GAP = { en: ' ', ja: '' } as const satisfies Record<Language, string>;

/** The phrases of one language as the engine takes them: a pair of sentences becomes one text. */
export function resourcesOf(lang: Language): Record<string, Record<string, string>> {
  const gap = SENTENCE_GAP[lang];
  const flat = (phrases: Readonly<Record<string, Phrase>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(phrases).map(([code, phrase]) => [code, typeof phrase === 'string' ? phrase : phrase.join(gap)]),
    );
  return Object.fromEntries(Object.entries(LANGUAGES[lang]).map(([subject, phrases]) => [subject, flat(phrases)]));
}

/** Whether a code from outside (a stored record, a newer version) has words. */
export function isKey(key: string): key is Key {
  const [subject = '', code = ''] = key.split(/:(.*)/s, 2);
  const phrases = Object.entries(en).find(([name]) => name === subject)?.[1];
  if (phrases === undefined) return false;
  return Object.hasOwn(phrases, code) || Object.hasOwn(phrases, `${code}_other`);
}
