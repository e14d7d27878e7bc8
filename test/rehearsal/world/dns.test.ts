import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Book, LOOPBACK, openBook } from '../../../rehearsal/world/book.ts';
import { type Authorities, type AuthoritySeed, openAuthorities } from '../../../rehearsal/world/dns/authority.ts';
import { type CacheHabit, openCache } from '../../../rehearsal/world/dns/cache.ts';
import { changesOf, domainZone, type ZoneStage } from '../../../rehearsal/world/dns/domain.ts';
import { openResolver, type Resolver, type ResolverManner } from '../../../rehearsal/world/dns/resolver.ts';
import { surroundingZones } from '../../../rehearsal/world/dns/surroundings.ts';
import type { Answer } from '../../../rehearsal/world/dns/zone.ts';
import { randomFrom } from '../../../rehearsal/world/random.ts';
import { makeWorld } from '../../../rehearsal/world/seed.ts';

const plan = {
  ...makeWorld(20),
  rewrite: 'mx-target' as const,
  hostnames: ['mail', 'smtp'],
  servicesName: 'host' as const,
};
const zoneAt = (stage: ZoneStage, serial: number) => domainZone(plan, { stage, serial });
const [NS1, NS2] = ['198.51.100.11', '198.51.100.12'];
let book: Book;
let authorities: Authorities;
const resolvers: Resolver[] = [];

beforeAll(async () => {
  book = openBook();
  const seeds = plan.authorities.map((seed) => ({ ...seed, lagMs: seed.address === NS2 ? 150 : 0 }));
  authorities = await openAuthorities(seeds, [...surroundingZones(plan), zoneAt('before', 1)], book);
});
afterAll(async () => {
  await Promise.all([authorities.close(), ...resolvers.map((resolver) => resolver.close())]);
});

test('root and parent refer, with glue and without authority', async () => {
  const fromRoot = await askUdp('198.51.100.1', plan.domain, 'MX');
  expect(fromRoot).toMatchObject({ flag_aa: false, answers: [] });
  expect(fromRoot.authorities).toMatchObject([
    { name: 'example', type: 'NS' },
    { name: 'example', type: 'NS' },
  ]);
  const fromParent = await askUdp('198.51.100.2', `mail.${plan.domain}`, 'A');
  expect(fromParent.flag_aa).toBe(false);
  expect(fromParent.authorities?.map((record) => record.name)).toEqual([plan.domain, plan.domain]);
  expect(addressesIn(fromParent.additionals)).toEqual([NS1, NS2]);
});

test('the domain is answered with authority: data, alias, no data, no name', async () => {
  expect(await askUdp(NS1, plan.domain, 'MX')).toMatchObject({
    flag_aa: true,
    answers: [{ data: { preference: 10, exchange: plan.old.name } }],
  });
  const alias = await askUdp(NS1, `SMTP.${plan.domain}`, 'A');
  expect(alias.answers).toMatchObject([
    { type: 'CNAME', data: `mail.${plan.domain}` },
    { type: 'A', data: plan.old.address },
  ]);
  const noData = await askUdp(NS1, `mail.${plan.domain}`, 'AAAA');
  expect(noData).toMatchObject({ rcode: 'NOERROR', answers: [], authorities: [{ type: 'SOA', name: plan.domain }] });
  const noName = await askUdp(NS1, `nowhere.${plan.domain}`, 'A');
  expect(noName).toMatchObject({ rcode: 'NXDOMAIN', answers: [], authorities: [{ type: 'SOA' }] });
  const soa = noName.authorities?.[0];
  expect(soa?.type === 'SOA' && soa.data.minimum).toBe(plan.ttl.negativeSeconds);
  expect(await askUdp(NS1, 'elsewhere.invalid', 'A')).toMatchObject({ rcode: 'REFUSED' });
});

