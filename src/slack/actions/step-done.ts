import type { Answer } from '../visit.ts';
import { type Click, carryOutClick, stale, withClicked } from './click.ts';

/** "Done" under a step. */
export function stepDone(click: Click): Promise<Answer> {
  return withClicked(click, (migration) => {
    const { step } = click.value;
    if (step === undefined) return stale(click);
    return carryOutClick(click, migration, { kind: 'mark-step', by: click.user, step, done: true }, true);
  });
}
