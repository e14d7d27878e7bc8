import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askVantage } from '../../src/dns/ask-vantage.ts';
import { askAuthority } from '../../src/dns/client.ts';
import { probeValidation } from '../../src/dns/validation.ts';
import type { Vantage } from '../../src/dns/vantages.ts';
import type { RecordType } from '../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { type DnsDaemon, stopDnsDaemons } from '../servers/dns-daemon.ts';
import { startKnot } from '../servers/knot.ts';
import { freeDnsPort } from '../servers/process.ts';
import { startUnbound } from '../servers/unbound.ts';

const ZONE = 'signed.test';
const PLAIN = 'plain.test';
const RESOLVER = 'resolver.example.net';
const QUESTION = { name: `mail.${ZONE}`, type: 'A' } as const;
const HOST = '127.0.0.1';

/** Whoever trusts one key, whoever trusts another than the zone has, and whoever trusts none. */
const ADDRESSES = { sound: '192.0.2.1', broken: '192.0.2.2', trusting: '192.0.2.3', zone: '192.0.2.4' } as const;

const zoneText = (zone: string) => `$ORIGIN ${zone}.
$TTL 3600
@ IN SOA ns hostmaster 1 3600 900 604800 60
@ IN NS ns
ns IN A 127.0.0.1
mail IN A 192.0.2.10
_imaps._tcp IN SRV 10 5 993 mail
_pop3._tcp IN SRV 0 0 0 .
_25._tcp.mail IN TLSA 3 1 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971
@ IN CAA 0 issue "ca.example"
sub IN NS ns.sub
ns.sub IN A 127.0.0.1
sub IN DS 60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A
ptr IN PTR mail
`;

let directory: string;
let caches: Readonly<Record<'sound' | 'broken' | 'trusting', DnsDaemon>>;
let ports: { readonly tls: number; readonly https: number };
let dialer: Dialer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'validation-'));
  const knot = await startKnot({ [ZONE]: zoneText(ZONE), [PLAIN]: zoneText(PLAIN) }, { signed: true });
  const authority = await makeAuthority();
  const { cert, key } = await authority.issue([RESOLVER]);
  writeFileSync(join(directory, 'cert.pem'), cert);
  writeFileSync(join(directory, 'key.pem'), key);
  ports = { tls: await freeDnsPort(HOST), https: await freeDnsPort(HOST) };
  const place = { host: knot.host, port: knot.port };
  const toKnot = createDialer({ addressBook: () => place });
  const keys = await ask(toKnot, ZONE, 'DNSKEY');
  const anchor = keys.find((value) => value.startsWith('257 '));
  if (anchor === undefined) throw new Error(`no key that signs keys among ${keys.join(', ')}`);
  const other = await ask(toKnot, PLAIN, 'DNSKEY');
  const wrong = other.find((value) => value.startsWith('257 ')) ?? '';
  const zones = [ZONE, PLAIN].map((name) => ({ name, ...place }));
  const validating = (trusted: string) => [
    'module-config: "validator iterator"',
    `trust-anchor: "${ZONE}. 3600 IN DNSKEY ${trusted}"`,
    'ede: yes',
    'nsid: "ascii_resolver-7"',
  ];
  const [sound, broken, trusting] = await Promise.all([
    startUnbound({
      zones,
      readyName: ZONE,
      settings: [
        ...validating(anchor),
        `interface: ${HOST}@${ports.tls}`,
        `interface: ${HOST}@${ports.https}`,
        `tls-port: ${ports.tls}`,
        `https-port: ${ports.https}`,
        `tls-service-key: "${join(directory, 'key.pem')}"`,
        `tls-service-pem: "${join(directory, 'cert.pem')}"`,
      ],
    }),
    startUnbound({ zones, readyName: PLAIN, settings: validating(wrong) }),
    startUnbound({ zones, readyName: ZONE }),
  ]);
  caches = { sound, broken, trusting };
  dialer = createDialer({
    trust: [authority.cert],
    addressBook: (address, port) => {
      if (address === ADDRESSES.zone) return place;
      if (address === ADDRESSES.sound && port === 853) return { host: HOST, port: ports.tls };
      if (address === ADDRESSES.sound && port === 443) return { host: HOST, port: ports.https };
      const name = (['sound', 'broken', 'trusting'] as const).find((one) => ADDRESSES[one] === address);
      return name === undefined ? undefined : { host: HOST, port: caches[name].port };
    },
  });
}, 60_000);

afterAll(async () => {
  await stopDnsDaemons();
  await rm(directory, { recursive: true, force: true });
});

