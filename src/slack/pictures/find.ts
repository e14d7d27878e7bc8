import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { type Instant, SECOND_MS } from '../../migration/time.ts';
import { deliveryError, slackCode } from '../delivery/errors.ts';

const MOST = 100;

const replies = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      files: z.array(z.object({ name: z.string().nullish() })).optional(),
      metadata: z.object({ event_payload: z.object({ id: z.string().optional() }).optional() }).optional(),
    }),
  ),
  has_more: z.boolean().optional(),
});

/**
 * Looks through a thread since `oldest` for a message that carries this file, or this outbox id. 'cannot-tell' when the
 * bot may not read there (an optional scope), or more was written than it reads. Rejects with 'delivery-retry' when
 * Slack could not be asked.
 */
export async function findInThread(
  client: WebClient,
  thread: { readonly channel: string; readonly ts: string },
  wanted: { readonly outboxId: string; readonly filename: string },
  oldest: Instant,
): Promise<{ readonly messageTs: string } | 'absent' | 'cannot-tell'> {
  try {
    const read = replies.parse(
      await client.conversations.replies({
        ...thread,
        oldest: (oldest / SECOND_MS).toFixed(6),
        limit: MOST,
        include_all_metadata: true,
      }),
    );
    const found = read.messages.find(
      ({ files = [], metadata }) =>
        metadata?.event_payload?.id === wanted.outboxId || files.some(({ name }) => name === wanted.filename),
    );
    if (found !== undefined) return { messageTs: found.ts };
    return read.has_more === true ? 'cannot-tell' : 'absent';
  } catch (error) {
    const classified = deliveryError(error);
    if (slackCode(error) !== undefined && classified !== error) return 'cannot-tell';
    throw classified;
  }
}
