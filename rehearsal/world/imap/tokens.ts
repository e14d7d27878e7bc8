/** One argument of a command. `text` of an atom keeps its case; a string may be any bytes. */
export type Token =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'string'; readonly bytes: Buffer }
  | { readonly kind: 'list'; readonly items: readonly Token[] };

export class SyntaxProblem extends Error {}

/** Splits a whole command, literals included, into its arguments (RFC 3501 section 9). Throws SyntaxProblem. */
export const tokenize = (command: Buffer): readonly Token[] => {
  const cursor = { at: 0 };
  const items = readItems(command, cursor, undefined);
  return items;
};

/** The text of an atom or a string; a list has none. */
export const textOf = (token: Token | undefined): string => {
  if (token === undefined || token.kind === 'list') throw new SyntaxProblem('text expected');
  return token.kind === 'atom' ? token.text : token.bytes.toString('utf8');
};

export const listOf = (token: Token | undefined): readonly Token[] => (token?.kind === 'list' ? token.items : []);

const OPEN = 0x28;
const CLOSE = 0x29;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const BRACE = 0x7b;
const BRACKET = 0x5b;

const readItems = (command: Buffer, cursor: { at: number }, closing: number | undefined): Token[] => {
  const items: Token[] = [];
  while (cursor.at < command.length) {
    const byte = command[cursor.at];
    if (byte === SPACE) cursor.at += 1;
    else if (byte === closing) {
      cursor.at += 1;
      return items;
    } else if (byte === OPEN) {
      cursor.at += 1;
      items.push({ kind: 'list', items: readItems(command, cursor, CLOSE) });
    } else if (byte === QUOTE) items.push(readQuoted(command, cursor));
    else if (byte === BRACE) items.push(readLiteral(command, cursor));
    else items.push(readAtom(command, cursor));
  }
  if (closing !== undefined) throw new SyntaxProblem('unclosed list');
  return items;
};

const readQuoted = (command: Buffer, cursor: { at: number }): Token => {
  const bytes: number[] = [];
  for (cursor.at += 1; cursor.at < command.length; cursor.at += 1) {
    let byte = command[cursor.at];
    if (byte === QUOTE) {
      cursor.at += 1;
      return { kind: 'string', bytes: Buffer.from(bytes) };
    }
    if (byte === BACKSLASH) {
      cursor.at += 1;
      byte = command[cursor.at];
    }
    bytes.push(byte ?? 0);
  }
  throw new SyntaxProblem('unclosed string');
};

const readLiteral = (command: Buffer, cursor: { at: number }): Token => {
  const head = /^\{(\d+)\+?\}\r\n/.exec(command.subarray(cursor.at, cursor.at + 24).toString('latin1'));
  if (head === null) throw new SyntaxProblem('bad literal');
  const start = cursor.at + head[0].length;
  cursor.at = start + Number(head[1]);
  return { kind: 'string', bytes: command.subarray(start, cursor.at) };
};

/** An atom; what stands in square brackets belongs to it whole: BODY.PEEK[HEADER.FIELDS (DATE FROM)]<0.100>. */
const readAtom = (command: Buffer, cursor: { at: number }): Token => {
  const start = cursor.at;
  let depth = 0;
  for (; cursor.at < command.length; cursor.at += 1) {
    const byte = command[cursor.at];
    if (byte === BRACKET) depth += 1;
    else if (byte === BRACKET + 2) depth -= 1;
    else if (depth <= 0 && (byte === SPACE || byte === OPEN || byte === CLOSE)) break;
  }
  if (cursor.at === start) throw new SyntaxProblem('unexpected character');
  return { kind: 'atom', text: command.subarray(start, cursor.at).toString('latin1') };
};
