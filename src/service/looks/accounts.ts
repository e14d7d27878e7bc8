import type { MailAccount } from '../../mail/account.ts';
import type { Failure, Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { addressOf, type LookDeps, mayTry, pinnedAccount } from './deps.ts';

/** An account ready to be logged in to, and the version of the credentials in it. */
export type Opened = { readonly account: MailAccount; readonly version: number };

/** The mailboxes that the bot itself can look into, on that side. */
export function readableMailboxes(migration: Migration, side: Side): readonly string[] {
  return migration.facts.mailboxes
    .filter(({ watch }) => watch === 'login' || watch === 'oauth')
    .map(({ address }) => address)
    .filter((address) => mayTry(migration, address, side));
}

/**
 * The account of a mailbox at a server's pinned address. undefined: there are no credentials that may be tried, and
 * nobody is to be bothered; a failure: there are, and they cannot be used.
 */
export async function accountOf(
  deps: LookDeps,
  migration: Migration,
  mailbox: string,
  side: Side,
): Promise<Opened | Failure | undefined> {
  if (!mayTry(migration, mailbox, side)) return undefined;
  const credentials = await deps.vault.get(migration.id, mailbox, side);
  if (credentials === undefined) return undefined;
  const server = migration.facts.servers[side];
  const address = addressOf(deps.dialer, server);
  if (address === undefined) return { outcome: 'failed', at: deps.now(), code: 'host-unresolved' };
  return { account: pinnedAccount(server, address, credentials), version: credentials.version };
}

export function isFailure(opened: Opened | Failure): opened is Failure {
  return 'outcome' in opened;
}
