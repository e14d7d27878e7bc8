import { ErrorCode, isAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { hasEnded } from '../migration/runbook.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../migration/time.ts';
import type { MigrationSummary } from '../store/migrations.ts';
import type { Vault } from '../store/vault.ts';
import type { Service } from './ports.ts';

/** Sees to it that nothing of a migration's logins is left when it has ended: in the vault, its files and in memory. */
export type Forgetting = {
  /** It has ended: at once. Again while a backup reads the database, until the files are rid of them too. */
  readonly ended: (id: string) => void;
  /** At the start: of all that ended while no bot ran, or whose forgetting was cut off. */
  readonly catchUp: (all: readonly MigrationSummary[]) => Promise<void>;
  /** Resolves when what is under way has ended; begins nothing anew. */
  readonly stop: () => Promise<void>;
};

export type ForgettingDeps = {
  readonly vault: Vault;
  readonly read: Service['read'];
  readonly change: (id: string, command: { readonly kind: 'report-forgotten' }) => Promise<unknown>;
  /** Ends what still uses its logins, and drops what is kept in memory of them. */
  readonly letGo: (id: string) => void;
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'error'>;
};

const AGAIN_MS = MINUTE_MS;
/** Of what ended longer ago than this, and has nothing in the vault, nobody need be told: it ended before this was told. */
const TOLD_MS = 7 * DAY_MS;

export function createForgetting(deps: ForgettingDeps): Forgetting {
  const forgotten = new Set<string>();
  const underWay = new Set<Promise<void>>();
  const again = new Set<NodeJS.Timeout>();
  let isStopping = false;

  /** What is written after the rows are gone: a report that says so is true. */
  const forget = async (id: string): Promise<void> => {
    deps.letGo(id);
    await deps.vault.forget(id);
    if (!(await deps.vault.scrub())) return later(id);
    await deps.change(id, { kind: 'report-forgotten' });
  };
  const later = (id: string): void => {
    if (isStopping) return;
    const timer = setTimeout(() => {
      again.delete(timer);
      begin(id);
    }, AGAIN_MS).unref();
    again.add(timer);
  };
  const begin = (id: string): void => {
    const work = forget(id)
      .catch((error: unknown) => {
        deps.log.error(
          { err: error, migration: id },
          'logins of an ended migration are not forgotten yet; tried again',
        );
        later(id);
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  return {
    ended(id) {
      if (forgotten.has(id)) return;
      forgotten.add(id);
      begin(id);
    },
    async catchUp(all) {
      for (const { id } of all.filter(({ ended }) => ended)) {
        try {
          const facts = (await deps.vault.list(id)).length > 0 ? undefined : (await deps.read(id))?.facts;
          const isOver = facts !== undefined && hasEnded(facts) && deps.now() - facts.state.at > TOLD_MS;
          if (isOver || facts?.credentialsForgottenAt !== undefined) continue;
          forgotten.add(id);
          await forget(id);
        } catch (error) {
          // One record that cannot be read stops no other migration.
          if (!isAppError(error, ErrorCode.RecordDamaged) && !isAppError(error, ErrorCode.RowDamaged)) throw error;
          deps.log.error(
            { err: error, migration: id },
            'a record cannot be read; its logins are tried again at the next start',
          );
        }
      }
    },
    async stop() {
      isStopping = true;
      for (const timer of again) clearTimeout(timer);
      await Promise.all(underWay);
    },
  };
}
