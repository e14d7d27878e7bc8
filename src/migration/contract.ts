import { businessDayEnd, holidaysOf, monthTurnEnd } from './business-days.ts';
import { CONTRACT_STAGES, type ContractStage, type Contracts } from './date-facts.ts';
import { latestEarliest, watermarkIf } from './earliest.ts';
import type { ContractWarning, Happening } from './events.ts';
import type { Facts } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import type { Migration } from './record.ts';
import { quietSpansMonth } from './senders.ts';
import type { Instant } from './time.ts';
import { addDays, addMonths, type LocalDate, startOfDay, wallTimeOf } from './wall-time.ts';
import { watermarkOf } from './watermark.ts';

/**
 * The earliest instant at which the old server can be cancelled, as far as it can be reckoned now: a bound, for other
 * things may take longer. Unknown before there is a window, or a TTL is known: then the instant before which it surely
 * cannot be, if DNS were rewritten this very moment.
 */
export type SafeCancel = { readonly at: Instant; readonly isKnown: boolean };

/** From the gate itself once the rewrite is done; before, from the window's end, today's TTLs and the quiet times. */
export function safeCancel(record: Migration, now: Instant): SafeCancel {
  const { facts } = record;
  const isBack = facts.state.kind === 'rolled-back';
  if (!isBack && facts.rewriteDoneAt !== undefined && watermarkOf(facts) !== undefined) {
    const open = assessGate(record, 'cancel', now);
    const before = facts.gates['switch-back'].state === 'done' ? [] : assessGate(record, 'switch-back', now).criteria;
    return { at: Math.max(now, latestEarliest([...open.criteria, ...before]) ?? now), isKnown: true };
  }
  const { window } = facts;
  const begun = facts.rewriteBegunAt ?? facts.rewriteSeenAt;
  const isAppointed = !isBack && window !== undefined && window.to > now;
  if (!isBack && begun !== undefined) return safeIfDone(facts, now, now);
  if (isAppointed) return safeIfDone(facts, window.to, now);
  return { ...safeIfDone(facts, now, now), isKnown: false };
}

/** The same for a rewrite that is done at `doneAt`. */
function safeIfDone(facts: Facts, doneAt: Instant, now: Instant): SafeCancel {
  const watermark = watermarkIf(facts, doneAt);
  const from = watermark ?? doneAt;
  const { quietSwitchBackMs, quietExtendedMs, quietCancelMs, quietNeedsBusinessDay } = facts.settings;
  const isHoliday = holidaysOf(facts);
  const at = Math.max(
    // Few sending hosts have been seen on the new server before the rewrite: the longer time is reckoned with.
    from + Math.max(quietSwitchBackMs, quietExtendedMs, quietCancelMs),
    quietNeedsBusinessDay ? businessDayEnd(from, facts.timeZone, isHoliday) : 0,
    quietSpansMonth(facts, now) ? monthTurnEnd(from, facts.timeZone, isHoliday) : 0,
  );
  return { at, isKnown: watermark !== undefined };
}

type OldContract = NonNullable<Contracts['old']>;

/** How the old contract's end and the earliest safe day to cancel lie to one another; undefined without one, or once it may be cancelled. */
export function contractStanding(record: Migration, now: Instant): ContractWarning | undefined {
  const { facts } = record;
  const old = facts.contracts?.old;
  const { state } = facts.gates.cancel;
  if (old === undefined || state === 'open' || state === 'done') return undefined;
  const safe = safeCancel(record, now);
  const safeOn = wallTimeOf(safe.at, facts.timeZone).date;
  const decideOn = decideBy(old);
  const { endsOn, noticeDays } = old;
  return {
    stage: stageOf(wallTimeOf(now, facts.timeZone).date, endsOn, decideOn),
    endsOn,
    ...(noticeDays === undefined ? {} : { noticeDays }),
    decideOn,
    isShort: endsBefore(endsOn, safeOn),
    safeOn,
    isSafeKnown: safe.isKnown,
    months: monthsShort(endsOn, safeOn),
  };
}

