import { BlockList, isIPv6 } from 'node:net';
import type { ScannedSender } from '../migration/mail-observations.ts';
import { entryIndex } from './delivery.ts';
import { isAuthenticated, isLoopback, type Received } from './received.ts';

export type WayContext = {
  /** Whether a host of this name is the old server, or another host of its provider. */
  readonly isOwn: (name: string) => boolean;
  /** The moved domains, lower case. */
  readonly domains: ReadonlySet<string>;
};

/**
 * How a message entered the old server, by its Received lines (topmost first), and by which hop.
 *
 * The lines are followed down through the hosts of the old server's provider to the first hop that came from elsewhere;
 * what stands below that one is its sender's word, and is used for `smarthost` alone. In this order:
 * - `unknown`: no line, or the topmost was not stamped by the old server.
 * - `local`: written on the spot (no "from", or from loopback), or handed over by a host of the provider.
 * - `inside`: from a private address, or by a submission with a login (RFC 3848: ESMTPA, ESMTPSA).
 * - `smarthost`: from a relay whose name lies under a moved domain, since such a relay is the team's own; or the writer
 *   has an address of a moved domain, and the line that the relay stamped below says that it took the message from a
 *   private address or a login: a system of the team's that writes through somebody's relay. For other writers the
 *   second mark means nothing: nearly every company's gateway takes its mail from a private address.
 * - `dns`: anything else from outside. A header cannot tell a relay that asks DNS from one with a fixed route.
 */
export function wayOf(
  received: readonly Received[],
  writer: string,
  context: WayContext,
): Pick<ScannedSender, 'way' | 'path'> {
  const top = received[0];
  if (top?.by === undefined || !context.isOwn(top.by)) return { way: 'unknown' };
  const index = entryFrom(received, context);
  const entry = received[index];
  if (entry === undefined) return { way: 'unknown' };
  if (!entry.from) return { way: 'local' };
  const { helo, address } = entry;
  const path = { ...(helo !== undefined && { helo }), ...(address !== undefined && { address }) };
  const seen = helo === undefined && address === undefined ? {} : { path };
  if ((address !== undefined && isLoopback(address)) || isOwnHost(entry, context)) return { way: 'local', ...seen };
  if (isInside(entry)) return { way: 'inside', ...seen };
  if (isSmarthost(entry, received[index + 1], writer, context)) return { way: 'smarthost', ...seen };
  return { way: helo === undefined && address === undefined ? 'unknown' : 'dns', ...seen };
}

/** The hop that came from outside the provider: below hand-overs on one host, and from one of its hosts to the next. */
function entryFrom(received: readonly Received[], context: WayContext): number {
  let index = 0;
  for (;;) {
    index += entryIndex(received.slice(index), context.isOwn);
    const entry = received[index];
    const below = received[index + 1];
    if (entry === undefined || !entry.from || below?.by === undefined) return index;
    if (!isOwnHost(entry, context) || !context.isOwn(below.by)) return index;
    index += 1;
  }
}

/** The name that the stamping host found for the address is worth more than what the sender called itself. */
function isOwnHost({ reverse, helo }: Received, { isOwn }: WayContext): boolean {
  const name = reverse ?? helo;
  return name !== undefined && isOwn(name);
}

function isInside(hop: Received): boolean {
  return isAuthenticated(hop) || (hop.address !== undefined && isPrivate(hop.address));
}

function isSmarthost(
  { helo, reverse }: Received,
  below: Received | undefined,
  writer: string,
  { domains }: WayContext,
): boolean {
  const names = [helo, reverse].filter((name) => name !== undefined);
  if (names.some((name) => isUnder(name, domains))) return true;
  const isRelays = below?.by !== undefined && names.includes(below.by);
  return isRelays && isInside(below) && domains.has(writer.slice(writer.lastIndexOf('@') + 1));
}

/** Whether a host's name is one of these domains, or lies under one. */
export function isUnder(name: string, domains: Iterable<string>): boolean {
  for (const domain of domains) if (name === domain || name.endsWith(`.${domain}`)) return true;
  return false;
}

/** RFC 1918, RFC 6598 (carriers' own), link-local, and RFC 4193 (ULA). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** An address that no public network routes to. */
function isPrivate(address: string): boolean {
  return PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
