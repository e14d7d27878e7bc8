import pLimit from 'p-limit';
import { sweepVantages } from '../../dns/sweep.ts';
import { type CheckOptions, checkLogin, checkSubmission } from '../../mail/login-check.ts';
import type { SignaturesWanted } from '../../mail/signatures.ts';
import type { ReportCommand } from '../../migration/commands.ts';
import type { LoginObservation, LoginResult, MailProtocol, Side } from '../../migration/observations.ts';
import { clientHosts } from '../../migration/plan.ts';
import type { Migration } from '../../migration/record.ts';
import { phaseOf } from '../../migration/runbook.ts';
import { domainsOf } from '../../migration/zones.ts';
import { addressOf, type LookDeps, MAILBOXES_AT_ONCE, mayTry, pinnedAccount, stampsOf } from './deps.ts';

/**
 * Logs in to every mailbox on both servers by address; after the rewrite also by every hostname that clients use,
 * with the certificate verified. Credentials that a server refused are left alone.
 */
export async function lookAtLogins(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
): Promise<Extract<ReportCommand, { kind: 'report-logins' }>> {
  const options: CheckOptions = { signal, now: deps.now };
  const limit = pLimit(MAILBOXES_AT_ONCE);
  const isBefore = phaseOf(migration.facts, deps.now()) === 'before';
  const byAddress = (['old', 'new'] as const).flatMap((side) =>
    migration.facts.mailboxes
      .filter((mailbox) => (side === 'new' || mailbox.watch === 'login') && mayTry(migration, mailbox.address, side))
      .map(({ address }, index) => {
        const reads = isBefore && index < MAILBOXES_READ;
        const signatures = reads ? { signatures: signaturesWanted(migration.facts, side) } : {};
        return limit(() => loginByAddress(deps, migration, address, side, { ...options, ...signatures }));
      }),
  );
  const seen = (await Promise.all(byAddress)).flatMap((observation) => observation ?? []);
  const byHostname =
    migration.facts.rewriteDoneAt === undefined ? [] : await loginsByHostname(deps, migration, seen, options);
  return { kind: 'report-logins', observations: [...seen, ...byHostname] };
}

/** In the first few mailboxes of a side the DKIM selectors in use show: all senders there sign by the same keys. */
const MAILBOXES_READ = 3;

function signaturesWanted(facts: Migration['facts'], side: Side): SignaturesWanted {
  return {
    domains: domainsOf(facts),
    ownStamps: stampsOf(facts, side),
    otherStamps: stampsOf(facts, side === 'old' ? 'new' : 'old'),
    // The new server may hold copies already, all of which the old one stamped.
    learn: side === 'old',
  };
}

async function loginByAddress(
  deps: LookDeps,
  { id, facts }: Migration,
  mailbox: string,
  side: Side,
  options: CheckOptions,
): Promise<LoginObservation | undefined> {
  const credentials = await deps.vault.get(id, mailbox, side);
  if (credentials === undefined) return undefined;
  const address = addressOf(deps.dialer, facts.servers[side]);
  const result: LoginResult =
    address === undefined
      ? { outcome: 'failed', at: deps.now(), code: 'host-unresolved' }
      : await checkLogin(deps.dialer, pinnedAccount(facts.servers[side], address, credentials), options);
  return { mailbox, side, by: 'address', protocol: 'imap', credentialsVersion: credentials.version, result };
}

/** One mailbox that logs in by address serves for all hostnames: what is to be proved is the name, not the password. */
async function loginsByHostname(
  deps: LookDeps,
  migration: Migration,
  seen: readonly LoginObservation[],
  options: CheckOptions,
): Promise<readonly LoginObservation[]> {
  const working = seen.find(({ side, result }) => side === 'new' && result.outcome === 'ok')?.mailbox;
  if (working === undefined) return [];
  const credentials = await deps.vault.get(migration.id, working, 'new');
  if (credentials === undefined) return [];
  const used = new Set(migration.facts.clients.flatMap((client) => client.protocols));
  const protocols: readonly MailProtocol[] = used.has('smtp') ? ['imap', 'smtp'] : ['imap'];
  const tries = clientHosts(migration.facts).map(async (hostname): Promise<readonly LoginObservation[]> => {
    const address = await resolved(deps, migration, hostname, options.signal);
    return await Promise.all(
      protocols.map(async (protocol): Promise<LoginObservation> => {
        const base = {
          mailbox: working,
          side: 'new',
          by: 'hostname',
          protocol,
          hostname,
          credentialsVersion: credentials.version,
        } as const;
        if (typeof address !== 'string') return { ...base, result: address };
        const { imap, smtp } = migration.facts.servers.new;
        const at = protocol === 'imap' ? imap : smtp;
        const account = {
          address,
          ...at,
          servername: hostname,
          verify: 'strict',
          user: credentials.user,
          password: credentials.password,
        } as const;
        const result = await (protocol === 'imap' ? checkLogin : checkSubmission)(deps.dialer, account, options);
        return { ...base, result };
      }),
    );
  });
  return (await Promise.all(tries)).flat();
}

/**
 * The address that the vantages give for a hostname. It must be one of the new server's: a login elsewhere, however
 * well it went, would prove nothing.
 */
async function resolved(
  deps: LookDeps,
  { facts }: Migration,
  hostname: string,
  signal: AbortSignal,
): Promise<string | Extract<LoginResult, { outcome: 'failed' }>> {
  const questions = (['A', 'AAAA'] as const).map((type) => ({ name: hostname, type }));
  const answers = await sweepVantages(deps.dialer, {
    vantages: deps.vantages,
    questions,
    samples: 1,
    attempts: 1,
    signal,
    now: deps.now,
  });
  const values = answers.flatMap(({ result }) => (result.outcome === 'answer' ? result.values : []));
  const reachable = [...new Set(values)].filter((address) => deps.dialer.canReach(address));
  const foreign = reachable.find((address) => !facts.servers.new.addresses.includes(address));
  const [first] = reachable;
  if (first === undefined || foreign !== undefined) {
    return {
      outcome: 'failed',
      at: deps.now(),
      code: 'host-unresolved',
      ...(foreign === undefined ? {} : { detail: foreign }),
    };
  }
  return first;
}
