import type { Command } from '../../src/migration/commands.ts';
import { decide } from '../../src/migration/decide.ts';
import type { Event, Happening } from '../../src/migration/events.ts';
import { evolve } from '../../src/migration/evolve.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { assessGate } from '../../src/migration/gates/assess.ts';
import type { CriterionId, CriterionResult, ItemResult } from '../../src/migration/gates/criterion.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { GateId } from '../../src/migration/settings.ts';
import type { Sightings } from '../../src/migration/sightings.ts';
import { HOUR_MS, type Instant } from '../../src/migration/time.ts';
import { BEGIN, CLOSED, RESTORED, run, SETTLED, started, T0, wholeScript } from './a-migration.ts';

/** The good migration as it stands just before `at` (relative to T0). */
export const upTo = (at: number): Migration =>
  run(
    started(),
    wholeScript().filter((line) => line.at < at),
  ).migration;

export const CUT_OVER_READY = BEGIN - HOUR_MS;
export const CUT_OVER_OPEN = BEGIN;
export const SWITCH_BACK_READY = SETTLED;
export const SWITCH_BACK_OPEN = SETTLED + 2;
export const SWITCH_BACK_DONE = RESTORED + 1;
export const CANCEL_READY = CLOSED;
export const CANCEL_OPEN = CLOSED + 3;

/** The record with some facts, or sightings, as they never came about by commands. */
export const withFacts = (record: Migration, change: Partial<Facts>): Migration => ({
  ...record,
  facts: { ...record.facts, ...change },
});
export const withSightings = (record: Migration, change: Partial<Sightings>): Migration => ({
  ...record,
  sightings: { ...record.sightings, ...change },
});

/** The record after happenings that are simply taken for true, without what follows from them. */
export const having = (record: Migration, at: number, ...happenings: readonly Happening[]): Migration => ({
  ...record,
  facts: happenings.reduce(
    (facts: Facts, happening) => evolve(facts, { ...happening, at: T0 + at, by: 'UAOI' }),
    record.facts,
  ),
});

/** The record and the events after a command that must not be refused; `at` is relative to T0. */
export function did(
  record: Migration,
  at: number,
  command: Command,
): { readonly record: Migration; readonly events: readonly Event[] } {
  const decision = decide(record, command, T0 + at);
  if (!decision.ok) throw new Error(`${command.kind} was refused: ${decision.refusal.code}`);
  return { record: decision.migration, events: decision.events };
}

/** The code a command is refused with; undefined when it is carried out. */
export function refusalOf(record: Migration, at: number, command: Command): string | undefined {
  const decision = decide(record, command, T0 + at);
  return decision.ok ? undefined : decision.refusal.code;
}

export const kindsOf = (events: readonly Event[]): readonly string[] => events.map((event) => event.kind);

/** One criterion's verdict at an instant relative to T0. */
export function criterion(record: Migration, gate: GateId, id: CriterionId, at: number): CriterionResult {
  const found = assessGate(record, gate, T0 + at).criteria.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${gate} has no ${id}`);
  return found;
}

/** One item of a criterion. */
export function itemOf(result: CriterionResult, key: string): ItemResult {
  const found = result.items.find((item) => item.key === key);
  if (found === undefined) throw new Error(`${result.id} has no ${key}, only ${result.items.map((item) => item.key)}`);
  return found;
}

export const at = (relative: number): Instant => T0 + relative;
