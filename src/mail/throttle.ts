import type { Tagged } from './raw-imap/session.ts';

/**
 * Words of servers that are asked for too much at present; none is about the message. Exchange Online says THROTTLED or
 * "Request is throttled. Suggested Backoff Time", Gmail "Account exceeded command or bandwidth limits" (as OVERQUOTA, for
 * which the mailbox need not be full).
 */
const WORDS =
  /throttl|suggested backoff|bandwidth limit|rate[ -]?limit|slow down|too (?:many|frequent)|too fast|try again later/i;
/** LIMIT may mean the keywords of one message too (RFC 5530): Cyrus says "Too many user flags in mailbox". */
export const isOfKeywords = (text: string): boolean => /keyword|flag/i.test(text);

/** The server will take this, and not now. */
export function isThrottled({ status, code, text }: Tagged): boolean {
  if (status === 'OK' || isOfKeywords(text)) return false;
  return code.startsWith('THROTTLED') || WORDS.test(text);
}

/** So often it is asked again, without anything having been copied in between, before it is said to have failed. */
export const MOST_THROTTLED = 9;
const LONGEST = 450;

/** How long to wait after the nth time in a row: doubling, or as long as the server says. `unitMs` is 2 s outside tests. */
export function backOffMs(times: number, said: string | undefined, unitMs: number): number {
  const suggested = Number(/backoff time:?\s*(\d{1,7})/i.exec(said ?? '')?.[1] ?? 0);
  return Math.max(suggested, unitMs * Math.min(LONGEST, 8 * 2 ** times));
}
