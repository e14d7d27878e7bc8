import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../migration/time.ts';

export type Who = { readonly kind: 'user'; readonly id: string } | { readonly kind: 'bot' };

/** What the service hands in: an event of the core, with its time and its author. */
export type JournalDraft = { readonly at: Instant; readonly who: Who; readonly event: { readonly kind: string } };

export type JournalEntry = JournalDraft & {
  /** From 1, without a gap. */
  readonly seq: number;
  /** SHA-256, in hex, over the hash before and this entry's content. */
  readonly hash: string;
  readonly prevHash: string;
};

/** The hash before the first entry. */
export const FIRST_HASH = '0'.repeat(64);

const entrySchema = z.object({
  seq: z.int().positive(),
  at: z.number(),
  who: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('user'), id: z.string() }),
    z.object({ kind: z.literal('bot') }),
  ]),
  event: z.looseObject({ kind: z.string() }),
  hash: z.string(),
  prevHash: z.string(),
});

/** Reads a stored or exported entry; throws a ZodError when it is not one. */
export function parseJournalEntry(value: unknown): JournalEntry {
  return entrySchema.parse(value);
}

/** The entries that follow `head`, numbered and chained. */
export function chain(
  head: { readonly seq: number; readonly hash: string },
  drafts: readonly JournalDraft[],
): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const { at, who, event } of drafts) {
    const last = entries.at(-1) ?? head;
    const content = { seq: last.seq + 1, at, who, event };
    entries.push({ ...content, prevHash: last.hash, hash: hashOf(last.hash, content) });
  }
  return entries;
}

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number; readonly lastHash: string }
  | { readonly ok: false; readonly seq: number; readonly reason: BrokenReason };
export type BrokenReason = 'gap' | 'broken-link' | 'altered' | 'cut-off';

/** An entry's number and hash, or those before the first. */
export type ChainLink = { readonly seq: number; readonly hash: string };
const START: ChainLink = { seq: 0, hash: FIRST_HASH };

/**
 * Whether a journal is whole and as it was written. `gap`: an entry is missing, doubled or out of order; `broken-link`:
 * it does not follow from the one before; `altered`: its content is not what was hashed. `seq` says where it shows.
 * That its end is missing shows only against an `end` that was kept elsewhere (`cut-off`): what follows `end` is new.
 */
export function verifyChain(
  entries: readonly JournalEntry[],
  { before = START, end = START }: { readonly before?: ChainLink; readonly end?: ChainLink } = {},
): ChainVerdict {
  let last = before;
  for (const { hash, prevHash, ...content } of entries) {
    const { seq } = content;
    if (seq !== last.seq + 1) return { ok: false, seq: last.seq + 1, reason: 'gap' };
    if (prevHash !== last.hash) return { ok: false, seq, reason: 'broken-link' };
    if (hash !== hashOf(prevHash, content)) return { ok: false, seq, reason: 'altered' };
    last = { seq, hash };
  }
  const reached = [START, before, ...entries].some(({ seq, hash }) => seq === end.seq && hash === end.hash);
  if (!reached) return { ok: false, seq: end.seq, reason: 'cut-off' };
  return { ok: true, entries: entries.length, lastHash: last.hash };
}

function hashOf(prevHash: string, content: unknown): string {
  return createHash('sha256').update(prevHash).update(canonicalJson(content)).digest('hex');
}

/** JSON with sorted names and without white space: the same value has the same text, whoever wrote it. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
