import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import keyvTestSuite, { keyvIteratorTests } from '@keyv/test-suite';
import Keyv from 'keyv';
import * as vitest from 'vitest';
import { describe, expect, it } from 'vitest';
import type { AppError } from '../../src/errors.ts';
import { openSqlite, SqliteAdapter } from '../../src/store/sqlite.ts';
import { commitSuite } from './commit-suite.ts';
import { openForTest, temporaryDirectory, temporaryFile } from './temporary.ts';

const CHILD = path.join(import.meta.dirname, 'committer.ts');

describe('Keyv’s own suite', () => {
  // Keyv writes its namespace into the adapter: two Keyvs need two adapters, here on one database.
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'keyv-suite-')), 'bot.sqlite');
  void openSqlite({ path: file }).disconnect();
  const database = new DatabaseSync(file);
  vitest.afterAll(() => {
    database.close();
    rmSync(path.dirname(file), { recursive: true });
  });
  const store = () => new SqliteAdapter(database, file, Date.now, undefined);
  keyvTestSuite(vitest, Keyv, store);
  keyvIteratorTests(vitest, Keyv, store);
});

describe('the contract, in memory', () => commitSuite(async () => openSqlite({ path: ':memory:' })));
describe('the contract, in a file', () => commitSuite(async () => openSqlite({ path: temporaryFile() })));

describe('expiry', () => {
  it('has no row past its time, and sweeps it when another with a time is set', async () => {
    let now = 1_000;
    const store = openSqlite({ path: ':memory:', now: () => now });
    vitest.onTestFinished(() => store.disconnect());
    await store.set('short', 'x', 50);
    await store.set('for good', 'x');
    expect(await store.has('short')).toBe(true);
    now = 1_051;
    expect(await store.has('short')).toBe(false);
    await store.set('other', 'x', 50);
    expect((await store.list('', { limit: 10 })).map((row) => row.key)).toEqual(['for good', 'other']);
  });
});

describe('opening', () => {
  it('makes directory and files, for their owner alone, and finds again what was there', async () => {
    const file = path.join(temporaryDirectory(), 'deep', 'er', 'bot.sqlite');
    const first = openSqlite({ path: file });
    await first.set('a', 'one');
    for (const made of [file, `${file}-wal`, path.dirname(file)]) expect(statSync(made).mode & 0o077).toBe(0);
    await first.disconnect();
    expect((await openForTest(file).read('a'))?.value).toBe('one');
  });

  it('writes ahead, so that a backup tool can read beside it', async () => {
    const file = temporaryFile();
    await openForTest(file).set('a', 'one');
    const beside = new DatabaseSync(file, { readOnly: true });
    vitest.onTestFinished(() => beside.close());
    expect(beside.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(beside.prepare('SELECT key FROM kv').all()).toEqual([{ key: 'a' }]);
  });

  it('refuses a second process, and says who holds the store', async () => {
    const file = temporaryFile();
    const child = spawn(process.execPath, [CHILD, file, 'hold'], { stdio: ['ignore', 'pipe', 'inherit'] });
    vitest.onTestFinished(() => void child.kill('SIGKILL'));
    await once(createInterface(child.stdout), 'line');
    const refused = refusal(() => openSqlite({ path: file }));
    expect(refused).toMatchObject({ code: 'store-in-use', details: { pid: child.pid } });
    expect(refused?.details.startedAt).toMatch(/^\d{4}-/);

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(refusal(() => openForTest(file))).toBeUndefined();
  });

  it('refuses a second opening in the same process, and lets go when closed', async () => {
    const file = temporaryFile();
    const first = openSqlite({ path: file });
    expect(refusal(() => openSqlite({ path: file }))?.code).toBe('store-in-use');
    await first.disconnect();
    await first.disconnect();
    expect(refusal(() => openForTest(file))).toBeUndefined();
  });

  it('refuses a file that is no database, and leaves it as it is', () => {
    const file = temporaryFile();
    writeFileSync(file, 'these are the notes of a meeting, not a database at all\n'.repeat(100));
    expect(refusal(() => openSqlite({ path: file }))?.code).toBe('store-damaged');
    expect(readFileSync(file, 'utf8')).toContain('notes of a meeting');
    // The lease went with the refusal: the next start sees the damage again, and no "in use".
    expect(refusal(() => openSqlite({ path: file }))?.code).toBe('store-damaged');
  });

  it('refuses a database whose pages do not hold together', async () => {
    const file = temporaryFile();
    const store = openSqlite({ path: file });
    for (let row = 0; row < 200; row += 1) await store.set(`key ${row}`, 'x'.repeat(500));
    await store.disconnect();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 8_192, bytes.length - 8_192);
    writeFileSync(file, bytes);
    expect(refusal(() => openSqlite({ path: file }))?.code).toBe('store-damaged');
  });

  it('refuses a database of a later version', async () => {
    const file = temporaryFile();
    await openSqlite({ path: file }).disconnect();
    const later = new DatabaseSync(file);
    later.exec('PRAGMA user_version = 99');
    later.close();
    expect(refusal(() => openSqlite({ path: file }))).toMatchObject({ code: 'store-too-new', details: { found: 99 } });
  });

  it('refuses a directory that cannot be made', () => {
    const file = temporaryFile('plain-file');
    writeFileSync(file, '');
    expect(refusal(() => openSqlite({ path: path.join(file, 'bot.sqlite') }))?.code).toBe('store-not-writable');
  });

  it('refuses a directory that cannot be written', async () => {
    const directory = path.join(temporaryDirectory(), 'locked');
    mkdirSync(directory);
    chmodSync(path.dirname(directory), 0o755);
    chmodSync(directory, 0o555);
    const file = path.join(directory, 'bot.sqlite');
    expect(await codeAsOrdinaryUser(file)).toBe('store-not-writable');
  });
});

