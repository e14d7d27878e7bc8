import { describe, expect, test } from 'vitest';
import { type FindingCode, findings } from '../../src/migration/findings.ts';
import type { Migration } from '../../src/migration/record.ts';
import { NEW, NS, OLD, started } from './a-migration.ts';
import { at, having, withFacts, withSightings } from './stages.ts';

const DOMAIN = 'kitano.example';
const SOUND: Readonly<Record<string, readonly string[]>> = {
  [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`],
  [`mail.${DOMAIN}/A`]: [OLD],
  [`${DOMAIN}/TXT`]: [`v=spf1 ip4:${OLD} -all`],
  [`_dmarc.${DOMAIN}/TXT`]: ['v=DMARC1; p=none'],
};

/** A migration whose zone was found so. */
function found(change: Readonly<Record<string, readonly string[]>> = {}): Migration {
  const records = Object.entries({ ...SOUND, ...change })
    .filter(([, values]) => values.length > 0)
    .map(([key, values]): [string, { values: string[]; ttlSeconds: number }] => [
      key,
      { values: [...values], ttlSeconds: 300 },
    ]);
  const met = having(started(), 0, { kind: 'authority-met', zone: DOMAIN, servers: NS });
  return withFacts(met, { image: { at: at(0), records: Object.fromEntries(records) } });
}
const codes = (record: Migration): readonly FindingCode[] => findings(record).map(({ code }) => code);

test('a sound zone, and one that was not read yet, give nothing to remark', () => {
  expect(findings(found())).toEqual([]);
  expect(findings(started())).toEqual([]);
});

test.each<readonly [FindingCode, Readonly<Record<string, readonly string[]>>]>([
  ['mx-null', { [`${DOMAIN}/MX`]: ['0 .'] }],
  ['mx-address', { [`${DOMAIN}/MX`]: [`10 ${OLD}`] }],
  ['mx-alias', { [`mail.${DOMAIN}/CNAME`]: ['sv12.oldhost.example'] }],
  ['mx-dangling', { [`mail.${DOMAIN}/A`]: [] }],
  ['mx-backup', { [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`, '20 mx.backup.example'] }],
  ['spf-none', { [`${DOMAIN}/TXT`]: ['site=1'] }],
  ['spf-many', { [`${DOMAIN}/TXT`]: ['v=spf1 -all', 'v=spf1 a -all'] }],
  ['dmarc-none', { [`_dmarc.${DOMAIN}/TXT`]: [] }],
  ['dmarc-many', { [`_dmarc.${DOMAIN}/TXT`]: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }],
  ['web-on-old', { [`${DOMAIN}/A`]: [OLD] }],
  ['web-on-old', { [`www.${DOMAIN}/CNAME`]: ['sv12.oldhost.example'] }],
  ['lan-name', { [`nas.${DOMAIN}/A`]: ['192.168.1.5'] }],
])('%s: %j', (code, change) => {
  expect(codes(found(change))).toEqual([code]);
});

test('a host of the old provider is no backup, and neither is a gateway', () => {
  const mx = (host: string) => ({ [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`, `20 ${host}`] });
  expect(codes(found(mx('mx2.oldhost.example')))).toEqual([]);
  expect(codes(withFacts(found(mx('in.gateway.example')), { profile: 'gateway' }))).toEqual([]);
});

describe('what the servers, the parent and resolvers say', () => {
  const cell = (...values: string[]) => ({ seen: { at: at(0), values, ttlSeconds: 300 } });
  const led = (...parent: string[]) =>
    withFacts(found(), { delegations: { [DOMAIN]: { parent, ttlSeconds: 1, since: 0, servers: [] } } });
  test('the zone names other servers than the parent', () => {
    const record = withSightings(led('ns1.dns.example'), {
      authority: { [`${NS[0]?.address}|${DOMAIN}/NS`]: cell('ns1.dns.example', 'ns2.dns.example') },
    });
    expect(findings(record)).toEqual([
      {
        code: 'delegation-differs',
        record: `${DOMAIN}/NS`,
        figures: { zone: DOMAIN, parent: ['ns1.dns.example'], child: ['ns1.dns.example', 'ns2.dns.example'] },
      },
    ]);
  });
  test('the name servers are the old provider’s', () => {
    expect(findings(led('ns1.oldhost.example', 'ns.other.example'))).toEqual([
      { code: 'dns-on-old', record: `${DOMAIN}/NS`, figures: { zone: DOMAIN, servers: ['ns1.oldhost.example'] } },
    ]);
  });
  test('serials differ', () => {
    const soa = (serial: number) => cell(`ns1.dns.example a.dns.example ${serial} 1 2 3 4`);
    const [first, second] = NS.map(({ address }) => `${address}|${DOMAIN}/SOA`);
    const record = withSightings(found(), { authority: { [`${first}`]: soa(1), [`${second}`]: soa(2) } });
    expect(findings(record)[0]?.figures).toEqual({ zone: DOMAIN, serials: ['ns1.dns.example 1', 'ns2.dns.example 2'] });
  });
  test('SPF takes too many lookups; DNSSEC is broken', () => {
    const spf = { [`${DOMAIN}|${OLD}`]: { seen: { at: at(0), verdict: 'permerror' as const, lookups: 11, voids: 0 } } };
    const signing = { [DOMAIN]: { seen: { at: at(0), state: 'bogus' as const, ds: [], keys: [], ede: [9] } } };
    expect(codes(withSightings(found(), { extras: { spf, signing } }))).toEqual(['spf-lookups', 'dnssec-broken']);
  });
});

test('two servers of one provider hand over without asking DNS', () => {
  const { old, new: fresh } = found().facts.servers;
  const servers = { old, new: { ...fresh, host: 'sv99.oldhost.example', addresses: [NEW] } };
  expect(codes(withFacts(found(), { servers }))).toEqual(['same-provider']);
  expect(codes(withFacts(found(), { profile: 'same-provider' }))).toEqual(['same-provider']);
});

test('a further domain of which every answer is empty is remarked, and one that was not heard, or not wholly, is not', () => {
  const further = withFacts(found(), { furtherDomains: ['exmaple.example'] });
  const heard = (records: Readonly<Record<string, readonly string[] | undefined>>) =>
    withSightings(further, {
      looks: { zone: { at: at(0) } },
      authority: Object.fromEntries(
        Object.entries(records).map(([key, values]) => [
          `${NS[0]?.address}|${key}`,
          values === undefined
            ? { failed: { at: at(0), code: 'dns-timeout' } }
            : { seen: { at: at(0), values: [...values], ttlSeconds: 300 } },
        ]),
      ),
    });
  const empty = { 'exmaple.example/MX': [], 'mail.exmaple.example/A': [] };
  expect(codes(heard(empty))).toEqual(['domain-empty']);
  expect(codes(heard({ ...empty, 'exmaple.example/TXT': undefined }))).not.toContain('domain-empty');
  expect(codes(heard({ ...empty, 'exmaple.example/NS': ['ns1.dns.example'] }))).not.toContain('domain-empty');
  expect(codes(heard({}))).not.toContain('domain-empty');
});
