import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/migration/commands.ts';
import { decide } from '../../src/migration/decide.ts';
import type { Event } from '../../src/migration/events.ts';
import { evolve, replay } from '../../src/migration/evolve.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import { nextGate } from '../../src/migration/runbook.ts';
import { GATES } from '../../src/migration/settings.ts';
import type { Sightings } from '../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import {
  aStart,
  CLOSED,
  MAILBOXES,
  run,
  SETTLED,
  started,
  surveyReport,
  T0,
  type Timed,
  wholeScript,
} from './a-migration.ts';
import { disturbed, failedAcceptance, failedContent, failedLogins, failedZone } from './disturbances.ts';

const RUNS = { numRuns: 150 };
/** So that its holidays are taken. */
const JAPAN = { country: 'JP' };

/** Walks through a script; `check` sees each step. */
function walk(
  script: readonly Timed[],
  check: (step: {
    before: Migration;
    after: Migration;
    events: readonly Event[];
    now: number;
    command: Command;
  }) => void,
): Migration {
  let before = started(JAPAN);
  for (const { at, command } of script) {
    const now = T0 + at;
    const decision = decide(before, command, now);
    if (!decision.ok) continue;
    check({ before, after: decision.migration, events: decision.events, now, command });
    before = decision.migration;
  }
  return before;
}

