/**
 * The outer shape of a DNS message (RFC 1035, section 4), checked before the decoder sees it: dns-packet takes an A
 * record of any RDLENGTH, ignores trailing bytes and does not merge the extended RCODE.
 */
export type Frame = {
  /** With the extended bits of the OPT record merged in (RFC 6891, section 6.1.3). */
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  /** AD: a validating resolver vouches for the answer. */
  readonly authenticated: boolean;
  /** INFO-CODEs of RFC 8914. */
  readonly ede: readonly number[];
  /** RFC 5001: the name the machine gives itself, as text where it is printable, else in hex. */
  readonly nsid?: string;
};

const HEADER_BYTES = 12;
const TYPE_A = 1;
const TYPE_NS = 2;
const TYPE_CNAME = 5;
const TYPE_SOA = 6;
const TYPE_PTR = 12;
const TYPE_MX = 15;
const TYPE_TXT = 16;
const TYPE_AAAA = 28;
const TYPE_SRV = 33;
const TYPE_OPT = 41;
const TYPE_DS = 43;
const TYPE_DNSKEY = 48;
const TYPE_TLSA = 52;
const TYPE_CAA = 257;
const OPTION_NSID = 3;
const OPTION_EDE = 15;
const LONGEST_WIRE_NAME = 255;
/** Real names need a handful; without an end to it one packet of pointers would keep us busy for seconds. */
const MOST_POINTERS = 32;

type Options = { readonly ede: number[]; nsid?: string };

/** Reads header and record borders. `undefined`: not a well-formed message, and nothing in it may be believed. */
export function readFrame(message: Buffer): Frame | undefined {
  if (message.length < HEADER_BYTES) return undefined;
  const questions = message.readUInt16BE(4);
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  let offset = HEADER_BYTES;
  let rcode = message.readUInt8(3) & 0x0f;
  const options: Options = { ede: [] };
  for (let index = 0; index < questions; index += 1) {
    offset = nameEnd(message, offset) + 4;
    // Not a number, or past the end: at once, for a header may promise 65,535 of them.
    if (!(offset <= message.length)) return undefined;
  }
  for (let index = 0; index < records; index += 1) {
    const fixed = nameEnd(message, offset);
    const start = fixed + 10;
    if (!(start <= message.length)) return undefined;
    const type = message.readUInt16BE(fixed);
    const end = start + message.readUInt16BE(fixed + 8);
    if (end > message.length || !isRdataSound(message, type, start, end)) return undefined;
    if (type === TYPE_OPT) {
      rcode |= message.readUInt8(fixed + 4) << 4;
      if (!readOptions(message, start, end, options)) return undefined;
    }
    offset = end;
  }
  if (offset !== message.length) return undefined;
  return {
    rcode,
    authoritative: (message.readUInt8(2) & 0x04) !== 0,
    recursionAvailable: (message.readUInt8(3) & 0x80) !== 0,
    authenticated: (message.readUInt8(3) & 0x20) !== 0,
    ...options,
  };
}

/** The RDATA of the types we read must fill RDLENGTH exactly. */
function isRdataSound(message: Buffer, type: number, start: number, end: number): boolean {
  switch (type) {
    case TYPE_A:
      return end - start === 4;
    case TYPE_AAAA:
      return end - start === 16;
    case TYPE_NS:
    case TYPE_CNAME:
    case TYPE_PTR:
      return nameEnd(message, start) === end;
    case TYPE_MX:
      return end - start > 2 && nameEnd(message, start + 2) === end;
    case TYPE_SOA:
      return nameEnd(message, nameEnd(message, start), true) + 20 === end;
    case TYPE_SRV:
      return end - start > 6 && nameEnd(message, start + 6) === end;
    case TYPE_TLSA:
      return end - start > 3;
    case TYPE_DS:
    case TYPE_DNSKEY:
      return end - start > 4;
    case TYPE_CAA:
      return isCaaSound(message, start, end);
    case TYPE_TXT:
      return isTextSound(message, start, end);
    default:
      return true;
  }
}

function isTextSound(message: Buffer, start: number, end: number): boolean {
  let offset = start;
  while (offset < end) offset += 1 + message.readUInt8(offset);
  return offset === end && end > start;
}

/** Flags, the tag with its length in front (RFC 8659, section 4.1: letters and digits), and the value. */
function isCaaSound(message: Buffer, start: number, end: number): boolean {
  if (end - start < 3) return false;
  const tagEnd = start + 2 + message.readUInt8(start + 1);
  return tagEnd > start + 2 && tagEnd <= end && /^[a-z0-9]+$/i.test(message.toString('latin1', start + 2, tagEnd));
}

function readOptions(message: Buffer, start: number, end: number, options: Options): boolean {
  let offset = start;
  while (offset + 4 <= end) {
    const code = message.readUInt16BE(offset);
    const length = message.readUInt16BE(offset + 2);
    if (offset + 4 + length > end) return false;
    if (code === OPTION_EDE && length >= 2) options.ede.push(message.readUInt16BE(offset + 4));
    // A server that merely sends our empty option back has not told its name.
    if (code === OPTION_NSID && length > 0)
      options.nsid = readableId(message.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  return offset === end;
}

function readableId(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  return /^[\x21-\x7e]+$/.test(text) ? text : bytes.toString('hex');
}

/**
 * Where the name at `start` ends in the message; NaN when it is not a name. Follows compression pointers backwards
 * only. A dot or a control character inside a label would make two different names look alike once decoded, so such a
 * name is refused (but for a mailbox name, where the dot is legitimate).
 */
function nameEnd(message: Buffer, start: number, mailbox = false): number {
  let offset = start;
  let end = Number.NaN;
  let barrier = start;
  let length = 0;
  let pointers = 0;
  for (;;) {
    const size = message[offset];
    if (size === undefined) return Number.NaN;
    if (size === 0) return Number.isNaN(end) ? offset + 1 : end;
    if (size >= 0xc0) {
      const low = message[offset + 1];
      if (low === undefined) return Number.NaN;
      if (Number.isNaN(end)) end = offset + 2;
      const target = ((size & 0x3f) << 8) | low;
      pointers += 1;
      if (target >= barrier || pointers > MOST_POINTERS) return Number.NaN;
      barrier = target;
      offset = target;
      continue;
    }
    length += size + 1;
    if (size > 63 || length >= LONGEST_WIRE_NAME || offset + size >= message.length) return Number.NaN;
    for (let at = offset + 1; at <= offset + size; at += 1) {
      const byte = message[at] ?? 0;
      if (byte <= 0x20 || byte >= 0x7f || (byte === 0x2e && !mailbox)) return Number.NaN;
    }
    offset += size + 1;
  }
}
