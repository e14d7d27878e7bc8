import type { Happening } from '../events.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import { wantsRescue } from '../rescue.ts';
import type { Instant } from '../time.ts';
import type { Step } from './step.ts';

type Entry = Extract<Happening, { kind: 'stragglers-rescued' }>['entries'][number];

/**
 * What became of carrying stragglers over. A failure leaves a straggler to the next look; a refusal, or a message that
 * is no longer on the old server, is an end that a person must see to. What was settled meanwhile is not settled again.
 */
export function reportRescue(
  { facts, sightings }: Migration,
  report: Extract<ReportCommand, { kind: 'report-rescue' }>,
  now: Instant,
): Step {
  const open = new Map(
    facts.stragglers.filter((one) => wantsRescue(one, 'person')).map((one) => [one.key, one.rescue?.outcome] as const),
  );
  const entries = report.observations.flatMap(({ key, result }): readonly Entry[] => {
    // Tried again, and refused again: that has been said.
    if (result.outcome === 'failed' || !open.has(key) || open.get(key) === result.outcome) return [];
    open.delete(key);
    if (result.outcome === 'gone') return [{ key, outcome: 'gone' }];
    if (result.outcome === 'refused') return [{ key, outcome: 'refused', reason: result.reason }];
    return [{ key, outcome: result.outcome, folder: result.folder }];
  });
  return {
    happenings: entries.length === 0 ? [] : [{ kind: 'stragglers-rescued', entries }],
    sightings: { ...sightings, looks: { ...sightings.looks, rescue: { at: now } } },
  };
}
