import { createResolve, type Resolve } from '../../src/dns/resolve.ts';
import { createWalker, type Walker } from '../../src/dns/walker.ts';
import { createDialer, type Dialer, type DialerOptions, type Endpoint } from '../../src/net/dial.ts';
import { type Nsd, startNsd } from '../servers/nsd.ts';

const ROOT = '192.0.2.1';
/** Where a zone is served when nothing else is said. */
export const USUAL_SERVER = '192.0.2.53';

export type LittleInternet = {
  readonly dialer: Dialer;
  readonly roots: readonly string[];
  /** Where an address leads; may be added to. */
  readonly book: Map<string, Endpoint>;
  readonly root: Nsd;
  /** By address. */
  readonly servers: ReadonlyMap<string, Nsd>;
  /** The root zone anew, for a delegation that changes. */
  delegate(zones: readonly Delegated[], serial: number): Promise<void>;
  walker(): Walker;
  resolve(): Resolve;
};

/** A zone and its name servers, name → address. */
export type Delegated = {
  readonly name: string;
  readonly servers: Readonly<Record<string, string>>;
  readonly ds?: string;
};

/**
 * A root that delegates each zone directly, and a real NSD for each address that zones are served at. Zones are given
 * without SOA and NS, which name `ns.ZONE` at `USUAL_SERVER`.
 */
export async function startLittleInternet(
  zones: Readonly<Record<string, string>>,
  more: { readonly delegated?: readonly Delegated[]; readonly dialer?: DialerOptions } = {},
): Promise<LittleInternet> {
  const usual = Object.keys(zones).map((name) => ({ name, servers: { [`ns.${name}`]: USUAL_SERVER } }));
  const [root, server] = await Promise.all([
    startNsd({ '': rootZone([...usual, ...(more.delegated ?? [])], 1) }),
    startNsd(Object.fromEntries(Object.entries(zones).map(([name, text]) => [name, wholeZone(name, text)]))),
  ]);
  const book = new Map<string, Endpoint>([
    [ROOT, root],
    [USUAL_SERVER, server],
  ]);
  const dialer = createDialer({
    addressBook: (address, port) => book.get(`${address}:${port}`) ?? (port === 53 ? book.get(address) : undefined),
    ...more.dialer,
  });
  const walker = () => createWalker(dialer, { roots: [ROOT], now: Date.now, timeoutMs: 400 });
  return {
    dialer,
    roots: [ROOT],
    book,
    root,
    servers: new Map([[USUAL_SERVER, server]]),
    delegate: (delegated, serial) => root.rewrite('', rootZone([...usual, ...delegated], serial), serial),
    walker,
    resolve: () => createResolve(walker()),
  };
}

/** A zone with its SOA and NS; `text` follows. */
export function wholeZone(name: string, text: string, serial = 1, servers = [`ns.${name}.`]): string {
  return `$ORIGIN ${name}.
$TTL 600
@ IN SOA ns hostmaster ${serial} 3600 900 604800 60
${servers.map((server) => `@ IN NS ${server}`).join('\n')}
ns IN A ${USUAL_SERVER}
${text}
`;
}

function rootZone(delegated: readonly Delegated[], serial: number): string {
  const latest = [...new Map(delegated.map((one) => [one.name, one])).values()];
  const lines = latest.flatMap(({ name, servers, ds }) => [
    ...Object.keys(servers).map((server) => `${name}. 7200 IN NS ${server}.`),
    ...(ds === undefined ? [] : [`${name}. IN DS ${ds}`]),
  ]);
  const glue = new Set(
    latest.flatMap(({ servers }) => Object.entries(servers).map(([server, address]) => `${server}. IN A ${address}`)),
  );
  return `$TTL 86400
. IN SOA ns.root. hostmaster.root. ${serial} 1800 900 604800 60
. IN NS ns.root.
ns.root. IN A ${ROOT}
${[...lines, ...glue].join('\n')}
`;
}
