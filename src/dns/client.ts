import type { DnsResult, FailureCode, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { type ExchangeOptions, exchange } from './exchange.ts';
import { type Asked, type Elsewhere, interpret } from './interpret.ts';
import type { Exchanged } from './line.ts';
import { isAskableName } from './names.ts';
import { isRecordType } from './packet.ts';

export type AskOptions = Omit<ExchangeOptions, 'name' | 'type' | 'recursive'> & {
  readonly question: Question;
  readonly now: () => Instant;
};

/**
 * Asks a cache (a resolver) one question, recursion desired. Never throws and never guesses: whatever is not a sound
 * answer to exactly this question comes back as a failure with its reason. Waits for room in the server's budget.
 */
export async function ask(dialer: Dialer, options: AskOptions): Promise<DnsResult> {
  const result = await put(dialer, options, { kind: 'cache' });
  return result.outcome === 'elsewhere' ? brokenOff(result) : result;
}

/**
 * Asks an authoritative server of `zone` one question, without recursion. `dns-lame` when it does not answer with
 * authority; `elsewhere` when an alias leads out of the zone.
 */
export function askAuthority(
  dialer: Dialer,
  options: AskOptions & { readonly zone: string },
): Promise<DnsResult | Elsewhere> {
  return put(dialer, options, { kind: 'authority', zone: options.zone });
}

/** `exchange` within the server's budget, with name and type checked first. Never throws. */
export async function exchangeWithin(dialer: Dialer, options: ExchangeOptions): Promise<Exchanged> {
  const { name, type, server, line, signal } = options;
  if (!isRecordType(type)) return { outcome: 'failed', code: 'dns-bad-name', detail: `unknown type ${type}` };
  if (!isAskableName(name)) return { outcome: 'failed', code: 'dns-bad-name', detail: name };
  try {
    // A TLS port that does not open must not keep plain questions to the same address waiting.
    const key = line === undefined ? server : `${server} over TLS`;
    return await dialer.withBudget(key, () => exchange(dialer, options), signal);
  } catch (error) {
    // Only waiting for room can reject: cancelled, or out of time.
    const code: FailureCode = error instanceof Error && error.name === 'TimeoutError' ? 'dns-timeout' : 'cancelled';
    return { outcome: 'failed', code };
  }
}

async function put(dialer: Dialer, options: AskOptions, asked: Asked): Promise<DnsResult | Elsewhere> {
  const { question, now, ...rest } = options;
  const recursive = asked.kind === 'cache';
  const exchanged = await exchangeWithin(dialer, { ...rest, name: question.name, type: question.type, recursive });
  const at = now();
  if (exchanged.outcome === 'failed') return { ...exchanged, at };
  return interpret(exchanged.reply, question, asked, at);
}

function brokenOff({ at, target }: Elsewhere): DnsResult {
  return { outcome: 'failed', at, code: 'dns-servfail', detail: `the alias to ${target} was not followed` };
}
