import type { Facts } from './facts.ts';
import type { KnownSender } from './mail-facts.ts';
import { arrivalsFrom, rewriteFrom } from './runbook.ts';
import { DAY_MS, type Instant } from './time.ts';

/** A sender is regular when it wrote on two days or more of so many before the rewrite. */
const SENDER_DAYS = 90;
export const LEAST_SENDER_DAYS = 2;
/** A usual gap as long as this is a month, and a month has 28 days at the least. */
const MONTH_GAP_DAYS = 25;
const WEEK_DAYS = 7;
/** Day 0 of the epoch was a Thursday. */
const EPOCH_WEEKDAY = 4;

/** Days since the epoch, UTC. */
export const dayOf = (at: Instant): number => Math.floor(at / DAY_MS);

/** Those of its days that lie in the 90 that end with the given one. */
export function daysBefore(days: readonly number[], lastDay: number): readonly number[] {
  return days.filter((day) => day > lastDay - SENDER_DAYS && day <= lastDay);
}

export type RegularSender = KnownSender & { readonly sender: string };

/** Who wrote regularly in the 90 days before the rewrite, or before now while it lies ahead; by address. */
export function regularSenders(facts: Facts, now: Instant): readonly RegularSender[] {
  const lastDay = dayOf(rewriteFrom(facts) ?? now);
  return Object.entries(facts.senders ?? {})
    .filter(([, { days }]) => daysBefore(days, lastDay).length >= LEAST_SENDER_DAYS)
    .map(([sender, known]) => ({ ...known, sender }))
    .sort((a, b) => (a.sender < b.sender ? -1 : 1));
}

/** When it was first seen on the new server since the rewrite; what was seen of an earlier attempt proves nothing. */
export function seenNewAt(facts: Facts, { seenNewAt: at }: KnownSender): Instant | undefined {
  const from = arrivalsFrom(facts);
  return at !== undefined && from !== undefined && at >= from ? at : undefined;
}

/** Its usual gap: the median distance between two days on which it wrote, in days, at least 1. */
export function everyDays({ days }: Pick<KnownSender, 'days'>): number {
  const gaps = days
    .slice(1)
    .map((day, index) => day - (days[index] ?? day))
    .sort((a, b) => a - b);
  const middle = gaps.length / 2;
  const low = gaps[Math.ceil(middle) - 1] ?? 1;
  const high = gaps[Math.floor(middle)] ?? low;
  return Math.max(1, Math.ceil((low + high) / 2));
}

/** When it should write next: its last time and as many usual gaps as it takes to come to the rewrite. */
export function expectedAt(facts: Facts, sender: KnownSender): Instant {
  const gapMs = everyDays(sender) * DAY_MS;
  const waitMs = Math.max(0, (arrivalsFrom(facts) ?? 0) - sender.lastAt);
  return sender.lastAt + Math.max(1, Math.ceil(waitMs / gapMs)) * gapMs;
}

/**
 * From when on it counts as silent unless it is seen on the new server: twice its usual gap since the rewrite (or its
 * last time, if that is later). To whoever writes several times a week, but never on a Saturday or Sunday, these are no
 * days: else every weekend would be a silence. Undefined before the rewrite.
 */
export function silentFrom(facts: Facts, sender: KnownSender): Instant | undefined {
  const from = arrivalsFrom(facts);
  if (from === undefined) return undefined;
  const gap = everyDays(sender);
  const restsAtWeekends = gap < WEEK_DAYS && !sender.days.some(isWeekend);
  let at = Math.max(from, sender.lastAt);
  for (let left = 2 * gap; left > 0; at += DAY_MS) if (!restsAtWeekends || !isWeekend(dayOf(at))) left -= 1;
  return at;
}

function isWeekend(day: number): boolean {
  const weekday = (((day + EPOCH_WEEKDAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  return weekday === 0 || weekday === 6;
}

/** Not heard from on the new server for twice its usual gap. */
export function isSilent(facts: Facts, sender: KnownSender, now: Instant): boolean {
  const from = silentFrom(facts, sender);
  return from !== undefined && now >= from && seenNewAt(facts, sender) === undefined;
}

export const isMonthly = (sender: Pick<KnownSender, 'days'>): boolean => everyDays(sender) >= MONTH_GAP_DAYS;

/** Whether the last quiet time must span a month's turn: some regular sender that is not dismissed writes once a month. */
export function quietSpansMonth(facts: Facts, now: Instant): boolean {
  return regularSenders(facts, now).some((sender) => sender.dismissed === undefined && isMonthly(sender));
}
