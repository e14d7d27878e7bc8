import type { WebClient } from '@slack/web-api';
import { AppError, ErrorCode, isAppError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { deliveryError, slackCode } from '../delivery/errors.ts';
import { type Upload, UploadFailed, upload } from './upload.ts';

/**
 * Shows the files of an announcement, by its outbox id. False: they were surely not shown, and will not be. Rejects with
 * 'delivery-retry' where trying again may help; `doubtful` when they may stand there.
 */
export type Show = (outboxId: string, wanted: Upload) => Promise<boolean>;

/**
 * Slack may answer for messages and not for files. What waits behind them in the channel is worth more than they are:
 * after so many tries that showed nothing they are left out. About a minute; a limit that Slack names is waited for.
 */
const MOST_TRIES = 12;
const MOST_REMEMBERED = 1_000;

/** `leftOut` is logged when the words go alone. */
export function createShow(client: WebClient, log: Logger, leftOut: string): Show {
  const tries = new Map<string, number>();
  const isWorthAnother = (outboxId: string): boolean => {
    const count = (tries.get(outboxId) ?? 0) + 1;
    if (tries.size >= MOST_REMEMBERED) tries.clear();
    tries.set(outboxId, count);
    return count < MOST_TRIES;
  };
  return async (outboxId, wanted) => {
    let last = 'place';
    try {
      await upload(client, wanted, (next) => {
        last = next;
      });
      tries.delete(outboxId);
      return true;
    } catch (error) {
      const why = deliveryError(error);
      if (isAppError(why, ErrorCode.DeliveryRetry)) {
        const isUnanswered = why.details.doubtful === true;
        const doubtful = isUnanswered && last === 'share';
        if (!isUnanswered || doubtful || isWorthAnother(outboxId))
          throw new AppError(ErrorCode.DeliveryRetry, { ...why.details, doubtful }, { cause: error });
      } else if (!(error instanceof UploadFailed) && slackCode(error) === undefined) throw error;
      log.info({ reason: slackCode(error) ?? String(error), outbox: outboxId }, leftOut);
      return false;
    }
  };
}
