import { AppError, ErrorCode } from '../../src/errors.ts';
import type { Instant } from '../../src/migration/time.ts';
import type { Delivery, DeliveryJob } from '../../src/service/ports.ts';

export type Posted = {
  readonly ts: string;
  readonly at: Instant;
  readonly channel: string;
  /** The outbox id in the message's metadata: that of its first wording. */
  readonly outboxId: string;
  readonly repeat: boolean;
  /** What it says now, and how often it was edited to come to that. */
  readonly says: DeliveryJob['announcement'];
  readonly edits: number;
  /** Of a former status message: the one that it leads to. */
  readonly leadsTo?: string;
};

/** What goes wrong with the next calls: before Slack did it, or after it. */
export type Trouble =
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'lost-request' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  | { readonly kind: 'impossible' }
  /** Of a person: no conversation with them can be opened. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly forGood: boolean }
  /** Neither an answer nor an error until let go. */
  | { readonly kind: 'hangs'; readonly until: Promise<void> };

export type SlackModel = Delivery & {
  readonly messages: (channel?: string) => readonly Posted[];
  /** Trouble in a channel or with a person, call by call; when it is used up all is well again. */
  readonly trouble: (channel: string, ...list: readonly Trouble[]) => void;
  /** How often `find` was asked. */
  readonly finds: () => number;
};

/** A Slack that keeps what it is told: channels with messages, each with metadata, a clock, and bad moments. */
export function slackModel(options: { readonly clock: { at: Instant }; readonly canFind: boolean }): SlackModel {
  const messages: Posted[] = [];
  const troubles = new Map<string, Trouble[]>();
  let finds = 0;

  const act = (job: DeliveryJob): string => {
    const channel = placeOf(job);
    const at = messages.findIndex(({ ts }) => ts === job.messageTs);
    const standing = messages[at];
    if (standing !== undefined) {
      messages[at] = { ...standing, says: job.announcement, edits: standing.edits + 1 };
      return standing.ts;
    }
    const ts = `${messages.length + 1}.000`;
    const { outboxId, repeat, announcement: says } = job;
    messages.push({ ts, at: options.clock.at, channel, outboxId, repeat, says, edits: 0 });
    return ts;
  };

  return {
    messages: (channel) => messages.filter((message) => channel === undefined || message.channel === channel),
    trouble(channel, ...list) {
      troubles.set(channel, [...(troubles.get(channel) ?? []), ...list]);
    },
    finds: () => finds,
    async open(to) {
      const next = troubles.get(to)?.[0];
      if (next?.kind !== 'unreachable') return directTo(to);
      troubles.get(to)?.shift();
      throw new AppError(ErrorCode.PersonUnreachable, { reason: next.reason, forGood: next.forGood });
    },
    async deliver(job) {
      const next = troubles.get(job.direct?.to ?? placeOf(job))?.shift();
      switch (next?.kind) {
        case 'lost-request':
          throw new AppError(ErrorCode.DeliveryRetry, { retryAfterMs: 5_000, doubtful: true, reason: 'no-answer' });
        case 'limited':
          throw new AppError(ErrorCode.DeliveryRetry, {
            retryAfterMs: next.retryAfterMs,
            doubtful: false,
            reason: '429',
          });
        case 'impossible':
          throw new AppError(ErrorCode.DeliveryImpossible, { reason: 'channel_not_found' });
        case 'hangs':
          await next.until;
          break;
        default:
      }
      const messageTs = act(job);
      if (next?.kind === 'lost-answer')
        throw new AppError(ErrorCode.DeliveryRetry, { retryAfterMs: 5_000, doubtful: true, reason: 'no-answer' });
      return { messageTs };
    },
    async retire(job, formerTs, currentTs) {
      const next = troubles.get(`retire ${placeOf(job)}`)?.shift();
      if (next?.kind === 'lost-request')
        throw new AppError(ErrorCode.DeliveryRetry, { retryAfterMs: 5_000, doubtful: true, reason: 'no-answer' });
      const at = messages.findIndex(({ ts }) => ts === formerTs);
      const former = messages[at];
      if (former !== undefined) messages[at] = { ...former, leadsTo: currentTs };
    },
    async find(job, since) {
      finds += 1;
      if (!options.canFind) return 'cannot-tell';
      const found = messages.find(({ outboxId, at }) => outboxId === job.outboxId && at >= since);
      return found === undefined ? 'absent' : { messageTs: found.ts };
    },
  };
}

/** The conversation with a person. */
export const directTo = (person: string): string => `D-${person}`;

const placeOf = ({ direct, migration }: DeliveryJob): string => direct?.conversation ?? migration.facts.place.channelId;
