import type { Language } from '../migration/facts.ts';
import type { Figure } from '../migration/gates/criterion.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';

export type Figures = Readonly<Record<string, Figure | undefined>>;
/**
 * slack: mrkdwn, dates in each reader's zone; plain: dates in the record's zone, no mark-up; markdown: for a file that is kept,
 * so its dates have a year.
 */
export type Style = 'slack' | 'plain' | 'markdown';

const LONGEST_TEXT = 300;
/** What a Date can hold. */
const LAST_INSTANT = 8.64e15;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control and direction-changing characters are what is taken out
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** What begins or ends a mark of CommonMark or of GitHub's tables within a line. */
const MARKDOWN = /[\\`*_[\]<>|~&]/g;

/** Text from outside, on one line, without marks of ours in it. Slack: only & < > are escaped (Slack's own rule), and a backtick cannot end our code spans. */
export function safeText(text: string, style: Style): string {
  const line = text.replace(CONTROLS, ' ').trim();
  const cut = line.length > LONGEST_TEXT ? `${[...line].slice(0, LONGEST_TEXT).join('')}…` : line;
  if (style === 'plain') return cut;
  if (style === 'markdown') return cut.replace(MARKDOWN, '\\$&');
  return cut.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('`', 'ˋ');
}

/** "1 Dec 09:00", "12月1日 09:00"; in Slack each reader sees it in their own zone. */
export function moment(at: Instant, lang: Language, style: Style, timeZone: string): string {
  if (Math.abs(at) > LAST_INSTANT || Number.isNaN(at)) return '?';
  if (style === 'markdown') return datedMoment(at, timeZone);
  const fallback = plainMoment(at, lang, timeZone);
  return style === 'plain' ? fallback : `<!date^${Math.floor(at / SECOND_MS)}^{date_short_pretty} {time}|${fallback}>`;
}

/** A day of the calendar ("2027-02-28"), the same for every reader: "28 Feb 2027", "2027年2月28日". */
export function day(date: string, lang: Language, style: Style): string {
  const [year = '', month = '', ofMonth = ''] = date.split('-');
  if (style === 'markdown' || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return safeText(date, style);
  if (lang === 'ja') return `${year}年${Number(month)}月${Number(ofMonth)}日`;
  return `${Number(ofMonth)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

/** As `moment` has them. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'] as const;

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string, month: 'numeric' | 'short'): Intl.DateTimeFormat {
  const key = `${timeZone} ${month}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(key, made);
  return made;
}

/** "2026-12-01 09:00". */
function datedMoment(at: Instant, timeZone: string): string {
  const parts = dated(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}

const datedFormats = new Map<string, Intl.DateTimeFormat>();
function dated(timeZone: string): Intl.DateTimeFormat {
  const known = datedFormats.get(timeZone);
  if (known !== undefined) return known;
  const two = '2-digit';
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    hourCycle: 'h23',
  });
  datedFormats.set(timeZone, made);
  return made;
}

function plainMoment(at: Instant, lang: Language, timeZone: string): string {
  const parts = formatOf(timeZone, lang === 'ja' ? 'numeric' : 'short').formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  return lang === 'ja'
    ? `${Number(part('month'))}月${Number(part('day'))}日 ${time}`
    : `${part('day')} ${part('month')} ${time}`;
}

export type LengthUnit = 'day' | 'hour' | 'minute' | 'second';

/** A length of time in at most two units, rounded to the smaller one: days from 48 hours on, seconds under 2 minutes. */
export function lengthParts(ms: number): readonly { readonly unit: LengthUnit; readonly n: number }[] {
  const length = Math.max(0, ms);
  // Less than a second is shown to a tenth: it is a wait, not none.
  if (length > 0 && length < SECOND_MS) return [{ unit: 'second', n: Math.max(0.1, Math.round(length / 100) / 10) }];
  if (length < 2 * MINUTE_MS) return split(length, SECOND_MS, 'second', MINUTE_MS, 'minute');
  if (length < 2 * DAY_MS) return split(length, MINUTE_MS, 'minute', HOUR_MS, 'hour');
  return split(length, HOUR_MS, 'hour', DAY_MS, 'day');
}

function split(ms: number, smallMs: number, small: LengthUnit, bigMs: number, big: LengthUnit) {
  const rounded = Math.round(ms / smallMs) * smallMs;
  const bigs = Math.floor(rounded / bigMs);
  const smalls = (rounded - bigs * bigMs) / smallMs;
  const parts = [
    { unit: big, n: bigs },
    { unit: small, n: smalls },
  ].filter((part) => part.n > 0);
  return parts.length > 0 ? parts : [{ unit: small, n: 0 }];
}
