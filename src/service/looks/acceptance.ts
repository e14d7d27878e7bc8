import { randomBytes } from 'node:crypto';
import { askAcceptance, askBySubmission } from '../../mail/acceptance.ts';
import { addressesToAccept } from '../../migration/addresses-to-accept.ts';
import type { AcceptanceObservation, ServerAcceptance } from '../../migration/mail-observations.ts';
import type { Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import { watermarkOf } from '../../migration/watermark.ts';
import { domainsOf } from '../../migration/zones.ts';
import { accountOf, isFailure, readableMailboxes } from './accounts.ts';
import { addressOf, type LookDeps } from './deps.ts';

type AcceptanceReport = Extract<ReportCommand, { kind: 'report-acceptance' }>;

const MX_PORT = 25;
/** A name kept for documentation (RFC 2606): no server has a right to take mail for it from us. */
const FOREIGN = 'relay-test@example.com';

/**
 * Asks the servers whether they would take mail for each address; nothing is sent. The new server always; the old one
 * from the rewrite to the watermark, when a refusal bounces mail, and once its door is to be shut.
 */
export async function lookAtAcceptance(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
): Promise<AcceptanceReport> {
  const sides: readonly Side[] = asksOld(migration, deps.now()) ? ['new', 'old'] : ['new'];
  const asked = await Promise.all(sides.map((side) => askSide(deps, migration, side, signal)));
  return {
    kind: 'report-acceptance',
    observations: asked.flatMap(({ answers }) => answers),
    servers: asked.flatMap(({ servers }) => servers),
  };
}

function asksOld({ facts }: Migration, now: number): boolean {
  if (facts.steps.close !== undefined) return true;
  if (facts.rewriteBegunAt === undefined && facts.rewriteSeenAt === undefined) return false;
  const watermark = watermarkOf(facts);
  return watermark === undefined || now <= watermark + (facts.settings.everyMs.acceptance.parallel ?? 0);
}

/** Each domain has a catch-all of its own, or none; those below the moved ones too. */
function domainsAsked(facts: Migration['facts'], addresses: readonly string[]): readonly string[] {
  const below = addresses.map((address) => address.slice(address.lastIndexOf('@') + 1));
  return [...new Set([...domainsOf(facts), ...below])];
}

type Asked = { readonly answers: readonly AcceptanceObservation[]; readonly servers: readonly ServerAcceptance[] };

async function askSide(deps: LookDeps, migration: Migration, side: Side, signal: AbortSignal): Promise<Asked> {
  const { facts } = migration;
  const addresses = addressesToAccept(facts);
  const server = facts.servers[side];
  const address = addressOf(deps.dialer, server);
  if (address === undefined) {
    const result = { outcome: 'failed', at: deps.now(), code: 'host-unresolved' } as const;
    return { answers: addresses.map((one) => ({ address: one, side, result })), servers: [] };
  }
  const random = `no-such-box-${randomBytes(6).toString('hex')}`;
  const request = { addresses, domains: domainsAsked(facts, addresses), side, random };
  const asked = await askAcceptance(
    deps.dialer,
    {
      ...request,
      address,
      port: MX_PORT,
      ...(server.host === undefined ? {} : { servername: server.host }),
      foreign: FOREIGN,
      otherPorts: [server.smtp.port, server.imap.port],
    },
    { signal, now: deps.now },
  );
  const isBlocked = asked.answers.length > 0 && asked.answers.every(({ result }) => isPortBlocked(result));
  return isBlocked ? await askFromWithin(deps, migration, request, asked, signal) : asked;
}

const isPortBlocked = (result: AcceptanceObservation['result']): boolean =>
  result.outcome === 'failed' && result.code === 'port-blocked';

/**
 * Port 25 is shut on our side: whoever logs in for submission may ask as well. What that cannot tell (whether the server
 * is an open relay) stays untested, and where no login is to be had all of it does.
 */
async function askFromWithin(
  deps: LookDeps,
  migration: Migration,
  request: Parameters<typeof askBySubmission>[2],
  blocked: Asked,
  signal: AbortSignal,
): Promise<Asked> {
  const [mailbox] = readableMailboxes(migration, request.side);
  const opened =
    mailbox === undefined ? undefined : await accountOf(deps, migration, mailbox, request.side, signal, 'smtp');
  if (opened === undefined || isFailure(opened)) return blocked;
  const asked = await askBySubmission(deps.dialer, opened.account, request, { signal, now: deps.now });
  if (asked.answers.every(({ result }) => result.outcome === 'failed')) return blocked;
  const servers = blocked.servers.map((trial) => {
    const { random } = asked.servers.find(({ domain }) => domain === trial.domain) ?? {};
    return random === undefined ? trial : { ...trial, random };
  });
  return { answers: asked.answers, servers };
}
