import type { MailAccount } from '../../mail/account.ts';
import type { Failure, MailProtocol, Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { loginOf } from './credentials.ts';
import { addressOf, type MailboxDeps, mayTry, pinnedAccount } from './deps.ts';

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
  deps: MailboxDeps,
  migration: Migration,
  mailbox: string,
  side: Side,
  signal: AbortSignal = AbortSignal.timeout(TOKEN_MS),
  protocol?: MailProtocol,
): Promise<Opened | Failure | undefined> {
  if (!mayTry(migration, mailbox, side)) return undefined;
  const unlocked = await loginOf(deps, migration, mailbox, side, signal);
  if (unlocked === undefined) return undefined;
  if ('failure' in unlocked) return unlocked.failure;
  const server = migration.facts.servers[side];
  const address = addressOf(deps.dialer, server);
  if (address === undefined) return { outcome: 'failed', at: deps.now(), code: 'host-unresolved' };
  return { account: pinnedAccount(server, address, unlocked.login, protocol), version: unlocked.version };
}

/** An access token is waited for no longer than that. */
const TOKEN_MS = 30_000;

export function isFailure(opened: Opened | Failure): opened is Failure {
  return 'outcome' in opened;
}
