import type { Globalping } from '../../dns/globalping.ts';
import type { Vantage } from '../../dns/vantages.ts';
import type { MailAccount } from '../../mail/account.ts';
import type { Server } from '../../migration/facts.ts';
import { mailboxKey } from '../../migration/keys.ts';
import type { MailboxLedger } from '../../migration/mail-observations.ts';
import type { MailProtocol, Side } from '../../migration/observations.ts';
import { doorOf, readBy } from '../../migration/read-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Dialer } from '../../net/dial.ts';
import type { Vault } from '../../store/vault.ts';

/** What looks need of the world. */
export type LookDeps = {
  readonly dialer: Dialer;
  readonly vault: Vault;
  readonly vantages: readonly Vantage[];
  /** Asks real caches of ISPs, for the migrations that want it; absent: none can. */
  readonly globalping?: Globalping;
  /** Addresses to start the walk down the DNS tree at; the built-in ones when empty. */
  readonly roots: readonly string[];
  readonly now: () => Instant;
  /** Message by message, what of a mailbox was verified on the new server. */
  readonly ledgerOf: (migrationId: string, mailbox: string) => MailboxLedger;
  /**
   * Sign the probes' names, so that a stranger's message is never taken for one of ours: the first those of now, the
   * others those from before a rotation of the vault's key.
   */
  readonly probeKeys: () => readonly [Uint8Array, ...Uint8Array[]];
};

/** What reading mailboxes needs of it. */
export type MailboxDeps = Pick<LookDeps, 'dialer' | 'vault' | 'vantages' | 'now'>;

/** A person who checks may ask resolvers for the plan's names too early, and knows it; the agenda never does. */
export type WantedBy = 'agenda' | 'person';

/** Mailboxes that are looked into at a time, in one look. */
export const MAILBOXES_AT_ONCE = 8;

/** The address to dial for a server; undefined when none is known that this machine can reach. */
export function addressOf(dialer: Dialer, server: Server): string | undefined {
  return toDial(dialer, server.addresses);
}

/**
 * Of several addresses the first that this machine can reach and that may be dialled; where none may, one that is refused:
 * the dial then says so, which "no address" would not.
 */
export function toDial(dialer: Dialer, addresses: readonly string[]): string | undefined {
  const reachable = addresses.filter((address) => dialer.canReach(address));
  return reachable.find((address) => dialer.refusalOf(address) === undefined) ?? reachable[0];
}

/**
 * Whether the credentials a mailbox has on a side may be tried: there are some, and the server has not refused them.
 * Repeating a wrong password makes servers slow down or lock everybody out.
 */
export function mayTry(migration: Migration, mailbox: string, side: Side): boolean {
  const version = migration.facts.mailboxes.find((known) => known.address === mailbox)?.credentials[side];
  return version !== undefined && migration.facts.refusedCredentials[mailboxKey(mailbox, side)] !== version;
}

/** With what a mailbox is logged in to, whatever the protocol and the address. */
export type Login = Pick<MailAccount, 'user' | 'password' | 'authzid' | 'accessToken' | 'credentialsId' | 'sharedId'>;

/** The account of a mailbox at a server's pinned address: the certificate is reported, not insisted on. */
export function pinnedAccount(
  server: Server,
  address: string,
  login: Login,
  protocol: MailProtocol = readBy(server),
): MailAccount {
  return {
    address,
    ...doorOf(server, protocol),
    ...(server.host === undefined ? {} : { servername: server.host }),
    verify: 'report',
    ...login,
  };
}

/** The names a server was seen to stamp with, and the name it was given by. */
export function stampsOf(facts: Migration['facts'], side: Side): readonly string[] {
  const { host } = facts.servers[side];
  return host === undefined || facts.stamps[side].includes(host) ? facts.stamps[side] : [...facts.stamps[side], host];
}
