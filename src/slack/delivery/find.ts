import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { type Instant, SECOND_MS } from '../../migration/time.ts';
import { deliveryError, slackCode } from './errors.ts';

const PAGE = 100;
const MOST_PAGES = 5;

const historyPage = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      files: z.array(z.object({ name: z.string().nullish() })).optional(),
      metadata: z.object({ event_payload: z.object({ id: z.string().optional() }).optional() }).optional(),
    }),
  ),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * Looks through a channel's messages since `oldest` for the one that carries this outbox id, or this file. 'cannot-tell' when the
 * bot may not read the channel, or when more was written than it reads. Rejects with 'delivery-retry' when Slack could
 * not be asked: asking again may tell.
 */
export async function findByMetadata(
  client: WebClient,
  channel: string,
  outboxId: string,
  oldest: Instant,
  filename?: string,
): Promise<{ readonly messageTs: string } | 'absent' | 'cannot-tell'> {
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { messages, response_metadata } = await history(client, channel, oldest, cursor);
    if (messages === undefined) return 'cannot-tell';
    const found = messages.find(
      ({ metadata, files = [] }) =>
        metadata?.event_payload?.id === outboxId ||
        (filename !== undefined && files.some(({ name }) => name === filename)),
    );
    if (found !== undefined) return { messageTs: found.ts };
    cursor = response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return 'absent';
  }
  return 'cannot-tell';
}

type Page = Partial<z.output<typeof historyPage>>;

async function history(client: WebClient, channel: string, oldest: Instant, cursor: string | undefined): Promise<Page> {
  try {
    return historyPage.parse(
      await client.conversations.history({
        channel,
        oldest: (oldest / SECOND_MS).toFixed(6),
        limit: PAGE,
        include_all_metadata: true,
        ...(cursor === undefined ? {} : { cursor }),
      }),
    );
  } catch (error) {
    const classified = deliveryError(error);
    // Any refusal of Slack's means that we are not told; only a silence is worth asking again.
    if (slackCode(error) !== undefined && classified !== error) return {};
    throw classified;
  }
}
