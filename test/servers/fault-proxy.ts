import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, TLSSocket } from 'node:tls';
import type { Issued } from './certificates.ts';
import { type Ends, runSession } from './fault-session.ts';
import type { ArmedFault, Fault } from './faults.ts';
import type { LineOptions } from './slow-line.ts';

export type FaultProxyOptions = {
  readonly address: string;
  readonly server: { readonly address: string; readonly port: number };
  /** Speaks TLS with the client, by this certificate: commands can be read then. Without it, TLS passes unread. */
  readonly tls?: Issued;
  /** Speaks TLS with the server too; its certificate is not looked at. */
  readonly serverTls?: boolean;
  readonly line?: LineOptions;
  readonly faults?: readonly Fault[];
};

export type FaultProxy = {
  readonly address: string;
  readonly port: number;
  arm(fault: Fault): void;
  /** How often faults have happened. */
  fired(): number;
  /** Those that have not happened yet (as often as they were to). */
  armed(): readonly Fault[];
  /** Sessions taken so far. */
  sessions(): number;
  /** The line of sessions that begin from now on. */
  setLine(line: LineOptions): void;
  stop(): Promise<void>;
};

/**
 * A TCP proxy on loopback that does to a session what a bad line or a moody server does, at a moment told in bytes,
 * literals or commands: never by the clock. COMPRESS is refused, since what passes could not be read any more; after
 * STARTTLS bytes alone are counted.
 */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const armed: ArmedFault[] = [];
  const sockets = new Set<Socket>();
  let line = options.line ?? {};
  let sessions = 0;
  let fired = 0;
  const arm = (fault: Fault) => armed.push({ fault, left: fault.times ?? 1, seen: 0 });
  for (const fault of options.faults ?? []) arm(fault);

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
  };
  const server = createServer({ allowHalfOpen: true }, (raw) => {
    sessions += 1;
    const upstream = connectTcp({ ...toHost(options.server), allowHalfOpen: true });
    keep(raw);
    keep(upstream);
    const ends = endsOf(raw, upstream, options);
    for (const socket of [ends.client, ends.server]) socket.on('error', () => socket.destroy());
    runSession(ends, line, armed, () => {
      fired += 1;
    });
  });
  const port = await listening(server, options.address);
  return {
    address: options.address,
    port,
    arm,
    fired: () => fired,
    armed: () => armed.filter((one) => one.left > 0).map((one) => one.fault),
    sessions: () => sessions,
    setLine(next) {
      line = next;
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const toHost = ({ address, port }: FaultProxyOptions['server']) => ({ host: address, port });

function endsOf(raw: Socket, upstream: Socket, { tls, serverTls }: FaultProxyOptions): Ends {
  const client = tls ? new TLSSocket(raw, { isServer: true, secureContext: createSecureContext(tls) }) : raw;
  const server = serverTls ? connectTls({ socket: upstream, rejectUnauthorized: false }) : upstream;
  return {
    client,
    server,
    reset() {
      raw.resetAndDestroy();
      upstream.resetAndDestroy();
    },
  };
}

function listening(server: ReturnType<typeof createServer>, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      if (typeof bound === 'object' && bound !== null) resolve(bound.port);
      else reject(new Error('the proxy listens on no port'));
    });
  });
}
