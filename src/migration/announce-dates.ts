import type { Announcement } from './announcements.ts';
import { approversOf } from './approvals.ts';
import type { CriterionGist, Event } from './events.ts';
import type { Facts } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import { gist } from './gates/gist.ts';
import { isRewriteAhead, seenBeforeEve } from './rewrite-eve.ts';
import type { Sightings } from './sightings.ts';
import type { Instant } from './time.ts';
import { windowCautions } from './windows.ts';

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;
type Said<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

/** Who rewrites when, told once, with what speaks against it. */
export function windowSet(
  facts: Facts,
  event: Of<'window-set'>,
  earlier: Facts,
  sightings: Sightings | undefined,
): readonly Announcement[] {
  const { by, executor, from, to, at } = event;
  const record = sightings === undefined ? undefined : { id: '', facts, sightings };
  const cautions = record === undefined ? [] : windowCautions(record, { from, to }, at);
  const eve = isOfWindow(earlier) && !isOfWindow(facts) ? eveSaid(earlier, 'moved', []) : eveNow(facts, sightings, at);
  return [...eve, { kind: 'window', by, executor, from, to, cautions }];
}

export function eveTold(
  facts: Facts,
  event: Of<'rewrite-eve'>,
  sightings: Sightings | undefined,
): readonly Said<'rewrite-eve'>[] {
  const seenAt = sightings === undefined ? undefined : verdictOn(facts, sightings, event.at).seenAt;
  return eveSaid(facts, event.isGo ? 'go' : 'no-go', event.criteria, seenAt);
}

/**
 * The eve's message once more, where one stands: the gate moved, or the rewrite has begun. One of a window that was given
 * up says so, and never again that it is time.
 */
export function eveNow(facts: Facts, sightings: Sightings | undefined, at: Instant): readonly Said<'rewrite-eve'>[] {
  if (sightings === undefined || !isOfWindow(facts)) return [];
  if (!isRewriteAhead(facts)) return eveSaid(facts, 'begun', []);
  const { isGo, open, seenAt } = verdictOn(facts, sightings, at);
  return eveSaid(facts, isGo ? 'go' : 'no-go', open, seenAt);
}

/** The migration was given up before the window: nobody rewrites in it. */
export function eveOver(earlier: Facts): readonly Said<'rewrite-eve'>[] {
  return isOfWindow(earlier) && isRewriteAhead(earlier) ? eveSaid(earlier, 'over', []) : [];
}

function verdictOn(facts: Facts, sightings: Sightings, at: Instant) {
  const { criteria, passes } = assessGate({ id: '', facts, sightings }, 'cut-over', at);
  return {
    isGo: facts.gates['cut-over'].state === 'open' && passes,
    open: criteria.filter(({ outcome }) => outcome !== 'pass').map(gist),
    seenAt: facts.eve === undefined ? undefined : seenBeforeEve(criteria, facts.eve.from),
  };
}

/** Whether what was told of an eve is about the window that is appointed now. */
const isOfWindow = ({ eve, window }: Facts): boolean => eve !== undefined && eve.from === window?.from;

function eveSaid(
  { eve, executor }: Facts,
  state: Said<'rewrite-eve'>['state'],
  criteria: readonly CriterionGist[],
  seenAt?: Instant,
): readonly Said<'rewrite-eve'>[] {
  if (eve === undefined) return [];
  const slot = `rewrite-eve:${eve.from}`;
  const older = state === 'go' && seenAt !== undefined ? { seenAt } : {};
  return [{ kind: 'rewrite-eve', slot, from: eve.from, state, ...older, executor, criteria }];
}

/** How the old contract and the earliest safe day lie; one message a stage, the last one edited. */
export function contractWarned(facts: Facts, event: Of<'contract-warned'>): readonly Said<'contract'>[] {
  const { n, stage, endsOn, noticeDays, decideOn, isShort, safeOn, isSafeKnown, months } = event;
  const people = [...new Set([facts.startedBy, ...approversOf(facts)])];
  const notice = noticeDays === undefined ? {} : { noticeDays };
  const warning = { stage, endsOn, ...notice, decideOn, isShort, safeOn, isSafeKnown, months };
  return [{ kind: 'contract', slot: `contract:${n}`, ...warning, people }];
}
