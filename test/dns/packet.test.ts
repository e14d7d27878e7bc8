import packet, { type Answer } from 'dns-packet';
import { expect, test } from 'vitest';
import { decodeReply, encodeQuery, isRecordType } from '../../src/dns/packet.ts';
import { a } from './rogue.ts';

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

test('a question to a cache says that it understands AD, and CD only where checking is not wanted', () => {
  const flagsOf = (recursive: boolean, checkingDisabled?: boolean) => {
    const spec = { ...QUESTION, recursive, edns: false, mixCase: false };
    const { bytes } = encodeQuery(checkingDisabled === undefined ? spec : { ...spec, checkingDisabled });
    const { flag_rd, flag_ad, flag_cd } = packet.decode(bytes);
    return { flag_rd, flag_ad, flag_cd };
  };
  expect(flagsOf(true)).toEqual({ flag_rd: true, flag_ad: true, flag_cd: false });
  expect(flagsOf(true, true)).toEqual({ flag_rd: true, flag_ad: true, flag_cd: true });
  expect(flagsOf(false)).toEqual({ flag_rd: false, flag_ad: false, flag_cd: false });
});

test('a question with EDNS asks which machine answers: an empty NSID', () => {
  const [opt] = packet.decode(query.bytes).additionals ?? [];
  expect(opt).toMatchObject({ type: 'OPT', udpPayloadSize: 1232, options: [{ code: 3, data: Buffer.alloc(0) }] });
});

test.each([
  ['text as text', Buffer.from('gpdns-nrt'), 'gpdns-nrt'],
  ['other bytes in hex', Buffer.from([0, 0xff, 0x20]), '00ff20'],
  ['our own empty option sent back as nothing', Buffer.alloc(0), undefined],
])('NSID: %s', (_, id, nsid) => {
  const opt = Buffer.concat([Buffer.from([0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 4 + id.length, 0, 3, 0, id.length]), id]);
  const bytes = Buffer.concat([single, opt]);
  bytes.writeUInt16BE(1, 10);
  expect(decodeReply(bytes)?.nsid).toBe(nsid);
});

test('AD is read, and set by whoever has validated', () => {
  expect(decodeReply(single)?.authenticated).toBe(false);
  expect(decodeReply(withByte(single, 3, 0xa0))?.authenticated).toBe(true);
});

test('the types that can be asked for, and nothing that merely looks like one', () => {
  expect(['A', 'TLSA', 'CAA', 'DNSKEY', 'SRV', 'PTR', 'DS'].every(isRecordType)).toBe(true);
  expect(['a', 'ANY', 'toString', '__proto__', ''].some(isRecordType)).toBe(false);
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