async function ask(by: Dialer, zone: string, type: RecordType, name = zone): Promise<readonly string[]> {
  const result = await askAuthority(by, { server: ADDRESSES.zone, zone, question: { name, type }, now: Date.now });
  if (result.outcome !== 'answer') throw new Error(`${name} ${type}: ${JSON.stringify(result)}`);
  return result.values;
}

const vantage = (which: keyof typeof caches, more: Partial<Vantage> = {}): Vantage => ({
  id: which,
  operator: which,
  address: ADDRESSES[which],
  site: true,
  ...more,
});

test('a resolver that validates says so, and by which machine', async () => {
  expect(await probeValidation(dialer, { vantage: vantage('sound'), question: QUESTION, now: Date.now })).toMatchObject(
    {
      outcome: 'secure',
      values: ['192.0.2.10'],
    },
  );
  const result = await askVantage(dialer, { vantage: vantage('sound'), question: QUESTION, now: Date.now });
  expect(result).toMatchObject({ authenticated: true, nsid: 'resolver-7' });
});

test('broken signatures: refused as it is, handed over unchecked, and the reasons told', async () => {
  const seen = await probeValidation(dialer, { vantage: vantage('broken'), question: QUESTION, now: Date.now });
  expect(seen).toMatchObject({ outcome: 'bogus', values: ['192.0.2.10'] });
  // 6 bogus, 9 no DNSKEY that the trust anchor or DS leads to.
  expect(seen.outcome === 'bogus' && seen.ede.some((code) => code === 6 || code === 9)).toBe(true);
  const result = await askVantage(dialer, { vantage: vantage('broken'), question: QUESTION, now: Date.now });
  expect(result).toMatchObject({ outcome: 'failed', code: 'dns-servfail', ede: [expect.any(Number)] });
});

test('a zone without a chain of trust, and a resolver that does not validate, are insecure', async () => {
  const question = { name: `mail.${PLAIN}`, type: 'A' } as const;
  for (const [which, asked] of [
    ['sound', question],
    ['trusting', QUESTION],
  ] as const) {
    expect(await probeValidation(dialer, { vantage: vantage(which), question: asked, now: Date.now })).toMatchObject({
      outcome: 'insecure',
    });
  }
});

test('a resolver that cannot reach the zone tells nothing about its signatures', async () => {
  const question = { name: 'mail.nowhere.test', type: 'A' } as const;
  const seen = await probeValidation(dialer, {
    vantage: vantage('sound', { port: 9 }),
    question,
    now: Date.now,
    timeoutMs: 500,
  });
  expect(['bogus', 'secure']).not.toContain(seen.outcome);
});

test.each([
  ['dot', {}],
  ['doh', { path: '/dns-query' }],
] as const)('a real resolver over %s', async (transport, more) => {
  const secure = vantage('sound', { transport, hostname: RESOLVER, ...more });
  const result = await askVantage(dialer, { vantage: secure, question: QUESTION, now: Date.now });
  expect(result).toMatchObject({ outcome: 'answer', values: ['192.0.2.10'], authenticated: true });
  const other = { ...secure, hostname: 'other.example.net' };
  expect(await askVantage(dialer, { vantage: other, question: QUESTION, now: Date.now })).toMatchObject({
    code: 'tls-name-mismatch',
  });
});

test.each([
  ['SRV', `_imaps._tcp.${ZONE}`, [`10 5 993 mail.${ZONE}`]],
  ['SRV', `_pop3._tcp.${ZONE}`, ['0 0 0 .']],
  ['TLSA', `_25._tcp.mail.${ZONE}`, ['3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971']],
  ['CAA', ZONE, ['0 issue "ca.example"']],
  ['DS', `sub.${ZONE}`, ['60485 13 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a']],
  ['PTR', `ptr.${ZONE}`, [`mail.${ZONE}`]],
] as const)('%s from a real authority is canonical', async (type, name, values) => {
  expect(await ask(dialer, ZONE, type, name)).toEqual(values);
});

test('DNSKEY and SOA from a real authority are canonical', async () => {
  for (const key of await ask(dialer, ZONE, 'DNSKEY')) expect(key).toMatch(/^25[67] 3 13 [A-Za-z0-9+/]{86}==$/);
  const [soa] = await ask(dialer, ZONE, 'SOA');
  expect(soa).toMatch(new RegExp(`^ns\\.${ZONE} hostmaster\\.${ZONE} \\d+ 3600 900 604800 60$`));
});
