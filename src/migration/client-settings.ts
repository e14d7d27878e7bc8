import type { ClientPhase } from './client-facts.ts';
import type { Client, Facts, Server } from './facts.ts';
import { ANY_MAILBOX, loginKey } from './keys.ts';
import type { FailureCode, MailProtocol, Side } from './observations.ts';
import { flawsOf, type PinFlaw, pinTargetOf } from './pin-target.ts';
import { clientHosts, standingRecords } from './plan.ts';
import { profileOf } from './profiles.ts';
import { doorOf, protocolsOn } from './read-by.ts';
import { certificateOf, type Known, shownCertificate } from './shown-certificate.ts';
import type { Instant } from './time.ts';
import { domainsOf, isUnder } from './zones.ts';

/** One server as a client is told to type it in, for one protocol. */
export type ClientDoor = {
  readonly protocol: MailProtocol;
  /** A name or an address; undefined while neither is known of that server. */
  readonly target: string | undefined;
  readonly port: number;
  readonly security: Server['imap']['security'];
  /** What the client will complain of; empty when nothing speaks against it. */
  readonly flaws: readonly PinFlaw[];
};

export type ClientSettings = {
  readonly phase: ClientPhase;
  /** The hostnames that the plan moves, which the old account is not to have; none: it may stay as it is. */
  readonly moved: readonly string[];
  /** The doors in use of the old account and of the new one, receiving before sending; none: not used in this phase. */
  readonly old: readonly ClientDoor[];
  readonly new: readonly ClientDoor[];
};

/**
 * Exactly what the owner of a client types into it in a phase, by default in the one that the migration is in: the
 * server, port and security of every protocol that the client uses, for the old account and for the new one.
 */
export function clientSettings(
  known: Known,
  client: Pick<Client, 'protocols'>,
  now: Instant,
  phase: ClientPhase = clientPhase(known.facts),
): ClientSettings {
  const { servers } = known.facts;
  const doors = (side: Side, isSending: boolean) => {
    const used = protocolsOn(servers[side], client.protocols).filter((one) => isSending || one !== 'smtp');
    return used.map((protocol) =>
      side === 'new' && phase === 'restore'
        ? restoredDoor(known, protocol, now)
        : pinnedDoor(known, side, protocol, now),
    );
  };
  return {
    phase,
    moved: clientHosts(known.facts),
    old: doors('old', phase === 'pin'),
    new: doors('new', phase !== 'pin'),
  };
}

/** The phase that clients are in. Rolled back they send through the old server again. */
export function clientPhase(facts: Facts): ClientPhase {
  if (facts.state.kind === 'rolled-back') return 'pin';
  const { state } = facts.gates['switch-back'];
  if (state === 'open' || state === 'done') return 'restore';
  return facts.rewriteBegunAt === undefined && facts.rewriteSeenAt === undefined ? 'pin' : 'rewrite';
}

/** What clients are pinned to on a server for a protocol, see `pinTargetOf`. A provider's fixed names are taken as they are. */
export function pinnedDoor(known: Known, side: Side, protocol: MailProtocol, now: Instant): ClientDoor {
  const { facts } = known;
  const server = facts.servers[side];
  const door = { protocol, ...doorOf(server, protocol) };
  const fixed = side === 'new' ? fixedName(facts, protocol) : undefined;
  // Another name than the one that was logged in to shows a certificate of its own.
  if (fixed !== undefined && fixed !== server.host) return { ...door, target: fixed, flaws: [] };
  const { target, flaws } = pinTargetOf({
    server,
    domains: domainsOf(facts),
    certificate: shownCertificate(known, side, protocol),
    now,
    leadsTo: leadsTo(known),
  });
  return { ...door, target, flaws };
}

/** What a client of the new server goes back to: its hostname, or what it is pinned to where no hostname moves. */
export function restoredDoor(known: Known, protocol: MailProtocol, now: Instant): ClientDoor {
  const { facts, sightings } = known;
  const host = profileOf(facts.profile).returnsToHostnames ? hostnameFor(facts, protocol) : undefined;
  if (host === undefined) return pinnedDoor(known, 'new', protocol, now);
  const door = { protocol, ...doorOf(facts.servers.new, protocol), target: host };
  const byAddress = shownCertificate(known, 'new', protocol);
  const others = clientHosts(facts);
  const { ok, failed } = sightings.login[loginKey(ANY_MAILBOX, 'new', 'hostname', protocol, host)] ?? {};
  if (failed !== undefined && AGAINST_IT.has(failed.code) && failed.at > (ok?.at ?? 0)) {
    // Another certificate may be shown by name than by address: of that one only what was said against it is known.
    const names =
      failed.code === 'tls-name-mismatch' ? (byAddress?.names ?? []).filter((name) => name !== host) : [host];
    return { ...door, flaws: flawsOf(host, { names, failure: failed.code }, now, others) };
  }
  return { ...door, flaws: flawsOf(host, ok === undefined ? byAddress : certificateOf(ok), now, others) };
}

/** What a client of the old server goes back to, where DNS leads its hostname there still; undefined where none was left. */
export function returnedDoor({ facts }: Known, protocol: MailProtocol): ClientDoor | undefined {
  const target = hostnameFor(facts, protocol);
  return target === undefined ? undefined : { protocol, ...doorOf(facts.servers.old, protocol), target, flaws: [] };
}

/** Codes by which a certificate itself was refused. */
const AGAINST_IT: ReadonlySet<string> = new Set([
  'tls-name-mismatch',
  'tls-expired',
  'tls-self-signed',
  'tls-untrusted',
  'tls-failed',
] satisfies readonly FailureCode[]);

/** The provider's own name for a protocol, where the new server is the one that the profile stands for. */
function fixedName({ profile, servers }: Facts, protocol: MailProtocol): string | undefined {
  const { newHosts } = profileOf(profile);
  return newHosts.imap !== undefined && servers.new.host === newHosts.imap ? newHosts[protocol] : undefined;
}

/** Of the hostnames that the plan leads to the new server the one that is named for the protocol, else for mail. */
function hostnameFor(facts: Facts, protocol: MailProtocol): string | undefined {
  const { addresses, host } = facts.servers.new;
  const moved = clientHosts(facts);
  const leads = (name: string) =>
    standingRecords(facts).some(
      (record) => record.name === name && record.after.some((value) => value === host || addresses.includes(value)),
    );
  const led = moved.filter(leads);
  const rank = (name: string) => 2 * rankOf(name, protocol) + (isUnder(name, facts.domain) ? 0 : 1);
  return [...(led.length > 0 ? led : moved)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))[0];
}

const NAMED_FOR = { imap: /^imap/, pop3: /^pop/, smtp: /^(?:smtp|submission)/ } as const;

function rankOf(name: string, protocol: MailProtocol): number {
  if (NAMED_FOR[protocol].test(name)) return 0;
  if (/^mail/.test(name)) return 1;
  return Object.values(NAMED_FOR).some((other) => other.test(name)) ? 3 : 2;
}

/** Addresses that names were seen to lead to: where a pointer was confirmed, and where mail is received. */
function leadsTo({ sightings }: Known): Readonly<Record<string, readonly string[]>> {
  const { pointers = {}, exchangers = {} } = sightings.extras ?? {};
  const found: Record<string, readonly string[]> = {};
  for (const [name, { seen }] of Object.entries(exchangers)) if (seen !== undefined) found[name] = seen.addresses;
  for (const [address, { seen }] of Object.entries(pointers)) {
    for (const name of seen?.confirmed ?? []) found[name] = [...(found[name] ?? []), address];
  }
  return found;
}
