import type { FailureCode } from '../migration/observations.ts';
import { onAbort } from '../net/abort.ts';
import { classifyNetworkError, refusedAddress } from '../net/failures.ts';
import type { Query, Reply } from './packet.ts';

export type Exchanged =
  | { readonly outcome: 'reply'; readonly reply: Reply }
  | { readonly outcome: 'failed'; readonly code: FailureCode; readonly detail?: string };

export type PutBound = { readonly timeoutMs: number; readonly signal?: AbortSignal };

/** A connection that carries many questions to one server; closed by whoever opened it. */
export type Line = {
  /** Never rejects. Giving up on one question leaves the others alone. */
  put(query: Query, bound: PutBound): Promise<Exchanged>;
  isOpen(): boolean;
  /** Whatever is still waiting has failed. */
  close(): void;
};

/**
 * Calls `giveUp` at the time-out or on cancellation, whichever comes first; what it returns calls both off. A question
 * that is cancelled before it starts is given up at once.
 */
export function givenUp({ timeoutMs, signal }: PutBound, giveUp: (result: Exchanged) => void): () => void {
  const cancel = () => giveUp(failedBy(signal?.reason));
  let isOff = false;
  const late = () => {
    if (!isOff) giveUp({ outcome: 'failed', code: 'dns-timeout' });
  };
  // What has come while we were busy is read first: timers go before sockets in a turn.
  const timer = setTimeout(() => setImmediate(late), timeoutMs);
  const forget = onAbort(signal, cancel);
  if (signal?.aborted) queueMicrotask(cancel);
  return () => {
    isOff = true;
    clearTimeout(timer);
    forget();
  };
}

/**
 * A failed question in our codes. What TLS had against a server stays what it is, and an address that is not dialled; connecting is a matter of the network,
 * or of time.
 */
export function failedBy(error: unknown): Exchanged {
  const detail = error instanceof Error ? { detail: refusedAddress(error) ?? error.message } : {};
  return { outcome: 'failed', code: codeOf(classifyNetworkError(error)), ...detail };
}

function codeOf(network: FailureCode): FailureCode {
  if (network === 'cancelled' || network === 'address-refused' || network.startsWith('tls-')) return network;
  return network === 'connect-timeout' ? 'dns-timeout' : 'dns-network';
}
