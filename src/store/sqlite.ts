import { EventEmitter } from 'node:events';
import { closeSync, openSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { StoredData } from 'keyv';
import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import type { CommitOutcome, CommitRequest, KeyedRow, ListOptions, Row, StoreAdapter } from './adapter.ts';
import { makeDirectory } from './directory.ts';
import { isBusy, sqliteError } from './sqlite-errors.ts';
import { type Lease, takeLease } from './sqlite-lease.ts';

export type SqliteOptions = {
  /** A file, made with its directory when it is not there; or `:memory:`, for tests. */
  readonly path: string;
  /** Milliseconds to wait for a lock that a backup tool holds. */
  readonly busyTimeoutMs?: number;
  readonly now?: () => number;
};

/**
 * Opens the embedded store. Durable: write-ahead log, synchronous=FULL (what was answered is on the disk). The whole
 * file is checked first, unless it is so large that checking would hold up the start.
 * Throws store-in-use, store-not-writable, store-damaged, store-too-new, store-busy, store-failed.
 */
export function openSqlite(options: SqliteOptions): SqliteAdapter {
  const now = options.now ?? Date.now;
  if (options.path === ':memory:') return open(options, now, undefined);
  makeHome(path.dirname(options.path));
  const lease = takeLease(options.path, now());
  try {
    makeFile(options.path);
    return open(options, now, lease);
  } catch (error) {
    lease.release();
    throw sqliteError(error, options.path);
  }
}

const LAYOUT = 1;
const CHECK_BELOW_BYTES = 64 * 1024 * 1024;

function open(options: SqliteOptions, now: () => number, lease: Lease | undefined): SqliteAdapter {
  const database = new DatabaseSync(options.path, { timeout: options.busyTimeoutMs ?? 5_000 });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    if (sizeOf(options.path) < CHECK_BELOW_BYTES) checkPages(database, options.path);
    layOut(database, options.path);
    return new SqliteAdapter(database, options.path, now, lease);
  } catch (error) {
    database.close();
    throw error;
  }
}

function makeHome(directory: string): void {
  try {
    makeDirectory(directory);
  } catch (error) {
    throw new AppError(ErrorCode.StoreNotWritable, { path: directory }, { cause: error });
  }
}

/** For its owner alone, as SQLite then makes the files beside it. One that is there keeps the mode it was given. */
function makeFile(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw new AppError(ErrorCode.StoreNotWritable, { path: file }, { cause: error });
  }
}

function sizeOf(file: string): number {
  return file === ':memory:' ? 0 : statSync(file).size;
}

function checkPages(database: DatabaseSync, file: string): void {
  const { quick_check: verdict } = z
    .object({ quick_check: z.string() })
    .parse(database.prepare('PRAGMA quick_check(1)').get());
  if (verdict !== 'ok') throw new AppError(ErrorCode.StoreDamaged, { path: file, found: verdict });
}

function layOut(database: DatabaseSync, file: string): void {
  const { user_version: found } = z
    .object({ user_version: z.number() })
    .parse(database.prepare('PRAGMA user_version').get());
  if (found > LAYOUT) throw new AppError(ErrorCode.StoreTooNew, { path: file, found, supported: LAYOUT });
  if (found === LAYOUT) return;
  database.exec(`
    BEGIN;
    CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT NOT NULL, version INTEGER NOT NULL, expires_at INTEGER) STRICT, WITHOUT ROWID;
    CREATE INDEX kv_expires_at ON kv (expires_at) WHERE expires_at IS NOT NULL;
    PRAGMA user_version = ${LAYOUT};
    COMMIT`);
}

const UPSERT = `
  INSERT INTO kv (key, value, version, expires_at) VALUES (?, ?, 1, ?)
  ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = version + 1, expires_at = excluded.expires_at`;

const rowSchema = z.object({ key: z.string(), value: z.string(), version: z.number() });

/**
 * The store on `node:sqlite`. Everything in it is synchronous, so a transaction is never interleaved with another; the
 * promises are the contract's. Keyv's own expiry stays with Keyv; rows past it are swept when others with one are set.
 */
