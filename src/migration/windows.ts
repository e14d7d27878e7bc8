import { holidaysOf, isBusinessDay } from './business-days.ts';
import { isBeforeContract, isTooLateFor } from './contract.ts';
import { latestEarliest } from './earliest.ts';
import type { Facts } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import type { Migration } from './record.ts';
import { HOUR_MS, type Instant } from './time.ts';
import { addDays, instantOf, isWeekend, type LocalDate, wallTimeOf, weekdayOf } from './wall-time.ts';

/** Why a window is a bad one: said, and never refused. */
export type Caution =
  | {
      readonly code: 'weekend' | 'before-weekend' | 'month-end' | 'before-contract' | 'past-contract';
      readonly on: LocalDate;
    }
  /** Nobody works on that day, or on the one after. */
  | { readonly code: 'holiday' | 'before-holiday'; readonly on: LocalDate; readonly en: string; readonly ja: string }
  /** Something open cannot pass before. */
  | { readonly code: 'too-early'; readonly earliestAt: Instant };

export type Span = { readonly from: Instant; readonly to: Instant };
export type Suggestion = Span & {
  readonly cautions: readonly Caution[];
  /** Working days in a row that follow: time to mend what comes to light. */
  readonly workdaysAfter: number;
};

/** Before so many days the month ends: whoever writes invoices needs the mail. */
const MONTH_END_DAYS = 3;

/** What speaks against rewriting then, by the team's calendar, the old server's TTLs and the contracts. */
export function windowCautions(record: Migration, span: Span, now: Instant): readonly Caution[] {
  return cautionsOf(record.facts, span, now, earliestRewrite(record, now));
}

function cautionsOf(
  facts: Facts,
  { from, to }: Span,
  now: Instant,
  earliestAt: Instant | undefined,
): readonly Caution[] {
  const on = wallTimeOf(from, facts.timeZone).date;
  const { contracts } = facts;
  return [
    ...dayCautions(facts, on),
    ...(earliestAt !== undefined && from < earliestAt ? [{ code: 'too-early' as const, earliestAt }] : []),
    ...(contracts?.new !== undefined && isBeforeContract(facts, on)
      ? [{ code: 'before-contract' as const, on: contracts.new.startsOn }]
      : []),
    ...(contracts?.old !== undefined && isTooLateFor(facts, to, now)
      ? [{ code: 'past-contract' as const, on: contracts.old.endsOn }]
      : []),
  ];
}

function dayCautions(facts: Facts, on: LocalDate): readonly Caution[] {
  const next = addDays(on, 1);
  const holiday = facts.holidays?.days.find(({ date }) => date === on);
  const tomorrow = facts.holidays?.days.find(({ date }) => date === next);
  return [
    ...(isWeekend(on) ? [{ code: 'weekend' as const, on }] : []),
    ...(holiday === undefined ? [] : [{ code: 'holiday' as const, on, en: holiday.en, ja: holiday.ja }]),
    ...(!isWeekend(on) && isWeekend(next) ? [{ code: 'before-weekend' as const, on: next }] : []),
    ...(tomorrow === undefined || isWeekend(on)
      ? []
      : [{ code: 'before-holiday' as const, on: next, en: tomorrow.en, ja: tomorrow.ja }]),
    ...(addDays(on, MONTH_END_DAYS).slice(0, 7) === on.slice(0, 7) ? [] : [{ code: 'month-end' as const, on }]),
  ];
}

/** The instant before which some criterion of `cut-over` surely does not pass; undefined where none is known. */
export function earliestRewrite(record: Migration, now: Instant): Instant | undefined {
  return latestEarliest(assessGate(record, 'cut-over', now).criteria);
}

/** Tuesday to Thursday: Monday begins with what the weekend left, and after Friday nobody is there. */
const GOOD_WEEKDAYS: ReadonlySet<number> = new Set([2, 3, 4]);
const FROM = '09:00';
const TO = '11:00';
const HORIZON_DAYS = 42;
const MOST_SUGGESTED = 4;
const FEWEST_SUGGESTED = 3;
/** Approvers and owners must hear of it. */
const NOTICE_MS = 12 * HOUR_MS;

/**
 * A few good windows, the earliest first: Tuesday to Thursday morning in the team's time zone, not before what can be
 * reckoned, nothing against them. Where too few are good, those with the fewest cautions fill the list up.
 */
export function suggestWindows(record: Migration, now: Instant): readonly Suggestion[] {
  const { facts } = record;
  const earliestAt = earliestRewrite(record, now);
  const notBefore = Math.max(now + NOTICE_MS, earliestAt ?? 0);
  const first = wallTimeOf(notBefore, facts.timeZone).date;
  const all = Array.from({ length: HORIZON_DAYS }, (_, index) => addDays(first, index))
    .filter((date) => GOOD_WEEKDAYS.has(weekdayOf(date)))
    .map((date) => suggestion(facts, date, now, earliestAt))
    .filter(({ from }) => from >= notBefore);
  const clean = all.filter(({ cautions }) => cautions.length === 0).slice(0, MOST_SUGGESTED);
  const rest = all
    .filter(({ cautions }) => cautions.length > 0)
    .sort((a, b) => a.cautions.length - b.cautions.length || a.from - b.from)
    .slice(0, Math.max(0, FEWEST_SUGGESTED - clean.length));
  return [...clean, ...rest].sort((a, b) => a.from - b.from);
}

function suggestion(facts: Facts, date: LocalDate, now: Instant, earliestAt: Instant | undefined): Suggestion {
  const { timeZone } = facts;
  const span = { from: instantOf(date, FROM, timeZone), to: instantOf(date, TO, timeZone) };
  return { ...span, cautions: cautionsOf(facts, span, now, earliestAt), workdaysAfter: workdaysAfter(facts, date) };
}

function workdaysAfter(facts: Facts, date: LocalDate): number {
  const isHoliday = holidaysOf(facts);
  let days = 0;
  while (days < 5 && isBusinessDay(addDays(date, days + 1), isHoliday)) days += 1;
  return days;
}
