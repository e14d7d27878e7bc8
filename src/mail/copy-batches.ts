import type { Indexed } from './content-index.ts';

/** Messages that go in one command, and the bytes of them at most. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 2 * 1024 * 1024;
/** From this size on a message is passed through piece by piece. */
const STREAM_BYTES = 1024 * 1024;

/** What goes together, in order; large ones alone, and suspects alone behind all others. Pure. */
export function batchesOf(
  messages: readonly Indexed[],
  isSuspect: (one: Indexed) => boolean,
): readonly (readonly Indexed[])[] {
  const batches: Indexed[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of messages) {
    if (isSuspect(one)) continue;
    const last = batches.at(-1);
    const fits = last !== undefined && last.length < BATCH_MESSAGES && bytes + one.size <= BATCH_BYTES;
    if (one.size > STREAM_BYTES || !fits) {
      batches.push([one]);
      bytes = one.size > STREAM_BYTES ? Number.POSITIVE_INFINITY : one.size;
      continue;
    }
    last.push(one);
    bytes += one.size;
  }
  for (const one of messages) if (isSuspect(one)) batches.push([one]);
  return batches;
}

export const isStreamed = (batch: readonly Indexed[]): boolean =>
  batch.length === 1 && (batch[0]?.size ?? 0) > STREAM_BYTES;
