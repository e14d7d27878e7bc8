import type { Straggler } from '../arrival-facts.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { arrivalKey } from '../keys.ts';
import type { Arrival } from '../observations.ts';
import { rewriteFrom } from '../runbook.ts';
import type { Instant } from '../time.ts';
import type { Surveyed } from './surveyed.ts';

/** What the old server forwarded to the mailboxes that are watched by it, as their new places show. */
function forwardedTo(facts: Facts, surveyed: readonly Surveyed[]): readonly Arrival[] {
  if (facts.state.kind === 'rolled-back') return [];
  const watched = new Set(facts.mailboxes.filter(({ watch }) => watch === 'forwarded').map(({ address }) => address));
  return surveyed
    .filter(({ observation }) => observation.side === 'new' && watched.has(observation.mailbox))
    .flatMap(({ result }) => result.arrivals)
    .filter(({ through }) => through === 'old');
}

/**
 * Mail that reached the old server after the rewrite and was forwarded: stragglers that are on the new server already.
 * By which path they came to the old one only its own line would say, and what stands below this server's is anybody's.
 */
export function forwardedStragglers(facts: Facts, surveyed: readonly Surveyed[], now: Instant): readonly Straggler[] {
  const from = rewriteFrom(facts);
  if (from === undefined) return [];
  return forwardedTo(facts, surveyed)
    .filter(({ kind, at }) => kind === 'delivery' && at >= from - (from % 1_000))
    .map((arrival) => {
      const { mailbox, folder, at, fingerprint, suspect, subject } = arrival;
      return {
        key: `forwarded|${arrivalKey(mailbox, folder, arrival.uidValidity, arrival.uid)}`,
        mailbox,
        folder,
        at,
        seenAt: now,
        fingerprint,
        carriedAt: now,
        source: 'forwarded',
        ...(arrival.from === undefined ? {} : { from: arrival.from }),
        ...(suspect === undefined ? {} : { suspect }),
        ...(subject === undefined ? {} : { subject }),
      };
    });
}

/**
 * Whether a message proves that it forwards. Lines below the new server's own are the sender's word, and anybody can write
 * the old server's name there: so either the new server itself noted one of the old one's addresses as where it came
 * from, or it is a probe of ours, whose id nobody else knows.
 */
function isProof({ servers, probes }: Facts, { kind, path, probe, mailbox }: Arrival): boolean {
  if (kind === 'probe') return (probes ?? []).some((one) => one.id === probe && one.mailbox === mailbox);
  return path?.address !== undefined && servers.old.addresses.includes(path.address);
}

/** That it forwards, as messages prove it; whatever else came by it is a straggler all the same. */
export function forwardedSeen(facts: Facts, surveyed: readonly Surveyed[], now: Instant): readonly Happening[] {
  const latest = new Map<string, Instant>();
  for (const { mailbox, at } of forwardedTo(facts, surveyed).filter((one) => isProof(facts, one))) {
    // A sender's clock, or the server's, may be ahead: it proves nothing for longer by that.
    const seenAt = Math.min(at, now);
    const known = Math.max(latest.get(mailbox) ?? 0, facts.forwardedSeenAt?.[mailbox] ?? 0);
    if (seenAt > known) latest.set(mailbox, seenAt);
  }
  if (latest.size === 0) return [];
  return [{ kind: 'forwarded-seen', mailboxes: [...latest].map(([mailbox, at]) => ({ mailbox, at })) }];
}
