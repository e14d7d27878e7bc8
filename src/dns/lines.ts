import type { Dialer } from '../net/dial.ts';
import { createHttpsLine } from './https-line.ts';
import type { Line } from './line.ts';
import { createStreamLine } from './stream-line.ts';
import { portOf, type Vantage } from './vantages.ts';

/** The connections to DoT and DoH vantages that one sweep shares; whoever makes it closes it. */
export type Lines = {
  /**
   * The open line to a vantage, else a new one. Rejects as dialling does, and from then on at once: a port that did not
   * open is not tried again.
   */
  to(vantage: Vantage): Promise<Line>;
  close(): void;
};

export type LinesOptions = {
  /** Of connecting and the TLS handshake. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
};

const CONNECT_MS = 3_000;
/** Connections to a vantage that may break before it is left alone for the rest of the sweep. */
const MOST_OPENINGS = 3;

type Kept = { readonly openings: number; readonly line: Promise<Line> };

export function createLines(dialer: Dialer, { timeoutMs = CONNECT_MS, signal }: LinesOptions = {}): Lines {
  const kept = new Map<string, Kept>();
  let isClosed = false;
  const bound = { timeoutMs, ...(signal === undefined ? {} : { signal }) };

  const reopen = (vantage: Vantage, openings: number): Promise<Line> => {
    const opening = openLine(dialer, vantage, bound).then((line) => {
      if (isClosed) line.close();
      return line;
    });
    // Whoever asked hears of a failure; a sweep that is over has nobody left to tell.
    opening.catch(() => undefined);
    kept.set(vantage.id, { openings: openings + 1, line: opening });
    return opening;
  };

  return {
    to: async (vantage) => {
      const known = kept.get(vantage.id);
      if (known === undefined) return await reopen(vantage, 0);
      const line = await known.line;
      // Another question may have opened a new one meanwhile.
      const current = kept.get(vantage.id) ?? known;
      if (line.isOpen() || current.openings >= MOST_OPENINGS) return line;
      return await (current === known ? reopen(vantage, known.openings) : current.line);
    },
    close: () => {
      isClosed = true;
      for (const { line } of kept.values()) {
        line.then(
          (opened) => opened.close(),
          () => undefined,
        );
      }
    },
  };
}

/** A verified connection: the certificate must bear the vantage's name, or its address where it has no name. */
async function openLine(dialer: Dialer, vantage: Vantage, bound: { timeoutMs: number; signal?: AbortSignal }) {
  const { address, hostname, transport, path = '/dns-query' } = vantage;
  const port = portOf(vantage);
  const servername = hostname ?? address;
  const policy = { ...bound, servername, verification: 'verify' } as const;
  if (transport === 'doh') {
    const socket = await dialer.tlsSocket({ address, port }, { ...policy, protocols: ['h2', 'http/1.1'] });
    return createHttpsLine(socket, { hostname: servername, port, path });
  }
  // Without ALPN: RFC 7858 asks for none, and a server that knows only other protocols would turn us away.
  return createStreamLine(await dialer.tlsSocket({ address, port }, policy));
}
