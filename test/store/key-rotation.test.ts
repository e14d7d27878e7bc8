import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newProbeId } from '../../src/mail/probe.ts';
import { isProbeId } from '../../src/mail/probe-message.ts';
import type { StoreAdapter } from '../../src/store/adapter.ts';
import { createKeyKeeper } from '../../src/store/key-keeper.ts';
import { keysFor, loadKeyRing } from '../../src/store/key-ring.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault, type Vault } from '../../src/store/vault.ts';
import { openForTest, temporaryDirectory } from './temporary.ts';

const ROTATOR = path.join(import.meta.dirname, 'rotator.ts');
const MAILBOXES = 120;
/** Of the writes that a process is killed at: every one with TORTURE=1, else every third, for each costs two starts. */
const STRIDE = process.env.TORTURE === undefined ? 3 : 1;
const source = (directory: string) => ({ from: 'file', path: path.join(directory, 'vault.key') }) as const;
const database = (directory: string) => path.join(directory, 'bot.sqlite');
const passwordOf = (index: number) => `pass-${index}`;

/** A data directory with logins of two migrations in it, more than one batch of them. */
async function filled(): Promise<string> {
  const directory = temporaryDirectory();
  const adapter = openSqlite({ path: database(directory) });
  await fill(createVault(adapter, loadKeyRing(source(directory))));
  await adapter.disconnect();
  return directory;
}

async function fill(vault: Vault): Promise<void> {
  const entries = Array.from({ length: MAILBOXES }, (_, index) => ({
    mailbox: `${index}@example.com`,
    side: 'old' as const,
    user: 'u',
    password: passwordOf(index),
  }));
  await vault.putAll('M1', entries);
  await vault.put('M2', 'x:y%@example.com', 'new', { user: 'u', password: 'other' });
}

async function expectAllOpen(vault: Vault): Promise<void> {
  for (let index = 0; index < MAILBOXES; index += 1)
    expect(await vault.get('M1', `${index}@example.com`, 'old')).toMatchObject({
      password: passwordOf(index),
      version: index + 1,
    });
  expect(await vault.get('M2', 'x:y%@example.com', 'new')).toMatchObject({ password: 'other' });
}

async function keyIds(adapter: StoreAdapter): Promise<ReadonlySet<string>> {
  const rows = await adapter.list('vault:', { limit: 1_000 });
  return new Set(rows.map(({ value }) => JSON.parse(value).value.keyId));
}

function open(directory: string) {
  const adapter = openForTest(database(directory));
  const keeper = createKeyKeeper(source(directory), adapter, () => 5_000);
  return { adapter, keeper, vault: createVault(adapter, keeper.ring) };
}

