import type { Migration } from '../../../migration/record.ts';
import { phaseOf } from '../../../migration/runbook.ts';
import { type Instant, MINUTE_MS } from '../../../migration/time.ts';

/** Which extras a look at the zone brings along. */
export type ExtrasDue = {
  /** SPF, DKIM, PTR, TLSA: what the cut-over gate judges. */
  readonly all: boolean;
  readonly policies: boolean;
  readonly signing: boolean;
  /** Whether recursors may be asked if the zone validates. */
  readonly recursors: boolean;
  readonly newZones: boolean;
};

const CHECKS_EVERY_MS = 10 * MINUTE_MS;
const RECURSORS_EVERY_MS = 2 * MINUTE_MS;

/**
 * Everything at each look until the window; then what can still break: signatures and the policy, now and then. While
 * the rewrite is being done, signatures at each look, since a zone signed anew is where they break; and for as long as
 * they are broken.
 */
export function extrasDue({ facts, sightings }: Migration, now: Instant): ExtrasDue {
  const phase = phaseOf(facts, now);
  const { extras = {} } = sightings;
  const sinceSigning = now - lastAt(Object.values(extras.signing ?? {}));
  const sincePolicies = now - lastAt(Object.values(extras.policies ?? {}));
  const sinceNewZones = now - Math.max(0, ...Object.values(extras.newZones ?? {}).map(({ at }) => at));
  const newZones = facts.dnsMove !== undefined;
  // Whoever mends it waits for the bot to see it.
  const isBroken = Object.values(extras.signing ?? {}).some(({ seen }) => seen?.state === 'bogus');
  // A look that comes more often than that (short windows) is judged by its own rhythm, and so must be what it brings;
  // while the rewrite is being done, nothing is.
  const isRewriting = phase === 'rewriting';
  const rhythmMs = isRewriting ? CHECKS_EVERY_MS : (facts.settings.everyMs.zone[phase] ?? CHECKS_EVERY_MS);
  const everyMs = Math.min(CHECKS_EVERY_MS, rhythmMs);
  const recursorsMs = Math.min(RECURSORS_EVERY_MS, everyMs);
  if (phase === 'before') return { all: true, policies: true, signing: true, recursors: true, newZones };
  return {
    all: false,
    policies: sincePolicies >= everyMs,
    signing: isRewriting || isBroken || sinceSigning >= everyMs,
    recursors: isBroken || sinceSigning >= recursorsMs,
    newZones: newZones && sinceNewZones >= everyMs,
  };
}

type Sighting = {
  readonly seen?: { readonly at: Instant } | undefined;
  readonly failed?: { readonly at: Instant } | undefined;
};

function lastAt(sightings: readonly Sighting[]): Instant {
  return Math.max(0, ...sightings.flatMap(({ seen, failed }) => [seen?.at ?? 0, failed?.at ?? 0]));
}
