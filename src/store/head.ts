import { z } from 'zod';
import { keyNumber, keyPart } from './adapter.ts';
import { FIRST_HASH } from './journal.ts';
import { parseRow } from './rows.ts';

/** Where a migration lives in Slack. */
export type Place = { readonly enterpriseId?: string | undefined; readonly teamId: string; readonly channelId: string };

const headSchema = z.object({
  schema: z.literal(1),
  id: z.string(),
  place: z.object({ enterpriseId: z.string().optional(), teamId: z.string(), channelId: z.string() }),
  nextDueAt: z.number().optional(),
  ended: z.boolean(),
  journalSeq: z.int().nonnegative(),
  journalHash: z.string(),
  outboxSeq: z.int().nonnegative(),
  /** When the last outbox entry was created. */
  outboxAt: z.number(),
});

/** The row that every commit of a migration is guarded by; its version is the migration's. */
export type Head = Readonly<z.infer<typeof headSchema>>;

/** The ends of a journal and an outbox that hold nothing yet. */
export const EMPTY_ENDS = { journalSeq: 0, journalHash: FIRST_HASH, outboxSeq: 0, outboxAt: 0 } as const;
export type Ends = Pick<Head, keyof typeof EMPTY_ENDS>;

export function parseHead(key: string, row: string): Head {
  return parseRow(key, row, (value) => headSchema.parse(value));
}

export const HEADS = 'head:';

export function headKey(id: string): string {
  return `${HEADS}${keyPart(id)}`;
}

/** Under it, one row for each migration of a channel, numbered in the order of their starts. */
export function channelPrefix({ enterpriseId, teamId, channelId }: Place): string {
  return `channel:${[enterpriseId ?? '', teamId, channelId].map(keyPart).join(':')}:`;
}

export function channelKey(place: Place, predecessors: number): string {
  return channelPrefix(place) + keyNumber(predecessors);
}
