import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import packet, { type Answer, type DecodedPacket } from 'dns-packet';
import { onTestFinished } from 'vitest';
import { ask } from '../../src/dns/client.ts';
import type { DnsResult, RecordType } from '../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { freeDnsPort } from '../servers/process.ts';

/** What a server that misbehaves on purpose is asked, and how it may send whatever it likes. */
export type Asked = {
  readonly query: DecodedPacket;
  readonly raw: Buffer;
  readonly transport: 'udp' | 'tcp';
  readonly from: string;
};
export type Send = (message: Buffer) => void;
export type Behaviour = (asked: Asked, send: Send, connection?: Socket) => void;

export type Rogue = { readonly dialer: Dialer; readonly asked: readonly Asked[]; stop(): Promise<void> };

/** The address under which the dialer of the rogue knows it. */
export const ROGUE = '192.0.2.53';

/** A UDP and TCP server on one loopback port; over TCP, `send` writes the message with its length in front. */
export async function startRogue(behave: Behaviour, perServer?: number): Promise<Rogue> {
  const host = '127.0.0.1';
  const port = await freeDnsPort(host);
  const asked: Asked[] = [];
  const udp = createSocket('udp4');
  udp.on('message', (raw, from) => {
    const one: Asked = { query: packet.decode(raw), raw, transport: 'udp', from: `${from.port}` };
    asked.push(one);
    behave(one, (message) => udp.send(message, from.port, from.address, () => {}));
  });
  const connections = new Set<Socket>();
  const tcp = createServer((connection) => {
    connections.add(connection);
    connection.on('error', () => connection.destroy()).on('close', () => connections.delete(connection));
    connection.on('data', (chunk) => {
      const raw = chunk.subarray(2);
      const one: Asked = { query: packet.decode(raw), raw, transport: 'tcp', from: `${connection.remotePort}` };
      asked.push(one);
      behave(one, (message) => connection.write(framed(message)), connection);
    });
  });
  await Promise.all([
    new Promise<void>((resolve) => udp.bind(port, host, resolve)),
    new Promise<void>((resolve) => tcp.listen(port, host, resolve)),
  ]);
  const addressBook = (address: string) => (address === ROGUE ? { host, port } : undefined);
  return {
    dialer: createDialer({ addressBook, ...(perServer === undefined ? {} : { perServer }) }),
    asked,
    stop: async () => {
      for (const connection of connections) connection.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** A rogue for one test, stopped when that is over. */
export async function rogueThat(behave: Behaviour, perServer?: number): Promise<Rogue> {
  const rogue = await startRogue(behave, perServer);
  onTestFinished(() => rogue.stop());
  return rogue;
}

export const AT = 1_000;
export const HOST = 'mail.example.net';
/** What comes of `a(HOST, '192.0.2.1')`. */
export const GOOD = { outcome: 'answer', at: AT, values: ['192.0.2.1'], ttlSeconds: 300 } as const;
type Bounds = Pick<Parameters<typeof ask>[1], 'timeoutMs' | 'attempts' | 'signal' | 'over'>;

/** Asks the rogue as if it were a cache. */
export function askFor(rogue: Rogue, type: RecordType = 'A', name = HOST, bounds: Bounds = {}): Promise<DnsResult> {
  return ask(rogue.dialer, { server: ROGUE, question: { name, type }, now: () => AT, timeoutMs: 150, ...bounds });
}

export type ReplyParts = {
  readonly answers?: Answer[];
  readonly authorities?: Answer[];
  readonly additionals?: Answer[];
  readonly rcode?: number;
  readonly aa?: boolean;
  readonly tc?: boolean;
  readonly ra?: boolean;
  readonly id?: number;
  readonly name?: string;
};

/** A well-formed reply to the query, with whatever is to be wrong about it. */
export function replyTo({ query }: Asked, parts: ReplyParts = {}): Buffer {
  const { rcode = 0, aa = false, tc = false, ra = true } = parts;
  const [question] = query.questions ?? [];
  const flags =
    rcode | (aa ? packet.AUTHORITATIVE_ANSWER : 0) | (tc ? packet.TRUNCATED_RESPONSE : 0) | (ra ? 1 << 7 : 0);
  return packet.encode({
    type: 'response',
    id: parts.id ?? query.id ?? 0,
    flags,
    questions: question === undefined ? [] : [{ ...question, name: parts.name ?? question.name }],
    answers: parts.answers ?? [],
    authorities: parts.authorities ?? [],
    additionals: parts.additionals ?? [],
  });
}

export function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

export function a(name: string, data: string, ttl = 300): Answer {
  return { type: 'A', name, ttl, class: 'IN', data };
}

export function alias(name: string, data: string, ttl = 300): Answer {
  return { type: 'CNAME', name, ttl, class: 'IN', data };
}

export function soa(name: string, ttl: number, minimum: number): Answer {
  const data = {
    mname: `ns.${name}`,
    rname: `hostmaster.${name}`,
    serial: 1,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum,
  };
  return { type: 'SOA', name, ttl, class: 'IN', data };
}

/** An OPT record that carries the upper bits of the rcode: 1 makes BADVERS (16) of NOERROR. */
export function badVersion(extendedRcode = 1): Answer {
  const flags = { ednsVersion: 0, flags: 0, flag_do: false };
  return { type: 'OPT', name: '.', udpPayloadSize: 1232, extendedRcode, ...flags, options: [] };
}
