import { currentStep } from '../../migration/runbook.ts';
import { LOOK_LIMIT_MS } from '../answering.ts';
import type { Request } from '../parse/request.ts';
import { plainView } from '../views/lists.ts';
import { stepView } from '../views/step.ts';
import { type Answer, carryOut, change, reply, say, type Visit, withMigration } from '../visit.ts';

/** `step`: what to do now, or for the step that is named. */
export function step(visit: Visit, request: Extract<Request, { kind: 'step' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const asked = request.step ?? currentStep(migration.facts);
    return asked === undefined ? say(words.t('slack:steps-all-done')) : reply(stepView(migration, asked, words));
  });
}

/** `step NAME done|undo`. */
export function stepMark(visit: Visit, request: Extract<Request, { kind: 'step-mark' }>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'mark-step', by: visit.user, step: request.step, done: request.done }),
  );
}

/** `step rewrite begin`: takes a fresh look first, so that the word is given or refused on what is true now. */
export function rewriteBegin(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => ({
    kind: 'later',
    first: plainView(words.t('slack:looking')),
    rest: async () => {
      const signal = AbortSignal.any([visit.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
      await visit.service.lookNow(migration.id, ['zone', 'logins'], signal);
      return carryOut(visit, migration, [{ kind: 'begin-rewrite', by: visit.user }]);
    },
  }));
}
