import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import type { Endpoint } from './dial.ts';

export type DatagramHandlers = {
  readonly onMessage: (message: Buffer) => void;
  readonly onError: (error: Error) => void;
};

export type Datagram = {
  /** Ends the listening; nothing is called afterwards. `clean`: the exchange went well, so the socket may serve again. */
  release(clean: boolean): void;
};

type Port = {
  readonly family: 4 | 6;
  readonly socket: Socket;
  handlers: DatagramHandlers | undefined;
  wasPort: number | undefined;
};
type Looked = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;

/** Addresses are given, so nothing has to be looked up; answering at once saves turns of the loop. */
const SOCKET_OPTIONS = {
  4: { type: 'udp4', lookup: (host: string, _: unknown, done: Looked) => done(null, host || '0.0.0.0', 4) },
  6: { type: 'udp6', lookup: (host: string, _: unknown, done: Looked) => done(null, host || '::', 6) },
} as const;

const MOST_IDLE = 64;
const idle: Readonly<Record<4 | 6, Port[]>> = { 4: [], 6: [] };

/**
 * Whether dissolving a connected socket's association gives up its port, so that the next connect draws a new random one
 * (Linux does that). Found out at the first reuse; where it is not so, every datagram has a socket made for it.
 */
let renewsPort: boolean | undefined;

/**
 * Sends one datagram from a source port that no earlier one left from, over a socket connected to its destination: only
 * the destination's datagrams come back, and a closed port is noticed. Throws when no socket can be had.
 */
export function sendDatagram(at: Endpoint, bytes: Buffer, handlers: DatagramHandlers): Datagram {
  const family = isIP(at.host) === 6 ? 6 : 4;
  const port = idle[family].pop() ?? makePort(family);
  port.handlers = handlers;
  port.socket.ref();
  let isReleased = false;
  // Node hands a failed connect to the callback, which its types do not say.
  port.socket.connect(at.port, at.host, (error?: unknown) => {
    if (isReleased) return;
    if (error instanceof Error) handlers.onError(error);
    else {
      checkRenewal(port);
      port.socket.send(bytes);
    }
  });
  return {
    release: (clean) => {
      if (isReleased) return;
      isReleased = true;
      port.handlers = undefined;
      // After anything but an answer, an error or a late reply might still be on its way: such a socket is given up.
      if (!clean || renewsPort === false || idle[family].length >= MOST_IDLE) port.socket.close();
      else putAside(port);
    },
  };
}

function makePort(family: 4 | 6): Port {
  const socket = createSocket(SOCKET_OPTIONS[family]);
  const port: Port = { family, socket, handlers: undefined, wasPort: undefined };
  socket.on('message', (message) => port.handlers?.onMessage(message));
  socket.on('error', (error) => port.handlers?.onError(error));
  return port;
}

function putAside(port: Port): void {
  if (renewsPort === undefined) port.wasPort = port.socket.address().port;
  port.socket.disconnect();
  port.socket.unref();
  idle[port.family].push(port);
}

function checkRenewal(port: Port): void {
  if (renewsPort !== undefined || port.wasPort === undefined) return;
  renewsPort = port.socket.address().port !== port.wasPort;
  if (renewsPort) return;
  for (const aside of [...idle[4].splice(0), ...idle[6].splice(0)]) aside.socket.close();
}
