import { LOOK_LIMIT_MS } from '../answering.ts';
import { LAST_LOOKS } from '../commands/step.ts';
import { plainView } from '../views/lists.ts';
import type { Answer } from '../visit.ts';
import { type Click, carryOutClick, stale, withClicked } from './click.ts';

/** "Done" under a step. Cancelling is said on what is true now: a fresh look comes first. */
export function stepDone(click: Click): Promise<Answer> {
  return withClicked(click, (migration, words) => {
    const { step } = click.value;
    if (step === undefined) return stale(click);
    const carry = () => carryOutClick(click, migration, { kind: 'mark-step', by: click.user, step, done: true }, true);
    if (step !== 'retire' || migration.facts.gates.cancel.state !== 'open') return carry();
    return {
      kind: 'later',
      first: plainView(words.t('slack:looking')),
      rest: async () => {
        const signal = AbortSignal.any([click.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
        await click.service.lookNow(migration.id, LAST_LOOKS, signal);
        return (await carry()).reply;
      },
    };
  });
}
