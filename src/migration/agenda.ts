import { approvalEnds } from './approvals.ts';
import { comparedNow } from './compared.ts';
import { contractTurns } from './contract.ts';
import { digestTurns } from './digest.ts';
import type { Facts } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import { mailboxKey, recordKey } from './keys.ts';
import { standingRecords } from './plan.ts';
import { isOnItsWay } from './probes.ts';
import { isAskedAgain } from './put-off.ts';
import type { Migration } from './record.ts';
import { reminderTurns } from './reminders.ts';
import { wantsRescue } from './rescue.ts';
import { EVE_MS, eveTurns } from './rewrite-eve.ts';
import { rollbackTurns } from './rollback.ts';
import { hasEnded, nextGate, phaseOf, rewriteFrom } from './runbook.ts';
import { LOOKS, type Look } from './settings.ts';
import { lastDigest, untold } from './tellings.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from './time.ts';
import { isLookedInto } from './watch.ts';
import { isRewrittenElsewhere, watermarkOf } from './watermark.ts';
import { isDelegation } from './zones.ts';

/** `holidays`: the calendar of the team's country is to be read. */
export type Due = { readonly what: Look | 'tick' | 'holidays'; readonly dueAt: Instant };

/** Whoever was put off is asked again after so long, as a mail server would. */
const PUT_OFF_MS = 15 * MINUTE_MS;
const COMPARE_AGAIN_MS = HOUR_MS;
/** A probe on its way is looked for this long after the last look at the earliest. */
const PROBE_AGAIN_MS = 30 * SECOND_MS;

/**
 * What to look at next and when, and the next instant at which a verdict can change by time alone. Sorted, earliest
 * first; what is overdue is due now. Empty when the migration has ended.
 */
export function agenda(record: Migration, now: Instant): readonly Due[] {
  if (hasEnded(record.facts)) return [];
  const looks = LOOKS.flatMap((look): Due[] => {
    const dueAt = lookDue(record, look, now);
    return dueAt === undefined ? [] : [{ what: look, dueAt }];
  });
  const turn = nextTurn(record, now);
  const ticks: Due[] = turn === undefined ? [] : [{ what: 'tick', dueAt: turn }];
  return [...looks, ...ticks, ...holidaysDue(record.facts, now)].sort((a, b) => a.dueAt - b.dueAt);
}

/** So long ahead holidays are always known. */
const HOLIDAYS_AHEAD_MS = 365 * DAY_MS;

function holidaysDue({ country, holidays }: Facts, now: Instant): readonly Due[] {
  if (country === undefined) return [];
  const isOther = holidays?.country !== country;
  const dueAt = isOther ? now : Math.max(now, Date.parse(holidays.until) - HOLIDAYS_AHEAD_MS);
  return [{ what: 'holidays', dueAt }];
}

/** After a rollback nothing is carried over or weighed: what still reaches which server is watched, and whether DNS is back. */
const ROLLED_BACK_LOOKS: ReadonlySet<Look> = new Set<Look>(['zone', 'vantages', 'logins', 'survey']);

function lookDue(record: Migration, look: Look, now: Instant): Instant | undefined {
  const { facts, sightings } = record;
  // In a pause the mailboxes alone are watched on: what arrives meanwhile must not go unseen.
  if (facts.state.kind === 'paused' && look !== 'survey') return undefined;
  if (facts.state.kind === 'rolled-back' && !ROLLED_BACK_LOOKS.has(look)) return undefined;
  if (!applies(facts, look)) return undefined;
  const last = sightings.looks[look]?.at;
  // A look from the future was taken by a clock that has been set back since.
  if (last === undefined || last > now) return now;
  const everyMs = facts.settings.everyMs[look][phaseOf(facts, now)];
  if (look === 'content' && facts.steps.close !== undefined) return lastComparison(record, last, now);
  if (everyMs === null) return undefined;
  const sooner = soonerBy(record, look, last, everyMs, now);
  return Math.min(last + everyMs, ...sooner);
}

/**
 * Once the old server is shut, one comparison in which every mailbox is whole is the last. Until then it is made again,
 * for a server may have been away, or a copy may have had no room.
 */
