import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { agenda } from '../migration/agenda.ts';
import type { Migration } from '../migration/record.ts';
import { hasEnded } from '../migration/runbook.ts';
import type { Look } from '../migration/settings.ts';
import type { Instant } from '../migration/time.ts';
import type { MigrationStore } from '../store/migrations.ts';
import type { CredentialsVersion } from '../store/vault.ts';
import { createLooker } from './looker.ts';
import type { LookDeps } from './looks/deps.ts';
import { createMigrations } from './migrations.ts';
import type { Service } from './ports.ts';

export type ServiceDeps = LookDeps & {
  readonly store: MigrationStore<Migration>;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Something was committed: what is due may have moved, and the outbox may have something new. */
  readonly onCommit: () => void;
};

export type RunningService = Service & {
  /** The earliest instant at which something is due; undefined when nothing is. */
  readonly nextDueAt: () => Instant | undefined;
  /** Begins what is due at `now`, each kind of look once at a time for each migration; resolves when all of it has ended. */
  readonly runDue: () => Promise<void>;
  /** After credentials were imported through the vault: the record learns their versions. */
  readonly credentialsImported: (id: string, entries: readonly CredentialsVersion[], by: string) => Promise<void>;
  /** At the start: reads what is due, and tells records of credentials that were imported while no bot ran. */
  readonly begin: () => Promise<void>;
  readonly looksUnderWay: () => number;
  readonly stop: () => Promise<void>;
};

/** Puts the one door, the looks and the due list together. */
export function createService(deps: ServiceDeps): RunningService {
  const due = new Map<string, Instant>();
  const busy = new Set<string>();
  const migrations = createMigrations({
    store: deps.store,
    now: deps.now,
    log: deps.log,
    committed({ id, nextDueAt, ended }) {
      if (ended || nextDueAt === undefined) due.delete(id);
      else due.set(id, nextDueAt);
      if (ended) void forgetCredentials(id);
      deps.onCommit();
    },
  });
  const looker = createLooker({ ...deps, read: migrations.read, change: migrations.change });

  const forgetCredentials = async (id: string): Promise<void> => {
    try {
      await deps.vault.forget(id);
    } catch (error) {
      deps.log.error(
        { err: error, migration: id },
        'credentials of an ended migration could not be forgotten; tried again at the next start',
      );
    }
  };

  const runOne = async (id: string): Promise<void> => {
    const migration = await migrations.read(id);
    if (migration === undefined || hasEnded(migration.facts)) {
      due.delete(id);
      return;
    }
    const now = deps.now();
    const ready = agenda(migration, now).filter((entry) => entry.dueAt <= now);
    const looks = ready.flatMap(({ what }) => (what === 'tick' ? [] : [what]));
    if (ready.some(({ what }) => what === 'tick')) await migrations.change(id, { kind: 'tick' });
    await Promise.all(looks.map((look) => looker.look(id, look)));
    if (ready.length === 0) due.set(id, agenda(migration, now)[0]?.dueAt ?? now + 60_000);
  };

  const runGuarded = async (id: string): Promise<void> => {
    if (busy.has(id)) return;
    busy.add(id);
    try {
      await runOne(id);
    } catch (error) {
      deps.log.error({ err: error, migration: id }, 'what was due could not be done; it is tried again');
      due.set(id, deps.now() + 5_000);
    } finally {
      busy.delete(id);
      // What became due meanwhile must not wait for somebody else's commit.
      if ((due.get(id) ?? Number.POSITIVE_INFINITY) <= deps.now()) deps.onCommit();
    }
  };

  const credentialsImported: RunningService['credentialsImported'] = async (id, entries, by) => {
    if (entries.length > 0) await migrations.change(id, { kind: 'credentials-imported', by, entries });
  };

  return {
    ...migrations,
    async lookNow(id, looks: readonly Look[], signal) {
      await Promise.all(looks.map((look) => looker.look(id, look, signal)));
      const migration = await migrations.read(id);
      if (migration === undefined) throw new Error(`migration ${id} vanished`);
      return migration;
    },
    nextDueAt() {
      const waiting = [...due].filter(([id]) => !busy.has(id)).map(([, at]) => at);
      return waiting.length === 0 ? undefined : Math.min(...waiting);
    },
    async runDue() {
      const now = deps.now();
      const ids = [...due].filter(([, at]) => at <= now).map(([id]) => id);
      await Promise.all(ids.map(runGuarded));
    },
    credentialsImported,
    async begin() {
      for (const summary of await deps.store.list()) {
        if (summary.ended) {
          await deps.vault.forget(summary.id);
          continue;
        }
        // Whatever became due while no bot ran is due now, and the clock may have moved: look at each afresh.
        due.set(summary.id, deps.now());
        await credentialsImported(summary.id, await deps.vault.list(summary.id), 'bot');
      }
    },
    looksUnderWay: looker.underWay,
    stop: looker.stop,
  };
}
