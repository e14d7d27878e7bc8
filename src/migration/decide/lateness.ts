import { agenda } from '../agenda.ts';
import type { Happening } from '../events.ts';
import { limitsOf } from '../gates/judge.ts';
import type { Migration } from '../record.ts';
import { nextGate } from '../runbook.ts';
import type { GateId, Look } from '../settings.ts';
import type { Instant } from '../time.ts';
import type { Step } from './step.ts';

/** What the evidence of each gate comes from. What is carried over, and whether resolvers can be reached at all, bears none. */
const RESTS_ON: Readonly<Record<GateId, readonly Look[]>> = {
  'cut-over': ['zone', 'logins', 'scan', 'acceptance', 'content'],
  'switch-back': ['zone', 'vantages', 'logins', 'survey', 'acceptance', 'probes'],
  cancel: ['zone', 'vantages', 'logins', 'survey', 'acceptance', 'content', 'probes'],
};

/**
 * The bot is behind with these looks. That is an event only of looks that the next gate rests on, and only when what
 * they saw is no longer fresh: whoever waits for the gate must know that no server and no person keeps it shut.
 */
export function reportLate(record: Migration, looks: readonly Look[], now: Instant): Step {
  const { facts } = record;
  const gate = nextGate(facts);
  if (gate === undefined || facts.state.kind !== 'active') return { happenings: [] };
  const known = facts.looksLate?.looks ?? [];
  const more = looks.filter((look) => !known.includes(look) && isStale(record, gate, look, now));
  return { happenings: more.length === 0 ? [] : [{ kind: 'looks-late', gate, looks: [...known, ...more] }] };
}

/** Never seen is not grown stale: whoever began a migration waits for the first look anyway. */
function isStale({ facts, sightings }: Migration, gate: GateId, look: Look, now: Instant): boolean {
  const seenAt = sightings.looks[look]?.at;
  const limits = limitsOf({ facts, gate, now }, look);
  return RESTS_ON[gate].includes(look) && seenAt !== undefined && limits !== undefined && now > seenAt + limits.freshMs;
}

/** All of them have been taken since, or are taken no more. */
export function caughtUp(record: Migration, now: Instant): Happening | undefined {
  const { looksLate } = record.facts;
  if (looksLate === undefined) return undefined;
  const ahead = agenda(record, now);
  const isOver = looksLate.looks.every(
    (look) => (record.sightings.looks[look]?.at ?? 0) > looksLate.at || !ahead.some(({ what }) => what === look),
  );
  return isOver ? { kind: 'looks-caught-up', gate: looksLate.gate } : undefined;
}