describe('a rotation', () => {
  it('makes a new key, seals every row under it, and keeps the one before for backups', async () => {
    const directory = await filled();
    const backup = path.join(temporaryDirectory(), 'yesterday.sqlite');
    cpSync(database(directory), backup);
    const before = loadKeyRing(source(directory));
    const { adapter, keeper, vault } = open(directory);
    expect(await keeper.rotate()).toEqual({
      outcome: 'rotated',
      finished: false,
      older: 1,
      resealed: MAILBOXES + 1,
      unopened: [],
      scrubbed: true,
    });
    const after = loadKeyRing(source(directory));
    expect(after.currentKeyId).not.toBe(before.currentKeyId);
    expect([...after.keys.keys()]).toEqual([before.currentKeyId, after.currentKeyId]);
    expect(after.currentSince).toBe(5_000);
    expect(statSync(source(directory).path).mode & 0o777).toBe(0o600);
    expect(await keyIds(adapter)).toEqual(new Set([after.currentKeyId]));
    await expectAllOpen(vault);
    expect(await vault.put('M1', '0@example.com', 'old', { user: 'u', password: passwordOf(0) })).toBe(MAILBOXES + 1);
    await expectAllOpen(createVault(openForTest(backup), after));
  });

  it('leaves nothing of the rows as they were in the files', async () => {
    const directory = await filled();
    const { adapter, keeper } = open(directory);
    const sealed = (await adapter.list('vault:', { limit: 1_000 })).map(({ value }) =>
      String(JSON.parse(value).value.text),
    );
    const bytes = () =>
      readdirSync(directory)
        .map((name) => readFileSync(path.join(directory, name), 'latin1'))
        .join('');
    expect(sealed.every((text) => bytes().includes(text))).toBe(true);
    await keeper.rotate();
    const all = bytes();
    expect(sealed.filter((text) => all.includes(text))).toEqual([]);
  });

  it('says so where a backup reads the database, and is rid of them when it is run again', async () => {
    const directory = await filled();
    const { keeper } = open(directory);
    const backup = new DatabaseSync(database(directory));
    backup.exec('BEGIN; SELECT count(*) FROM kv');
    onTestFinished(() => backup.close());
    expect(await keeper.rotate()).toMatchObject({ resealed: MAILBOXES + 1, scrubbed: false });
    backup.exec('COMMIT');
    expect(await keeper.rotate()).toMatchObject({ scrubbed: true });
  });

  it('never puts back what was forgotten, or written anew, while it was under way', async () => {
    const directory = await filled();
    const { adapter, keeper, vault } = open(directory);
    let isFirst = true;
    const meddling: StoreAdapter = Object.assign(Object.create(adapter), {
      list: adapter.list.bind(adapter),
      scrub: adapter.scrub.bind(adapter),
      commit: adapter.commit.bind(adapter),
      async readMany(keys: readonly string[]) {
        const rows = await adapter.readMany(keys);
        if (isFirst) {
          isFirst = false;
          // The first is back at row version 1, where it was when it was read.
          await vault.forget('M1');
          await vault.put('M1', '0@example.com', 'old', { user: 'u', password: 'newer' });
        }
        return rows;
      },
    });
    await createKeyKeeper(source(directory), meddling, Date.now).rotate();
    const again = createVault(adapter, loadKeyRing(source(directory)));
    expect(await again.get('M1', '0@example.com', 'old')).toMatchObject({ password: 'newer' });
    expect(await again.list('M1')).toHaveLength(1);
    await keeper.rotate();
    expect(await again.list('M1')).toHaveLength(1);
  });

  it('names the rows that open with no key, and goes on with the others', async () => {
    const directory = await filled();
    const { adapter, keeper, vault } = open(directory);
    const strange = createVault(
      adapter,
      loadKeyRing({ from: 'environment', keyBase64: randomBytes(32).toString('base64') }),
    );
    await strange.put('M1', 'lost@example.com', 'old', { user: 'u', password: 'p' });
    expect(await keeper.rotate()).toMatchObject({ resealed: MAILBOXES + 1, unopened: ['lost@example.com'] });
    expect(await keeper.dropOld()).toMatchObject({ dropped: 0, unopened: ['lost@example.com'] });
    await expectAllOpen(vault);
  });

  it('changes nothing where the key file cannot be replaced', async () => {
    const directory = await filled();
    const { adapter, keeper, vault } = open(directory);
    const before = await keyIds(adapter);
    const { path: file } = source(directory);
    const text = readFileSync(file, 'utf8');
    // A directory in the place of the next file: nothing can be written there.
    mkdirSync(`${file}.new`);
    writeFileSync(path.join(`${file}.new`, 'x'), '');
    await expect(keeper.rotate()).rejects.toMatchObject({ code: 'vault-key-unwritable' });
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(await keyIds(adapter)).toEqual(before);
    await expectAllOpen(vault);
  });

  it('still knows the probes that were sent before it', async () => {
    const directory = await filled();
    const { keeper } = open(directory);
    const probe = newProbeId(keysFor(keeper.ring(), 'probes')[0], 'M1');
    await keeper.rotate();
    const keys = keysFor(keeper.ring(), 'probes');
    expect(keys.map((key) => isProbeId(probe, key, 'M1'))).toEqual([false, true]);
  });
});

