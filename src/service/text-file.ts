export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'shift_jis';
export type Delimiter = ',' | ';' | '\t';

/**
 * The text of a file as spreadsheets save it: by its byte order mark, else UTF-8, else Shift_JIS (what Excel in Japan
 * writes); undefined when it is none of them, or no text at all. Lines end in `\n` afterwards, whatever they ended in.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } | undefined {
  for (const encoding of candidates(bytes)) {
    const text = decode(bytes, encoding);
    // UTF-16 without its mark, and most of what is no text, would pass for UTF-8 but for this.
    if (text?.includes('\0') === true) return undefined;
    if (text !== undefined) return { text: text.replace(/\r\n?/g, '\n'), encoding };
  }
  return undefined;
}

function candidates(bytes: Uint8Array): readonly Encoding[] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le'];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ['utf-16be'];
  return ['utf-8', 'shift_jis'];
}

function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return undefined;
    throw error;
  }
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** The delimiter that splits the header most, outside quotes; the comma when none does. */
export function delimiterOf(header: string): Delimiter {
  const bare = header.replace(/"[^"]*"/g, '');
  const count = (delimiter: Delimiter) => bare.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** Excel reads, and some programs write, a first line `sep=;`. */
export function withoutSeparatorLine(text: string): { readonly skipped: number; readonly text: string } {
  const match = /^"?sep=.?"?\n/i.exec(text);
  return match === null ? { skipped: 0, text } : { skipped: 1, text: text.slice(match[0].length) };
}
