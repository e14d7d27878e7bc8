import { randomBytes } from 'node:crypto';
import { askAcceptance } from '../../mail/acceptance.ts';
import { addressesToAccept } from '../../migration/addresses-to-accept.ts';
import type { ReportCommand } from '../../migration/commands.ts';
import type { AcceptanceObservation, ServerAcceptance } from '../../migration/mail-observations.ts';
import type { Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { watermarkOf } from '../../migration/watermark.ts';
import { domainsOf } from '../../migration/zones.ts';
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

async function askSide(
  deps: LookDeps,
  { facts }: Migration,
  side: Side,
  signal: AbortSignal,
): Promise<{ readonly answers: readonly AcceptanceObservation[]; readonly servers: readonly ServerAcceptance[] }> {
  const addresses = addressesToAccept(facts);
  const server = facts.servers[side];
  const address = addressOf(deps.dialer, server);
  if (address === undefined) {
    const result = { outcome: 'failed', at: deps.now(), code: 'host-unresolved' } as const;
    return { answers: addresses.map((one) => ({ address: one, side, result })), servers: [] };
  }
  return await askAcceptance(
    deps.dialer,
    {
      address,
      port: MX_PORT,
      ...(server.host === undefined ? {} : { servername: server.host }),
      addresses,
      domains: domainsAsked(facts, addresses),
      side,
      random: `no-such-box-${randomBytes(6).toString('hex')}`,
      foreign: FOREIGN,
      otherPorts: [server.smtp.port, server.imap.port],
    },
    { signal, now: deps.now },
  );
}
