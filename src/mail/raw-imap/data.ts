import { MailError } from '../mail-error.ts';
import { LITERAL, type Response } from './wire.ts';

/** A value of a response: text (atom or quoted), a literal, a list, or NIL. */
export type Datum = string | Buffer | null | readonly Datum[];

const MAX_DEPTH = 20;
const SECTIONED = /^(?:BODY|BODY\.PEEK|BINARY|BINARY\.SIZE)$/i;

/**
 * The values of a response behind its first words (RFC 3501 section 9). The brackets of BODY belong to it with all they
 * hold: BODY[HEADER.FIELDS (DATE FROM)]; those of any other atom, a keyword's say, are letters like others. Throws MailError `protocol` for what cannot be read.
 */
export function dataOf({ text, literals }: Response, from: number): readonly Datum[] {
  let at = from;
  let nextLiteral = 0;
  const list = (depth: number): Datum[] => {
    if (depth > MAX_DEPTH) throw new MailError('protocol', 'lists within lists');
    const values: Datum[] = [];
    for (;;) {
      while (text[at] === ' ') at += 1;
      const char = text[at];
      if (char === undefined) {
        if (depth > 0) throw new MailError('protocol', 'a list that does not end');
        return values;
      }
      if (char === ')') {
        if (depth === 0) throw new MailError('protocol', 'a list that was never begun');
        at += 1;
        return values;
      }
      if (char === '(') {
        at += 1;
        values.push(list(depth + 1));
      } else values.push(single(char));
    }
  };
  const single = (char: string): Datum => {
    if (char === LITERAL) {
      at += 1;
      const literal = literals[nextLiteral];
      nextLiteral += 1;
      return literal ?? Buffer.alloc(0);
    }
    if (char === '"') return quoted();
    const word = atom();
    return word === 'NIL' ? null : word;
  };
  const quoted = (): string => {
    const end = text.indexOf('"', at + 1);
    const plain = text.slice(at + 1, Math.max(end, at + 1));
    // Nearly always nothing is escaped.
    if (end >= 0 && !plain.includes('\\')) {
      at = end + 1;
      return plain;
    }
    let value = '';
    for (at += 1; text[at] !== '"'; at += 1) {
      if (text[at] === '\\') at += 1;
      const char = text[at];
      if (char === undefined) throw new MailError('protocol', 'a string that does not end');
      value += char;
    }
    at += 1;
    return value;
  };
  const atom = (): string => {
    const start = at;
    let isWithin = false;
    for (; at < text.length; at += 1) {
      const char = text[at];
      if (char === '[') isWithin ||= SECTIONED.test(text.slice(start, at));
      else if (char === ']') isWithin = false;
      else if (char === LITERAL) nextLiteral += 1;
      else if (!isWithin && (char === ' ' || char === '(' || char === ')')) break;
    }
    return text.slice(start, at);
  };
  return list(0);
}

/** A text value, or undefined for anything else. Literals are read as Latin-1: names are ASCII (modified UTF-7). */
export function textOf(datum: Datum | undefined): string | undefined {
  if (typeof datum === 'string') return datum;
  return Buffer.isBuffer(datum) ? datum.toString('latin1') : undefined;
}

export function listOf(datum: Datum | undefined): readonly Datum[] {
  return Array.isArray(datum) ? datum : [];
}

/** Name and value pairs, names in upper case: the items of a FETCH or STATUS. */
export function pairsOf(data: readonly Datum[]): ReadonlyMap<string, Datum> {
  const pairs = new Map<string, Datum>();
  for (let index = 0; index + 1 < data.length; index += 2) {
    const name = textOf(data[index]);
    const value = data[index + 1];
    if (name !== undefined && value !== undefined) pairs.set(name.toUpperCase(), value);
  }
  return pairs;
}

/** A mailbox name as an argument: quoted, as it came from the server. Throws for a name that no line can hold. */
export function quote(name: string): string {
  if (/[\0\r\n]/.test(name)) throw new MailError('protocol', 'a name with a line break');
  return `"${name.replace(/["\\]/g, (char) => `\\${char}`)}"`;
}