/** On its last day a provider may switch off at any hour, so that day itself is one too few. */
const endsBefore = (endsOn: LocalDate, safeOn: LocalDate): boolean => endsOn <= safeOn;

/** Whether a rewrite that is done at `doneAt` comes too late for the old contract, and how so. */
export function isTooLateFor(facts: Facts, doneAt: Instant, now: Instant): boolean {
  const endsOn = facts.contracts?.old?.endsOn;
  if (endsOn === undefined) return false;
  return endsBefore(endsOn, wallTimeOf(safeIfDone(facts, doneAt, now).at, facts.timeZone).date);
}

const decideBy = ({ endsOn, noticeDays }: OldContract): LocalDate => addDays(endsOn, -(noticeDays ?? 0));

const FORTNIGHT_DAYS = 14;
const LAST_DAYS = 3;

function stageOf(today: LocalDate, endsOn: LocalDate, decideOn: LocalDate): ContractStage {
  if (today >= endsOn) return 'ended';
  if (today >= addDays(decideOn, -LAST_DAYS)) return 'last';
  return today >= addDays(decideOn, -FORTNIGHT_DAYS) ? 'fortnight' : 'early';
}

const MOST_MONTHS = 60;

function monthsShort(endsOn: LocalDate, safeOn: LocalDate): number {
  let months = 0;
  while (months < MOST_MONTHS && endsBefore(addMonths(endsOn, months), safeOn)) months += 1;
  return months;
}

/**
 * What the channel must hear of the old contract: early when it ends too soon, again in time before the last day to act
 * (then also when nothing is certain yet), loudly on the day itself; each once, and whenever it was to last long enough and
 * does no longer. What else changes in between edits the last message.
 */
export function contractToTell(
  record: Migration,
  now: Instant,
): Extract<Happening, { kind: 'contract-warned' }> | undefined {
  const standing = contractStanding(record, now);
  if (standing === undefined) return undefined;
  const told = record.facts.contractTold;
  const isSame = told !== undefined && told.endsOn === standing.endsOn && told.noticeDays === standing.noticeDays;
  const isLater = !isSame || rank(standing.stage) > rank(told.stage);
  // What was said to last long enough, and does not: nobody looks at an edited message for that.
  const isWorse = isSame && standing.isShort && !told.isShort;
  if ((isLater || isWorse) && isWorthTelling(record.facts, standing))
    return { kind: 'contract-warned', n: (told?.n ?? 0) + 1, ...standing };
  // Settled, or not after all: an edit, which notifies nobody.
  if (told === undefined || told.stage === 'ended' || standing.stage === 'ended') return undefined;
  const isMoved = !isSame ? told.isShort : told.isShort !== standing.isShort;
  return isMoved ? { kind: 'contract-warned', n: told.n, ...standing } : undefined;
}

const rank = (stage: ContractStage): number => CONTRACT_STAGES.indexOf(stage);

function isWorthTelling({ steps }: Facts, { stage, isShort }: ContractWarning): boolean {
  switch (stage) {
    case 'early':
      return isShort;
    case 'fortnight':
    case 'last':
      return true;
    case 'ended':
      // Shut without loss, it takes no mail that could be lost with it.
      return steps.close === undefined;
  }
}

/** When what must be said of the contract changes by the clock alone. */
export function contractTurns(record: Migration, now: Instant): readonly Instant[] {
  const { facts } = record;
  const old = facts.contracts?.old;
  if (old === undefined) return [];
  const decideOn = decideBy(old);
  const days = [addDays(decideOn, -FORTNIGHT_DAYS), addDays(decideOn, -LAST_DAYS), old.endsOn];
  const ends = startOfDay(old.endsOn, facts.timeZone);
  // What is reckoned from this moment on moves on with it.
  return [...days.map((day) => startOfDay(day, facts.timeZone)), now + (ends - safeCancel(record, now).at)];
}

/** The new server's contract begins after that day: there is no server to rewrite to. */
export function isBeforeContract({ contracts }: Facts, date: LocalDate): boolean {
  return contracts?.new !== undefined && date < contracts.new.startsOn;
}
