import { ErrorCode, isAppError } from '../errors.ts';
import type { Delivery, Place } from '../service/ports.ts';
import type { Words } from '../words/words.ts';
import { context, cut, type Rendered } from './views/blocks.ts';
import { LIMITS } from './views/limits.ts';

/** Channels in which the bot could not say what it had to, and why. */
export type ClosedChannels = {
  /** Slack's reason for the last refusal; undefined while none is known. */
  readonly reasonFor: (place: Place) => string | undefined;
  /** The delivery, watched for what it finds. */
  readonly watching: (delivery: Delivery) => Delivery;
};

/** Held in memory alone: after a start the first delivery finds it out anew. */
export function createClosedChannels(): ClosedChannels {
  const reasons = new Map<string, string>();
  return {
    reasonFor: ({ channelId }) => reasons.get(channelId),
    watching: (delivery) => ({
      ...delivery,
      deliver: async (job) => {
        const { channelId } = job.migration.facts.place;
        try {
          const delivered = await delivery.deliver(job);
          if (job.direct === undefined) reasons.delete(channelId);
          return delivered;
        } catch (error) {
          if (job.direct === undefined && isAppError(error, ErrorCode.DeliveryImpossible))
            reasons.set(channelId, String(error.details.reason));
          throw error;
        }
      },
    }),
  };
}

/** Of a private channel that it is out of, Slack says that there is none. */
const LEFT: ReadonlySet<string> = new Set(['not_in_channel', 'channel_not_found']);

/** An answer in such a channel, above it why nothing else of the bot's appears there. */
export function withClosedNote(view: Rendered, reason: string, words: Words): Rendered {
  const note = LEFT.has(reason) ? words.t('slack:channel-left') : words.t('slack:channel-closed', { reason });
  const { text, blocks } = view;
  const hasRoom = blocks.length > 0 && blocks.length < LIMITS.messageBlocks;
  return {
    ...view,
    text: cut(`${note}\n\n${text}`, LIMITS.messageText),
    blocks: hasRoom ? [context(note), ...blocks] : blocks,
  };
}
