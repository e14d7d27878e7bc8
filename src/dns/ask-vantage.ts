import { setTimeout as wait } from 'node:timers/promises';
import type { DnsResult, DnsTransport, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { ask } from './client.ts';
import { createLines, type Lines } from './lines.ts';
import { transportOf, type Vantage } from './vantages.ts';

export type AskVantageOptions = {
  readonly vantage: Vantage;
  readonly question: Question;
  readonly now: () => Instant;
  /** UDP or TCP, for a vantage that takes plain questions; its own transport when not said. */
  readonly over?: 'udp' | 'tcp';
  readonly checkingDisabled?: boolean;
  /** Connections to share with other questions; without them a connection is opened for this one and closed. */
  readonly lines?: Lines;
  /** How long the vantage's budget may be waited for; then the question has not been asked. */
  readonly patienceMs?: number;
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly signal?: AbortSignal;
};

const PATIENCE_MS = 10_000;

/**
 * Asks a vantage one question over its transport, within the number of questions a second that its address is to bear.
 * `not-asked-budget` when that left no room in time. Never throws.
 */
export async function askVantage(dialer: Dialer, options: AskVantageOptions): Promise<DnsResult> {
  const { vantage, question, now, over, patienceMs = PATIENCE_MS, signal } = options;
  const waitMs = dialer.rate.reserve(vantage.address, patienceMs);
  if (waitMs === undefined) return { outcome: 'failed', at: now(), code: 'not-asked-budget' };
  if (waitMs > 0) {
    const isOver = await wait(waitMs, false, signal === undefined ? {} : { signal }).catch(() => true);
    if (isOver) return notAsked(now(), signal);
  }
  const common = {
    server: vantage.address,
    question,
    now,
    ...(vantage.port === undefined ? {} : { port: vantage.port }),
    ...(options.checkingDisabled === undefined ? {} : { checkingDisabled: options.checkingDisabled }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.attempts === undefined ? {} : { attempts: options.attempts }),
    ...(signal === undefined ? {} : { signal }),
  };
  const transport = transportOf(vantage);
  if (transport === 'udp' || transport === 'tcp') return await ask(dialer, { ...common, over: over ?? transport });
  const lines = options.lines ?? createLines(dialer, signal === undefined ? {} : { signal });
  const result = await ask(dialer, { ...common, line: () => lines.to(vantage) });
  if (options.lines === undefined) lines.close();
  return result;
}

/** What a question to this vantage travels over. */
export function carriedBy(vantage: Vantage, over: 'udp' | 'tcp' | undefined): DnsTransport {
  const transport = transportOf(vantage);
  return transport === 'udp' || transport === 'tcp' ? (over ?? transport) : transport;
}

function notAsked(at: Instant, signal: AbortSignal | undefined): DnsResult {
  const isWall = signal?.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return { outcome: 'failed', at, code: isWall ? 'not-asked-budget' : 'cancelled' };
}