export class SqliteAdapter extends EventEmitter implements StoreAdapter {
  readonly opts: { readonly dialect: 'sqlite'; readonly url: string };
  namespace?: string | undefined;
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #now: () => number;
  readonly #lease: Lease | undefined;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync, file: string, now: () => number, lease: Lease | undefined) {
    super();
    this.opts = { dialect: 'sqlite', url: `sqlite:${file}` };
    this.#database = database;
    this.#path = file;
    this.#now = now;
    this.#lease = lease;
  }

  async commit(request: CommitRequest): Promise<CommitOutcome> {
    return this.#transaction((): CommitOutcome => {
      for (const { key, version } of request.guards) if ((this.#row(key)?.version ?? 0) !== version) return 'conflict';
      for (const key of request.deletes) this.#delete(key);
      for (const { key, value } of request.puts) this.#sql(UPSERT).run(key, value, null);
      return 'committed';
    });
  }

  async read(key: string): Promise<Row | undefined> {
    return this.#run(() => this.#row(key));
  }

  async readMany(keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    return this.#run(() => keys.map((key) => this.#row(key)));
  }

  async list(prefix: string, options: ListOptions): Promise<readonly KeyedRow[]> {
    const sql = 'SELECT key, value, version FROM kv WHERE key >= ? AND key > ? AND key < ? ORDER BY key LIMIT ?';
    const beyond = `${prefix}\u{10FFFF}`;
    return this.#run(() =>
      this.#sql(sql)
        .all(prefix, options.after ?? '', beyond, options.limit)
        .map((row) => rowSchema.parse(row)),
    );
  }

  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    // Keyv's type speaks of values; what an adapter gives it is the text that it was given, for Keyv to parse.
    return this.#run(() => this.#row(key)?.value as StoredData<Value> | undefined);
  }

  /** Without this, Keyv asks one by one and takes a failure for "not there", `throwOnErrors` or not. */
  async getMany<Value>(keys: string[]): Promise<StoredData<Value | undefined>[]> {
    return Promise.all(keys.map((key) => this.get<Value>(key)));
  }

  async set(key: string, value: string, ttlMs?: number): Promise<void> {
    await this.setMany([{ key, value, ...(ttlMs === undefined ? {} : { ttl: ttlMs }) }]);
  }

  async setMany(entries: { key: string; value: string; ttl?: number }[]): Promise<void> {
    const now = this.#now();
    this.#transaction(() => {
      if (entries.some(({ ttl }) => ttl !== undefined)) this.#sql('DELETE FROM kv WHERE expires_at < ?').run(now);
      for (const { key, value, ttl } of entries)
        this.#sql(UPSERT).run(key, value, ttl === undefined ? null : now + ttl);
    });
  }

  async has(key: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM kv WHERE key = ? AND (expires_at IS NULL OR expires_at >= ?)';
    return this.#run(() => this.#sql(sql).get(key, this.#now()) !== undefined);
  }

  async delete(key: string): Promise<boolean> {
    return this.#transaction(() => this.#delete(key));
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    return this.#transaction(() => keys.map((key) => this.#delete(key)).some(Boolean));
  }

  /** Empties the namespace. Without one this would be the whole store, every migration in it: refused. */
  async clear(): Promise<void> {
    const { namespace } = this;
    if (namespace === undefined || namespace === '') throw new AppError(ErrorCode.StoreClearRefused);
    this.#transaction(() =>
      this.#sql('DELETE FROM kv WHERE key >= ? AND key < ?').run(`${namespace}:`, `${namespace};`),
    );
  }

  async *iterator<Value>(namespace?: string): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    const prefix = namespace === undefined ? '' : `${namespace}:`;
    let page = await this.list(prefix, { limit: 100 });
    while (page.length > 0) {
      for (const { key, value } of page) yield [key, value];
      page = await this.list(prefix, { after: page.at(-1)?.key ?? '', limit: 100 });
    }
  }

  /**
   * `secure_delete` zeroes what a row leaves behind, but not the copies that are left where SQLite once moved the row to
   * another page (seen in one store of five): only VACUUM, which writes every page anew, is rid of those.
   */
  async scrub(): Promise<boolean> {
    if (!this.#database.isOpen) throw new AppError(ErrorCode.StoreFailed, { path: this.#path });
    const waits = z.object({ timeout: z.number() }).parse(this.#database.prepare('PRAGMA busy_timeout').get());
    const inMemory = sizeOf(this.#path) < CHECK_BELOW_BYTES;
    try {
      this.#database.exec(`PRAGMA busy_timeout = 0; PRAGMA temp_store = ${inMemory ? 'MEMORY' : 'DEFAULT'}; VACUUM`);
      const log = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
      return z.object({ busy: z.number() }).parse(log).busy === 0;
    } catch (error) {
      if (isBusy(error)) return false;
      throw sqliteError(error, this.#path);
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${waits.timeout}`);
    }
  }

  async disconnect(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#database.close();
    this.#lease?.release();
  }

  #row(key: string): Row | undefined {
    const row = this.#sql('SELECT key, value, version FROM kv WHERE key = ?').get(key);
    if (row === undefined) return undefined;
    const { value, version } = rowSchema.parse(row);
    return { value, version };
  }

  #delete(key: string): boolean {
    return this.#sql('DELETE FROM kv WHERE key = ?').run(key).changes > 0;
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#database.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  #transaction<Result>(work: () => Result): Result {
    return this.#run(() => {
      this.#sql('BEGIN IMMEDIATE').run();
      try {
        const result = work();
        this.#sql('COMMIT').run();
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after some failures (a full disk): then there is nothing to undo.
        if (this.#database.isTransaction) this.#sql('ROLLBACK').run();
        throw error;
      }
    });
  }

  #run<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}
