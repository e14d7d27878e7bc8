import { canonicalAddress, isIpAddress } from './addresses.ts';
import type { Straggler } from './arrival-facts.ts';
import { isReal, pathKey, reached } from './arrivals.ts';
import type { Facts } from './facts.ts';
import type { StragglerCause } from './mail-announcements.ts';
import type { SenderWay } from './mail-observations.ts';
import { isPrivateAddress } from './private-addresses.ts';
import type { Instant } from './time.ts';
import { watermarkOf } from './watermark.ts';
import { isOurs, isUnder } from './zones.ts';

/**
 * How a straggler can have come to the old server, and so what is to be done about its path.
 *
 * - `local`: handed over on the old server itself, or by another host of its provider: no DNS is asked there.
 * - `inside`: from a private address; or a colleague's client that still sends through the old server (it writes from the
 *   moved domains, and calls itself by no host name): switch its sending.
 * - `smarthost`: through a relay with a route set by hand, as the scan before the rewrite showed of this path; or one
 *   whose own name lies under a moved domain.
 * - `cache`: from outside, stamped before the watermark: an old answer may still live in a cache there.
 * - `pinned`: from outside, stamped after it: no cache that keeps to TTLs holds old data any more, so it holds the old
 *   server by hand, or its resolver keeps for too long.
 * - `unknown`: neither a log nor what was forwarded says by which way it came.
 */
export function causeOf(facts: Facts, straggler: Straggler): StragglerCause {
  const { path, source, from, at } = straggler;
  if (path?.address === undefined && path?.helo === undefined) return source === undefined ? 'local' : 'unknown';
  const { address, helo } = path;
  if (isProviders(facts, address, helo)) return 'local';
  const literal = helo?.replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1') ?? '';
  if ([address ?? '', literal].some(isPrivateAddress)) return 'inside';
  const known = scannedWay(facts, path, from);
  if (known === 'local' || known === 'inside' || known === 'smarthost') return known;
  const isColleague = from !== undefined && isOurs(facts, from.slice(from.lastIndexOf('@') + 1));
  if (isColleague && !isMailHost(helo)) return 'inside';
  if (helo !== undefined && isOurs(facts, helo.toLowerCase())) return 'smarthost';
  const watermark = watermarkOf(facts);
  return watermark === undefined || at <= watermark ? 'cache' : 'pinned';
}

/** The old server itself, or another host under its provider's domain. */
function isProviders({ servers }: Facts, address: string | undefined, helo: string | undefined): boolean {
  const { host, addresses } = servers.old;
  if (address !== undefined) {
    const canonical = canonicalAddress(address);
    if (canonical === '127.0.0.1' || canonical === '::1') return true;
    if (addresses.some((one) => canonicalAddress(one) === canonical)) return true;
  }
  const provider = host?.toLowerCase().split('.').slice(1).join('.') ?? '';
  return helo !== undefined && provider.includes('.') && isUnder(helo.toLowerCase(), provider);
}

/** What clients call themselves: nothing, an address in brackets, a machine's bare name, or what Apple's all say. */
function isMailHost(helo: string | undefined): boolean {
  if (helo === undefined || helo.startsWith('[') || isIpAddress(helo)) return false;
  return helo.includes('.') && !/^(smtpclient\.apple|localhost\..*|.*\.(local|lan|home|internal))$/i.test(helo);
}

/** How mail by this path came in before the rewrite; a sender that used it says more of it than one that did not. */
function scannedWay(
  { senders = {} }: Facts,
  path: NonNullable<Straggler['path']>,
  from: string | undefined,
): SenderWay | undefined {
  const isSame = (other: Straggler['path']): boolean =>
    other !== undefined && (path.address === undefined ? other.helo === path.helo : other.address === path.address);
  const sender = from === undefined ? undefined : senders[from.toLowerCase()];
  if (sender !== undefined && isSame(sender.path)) return sender.way;
  return Object.values(senders).find((known) => isSame(known.path))?.way;
}

/** One path by which mail still came, and how it stands. */
export type StragglerPath = {
  /** See `pathKey`. */
  readonly key: string;
  readonly helo?: string;
  readonly address?: string;
  /** Of the latest that came by it: what was a cache's doing before the watermark is not after it. */
  readonly cause: StragglerCause;
  readonly count: number;
  /** How many of them are on the new server. */
  readonly carried: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** Who wrote by it, at most ten. */
  readonly senders: readonly string[];
};

const MOST_SENDERS = 10;

/** Genuine mail that reached the old server after the rewrite, by path, the latest first. */
export function pathsOf(facts: Facts): readonly StragglerPath[] {
  const real = facts.stragglers.filter((one) => isReal(one) && reached(one) === 'old');
  return [...Map.groupBy(real, pathKey)]
    .flatMap(([key, found]): readonly StragglerPath[] => {
      const [last] = found.toSorted((a, b) => b.at - a.at);
      if (last === undefined) return [];
      const { helo, address } = last.path ?? {};
      return [
        {
          key,
          ...(helo === undefined ? {} : { helo }),
          ...(address === undefined ? {} : { address }),
          cause: causeOf(facts, last),
          count: found.length,
          carried: found.filter(({ carriedAt }) => carriedAt !== undefined).length,
          firstAt: Math.min(...found.map(({ at }) => at)),
          lastAt: last.at,
          senders: [...new Set(found.flatMap(({ from }) => from ?? []))].slice(0, MOST_SENDERS),
        },
      ];
    })
    .sort((a, b) => b.lastAt - a.lastAt || (a.key < b.key ? -1 : 1));
}