test('TCP answers the same, two questions on one connection', async () => {
  const entry = book.find(NS1, 53, 'tcp');
  const socket = connect(entry?.hostPort ?? 0, LOOPBACK);
  const question = (id: number) => frame(encode({ type: 'query', id, questions: [{ name: plan.domain, type: 'MX' }] }));
  socket.write(Buffer.concat([question(7), question(8)]));
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, Buffer.from(chunk)]);
    if (received.length > 2 && received.length >= 2 * (2 + received.readUInt16BE(0))) break;
  }
  const length = received.readUInt16BE(0);
  expect(decode(received.subarray(2, 2 + length))).toMatchObject({ id: 7, flag_aa: true });
  expect(decode(received.subarray(4 + length))).toMatchObject({ id: 8, flag_aa: true });
});

test('a rewrite reaches the second server after its lag', async () => {
  // Long enough for a loaded machine to ask both meanwhile.
  const lagMs = (seed: AuthoritySeed) => (seed.address === NS2 ? 2_000 : 0);
  const published = authorities.publish(zoneAt('rewritten', 2), { lagMs });
  await expect
    .poll(() => askUdp(NS1, plan.domain, 'MX'))
    .toMatchObject({ answers: [{ data: { exchange: plan.new.name } }] });
  expect(await askUdp(NS2, plan.domain, 'MX')).toMatchObject({ answers: [{ data: { exchange: plan.old.name } }] });
  expect(authorities.possible(plan.domain, 'MX').map((record) => record.value)).toEqual([
    `10 ${plan.new.name}`,
    `10 ${plan.old.name}`,
  ]);
  await published;
  expect(await askUdp(NS2, plan.domain, 'MX')).toMatchObject({ answers: [{ data: { exchange: plan.new.name } }] });
  await authorities.publish(zoneAt('before', 3));
});

test('a resolver recurses, keeps what it learnt, and says that an answer is stale', async () => {
  const resolver = await open({ kind: 'serves-stale', staleForMs: 60_000 }, { kind: 'prompt' }, '192.0.2.53');
  const first = await askUdp('192.0.2.53', `smtp.${plan.domain}`, 'A');
  expect(first).toMatchObject({ flag_aa: false, flag_ra: true, rcode: 'NOERROR' });
  expect(first.answers?.map((record) => record.type)).toEqual(['CNAME', 'A']);
  await authorities.publish(zoneAt('rewritten', 4));
  const held = (now: number) =>
    resolver.possible(`smtp.${plan.domain}`, 'A', now).some((record) => record.value === plan.old.address);
  expect(held(Date.now())).toBe(true);
  expect(held(Date.now() + 120_000)).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, plan.ttl.beforeSeconds * 1_000 + 20));
  const stale = await askUdp('192.0.2.53', `smtp.${plan.domain}`, 'A');
  expect(stale.answers).toMatchObject([{ type: 'CNAME' }, { type: 'A', data: plan.old.address }]);
  expect(optionsOf(stale)).toMatchObject([{ code: 15, data: Buffer.from([0, 3]) }]);
  const fresh = await askUdp('192.0.2.53', `smtp.${plan.domain}`, 'A');
  expect(fresh.answers).toMatchObject([{ type: 'CNAME' }, { type: 'A', data: plan.new.address }]);
  expect(held(Date.now())).toBe(false);
}, 10_000);

test('a resolver may be down, slow, or fail', async () => {
  const down = await open({ kind: 'honours' }, { kind: 'down' }, '192.0.2.54');
  expect(await down.ask(plan.domain, 'MX')).toBeUndefined();
  expect(down.possible(plan.domain, 'MX', Date.now())).toEqual([]);
  await open({ kind: 'honours' }, { kind: 'failing', share: 1 }, '192.0.2.55');
  expect(await askUdp('192.0.2.55', plan.domain, 'MX')).toMatchObject({ rcode: 'SERVFAIL' });
  await open({ kind: 'honours' }, { kind: 'slow', minMs: 80, maxMs: 90 }, '192.0.2.56');
  const startedAt = Date.now();
  expect(await askUdp('192.0.2.56', plan.domain, 'MX')).toMatchObject({ rcode: 'NOERROR' });
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(78);
});

