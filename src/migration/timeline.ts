import { isReal } from './arrivals.ts';
import type { Facts } from './facts.ts';
import { STEPS } from './facts.ts';
import type { Migration } from './record.ts';
import { judgedAt, rewriteFrom } from './runbook.ts';
import type { Instant } from './time.ts';
import { marksOf } from './timeline/marks.ts';
import { panelsOf } from './timeline/panels.ts';
import { authoritiesRow, rowsOf } from './timeline/rows.ts';
import type { Timeline, TimelineStep, TimelineStraggler } from './timeline/shapes.ts';
import { watermarkOf } from './watermark.ts';

export type * from './timeline/shapes.ts';

/**
 * What a picture of a migration shows, as of `now`: each vantage's way from old through mixed to new, and what else has
 * a date. Nothing that was not seen is drawn as old or new; a vantage that is not wholly new now is never hidden among
 * those that are.
 */
export function timelineOf(migration: Migration, at: Instant): Timeline {
  const { facts } = migration;
  // After the end nothing was seen: the picture ends there.
  const now = judgedAt(facts, at);
  const stragglers = stragglersOf(facts, now);
  const panels = panelsOf(facts, now);
  const { rows, counts } = rowsOf(migration, now);
  return {
    domain: facts.domain,
    now,
    state: facts.state.kind,
    panels,
    rows: [...authoritiesRow(facts, now), ...rows],
    marks: marksOf(facts, panels),
    stragglers,
    steps: stepsOf(facts, now),
    rewriteAt: rewriteFrom(facts),
    watermark: watermarkOf(facts),
    counts,
  };
}

function stragglersOf(facts: Facts, now: Instant): readonly TimelineStraggler[] {
  return facts.stragglers
    .filter((one) => isReal(one) && one.at <= now)
    .map(({ at, carriedAt }) => ({ at, rescued: carriedAt !== undefined }))
    .sort((a, b) => a.at - b.at);
}

/** A step lasts from the end of the one before to its own; steps that were done out of turn have no length. */
function stepsOf(facts: Facts, now: Instant): readonly TimelineStep[] {
  const steps: TimelineStep[] = [];
  let from = facts.startedAt;
  for (const step of STEPS) {
    const done = facts.steps[step]?.at;
    if (done === undefined) return now > from ? [...steps, { step, from }] : steps;
    if (done > from) steps.push({ step, from, to: done });
    from = Math.max(from, done);
  }
  return steps;
}
