import { isIPv4 } from 'node:net';
import packet, { type Answer } from 'dns-packet';
import { expect, test } from 'vitest';
import { interpret } from '../../src/dns/interpret.ts';
import { decodeReply, encodeQuery, matchReply } from '../../src/dns/packet.ts';
import { a, alias, soa } from './rogue.ts';

const QUESTION = { name: 'mail.example.net', type: 'A' } as const;
const query = encodeQuery({ ...QUESTION, recursive: true, edns: true, mixCase: false });

function message(answers: Answer[], authorities: Answer[] = []): Buffer {
  const id = query.bytes.readUInt16BE(0);
  return packet.encode({
    type: 'response',
    id,
    flags: 1 << 7,
    questions: [{ ...QUESTION, class: 'IN' }],
    answers,
    authorities,
  });
}

const mx: Answer = {
  type: 'MX',
  name: 'example.net',
  ttl: 5,
  class: 'IN',
  data: { preference: 10, exchange: 'mx.example.net' },
};
const txt: Answer = { type: 'TXT', name: 'example.net', ttl: 5, class: 'IN', data: ['v=spf1 ', '-all'] };
const rich = message(
  [alias(QUESTION.name, 'b.example.net'), a('b.example.net', '192.0.2.1'), mx, txt],
  [soa('example.net', 60, 60)],
);

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

function mutated(random: () => number): Buffer {
  const bytes = Buffer.from(rich);
  const changes = 1 + Math.floor(random() * 4);
  for (let change = 0; change < changes; change += 1) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  const cut = random();
  if (cut < 0.2) return bytes.subarray(0, Math.floor(random() * bytes.length));
  return cut < 0.3 ? Buffer.concat([bytes, bytes.subarray(0, Math.floor(random() * 30))]) : bytes;
}

test('8,000 mutated packets: none throws, and none gives a value that is not an address', () => {
  const random = randomFrom(20_261_124);
  const seen = { undecodable: 0, answered: 0 };
  const wrong: number[] = [];
  for (let round = 0; round < 8_000; round += 1) {
    const bytes = mutated(random);
    matchReply(bytes, query);
    const reply = decodeReply(bytes);
    if (reply === undefined) {
      seen.undecodable += 1;
      continue;
    }
    const result = interpret(reply, QUESTION, { kind: 'cache' }, 0);
    if (result.outcome !== 'answer') continue;
    seen.answered += 1;
    const isSaneTtl = result.ttlSeconds >= 0 && result.ttlSeconds < 2 ** 31;
    if (!isSaneTtl || !result.values.every((value) => isIPv4(value))) wrong.push(round);
  }
  expect(wrong).toEqual([]);
  // Both sides of the border must have been walked, or the test proves nothing.
  expect(seen.undecodable).toBeGreaterThan(1_000);
  expect(seen.answered).toBeGreaterThan(500);
});

test('pure noise is never taken for an answer', () => {
  const random = randomFrom(7);
  for (let round = 0; round < 2_000; round += 1) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
    if (matchReply(bytes, query) !== 'noise') expect.fail(`round ${round}`);
    decodeReply(bytes);
  }
});

/** Where the first answer's fixed part begins: after its name, a pointer or not. */
const answerAt = query.questionEnd;
const single = message([a(QUESTION.name, '192.0.2.1')]);
const fixedAt = answerAt + QUESTION.name.length + 2;

test.each([
  ['an A record of 5 bytes', () => grown(single, fixedAt + 8, 1)],
  ['an A record of 3 bytes', () => withByte(single, fixedAt + 9, 3)],
  ['an RDLENGTH past the end', () => withByte(single, fixedAt + 9, 200)],
  ['bytes after the last record', () => Buffer.concat([single, Buffer.from([0])])],
  ['fewer records than promised', () => withByte(single, 7, 2)],
  ['65,535 records promised', () => withByte(withByte(single, 6, 255), 7, 255)],
  ['a pointer to itself', () => pointerName(answerAt)],
  ['a pointer forwards', () => pointerName(answerAt + 4)],
  ['two pointers that lead to each other', () => pointerLoop()],
  ['a label of an unknown kind', () => withByte(single, answerAt, 0x80)],
  ['a dot inside a label', () => withByte(single, answerAt + 2, 0x2e)],
  ['a space inside a label', () => withByte(single, answerAt + 2, 0x20)],
  ['half a header', () => single.subarray(0, 7)],
])('%s is malformed', (_, make) => {
  expect(decodeReply(single)).toMatchObject({ answers: [{ value: '192.0.2.1' }] });
  expect(decodeReply(make())).toBeUndefined();
});

test('a TTL with the top bit set counts as 0', () => {
  const reply = decodeReply(withByte(single, fixedAt + 4, 0x80));
  expect(reply?.answers[0]?.ttlSeconds).toBe(0);
});

test('a record of another class is not an answer', () => {
  expect(decodeReply(withByte(single, fixedAt + 3, 3))?.answers).toEqual([]);
});

function withByte(source: Buffer, at: number, value: number): Buffer {
  const bytes = Buffer.from(source);
  bytes[at] = value;
  return bytes;
}

function grown(source: Buffer, lengthAt: number, by: number): Buffer {
  const bytes = Buffer.concat([source, Buffer.alloc(by)]);
  bytes.writeUInt16BE(bytes.readUInt16BE(lengthAt) + by, lengthAt);
  return bytes;
}

/** The answer's owner name replaced by a pointer. */
function pointerName(target: number): Buffer {
  return Buffer.concat([
    single.subarray(0, answerAt),
    Buffer.from([0xc0 | (target >> 8), target & 0xff]),
    single.subarray(fixedAt),
  ]);
}

function pointerLoop(): Buffer {
  const first = pointerName(answerAt + 16);
  const second = Buffer.concat([Buffer.from([0xc0, answerAt]), first.subarray(answerAt + 2)]);
  return withByte(Buffer.concat([first, second]), 7, 2);
}
