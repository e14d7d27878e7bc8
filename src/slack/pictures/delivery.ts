import type { WebClient } from '@slack/web-api';
import type { Logger } from '../../log.ts';
import { type Instant, MINUTE_MS } from '../../migration/time.ts';
import type { Delivered, Delivery, DeliveryJob } from '../../service/ports.ts';
import { wordsFor } from '../../words/words.ts';
import type { ChannelQueue } from '../delivery/queue.ts';
import { cut } from '../views/blocks.ts';
import { findInThread } from './find.ts';
import type { Paint } from './painter.ts';
import { createShow, type Show } from './show.ts';

export type PictureParts = {
  readonly client: WebClient;
  readonly queue: ChannelQueue;
  readonly paint: Paint;
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
  const show = createShow(parts.client, parts.log, 'a timeline is told in words alone');
  const deliverPicture = async (job: DeliveryJob): Promise<Delivered> => {
    // Before its turn in the channel: what others have to say there does not wait for it.
    const picture = (job.doubts ?? 0) >= MOST_DOUBTS ? undefined : await painted(parts, job);
    const isThere =
      picture !== undefined && (await parts.queue.run(channelOf(job), () => isShown(parts, show, job, picture)));
    return isThere ? { messageTs: job.threadTs ?? fileOf(job) } : await delivery.deliver(job);
  };
  return {
    open: delivery.open,
    retire: delivery.retire,
    deliver: (job) => (isPicture(job) ? deliverPicture(job) : delivery.deliver(job)),
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

async function isShown(parts: PictureParts, show: Show, job: DeliveryJob, picture: Picture): Promise<boolean> {
  const { migration, threadTs, repeat } = job;
  const { lang, timeZone } = migration.facts;
  const words = wordsFor(lang, { style: 'slack', timeZone });
  const { text, lines } = words.timeline(migration, parts.now());
  const comment = [`*${text}*`, ...lines, ...(repeat ? [words.t('slack:repeat')] : [])].join('\n');
  const { png, title, alt } = picture;
  return await show(job.outboxId, {
    channel: channelOf(job),
    threadTs,
    files: [{ filename: fileOf(job), title, alt, bytes: png }],
    comment: cut(comment, LONGEST_COMMENT),
  });
}
