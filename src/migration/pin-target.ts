import type { Server } from './facts.ts';
import { DAY_MS, type Instant } from './time.ts';
import { isUnder } from './zones.ts';

/** What a server showed when it was last logged in to. Nothing in it at all: a connection in clear. */
export type ShownCertificate = {
  readonly names: readonly string[];
  readonly expiresAt?: Instant | undefined;
  /** What a verifying client said against it: a FailureCode. */
  readonly failure?: string | undefined;
  /** SHA-256, in hex with colons: what a client shows when it asks whether to accept a certificate. */
  readonly fingerprint?: string | undefined;
};

/** What a client that is given a server's name or address will complain of, with what mends it. */
export type PinFlaw =
  /** No certificate has been seen yet: whether the target is on it is unknown. */
  | { readonly kind: 'unseen' }
  /** The target is not on the certificate. `instead`: names that are, and may be typed in its place. */
  | { readonly kind: 'name-mismatch'; readonly names: readonly string[]; readonly instead: readonly string[] }
  /** Taken from the certificate; nobody has looked up yet whether it leads to this server. */
  | { readonly kind: 'not-looked-up'; readonly address: string | undefined }
  /** Signed by itself, or by nobody known: to be accepted by hand, and then by its fingerprint. */
  | { readonly kind: 'self-signed' | 'untrusted'; readonly fingerprint: string | undefined }
  | { readonly kind: 'expired' | 'expires-soon'; readonly expiresAt: Instant }
  /** Not valid at present though its end is not past as far as is known: it begins later, or a clock is wrong. */
  | { readonly kind: 'out-of-time' };

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
  // In clear nothing is checked; unseen, the provider's name is the best guess.
  if (certificate === undefined || isInClear(certificate)) {
    return {
      target: host ?? address,
      from: host === undefined ? 'address' : 'provider-host',
      flaws: certificate === undefined ? [{ kind: 'unseen' }] : [],
    };
  }
  const { names } = certificate;
  const flaws = generalFlaws(certificate, now);
  if (host !== undefined && isCovered(host, names)) return { target: host, from: 'provider-host', flaws };
  const [other] = usableNames(parts, names);
  if (other !== undefined) {
    const isKnown = parts.leadsTo?.[other] !== undefined;
    const unproven = isKnown ? [] : [{ kind: 'not-looked-up', address } as const];
    return { target: other, from: 'certificate', flaws: [...unproven, ...flaws] };
  }
  const target = address ?? host;
  const from = address === undefined && host !== undefined ? 'provider-host' : 'address';
  // What else is on it leads elsewhere, or is moved by the rewrite: nothing to type instead.
  return { target, from, flaws: flawsOf(target, certificate, now) };
}

/**
 * What a client that is given this name or address complains of, by the certificate that the server showed last.
 * `instead`: names that may be typed in its place where it is not on the certificate.
 */
export function flawsOf(
  name: string | undefined,
  certificate: ShownCertificate | undefined,
  now: Instant,
  instead: readonly string[] = [],
): readonly PinFlaw[] {
  if (certificate === undefined) return [{ kind: 'unseen' }];
  if (isInClear(certificate)) return [];
  const general = generalFlaws(certificate, now);
  const { names } = certificate;
  if (name === undefined || isCovered(name, names)) return general;
  return [{ kind: 'name-mismatch', names, instead: instead.filter((one) => isCovered(one, names)) }, ...general];
}

function isInClear({ names, expiresAt, failure }: ShownCertificate): boolean {
  return names.length === 0 && expiresAt === undefined && failure === undefined;
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

/** A host name, fit to be typed. What else stands on certificates (a panel's name, a name of a local network) leads nobody here. */
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const LONGEST_NAME = 253;
const LOCAL = /\.(?:localdomain|localhost|local|internal|lan|home|invalid|arpa)$/;

/**
 * Those that were seen to lead here first, then those of the provider's own domain, then those that are named like mail
 * servers, then by the alphabet.
 */
function usableNames(
  { server, domains, leadsTo = {} }: Parameters<typeof pinTargetOf>[0],
  names: readonly string[],
): readonly string[] {
  const home = server.host?.split('.').slice(1).join('.') ?? '';
  const rank = (name: string) => {
    if (leadsTo[name] !== undefined) return -1;
    if (home.includes('.') && isUnder(name, home)) return 0;
    return /^(?:mail|imap|pop|smtp|mx)/.test(name) ? 1 : 2;
  };
  return names
    .map((name) => name.toLowerCase())
    .filter(
      (name) => name.length <= LONGEST_NAME && HOST_NAME.test(name) && !LOCAL.test(name) && isStaying(domains, name),
    )
    .filter((name) => leadsTo[name]?.some((address) => server.addresses.includes(address)) ?? true)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function generalFlaws({ expiresAt, failure, fingerprint }: ShownCertificate, now: Instant): readonly PinFlaw[] {
  const flaws: PinFlaw[] = [];
  if (failure === 'tls-self-signed') flaws.push({ kind: 'self-signed', fingerprint });
  if (failure === 'tls-untrusted' || failure === 'tls-failed') flaws.push({ kind: 'untrusted', fingerprint });
  const isOver = expiresAt !== undefined && expiresAt <= now;
  // One code stands for both ends of its time, and the end may be unknown.
  if (failure === 'tls-expired' && !isOver) flaws.push({ kind: 'out-of-time' });
  if (isOver) flaws.push({ kind: 'expired', expiresAt });
  else if (expiresAt !== undefined && expiresAt < now + SOON_MS) flaws.push({ kind: 'expires-soon', expiresAt });
  return flaws;
}
