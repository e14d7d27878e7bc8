import type { Announcement } from './announcements.ts';
import type { Facts } from './facts.ts';
import { serversNew } from './servers-new.ts';
import type { Sightings } from './sightings.ts';
import type { Instant } from './time.ts';
import { watermarkOf } from './watermark.ts';
import { unreleasedZones } from './zones.ts';

/** The message of the rewrite as it stands; none while it lies ahead, or has been taken back. */
export function rewriteNow(facts: Facts, sightings: Sightings | undefined, by?: string): readonly Announcement[] {
  const { rewriteBegunAt, rewriteSeenAt, rewriteDoneAt, rewriteKept, lastOldAt, differences, executor } = facts;
  const at = rewriteDoneAt ?? rewriteSeenAt ?? rewriteBegunAt;
  if (at === undefined || facts.state.kind === 'rolled-back') return [];
  const isSeen = rewriteSeenAt !== undefined || rewriteDoneAt !== undefined;
  const state = rewriteDoneAt !== undefined ? 'done' : isSeen ? 'seen' : 'begun';
  const watermark = watermarkOf(facts);
  const who = by ?? executor;
  const servers = isSeen && sightings !== undefined ? serversNew({ facts, sightings }) : undefined;
  const formersGoneAt = formersLastAsked(facts);
  return [
    {
      kind: 'rewrite',
      slot: `rewrite:${facts.gates['cut-over'].rounds}`,
      state,
      at,
      ...(watermark === undefined ? {} : { watermark }),
      ...(who === undefined ? {} : { by: who }),
      ...(servers === undefined ? {} : { servers }),
      ...(lastOldAt === undefined ? {} : { lastOldAt }),
      ...(differences === undefined ? {} : { differences }),
      ...(formersGoneAt === undefined ? {} : { formersGoneAt }),
      ...(rewriteKept === undefined ? {} : { kept: rewriteKept }),
    },
  ];
}

/** Until when caches may ask servers that the delegation no longer leads to; undefined where none was left lately. */
function formersLastAsked(facts: Facts): Instant | undefined {
  const waiting = new Set(unreleasedZones(facts));
  const ends = Object.values(facts.formers ?? {}).flatMap((one) => (waiting.has(one.zone) ? [one.goneAt] : []));
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/**
 * Whether the rewrite's message is edited minute by minute: what servers and resolvers say makes no events of its own. It
 * ends with "keep", and with the time in which everybody may roll back: a message that changes for days is read by nobody.
 */
export function isRewriteWatched(facts: Facts, now: Instant): boolean {
  const { rewriteBegunAt, rewriteSeenAt, rewriteDoneAt, rewriteKept } = facts;
  const begun = rewriteSeenAt ?? rewriteBegunAt;
  if (begun === undefined || facts.state.kind !== 'active' || rewriteKept !== undefined) return false;
  // Mail does not go back to a server that is shut: the question is answered.
  if (facts.steps.close !== undefined) return false;
  return rewriteDoneAt === undefined || now <= rollbackFreeUntil(facts, begun);
}

/** Until then everybody of the team may roll back without asking. */
export const rollbackFreeUntil = (facts: Facts, begun: Instant): Instant => begun + facts.settings.rollbackFreeMs;
