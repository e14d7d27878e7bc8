import { HOUR_MS, MINUTE_MS } from '../../migration/time.ts';
import type { Request, WindowSpan } from './request.ts';
import type { Reader } from './words.ts';

const EXAMPLE = 'window @ken 2026';

/** `window @executor 2026-12-01 09:00 11:00` (both on that day, or the end on the next), `window @executor now 2h`. */
export function window(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'window' };
  const executor = reader.person(0, EXAMPLE);
  return { kind: 'window-set', executor, span: spanOf(reader) };
}

function spanOf(reader: Reader): WindowSpan {
  const first = reader.word(1, 'DATE', EXAMPLE);
  if (first === 'now') return { kind: 'now', durationMs: durationOf(reader, reader.word(2, '2h', 'window @ken now')) };
  const date = dateOf(reader, first);
  const from = timeOf(reader, reader.word(2, 'FROM', EXAMPLE));
  const to = timeOf(reader, reader.word(3, 'TO', EXAMPLE));
  return {
    kind: 'from-to',
    from: { date, time: from },
    to: { date: to > from ? date : dayAfter(date), time: to },
  };
}

/** "2026-12-01", "2026/12/1", "2026年12月1日". */
export function dateOf(reader: Reader, text: string, starts = EXAMPLE): string {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text);
  if (match === null) return reader.fail('bad-time', text, starts);
  const [, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) ? date : reader.fail('bad-time', text, starts);
}

/** "9:00", "09:00", "9時", "9時30分". */
function timeOf(reader: Reader, text: string): string {
  const match = /^(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分)?)$/.exec(text);
  const hour = Number(match?.[1]);
  const minute = Number(match?.[2] ?? match?.[3] ?? 0);
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
