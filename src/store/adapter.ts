import type { KeyvStoreAdapter } from 'keyv';

/** A row must have this version for the commit to count; 0: it must not exist. */
export type Guard = { readonly key: string; readonly version: number };

export type CommitRequest = {
  readonly guards: readonly Guard[];
  readonly puts: readonly { readonly key: string; readonly value: string }[];
  readonly deletes: readonly string[];
};

export type CommitOutcome = 'committed' | 'conflict';

export type Row = { readonly value: string; readonly version: number };
export type KeyedRow = Row & { readonly key: string };

export type ListOptions = {
  /** Only keys that come after this one. */
  readonly after?: string;
  readonly limit: number;
};

/**
 * What a database must do for us: a Keyv storage adapter, and four things that Keyv does not know.
 *
 * A version counts the writes of a row, by `commit` and by Keyv alike: 1 when it is new, one more at each write. A
 * deleted row that comes back begins at 1 again. Keys are ordered by their UTF-8 bytes. Failures are thrown as AppError
 * with a code `store-…`; none is ever told as "not there". `test/store/commit-suite.ts` holds an adapter to this.
 */
export type StoreAdapter = KeyvStoreAdapter & {
  /**
   * All of it or nothing, in one durable transaction: when every guard holds, the rows are written and deleted and the
   * answer is `committed` once they are on the disk; when one does not hold, nothing changes and it is `conflict`.
   * No key may be written twice, or written and deleted, in one request.
   */
  commit(request: CommitRequest): Promise<CommitOutcome>;
  read(key: string): Promise<Row | undefined>;
  /** Several rows as they stood at one moment, in the order asked for. */
  readMany(keys: readonly string[]): Promise<readonly (Row | undefined)[]>;
  /** The rows whose keys begin with `prefix`, in the order of their keys. */
  list(prefix: string, options: ListOptions): Promise<readonly KeyedRow[]>;
  /**
   * Makes what was deleted or written over leave the files as well: their pages, and the log beside them. Holds up
   * everything else meanwhile. False: somebody else reads the database just now (a backup), and it is to be tried again.
   */
  scrub(): Promise<boolean>;
  /** Gives the database back. Nothing may be asked of the adapter afterwards. */
  disconnect(): Promise<void>;
};

const PAGE = 500;

/** All rows of a prefix, page by page; rows that appear behind the reader are not seen. */
export async function* listAll(adapter: StoreAdapter, prefix: string): AsyncGenerator<KeyedRow, void> {
  let page = await adapter.list(prefix, { limit: PAGE });
  while (page.length > 0) {
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    page = await adapter.list(prefix, { after: last.key, limit: PAGE });
  }
}

/** Puts a name into a key so that it cannot be taken for two parts of it. */
export function keyPart(name: string): string {
  return encodeURIComponent(name);
}

/** A number in a key, so that the keys' order is the numbers' order. Whole, from 0 to 10^15 − 1. */
export function keyNumber(value: number): string {
  return String(value).padStart(15, '0');
}