function lastComparison({ facts, sightings }: Migration, last: Instant, now: Instant): Instant | undefined {
  const closedAt = facts.steps.close?.at ?? 0;
  if (last < closedAt) return now;
  const isOpen = facts.mailboxes.filter(isLookedInto).some((mailbox) => {
    const seen = comparedNow(mailbox, sightings.content?.[mailbox.address]);
    return seen === undefined || seen.at < closedAt || seen.missingTotal > 0;
  });
  if (!isOpen) return undefined;
  return last + Math.min(COMPARE_AGAIN_MS, facts.settings.everyMs.content.restoring ?? COMPARE_AGAIN_MS);
}

function applies(facts: Facts, look: Look): boolean {
  switch (look) {
    case 'zone':
      return true;
    case 'vantages':
      // In between a recursor would be made to remember the old data, or that there is none. Before, whether it can be
      // reached is found out by names that are none of ours.
      if (isRewrittenElsewhere(facts)) return false;
      return facts.rewriteDoneAt !== undefined || (facts.plan.length > 0 && !isBegun(facts));
    case 'logins':
      return facts.mailboxes.length > 0;
    case 'survey':
      return (
        facts.mailboxes.length > 0 && (facts.gates['cut-over'].state === 'open' || rewriteFrom(facts) !== undefined)
      );
    case 'scan':
      return facts.mailboxes.length > 0 && !isBegun(facts);
    case 'acceptance':
    case 'content':
      return facts.mailboxes.length > 0;
    case 'rescue':
      return facts.settings.rescue && facts.stragglers.some((one) => wantsRescue(one));
    case 'probes':
      return (facts.relays ?? []).length > 0 && facts.mailboxes.length > 0 && isBegun(facts);
  }
}

function isBegun(facts: Facts): boolean {
  return facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined;
}

/** Reasons to look before the interval is over; each no earlier than is sensible after the last look. */
function soonerBy(record: Migration, look: Look, last: Instant, everyMs: number, now: Instant): readonly Instant[] {
  const { facts, sightings } = record;
  const times: Instant[] = [];
  const since = (cause: Instant | undefined) => {
    if (cause !== undefined && cause > last) times.push(now);
  };
  const window = facts.window;
  if (window !== undefined && look !== 'vantages' && facts.rewriteBegunAt === undefined) {
    // So that "I am rewriting now" rests on something fresh.
    const eve = window.from - EVE_MS;
    if (last < eve && eve < last + everyMs) times.push(eve);
  }
  if (look === 'zone') {
    since(facts.rewriteBegunAt);
    if (sightings.delegation === undefined || facts.plan.length === 0)
      times.push(last + Math.min(everyMs, 5 * MINUTE_MS));
    since(facts.rollbackAt);
    // Looked at since, an instant that has passed is no reason any more.
    if (facts.rollbackBack !== undefined && facts.rollbackBack.watermark > last)
      times.push(facts.rollbackBack.watermark);
    times.push(...delegationTurns(facts).filter((turn) => turn > last));
  }
  if (look === 'logins') {
    since(facts.credentialsAt);
    since(facts.rewriteDoneAt);
  }
  if (look === 'survey') {
    since(facts.rewriteBegunAt);
    since(facts.steps.close?.at);
    since(facts.rollbackAt);
    if (facts.rollbackBack !== undefined && facts.rollbackBack.watermark > last)
      times.push(facts.rollbackBack.watermark);
    const lacking = facts.mailboxes.some(
      (mailbox) => mailbox.watch === 'login' && facts.baselines[mailboxKey(mailbox.address, 'old')] === undefined,
    );
    if (lacking) times.push(Math.max(last + Math.min(everyMs, 5 * MINUTE_MS), 0));
    if (facts.gates['cut-over'].state === 'open') since(facts.gates['cut-over'].since);
  }
  // Logins that were not known at the last look may make a scan or a comparison possible now.
  if (look === 'scan' || look === 'content' || look === 'acceptance') since(facts.credentialsAt);
  if (look === 'acceptance') {
    since(facts.rewriteSeenAt);
    since(facts.steps.close?.at);
    // Greylisted: it takes mail from whoever comes again.
    const isPutOff = Object.entries(sightings.acceptance ?? {}).some(([key, one]) =>
      isAskedAgain(one, facts.steps.close !== undefined && key.endsWith('|old'), facts.settings),
    );
    if (isPutOff) times.push(last + Math.min(everyMs, PUT_OFF_MS));
    // What was placed since has never been asked for.
    for (const { placed } of Object.values(facts.addresses ?? {})) if (placed?.as !== 'dropped') since(placed?.at);
  }
  if (look === 'content') since(facts.steps.close?.at);
  if (look === 'rescue') {
    // What a look before this one failed at waits for the interval; what has come since is carried over at once.
    for (const one of facts.stragglers) if (wantsRescue(one)) since(one.seenAt);
  }
  if (look === 'probes') {
    since(facts.rewriteDoneAt);
    since(facts.steps.close?.at);
    // On its way: looked for soon after it was sent, then less and less often.
    const open = (facts.probes ?? []).filter((probe) => isOnItsWay(probe));
    for (const probe of open)
      times.push(
        Math.max(last, probe.sentAt) + Math.max(Math.min(PROBE_AGAIN_MS, everyMs / 8), (last - probe.sentAt) / 2),
      );
  }
  if (look === 'vantages') {
    since(facts.rewriteDoneAt);
    const holding = Object.values(sightings.vantage).flatMap((seen) =>
      seen.notNew === undefined ? [] : [seen.notNew.goneAt],
    );
    const next = Math.min(...holding.filter((goneAt) => goneAt > last));
    if (Number.isFinite(next)) times.push(Math.max(next + 1_000, last + facts.settings.roundGapMs));
  }
  return times;
}

