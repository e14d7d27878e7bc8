import pLimit from 'p-limit';
import type { MailAccount } from '../../mail/account.ts';
import { copyMailbox } from '../../mail/copy.ts';
import { copyFromPop3 } from '../../mail/copy-pop3.ts';
import { createPacer, type Pacer } from '../../mail/pacer.ts';
import type { ContentObservation, MailboxContent } from '../../migration/mail-observations.ts';
import type { Failure } from '../../migration/observations.ts';
import { type Progress, shareOf, timeLeftMs } from '../../migration/progress.ts';
import { readBy } from '../../migration/read-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import { MINUTE_MS } from '../../migration/time.ts';
import { accountOf, isFailure, readableMailboxes } from './accounts.ts';
import type { LookDeps, WantedBy } from './deps.ts';

type ContentReport = Extract<ReportCommand, { kind: 'report-content' }>;

/** Mailboxes of a migration that are copied or compared at a time: the servers serve people meanwhile. */
const AT_ONCE = 4;
/**
 * And of all migrations together. A copy holds a session on each server: as many as a server's budget allows, each
 * waiting for the other one's, would wait for good where both servers have one address; and a rescue may hold one too.
 */
const together = pLimit(6);
/** One for each new server of a migration: however many looks and mailboxes write to it, it has its rate together. */
const pacers = new Map<string, Pacer>();
const TELL_EVERY_MS = MINUTE_MS;

/**
 * Holds each mailbox of the old server against its counterpart, and copies what was never there where the team wants
 * that. Each mailbox is reported when it is done: a look may take hours.
 */
export async function lookAtContent(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
  wanted: WantedBy,
  report: (part: ContentReport) => Promise<void>,
  _onProgress?: unknown,
  goesOn: () => Promise<boolean> = async () => true,
): Promise<ContentReport> {
  const mailboxes = readableMailboxes(migration, 'old');
  const isCopying = migration.facts.settings.copy && migration.facts.state.kind === 'active';
  const beganAt = deps.now();
  const tally = createTally(migration, mailboxes, isCopying);
  const progress = () => ({
    progress: tally.now(deps.now() - beganAt),
    ...(isCopying || wanted === 'person' ? {} : { isQuiet: true }),
  });
  let toldAt = beganAt;
  const tell = async (observations: readonly ContentObservation[]) => {
    toldAt = deps.now();
    await report({ kind: 'report-content', observations, done: false, ...progress() });
  };
  const over = new AbortController();
  const untilOver = isCopying ? AbortSignal.any([signal, over.signal]) : signal;
  let isAsking = false;
  // Once the migration goes on no longer nothing more is put on the new server; the ledger knows how far it came.
  const ask = async () => {
    if (isAsking || !isCopying) return;
    isAsking = true;
    try {
      if (!(await goesOn())) over.abort(new Error('the migration no longer goes on'));
    } finally {
      isAsking = false;
    }
  };
  const limit = pLimit(AT_ONCE);
  const looks = mailboxes.map((mailbox) =>
    limit(async () => {
      const onProgress = (at: Reached) => {
        tally.at(mailbox, at);
        // Where it cannot be read now, it is asked again with the next message.
        void ask().catch(() => {});
        // A part that cannot be reported is told with the next one; the ledger has it either way.
        if (deps.now() - toldAt >= TELL_EVERY_MS) void tell([]).catch(() => {});
      };
      await ask();
      if (over.signal.aborted) return;
      const look = () => lookAtOne(deps, migration, mailbox, isCopying, untilOver, onProgress);
      const observation = await together(look);
      tally.end(mailbox, observation?.result.outcome === 'ok');
      if (observation !== undefined) await tell([observation]);
    }),
  );
  await Promise.all(looks);
  return { kind: 'report-content', observations: [], done: true, beganAt, ...progress() };
}

async function lookAtOne(
  deps: LookDeps,
  migration: Migration,
  mailbox: string,
  isCopying: boolean,
  signal: AbortSignal,
  onProgress: (at: Reached) => void,
): Promise<ContentObservation | undefined> {
  const old = await accountOf(deps, migration, mailbox, 'old');
  const to = await accountOf(deps, migration, mailbox, 'new');
  if (old === undefined || to === undefined) return undefined;
  const versions = migration.facts.mailboxes.find(({ address }) => address === mailbox)?.credentials;
  const credentialsVersions = { old: versions?.old ?? 0, new: versions?.new ?? 0 };
  const failure = [old, to].find(isFailure);
  if (failure !== undefined) return { mailbox, credentialsVersions, result: failure };
  if (isFailure(old) || isFailure(to)) return undefined;
  const copy = readBy(migration.facts.servers.old) === 'pop3' ? copyFromPop3 : copyMailbox;
  const result: MailboxContent | Failure = await copy(
    deps.dialer,
    { old: old.account, new: to.account },
    deps.ledgerOf(migration.id, mailbox),
    {
      signal,
      now: deps.now,
      mode: isCopying ? 'copy' : 'compare',
      pacer: pacerOf(migration, to.account),
      onProgress,
    },
  );
  return { mailbox, credentialsVersions: { old: old.version, new: to.version }, result: named(result, mailbox) };
}

function pacerOf({ id, facts }: Migration, { address, port }: MailAccount): Pacer {
  const key = `${id}|${address}|${port}`;
  const pacer = pacers.get(key) ?? createPacer();
  pacers.set(key, pacer);
  pacer.setRate(facts.settings.copyPerSecond);
  return pacer;
}

/** Two mailboxes number their messages alike: in the record a message goes by its mailbox too. */
function named(result: MailboxContent | Failure, mailbox: string): MailboxContent | Failure {
  if (result.outcome === 'failed') return result;
  return { ...result, missing: result.missing.map((one) => ({ ...one, key: `${mailbox}|${one.key}` })) };
}

type Reached = { readonly messages: number; readonly verified: number; readonly copied: number };

/** What all mailboxes together have come to. Of those that have not been read, the last look knows how large they were. */
function createTally({ sightings }: Migration, mailboxes: readonly string[], isCopying: boolean) {
  const each = new Map<string, Reached>();
  const ended = new Map<string, boolean>();
  const weighed = (mailbox: string) => {
    const reached = each.get(mailbox);
    const messages = reached?.messages ?? sightings.content?.[mailbox]?.ok?.messages;
    if (ended.has(mailbox)) return { messages, handled: 1 };
    return { messages, handled: reached === undefined ? 0 : reached.verified / Math.max(1, reached.messages) };
  };
  return {
    at(mailbox: string, reached: Reached) {
      each.set(mailbox, reached);
    },
    end(mailbox: string, isRead: boolean) {
      ended.set(mailbox, isRead);
    },
    now(elapsedMs: number): Progress {
      const sums = [...each.values()];
      const sum = (of: (one: Reached) => number) => sums.reduce((total, one) => total + of(one), 0);
      const isDone = ended.size >= mailboxes.length;
      const share = isDone ? 1 : Math.min(0.999, shareOf(mailboxes.map(weighed)));
      const leftMs = timeLeftMs(share, elapsedMs);
      const failed = [...ended.values()].filter((isRead) => !isRead).length;
      return {
        mailboxes: mailboxes.length,
        mailboxesDone: ended.size,
        messages: sum((one) => one.messages),
        copied: sum((one) => one.copied),
        share,
        ...(leftMs === undefined ? {} : { leftMs }),
        ...(failed === 0 ? {} : { failed }),
        ...(isCopying ? {} : { isCompare: true }),
      };
    },
  };
}
