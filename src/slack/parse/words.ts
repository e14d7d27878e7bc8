import { COMMAND, exampleOf, type Subcommand } from './grammar.ts';
import { nearest } from './meant.ts';
import type { Misread } from './request.ts';
import { mentioned, plain, restFrom, type Token, tokens } from './text.ts';

/** The words of one line after its subcommand, read one by one. Whatever does not fit ends in a `Problem`. */
export type Reader = {
  readonly subcommand: Subcommand;
  /** The word at `index` (0 is the first after the subcommand) as typed, undefined past the end. */
  readonly raw: (index: number) => string | undefined;
  /** The same, looked at only: it does not count as read. */
  readonly peek: (index: number) => string | undefined;
  readonly count: number;
  /** One of these words at `index`, or a problem with the nearest in the corrected line, where one is near enough. */
  readonly oneOf: <Word extends string>(
    index: number,
    words: readonly Word[],
    starts?: string,
    /** Other names of these words, folded (`plain`). */
    aliases?: Readonly<Record<string, Word>>,
  ) => Word;
  /** A word that must be there, folded (`plain`). */
  readonly word: (index: number, what: string, starts?: string) => string;
  readonly person: (index: number, starts?: string) => string;
  /** The words from `index` to the end; at least one. */
  readonly words: (index: number, what: string, starts?: string) => readonly string[];
  /** The line from `index` on as typed: a reason, a value. Empty is allowed here; the core asks for reasons. */
  readonly rest: (index: number) => string;
  /** The same with every quote where it stood: a value of a zone file. */
  readonly rawRest: (index: number) => string;
  /** The problem whose line is the typed one, with `right` for so many words from `index` on (1; 0: put in before it). */
  readonly instead: (index: number, right: string, count?: number) => never;
  readonly fail: (code: Misread['code'], word: string, starts?: string) => never;
  /** A problem where words were read by nobody: what was typed is either used or refused, never dropped. */
  readonly finish: () => void;
};

/** Thrown and caught inside the parser only. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly misread: Misread;

  constructor(misread: Misread) {
    super(misread.code);
    this.misread = misread;
  }
}

/** A reader over what stands behind the subcommand. */
export function readerOf(subcommand: Subcommand, line: string): Reader {
  const all: readonly Token[] = tokens(line);
  const read = new Set<number>();
  const peek = (index: number): string | undefined => all[index]?.text;
  const raw = (index: number): string | undefined => {
    read.add(index);
    return peek(index);
  };
  const rawFrom = (index: number): void => {
    for (let at = index; at < all.length; at += 1) read.add(at);
  };
  const exampleLine = (starts?: string): string => `${COMMAND} ${exampleOf(subcommand, starts)}`;
  const fail = (code: Misread['code'], word: string, starts?: string): never => {
    throw new Problem({ code, word, line: exampleLine(starts) });
  };
  const word = (index: number, what: string, starts?: string): string => {
    const text = raw(index);
    if (text === undefined || text === '') return fail('missing', what, starts);
    return plain(text);
  };
  const typed = (from: number, to: number): readonly string[] =>
    all.slice(from, to).map((token, at) => line.slice(token.at, end(all, from + at, line)));
  /** The line as typed, with `right` for so many words from `index` on. */
  const corrected = (index: number, right: string, count = 1): string =>
    lineOf(subcommand, [...typed(0, index), right, ...typed(index + count, all.length)]);
  const instead = (index: number, right: string, count = 1): never => {
    throw new Problem({ code: 'unknown-word', word: peek(index) ?? '', line: corrected(index, right, count) });
  };
  return {
    subcommand,
    raw,
    peek,
    count: all.length,
    word,
    oneOf: (index, words, starts, aliases = {}) => {
      const given = word(index, words.join(' | '), starts);
      const found = words.find((candidate) => candidate.toLowerCase() === given);
      if (found !== undefined) return found;
      const alias = Object.hasOwn(aliases, given) ? aliases[given] : undefined;
      if (alias !== undefined) return alias;
      const joined = `${given}-${plain(peek(index + 1) ?? '')}`;
      if (words.some((candidate) => candidate === joined)) return instead(index, joined, 2);
      const near = nearest(given, [...words, ...Object.keys(aliases)]);
      if (near !== undefined) return instead(index, aliases[near] ?? near);
      throw new Problem({
        code: 'not-known',
        word: raw(index) ?? '',
        // Of the very thing that was meant, where that much was understood.
        line:
          starts !== undefined
            ? exampleLine(starts)
            : `${COMMAND} ${subcommand === 'help' ? 'help' : `help ${subcommand}`}`,
      });
    },
    person: (index, starts) => {
      const text = raw(index);
      if (text === undefined) return fail('missing', '@', starts);
      return mentioned(text) ?? fail('not-a-person', text, starts);
    },
    words: (index, what, starts) => {
      rawFrom(index);
      const rest = all.slice(index).map((token) => token.text);
      return rest.length === 0 ? fail('missing', what, starts) : rest;
    },
    rest: (index) => {
      rawFrom(index);
      return restFrom(line, all, index);
    },
    rawRest: (index) => {
      rawFrom(index);
      return all[index] === undefined ? '' : line.slice(all[index].at).trim();
    },
    instead,
    fail,
    finish: () => {
      const whole = typed(0, all.length);
      const superfluous = whole.filter((_, index) => !read.has(index));
      if (superfluous.length === 0) return;
      throw new Problem({
        code: 'superfluous',
        word: superfluous.map((word) => word.trim()).join(' '),
        line: lineOf(
          subcommand,
          whole.filter((_, index) => read.has(index)),
        ),
      });
    },
  };
}

function lineOf(subcommand: Subcommand, parts: readonly string[]): string {
  return [COMMAND, subcommand, ...parts]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}

/** Where token `at` ends in the line: at the next one's beginning. */
function end(all: readonly Token[], at: number, line: string): number {
  return all[at + 1]?.at ?? line.length;
}

/** A whole number that is not negative, full-width digits allowed. */
export function wholeNumber(reader: Reader, index: number, starts = `${reader.subcommand} `): number {
  const text = reader.word(index, 'N', starts);
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const [, digits] = /^-?(\d{1,9})[a-z日時間秒回]*$/.exec(text) ?? [];
  return digits === undefined ? reader.fail('not-a-number', text, starts) : reader.instead(index, digits);
}
