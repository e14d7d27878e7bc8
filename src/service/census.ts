import type { Metrics } from '../metrics.ts';
import type { Migration } from '../migration/record.ts';
import type { MigrationStore } from '../store/migrations.ts';

/** Counts migrations, and what becomes of commits. */
export type Census = {
  /** The store that was handed in, with its commits counted. */
  readonly store: MigrationStore<Migration>;
  readonly seen: (id: string, ended: boolean) => void;
};

export function createCensus(store: MigrationStore<Migration>, metrics: Metrics): Census {
  const commits = metrics.counter(
    'mail_migration_bot_commits_total',
    'Commits of records, by outcome; after a conflict it is decided again on the newer record.',
  );
  const gauge = metrics.gauge('mail_migration_bot_migrations', 'Migrations, by whether they go on or have ended.');
  const active = new Set<string>();
  const ended = new Set<string>();
  return {
    store: {
      ...store,
      async commit(request) {
        const outcome = await store.commit(request);
        commits.add({ outcome });
        return outcome;
      },
    },
    seen(id, hasEnded) {
      (hasEnded ? active : ended).delete(id);
      (hasEnded ? ended : active).add(id);
      gauge.set(active.size, { state: 'active' });
      gauge.set(ended.size, { state: 'ended' });
    },
  };
}
