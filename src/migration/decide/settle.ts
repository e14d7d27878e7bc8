import { BOT } from '../actor.ts';
import { typedChanged } from '../clients-typed.ts';
import { contractToTell } from '../contract.ts';
import { digestDue } from '../digest.ts';
import type { Event, Happening } from '../events.ts';
import { evolve } from '../evolve.ts';
import type { Facts } from '../facts.ts';
import { assessGate } from '../gates/assess.ts';
import type { Verdict } from '../gates/criterion.ts';
import { gist } from '../gates/gist.ts';
import { recordKey, vantageKey } from '../keys.ts';
import { ownersToAsk } from '../owner-tasks.ts';
import { pictureDue } from '../picture.ts';
import type { Migration } from '../record.ts';
import { remindersDue } from '../reminders.ts';
import { rewriteEve } from '../rewrite-eve.ts';
import { currentStep, hasEnded, nextGate } from '../runbook.ts';
import type { GateId } from '../settings.ts';
import { hasNewPath, lastDigest, untold } from '../tellings.ts';
import type { Instant } from '../time.ts';
import { isRewrittenElsewhere, watermarkOf } from '../watermark.ts';
import { formersOf, unreleasedZones } from '../zones.ts';
import { caughtUp } from './lateness.ts';
import { mailToTell } from './mail-told.ts';
import { rollbackTurn } from './rollback-turn.ts';

/** One pass can bring about the next (a step done, a prompt, a gate); more than this many is a circle. */
const MOST_PASSES = 20;

/**
 * What follows from the record by itself: steps that are done when all their parts are, gates that open or close,
 * approvals that lapse, prompts, and arrivals the channel must hear of. Done when another pass changes nothing.
 */
export function settle(
  record: Migration,
  now: Instant,
): { readonly events: readonly Event[]; readonly migration: Migration } {
  let migration = record;
  const events: Event[] = [];
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const next = consequence(migration, now);
    if (next === undefined) return { events, migration };
    const event: Event = { ...next, at: now, by: BOT };
    events.push(event);
    migration = { ...migration, facts: evolve(migration.facts, event) };
  }
  throw new Error(
    `a record that does not settle: ${events
      .slice(-4)
      .map((event) => event.kind)
      .join(', ')}`,
  );
}

/** The first thing that follows, if any. */
function consequence(record: Migration, now: Instant): Happening | undefined {
  const { facts } = record;
  if (hasEnded(facts)) return undefined;
  const told = arrivalsToTell(record, now);
  // The old contract runs out whatever the team does meanwhile.
  if (facts.state.kind !== 'active') return told ?? rollbackTurn(record, now) ?? contractToTell(record, now);
  return (
    stepByItself(facts) ??
    gateMove(record, now) ??
    watermarkPassed(facts, now) ??
    zoneReleased(record, now) ??
    caughtUp(record, now) ??
    prompt(facts) ??
    told ??
    mailToTell(facts, now) ??
    ownersToAsk(facts) ??
    remindersDue(facts, now) ??
    typedChanged(record, now) ??
    contractToTell(record, now) ??
    rewriteEve(record, now) ??
    pictureDue(facts, now) ??
    digestDue(facts, now)
  );
}

function stepByItself(facts: Facts): Happening | undefined {
  const everybody = (mark: 'pinned' | 'restored') =>
    facts.clients.length > 0 && facts.clients.every((client) => client[mark] !== undefined);
  const { steps, gates } = facts;
  if (steps.inventory !== undefined && steps.pin === undefined && everybody('pinned'))
    return { kind: 'step-marked', step: 'pin', done: true };
  const mayRestore = gates['switch-back'].state === 'open' || gates['switch-back'].state === 'done';
  if (mayRestore && steps.restore === undefined && everybody('restored'))
    return { kind: 'step-marked', step: 'restore', done: true };
  const watermark = facts.rewriteDoneAt === undefined ? watermarkOf(facts) : undefined;
  if (watermark !== undefined) return { kind: 'rewrite-done', watermark };
  if (gates['cut-over'].state !== 'done' && facts.rewriteDoneAt !== undefined)
    return { kind: 'gate-done', gate: 'cut-over' };
  if (gates['switch-back'].state === 'open' && steps.restore !== undefined)
    return { kind: 'gate-done', gate: 'switch-back' };
  if (gates.cancel.state === 'open' && steps.retire !== undefined) return { kind: 'gate-done', gate: 'cancel' };
  return gates.cancel.state === 'done' ? { kind: 'finished' } : undefined;
}

/** A gate moves one state at a time: closed → ready → open, and back to closed when what it stands on gives way. */
function gateMove(record: Migration, now: Instant): Happening | undefined {
  const gate = nextGate(record.facts);
  if (gate === undefined) return undefined;
  const { state, round } = record.facts.gates[gate];
  // Once new data is out, "DNS may be rewritten" is history; "it must not be" would come too late, and mislead.
  const isHistory = gate === 'cut-over' && record.facts.rewriteSeenAt !== undefined;
  if (isHistory && (state === 'open' || state === 'closed')) return undefined;
  const verdict = assessGate(record, gate, now);
  const lapse = roundLapses(record.facts, gate, state, now);
  if (lapse !== undefined) return lapse;
  if (state === 'closed')
    return verdict.ready ? { kind: 'gate-ready', gate, criteria: verdict.criteria.map(gist) } : undefined;
  const closing = verdict.closing.filter((criterion) => state === 'open' || !criterion.id.endsWith('-QUORUM'));
  if (closing.length > 0) {
    // The approvals fall first, in an event of their own: they were given on evidence that no longer stands.
    if (round?.state === 'open') return { kind: 'approvals-lapsed', gate, round: round.round, why: 'gate-closed' };
    return { kind: 'gate-closed', gate, was: state === 'open' ? 'open' : 'ready', criteria: closing.map(gist) };
  }
  if (state !== 'ready') return undefined;
  return verdict.passes ? opened(gate, verdict) : wavered(record.facts, verdict);
}

