import { isReal, isUnjudged } from '../arrivals.ts';
import type { Facts } from '../facts.ts';
import { assess } from '../gates/assess.ts';
import type { Figure } from '../gates/criterion.ts';
import type { Migration } from '../record.ts';
import { judgedAt } from '../runbook.ts';
import { regularSenders, seenNewAt } from '../senders.ts';
import { GATES, type GateId } from '../settings.ts';
import type { Instant } from '../time.ts';
import { type GateChapter, undoneOf } from './gates.ts';

export const RISKS = [
  'unwatched',
  'attested',
  'waived',
  'not-carried',
  'unjudged',
  'puzzles',
  'bounced',
  'senders-dismissed',
  'senders-open',
  'solo',
  'gate-retracted',
  'gate-not-open',
  'no-archive',
  'archive-not-restored',
  'messages-missing',
] as const;
/** Something that the evidence does not cover, or that people took upon themselves. */
export type Risk = {
  readonly code: (typeof RISKS)[number];
  readonly figures: Readonly<Record<string, Figure>>;
};

/**
 * What remains at risk, the gravest first; empty when everything was seen and nothing waived. Once the migration has ended
 * it is judged as it was then. `chapters`: what the journal says of the gates, where it was read.
 */
export function risksOf(migration: Migration, at: Instant, chapters: readonly GateChapter[] = []): readonly Risk[] {
  const { facts, sightings } = migration;
  const now = judgedAt(facts, at);
  const risks: Risk[] = [];
  const add = (code: Risk['code'], count: number, figures: Risk['figures'] = {}) => {
    if (count > 0) risks.push({ code, figures: { count, ...figures } });
  };
  const names = (mode: string) => facts.mailboxes.filter(({ watch }) => watch === mode).map(({ address }) => address);
  const verdicts = assess(migration, now);
  for (const gate of GATES) {
    const back = takenBack(facts, gate, chapters);
    if (back !== undefined) add('gate-retracted', 1, { gate, ...back });
    if (back !== undefined) continue;
    // A gate that is history was open once; what opened it stands in its own chapter.
    if (facts.gates[gate].state === 'done' || facts.gates[gate].state === 'open') continue;
    const open = verdicts[gate].criteria.filter(({ outcome }) => outcome !== 'pass');
    add('gate-not-open', 1, { gate, criteria: open.map(({ id }) => id) });
  }
  const real = facts.stragglers.filter((one) => isReal(one) && one.carriedAt === undefined);
  add('not-carried', real.length, { mailboxes: [...new Set(real.map(({ mailbox }) => mailbox))] });
  const missing = Object.entries(sightings.content ?? {}).filter(([, seen]) => (seen.ok?.missingTotal ?? 0) > 0);
  add(
    'messages-missing',
    missing.reduce((sum, [, seen]) => sum + (seen.ok?.missingTotal ?? 0), 0),
    { mailboxes: missing.map(([mailbox]) => mailbox) },
  );
  const bounced = [...new Set((facts.oldRefusals ?? []).map(({ address }) => address))];
  add('bounced', bounced.length, { addresses: bounced });
  add('unwatched', names('unwatched').length, { mailboxes: names('unwatched') });
  add('attested', names('attested').length, { mailboxes: names('attested') });
  add('unjudged', facts.stragglers.filter(isUnjudged).length);
  add('puzzles', facts.puzzles.length, { mailboxes: [...new Set(facts.puzzles.map(({ mailbox }) => mailbox))] });
  const unseen = regularSenders(facts, now).filter((one) => seenNewAt(facts, one) === undefined);
  const dismissed = unseen.filter((one) => one.dismissed !== undefined).map(({ sender }) => sender);
  const open = unseen.filter((one) => one.dismissed === undefined).map(({ sender }) => sender);
  add('senders-open', open.length, { senders: open });
  add('senders-dismissed', dismissed.length, { senders: dismissed });
  if (facts.archive === undefined) add('no-archive', 1);
  else if (facts.archive.restoredAt === undefined) add('archive-not-restored', 1, { keptAt: facts.archive.at });
  add('waived', facts.waivers.length);
  if (facts.solo) add('solo', 1, { by: facts.startedBy });
  return risks;
}

/** When a gate that is open no longer had opened, when that was taken back, by whom and why; undefined of any other. */
function takenBack(facts: Facts, gate: GateId, chapters: readonly GateChapter[]): Risk['figures'] | undefined {
  const undone = undoneOf(facts, gate);
  const { state, openedAt, since } = facts.gates[gate];
  if (undone === undefined && (state === 'open' || state === 'done')) return undefined;
  const last = chapters.find((chapter) => chapter.gate === gate)?.openings.at(-1);
  const { at: opened, retracted } = last ?? { at: openedAt ?? since, retracted: undone };
  if (retracted === undefined) return undefined;
  const { at, by, why } = retracted;
  return { openedAt: opened, at, ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
}
