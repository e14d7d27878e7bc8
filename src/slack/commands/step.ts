import type { PersonCommand } from '../../migration/commands.ts';
import type { Migration } from '../../migration/record.ts';
import { currentStep } from '../../migration/runbook.ts';
import type { Look } from '../../migration/settings.ts';
import type { Words } from '../../words/words.ts';
import { LOOK_LIMIT_MS } from '../answering.ts';
import type { Request } from '../parse/request.ts';
import { plainView } from '../views/lists.ts';
import { restingView } from '../views/resting.ts';
import { stepView } from '../views/step.ts';
import { type Answer, carryOut, change, reply, say, type Visit, withMigration } from '../visit.ts';

/** `step`: what to do now, or for the step that is named. */
export function step(visit: Visit, request: Extract<Request, { kind: 'step' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const resting = restingView(migration, words);
    if (resting !== undefined) return reply(resting);
    const asked = request.step ?? currentStep(migration.facts);
    return asked === undefined
      ? say(words.t('slack:steps-all-done'))
      : reply(stepView(migration, asked, words, visit.now()));
  });
}

/** What must be seen once more before the old server is cancelled. */
export const LAST_LOOKS: readonly Look[] = ['zone', 'survey'];

/** `step NAME done|undo`. "The old server is cancelled" is taken, like the rewrite, on what is true now. */
export function stepMark(visit: Visit, request: Extract<Request, { kind: 'step-mark' }>): Promise<Answer> {
  const { step: marked, done } = request;
  return withMigration(visit, (migration, words) => {
    const command = { kind: 'mark-step', by: visit.user, step: marked, done } as const;
    const isLast = marked === 'retire' && done && migration.facts.gates.cancel.state === 'open';
    if (!isLast) return change(visit, migration, command);
    return afterLook(visit, migration, words, LAST_LOOKS, command);
  });
}

/** What "I am rewriting now" rests on. The mailboxes too: from here on every arrival is accounted for, and the count begins with this look. */
export const REWRITE_LOOKS: readonly Look[] = ['zone', 'logins', 'survey'];

/** `step rewrite keep`: what the button under the rewrite's message does. */
export function rewriteKeep(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'keep-rewrite', by: visit.user }));
}

/** `step rewrite begin`: takes a fresh look first, so that the word is given or refused on what is true now. */
export function rewriteBegin(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    return afterLook(visit, migration, words, REWRITE_LOOKS, { kind: 'begin-rewrite', by: visit.user });
  });
}

function afterLook(
  visit: Visit,
  migration: Migration,
  words: Words,
  looks: readonly Look[],
  command: PersonCommand,
): Answer {
  return {
    kind: 'later',
    first: plainView(words.t('slack:looking')),
    rest: async () => {
      const signal = AbortSignal.any([visit.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
      await visit.service.lookNow(migration.id, looks, signal);
      return carryOut(visit, migration, [command]);
    },
  };
}