describe('a failing database', () => {
  it('throws, in every question, once it is closed', async () => {
    const store = openSqlite({ path: ':memory:' });
    await store.disconnect();
    const failed = { code: 'store-failed' };
    await expect(store.read('a')).rejects.toMatchObject(failed);
    await expect(store.readMany(['a'])).rejects.toMatchObject(failed);
    await expect(store.list('', { limit: 1 })).rejects.toMatchObject(failed);
    await expect(store.commit({ guards: [], puts: [], deletes: [] })).rejects.toMatchObject(failed);
    await expect(store.getMany(['a'])).rejects.toMatchObject(failed);
    await expect(store.has('a')).rejects.toMatchObject(failed);
  });
});

describe('a process killed in the middle of its commits', () => {
  it('loses nothing that it acknowledged, and leaves nothing half done', async () => {
    const file = temporaryFile();
    let acknowledged = 0;
    for (let round = 0; round < 3; round += 1) {
      acknowledged = await commitUntilKilled(file, 40 + round * 25);
      const store = openSqlite({ path: file });
      const rows = await store.list('row:', { limit: 100_000 });
      const counter = Number((await store.read('counter'))?.value);
      await store.disconnect();
      expect(counter).toBeGreaterThanOrEqual(acknowledged);
      expect(rows.length).toBe(2 * counter);
    }
    expect(acknowledged).toBeGreaterThan(100);
  });
});

describe('speed', () => {
  // The bare database makes 1,000 durable writes of 5 KB in 0.7 s; against it, because others use the machine too.
  it('commits 5 KB durably in less than three times what the bare database takes', async () => {
    const store = openForTest(temporaryFile());
    const bare = new DatabaseSync(temporaryFile('bare.sqlite'));
    vitest.onTestFinished(() => bare.close());
    bare.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE kv (key TEXT PRIMARY KEY, value TEXT)',
    );
    const write = bare.prepare('INSERT OR REPLACE INTO kv VALUES (?, ?)');
    const value = 'x'.repeat(5_000);
    let [ours, theirs] = [0, 0];
    for (let version = 0; version < 200; version += 1) {
      const begun = performance.now();
      await store.commit({ guards: [{ key: 'a', version }], puts: [{ key: 'a', value }], deletes: [] });
      const between = performance.now();
      write.run('a', value);
      ours += between - begun;
      theirs += performance.now() - between;
    }
    expect(ours / theirs).toBeLessThan(3);
  });
});

function refusal(open: () => unknown): AppError | undefined {
  try {
    open();
  } catch (error) {
    return error as AppError;
  }
  return undefined;
}

/** Lets a child commit until it has acknowledged so many more, then kills it. Answers the last number it acknowledged. */
async function commitUntilKilled(file: string, atLeast: number): Promise<number> {
  const child = spawn(process.execPath, [CHILD, file, 'commit'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = 0;
  let seen = 0;
  for await (const line of createInterface(child.stdout)) {
    last = Number(line);
    seen += 1;
    if (seen === atLeast) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

async function codeAsOrdinaryUser(file: string): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return refusal(() => openSqlite({ path: file }))?.code;
  // Root may write anywhere: a child gives up being root first.
  const child = spawn(process.execPath, [CHILD, file, 'as-nobody'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return String(line);
}
