import { hostname } from 'node:os';
import { withLogFields } from '../log-context.ts';
import type { Migration } from '../migration/record.ts';
import type { Refusal } from '../migration/refusals.ts';
import { type KeptMailbox, keepMailbox, type Note, tryRestore } from './keep-mailbox.ts';
import { keptIn, type NotBegun, prepareArchive } from './kept.ts';
import type { MailboxDeps } from './looks/deps.ts';
import type { Service } from './ports.ts';

export type KeepingJob = {
  /** Tells this job from an earlier one of the migration. */
  readonly number: number;
  readonly kind: 'archive' | 'restore';
  readonly directory: string;
  readonly state: 'running' | 'ended' | 'cancelled';
  readonly mailboxes: readonly KeptMailbox[];
  /** Mailboxes of the list that the bot cannot read: no archive holds them. */
  readonly leftOut: readonly string[];
  /**
   * What the record was told: everything that can be read is in the archive (`told`); it is not yet (`not-all`); the
   * record refused it.
   */
  readonly record?: 'told' | 'not-all' | Refusal;
};

export type Begun = { readonly number: number } | { readonly refused: NotBegun };

export type KeepingRequest = {
  /** On the machine of the bot, absolute. */
  readonly directory: string;
  /** Absent, of an archive: all that can be read. */
  readonly mailbox?: string | undefined;
  /** Of a restore: the mailbox of the new server it goes into, else its own. */
  readonly to?: string | undefined;
  readonly by: string;
};

/** Archives of the old mailboxes, and restores from them: one job at a time for each migration. */
export type Keeping = {
  readonly archive: (id: string, request: KeepingRequest) => Promise<Begun>;
  readonly restore: (id: string, request: KeepingRequest & { readonly mailbox: string }) => Promise<Begun>;
  /** The latest job of a migration; undefined: none since the bot started. */
  readonly job: (id: string) => KeepingJob | undefined;
  /** Cancels what is under way for a migration that has ended. */
  readonly cancel: (id: string) => void;
  /** Cancels what is under way, and resolves when it has ended. What is kept stays. */
  readonly stop: () => Promise<void>;
};

export type KeepingDeps = MailboxDeps &
  Pick<Service, 'read' | 'change'> & {
    readonly log: { readonly error: (fields: object, text: string) => void };
  };

