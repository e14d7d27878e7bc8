import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';
import type { Actor } from '../migration/actor.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { Delivered, Delivery, DeliveryJob } from '../service/ports.ts';
import { deliveryError, directError, slackCode } from './delivery/errors.ts';
import { findByMetadata } from './delivery/find.ts';
import { createNewerBlocks, type NewerBlocks } from './delivery/newer-blocks.ts';
import type { ChannelQueue } from './delivery/queue.ts';
import type { People, Reader } from './people.ts';
import type { Rendered } from './views/blocks.ts';
import { movedView } from './views/status-moved.ts';

/** How a message names the outbox entry that it came from. */
const METADATA_TYPE = 'migration_outbox';

/** Refusals of an edit after which the message is posted anew: it is gone, or Slack edits it no more. */
const GONE = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed', 'cant_edit']);
/** Refusals of a reply that say nothing against a message in the channel. */
const THREADLESS = new Set([
  'thread_not_found',
  'message_not_found',
  'cannot_reply_to_message',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
]);
const UNSHOWABLE = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);
const MOST_REMEMBERED = 1_000;

export type DeliveryParts = {
  readonly client: WebClient;
  readonly queue: ChannelQueue;
  /** With the reader of a direct message: it is in their language and time zone, the channel's where Slack did not say. */
  readonly render: (job: DeliveryJob, now: Instant, reader?: Reader) => Rendered;
  readonly people: People;
  /** A message of the channel says something newer now. */
  readonly edited?: (channel: string, ts: string) => void;
  readonly now: () => Instant;
  readonly log: Logger;
};

/**
 * Brings announcements into their channel, or to one person: posts, or edits the message of the slot. The status message
 * is pinned once and not edited when it would say the same again.
 */
export function createDelivery(parts: DeliveryParts): Delivery {
  const shown = new Map<string, string>();
  const newer = createNewerBlocks(parts.now);
  const pinned = new Set<string>();
  const remember = (key: string, face: string): void => {
    if (shown.size >= MOST_REMEMBERED) shown.clear();
    shown.set(key, face);
  };

  const deliver = async (job: DeliveryJob): Promise<Delivered> => {
    const channel = conversationOf(job);
    const reader =
      job.direct === undefined ? undefined : await parts.people.reader(job.direct.to, job.migration.facts.place.teamId);
    const message = parts.render(job, parts.now(), reader);
    const face = JSON.stringify(message);
    const isStatus = job.announcement.kind === 'status';
    // Edited minute by minute, whether or not there is something new to say.
    const isLiving = isStatus || job.announcement.kind === 'rewrite';
    // Once a process: a message that was posted right before a crash, and adopted since, was never pinned.
    if (isStatus && job.messageTs !== undefined && !pinned.has(`${channel} ${job.messageTs}`)) {
      pinned.add(`${channel} ${job.messageTs}`);
      await pin(parts, channel, job.messageTs);
    }
    if (isLiving && job.messageTs !== undefined && shown.get(`${channel} ${job.messageTs}`) === face) {
      return { messageTs: job.messageTs };
    }
    const messageTs = await send(parts.client, channel, job, message, newer);
    parts.edited?.(channel, messageTs);
    if (isLiving) remember(`${channel} ${messageTs}`, face);
    if (isStatus && messageTs !== job.messageTs) {
      pinned.add(`${channel} ${messageTs}`);
      await pin(parts, channel, messageTs);
    }
    return { messageTs, timeZone: reader?.timeZone, hours: reader?.hours };
  };

  return {
    open: async (to) => {
      try {
        return await parts.queue.run(OPENING, () => open(parts.client, to));
      } catch (error) {
        throw directError(error);
      }
    },
    deliver: async (job) => {
      try {
        return await parts.queue.run(conversationOf(job), () => deliver(job));
      } catch (error) {
        throw job.direct === undefined ? deliveryError(error) : directError(error);
      }
    },
    retire: async (job, formerTs, currentTs) => {
      const channel = conversationOf(job);
      try {
        await parts.queue.run(channel, () => retire(parts, job, formerTs, currentTs));
        shown.delete(`${channel} ${formerTs}`);
      } catch (error) {
        throw deliveryError(error);
      }
    },
    find: async (job, since) => {
      // Slack stamps messages by its own clock.
      const oldest = since - MINUTE_MS;
      return findByMetadata(parts.client, conversationOf(job), job.outboxId, oldest);
    },
  };
}

/** Conversations are opened one after the other, whosever they are: Slack allows about as many of them as of posts. */
const OPENING = 'conversations.open';

const conversationOf = ({ direct, migration }: DeliveryJob): string =>
  direct?.conversation ?? migration.facts.place.channelId;

/**
 * Opens, or finds, the conversation with a person. Asked every time and not remembered: so it shows at once when somebody
 * has been deactivated since.
 */
async function open(client: WebClient, to: Actor): Promise<string> {
  const { channel } = await client.conversations.open({ users: to });
  if (channel?.id === undefined) throw new Error('Slack opened a conversation and told no id');
  return channel.id;
}

/**
 * What Slack refuses to show was not posted, so it is sent once more in the same place: without its newer blocks where it
 * has any, and in the end as text alone.
 */
