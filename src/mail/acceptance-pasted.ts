import type { AcceptanceObservation, ServerAcceptance } from '../migration/mail-observations.ts';
import type { Side } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { HELPER_MARKER } from './acceptance-helper.ts';
import type { QuestionResult } from './acceptance-questions.ts';
import { readRecipientAnswer } from './smtp-verdict.ts';
import { replyOf, wordsOf } from './smtp-wire.ts';

export type HelperAnswer = {
  readonly observations: readonly AcceptanceObservation[];
  readonly servers: readonly ServerAcceptance[];
  /** Lines that nobody could make sense of. */
  readonly unread: readonly string[];
};

/** Longer than any answer; what is pasted behind is not read. */
const MOST_LINES = 20_000;
/** A line that was wrapped into more pieces than that is not put together. */
const MOST_PIECES = 50;
const MAX_REPLY = 200;

type Told = {
  readonly word: 'to' | 'mail' | 'lost';
  readonly kind: 'address' | 'random' | 'foreign';
  readonly address: string;
  readonly code: number;
  readonly text: string;
};
type Piece =
  | { readonly kind: 'marker'; readonly at: Instant; readonly side: Side }
  | { readonly kind: 'told'; readonly told: Told };

/**
 * Reads what a person pasted of the helper's output. Quotation marks of mail, links of chat programs, prompts, and lines
 * that were wrapped are borne with; what was cut off, and everything before the first line (which says of which server it
 * is), is not read. Never throws.
 */
export function readHelperAnswer(text: string, now: Instant): HelperAnswer {
  const unread: string[] = [];
  const answers: { readonly side: Side; readonly told: Told; readonly result: QuestionResult }[] = [];
  let from: { readonly at: Instant; readonly side: Side } | undefined;
  for (const { lines, text: record } of recordsOf(folded(text))) {
    const piece = parse(record);
    // A clock that is ahead proves nothing about the future.
    if (piece?.kind === 'marker') from = { at: Math.min(piece.at, now), side: piece.side };
    else if (piece === undefined || from === undefined) unread.push(...lines);
    else answers.push({ side: from.side, told: piece.told, result: resultOf(piece.told, from.at) });
  }
  const observations = answers.flatMap(({ side, told, result }) =>
    told.kind === 'address' ? [{ address: told.address, side, result }] : [],
  );
  return { observations, servers: serversOf(answers), unread };
}

function serversOf(
  answers: readonly { readonly side: Side; readonly told: Told; readonly result: QuestionResult }[],
): readonly ServerAcceptance[] {
  return answers.flatMap(({ side, told, result }) => {
    if (told.kind !== 'random') return [];
    const foreign = answers.find((one) => one.side === side && one.told.kind === 'foreign')?.result;
    const domain = told.address.slice(told.address.lastIndexOf('@') + 1);
    return [{ side, domain, random: result, ...(foreign === undefined ? {} : { foreign }) }];
  });
}

function resultOf({ word, code, text }: Told, at: Instant): QuestionResult {
  if (word === 'lost') return { outcome: 'failed', at, code: 'server-bye' };
  const reply = replyOf(code, [text]);
  const said = wordsOf(reply).slice(0, MAX_REPLY);
  const failure = { outcome: 'failed', at, code: 'server-no', detail: said } as const;
  const answered = { outcome: 'answered', at, reply: said, via: 'pasted' } as const;
  if (code >= 400 && code < 500) return { ...answered, verdict: 'deferred' };
  if (word === 'mail') return failure;
  const answer = readRecipientAnswer(reply);
  return answer.about === 'address' ? { ...answered, verdict: answer.verdict } : failure;
}

const BEGINNING = new RegExp(`^(?:${HELPER_MARKER}|to|mail|lost),`);
/** What a shell puts before the first line of output, or before the next command. */
const PROMPT = /^[^;]{0,100}?[$#%>] (?=(?:mail-smtp-\d|to|mail|lost),)/;

type Record = { readonly lines: readonly string[]; readonly text: string };

/** Lines put together from one beginning to its ";". Whatever stands outside is a record by itself. */
function recordsOf(lines: readonly string[]): readonly Record[] {
  const records: Record[] = [];
  let open: Record | undefined;
  const close = () => {
    if (open !== undefined) records.push(open);
    open = undefined;
  };
  for (const raw of lines) {
    const line = raw.replace(PROMPT, '');
    if (BEGINNING.test(line)) close();
    else if (open === undefined) {
      records.push({ lines: [raw], text: '' });
      continue;
    }
    // There is no space in a record: where a line was wrapped, nothing was lost.
    open = { lines: [...(open?.lines ?? []), raw], text: `${open?.text ?? ''}${line}` };
    if (line.endsWith(';') || open.lines.length > MOST_PIECES) close();
  }
  close();
  return records;
}

function parse(text: string): Piece | undefined {
  const [, seconds, side] = new RegExp(`^${HELPER_MARKER},(\\d{9,11}),(old|new);$`).exec(text) ?? [];
  if (side === 'old' || side === 'new') return { kind: 'marker', at: Number(seconds) * 1_000, side };
  const match = /^(to|mail|lost),(address|random|foreign),([^\s@,]+@[^\s@,]+\.[^\s@,]+?)(?:,(\d{3}),([^\s;]*))?;$/.exec(
    text,
  );
  const [, word, kind, address = '', code, words = ''] = match ?? [];
  if (word !== 'to' && word !== 'mail' && word !== 'lost') return undefined;
  if (kind !== 'address' && kind !== 'random' && kind !== 'foreign') return undefined;
  if ((word === 'lost') !== (code === undefined)) return undefined;
  const said = words.replaceAll('+', ' ').trim();
  return { kind: 'told', told: { word, kind, address: address.toLowerCase(), code: Number(code ?? 0), text: said } };
}

/** Chat's links and quotations, mail's `> `, and spaces that are none: back to what was printed. */
function folded(text: string): readonly string[] {
  return text
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
    .replace(/<(?:https?:\/\/|mailto:)[^|>\s]*\|([^>]*)>/g, '$1')
    .replace(/&gt;/g, '>')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .split(/\r\n|\r|\n/)
    .slice(0, MOST_LINES)
    .map((line) =>
      line
        .replace(/^(?:> ?)+/, '')
        .replace(/^```|```$/g, '')
        .trim(),
    )
    .filter((line) => line !== '');
}
