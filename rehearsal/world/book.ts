import type { Socket } from 'node:dgram';
import { type AddressInfo, isIPv6, type Server as TcpServer } from 'node:net';

/** One line of the address book: who dials `address` and `port` is connected to `host` and `hostPort`. */
export type BookEntry = {
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp';
  readonly host: string;
  readonly hostPort: number;
};

/** The one loopback address that every system has; ports tell the servers apart. */
export const LOOPBACK = '127.0.0.1';

export type Book = {
  /** Enters a server that already listens; an address may be written in any form. */
  enter(address: string, port: number, transport: 'udp' | 'tcp', hostPort: number): void;
  find(address: string, port: number, transport: 'udp' | 'tcp'): BookEntry | undefined;
  entries(): readonly BookEntry[];
};

export const openBook = (): Book => {
  const entries = new Map<string, BookEntry>();
  const key = (address: string, port: number, transport: string): string =>
    `${canonical(address)} ${port} ${transport}`;
  return {
    enter: (address, port, transport, hostPort) => {
      entries.set(key(address, port, transport), {
        address: canonical(address),
        port,
        transport,
        host: LOOPBACK,
        hostPort,
      });
    },
    find: (address, port, transport) => entries.get(key(address, port, transport)),
    entries: () => [...entries.values()],
  };
};

/** The shortest form of an address (RFC 5952), so that equal addresses are equal text. */
export const canonical = (address: string): string =>
  isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

/** Listens on a free loopback port and says which. */
export const listenTcp = async (server: TcpServer): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return portOf(server.address());
};

export const bindUdp = async (socket: Socket): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, LOOPBACK, resolve);
  });
  return socket.address().port;
};

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
};
