import type { Server } from './facts.ts';
import { DAY_MS, type Instant } from './time.ts';
import { isUnder } from './zones.ts';

/** What a server showed when it was last logged in to. No names: a connection in clear. */
export type ShownCertificate = {
  readonly names: readonly string[];
  readonly expiresAt?: Instant | undefined;
  /** What a verifying client said against it: a FailureCode. */
  readonly failure?: string | undefined;
};

/** What a client that is given the pin target will complain of, with what mends it. */
export type PinFlaw =
  /** No certificate has been seen yet: whether the target is on it is unknown. */
  | { readonly kind: 'unseen' }
  /** The target is not on the certificate. `matching`: the names that would be. */
  | { readonly kind: 'name-mismatch'; readonly names: readonly string[]; readonly matching: readonly string[] }
  /** Taken from the certificate; nobody has looked up yet whether it leads to this server. */
  | { readonly kind: 'not-looked-up'; readonly name: string; readonly address: string | undefined }
  | { readonly kind: 'self-signed' | 'untrusted'; readonly names: readonly string[] }
  | { readonly kind: 'expired' | 'expires-soon'; readonly names: readonly string[]; readonly expiresAt: Instant };

export type PinTarget = {
  /** What clients are told to type; undefined while neither a name nor an address of the server is known. */
  readonly target: string | undefined;
  /** Where it comes from: the provider's own name, another name on the certificate, or the address for want of one. */
  readonly from: 'provider-host' | 'certificate' | 'address';
  readonly flaws: readonly PinFlaw[];
};

/** Clients stay pinned for weeks: a certificate that ends before is said beforehand. */
const SOON_MS = 30 * DAY_MS;

/**
 * The name or address that clients of a server are pinned to: one that the rewrite cannot move and that TLS accepts.
 *
 * The provider's name for the server if it is on the certificate; else another name on it that is no wildcard, not of the
 * moved domains, and not known to lead elsewhere; else the address, and then name checks fail (unless it is on the
 * certificate, as few are). `leadsTo`: addresses that names were seen to have.
 */
export function pinTargetOf(parts: {
  readonly server: Pick<Server, 'host' | 'addresses'>;
  readonly domains: readonly string[];
  readonly certificate: ShownCertificate | undefined;
  readonly now: Instant;
  readonly leadsTo?: Readonly<Record<string, readonly string[]>>;
}): PinTarget {
  const { server, certificate, now } = parts;
  const [address] = server.addresses;
  const host = server.host !== undefined && isStaying(parts.domains, server.host) ? server.host : undefined;
  const flaws = certificate === undefined ? [] : generalFlaws(certificate, now);
  const names = certificate?.names ?? [];
  // In clear nothing is checked; unseen, the provider's name is the best guess.
  if (names.length === 0) {
    const unseen = certificate === undefined ? [{ kind: 'unseen' } as const] : [];
    return {
      target: host ?? address,
      from: host === undefined ? 'address' : 'provider-host',
      flaws: [...unseen, ...flaws],
    };
  }
  if (host !== undefined && isCovered(host, names)) return { target: host, from: 'provider-host', flaws };
  const [other] = usableNames(parts, names);
  if (other !== undefined) {
    const isKnown = parts.leadsTo?.[other] !== undefined;
    const unproven = isKnown ? [] : [{ kind: 'not-looked-up', name: other, address } as const];
    return { target: other, from: 'certificate', flaws: [...unproven, ...flaws] };
  }
  const target = address ?? host;
  const from = address === undefined && host !== undefined ? 'provider-host' : 'address';
  if (target !== undefined && isCovered(target, names)) return { target, from, flaws };
  const mismatch = { kind: 'name-mismatch', names, matching: names.filter((name) => !name.startsWith('*.')) } as const;
  return { target, from, flaws: [mismatch, ...flaws] };
}

/**
 * Whether a name or address is on a certificate: equal, or under a wildcard that stands for its first label alone
 * (RFC 6125 section 6.4.3).
 */
export function isCovered(name: string, certificateNames: readonly string[]): boolean {
  const wanted = name.toLowerCase();
  return certificateNames.some((one) => {
    const shown = one.toLowerCase();
    if (!shown.startsWith('*.') || isAddress(wanted)) return shown === wanted;
    const dot = wanted.indexOf('.');
    return dot > 0 && wanted.slice(dot + 1) === shown.slice(2);
  });
}

function isAddress(name: string): boolean {
  return name.includes(':') || /^[\d.]+$/.test(name);
}

function isStaying(domains: readonly string[], name: string): boolean {
  return !domains.some((domain) => isUnder(name.toLowerCase(), domain));
}

/** Those of the provider's own domain first, then those that are named like mail servers, then by the alphabet. */
function usableNames(
  { server, domains, leadsTo = {} }: Parameters<typeof pinTargetOf>[0],
  names: readonly string[],
): readonly string[] {
  const home = server.host?.split('.').slice(1).join('.') ?? '';
  const rank = (name: string) => {
    if (home.includes('.') && isUnder(name, home)) return 0;
    return /^(?:mail|imap|pop|smtp|mx)/.test(name) ? 1 : 2;
  };
  return names
    .filter((name) => name.includes('.') && !name.startsWith('*.') && !isAddress(name) && isStaying(domains, name))
    .filter((name) => leadsTo[name]?.some((address) => server.addresses.includes(address)) ?? true)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function generalFlaws({ names, expiresAt, failure }: ShownCertificate, now: Instant): readonly PinFlaw[] {
  const flaws: PinFlaw[] = [];
  if (failure === 'tls-self-signed') flaws.push({ kind: 'self-signed', names });
  if (failure === 'tls-untrusted' || failure === 'tls-failed') flaws.push({ kind: 'untrusted', names });
  if (expiresAt !== undefined && expiresAt <= now) flaws.push({ kind: 'expired', names, expiresAt });
  else if (expiresAt !== undefined && expiresAt < now + SOON_MS) flaws.push({ kind: 'expires-soon', names, expiresAt });
  return flaws;
}
