import type { Language } from '../migration/facts.ts';

/** Countries by their names in this language; a code that names none stays a code. */
export function countryNames(lang: Language, codes: readonly string[]): readonly string[] {
  const names = new Intl.DisplayNames(lang, { type: 'region', fallback: 'code' });
  return codes.map((code) => (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code));
}
