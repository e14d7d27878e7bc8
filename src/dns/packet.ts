import { randomFillSync } from 'node:crypto';
import packet, { type Answer } from 'dns-packet';
import type { RecordType } from '../migration/observations.ts';
import { type Frame, readFrame } from './frame.ts';
import { canonicalRecord, type Rr } from './values.ts';

export type QuerySpec = {
  readonly name: string;
  readonly type: RecordType;
  readonly recursive: boolean;
  /** CD (RFC 4035, section 3.2.2): the resolver is to hand over what it cannot validate. */
  readonly checkingDisabled?: boolean;
  readonly edns: boolean;
  /** Mix the case of the letters (draft-vixie-dnsext-dns0x20): 1 more bit to guess each, on UDP. */
  readonly mixCase: boolean;
};

export type Query = { readonly bytes: Buffer; readonly questionEnd: number };

/** One server's reply with everything that may be believed, canonical and of our types alone. */
export type Reply = Frame & {
  readonly answers: readonly Rr[];
  readonly authorities: readonly Rr[];
  readonly additionals: readonly Rr[];
};

/**
 * How a message relates to our question. `noise`: not an answer to it, go on listening. `recased`: an answer but for the
 * case of the name, which over UDP proves nothing. `truncated`: ask again over TCP. `error`: an error code without the
 * question (old servers answer unknown options like this).
 */
export type Match = 'noise' | 'recased' | 'truncated' | 'error' | 'match';

const UDP_PAYLOAD_BYTES = 1_232;
const HEADER_BYTES = 12;
const RCODE_NXDOMAIN = 3;
const DOT = 0x2e;
const LETTER_A = 0x61;
const LETTER_Z = 0x7a;

const TYPE_NUMBERS = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DS: 43,
  DNSKEY: 48,
  TLSA: 52,
  CAA: 257,
} as const satisfies Record<RecordType, number>;
const FLAG_RD = 0x0100;
/** In a question: we understand the bit, so set it in the answer if you have validated (RFC 6840, section 5.7). */
const FLAG_AD = 0x0020;
const FLAG_CD = 0x0010;
const CLASS_IN = 1;
/**
 * Root name, type 41, the payload we take (RFC 6891); no extended rcode, version 0, no flags; one option of 4 bytes, the
 * empty NSID (RFC 5001): which of your machines are you?
 */
const OPT = Buffer.from([
  ...[0, 0, 41, UDP_PAYLOAD_BYTES >> 8, UDP_PAYLOAD_BYTES & 0xff],
  ...[0, 0, 0, 0, 0, 4, 0, 3, 0, 0],
]);

/** Whether a text names a record type that can be asked for. */
export function isRecordType(type: string): type is RecordType {
  return Object.hasOwn(TYPE_NUMBERS, type);
}

/**
 * A question as it goes over the wire. The name must have been checked with `isAskableName`. Written out by hand: it is
 * one fixed shape, and the library takes as long for it as all the rest of a question.
 */
export function encodeQuery({ name, type, recursive, checkingDisabled, edns, mixCase }: QuerySpec): Query {
  const questionEnd = HEADER_BYTES + (name === '' ? 1 : name.length + 2) + 4;
  const bytes = Buffer.alloc(questionEnd + (edns ? OPT.length : 0));
  bytes[0] = randomByte();
  bytes[1] = randomByte();
  bytes.writeUInt16BE((recursive ? FLAG_RD | FLAG_AD : 0) | (checkingDisabled ? FLAG_CD : 0), 2);
  bytes[5] = 1;
  writeName(bytes, name, mixCase);
  bytes.writeUInt16BE(TYPE_NUMBERS[type], questionEnd - 4);
  bytes.writeUInt16BE(CLASS_IN, questionEnd - 2);
  if (edns) {
    bytes[11] = 1;
    OPT.copy(bytes, questionEnd);
  }
  return { bytes, questionEnd };
}

export function matchReply(message: Buffer, { bytes, questionEnd }: Query): Match {
  if (message.length < HEADER_BYTES || message[0] !== bytes[0] || message[1] !== bytes[1]) return 'noise';
  const flags = message.readUInt16BE(2);
  // QR must be set, and OPCODE be QUERY.
  if ((flags & 0xf800) !== 0x8000) return 'noise';
  const rcode = flags & 0x0f;
  const questions = message.readUInt16BE(4);
  if (questions === 0) return rcode !== 0 && rcode !== RCODE_NXDOMAIN ? 'error' : 'noise';
  if (questions !== 1 || message.length < questionEnd) return 'noise';
  const same = message.compare(bytes, HEADER_BYTES, questionEnd, HEADER_BYTES, questionEnd) === 0;
  if (!same) return equalButForCase(message, bytes, questionEnd) ? 'recased' : 'noise';
  return (flags & 0x0200) === 0 ? 'match' : 'truncated';
}

/** Decodes a matched message; `undefined` when any part of it is malformed. Never throws. */
export function decodeReply(message: Buffer): Reply | undefined {
  try {
    const frame = readFrame(message);
    if (frame === undefined) return undefined;
    const { answers = [], authorities = [], additionals = [] } = packet.decode(message);
    return { ...frame, answers: ours(answers), authorities: ours(authorities), additionals: ours(additionals) };
  } catch {
    // The decoder and Buffer's readers throw RangeError, TypeError and plain Error on bad bytes: all mean malformed.
    return undefined;
  }
}

function ours(records: readonly Answer[]): readonly Rr[] {
  return records.map(canonicalRecord).filter((record) => record !== undefined);
}

function equalButForCase(message: Buffer, bytes: Buffer, end: number): boolean {
  for (let at = HEADER_BYTES; at < end; at += 1) {
    const a = message[at] ?? 0;
    const b = bytes[at] ?? 0;
    const isLetter = (a | 0x20) >= 0x61 && (a | 0x20) <= 0x7a;
    if (a !== b && !(isLetter && (a ^ b) === 0x20 && at < end - 4)) return false;
  }
  return true;
}

/** Each dot becomes the length of the label behind it, and the last label is closed by the root's 0. */
function writeName(bytes: Buffer, name: string, mixCase: boolean): void {
  let lengthAt = HEADER_BYTES;
  let coins = 0;
  for (let index = 0; index < name.length; index += 1) {
    // A byte of randomness gives eight letters their case.
    if ((index & 7) === 0) coins = mixCase ? randomByte() : 0;
    else coins >>= 1;
    const code = name.charCodeAt(index);
    const at = HEADER_BYTES + 1 + index;
    if (code === DOT) {
      lengthAt = at;
      continue;
    }
    bytes[lengthAt] = at - lengthAt;
    const isLetter = code >= LETTER_A && code <= LETTER_Z;
    bytes[at] = isLetter && (coins & 1) === 1 ? code - 0x20 : code;
  }
}

/** Cryptographic randomness, drawn in blocks: a call a byte would cost more than the question. */
const pool = Buffer.alloc(4_096);
let drawn = pool.length;

function randomByte(): number {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const byte = pool[drawn] ?? 0;
  drawn += 1;
  return byte;
}
