import type { Failure } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { classifyNetworkError, refusedAddress } from '../net/failures.ts';
import { type HttpsAnswer, httpsGet } from '../net/https-get.ts';
import { type MtaStsFault, type MtaStsPolicy, parseMtaStsPolicy } from './mta-sts.ts';

/** What is published as the policy of a domain, as far as it could be learnt. */
export type PolicyResult =
  | { readonly outcome: 'policy'; readonly at: Instant; readonly policy: MtaStsPolicy }
  /** Something is there, or nothing is, and it is certainly no policy: senders go on without one, or with the one they hold. */
  | {
      readonly outcome: 'no-policy';
      readonly at: Instant;
      readonly reason: MtaStsFault | 'status' | 'content-type' | 'too-long';
      readonly detail: string;
    }
  | Failure;

export type FetchPolicyOptions = {
  readonly domain: string;
  /** Of the host `mta-sts.DOMAIN`, by our own resolution; tried one after the other. */
  readonly addresses: readonly string[];
  readonly now: () => Instant;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;
const PATH = '/.well-known/mta-sts.txt';

/** The host that serves the policy of a domain (RFC 8461, section 3.3). */
export function policyHost(domain: string): string {
  return `mta-sts.${domain}`;
}

/**
 * Fetches the MTA-STS policy of a domain as a sender would: over HTTPS with a verified certificate, at most 64 KiB, no
 * redirect followed (RFC 8461, section 3.3). What a server in trouble says (429, 5xx) is a failure, for it tells nothing
 * about the policy. Never throws.
 */
export async function fetchPolicy(dialer: Dialer, options: FetchPolicyOptions): Promise<PolicyResult> {
  const { domain, addresses, now, timeoutMs = TIMEOUT_MS, signal } = options;
  const endsAt = performance.now() + timeoutMs;
  const hostname = policyHost(domain);
  let last: Failure = { outcome: 'failed', at: now(), code: 'host-unresolved', detail: hostname };
  const reachable = addresses.filter((one) => dialer.canReach(one));
  for (const [index, address] of reachable.entries()) {
    // One that is silent leaves the others their share of the time.
    const left = Math.max(1, Math.ceil((endsAt - performance.now()) / (reachable.length - index)));
    try {
      const answer = await dialer.withBudget(
        address,
        () =>
          httpsGet(dialer, {
            address,
            hostname,
            path: PATH,
            timeoutMs: left,
            maxBytes: MAX_BYTES,
            ...(signal === undefined ? {} : { signal }),
          }),
        signal,
      );
      const result = read(answer, now());
      if (result.outcome !== 'failed') return result;
      last = result;
    } catch (error) {
      const detail = error instanceof Error ? { detail: refusedAddress(error) ?? error.message } : {};
      last = { outcome: 'failed', at: now(), code: classifyNetworkError(error), ...detail };
      if (last.code === 'cancelled') return last;
    }
  }
  return last;
}

function read({ status, contentType, body, cut }: HttpsAnswer, at: Instant): PolicyResult {
  const none = (reason: Extract<PolicyResult, { outcome: 'no-policy' }>['reason'], detail: string): PolicyResult => ({
    outcome: 'no-policy',
    at,
    reason,
    detail,
  });
  if (status === 429 || status >= 500) return { outcome: 'failed', at, code: 'protocol', detail: `HTTP ${status}` };
  if (status !== 200) return none('status', `HTTP ${status}`);
  // Guards against hosts where anyone may put files: RFC 8461, section 3.3.
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'text/plain') return none('content-type', contentType);
  if (cut) return none('too-long', `more than ${MAX_BYTES} bytes`);
  const parsed = parseMtaStsPolicy(body.toString('utf8'));
  return 'fault' in parsed ? none(parsed.fault, parsed.detail) : { outcome: 'policy', at, policy: parsed };
}
