import { readDkimKey } from '../../../dns/dkim-key.ts';
import { keyName, mxHosts, selectorOf, tlsaQuestion } from '../../../dns/mail-records.ts';
import { fitsCertificate } from '../../../dns/tlsa.ts';
import { readGreeting } from '../../../mail/greeting.ts';
import type { Facts } from '../../../migration/facts.ts';
import type { AuthorityObservation, DnsResult } from '../../../migration/observations.ts';
import { standingRecords } from '../../../migration/plan.ts';
import type { Instant } from '../../../migration/time.ts';
import type { DkimObservation, TlsaObservation } from '../../../migration/zone-observations.ts';
import { domainsOf } from '../../../migration/zones.ts';
import { addressOf } from '../deps.ts';
import type { Ground } from './ground.ts';
import { knownSelectors } from './questions.ts';
import type { Servers } from './senders.ts';

const HOSTS_ASKED = 6;

/** DKIM keys as the authoritative servers gave them: the known selectors, and what a guess has found. */
export function dkimOf(
  facts: Facts,
  observations: readonly AuthorityObservation[],
  at: Instant,
): readonly DkimObservation[] {
  const results = new Map<string, DnsResult[]>();
  for (const { question, result } of observations) {
    if (question.type !== 'TXT' || selectorOf(question.name, domainsOf(facts)) === undefined) continue;
    results.set(question.name, [...(results.get(question.name) ?? []), result]);
  }
  const known = new Set(knownSelectors(facts).map(keyName));
  return [...results].flatMap(([name, given]): readonly DkimObservation[] => {
    const key = selectorOf(name, domainsOf(facts));
    if (key === undefined) return [];
    const result = keyResult(given, at);
    const isFound = result.outcome === 'key' && (result.state === 'valid' || result.state === 'revoked');
    return known.has(name) || isFound ? [{ ...key, result }] : [];
  });
}

/** What is wrong on one server is wrong: verifiers ask any of them. */
function keyResult(results: readonly DnsResult[], at: Instant): DkimObservation['result'] {
  const keys = results.flatMap((result) => (result.outcome === 'answer' ? [readDkimKey(result.values)] : []));
  const key = keys.find(({ state }) => state !== 'valid') ?? keys[0];
  if (key !== undefined) return { outcome: 'key', at, ...key };
  const failure = results.find((result) => result.outcome === 'failed');
  return failure?.outcome === 'failed' ? failure : { outcome: 'failed', at, code: 'dns-no-servers' };
}

/** TLSA of the hosts that the plan makes the new server's, against the certificate that the new server shows for them. */
export async function tlsaOf(
  ground: Ground,
  facts: Facts,
  servers: Servers,
  observations: readonly AuthorityObservation[],
): Promise<readonly TlsaObservation[]> {
  return await Promise.all(
    movedExchangers(facts, observations)
      .slice(0, HOSTS_ASKED)
      .map(async (host): Promise<TlsaObservation> => {
        const { name, type } = tlsaQuestion(host);
        const result = await ground.resolve(name, type);
        if (result.outcome === 'failed') return { host, result };
        const fits = result.values.length === 0 ? undefined : await fitsNewServer(ground, servers, host, result.values);
        const seen = { outcome: 'tlsa', at: result.at, values: result.values } as const;
        return { host, result: fits === undefined ? seen : { ...seen, fits } };
      }),
  );
}

async function fitsNewServer(
  { dialer, now, signal }: Ground,
  servers: Servers,
  host: string,
  values: readonly string[],
): Promise<boolean | undefined> {
  const address = addressOf(dialer, servers.new);
  if (address === undefined) return undefined;
  const shown = await readGreeting(dialer, { address, ...servers.new.smtp, servername: host, now, signal });
  if (shown.outcome === 'failed' || shown.certificate === undefined) return undefined;
  return fitsCertificate(values, shown.certificate);
}

/** The MX hosts that are to be, and of an MX that stays those whose addresses change. */
function movedExchangers(facts: Facts, observations: readonly AuthorityObservation[]): readonly string[] {
  const standing = standingRecords(facts);
  const planned = standing.filter(({ type }) => type === 'MX').flatMap(({ after }) => mxHosts(after));
  const moved = new Set(standing.filter(({ type }) => type !== 'MX' && type !== 'TXT').map(({ name }) => name));
  const served = observations.flatMap(({ question, result }) =>
    question.type === 'MX' && result.outcome === 'answer' ? mxHosts(result.values) : [],
  );
  return [...new Set([...planned, ...served.filter((host) => moved.has(host))])].sort();
}
