import { decide } from '../../src/migration/decide.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { bigMigration, bigSurvey } from '../core/big-migration.ts';
import { median } from '../interleave.ts';
import { ownPeakMib } from '../memory.ts';
import type { Measured } from '../targets.ts';

const RUNS = 9;
const CALLS_A_RUN = 30;

/** All three verdicts on a big record in the middle of its parallel phase, every subject of it seen lately. */
export async function measureCore(): Promise<Measured> {
  const { migration, now } = bigMigration();
  const survey = bigSurvey(now);
  const decideOnSurvey = (): void => {
    const decision = decide(migration, survey, now);
    if (!decision.ok) throw new Error(`the survey was refused: ${decision.refusal.code}`);
  };
  const judgeAll = (): void => void assess(migration, now);
  return {
    'core-assess': median(Array.from({ length: RUNS }, () => timeOf(judgeAll))),
    'core-decide': median(Array.from({ length: RUNS }, () => timeOf(decideOnSurvey))),
    'core-memory': ownPeakMib(),
  };
}

/** Milliseconds a call. */
function timeOf(work: () => void): number {
  const startedAt = performance.now();
  for (let call = 0; call < CALLS_A_RUN; call += 1) work();
  return (performance.now() - startedAt) / CALLS_A_RUN;
}
