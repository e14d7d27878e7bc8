import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import {
  AUTHENTIC_DATA,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  RECURSION_AVAILABLE,
  TRUNCATED_RESPONSE,
  type Answer as WireAnswer,
} from 'dns-packet';
import { bindUdp, listenTcp } from '../book.ts';
import type { Answer, ZoneRecord } from './zone.ts';

/** What one server says to one question; undefined: it stays silent. `ede` goes into the OPT record (RFC 8914). */
export type Reply = Answer & {
  readonly recursive: boolean;
  readonly ede?: number;
  /** The resolver has validated it, and says so to whoever wants to know (RFC 6840 section 5.7). */
  readonly authentic?: boolean;
};
/** `checkingDisabled`: whoever asks wants the data even if it does not validate. */
export type Asking = { readonly checkingDisabled: boolean };
export type Answerer = (name: string, type: string, asking: Asking) => Promise<Reply | undefined>;

export type DnsServer = { readonly udpPort: number; readonly tcpPort: number; close(): Promise<void> };

const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const PLAIN_UDP_BYTES = 512;
const OWN_UDP_BYTES = 1_232;

/** Serves one answerer over UDP and TCP on free loopback ports. What is not a question is dropped. */
export const serveDns = async (answerer: Answerer): Promise<DnsServer> => {
  const udp = createSocket('udp4');
  const udpPort = await bindUdp(udp);
  // A slow resolver may come to its answer after the world has ended: sending it would throw.
  let closed = false;
  udp.on('message', (message, peer) => {
    respond(answerer, message, 'udp').then(
      (response) => {
        if (response !== undefined && !closed) udp.send(response, peer.port, peer.address, () => undefined);
      },
      () => undefined,
    );
  });
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let pending = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
        const length = pending.readUInt16BE(0);
        const message = pending.subarray(2, 2 + length);
        pending = pending.subarray(2 + length);
        respond(answerer, message, 'tcp').then(
          (response) => {
            if (response !== undefined && !socket.destroyed)
              socket.write(Buffer.concat([lengthPrefix(response.length), response]));
          },
          () => socket.destroy(),
        );
      }
    });
  });
  const tcpPort = await listenTcp(tcp);
  return {
    udpPort,
    tcpPort,
    close: async () => {
      closed = true;
      for (const socket of sockets) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
};

const lengthPrefix = (length: number): Buffer => {
  const prefix = Buffer.alloc(2);
  prefix.writeUInt16BE(length);
  return prefix;
};

const respond = async (answerer: Answerer, message: Buffer, transport: 'udp' | 'tcp'): Promise<Buffer | undefined> => {
  const query = decode(message);
  const question = query.questions?.[0];
  if (query.flag_qr || question === undefined) return undefined;
  const checkingDisabled = query.flag_cd === true;
  const reply = await answerer(question.name.toLowerCase().replace(/\.$/, ''), question.type, { checkingDisabled });
  if (reply === undefined) return undefined;
  const opt = query.additionals?.find((record) => record.type === 'OPT');
  const wantsToKnow = query.flag_ad === true || opt?.flag_do === true;
  const flags =
    RCODES[reply.rcode] |
    (reply.authoritative ? AUTHORITATIVE_ANSWER : 0) |
    (reply.recursive ? RECURSION_AVAILABLE : 0) |
    (reply.authentic === true && wantsToKnow ? AUTHENTIC_DATA : 0);
  const rd = query.flag_rd ? 0x0100 : 0;
  const base = { type: 'response' as const, id: query.id ?? 0, flags: flags | rd, questions: [question] };
  const whole = encode({
    ...base,
    answers: reply.answers.map(toWire),
    authorities: reply.authorities.map(toWire),
    additionals: reply.additionals.map(toWire),
  });
  const full = opt === undefined ? whole : withOpt(whole, reply.ede);
  const limit =
    opt === undefined ? PLAIN_UDP_BYTES : Math.max(PLAIN_UDP_BYTES, Math.min(opt.udpPayloadSize, OWN_UDP_BYTES));
  if (transport === 'tcp' || full.length <= limit) return full;
  const cut = encode({ ...base, flags: base.flags | TRUNCATED_RESPONSE });
  return opt === undefined ? cut : withOpt(cut, reply.ede);
};

/** Appends an OPT record by hand: the library has no way to write an Extended DNS Error into one. */
const withOpt = (message: Buffer, ede: number | undefined): Buffer => {
  const options = ede === undefined ? Buffer.alloc(0) : Buffer.from([0, 15, 0, 2, ede >> 8, ede & 0xff]);
  const opt = Buffer.alloc(11);
  opt.writeUInt16BE(41, 1);
  opt.writeUInt16BE(OWN_UDP_BYTES, 3);
  opt.writeUInt16BE(options.length, 9);
  const dressed = Buffer.concat([message, opt, options]);
  dressed.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return dressed;
};

const toWire = (record: ZoneRecord): WireAnswer => {
  const base = { name: record.name === '' ? '.' : record.name, ttl: record.ttlSeconds, class: 'IN' } as const;
  const fields = record.value.split(' ');
  switch (record.type) {
    case 'MX':
      return { ...base, type: 'MX', data: { preference: Number(fields[0]), exchange: fields[1] ?? '.' } };
    case 'TXT':
      return { ...base, type: 'TXT', data: characterStrings(record.value) };
    case 'SRV': {
      const [priority, weight, port, target = '.'] = fields;
      return {
        ...base,
        type: 'SRV',
        data: { priority: Number(priority), weight: Number(weight), port: Number(port), target },
      };
    }
    case 'DS': {
      const [keyTag, algorithm, digestType, digest = ''] = fields;
      const numbers = { keyTag: Number(keyTag), algorithm: Number(algorithm), digestType: Number(digestType) };
      return { ...base, type: 'DS', data: { ...numbers, digest: Buffer.from(digest, 'hex') } };
    }
    case 'DNSKEY': {
      const [flags, , algorithm, key = ''] = fields;
      return {
        ...base,
        type: 'DNSKEY',
        data: { flags: Number(flags), algorithm: Number(algorithm), key: Buffer.from(key, 'base64') },
      };
    }
    case 'SOA': {
      const [mname = '', rname = '', serial, refresh, retry, expire, minimum] = fields;
      const numbers = { serial: Number(serial), refresh: Number(refresh), retry: Number(retry) };
      return {
        ...base,
        type: 'SOA',
        data: { mname, rname, ...numbers, expire: Number(expire), minimum: Number(minimum) },
      };
    }
    default:
      return { ...base, type: record.type, data: record.value };
  }
};

/** A text as character strings of at most 255 bytes (RFC 1035 section 3.3.14). */
const characterStrings = (text: string): string[] => text.match(/.{1,255}/gs) ?? [''];
