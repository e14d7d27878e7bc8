import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadKeyRing } from '../../src/store/key-ring.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault } from '../../src/store/vault.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { plantMigration, runHere } from './processes.ts';

/** A data directory with a migration that goes on, one that has ended, and logins of both. */
async function prepared(): Promise<string> {
  const dir = temporaryDirectory();
  await plantMigration(dir, 'M1', 'C1');
  await plantMigration(dir, 'M2', 'C2', 0, true);
  await withVault(dir, async (vault) => {
    await vault.put('M1', 'a@example.com', 'old', { user: 'u', password: 'hunter2' });
    await vault.put('M2', 'b@example.com', 'old', { user: 'u', password: 'hunter2' });
  });
  return dir;
}

async function withVault<T>(dir: string, work: (vault: ReturnType<typeof createVault>) => Promise<T>): Promise<T> {
  const adapter = openSqlite({ path: path.join(dir, 'bot.sqlite') });
  try {
    return await work(createVault(adapter, () => loadKeyRing({ from: 'file', path: path.join(dir, 'vault.key') })));
  } finally {
    await adapter.disconnect();
  }
}

it('rotates, says that older keys stay, and drops them only with --yes', async () => {
  const dir = await prepared();
  const done = await runHere(dir, ['vault', 'rotate']);
  expect(done).toMatchObject({ status: 0, err: '' });
  expect(done.out).toContain('Logins sealed anew: 2');
  expect(done.out).toContain('--drop-old');
  const refused = await runHere(dir, ['vault', 'rotate', '--drop-old']);
  expect(refused).toMatchObject({ status: 1, out: '' });
  expect(refused.err).toContain('--yes');
  const gone = await runHere(dir, ['vault', 'rotate', '--drop-old', '--yes', '--lang', 'ja']);
  expect(gone).toMatchObject({ status: 0, err: '' });
  expect(gone.out).toContain('1個を削除しました');
  await withVault(dir, async (vault) =>
    expect(await vault.get('M1', 'a@example.com', 'old')).toMatchObject({ password: 'hunter2' }),
  );
});

it('says what to do where the key is a variable', async () => {
  const dir = temporaryDirectory();
  await plantMigration(dir, 'M1', 'C1');
  const [old, next] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  const alone = await runHere(dir, ['vault', 'rotate'], { VAULT_KEY: old });
  expect(alone).toMatchObject({ status: 1, out: '' });
  expect(alone.err).toContain('VAULT_KEY_PREVIOUS');
  expect((await runHere(dir, ['vault', 'rotate', '--drop-old', '--yes'], { VAULT_KEY: old })).status).toBe(1);
  const both = await runHere(dir, ['vault', 'rotate'], { VAULT_KEY: next, VAULT_KEY_PREVIOUS: old });
  expect(both).toMatchObject({ status: 0, err: '' });
  expect(both.out).toContain('Take VAULT_KEY_PREVIOUS out');
  expect(both.out + alone.err).not.toContain(old);
});

it('forgets the logins of all that have ended, and of nothing else', async () => {
  const dir = await prepared();
  expect((await runHere(dir, ['vault', 'forget', '--ended'])).err).toContain('1 login');
  expect((await runHere(dir, ['vault', 'forget', '--ended', '--yes'])).out).toContain('Removed 1 login');
  await withVault(dir, async (vault) => {
    expect(await vault.list('M2')).toEqual([]);
    expect(await vault.list('M1')).toHaveLength(1);
  });
});

it('gives a migration that has ended no logins', async () => {
  const dir = await prepared();
  const file = path.join(dir, 'a.csv');
  writeFileSync(file, 'address,old password\na@example.com,hunter2\n');
  const ended = await runHere(dir, ['vault', 'import', file, '--migration', 'M2']);
  expect(ended.status).not.toBe(0);
  expect(ended.err).toContain('has ended');
});
