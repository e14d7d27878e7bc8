import type { Request } from './request.ts';
import { plain } from './text.ts';
import { dateOf } from './window.ts';
import type { Reader } from './words.ts';

/** `contract`, `contract old 2027-02-28 notice 30d`, `contract new 2026-12-01`, `contract old none`. */
export function contract(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'contract' };
  if (/^\d/.test(plain(reader.raw(0) ?? ''))) return reader.instead(0, 'old', 0);
  const side = reader.oneOf(0, ['old', 'new'], undefined, { 旧: 'old', 新: 'new' });
  const starts = `contract ${side}`;
  const first = reader.word(1, 'DATE', starts);
  if (first === 'none' || first === 'なし') return { kind: 'contract-set', change: { side, contract: undefined } };
  const date = dateOf(reader, first, starts);
  if (side === 'new') return { kind: 'contract-set', change: { side, contract: { startsOn: date } } };
  if (reader.count === 2) return { kind: 'contract-set', change: { side, contract: { endsOn: date } } };
  if (/^\d/.test(plain(reader.raw(2) ?? ''))) return reader.instead(2, 'notice', 0);
  reader.oneOf(2, ['notice'], starts, { 予告: 'notice', 連絡: 'notice' });
  const noticeDays = daysOf(reader, reader.word(3, '30d', starts), starts);
  return { kind: 'contract-set', change: { side, contract: { endsOn: date, noticeDays } } };
}

/** No month is longer: reckoned so, no notice comes too late. */
const MONTH_DAYS = 31;
const UNIT_DAYS: Readonly<Record<string, number>> = {
  d: 1,
  day: 1,
  days: 1,
  日: 1,
  w: 7,
  週間: 7,
  m: MONTH_DAYS,
  か月: MONTH_DAYS,
  ヶ月: MONTH_DAYS,
  ケ月: MONTH_DAYS,
  カ月: MONTH_DAYS,
};

/** "30d", "30日", "2w", "1m", "1か月"; a number alone is days. */
function daysOf(reader: Reader, text: string, starts: string): number {
  const match = /^(\d{1,3})(.*?)前?$/.exec(text);
  const unit = match?.[2] === '' ? 1 : UNIT_DAYS[match?.[2] ?? ''];
  return match === null || unit === undefined ? reader.fail('bad-time', text, starts) : Number(match[1]) * unit;
}
