import type { ModalView } from '@slack/types';
import { isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { MINUTE_MS } from '../migration/time.ts';
import type { Words } from '../words/words.ts';
import { slackCode } from './delivery/errors.ts';
import type { Rendered } from './views/blocks.ts';
import { plainView } from './views/lists.ts';
import type { Answer, OpenedForm } from './visit.ts';

/** Within a second a person sees what came of it, or that it is being worked on; the rest is for the way. */
export const PATIENCE_MS = 700;

/** How an answer reaches the person: the acknowledgement takes one, the response_url takes the later ones. */
export type Mouth = {
  /**
   * Ends Slack's waiting, with an answer or without. `goesOn`: work goes on behind it, so whatever was pressed is not
   * to be pressed again meanwhile.
   */
  readonly acknowledge: (view: Rendered | undefined, goesOn: boolean) => Promise<void>;
  /** Another ephemeral message; `instead` takes the place of the first. */
  readonly follow: (view: Rendered, instead: boolean) => Promise<void>;
  /** Undefined: Slack did not say which form it opened. */
  readonly open: (view: ModalView) => Promise<OpenedForm | undefined>;
};

/** What was asked for, kept while it is acknowledged and not done. Nothing of it rejects. */
export type Kept = {
  readonly keep: () => Promise<void>;
  /** It was carried out, or its failure told. */
  readonly forget: () => Promise<void>;
  /** The bot stops, and the next one carries it out. */
  readonly isLeft: () => boolean;
};

type Form = Extract<Answer, { kind: 'modal' }>;
type Rest = Extract<Answer, { kind: 'later' }>['rest'];
type Said = {
  readonly mouth: Mouth;
  readonly words: () => Words;
  readonly log: Logger;
  /** What a person reads when work broke. */
  readonly broke: (error: unknown) => Rendered;
};

/**
 * Answers when the work is done, so that whatever was acknowledged has been committed. Work that takes too long is
 * acknowledged with "working…" and answered when it ends. A failure is an answer too. A form is opened behind the
 * acknowledgement, which does not wait for Slack to take it. Before an acknowledgement behind which work goes on, the
 * request is kept: killed meanwhile, the next process carries it out.
 */
export async function answer(
  work: () => Promise<Answer>,
  mouth: Mouth,
  words: () => Words,
  log: Logger,
  kept: Kept = UNKEPT,
): Promise<void> {
  let isLeft = false;
  const broke = (error: unknown): Rendered => {
    isLeft = kept.isLeft();
    return isLeft ? plainView(words().t('slack:restarting')) : failedView(error, words(), log);
  };
  const said = { mouth, words, log, broke };
  try {
    await answerTo(work, said, kept);
  } finally {
    if (!isLeft) await kept.forget();
  }
}
const UNKEPT: Kept = { keep: async () => {}, forget: async () => {}, isLeft: () => false };

async function answerTo(work: () => Promise<Answer>, said: Said, kept: Kept): Promise<void> {
  const { mouth, words, broke } = said;
  const done = work().catch((error: unknown): Answer => ({ kind: 'reply', reply: broke(error) }));
  const first = await inTime(done);
  if (first === 'late') {
    await kept.keep();
    await mouth.acknowledge(plainView(words().t('slack:working')), true);
    return finish(await done, said, true);
  }
  if (first.kind === 'reply') return mouth.acknowledge(first.reply, false);
  if (first.kind === 'later') await kept.keep();
  await mouth.acknowledge(first.kind === 'later' ? first.first : undefined, first.kind === 'later');
  return finish(first, said, first.kind === 'later');
}

/** What the work came to, or 'late' where that takes longer than a person waits without a word. */
export async function inTime<Result>(done: Promise<Result>): Promise<Result | 'late'> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), PATIENCE_MS);
  const first = await Promise.race([done, late.promise]);
  clearTimeout(timer);
  return first;
}

async function finish(done: Answer, said: Said, instead: boolean): Promise<void> {
  switch (done.kind) {
    case 'reply':
      return said.mouth.follow(done.reply, instead);
    case 'later':
      return follow(done.rest, said, instead);
    case 'modal':
      return open(done, said, instead);
  }
}

/** What is shown meanwhile comes before the last word, and what Slack does not take of it is no matter. */
async function follow(rest: Rest, { mouth, log, broke }: Said, instead: boolean): Promise<void> {
  let shown = Promise.resolve();
  let isOver = false;
  const show = (view: Rendered): void => {
    shown = shown
      .then(() => (isOver ? undefined : mouth.follow(view, instead)))
      .catch((error: unknown) => log.debug({ err: error }, 'how far a look is was not shown'));
  };
  const last = await rest(show).catch(broke);
  isOver = true;
  await shown;
  await mouth.follow(last, instead);
}

/** Slack takes a form for three seconds after the request; later it has to be asked for again. */
const TOO_LATE: ReadonlySet<string> = new Set(['expired_trigger_id', 'trigger_expired']);

/** `wasLate`: "working…" is on the screen, and has to come to an end. */
async function open({ view, opened }: Form, { mouth, words, log }: Said, wasLate: boolean): Promise<void> {
  let form: OpenedForm | undefined;
  try {
    form = await mouth.open(view);
    if (wasLate) await mouth.follow(plainView(words().t('slack:form-open')), true);
  } catch (error) {
    const isLate = TOO_LATE.has(slackCode(error) ?? '');
    await mouth.follow(isLate ? plainView(words().t('slack:form-late')) : failedView(error, words(), log), wasLate);
  }
  if (form === undefined || opened === undefined) return;
  // It is on the screen: whatever fails in it now is seen there, or can be asked for there once more.
  await opened(form).catch((error: unknown) => log.error({ err: error }, 'what goes on in a form could not be done'));
}

/** What a person reads when the house failed: what happened and what to do, never the error itself. */
export function failedView(error: unknown, words: Words, log: Logger): Rendered {
  log.error({ err: error }, 'a request from Slack failed');
  if (isAppError(error)) return plainView(words.error(error.code, error.details));
  return plainView(words.t('slack:failed'));
}

/** No look that a person waits for takes longer; a response_url lives for 30 minutes. */
export const LOOK_LIMIT_MS = 10 * MINUTE_MS;
