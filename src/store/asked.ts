import { monotonicFactory } from 'ulid';
import { z } from 'zod';
import type { Instant } from '../migration/time.ts';
import { listAll, type StoreAdapter } from './adapter.ts';
import { toRow } from './keyv.ts';
import { parseRow } from './rows.ts';

/** A request that was acknowledged and not carried out yet. */
export type Asked = { readonly key: string; readonly at: Instant; readonly request: unknown };

/** What people asked for and the bot has still to do, so that a process that is killed meanwhile forgets none of it. */
export type AskedStore = {
  /** A key of its own for each; nothing is kept yet. */
  readonly key: (at: Instant) => string;
  /** Resolves when it is on the disk. */
  readonly keep: (asked: Asked) => Promise<void>;
  readonly forget: (key: string) => Promise<void>;
  /** Oldest first. */
  readonly list: () => Promise<readonly Asked[]>;
};

const PREFIX = 'asked:';
const rowSchema = z.object({ at: z.number(), request: z.unknown() });

export function createAskedStore(adapter: StoreAdapter): AskedStore {
  const nextId = monotonicFactory();
  return {
    key: (at) => `${PREFIX}${nextId(at)}`,
    async keep({ key, at, request }) {
      await adapter.commit({ guards: [], puts: [{ key, value: toRow({ at, request }) }], deletes: [] });
    },
    async forget(key) {
      await adapter.commit({ guards: [], puts: [], deletes: [key] });
    },
    async list() {
      const all: Asked[] = [];
      for await (const { key, value } of listAll(adapter, PREFIX))
        all.push({ key, ...parseRow(key, value, (row) => rowSchema.parse(row)) });
      return all;
    },
  };
}
