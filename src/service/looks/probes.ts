import pLimit from 'p-limit';
import { findProbes, newProbeId, removeProbes, sendProbe } from '../../mail/probe.ts';
import { relayMailbox } from '../../migration/keys.ts';
import type { ProbeLanding, ProbeSent } from '../../migration/mail-observations.ts';
import type { Side } from '../../migration/observations.ts';
import { isOnItsWay, type ProbeDue, probesDue, tidyable } from '../../migration/probes.ts';
import { readBy } from '../../migration/read-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import type { PasswordCredentials } from '../../store/credentials.ts';
import { accountOf, isFailure } from './accounts.ts';
import { type LookDeps, MAILBOXES_AT_ONCE, stampsOf, type WantedBy } from './deps.ts';
import { resolveHost } from './resolve.ts';

type ProbeReport = Extract<ReportCommand, { kind: 'report-probes' }>;

const NOTHING: ProbeReport = { kind: 'report-probes', sent: [], landings: [], searched: [] };
const SIDES: readonly Side[] = ['old', 'new'];

/**
 * Sends the probes that are due, looks where those on their way have landed, and tidies away the ones that have, once
 * surveys have seen them.
 */
export async function lookForProbes(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
  wanted: WantedBy,
  report: (part: ProbeReport) => Promise<void>,
): Promise<ProbeReport> {
  const due = probesDue(migration.facts, deps.now(), wanted);
  const sent: ProbeSent[] = [];
  for (const one of due) {
    signal.throwIfAborted();
    sent.push(await sendOne(deps, migration, one, signal));
  }
  if (sent.length > 0) await report({ ...NOTHING, sent });
  const found = await findAll(deps, migration, signal);
  const landings = found.flatMap((one) => one.landings);
  const searched = found.map(({ mailbox, side }) => ({ mailbox, side }));
  return { ...NOTHING, landings, searched, tidied: await tidyAway(deps, migration, signal) };
}

async function sendOne(
  deps: LookDeps,
  migration: Migration,
  { relay, mailbox }: ProbeDue,
  signal: AbortSignal,
): Promise<ProbeSent> {
  const id = newProbeId(deps.probeKeys()[0], migration.id);
  const address = await resolveHost(deps, relay.host, signal);
  if (address === undefined) {
    return { id, relay: relay.id, mailbox, result: { outcome: 'failed', at: deps.now(), code: 'host-unresolved' } };
  }
  const credentials =
    relay.credentials === undefined ? undefined : await deps.vault.get(migration.id, relayMailbox(relay.id), 'new');
  // A relay is logged in to by a password.
  if (credentials !== undefined && 'oauth' in credentials)
    return { id, relay: relay.id, mailbox, result: { outcome: 'failed', at: deps.now(), code: 'no-credentials' } };
  const { port, security, host } = relay;
  const result = await sendProbe(
    deps.dialer,
    {
      address,
      port,
      security,
      servername: host,
      verify: 'report',
      ...(credentials === undefined ? {} : { auth: loginIn(credentials) }),
    },
    { id, to: mailbox, from: mailbox, relayName: relay.id, domain: migration.facts.domain },
    { signal, now: deps.now },
  );
  return { id, relay: relay.id, mailbox, result };
}

function loginIn({ user, password, authzid }: PasswordCredentials) {
  return { user, password, ...(authzid !== undefined && { authzid }) };
}

type Found = { readonly mailbox: string; readonly side: Side; readonly landings: readonly ProbeLanding[] };

async function findAll(deps: LookDeps, migration: Migration, signal: AbortSignal): Promise<readonly Found[]> {
  const open = (migration.facts.probes ?? []).filter(isOnItsWay);
  const limit = pLimit(MAILBOXES_AT_ONCE);
  const searches = [...Map.groupBy(open, ({ mailbox }) => mailbox)].flatMap(([mailbox, probes]) =>
    SIDES.map((side) =>
      limit(async (): Promise<readonly Found[]> => {
        const opened = await accountOf(deps, migration, mailbox, side);
        if (opened === undefined || isFailure(opened)) return [];
        const landings = await findProbes(
          deps.dialer,
          opened.account,
          {
            ids: probes.map(({ id }) => id),
            since: Math.min(...probes.map(({ sentAt }) => sentAt)),
            side,
            ownStamps: stampsOf(migration.facts, side),
            ...(readBy(migration.facts.servers[side]) === 'pop3' && { protocol: 'pop3' }),
          },
          { signal, now: deps.now },
        );
        return 'outcome' in landings ? [] : [{ mailbox, side, landings }];
      }),
    ),
  );
  return (await Promise.all(searches)).flat();
}

/** Takes probes out of the mailboxes that a survey has seen there. One that stays behind does no harm: it says what it is. */
async function tidyAway(deps: LookDeps, migration: Migration, signal: AbortSignal): Promise<readonly string[]> {
  const places = Map.groupBy(tidyable(migration), ({ mailbox, landed }) => `${landed.side} ${mailbox}`);
  const limit = pLimit(MAILBOXES_AT_ONCE);
  const works = [...places.values()].map((probes) =>
    limit(async (): Promise<readonly string[]> => {
      const [first] = probes;
      const side = first?.landed.side ?? 'new';
      const opened = await accountOf(deps, migration, first?.mailbox ?? '', side, signal);
      // POP3 could only delete by number, and is not to delete at all.
      if (opened === undefined || isFailure(opened) || readBy(migration.facts.servers[side]) === 'pop3') return [];
      const ids = probes.map(({ id }) => id);
      const asked = { ids, keys: deps.probeKeys(), migrationId: migration.id };
      const result = await removeProbes(deps.dialer, opened.account, asked, { signal, now: deps.now });
      return 'outcome' in result ? [] : ids;
    }),
  );
  return (await Promise.all(works)).flat();
}