test.each<[CacheHabit, number, number]>([
  [{ kind: 'honours' }, 4, 4],
  [{ kind: 'caps', maxTtlSeconds: 2 }, 2, 2],
  [{ kind: 'extends', minTtlSeconds: 9 }, 9, 9],
  [{ kind: 'serves-stale', staleForMs: 5_000 }, 4, 9],
])('a cache that %o', (habit, toldSeconds, lastsSeconds) => {
  const cache = openCache(habit);
  const record = { name: 'mail.kitano.example', type: 'A', ttlSeconds: 4, value: '192.0.2.10' } as const;
  const answer: Answer = { rcode: 'NOERROR', authoritative: true, answers: [record], authorities: [], additionals: [] };
  cache.put(record.name, 'A', answer, 1_000);
  expect(cache.get(record.name, 'A', 1_000)?.answer.answers).toEqual([{ ...record, ttlSeconds: toldSeconds }]);
  // Told in whole seconds, rounded down.
  expect(cache.get(record.name, 'A', 1_500)?.answer.answers[0]?.ttlSeconds).toBe(toldSeconds - 1);
  const end = 1_000 + lastsSeconds * 1_000;
  expect(cache.get(record.name, 'A', end - 1)).toBeDefined();
  expect(cache.holds(({ value }) => value === '192.0.2.10', end - 1)).toBe(true);
  expect(cache.get(record.name, 'A', end)).toBeUndefined();
  expect(cache.holds(({ value }) => value === '192.0.2.10', end)).toBe(false);
  expect(cache.get(record.name, 'A', end - 1)?.stale).toBe(habit.kind === 'serves-stale');
});

test('a negative answer is kept for the negative TTL', () => {
  const cache = openCache({ kind: 'honours' });
  const soa = { name: 'kitano.example', type: 'SOA', ttlSeconds: 5, value: 'ns1 host 1 60 30 3600 2' } as const;
  cache.put(
    'x.kitano.example',
    'A',
    { rcode: 'NXDOMAIN', authoritative: true, answers: [], authorities: [soa], additionals: [] },
    0,
  );
  expect(cache.get('x.kitano.example', 'A', 1_999)?.answer).toMatchObject({
    rcode: 'NXDOMAIN',
    authorities: [{ ttlSeconds: 0 }],
  });
  expect(cache.get('x.kitano.example', 'A', 2_000)).toBeUndefined();
});

test('the plan of the rewrite names what changes', () => {
  expect(changesOf(plan).map(({ name, type }) => `${name} ${type}`)).toEqual([
    `${plan.domain} MX`,
    `mail.${plan.domain} A`,
    `autodiscover.${plan.domain} CNAME`,
  ]);
});

const open = async (cache: CacheHabit, manner: ResolverManner, address: string): Promise<Resolver> => {
  const resolver = await openResolver(
    { name: address, addresses: [address], cache, manner },
    authorities,
    randomFrom(1),
    book,
  );
  resolvers.push(resolver);
  return resolver;
};

type Reply = DecodedPacket & { readonly rcode?: string };

const askUdp = async (address: string, name: string, type: 'A' | 'AAAA' | 'MX'): Promise<Reply> => {
  const entry = book.find(address, 53, 'udp');
  if (entry === undefined) throw new Error(`${address} is not in the book`);
  const socket = createSocket('udp4');
  const query = encode({
    type: 'query',
    id: 4711,
    flags: RECURSION_DESIRED,
    questions: [{ name, type }],
    additionals: [
      {
        type: 'OPT',
        name: '.',
        udpPayloadSize: 1232,
        extendedRcode: 0,
        ednsVersion: 0,
        flags: 0,
        flag_do: false,
        options: [],
      },
    ],
  });
  const reply = new Promise<Buffer>((resolve, reject) => {
    socket.once('message', resolve);
    setTimeout(() => reject(new Error(`${address} is silent`)), 2_000).unref();
  });
  socket.send(query, entry.hostPort, entry.host);
  try {
    return decode(await reply);
  } finally {
    socket.close();
  }
};

const optionsOf = (packet: DecodedPacket): unknown => {
  const opt = packet.additionals?.find((record) => record.type === 'OPT');
  return opt?.options;
};
const addressesIn = (records: DecodedPacket['additionals']) =>
  records?.flatMap((record) => (record.type === 'A' ? [record.data] : []));
const frame = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]);