describe('over random sequences of commands, observations and times', () => {
  test('no gate opens while an unwaived criterion is not a pass on fresh evidence', () => {
    let opened = 0;
    fc.assert(
      fc.property(disturbed, (script) => {
        walk(script, ({ after, events, now }) => {
          for (const event of events) {
            if (event.kind !== 'gate-opened') continue;
            opened += 1;
            expect(event.criteria.filter((criterion) => criterion.outcome !== 'pass')).toEqual([]);
            // Judged from outside as well: at that instant every item that counts was a pass within its limit, or waived.
            if (after.facts.gates[event.gate].state !== 'open') continue;
            for (const criterion of assess(after, now)[event.gate].criteria) {
              for (const item of criterion.items) {
                if (item.waived !== undefined || item.counted === false) continue;
                expect([criterion.id, item.key, item.outcome]).toEqual([criterion.id, item.key, 'pass']);
                expect(item.freshUntil === undefined || now <= item.freshUntil).toBe(true);
              }
            }
          }
        });
      }),
      RUNS,
    );
    expect(opened).toBeGreaterThan(20);
  });

  test('a real straggler closes what rests on quiet', () => {
    const openUntil = { 'switch-back': SETTLED + 2, cancel: CLOSED + 3 } as const;
    fc.assert(
      fc.property(
        fc.constantFrom('switch-back' as const, 'cancel' as const),
        fc.integer({ min: 0, max: 30 * MINUTE_MS }),
        fc.constantFrom(...MAILBOXES),
        fc.integer({ min: 300, max: 1_000 }),
        fc.boolean(),
        (gate, afterMs, mailbox, uid, suspected) => {
          const open = run(
            started(),
            wholeScript().filter(({ at }) => at < openUntil[gate]),
          ).migration;
          expect(open.facts.gates[gate].state).toBe('open');
          const now = T0 + openUntil[gate] + afterMs;
          const arrival = {
            side: 'old' as const,
            mailbox,
            uid,
            at: now - MINUTE_MS,
            ...(suspected ? { suspect: 'junk' as const } : {}),
          };
          const found = run(open, [{ at: now - T0, command: surveyReport(now, [arrival]) }]).migration;
          // Spam alone closes nothing; a person who says that it is real does.
          expect(found.facts.gates[gate].state).toBe(suspected ? 'open' : 'closed');
          const judged: Command = {
            kind: 'judge-suspects',
            by: 'UKEN',
            keys: [`${mailbox}|INBOX|7|${uid}`],
            verdict: 'real',
          };
          const real = suspected ? run(found, [{ at: now - T0 + 1, command: judged }]).migration : found;
          expect(real.facts.gates[gate].state).toBe('closed');
          expect(real.facts.gates[gate].round?.state).toBe('lapsed');
          expect(assess(real, now + 2)[gate].ready).toBe(false);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('replaying the journal rebuilds the facts exactly, and a stored record reads back as itself', () => {
    fc.assert(
      fc.property(disturbed, (script) => {
        const events: Event[] = [{ kind: 'started', input: aStart(JAPAN), at: T0, by: 'UAOI' }];
        const first = started(JAPAN);
        // What followed from the start by itself is part of the journal too.
        let facts = replay(events);
        for (const step of [{ kind: 'step-prompted' as const, step: 'inventory' as const, at: T0, by: 'bot' }]) {
          events.push(step);
          facts = evolve(facts, step);
        }
        expect(facts).toEqual(first.facts);
        const last = walk(script, ({ events: more }) => events.push(...more));
        const journal = JSON.parse(JSON.stringify(events)) as Event[];
        expect(JSON.stringify(replay(journal))).toBe(JSON.stringify(last.facts));
        // A key without a value would be one that the stored record does not have.
        expect(replay(journal)).toStrictEqual(last.facts);
        const stored: unknown = JSON.parse(JSON.stringify(last));
        expect(parseMigration(stored)).toEqual(stored);
      }),
      { numRuns: 60 },
    );
  });

  test('dropping any sighting never turns a verdict towards "safe"', () => {
    fc.assert(
      fc.property(
        disturbed,
        fc.nat(),
        fc.constantFrom(
          'authority',
          'vantage',
          'login',
          'survey',
          'copies',
          'delegation',
          'looks',
          'extras',
          'scan',
          'acceptance',
          'trials',
          'content',
          'logs',
        ),
        (script, pick, kind) => {
          walk(script, ({ after, now }) => {
            const poorer = { ...after, sightings: without(after.sightings, kind as keyof Sightings, pick) };
            const rich = assess(after, now);
            const poor = assess(poorer, now);
            for (const gate of GATES) {
              if (!rich[gate].ready) expect([gate, kind, poor[gate].ready]).toEqual([gate, kind, false]);
              if (!rich[gate].passes) expect(poor[gate].passes).toBe(false);
              if (after.facts.gates[gate].state !== 'open') continue;
              // An open gate stands no longer on a lost sighting than it would have stood on that sighting.
              for (const later of [now + 6 * HOUR_MS, now + DAY_MS, now + 5 * DAY_MS, now + 20 * DAY_MS]) {
                if (assess(after, later)[gate].closing.length > 0) {
                  expect(assess(poorer, later)[gate].closing).not.toEqual([]);
                }
              }
            }
          });
        },
      ),
      RUNS,
    );
  });

  test('refusals change nothing, and the same command twice changes nothing more', () => {
    fc.assert(
      fc.property(disturbed, (script) => {
        let record = started(JAPAN);
        for (const { at, command } of script) {
          const frozen = JSON.stringify(record);
          const once = decide(record, command, T0 + at);
          expect(JSON.stringify(record)).toBe(frozen);
          if (!once.ok) continue;
          const twice = decide(once.migration, command, T0 + at);
          // A second client of the same name is another client.
          if (twice.ok && command.kind !== 'add-clients') {
            expect(JSON.stringify(twice.migration.facts)).toBe(JSON.stringify(once.migration.facts));
          }
          record = once.migration;
        }
      }),
      RUNS,
    );
  });

  test('a failed look alone never closes an open gate', () => {
    let open = 0;
    fc.assert(
      fc.property(disturbed, fc.integer({ min: 0, max: 2 * HOUR_MS }), (script, laterMs) => {
        walk(script, ({ after, now }) => {
          const gate = nextGate(after.facts);
          if (gate === undefined || after.facts.gates[gate].state !== 'open') return;
          const then = now + laterMs;
          const idle = decide(after, { kind: 'tick' }, then);
          if (!idle.ok || idle.migration.facts.gates[gate].state !== 'open') return;
          open += 1;
          for (const failure of [
            failedZone(then),
            failedLogins(then),
            failedAcceptance(then),
            failedContent(then),
            { kind: 'report-rescue', observations: [] } as const,
            { kind: 'report-probes', sent: [], landings: [], searched: [] } as const,
            { kind: 'report-survey', observations: [] } as const,
          ]) {
            const after2 = decide(after, failure, then);
            expect(after2.ok && after2.migration.facts.gates[gate].state).toBe('open');
          }
        });
      }),
      RUNS,
    );
    expect(open).toBeGreaterThan(20);
  });
});

function without(sightings: Sightings, kind: keyof Sightings, pick: number): Sightings {
  const value = sightings[kind];
  if (kind === 'delegation' || value === undefined) {
    const { delegation: _delegation, ...rest } = sightings;
    return rest;
  }
  const keys = Object.keys(value);
  const dropped = keys[pick % Math.max(1, keys.length)];
  return { ...sightings, [kind]: Object.fromEntries(Object.entries(value).filter(([key]) => key !== dropped)) };
}

test('the good script itself reaches every gate, so the properties above speak of open gates', () => {
  expect(run(started(), wholeScript()).refusals).toEqual([]);
});
