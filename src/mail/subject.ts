import libmime from 'libmime';

const MAX_CHARACTERS = 120;
/** Control characters, halves of pairs, and the marks that turn the direction of what stands around them. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/**
 * A Subject as people read it (RFC 2047 decoded), on one line, at most 120 characters, without what could disturb the
 * text around it; undefined where nothing is left. Never throws: what cannot be decoded stays as it was written.
 */
export function readSubject(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const plain = decoded(value).replace(UNSHOWABLE, ' ').replace(/\s+/g, ' ').trim();
  const characters = [...plain];
  if (characters.length === 0) return undefined;
  return characters.length <= MAX_CHARACTERS ? plain : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}

function decoded(value: string): string {
  try {
    return libmime.decodeWords(value);
  } catch {
    return value;
  }
}
