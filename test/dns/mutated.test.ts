import packet, { type Answer, type OptAnswer } from 'dns-packet';
import { expect, test } from 'vitest';
import { interpret } from '../../src/dns/interpret.ts';
import { decodeReply, encodeQuery, matchReply } from '../../src/dns/packet.ts';
import type { Question } from '../../src/migration/observations.ts';
import { a, alias, soa } from './rogue.ts';

const ROUNDS = 100_000;
const LIMIT_MS = 1;
const OWNER = 'mail.example.net';

/** Small, fast, repeatable (mulberry32): a failure names the round to look at. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const base = { name: OWNER, ttl: 300, class: 'IN' } as const;
const opt: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};
/** One of every type we read, so that every branch of the reader meets broken bytes. */
const SETS: readonly (readonly [Question['type'], readonly Answer[]])[] = [
  ['A', [alias(OWNER, 'b.example.net'), a('b.example.net', '192.0.2.1'), a('b.example.net', '192.0.2.2')]],
  ['AAAA', [{ ...base, type: 'AAAA', data: '2001:db8::10' }]],
  ['MX', [{ ...base, type: 'MX', data: { preference: 10, exchange: 'mx.example.net' } }]],
  [
    'TXT',
    [
      { ...base, type: 'TXT', data: ['v=spf1 ip4:192.0.2.0/24 ', '-all'] },
      { ...base, type: 'TXT', data: 'x' },
    ],
  ],
  [
    'NS',
    [
      { ...base, type: 'NS', data: 'ns1.example.net' },
      { ...base, type: 'NS', data: 'ns2.example.org' },
    ],
  ],
  ['SOA', [{ ...soa('example.net', 300, 60), name: OWNER }]],
  ['PTR', [{ ...base, type: 'PTR', data: 'mx.example.net' }]],
  ['SRV', [{ ...base, type: 'SRV', data: { priority: 1, weight: 2, port: 993, target: 'imap.example.net' } }]],
  [
    'TLSA',
    [{ ...base, type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32, 7) } }],
  ],
  ['CAA', [{ ...base, type: 'CAA', data: { flags: 0, tag: 'issue', value: 'ca.example' } }]],
  ['DS', [{ ...base, type: 'DS', data: { keyTag: 1, algorithm: 13, digestType: 2, digest: Buffer.alloc(32, 9) } }]],
  ['DNSKEY', [{ ...base, type: 'DNSKEY', data: { flags: 257, algorithm: 13, key: Buffer.alloc(64, 5) } }]],
];

const seeds = SETS.map(([type, answers]) => {
  const question: Question = { name: OWNER, type };
  const query = encodeQuery({ ...question, recursive: true, edns: true, mixCase: false });
  const bytes = packet.encode({
    type: 'response',
    id: query.bytes.readUInt16BE(0),
    flags: 1 << 7,
    questions: [{ ...question, class: 'IN' }],
    answers: [...answers],
    authorities: [soa('example.net', 60, 60)],
    additionals: [opt],
  });
  return { question, query, bytes: withOptions(bytes) };
});

/** NSID and EDE put into the OPT record at the end, by hand: the library knows neither. */
function withOptions(bytes: Buffer): Buffer {
  const options = Buffer.from([0, 3, 0, 4, 0x6e, 0x73, 0x2d, 0x31, 0, 15, 0, 4, 0, 3, 0x6f, 0x6b]);
  const grown = Buffer.concat([bytes, options]);
  grown.writeUInt16BE(options.length, bytes.length - 2);
  return grown;
}

function mutated(source: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(source);
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change += 1) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  const cut = random();
  if (cut < 0.2) return bytes.subarray(0, Math.floor(random() * bytes.length));
  return cut < 0.3 ? Buffer.concat([bytes, bytes.subarray(0, Math.floor(random() * 30))]) : bytes;
}

/** As a reply is read: matched, decoded, interpreted. */
function read(bytes: Buffer, { query, question }: (typeof seeds)[number]) {
  matchReply(bytes, query);
  const reply = decodeReply(bytes);
  return reply === undefined ? undefined : interpret(reply, question, { kind: 'cache' }, 0);
}

test.each(seeds)('the $question.type packet is good before it is broken', (seed) => {
  const result = read(seed.bytes, seed);
  expect(result).toMatchObject({ outcome: 'answer', nsid: 'ns-1', ede: [3] });
  expect(result?.outcome === 'answer' && result.values.length).toBeGreaterThan(0);
});

