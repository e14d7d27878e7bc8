import pLimit from 'p-limit';
import { sweepVantages } from '../../dns/sweep.ts';
import { type CheckOptions, checkLogin, checkPop3Login, checkSubmission } from '../../mail/login-check.ts';
import type { SignaturesWanted } from '../../mail/signatures.ts';
import type { WatchMode } from '../../migration/facts.ts';
import type { LoginObservation, LoginResult, MailProtocol, Side } from '../../migration/observations.ts';
import { clientHosts } from '../../migration/plan.ts';
import { doorOf, protocolsOn, readBy } from '../../migration/read-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import { phaseOf } from '../../migration/runbook.ts';
import { domainsOf } from '../../migration/zones.ts';
import { loginOf } from './credentials.ts';
import { addressOf, MAILBOXES_AT_ONCE, type MailboxDeps, mayTry, pinnedAccount, stampsOf } from './deps.ts';

/**
 * Logs in to every mailbox on both servers by address; after the rewrite also by every hostname that clients use,
 * with the certificate verified. Credentials that a server refused are left alone.
 */
export async function lookAtLogins(
  deps: MailboxDeps,
  migration: Migration,
  signal: AbortSignal,
): Promise<Extract<ReportCommand, { kind: 'report-logins' }>> {
  const options: CheckOptions = { signal, now: deps.now };
  const limit = pLimit(MAILBOXES_AT_ONCE);
  const isBefore = phaseOf(migration.facts, deps.now()) === 'before';
  const byAddress = (['old', 'new'] as const).flatMap((side) =>
    migration.facts.mailboxes
      .filter((mailbox) => (side === 'new' || isReadable(mailbox.watch)) && mayTry(migration, mailbox.address, side))
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

/** The mailboxes that the bot itself looks into; the others are watched in other ways. */
function isReadable(watch: WatchMode): boolean {
  return watch === 'login' || watch === 'oauth';
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
  deps: MailboxDeps,
  migration: Migration,
  mailbox: string,
  side: Side,
  options: CheckOptions,
): Promise<LoginObservation | undefined> {
  const unlocked = await loginOf(deps, migration, mailbox, side, options.signal);
  if (unlocked === undefined) return undefined;
  const server = migration.facts.servers[side];
  const protocol = readBy(server);
  const about = { mailbox, side, by: 'address', protocol, credentialsVersion: unlocked.version } as const;
  if ('failure' in unlocked) return { ...about, result: unlocked.failure };
  const address = addressOf(deps.dialer, server);
  const result: LoginResult =
    address === undefined
      ? { outcome: 'failed', at: deps.now(), code: 'host-unresolved' }
      : await CHECKS[protocol](deps.dialer, pinnedAccount(server, address, unlocked.login), options);
  return { ...about, result };
}

const CHECKS = { imap: checkLogin, pop3: checkPop3Login, smtp: checkSubmission } as const;

/** One mailbox that logs in by address serves for all hostnames: what is to be proved is the name, not the password. */
async function loginsByHostname(
  deps: MailboxDeps,
  migration: Migration,
  seen: readonly LoginObservation[],
  options: CheckOptions,
): Promise<readonly LoginObservation[]> {
  const working = seen.find(({ side, result }) => side === 'new' && result.outcome === 'ok')?.mailbox;
  if (working === undefined) return [];
  const unlocked = await loginOf(deps, migration, working, 'new', options.signal);
  if (unlocked === undefined) return [];
  const server = migration.facts.servers.new;
  const tries = clientHosts(migration.facts).map(async (hostname): Promise<readonly LoginObservation[]> => {
    const address = await resolved(deps, migration, hostname, options.signal);
    return await Promise.all(
      clientProtocols(migration.facts).map(async (protocol): Promise<LoginObservation> => {
        const about = {
          mailbox: working,
          side: 'new',
          by: 'hostname',
          protocol,
          hostname,
          credentialsVersion: unlocked.version,
        } as const;
        if (typeof address !== 'string') return { ...about, result: address };
        if ('failure' in unlocked) return { ...about, result: unlocked.failure };
        const door = doorOf(server, protocol);
        const account = { address, ...door, servername: hostname, verify: 'strict', ...unlocked.login } as const;
        return { ...about, result: await CHECKS[protocol](deps.dialer, account, options) };
      }),
    );
  });
  return (await Promise.all(tries)).flat();
}

/** Each protocol that some client uses, and the one that mailboxes are read by in any case. */
function clientProtocols({ clients, servers }: Migration['facts']): readonly MailProtocol[] {
  return protocolsOn(servers.new, [readBy(servers.new), ...clients.flatMap((client) => client.protocols)]);
}

/**
 * The address that the vantages give for a hostname. It must be one of the new server's: a login elsewhere, however
 * well it went, would prove nothing.
 */
async function resolved(
  deps: MailboxDeps,
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
