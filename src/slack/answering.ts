import { isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Words } from '../words/words.ts';
import type { Rendered } from './views/blocks.ts';
import { plainView } from './views/lists.ts';
import type { Answer } from './visit.ts';

/** Slack shows an error after 3 s; the rest is for the way. */
export const PATIENCE_MS = 2.5 * SECOND_MS;

/** How an answer reaches the person: the acknowledgement takes one, the response_url takes the later ones. */
export type Mouth = {
  /** Ends Slack's waiting, with an answer or without. */
  readonly acknowledge: (view?: Rendered) => Promise<void>;
  /** Another ephemeral message; `instead` takes the place of the first. */
  readonly follow: (view: Rendered, instead: boolean) => Promise<void>;
};

/**
 * Answers when the work is done, so that whatever was acknowledged has been committed. Work that takes too long is
 * acknowledged with "working…" and answered when it ends. A failure is an answer too.
 */
export async function answer(
  work: () => Promise<Answer>,
  mouth: Mouth,
  words: () => Words,
  log: Logger,
): Promise<void> {
  const done = work().catch((error: unknown) => failed(error, words(), log));
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), PATIENCE_MS);
  const first = await Promise.race([done, late.promise]);
  clearTimeout(timer);
  if (first === 'late') {
    await mouth.acknowledge(plainView(words().t('slack:working')));
    await finish(await done, mouth, words, log, true);
    return;
  }
  if (first.kind === 'later') {
    await mouth.acknowledge(first.first);
    await finish(first, mouth, words, log, true);
    return;
  }
  await mouth.acknowledge(first.kind === 'reply' ? first.reply : undefined);
}

async function finish(done: Answer, mouth: Mouth, words: () => Words, log: Logger, instead: boolean): Promise<void> {
  if (done.kind === 'nothing') return;
  if (done.kind === 'reply') return mouth.follow(done.reply, instead);
  const last = await done.rest().catch((error: unknown) => failedView(error, words(), log));
  return mouth.follow(last, instead);
}

function failed(error: unknown, words: Words, log: Logger): Answer {
  return { kind: 'reply', reply: failedView(error, words, log) };
}

/** What a person reads when the house failed: what happened and what to do, never the error itself. */
export function failedView(error: unknown, words: Words, log: Logger): Rendered {
  log.error({ err: error }, 'a request from Slack failed');
  if (isAppError(error)) return plainView(words.error(error.code, error.details));
  return plainView(words.t('slack:failed'));
}

/** No look that a person waits for takes longer; a response_url lives for 30 minutes. */
export const LOOK_LIMIT_MS = 10 * MINUTE_MS;
