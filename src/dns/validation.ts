import type { Failure, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { type AskVantageOptions, askVantage } from './ask-vantage.ts';
import { createLines } from './lines.ts';

/** What a validating resolver makes of a record set; a failure when it told neither way. */
export type Validation =
  /** It has validated the answer (AD). */
  | { readonly outcome: 'secure'; readonly at: Instant; readonly values: readonly string[] }
  /** It answers without vouching: the zone is not signed, or the resolver does not validate. */
  | { readonly outcome: 'insecure'; readonly at: Instant; readonly values: readonly string[] }
  /** It refuses to hand the data over unless told not to check: signatures or DS are broken. `ede` says in which way. */
  | {
      readonly outcome: 'bogus';
      readonly at: Instant;
      /** What it holds and does not trust. */
      readonly values: readonly string[];
      /** RFC 8914: 6 bogus, 7 expired, 8 not yet valid, 9 no DNSKEY, 10 no RRSIG. */
      readonly ede: readonly number[];
    }
  | Failure;

export type ValidationOptions = Pick<AskVantageOptions, 'vantage' | 'now' | 'patienceMs' | 'timeoutMs' | 'signal'> & {
  readonly question: Question;
};

/**
 * Whether DNSSEC validation of a record set fails, seen from outside: SERVFAIL as everyone gets it, an answer with
 * checking disabled (CD, RFC 4035 section 3.2.2), and SERVFAIL again, so that a resolver that merely stumbled once is not
 * taken for a broken zone. Never throws.
 */
export async function probeValidation(dialer: Dialer, options: ValidationOptions): Promise<Validation> {
  const { signal } = options;
  const lines = createLines(dialer, signal === undefined ? {} : { signal });
  const put = (checkingDisabled: boolean) => askVantage(dialer, { ...options, lines, checkingDisabled });
  try {
    const plain = await put(false);
    if (plain.outcome === 'answer') {
      return { outcome: plain.authenticated ? 'secure' : 'insecure', at: plain.at, values: plain.values };
    }
    if (plain.code !== 'dns-servfail') return plain;
    const unchecked = await put(true);
    if (unchecked.outcome === 'failed') return unchecked;
    const again = await put(false);
    if (again.outcome === 'answer' || again.code !== 'dns-servfail') {
      return { outcome: 'failed', at: again.at, code: 'dns-servfail', detail: 'SERVFAIL once, and not again' };
    }
    const ede = [...new Set([...(plain.ede ?? []), ...(again.ede ?? []), ...(unchecked.ede ?? [])])];
    return { outcome: 'bogus', at: again.at, values: unchecked.values, ede };
  } finally {
    lines.close();
  }
}
