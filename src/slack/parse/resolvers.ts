import type { Request } from './request.ts';
import type { Reader } from './words.ts';

/** `resolvers`: each in detail, an office's own, and those of internet providers. */
export function resolvers(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'resolvers' };
  if (reader.oneOf(0, ['office', 'globalping'], undefined, KIND_ALIASES) === 'office')
    return { kind: 'resolvers-office', office: reader.rest(1).trim() };
  const words = reader.words(1, 'JP,US | off', 'resolvers globalping').flatMap((word) => word.split(/[,、\s]+/));
  const countries = [...new Set(words.map((word) => word.normalize('NFKC').toUpperCase()))].filter(
    (word) => word !== '',
  );
  const isOff = countries.length === 1 && OFF.has(countries[0] ?? '');
  return { kind: 'resolvers-globalping', countries: isOff ? [] : countries };
}

const KIND_ALIASES = { 拠点: 'office', 社内: 'office' } as const;
const OFF: ReadonlySet<string> = new Set(['OFF', 'NONE', 'なし', 'オフ', 'やめる']);
