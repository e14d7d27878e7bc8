import { setImmediate as breathe } from 'node:timers/promises';
import { ErrorCode, isAppError } from '../errors.ts';
import type { StoreAdapter } from './adapter.ts';
import type { KeyRing } from './key-ring.ts';
import { toRow } from './keyv.ts';
import { counterKey, ENTRIES, entryPlace, parseSealed, seal, unseal } from './sealed.ts';

/** Rows sealed anew, and the mailboxes whose rows open with no key of the ring: they stay as they are. */
export type Resealed = {
  readonly resealed: number;
  readonly unopened: readonly string[];
  /** The rows as they were have left the files; false: a backup was reading them. */
  readonly scrubbed: boolean;
};

/** One commit's worth: others have their turn between two. */
const BATCH = 50;

/**
 * Seals every row of the vault under the ring's current key that is sealed under another, a batch at a time, each only if
 * nobody has written or forgotten it meanwhile. Whatever stops it, every row opens with the ring before and after.
 */
export async function reseal(adapter: StoreAdapter, ring: KeyRing): Promise<Resealed> {
  const unopened: string[] = [];
  let resealed = 0;
  let after = '';
  for (;;) {
    const page = await adapter.list(ENTRIES, { after, limit: BATCH });
    const last = page.at(-1);
    if (last === undefined) break;
    const batch = await resealBatch(
      adapter,
      ring,
      page.map(({ key }) => key),
    );
    if (batch === 'conflict') continue;
    resealed += batch.resealed;
    unopened.push(...batch.unopened);
    after = last.key;
    await breathe();
  }
  return { resealed, unopened, scrubbed: await adapter.scrub() };
}

async function resealBatch(
  adapter: StoreAdapter,
  ring: KeyRing,
  keys: readonly string[],
): Promise<Pick<Resealed, 'resealed' | 'unopened'> | 'conflict'> {
  // Every put of a migration counts its counter up: a row that was forgotten and put again begins at version 1 as well.
  const counters = [...new Set(keys.map((key) => counterKey(entryPlace(key).migrationId)))];
  const rows = await adapter.readMany([...counters, ...keys]);
  const guards = counters.map((key, index) => ({ key, version: rows[index]?.version ?? 0 }));
  const puts: { key: string; value: string }[] = [];
  const unopened: string[] = [];
  for (const [index, key] of keys.entries()) {
    const row = rows[counters.length + index];
    if (row === undefined) continue;
    const { migrationId, mailbox, side } = entryPlace(key);
    const sealed = { ...parseSealed(key, row.value), mailbox, side };
    if (sealed.keyId === ring.currentKeyId) continue;
    try {
      const { version } = sealed;
      puts.push({
        key,
        value: toRow(seal(ring, migrationId, { mailbox, side, version }, unseal(ring, migrationId, sealed))),
      });
      guards.push({ key, version: row.version });
    } catch (error) {
      if (!isAppError(error, ErrorCode.VaultKeyUnknown) && !isAppError(error, ErrorCode.VaultTampered)) throw error;
      unopened.push(mailbox);
    }
  }
  if (puts.length === 0) return { resealed: 0, unopened };
  const outcome = await adapter.commit({ guards, puts, deletes: [] });
  return outcome === 'conflict' ? outcome : { resealed: puts.length, unopened };
}
