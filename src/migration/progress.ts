import { MINUTE_MS } from './time.ts';

/** How far a copy, or a comparison, of all mailboxes has come. */
export type Progress = {
  readonly mailboxes: number;
  readonly mailboxesDone: number;
  /** Of the old server, in the mailboxes that have been read so far. */
  readonly messages: number;
  readonly copied: number;
  /** From 0 to 1: by messages, mailboxes not yet read counted as those that are known. Absent in older records. */
  readonly share?: number | undefined;
  /** At the pace so far; absent while that would be a guess. */
  readonly leftMs?: number | undefined;
  /** Mailboxes that could not be compared. */
  readonly failed?: number | undefined;
  /** Nothing is copied. */
  readonly isCompare?: boolean | undefined;
};

/** So long, and so far, the first mailboxes say nothing of the others. */
const TELLING_MS = 2 * MINUTE_MS;
const TELLING_SHARE = 0.05;

/** What is left at the pace since the beginning; undefined while that is a guess, and when all is done. */
export function timeLeftMs(share: number, elapsedMs: number): number | undefined {
  if (share < TELLING_SHARE || share >= 1 || elapsedMs < TELLING_MS) return undefined;
  return roughly((elapsedMs * (1 - share)) / share);
}

/** The longer, the rougher: to the minute, to five from half an hour on, to half an hour from three hours on. */
function roughly(leftMs: number): number {
  const minutes = leftMs / MINUTE_MS;
  const step = minutes < 30 ? 1 : minutes < 180 ? 5 : 30;
  return Math.max(1, Math.ceil(minutes / step)) * step * MINUTE_MS;
}

/** One mailbox as far as it is known; `messages` of one that nobody has read yet is absent. */
export type Weighed = { readonly messages?: number | undefined; readonly handled: number };

/** From 0 to 1. A mailbox of which nothing is known weighs as much as the known ones do on average. */
export function shareOf(mailboxes: readonly Weighed[]): number {
  const known = mailboxes.flatMap(({ messages }) => (messages === undefined ? [] : [Math.max(1, messages)]));
  const average = known.length === 0 ? 1 : sum(known) / known.length;
  const weights = mailboxes.map(({ messages }) => (messages === undefined ? average : Math.max(1, messages)));
  const total = sum(weights);
  if (total === 0) return 1;
  return sum(mailboxes.map(({ handled }, at) => Math.min(1, Math.max(0, handled)) * (weights[at] ?? 0))) / total;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