/** What was said of it ("all passes but the approvals") is true no longer, or is again: approvals alone do not open it. */
function wavered({ gates }: Facts, { gate, criteria }: Verdict): Happening | undefined {
  const open = criteria.flatMap(({ id, outcome }) => (outcome === 'pass' || id.endsWith('-QUORUM') ? [] : [id]));
  const told = gates[gate].open ?? [];
  return told.join() === open.join() ? undefined : { kind: 'gate-wavered', gate, open };
}

function opened(gate: GateId, verdict: Verdict): Happening {
  return { kind: 'gate-opened', gate, criteria: verdict.criteria.map(gist) };
}

/** A request that nobody answered in time; one that is answered goes by what its approvals hold. */
function roundLapses(facts: Facts, gate: GateId, state: string, now: Instant): Happening | undefined {
  const { round } = facts.gates[gate];
  if (round?.state !== 'open' || state === 'open') return undefined;
  const from = Math.max(round.requestedAt, ...round.approvals.map((approval) => approval.at));
  return now > from + facts.settings.approvalHoldMs
    ? { kind: 'approvals-lapsed', gate, round: round.round, why: 'expired' }
    : undefined;
}

function watermarkPassed(facts: Facts, now: Instant): Happening | undefined {
  const watermark = watermarkOf(facts);
  if (watermark === undefined || now < watermark || facts.watermarkToldAt === watermark) return undefined;
  return { kind: 'watermark-passed', watermark };
}

/**
 * No cache that keeps to TTLs asks a server any more that the zone's delegation led to before, as the parent has said
 * since: it may lead there once more. One that was heard to hold the former delegation for longer is waited for, so once
 * resolvers are asked, a round of them comes first.
 */
function zoneReleased(record: Migration, now: Instant): Happening | undefined {
  const { facts, sightings } = record;
  for (const zone of unreleasedZones(facts)) {
    const formers = formersOf(facts, zone);
    const goneAt = Math.max(...formers.map((former) => former.goneAt));
    if (now < goneAt || (sightings.led?.[zone] ?? 0) < goneAt || isHeld(record, zone, goneAt, now)) continue;
    const servers = formers.map(({ address }) => facts.authorities[address] ?? address);
    return { kind: 'zone-released', zone, servers: [...new Set(servers)].sort() };
  }
  return undefined;
}

function isHeld({ facts, sightings }: Migration, zone: string, goneAt: Instant, now: Instant): boolean {
  const asks = facts.rewriteDoneAt !== undefined && !isRewrittenElsewhere(facts);
  if (asks && (sightings.looks.vantages?.at ?? 0) < goneAt) return true;
  const delegation = recordKey({ name: zone, type: 'NS' });
  return facts.vantages.some(({ id }) => now <= (sightings.vantage[vantageKey(id, delegation)]?.notNew?.goneAt ?? 0));
}

function prompt(facts: Facts): Happening | undefined {
  const step = currentStep(facts);
  return step === undefined || step === facts.promptedStep ? undefined : { kind: 'step-prompted', step };
}

/**
 * What the channel has not heard of yet. A path never told of before is told at once; what comes by paths already told
 * of, and what became of carrying it over, waits for the digest, so that a busy sender makes one message an hour, not one
 * a mail. Suspected spam makes one list a day, and one when nothing else stands between the record and its next gate.
 */
function arrivalsToTell(record: Migration, now: Instant): Happening | undefined {
  const { facts } = record;
  const { real, rescued, suspects, puzzles } = untold(facts);
  const isDigestDue = isOver(lastDigest(facts), facts.settings.digestMs, now);
  if (rescued.length > 0 && (isDigestDue || hasNewPath(facts, rescued, now)))
    return { kind: 'rescues-told', keys: keysOf(rescued) };
  const isRealDue = real.length + puzzles.length > 0 && (isDigestDue || hasNewPath(facts, real, now));
  const isSuspectDue =
    suspects.length > 0 &&
    (isOver(facts.suspectsToldAt, facts.settings.suspectDigestMs, now) || onlySuspectsBlock(record, now));
  if (!isRealDue && !isSuspectDue) return undefined;
  const keys = (list: readonly { key: string }[], isDue: boolean) => (isDue ? keysOf(list) : []);
  return {
    kind: 'arrivals-told',
    stragglers: keys(real, isRealDue),
    suspects: keys(suspects, isSuspectDue),
    puzzles: keys(puzzles, isRealDue),
  };
}

const keysOf = (list: readonly { readonly key: string }[]): string[] => list.map(({ key }) => key);

/** A time in the future was written by a clock that has been set back since: it would silence for as long. */
const isOver = (last: Instant | undefined, waitMs: number, now: Instant): boolean =>
  last === undefined || now >= last + waitMs || last > now;

function onlySuspectsBlock(record: Migration, now: Instant): boolean {
  const gate = nextGate(record.facts);
  if (gate === undefined || record.facts.state.kind !== 'active') return false;
  const open = assessGate(record, gate, now).criteria.filter(
    (criterion) => criterion.outcome !== 'pass' && !criterion.id.endsWith('-QUORUM'),
  );
  const items = open
    .flatMap((criterion) => criterion.items)
    .filter((item) => item.outcome !== 'pass' && item.counted !== false && item.waived === undefined);
  return items.length > 0 && items.every((item) => item.key === 'suspects');
}
