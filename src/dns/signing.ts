import type { AuthorityServer, DnsResult, Failure, RecordType } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { SigningObservation } from '../migration/zone-observations.ts';
import type { Dialer } from '../net/dial.ts';
import { askAuthority } from './client.ts';
import { leadsToKey, parseDigests, parseKeys } from './dnssec.ts';
import { probeValidation, type Validation } from './validation.ts';
import type { Vantage } from './vantages.ts';
import type { Walker, Zone } from './walker.ts';

export type SigningOptions = {
  readonly zone: string;
  readonly walker: Pick<Walker, 'zoneOf'>;
  /**
   * Resolvers to ask whether the zone validates, a few at a time until some have told; none: only what the authoritative
   * servers show is judged. Not all of them validate, and some are always silent.
   */
  readonly vantages: readonly Vantage[];
  readonly now: () => Instant;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

type Signing = SigningObservation['result'];

const PARENTS_ASKED = 4;
const RECURSORS_AT_ONCE = 3;
/** RFC 8914: no DNSKEY matches the DS, the reason that a validating resolver would give. */
const EDE_DNSKEY_MISSING = 9;

/**
 * Whether the zone is signed and holds together: DS at the parent's servers, DNSKEY at each of its own, compared by
 * digest, and what validating resolvers make of it. A DS that leads to no key on some server is broken whatever resolvers
 * still remember. Resolvers are asked only where a DS says that they are to validate. Never rejects.
 */
export async function signingOf(dialer: Dialer, options: SigningOptions): Promise<Signing> {
  const { walker, now } = options;
  const zone = await walker.zoneOf(options.zone);
  if ('outcome' in zone) return zone;
  const { parent } = zone;
  if (parent === undefined) return { outcome: 'failed', at: now(), code: 'dns-no-servers', detail: 'no parent' };
  const [fromParent, fromZone] = await Promise.all([
    Promise.all(
      parent.servers.slice(0, PARENTS_ASKED).map((server) => put(dialer, options, parent, server, zone, 'DS')),
    ),
    Promise.all(zone.servers.map((server) => put(dialer, options, zone, server, zone, 'DNSKEY'))),
  ]);
  const ds = answersOf(fromParent);
  const keySets = answersOf(fromZone);
  if (ds.length === 0) return failureOf(fromParent, now());
  const digests = parseDigests([...new Set(ds.flat())]);
  const keys = parseKeys([...new Set(keySets.flat())]);
  const ttls = fromParent.flatMap((one) => (one.outcome === 'answer' && one.values.length > 0 ? [one.ttlSeconds] : []));
  const dsTtl = ttls.length === 0 ? {} : { dsTtlSeconds: Math.max(...ttls) };
  const seen = { outcome: 'signing', at: now(), ds: tagsOf(digests), keys: tagsOf(keys), ...dsTtl } as const;
  if (digests.length === 0) return { ...seen, state: 'unsigned', ede: [] };
  if (keySets.length === 0) return failureOf(fromZone, now());
  if (keySets.some((set) => leadsToKey(zone.name, digests, parseKeys(set)) === false)) {
    return { ...seen, state: 'bogus', ede: [EDE_DNSKEY_MISSING] };
  }
  return { ...seen, at: now(), ...(await validatedBySome(dialer, options, zone)) };
}

async function validatedBySome(dialer: Dialer, options: SigningOptions, zone: Zone): Promise<Verdict> {
  const validations: Validation[] = [];
  for (let next = 0; next < options.vantages.length; next += RECURSORS_AT_ONCE) {
    const some = options.vantages.slice(next, next + RECURSORS_AT_ONCE);
    validations.push(...(await Promise.all(some.map((vantage) => validated(dialer, options, vantage, zone)))));
    if (verdictOf(validations).state !== 'unvalidated' || options.signal?.aborted === true) break;
  }
  return verdictOf(validations);
}

async function put(
  dialer: Dialer,
  { now, signal, timeoutMs }: SigningOptions,
  asked: Zone,
  server: AuthorityServer,
  { name }: Zone,
  type: RecordType,
): Promise<DnsResult> {
  const result = await askAuthority(dialer, {
    server: server.address,
    zone: asked.name,
    question: { name, type },
    now,
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  if (result.outcome !== 'elsewhere') return result;
  return { outcome: 'failed', at: result.at, code: 'dns-malformed', detail: 'an alias at the top of the zone' };
}

/** The keys first, then a record set that they sign: either may have run out. */
async function validated(
  dialer: Dialer,
  { now, signal, timeoutMs }: SigningOptions,
  vantage: Vantage,
  { name }: Zone,
): Promise<Validation> {
  const bounds = { ...(signal === undefined ? {} : { signal }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const probe = (type: RecordType) => probeValidation(dialer, { ...bounds, vantage, now, question: { name, type } });
  const keys = await probe('DNSKEY');
  return keys.outcome === 'secure' ? await probe('SOA') : keys;
}

type Verdict = { readonly state: 'secure' | 'bogus' | 'unvalidated'; readonly ede: readonly number[] };

/** By majority of those that told either way; where nobody did, or as many said the one as the other, nothing is known. */
function verdictOf(validations: readonly Validation[]): Verdict {
  const bogus = validations.flatMap((one) => (one.outcome === 'bogus' ? [one] : []));
  const secure = validations.filter((one) => one.outcome === 'secure').length;
  const ede = [...new Set(bogus.flatMap((one) => one.ede))].sort((a, b) => a - b);
  if (bogus.length > secure) return { state: 'bogus', ede };
  return { state: secure > bogus.length ? 'secure' : 'unvalidated', ede };
}

function answersOf(results: readonly DnsResult[]): readonly (readonly string[])[] {
  return results.flatMap((result) => (result.outcome === 'answer' ? [result.values] : []));
}

function failureOf(results: readonly DnsResult[], at: Instant): Failure {
  const failure = results.find((result) => result.outcome === 'failed');
  return failure ?? { outcome: 'failed', at, code: 'dns-no-servers' };
}

function tagsOf(records: readonly { readonly tag: number }[]): readonly number[] {
  return [...new Set(records.map(({ tag }) => tag))].sort((a, b) => a - b);
}
