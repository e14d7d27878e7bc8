import type { WebClient } from '@slack/web-api';
import { AppError, ErrorCode, isAppError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { type Instant, MINUTE_MS } from '../../migration/time.ts';
import type { Delivery, DeliveryJob } from '../../service/ports.ts';
import { wordsFor } from '../../words/words.ts';
import { deliveryError, slackCode } from '../delivery/errors.ts';
import type { ChannelQueue } from '../delivery/queue.ts';
import { METADATA_TYPE } from '../delivery.ts';
import { cut, type Rendered } from '../views/blocks.ts';
import { findInThread } from './find.ts';
import type { Paint } from './painter.ts';
import { UploadFailed, upload } from './upload.ts';

export type PictureParts = {
  readonly client: WebClient;
  readonly queue: ChannelQueue;
  readonly paint: Paint;
  /** The same in words, for where no picture can be had. */
  readonly render: (job: DeliveryJob, now: Instant) => Rendered;
  readonly now: () => Instant;
  readonly log: Logger;
};

/** A picture whose fate was unknown so often is told in words: it may stand there as often. */
const MOST_DOUBTS = 3;
const LONGEST_COMMENT = 3_000;

/**
 * The delivery with pictures: a timeline goes into the thread of the status message, as a picture with its text; where
 * Slack takes none (no scope, uploads switched off, its place for bytes out of reach) or none can be drawn, the text
 * goes there alone. All else is delivered as before.
 */
export function withPictures(delivery: Delivery, parts: PictureParts): Delivery {
  return {
    open: delivery.open,
    retire: delivery.retire,
    deliver: (job) => (isPicture(job) ? deliverPicture(parts, job) : delivery.deliver(job)),
    find: async (job, since) => {
      if (!isPicture(job)) return await delivery.find(job, since);
      if (job.threadTs === undefined) return 'cannot-tell';
      const thread = { channel: channelOf(job), ts: job.threadTs };
      return await findInThread(
        parts.client,
        thread,
        { outboxId: job.outboxId, filename: fileOf(job) },
        since - MINUTE_MS,
      );
    },
  };
}

const isPicture = ({ announcement }: DeliveryJob): boolean => announcement.kind === 'timeline';
const channelOf = ({ migration }: DeliveryJob): string => migration.facts.place.channelId;
/** By its name it is found again. */
const fileOf = ({ outboxId }: DeliveryJob): string => `timeline-${outboxId}.png`;

async function deliverPicture(parts: PictureParts, job: DeliveryJob): Promise<{ readonly messageTs: string }> {
  // Before its turn in the channel: what others have to say there does not wait for it.
  const png = (job.doubts ?? 0) >= MOST_DOUBTS ? undefined : await painted(parts, job);
  return await parts.queue.run(channelOf(job), async () => {
    if (png !== undefined && (await isShown(parts, job, png))) return { messageTs: job.threadTs ?? fileOf(job) };
    return await tell(parts, job);
  });
}

type Picture = { readonly png: Uint8Array; readonly title: string; readonly alt: string };

async function painted({ paint, now, log }: PictureParts, { migration }: DeliveryJob): Promise<Picture | undefined> {
  const { lang, timeZone } = migration.facts;
  try {
    const { svg, title, alt } = wordsFor(lang, { style: 'plain', timeZone }).picture(migration, now());
    return { png: await paint(svg), title, alt };
  } catch (error) {
    log.warn({ err: error, migration: migration.id }, 'a timeline is told in words alone: it could not be drawn');
    return undefined;
  }
}

/** False: it was surely not shown, and will not be. Rejects with 'delivery-retry' where trying again may help. */
async function isShown(parts: PictureParts, job: DeliveryJob, { png, title, alt }: Picture): Promise<boolean> {
  const { migration, threadTs, repeat } = job;
  const { lang, timeZone } = migration.facts;
  const words = wordsFor(lang, { style: 'slack', timeZone });
  const { text, lines } = words.timeline(migration, parts.now());
  const comment = [`*${text}*`, ...lines, ...(repeat ? [words.t('slack:repeat')] : [])].join('\n');
  let last = 'place';
  try {
    await upload(
      parts.client,
      {
        channel: channelOf(job),
        threadTs,
        files: [{ filename: fileOf(job), title, alt, bytes: png }],
        comment: cut(comment, LONGEST_COMMENT),
      },
      (next) => {
        last = next;
      },
    );
    return true;
  } catch (error) {
    const why = deliveryError(error);
    if (isAppError(why, ErrorCode.DeliveryRetry))
      throw new AppError(
        ErrorCode.DeliveryRetry,
        { ...why.details, doubtful: last === 'share' && why.details.doubtful === true },
        { cause: error },
      );
    if (!(error instanceof UploadFailed) && slackCode(error) === undefined) throw error;
    parts.log.info(
      { reason: slackCode(error) ?? String(error), migration: migration.id },
      'a timeline is told in words alone',
    );
    return false;
  }
}

async function tell(parts: PictureParts, job: DeliveryJob): Promise<{ readonly messageTs: string }> {
  const { text, blocks } = parts.render(job, parts.now());
  try {
    const { ts } = await parts.client.chat.postMessage({
      channel: channelOf(job),
      ...(job.threadTs === undefined ? {} : { thread_ts: job.threadTs }),
      text,
      blocks: [...blocks],
      metadata: { event_type: METADATA_TYPE, event_payload: { id: job.outboxId, kind: job.announcement.kind } },
      unfurl_links: false,
      unfurl_media: false,
    });
    if (ts === undefined) throw new Error('Slack took a message and told no ts');
    return { messageTs: ts };
  } catch (error) {
    throw deliveryError(error);
  }
}
