import type { Announcement } from './announcements.ts';
import type { CriterionGist, Event } from './events.ts';
import type { Facts } from './facts.ts';
import { assessGate } from './gates/assess.ts';
import { gist } from './gates/gist.ts';
import { isRewriteAhead } from './rewrite-eve.ts';
import type { Sightings } from './sightings.ts';
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

export function eveTold(facts: Facts, event: Of<'rewrite-eve'>): readonly Said<'rewrite-eve'>[] {
  return eveSaid(facts, event.isGo ? 'go' : 'no-go', event.criteria);
}

/**
 * The eve's message once more, where one stands: the gate moved, or the rewrite has begun. One of a window that was given
 * up says so, and never again that it is time.
 */
export function eveNow(facts: Facts, sightings: Sightings | undefined, at: number): readonly Said<'rewrite-eve'>[] {
  if (sightings === undefined || !isOfWindow(facts)) return [];
  if (!isRewriteAhead(facts)) return eveSaid(facts, 'begun', []);
  const verdict = assessGate({ id: '', facts, sightings }, 'cut-over', at);
  const isGo = facts.gates['cut-over'].state === 'open' && verdict.passes;
  return eveSaid(facts, isGo ? 'go' : 'no-go', verdict.criteria.filter(({ outcome }) => outcome !== 'pass').map(gist));
}

/** Whether what was told of an eve is about the window that is appointed now. */
const isOfWindow = ({ eve, window }: Facts): boolean => eve !== undefined && eve.from === window?.from;

function eveSaid(
  { eve, executor }: Facts,
  state: Said<'rewrite-eve'>['state'],
  criteria: readonly CriterionGist[],
): readonly Said<'rewrite-eve'>[] {
  if (eve === undefined) return [];
  const slot = `rewrite-eve:${eve.from}`;
  return [{ kind: 'rewrite-eve', slot, from: eve.from, state, executor, criteria }];
}

/** How the old contract and the earliest safe day lie; one message a stage, the last one edited. */
export function contractWarned(facts: Facts, event: Of<'contract-warned'>): readonly Said<'contract'>[] {
  const { n, stage, endsOn, noticeDays, decideOn, isShort, safeOn, isSafeKnown, months } = event;
  const people = [...new Set([facts.startedBy, ...facts.approvers])];
  const notice = noticeDays === undefined ? {} : { noticeDays };
  const warning = { stage, endsOn, ...notice, decideOn, isShort, safeOn, isSafeKnown, months };
  return [{ kind: 'contract', slot: `contract:${n}`, ...warning, people }];
}