describe('older keys', () => {
  it('leave the ring when nothing needs them, and then a backup of before opens no more', async () => {
    const directory = await filled();
    const backup = path.join(temporaryDirectory(), 'yesterday.sqlite');
    cpSync(database(directory), backup);
    const { keeper, vault } = open(directory);
    await keeper.rotate();
    expect(await keeper.dropOld()).toMatchObject({ outcome: 'dropped', dropped: 1, since: 5_000, unopened: [] });
    const after = loadKeyRing(source(directory));
    expect([...after.keys.keys()]).toEqual([after.currentKeyId]);
    await expectAllOpen(vault);
    await expect(createVault(openForTest(backup), after).get('M1', '0@example.com', 'old')).rejects.toMatchObject({
      code: 'vault-key-unknown',
    });
    expect(await keeper.dropOld()).toMatchObject({ dropped: 0 });
  });

  it('are used for what a restored backup holds, before they leave', async () => {
    const directory = await filled();
    const backup = path.join(temporaryDirectory(), 'yesterday.sqlite');
    cpSync(database(directory), backup);
    const first = openSqlite({ path: database(directory) });
    await createKeyKeeper(source(directory), first, Date.now).rotate();
    await first.disconnect();
    cpSync(backup, database(directory));
    const { keeper, vault } = open(directory);
    expect(await keeper.dropOld()).toMatchObject({ dropped: 1, resealed: MAILBOXES + 1 });
    await expectAllOpen(vault);
  });
});

describe('a key in the environment', () => {
  const key = () => randomBytes(32).toString('base64');

  it('is rotated by two variables', async () => {
    const [old, next] = [key(), key()];
    const adapter = openForTest();
    await fill(createVault(adapter, loadKeyRing({ from: 'environment', keyBase64: old })));
    const both = createKeyKeeper({ from: 'environment', keyBase64: next, previousBase64: [old] }, adapter, Date.now);
    await expectAllOpen(createVault(adapter, both.ring));
    expect(await both.rotate()).toMatchObject({ outcome: 'by-variables', older: 1, resealed: MAILBOXES + 1 });
    const after = createKeyKeeper({ from: 'environment', keyBase64: next }, adapter, Date.now);
    await expectAllOpen(createVault(adapter, after.ring));
    expect(await after.rotate()).toMatchObject({ outcome: 'by-variables', older: 0, resealed: 0 });
    expect(await after.dropOld()).toEqual({ outcome: 'by-variables' });
  });
});

describe('a process that is killed', { timeout: 120_000 }, () => {
  it.each(['rotate', 'drop'])(
    'at any write of "%s" leaves every row to open, and is finished by the next run',
    async (what) => {
      const base = await filled();
      if (what === 'drop') {
        const adapter = openSqlite({ path: database(base) });
        await createKeyKeeper(source(base), adapter, () => 500).rotate();
        // A row under the older key, as of a restored backup.
        const { currentKeyId, ...ring } = loadKeyRing(source(base));
        const [older = ''] = [...ring.keys.keys()].filter((id) => id !== currentKeyId);
        await createVault(adapter, { ...ring, currentKeyId: older }).put('M1', '7@example.com', 'new', {
          user: 'u',
          password: 'p',
        });
        await adapter.disconnect();
      }
      let killed = 0;
      for (let step = 0; ; step += STRIDE) {
        const directory = temporaryDirectory();
        cpSync(base, directory, { recursive: true });
        const isDone = await run(directory, step, what);
        const ringThen = loadKeyRing(source(directory));
        const adapter = openSqlite({ path: database(directory) });
        await expectAllOpen(createVault(adapter, ringThen));
        const keeper = createKeyKeeper(source(directory), adapter, () => 2_000);
        await (what === 'drop' ? keeper.dropOld() : keeper.rotate());
        const ring = loadKeyRing(source(directory));
        expect(ring.rotating).toBeUndefined();
        await expectAllOpen(createVault(adapter, ring));
        expect(await keyIds(adapter)).toEqual(new Set([ring.currentKeyId]));
        // Finished, not begun anew: an interrupted rotation leaves no key behind that nothing was sealed under.
        if (what === 'rotate' && ringThen.rotating === true) expect(ring.currentKeyId).toBe(ringThen.currentKeyId);
        expect(statSync(source(directory).path).mode & 0o777).toBe(0o600);
        await adapter.disconnect();
        if (isDone) break;
        killed += 1;
      }
      expect(killed).toBeGreaterThan(10 / STRIDE);
    },
  );
});

/** Whether it came to its end before that write. */
async function run(directory: string, step: number, what: string): Promise<boolean> {
  try {
    await promisify(execFile)(process.execPath, [ROTATOR, directory, String(step), what]);
    return true;
  } catch (error) {
    if (error instanceof Error && 'signal' in error && error.signal === 'SIGKILL') return false;
    throw error;
  }
}