test(`${ROUNDS.toLocaleString('en')} mutated packets: none throws, and none takes over ${LIMIT_MS} ms`, () => {
  const random = randomFrom(20_261_124);
  const seen = { undecodable: 0, answered: 0, failed: 0 };
  const slow: Buffer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = seeds[round % seeds.length];
    if (seed === undefined) throw new Error('no seed');
    const bytes = mutated(seed.bytes, random);
    const startedAt = performance.now();
    const result = read(bytes, seed);
    if (performance.now() - startedAt > LIMIT_MS) slow.push(bytes);
    if (result === undefined) seen.undecodable += 1;
    else if (result.outcome === 'answer') {
      seen.answered += 1;
      const isSane = result.ttlSeconds >= 0 && result.ttlSeconds < 2 ** 31 && result.values.every((one) => one !== '');
      if (!isSane) expect.fail(`round ${round}: ${JSON.stringify(result)}`);
    } else seen.failed += 1;
  }
  // The machine may look away for a moment, or collect garbage; a packet that is slow is slow every time.
  const costs = slow.map((bytes) => Math.min(...Array.from({ length: 5 }, () => timeOf(bytes))));
  expect(Math.max(0, ...costs)).toBeLessThanOrEqual(LIMIT_MS);
  // All sides of the border must have been walked, or the test proves nothing.
  expect(seen.undecodable).toBeGreaterThan(ROUNDS / 5);
  expect(seen.answered).toBeGreaterThan(ROUNDS / 20);
  expect(seen.failed).toBeGreaterThan(ROUNDS / 500);
}, 20_000);

function timeOf(bytes: Buffer): number {
  const [seed] = seeds;
  if (seed === undefined) throw new Error('no seed');
  const startedAt = performance.now();
  read(bytes, seed);
  return performance.now() - startedAt;
}

const LARGEST = 65_535;

test('pure noise is never taken for an answer', () => {
  const random = randomFrom(7);
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
    if (matchReply(bytes, seeds[0]?.query ?? expect.fail('no seed')) !== 'noise') expect.fail(`round ${round}`);
    decodeReply(bytes);
  }
});

test.each([
  ['pointers that lead through pointers', () => pointerChains()],
  ['as many records as fit', () => manyRecords(Buffer.from([0xc0, 12]))],
  ['names as long as they may be', () => manyRecords(longName())],
])('64 KiB made to be slow cost little: %s', (_, make) => {
  const bytes = make();
  expect(bytes.length).toBeGreaterThan(LARGEST - 600);
  expect(bytes.length).toBeLessThanOrEqual(LARGEST);
  const cost = Math.min(...Array.from({ length: 3 }, () => timeOf(bytes)));
  expect(cost).toBeLessThan(60);
});

/** A header and as many A records under one name as a message holds. */
function manyRecords(name: Buffer): Buffer {
  const [seed] = seeds;
  const head = seed?.query.bytes.subarray(0, seed.query.questionEnd) ?? Buffer.alloc(0);
  const record = Buffer.concat([name, Buffer.from([0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 1])]);
  const count = Math.floor((LARGEST - head.length) / record.length);
  return counted(Buffer.concat([head, ...Array.from({ length: count }, () => record)]), count);
}

/** 127 labels of one letter: the longest way to write a name. */
function longName(): Buffer {
  return Buffer.from(`${'\x01a'.repeat(126)}\0`, 'latin1');
}

/** A TXT record full of pointers, each to the one before it; then records whose names begin at the last of them. */
function pointerChains(): Buffer {
  const [seed] = seeds;
  const head = seed?.query.bytes.subarray(0, seed.query.questionEnd) ?? Buffer.alloc(0);
  const start = head.length + 12;
  const hops = Math.floor((0x3fff - start) / 2);
  const chain = Buffer.alloc(hops * 2);
  for (let hop = 0; hop < hops; hop += 1)
    chain.writeUInt16BE(0xc000 | (hop === 0 ? 12 : start + (hop - 1) * 2), hop * 2);
  const holder = Buffer.from([0xc0, 12, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0]);
  holder.writeUInt16BE(chain.length, 10);
  const name = Buffer.alloc(2);
  name.writeUInt16BE(0xc000 | (start + (hops - 1) * 2));
  const record = Buffer.concat([name, Buffer.from([0, 1, 0, 1, 0, 0, 1, 0, 0, 4, 192, 0, 2, 1])]);
  const count = Math.floor((LARGEST - head.length - holder.length - chain.length) / record.length);
  const records = Array.from({ length: count }, () => record);
  return counted(Buffer.concat([head, holder, chain, ...records]), count + 1);
}

function counted(bytes: Buffer, answers: number): Buffer {
  bytes.writeUInt16BE(0x8180, 2);
  bytes.writeUInt16BE(answers, 6);
  bytes.writeUInt32BE(0, 8);
  return bytes;
}
