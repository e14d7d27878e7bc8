import type { Logger } from '../../log.ts';
import { type Instant, MINUTE_MS } from '../../migration/time.ts';
import type { Delivered, Delivery, DeliveryJob } from '../../service/ports.ts';
import { findByMetadata } from '../delivery/find.ts';
import type { ChannelQueue } from '../delivery/queue.ts';
import { createShow } from '../pictures/show.ts';
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
  const show = createShow(parts.client, parts.log, 'a report is told without its files');
  const deliverReport = async (job: DeliveryJob): Promise<Delivered> => {
    if ((job.doubts ?? 0) >= MOST_DOUBTS) return await delivery.deliver(job);
    const { lang } = job.migration.facts;
    const now = parts.now();
    const files = await reportFiles(parts, job.migration, { lang, now, name: nameOf(job) });
    const { blocks, text } = parts.render(job, now);
    const wanted = { channel: channelOf(job), files, comment: commentOf(blocks, text) };
    const isThere = await parts.queue.run(wanted.channel, () => show(job.outboxId, wanted));
    return isThere ? { messageTs: nameOf(job) } : await delivery.deliver(job);
  };
  return {
    open: delivery.open,
    retire: delivery.retire,
    deliver: (job) => (isReport(job) ? deliverReport(job) : delivery.deliver(job)),
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

/** Beside files there are no blocks: the same as text. */
function commentOf(blocks: Rendered['blocks'], fallback: string): string {
  const lines = blocks.flatMap((block) =>
    block.type === 'section' && block.text !== undefined ? [block.text.text] : [],
  );
  return cut(lines.length === 0 ? fallback : lines.join('\n'), LONGEST_COMMENT);
}