export function createKeeping(deps: KeepingDeps): Keeping {
  const jobs = new Map<string, KeepingJob>();
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  /** Of each migration's job: what cuts it off. */
  const ends = new Map<string, AbortController>();
  let count = 0;

  const migrationOf = async (id: string): Promise<Migration | NotBegun> => {
    const migration = await deps.read(id);
    if (migration === undefined) throw new Error(`migration ${id} vanished`);
    const { kind } = migration.facts.state;
    return kind === 'abandoned' || kind === 'finished' ? 'ended' : migration;
  };

  const update = (id: string, change: (job: KeepingJob) => Partial<KeepingJob>) => {
    const job = jobs.get(id);
    if (job !== undefined) jobs.set(id, { ...job, ...change(job) });
  };
  const noteOf =
    (id: string, mailbox: string): Note =>
    (change) =>
      update(id, ({ mailboxes }) => ({
        mailboxes: mailboxes.map((one) => (one.mailbox === mailbox ? { ...one, ...change } : one)),
      }));

  const begin = (
    id: string,
    job: Pick<KeepingJob, 'kind' | 'directory' | 'leftOut'>,
    mailboxes: readonly string[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Begun => {
    const end = new AbortController();
    ends.set(id, end);
    const signal = AbortSignal.any([stopping.signal, end.signal]);
    count += 1;
    const waiting = { messages: 0, done: 0, state: 'waiting', problems: [], missing: [] } as const;
    const number = count;
    jobs.set(id, {
      ...job,
      number,
      state: 'running',
      mailboxes: mailboxes.map((mailbox) => ({ mailbox, ...waiting })),
    });
    const run = async () => {
      try {
        await work(signal);
      } catch (error) {
        if (!signal.aborted) deps.log.error({ err: error, migration: id }, `a job of keeping mail failed: ${job.kind}`);
        const code = signal.aborted ? 'cancelled' : 'internal';
        const isOpen = ({ state }: KeptMailbox) => state === 'waiting' || state === 'running';
        update(id, ({ mailboxes: all }) => ({
          mailboxes: all.map((one) => (isOpen(one) ? { ...one, state: 'failed', code } : one)),
        }));
      } finally {
        update(id, () => ({ state: signal.aborted ? 'cancelled' : 'ended' }));
        running.delete(id);
      }
    };
    running.set(id, withLogFields({ migration: id }, run));
    return { number };
  };

  /** The record learns of an archive only when all that can be read is in it. */
  const tell = async (id: string, directory: string, by: string, restored: boolean) => {
    const migration = await migrationOf(id);
    if (typeof migration === 'string') return;
    const kept = await keptIn(directory, toKeep(migration));
    if (kept === undefined) return update(id, () => ({ record: 'not-all' }));
    const place = { machine: hostname(), directory };
    const result = await deps.change(id, { kind: 'report-archive', by, ...kept, restored, place });
    update(id, () => ({ record: result.ok ? 'told' : result.refusal }));
  };

  return {
    async archive(id, { directory, mailbox, by }) {
      const migration = await migrationOf(id);
      if (typeof migration === 'string') return { refused: migration };
      if (running.has(id)) return { refused: 'busy' };
      const listed = migration.facts.mailboxes.map(({ address }) => address);
      const readable = toKeep(migration);
      const wanted = mailbox === undefined ? readable : listed.filter((address) => address === mailbox);
      if (mailbox !== undefined && wanted.length === 0) return { refused: 'unknown-mailbox' };
      if (wanted.length === 0) return { refused: 'nothing-to-read' };
      const refused = await prepareArchive(directory, id, true);
      if (refused !== undefined) return { refused };
      // The disk was asked meanwhile.
      if (running.has(id)) return { refused: 'busy' };
      const leftOut = mailbox === undefined ? listed.filter((address) => !readable.includes(address)) : [];
      return begin(id, { kind: 'archive', directory, leftOut }, wanted, async (signal) => {
        let isWhole = true;
        // One after the other: two would share the disk and the server, and be no sooner done.
        for (const one of wanted) {
          signal.throwIfAborted();
          isWhole =
            (await keepMailbox(deps, migration, { directory, mailbox: one }, signal, noteOf(id, one))) && isWhole;
        }
        signal.throwIfAborted();
        if (isWhole) await tell(id, directory, by, false);
      });
    },
    async restore(id, request) {
      const migration = await migrationOf(id);
      if (typeof migration === 'string') return { refused: migration };
      if (running.has(id)) return { refused: 'busy' };
      const { directory, mailbox, to, by } = request;
      const isListed = (wanted: string) => migration.facts.mailboxes.some(({ address }) => address === wanted);
      if (!isListed(mailbox) || (to !== undefined && !isListed(to))) return { refused: 'unknown-mailbox' };
      const refused = await prepareArchive(directory, id, false);
      if (refused !== undefined) return { refused };
      if (running.has(id)) return { refused: 'busy' };
      return begin(id, { kind: 'restore', directory, leftOut: [] }, [mailbox], async (signal) => {
        const wanted = { directory, mailbox, to: to ?? mailbox };
        const isEqual = await tryRestore(deps, migration, wanted, signal, noteOf(id, mailbox));
        if (isEqual) await tell(id, directory, by, true);
      });
    },
    job: (id) => jobs.get(id),
    cancel: (id) => ends.get(id)?.abort(),
    async stop() {
      stopping.abort();
      await Promise.all(running.values());
    },
  };
}

/** What the bot should be able to read: one of these without a login that works is wanting, not left out. */
function toKeep({ facts }: Migration): readonly string[] {
  return facts.mailboxes.filter(({ watch }) => watch === 'login' || watch === 'oauth').map(({ address }) => address);
}
