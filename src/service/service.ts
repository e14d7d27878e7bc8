import { ErrorCode, isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { noteInLog, withLogFields } from '../log-context.ts';
import type { Metrics } from '../metrics.ts';
import type { Migration } from '../migration/record.ts';
import type { Look } from '../migration/settings.ts';
import type { Instant } from '../migration/time.ts';
import type { MigrationStore } from '../store/migrations.ts';
import type { CredentialsVersion } from '../store/vault.ts';
import { type AgendaState, agendaMetrics, agendaState } from './agenda-state.ts';
import { createCensus } from './census.ts';
import { createDueList, type Taken } from './due.ts';
import { createForgetting } from './forgetting.ts';
import { type HolidaySource, readHolidays } from './holidays.ts';
import { createLateTelling } from './late-telling.ts';
import { createLooker } from './looker.ts';
import { forgetTokens } from './looks/credentials.ts';
import type { LookDeps } from './looks/deps.ts';
import { previewDomain } from './looks/preview.ts';
import { createMigrations } from './migrations.ts';
import type { Service } from './ports.ts';

export type ServiceDeps = LookDeps & {
  readonly store: MigrationStore<Migration>;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The calendars of countries; the installed one unless a test has its own. */
  readonly holidays?: HolidaySource;
  /** Something was committed: what is due may have moved, and the outbox may have something new. */
  readonly onCommit: () => void;
  /** A migration has ended: what else uses its logins is to end. */
  readonly ended?: (id: string) => void;
  /** Waited for before each piece of what is due is begun; without it all of it begins at once. */
  readonly breathe?: () => Promise<void>;
};

export type RunningService = Service & {
  /** The earliest instant at which something is due; undefined when nothing is. */
  readonly nextDueAt: () => Instant | undefined;
  /**
   * Begins what is due at `now`, each kind of look once at a time for each migration and as many looks at a time as there
   * are slots; resolves when all of it has ended. What a person waits for takes no slot.
   */
  readonly runDue: () => Promise<void>;
  /** After credentials were imported through the vault: the record learns their versions. */
  readonly credentialsImported: (id: string, entries: readonly CredentialsVersion[], by: string) => Promise<void>;
  /** At the start: reads what is due, and tells records of credentials that were imported while no bot ran. */
  readonly begin: () => Promise<void>;
  /** The clock was set back: what is due is worked out anew for every migration. */
  readonly reconsider: () => Promise<void>;
  readonly looksUnderWay: () => number;
  /** Whether the looks of the agenda keep up. */
  readonly agenda: () => AgendaState;
  readonly stop: () => Promise<void>;
};

/** Puts the one door, the looks and the due list together. */
export function createService(deps: ServiceDeps): RunningService {
  const due = createDueList(deps.now);
  const shown = agendaMetrics(deps.metrics);
  const census = createCensus(deps.store, deps.metrics);
  const migrations = createMigrations({
    store: census.store,
    now: deps.now,
    log: deps.log,
    committed({ id, agenda: ahead, ended, workspace }) {
      due.set(id, ahead, workspace);
      census.seen(id, ended);
      if (ended) forgetting.ended(id);
      deps.onCommit();
    },
  });
  let stopping = false;
  const holidays = deps.holidays ?? readHolidays;

  const change: Service['change'] = async (id, command, settles) => {
    noteInLog({ migration: id });
    const result = await migrations.change(id, command, settles);
    // It ended at another door than this process's: nothing of it is due here any more.
    if (!result.ok && result.refusal.code === 'ended') due.set(id, []);
    return result;
  };
  const looker = createLooker({ ...deps, read: migrations.read, change });
  const agenda = () => agendaState(due, deps.now());
  const tellLate = createLateTelling({ ...deps, agenda, change });

  const forgetting = createForgetting({
    ...deps,
    read: migrations.read,
    change,
    letGo(id) {
      looker.cancel(id);
      forgetTokens(deps);
      deps.ended?.(id);
    },
  });

  const learnHolidays = async (id: string): Promise<void> => {
    const country = (await migrations.read(id))?.facts.country;
    if (country === undefined) return;
    await change(id, { kind: 'report-holidays', holidays: await holidays(country, deps.now()) });
  };

  const runEntry = async ({ id, what, since }: Taken): Promise<void> => {
    shown.begun(what, deps.now() - since);
    try {
      if (what === 'tick') await change(id, { kind: 'tick' });
      else if (what === 'holidays') await learnHolidays(id);
      else await looker.look(id, what);
      due.ended(id, what, 'done');
    } catch (error) {
      due.ended(id, what, 'failed');
      if (stopping) return;
      deps.log.error({ err: error, migration: id, what }, 'what was due could not be done; it is tried again');
    }
    // What became due meanwhile must not wait for somebody else's commit.
    deps.onCommit();
  };

  const credentialsImported: RunningService['credentialsImported'] = async (id, entries, by) => {
    if (entries.length === 0) return;
    const result = await change(id, { kind: 'credentials-imported', by, entries });
    // They came too late: nothing will ask for them any more.
    if (!result.ok && result.refusal.code === 'ended') {
      await deps.vault.forget(id);
      await deps.vault.scrub();
    }
  };

  const catchUpOnCredentials = async (id: string): Promise<void> => {
    try {
      await credentialsImported(id, await deps.vault.list(id), 'bot');
    } catch (error) {
      // One record that cannot be read stops no other migration.
      if (!isAppError(error, ErrorCode.RecordDamaged) && !isAppError(error, ErrorCode.RowDamaged)) throw error;
      deps.log.error({ err: error, migration: id }, 'a record cannot be read; the others go on');
    }
  };

  return {
    ...migrations,
    change,
    async read(id) {
      noteInLog({ migration: id });
      return await migrations.read(id);
    },
    async inChannel(place) {
      const migration = await migrations.inChannel(place);
      if (migration !== undefined) noteInLog({ migration: migration.id });
      return migration;
    },
    lookSoon(id, looks) {
      for (const look of looks) {
        looker.look(id, look, undefined, 'person').catch((error: unknown) => {
          if (!stopping)
            deps.log.error({ err: error, migration: id, look }, 'a look that was asked for could not be taken');
        });
      }
    },
    async lookNow(id, looks: readonly Look[], signal, onProgress) {
      await Promise.all(looks.map((look) => looker.look(id, look, signal, 'person', onProgress)));
      const migration = await migrations.read(id);
      if (migration === undefined) throw new Error(`migration ${id} vanished`);
      return migration;
    },
    preview: (domain, signal) => previewDomain(deps, domain, signal),
    nextDueAt: due.next,
    async runDue() {
      if (stopping) return;
      const over = Promise.withResolvers<void>();
      let left = 1;
      const oneLess = () => {
        left -= 1;
        if (left === 0) over.resolve();
      };
      const begin = async (taken: readonly Taken[]): Promise<void> => {
        left += taken.length;
        for (const one of taken) {
          await deps.breathe?.();
          if (stopping) oneLess();
          // A slot is free again: what was due and had to wait begins at once.
          else
            void withLogFields({ migration: one.id }, () => runEntry(one))
              .then(() => begin(stopping ? [] : due.takeHeldUp()))
              .then(oneLess, over.reject);
        }
      };
      await begin(due.take());
      shown.show(due);
      await tellLate();
      oneLess();
      await over.promise;
    },
    agenda,
    credentialsImported,
    async begin() {
      const all = await deps.store.list();
      await forgetting.catchUp(all);
      for (const summary of all) {
        census.seen(summary.id, summary.ended);
        if (summary.ended) continue;
        // Whatever became due while no bot ran is due now, and the clock may have moved: look at each afresh.
        due.set(summary.id, [{ what: 'tick', dueAt: deps.now() }], summary.place.teamId);
        await catchUpOnCredentials(summary.id);
      }
    },
    async reconsider() {
      for (const { id, ended, place } of await deps.store.list())
        if (!ended) due.set(id, [{ what: 'tick', dueAt: deps.now() }], place.teamId);
    },
    looksUnderWay: looker.underWay,
    async stop() {
      stopping = true;
      await looker.stop();
      await forgetting.stop();
    },
  };
}
