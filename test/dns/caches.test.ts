import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../src/dns/client.ts';
import type { RecordType } from '../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { startUnbound, type Unbound } from '../servers/unbound.ts';
import { domainZone, type Internet, OLD_MAIL, startInternet } from './internet.ts';

const CACHE = '192.0.2.200';
let internet: Internet;
let unbound: Unbound;
let dialer: Dialer;

beforeAll(async () => {
  internet = await startInternet();
  const { root, tld, ns1, provider } = internet.servers;
  const zones = {
    '': root,
    test: tld,
    example: tld,
    'moving.test': ns1,
    'provider.example': provider,
    'broken.test': provider,
  };
  unbound = await startUnbound({
    readyName: 'moving.test',
    zones: Object.entries(zones).map(([name, { host, port }]) => ({ name, host, port })),
  });
  dialer = createDialer({ addressBook: (address) => (address === CACHE ? unbound : undefined) });
});
afterAll(async () => {
  await unbound?.stop();
  await internet?.stop();
});

async function answer(name: string, type: RecordType = 'A') {
  const result = await ask(dialer, { server: CACHE, question: { name, type }, now: Date.now });
  if (result.outcome === 'failed') throw new Error(`${name} ${type}: ${result.code} ${result.detail ?? ''}`);
  return result;
}

test('a cache gives canonical answers, aliases across zones followed', async () => {
  expect(await answer('moving.test', 'MX')).toMatchObject({
    values: ['10 mail.moving.test', '20 backup.provider.example'],
  });
  expect(await answer('moving.test', 'TXT')).toMatchObject({
    values: [`v=spf1 ip4:${OLD_MAIL} include:_spf.provider.example -all`],
  });
  expect(await answer('webmail.moving.test')).toMatchObject({
    values: ['203.0.113.30'],
    via: ['web.provider.example'],
  });
  expect(await answer('moving.test', 'SOA')).toMatchObject({
    values: ['ns.moving.test hostmaster.moving.test 1 3600 900 604800 120'],
  });
});

test('the TTL of a cached answer counts down, and the moment of expiry stays', async () => {
  const first = await answer('mail.moving.test');
  await wait(1_100);
  const second = await answer('mail.moving.test');
  expect(second.ttlSeconds).toBeLessThan(first.ttlSeconds);
  const expiry = ({ at, ttlSeconds }: typeof first) => at + ttlSeconds * 1_000;
  expect(Math.abs(expiry(second) - expiry(first))).toBeLessThanOrEqual(1_100);
});

test('what is not there has the negative TTL of its zone, which counts down too', async () => {
  const first = await answer('nothing.moving.test');
  expect(first).toMatchObject({ values: [] });
  expect(first.ttlSeconds).toBeGreaterThan(110);
  expect(first.ttlSeconds).toBeLessThanOrEqual(120);
  expect(await answer('mail.moving.test', 'AAAA')).toMatchObject({ values: [] });
  await wait(1_100);
  expect((await answer('nothing.moving.test')).ttlSeconds).toBeLessThan(first.ttlSeconds);
});

test('a cache goes on giving the old answer after the authority has the new one', async () => {
  await answer('mail.moving.test');
  await internet.servers.ns1.rewrite('moving.test', domainZone(2, '203.0.113.10'), 2);
  expect(await answer('mail.moving.test')).toMatchObject({ values: [OLD_MAIL] });
});

test('an authority that refuses makes SERVFAIL, which tells nothing', async () => {
  const question = { name: 'mail.broken.test', type: 'A' } as const;
  const result = await ask(dialer, { server: CACHE, question, now: Date.now, timeoutMs: 8_000, attempts: 1 });
  expect(result).toMatchObject({ outcome: 'failed', code: 'dns-servfail' });
});
