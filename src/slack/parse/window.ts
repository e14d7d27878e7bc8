import { HOUR_MS, MINUTE_MS } from '../../migration/time.ts';
import type { Request, WindowSpan } from './request.ts';
import { mentioned } from './text.ts';
import type { Reader } from './words.ts';

const EXAMPLE = 'window @ken 2026';

/** `window @executor 2026-12-01 09:00 11:00` (both on that day, or the end on the next), `window @executor now 2h`. */
export function window(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'window' };
  // The person may stand anywhere, the rest in order: date, beginning, end.
  const all = Array.from({ length: reader.count }, (_, index) => index);
  const at = all.find((index) => mentioned(reader.peek(index) ?? '') !== undefined) ?? 0;
  const executor = reader.person(at, EXAMPLE);
  const rest = all.filter((index) => index !== at);
  return { kind: 'window-set', executor, span: spanOf(reader, rest) };
}

function spanOf(reader: Reader, [first = reader.count, second = reader.count, third]: readonly number[]): WindowSpan {
  const day = reader.word(first, 'DATE', EXAMPLE);
  if (day === 'now' || day === '今すぐ')
    return { kind: 'now', durationMs: durationOf(reader, reader.word(second, '2h', 'window @ken now')) };
  const date = dateOf(reader, day);
  // "9:00-11:00" is both.
  const begins = reader.word(second, 'FROM', EXAMPLE);
  const [, one, other] = /^([^-–—~〜～から]+)(?:[-–—~〜～]|から)(.+?)(?:まで)?$/.exec(begins) ?? [];
  const from = timeOf(reader, one ?? begins);
  const to = timeOf(reader, other ?? reader.word(third ?? reader.count, 'TO', EXAMPLE));
  return {
    kind: 'from-to',
    from: { date, time: from },
    to: { date: to > from ? date : dayAfter(date), time: to },
  };
}

/** "2026-12-01", "2026/12/1", "2026年12月1日", "1.12.2026". With slashes and the year last nobody knows which is the month. */
export function dateOf(reader: Reader, text: string, starts = EXAMPLE): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(inOrder(text)) ?? [];
  if (year === '') return reader.fail('bad-time', text, starts);
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) ? date : reader.fail('bad-time', text, starts);
}

/** With dots the day comes first, where the year is last. */
const inOrder = (text: string): string => text.replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, '$3-$2-$1');

/** "9:00", "09:00", "9am", "9:30pm", "9時", "9時30分". */
function timeOf(reader: Reader, text: string): string {
  const match = /^(\d{1,2})(?:(?::(\d{2}))?([ap])m|:(\d{2})|時(?:(\d{1,2})分)?)$/.exec(text);
  const [half, typed] = [match?.[3], Number(match?.[1])];
  const hour = half === undefined ? typed : (typed % 12) + (half === 'p' ? 12 : 0);
  const minute = Number(match?.[2] ?? match?.[4] ?? match?.[5] ?? 0);
  if (match === null || hour > 23 || minute > 59) return reader.fail('bad-time', text, EXAMPLE);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** "2h", "90m", "1h30m", "2時間", "90分"; at most a day. */
function durationOf(reader: Reader, text: string): number {
  const match = /^(?:(\d{1,2})(?:h|時間))?(?:(\d{1,4})(?:m|min|分))?$/.exec(text);
  const durationMs = Number(match?.[1] ?? 0) * HOUR_MS + Number(match?.[2] ?? 0) * MINUTE_MS;
  return match === null || durationMs <= 0 || durationMs > 24 * HOUR_MS
    ? reader.fail('bad-time', text, 'window @ken now')
    : durationMs;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10);
}
