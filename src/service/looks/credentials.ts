import { MailError } from '../../mail/mail-error.ts';
import { createTokens, type Tokens } from '../../mail/oauth.ts';
import { EVERY_MAILBOX } from '../../migration/keys.ts';
import type { Failure, Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import type { Dialer } from '../../net/dial.ts';
import type { Login, MailboxDeps } from './deps.ts';
import { resolveHost } from './resolve.ts';

export type Unlocked = { readonly version: number } & ({ readonly login: Login } | { readonly failure: Failure });

/**
 * The login of a mailbox: by its own credentials, else by those of the whole side (an app's token, a master user).
 * undefined: the vault holds neither. A failure: the sign-in service gave no token.
 */
export async function loginOf(
  deps: MailboxDeps,
  { id }: Migration,
  mailbox: string,
  side: Side,
  signal: AbortSignal,
): Promise<Unlocked | undefined> {
  const own = await deps.vault.get(id, mailbox, side);
  const stored = own ?? (await deps.vault.get(id, EVERY_MAILBOX, side));
  if (stored === undefined) return undefined;
  const { version } = stored;
  const credentialsId = JSON.stringify([id, mailbox, side, version]);
  if (!('oauth' in stored)) {
    const { user, password } = stored;
    const authzid = stored.authzid ?? (own === undefined ? '{mailbox}' : undefined);
    const actsFor = authzid === undefined ? {} : { authzid: filledIn(authzid, mailbox) };
    const shared = own === undefined ? { sharedId: JSON.stringify([id, EVERY_MAILBOX, side, version]) } : {};
    return { version, login: { user, password, credentialsId, ...actsFor, ...shared } };
  }
  const user = stored.user || mailbox;
  try {
    const accessToken = await tokensOf(deps).tokenFor(stored.oauth, user, signal);
    return { version, login: { user, password: '', accessToken, credentialsId } };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const { code, detail } = error;
    return {
      version,
      failure: { outcome: 'failed', at: deps.now(), code, ...(detail !== undefined && { detail }) },
    };
  }
}

function filledIn(authzid: string, mailbox: string): string {
  const local = mailbox.slice(0, mailbox.lastIndexOf('@'));
  return authzid.replaceAll('{mailbox}', mailbox).replaceAll('{local}', local);
}

/** One store of tokens for all looks of all migrations, as there is one dialer. */
const stores = new WeakMap<Dialer, Tokens>();

/** No token stays in memory: whoever still needs one asks for it anew. */
export function forgetTokens({ dialer }: Pick<MailboxDeps, 'dialer'>): void {
  stores.get(dialer)?.forget();
}

function tokensOf(deps: MailboxDeps): Tokens {
  const { dialer, now } = deps;
  const tokens =
    stores.get(dialer) ?? createTokens({ dialer, now, addressOf: (host, signal) => resolveHost(deps, host, signal) });
  stores.set(dialer, tokens);
  return tokens;
}
