import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepAuthorities } from '../../src/dns/authority-sweep.ts';
import { delegationOf, findDelegation } from '../../src/dns/delegation.ts';
import { createWalker, resolveFromRoots, type Zone } from '../../src/dns/walker.ts';
import type { AuthorityObservation } from '../../src/migration/observations.ts';
import { ADDRESSES, domainZone, type Internet, OLD_MAIL, startInternet } from './internet.ts';

const AT = 5_000;
const DOMAIN = 'moving.test';
let internet: Internet;

beforeAll(async () => {
  internet = await startInternet();
});
afterAll(async () => {
  await internet?.stop();
});

const options = () => ({ roots: internet.roots, now: () => AT, timeoutMs: 400 });
const resolve = (name: string, type: 'A' | 'MX' = 'A') => resolveFromRoots(internet.dialer, name, type, options());

test('the delegation of a domain: the parent’s NS set with its TTL, the zone’s own, and every server', async () => {
  const delegation = await findDelegation(internet.dialer, DOMAIN, options());
  const values = ['ns1.moving.test', 'ns2.provider.example'];
  expect(delegation).toEqual({
    zone: DOMAIN,
    parentZone: 'test',
    parent: { outcome: 'answer', at: AT, values, ttlSeconds: 172_800 },
    child: { outcome: 'answer', at: AT, values, ttlSeconds: 7_200 },
    servers: [
      { name: 'ns1.moving.test', address: ADDRESSES.ns1 },
      // Out of the zone and without glue: found by a walk of its own.
      { name: 'ns2.provider.example', address: ADDRESSES.ns2 },
    ],
    failures: [],
  });
});

test('a server of the parent that was not heard is told of: it may lead elsewhere', async () => {
  const walker = createWalker(internet.dialer, options());
  const withDead = (zone: Zone): Zone => {
    const servers = [...(zone.parent?.servers ?? []), { name: 'dead.test', address: ADDRESSES.dead }];
    return { ...zone, parent: { name: zone.parent?.name ?? '', servers } };
  };
  const half = {
    ...walker,
    zoneOf: async (name: string) => {
      const zone = await walker.zoneOf(name);
      return 'outcome' in zone ? zone : withDead(zone);
    },
  };
  expect(await delegationOf(internet.dialer, half, DOMAIN, options())).toMatchObject({
    parent: { outcome: 'answer', values: ['ns1.moving.test', 'ns2.provider.example'] },
    parentSilent: true,
  });
});

test('a dead server of a zone is reported, and does not hide the living one', async () => {
  const delegation = await findDelegation(internet.dialer, 'half.test', options());
  expect(delegation).toMatchObject({
    zone: 'half.test',
    child: { outcome: 'answer', values: ['ns1.half.test', 'ns2.half.test'] },
    failures: [{ server: ADDRESSES.dead, failure: { code: 'dns-network' } }],
  });
});

test('a zone whose only server is lame, zones whose servers live in each other, a domain that is not there', async () => {
  expect(await findDelegation(internet.dialer, 'lame.test', options())).toMatchObject({
    outcome: 'failed',
    code: expect.stringMatching(/^dns-(lame|refused|no-servers)$/),
  });
  expect(await findDelegation(internet.dialer, 'knot-a.test', options())).toMatchObject({
    outcome: 'failed',
    code: 'dns-no-servers',
  });
  expect(await resolve('mail.nobody.test')).toMatchObject({ outcome: 'answer', values: [], ttlSeconds: 120 });
});

test('hosts are resolved from the roots, across zones', async () => {
  expect(await resolve('mail.moving.test')).toEqual({ outcome: 'answer', at: AT, values: [OLD_MAIL], ttlSeconds: 300 });
  expect(await resolve('imap.moving.test')).toMatchObject({
    values: [OLD_MAIL],
    ttlSeconds: 300,
    via: ['mail.moving.test'],
  });
  expect(await resolve('webmail.moving.test')).toMatchObject({
    values: ['203.0.113.30'],
    ttlSeconds: 200,
    via: ['web.provider.example'],
  });
  expect(await resolve('chain.moving.test')).toMatchObject({
    values: [OLD_MAIL],
    ttlSeconds: 100,
    via: ['chain.provider.example', 'mail.moving.test'],
  });
  expect(await resolve('mail.sub.moving.test')).toMatchObject({ values: ['203.0.113.40'] });
  // An alias into a zone that is delegated further down.
  expect(await resolve('deep.moving.test')).toMatchObject({ values: ['203.0.113.40'], via: ['mail.sub.moving.test'] });
  expect(await resolve('moving.test', 'MX')).toMatchObject({
    values: ['10 mail.moving.test', '20 backup.provider.example'],
  });
});

