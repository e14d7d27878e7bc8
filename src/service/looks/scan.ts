import pLimit from 'p-limit';
import { scanMailbox } from '../../mail/scan.ts';
import { scanPop3 } from '../../mail/scan-pop3.ts';
import type { ScanObservation } from '../../migration/mail-observations.ts';
import { readBy } from '../../migration/read-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import { domainsOf } from '../../migration/zones.ts';
import { accountOf, isFailure, readableMailboxes } from './accounts.ts';
import { type LookDeps, stampsOf } from './deps.ts';

/** Whole mailboxes are read: fewer at a time than for a survey. */
const AT_ONCE = 4;

/** Which addresses of the domains received mail on the old server, and who writes to them regularly. */
export async function lookThroughHeaders(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
): Promise<Extract<ReportCommand, { kind: 'report-scan' }>> {
  const limit = pLimit(AT_ONCE);
  const scans = readableMailboxes(migration, 'old').map((mailbox) =>
    limit(() => scanOne(deps, migration, mailbox, signal)),
  );
  const observations = (await Promise.all(scans)).flatMap((observation) => observation ?? []);
  return { kind: 'report-scan', observations };
}

async function scanOne(
  deps: LookDeps,
  migration: Migration,
  mailbox: string,
  signal: AbortSignal,
): Promise<ScanObservation | undefined> {
  const { facts } = migration;
  const opened = await accountOf(deps, migration, mailbox, 'old');
  if (opened === undefined) return undefined;
  if (isFailure(opened)) return { mailbox, credentialsVersion: versionOf(migration, mailbox), result: opened };
  const request = {
    mailbox,
    domains: domainsOf(facts),
    ownStamps: stampsOf(facts, 'old'),
    otherStamps: stampsOf(facts, 'new'),
    ...providerOf(facts.servers.old.host),
  };
  const scanned = readBy(facts.servers.old) === 'pop3' ? scanPop3 : scanMailbox;
  const result = await scanned(deps.dialer, opened.account, request, { signal, now: deps.now });
  return { mailbox, credentialsVersion: opened.version, result };
}

function versionOf({ facts }: Migration, mailbox: string): number {
  return facts.mailboxes.find((known) => known.address === mailbox)?.credentials.old ?? 0;
}

/** The provider's own domain, by the name of its server: hosts under it hand mail over without asking DNS for an MX. */
function providerOf(host: string | undefined): { readonly providerDomains?: readonly string[] } {
  const domain = host?.split('.').slice(1).join('.') ?? '';
  return domain.includes('.') ? { providerDomains: [domain] } : {};
}
