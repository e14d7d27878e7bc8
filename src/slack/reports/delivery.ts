import { AppError, ErrorCode, isAppError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { type Instant, MINUTE_MS } from '../../migration/time.ts';
import type { Delivery, DeliveryJob } from '../../service/ports.ts';
import { deliveryError, slackCode } from '../delivery/errors.ts';
import { findByMetadata } from '../delivery/find.ts';
import type { ChannelQueue } from '../delivery/queue.ts';
import { UploadFailed, upload } from '../pictures/upload.ts';
import { cut, type Rendered } from '../views/blocks.ts';
import { type ReportDeps, reportFiles } from './files.ts';

export type ReportParts = ReportDeps & {
  readonly queue: ChannelQueue;
  readonly render: (job: DeliveryJob, now: Instant) => Rendered;
  readonly now: () => Instant;
  readonly log: Logger;
};

/** Files whose fate was unknown so often are left out: the message alone says where they can be had. */
const MOST_DOUBTS = 3;
const LONGEST_COMMENT = 3_000;

/**
 * The delivery with reports: the closing report goes into the channel as a message with its two files. Where Slack takes
 * no files (no scope, uploads switched off, its place for bytes out of reach) the message goes there alone, and says how
 * else they can be had. All else is delivered as before.
 */
export function withReports(delivery: Delivery, parts: ReportParts): Delivery {
  return {
    open: delivery.open,
    retire: delivery.retire,
    deliver: (job) => (isReport(job) ? deliverReport(delivery, parts, job) : delivery.deliver(job)),
    find: (job, since) =>
      isReport(job)
        ? findByMetadata(parts.client, channelOf(job), job.outboxId, since - MINUTE_MS, `${nameOf(job)}.md`)
        : delivery.find(job, since),
  };
}

const isReport = ({ announcement }: DeliveryJob): boolean => announcement.kind === 'report';
const channelOf = ({ migration }: DeliveryJob): string => migration.facts.place.channelId;
/** By its name it is found again. */
const nameOf = ({ outboxId }: DeliveryJob): string => `migration-report-${outboxId}`;

async function deliverReport(delivery: Delivery, parts: ReportParts, job: DeliveryJob) {
  if ((job.doubts ?? 0) < MOST_DOUBTS) {
    const { lang } = job.migration.facts;
    const files = await reportFiles(parts, job.migration, { lang, now: parts.now(), name: nameOf(job) });
    const isSent = await parts.queue.run(channelOf(job), () => isTaken(parts, job, files));
    if (isSent) return { messageTs: nameOf(job) };
  }
  return await delivery.deliver(job);
}

/** False: they were surely not shown, and will not be. Rejects with 'delivery-retry' where trying again may help. */
async function isTaken(
  { client, render, now, log }: ReportParts,
  job: DeliveryJob,
  files: Parameters<typeof upload>[1]['files'],
): Promise<boolean> {
  const { blocks, text } = render(job, now());
  let last = 'place';
  try {
    await upload(client, { channel: channelOf(job), files, comment: commentOf(blocks, text) }, (next) => {
      last = next;
    });
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
    log.info(
      { reason: slackCode(error) ?? String(error), migration: job.migration.id },
      'a report is told without its files',
    );
    return false;
  }
}

/** Beside files there are no blocks: the same as text. */
function commentOf(blocks: Rendered['blocks'], fallback: string): string {
  const lines = blocks.flatMap((block) =>
    block.type === 'section' && block.text !== undefined ? [block.text.text] : [],
  );
  return cut(lines.length === 0 ? fallback : lines.join('\n'), LONGEST_COMMENT);
}