test('aliases that go round between two zones end as a failure', async () => {
  expect(await resolve('round.moving.test')).toMatchObject({ outcome: 'failed', code: 'dns-malformed' });
});

test('unreachable roots are a failure within bounds', async () => {
  const result = await resolveFromRoots(internet.dialer, 'mail.moving.test', 'A', {
    ...options(),
    roots: [ADDRESSES.dead],
  });
  expect(result).toMatchObject({ outcome: 'failed', code: 'dns-network' });
});

const sweep = (questions: Parameters<typeof sweepAuthorities>[1]['questions'], known = {}) =>
  sweepAuthorities(internet.dialer, { ...options(), domain: DOMAIN, questions, ...known });

test('a sweep asks every server every question, and other zones’ hosts at their own servers', async () => {
  const { parent, servers, observations } = await sweep([
    { name: DOMAIN, type: 'MX' },
    { name: 'webmail.moving.test', type: 'A' },
    { name: 'backup.provider.example', type: 'A' },
    { name: 'mail.sub.moving.test', type: 'A' },
    { name: 'deep.moving.test', type: 'A' },
  ]);
  expect(parent).toMatchObject({ outcome: 'answer', ttlSeconds: 172_800 });
  expect(servers.map((server) => server.address)).toEqual([ADDRESSES.ns1, ADDRESSES.ns2]);
  expect(observations.map(brief)).toEqual([
    `${DOMAIN} MX ${ADDRESSES.ns1} 10 mail.moving.test,20 backup.provider.example`,
    `${DOMAIN} MX ${ADDRESSES.ns2} 10 mail.moving.test,20 backup.provider.example`,
    `webmail.moving.test A ${ADDRESSES.ns1} 203.0.113.30`,
    `webmail.moving.test A ${ADDRESSES.ns2} 203.0.113.30`,
    `backup.provider.example A ${ADDRESSES.provider} 203.0.113.20`,
    `mail.sub.moving.test A ${ADDRESSES.ns2} 203.0.113.40`,
    `deep.moving.test A ${ADDRESSES.ns1} 203.0.113.40`,
    `deep.moving.test A ${ADDRESSES.ns2} 203.0.113.40`,
  ]);
});

test('a server known from before is asked though nobody delegates to it any more', async () => {
  const known = [{ name: 'ns.formerly.test', address: ADDRESSES.provider }];
  const { servers, observations } = await sweep([{ name: DOMAIN, type: 'MX' }], { known });
  expect(servers).toHaveLength(3);
  expect(observations.find((one) => one.server.address === ADDRESSES.provider)?.result).toMatchObject({
    outcome: 'failed',
  });
});

test('one server serving the new data and one the old are told apart', async () => {
  await internet.servers.ns1.rewrite(DOMAIN, domainZone(2, '203.0.113.10'), 2);
  const { observations } = await sweep([{ name: 'mail.moving.test', type: 'A' }]);
  expect(observations.map(brief)).toEqual([
    `mail.moving.test A ${ADDRESSES.ns1} 203.0.113.10`,
    `mail.moving.test A ${ADDRESSES.ns2} ${OLD_MAIL}`,
  ]);
  await internet.servers.ns1.rewrite(DOMAIN, domainZone(3, OLD_MAIL), 3);
});

test('a domain that cannot be reached fails every question, and says why', async () => {
  const { parent, observations } = await sweepAuthorities(internet.dialer, {
    ...options(),
    domain: 'lame.test',
    questions: [{ name: 'lame.test', type: 'MX' }],
  });
  expect(parent).toMatchObject({ outcome: 'failed' });
  expect(observations).toMatchObject([{ server: { address: '' }, result: { outcome: 'failed' } }]);
});

test('a cancelled sweep comes back at once, with failures alone', async () => {
  const { observations } = await sweepAuthorities(internet.dialer, {
    ...options(),
    domain: DOMAIN,
    questions: [{ name: DOMAIN, type: 'MX' }],
    signal: AbortSignal.abort(),
  });
  expect(observations).toMatchObject([{ result: { outcome: 'failed', code: 'cancelled' } }]);
});

function brief({ question, server, result }: AuthorityObservation): string {
  const seen = result.outcome === 'answer' ? result.values.join() : result.code;
  return `${question.name} ${question.type} ${server.address} ${seen}`;
}