async function send(
  client: WebClient,
  channel: string,
  job: DeliveryJob,
  { text, blocks, olderBlocks }: Rendered,
  newer: NewerBlocks,
): Promise<string> {
  const { teamId } = job.migration.facts.place;
  if (olderBlocks !== undefined && !newer.areRefused(teamId)) {
    const ts = await shownAs(client, channel, job, { text, blocks });
    if (ts !== undefined) return ts;
  }
  const older = await shownAs(client, channel, job, { text, blocks: olderBlocks ?? blocks });
  if (older === undefined) return edit(client, channel, job, { text, blocks: [] });
  if (olderBlocks !== undefined && !newer.areRefused(teamId)) newer.refused(teamId);
  return older;
}

/** Undefined: Slack does not show that. */
async function shownAs(
  client: WebClient,
  channel: string,
  job: DeliveryJob,
  message: Rendered,
): Promise<string | undefined> {
  try {
    return await edit(client, channel, job, message);
  } catch (error) {
    if (!UNSHOWABLE.has(slackCode(error) ?? '')) throw error;
    return undefined;
  }
}

async function edit(client: WebClient, channel: string, job: DeliveryJob, message: Rendered): Promise<string> {
  if (job.messageTs === undefined) return post(client, channel, job, message);
  try {
    const { ts } = await client.chat.update({ channel, ts: job.messageTs, ...body(message) });
    return ts ?? job.messageTs;
  } catch (error) {
    if (!GONE.has(slackCode(error) ?? '')) throw error;
    return await anew(client, channel, job, job.messageTs, message);
  }
}

/** In place of a message that is gone. An earlier try may have posted that already, and nobody have heard of it. */
async function anew(
  client: WebClient,
  channel: string,
  job: DeliveryJob,
  goneTs: string,
  message: Rendered,
): Promise<string> {
  const found = await findByMetadata(client, channel, job.outboxId, Number(goneTs) * SECOND_MS);
  return typeof found === 'object'
    ? edit(client, channel, { ...job, messageTs: found.messageTs }, message)
    : post(client, channel, job, message);
}

/** In its thread, where it has one; in the channel itself where that is gone or takes nothing any more. */
async function post(client: WebClient, channel: string, job: DeliveryJob, message: Rendered): Promise<string> {
  const { threadTs } = job;
  if (threadTs === undefined) return postTo(client, { channel }, job, message);
  try {
    return await postTo(client, { channel, thread_ts: threadTs }, job, message);
  } catch (error) {
    if (!THREADLESS.has(slackCode(error) ?? '')) throw error;
    return postTo(client, { channel }, job, message);
  }
}

async function postTo(
  client: WebClient,
  place: { readonly channel: string; readonly thread_ts?: string },
  job: DeliveryJob,
  message: Rendered,
): Promise<string> {
  const { ts } = await client.chat.postMessage({
    ...place,
    ...body(message),
    metadata: { event_type: METADATA_TYPE, event_payload: factsOf(job) },
    unfurl_links: false,
    unfurl_media: false,
  });
  if (ts === undefined) throw new Error('Slack took a message and told no ts');
  return ts;
}

/** The entry's id, by which it is found again; the kind and the gate, for whoever automates on the channel. */
function factsOf({ outboxId, announcement }: DeliveryJob): Record<string, string> {
  return { id: outboxId, kind: announcement.kind, ...('gate' in announcement ? { gate: announcement.gate } : {}) };
}

function body(message: Rendered): { text: string; blocks: Rendered['blocks'][number][] } {
  return { text: message.text, blocks: [...message.blocks] };
}

async function retire(
  { client, log }: DeliveryParts,
  job: DeliveryJob,
  formerTs: string,
  currentTs: string,
): Promise<void> {
  const channel = conversationOf(job);
  const link = await permalink(client, channel, currentTs);
  try {
    await client.chat.update({ channel, ts: formerTs, ...body(movedView(job.migration, link)) });
  } catch (error) {
    if (!GONE.has(slackCode(error) ?? '')) throw error;
  }
  try {
    await client.pins.remove({ channel, timestamp: formerTs });
  } catch (error) {
    log.debug({ code: slackCode(error), channel }, 'the former status message stays pinned');
  }
}

/** Without one the line says it in words. */
async function permalink(client: WebClient, channel: string, ts: string): Promise<string | undefined> {
  try {
    return (await client.chat.getPermalink({ channel, message_ts: ts })).permalink;
  } catch (error) {
    if (slackCode(error) === undefined) throw error;
    return undefined;
  }
}

/** A comfort that needs an optional scope: without it the message stays where it is. */
async function pin(parts: DeliveryParts, channel: string, timestamp: string): Promise<void> {
  try {
    await parts.client.pins.add({ channel, timestamp });
  } catch (error) {
    const code = slackCode(error);
    if (code === undefined) parts.log.warn({ err: error, channel }, 'the status message could not be pinned');
    else parts.log.debug({ code, channel }, 'the status message stays unpinned');
  }
}

/** The pace that Slack asks for in one channel. */
export const CHANNEL_GAP_MS = SECOND_MS;