/** When caches forget the delegation as it was: each former server's last moment, and the watermark of the NS set itself. */
function delegationTurns(facts: Facts): readonly Instant[] {
  const formers = Object.values(facts.formers ?? {}).map((former) => former.goneAt);
  const sets = standingRecords(facts)
    .filter(isDelegation)
    .map((planned) => facts.recordSets[recordKey(planned)]);
  const watermarks = sets.flatMap((set) =>
    set?.allNewAt === undefined ? [] : [Math.max(set.allNewAt + set.ttlSeconds * 1_000, set.formerGoneAt)],
  );
  return [...formers, ...watermarks];
}

/** The next instant at which something changes by the clock alone: a wait that ends, evidence that ages, a request that lapses. */
function nextTurn(record: Migration, now: Instant): Instant | undefined {
  const { facts } = record;
  const times: (Instant | undefined)[] = [];
  const gate = facts.state.kind === 'active' ? nextGate(facts) : undefined;
  if (gate !== undefined) {
    for (const criterion of assessGate(record, gate, now).criteria) {
      for (const item of criterion.items) times.push(item.earliest, later(item.freshUntil), later(item.standsUntil));
    }
    const { round } = facts.gates[gate];
    if (round?.state === 'open') {
      const ends = round.approvals.map((approval) => later(approvalEnds(facts, gate, approval.at)));
      times.push(later(round.requestedAt + facts.settings.approvalHoldMs), ...ends);
    }
    times.push(facts.window?.from, later(facts.window?.to));
  }
  if (facts.state.kind === 'active') times.push(...delegationTurns(facts), watermarkOf(facts), ...eveTurns(facts));
  if (facts.state.kind === 'rolled-back') times.push(...rollbackTurns(facts));
  times.push(...contractTurns(record, now), ...reminderTurns(facts, now), ...digestTurns(facts, now));
  const { real, rescued, suspects, puzzles } = untold(facts);
  const last = lastDigest(facts);
  if (real.length + rescued.length + puzzles.length > 0 && last !== undefined)
    times.push(last + facts.settings.digestMs);
  if (suspects.length > 0 && facts.suspectsToldAt !== undefined)
    times.push(facts.suspectsToldAt + facts.settings.suspectDigestMs);
  const ahead = times.filter((time) => time !== undefined && time > now);
  return ahead.length === 0 ? undefined : Math.min(...ahead.map((time) => time ?? 0));
}

/** A limit still holds at its very instant; just after it does not. */
function later(instant: Instant | undefined): Instant | undefined {
  return instant === undefined ? undefined : instant + 1;
}
