import type { Command, StartInput } from '../../src/migration/commands.ts';
import { evolve } from '../../src/migration/evolve.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import type { Instant } from '../../src/migration/time.ts';
import { createMigrations, type Migrations, type MigrationsDeps } from '../../src/service/migrations.ts';
import type { HistoryLine } from '../../src/service/ports.ts';
import type { StoreAdapter } from '../../src/store/adapter.ts';
import { createMigrationStore, type MigrationStore } from '../../src/store/migrations.ts';
import { aStart, T0, type Timed } from '../migration/a-migration.ts';
import { openForTest } from '../store/temporary.ts';

export const quiet = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** The one door on a store, with a clock that the test moves. */
export type Desk = {
  readonly migrations: Migrations;
  readonly store: MigrationStore<Migration>;
  readonly clock: { at: Instant };
  readonly commits: Parameters<MigrationsDeps['committed']>[0][];
  /** Starts a migration and gives its id. */
  readonly begin: (change?: Partial<StartInput>) => Promise<string>;
  /** Runs commands at their instants; gives the codes of those refused. */
  readonly play: (id: string, script: readonly Timed[]) => Promise<readonly string[]>;
};

export function openDesk(adapter: StoreAdapter = openForTest(), clock = { at: T0 }): Desk {
  const store = createMigrationStore<Migration>(adapter, parseMigration);
  const commits: Desk['commits'] = [];
  const migrations = createMigrations({
    store,
    now: () => clock.at,
    log: quiet,
    committed: (change) => commits.push(change),
  });
  return {
    migrations,
    store,
    clock,
    commits,
    async begin(change) {
      const result = await migrations.start(aStart(change), 'UAOI');
      if (!result.ok) throw new Error(`not started: ${result.refusal.code}`);
      return result.migration.id;
    },
    async play(id, script) {
      const refused: string[] = [];
      for (const { at, command } of script) {
        clock.at = T0 + at;
        const result = await migrations.change(id, command);
        if (!result.ok) refused.push(`${command.kind}: ${result.refusal.code}`);
      }
      return refused;
    },
  };
}

/** What the journal alone says that the facts are. */
export function replayed(lines: readonly HistoryLine[]): Facts | undefined {
  let facts: Facts | undefined;
  for (const { event } of lines) facts = evolve(facts, event);
  return facts;
}

export const aClient = (name: string): Command => ({
  kind: 'add-clients',
  by: 'UAOI',
  clients: [{ name, protocols: ['imap'] }],
});
