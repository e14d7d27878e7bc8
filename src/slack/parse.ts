import { ALIASES, COMMAND, SUBCOMMANDS, type Subcommand, USAGE } from './parse/grammar.ts';
import { isHelp, lineWith, nearest } from './parse/meant.ts';
import { READERS } from './parse/readers.ts';
import type { Parsed } from './parse/request.ts';
import { plain, unlink } from './parse/text.ts';
import { Problem, readerOf } from './parse/words.ts';

/** Longer than any line a person types, and long enough for a hundred mailboxes pasted at once. */
const MAX_LINE = 8_000;

/**
 * Reads what stands behind `/migration` as Slack sends it (mentions escaped, addresses and hostnames linked).
 * Never throws: a line that is not understood comes back as a problem with a line that can be copied.
 */
export function parse(text: string): Parsed {
  const line = withoutCommand(unlink(text).trim());
  if (line.length > MAX_LINE)
    return { ok: false, problem: { code: 'too-long', word: String(MAX_LINE), line: `${COMMAND} help` } };
  const [, first = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/u.exec(line) ?? [];
  if (first === '') return { ok: true, request: { kind: 'status' } };
  const word = plain(unquoted(first));
  if (isHelp(word) && rest === '') return { ok: true, request: { kind: 'help' } };
  const subcommand = isHelp(word) ? 'help' : subcommandOf(word);
  if (subcommand === undefined) {
    const right = nearestSubcommand(word) ?? lineWith(word);
    if (right === undefined) return { ok: false, problem: { code: 'not-known', word: first, line: `${COMMAND} help` } };
    return {
      ok: false,
      problem: { code: 'unknown-subcommand', word: first, line: `${COMMAND} ${right} ${rest}`.trim() },
    };
  }
  // Whoever asks for help wants anything but what the subcommand does.
  if (subcommand !== 'help' && isHelp(plain(rest.trim()))) return { ok: true, request: { kind: 'help', subcommand } };
  try {
    const reader = readerOf(subcommand, rest);
    const request = READERS[subcommand](reader);
    reader.finish();
    return { ok: true, request };
  } catch (error) {
    if (error instanceof Problem) return { ok: false, problem: error.misread };
    throw error;
  }
}

/** "/migration status" typed behind the command, as a line of the help is pasted. */
function withoutCommand(line: string): string {
  return line.replace(/^`*[/／]?migration(?=\s|`|$)\s*/iu, '').replace(/`+$/u, '');
}

function unquoted(word: string): string {
  return word.replace(/^["“”「『'‘`]+|["“”」』'’`]+$/gu, '');
}

/** The subcommand that a word names, in English or Japanese. */
function subcommandOf(word: string): Subcommand | undefined {
  if (Object.hasOwn(USAGE, word)) return SUBCOMMANDS.find((name) => name === word);
  return Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined;
}

function nearestSubcommand(word: string): Subcommand | undefined {
  const near = nearest(word, [...SUBCOMMANDS, ...Object.keys(ALIASES)]);
  return near === undefined ? undefined : subcommandOf(near);
}
