import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type KeyRing, loadKeyRing, ringOfOne } from '../../src/store/key-ring.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault } from '../../src/store/vault.ts';
import { openForTest, temporaryDirectory, temporaryFile } from './temporary.ts';

const ring = ringOfOne(randomBytes(32));
const LOGIN = { user: 'info', password: 'Tr0ub4dor & パスワード' };

describe('the vault', () => {
  it('gives back what was put, for each mailbox and side', async () => {
    const vault = createVault(openForTest(), ring);
    const version = await vault.put('M1', 'info@example.com', 'old', LOGIN);
    await vault.put('M1', 'info@example.com', 'new', { user: 'n', password: 'other' });
    expect(await vault.get('M1', 'info@example.com', 'old')).toEqual({ ...LOGIN, version });
    expect(await vault.get('M1', 'info@example.com', 'new')).toMatchObject({ user: 'n', password: 'other' });
    expect(await vault.get('M1', 'else@example.com', 'old')).toBeUndefined();
    expect(await vault.get('M2', 'info@example.com', 'old')).toBeUndefined();
  });

  it('keeps a master user and an app as they were put, and nothing beside them', async () => {
    const vault = createVault(openForTest(), ring);
    const master = { user: 'master', password: 'pw', authzid: '{mailbox}' };
    const oauth = {
      kind: 'client-credentials',
      tokenUrl: 'https://login.example/token',
      clientId: 'app',
      clientSecret: 'secret',
      scope: 'all',
    } as const;
    await vault.put('M1', '*', 'old', master);
    await vault.put('M1', '*', 'new', { user: '', oauth });
    expect(await vault.get('M1', '*', 'old')).toEqual({ ...master, version: 1 });
    expect(await vault.get('M1', '*', 'new')).toEqual({ user: '', oauth, version: 2 });
  });

  it('counts versions up, over forgetting too, so that new credentials are never taken for tried ones', async () => {
    const vault = createVault(openForTest(), ring);
    const first = await vault.put('M1', 'a@example.com', 'old', LOGIN);
    const second = await vault.put('M1', 'a@example.com', 'old', LOGIN);
    expect(second).toBeGreaterThan(first);
    await vault.forget('M1');
    expect(await vault.put('M1', 'a@example.com', 'old', LOGIN)).toBeGreaterThan(second);
  });

  it('gives every one of many at once a version of its own', async () => {
    const adapter = openForTest();
    const versions = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        createVault(adapter, ring).put('M1', `${index}@example.com`, 'old', LOGIN),
      ),
    );
    expect(new Set(versions).size).toBe(20);
  });

  it('lists without a secret, and forgets one migration alone', async () => {
    const vault = createVault(openForTest(), ring);
    await vault.put('M1', 'b@example.com', 'old', LOGIN);
    await vault.put('M1', 'a@example.com', 'new', LOGIN);
    await vault.put('M2', 'a@example.com', 'new', LOGIN);
    expect(await vault.list('M1')).toEqual([
      { mailbox: 'a@example.com', side: 'new', version: 2 },
      { mailbox: 'b@example.com', side: 'old', version: 1 },
    ]);
    expect(await vault.forget('M1')).toBe(2);
    expect(await vault.list('M1')).toEqual([]);
    expect(await vault.get('M1', 'b@example.com', 'old')).toBeUndefined();
    expect(await vault.list('M2')).toHaveLength(1);
  });

  it('opens after a restart with the key file that the first start made', async () => {
    const directory = temporaryDirectory();
    const source = { from: 'file', path: path.join(directory, 'vault.key') } as const;
    const file = path.join(directory, 'bot.sqlite');
    const first = openSqlite({ path: file });
    await createVault(first, loadKeyRing(source)).put('M1', 'a@example.com', 'old', LOGIN);
    await first.disconnect();
    expect(await createVault(openForTest(file), loadKeyRing(source)).get('M1', 'a@example.com', 'old')).toMatchObject(
      LOGIN,
    );
  });

  it('opens with an older key of the ring, and seals with the current one', async () => {
    const adapter = openForTest();
    await createVault(adapter, ring).put('M1', 'a@example.com', 'old', LOGIN);
    const newer = ringOfOne(randomBytes(32));
    const rotated: KeyRing = { currentKeyId: newer.currentKeyId, keys: new Map([...ring.keys, ...newer.keys]) };
    const vault = createVault(adapter, rotated);
    expect(await vault.get('M1', 'a@example.com', 'old')).toMatchObject(LOGIN);
    await vault.put('M1', 'b@example.com', 'old', LOGIN);
    expect(await createVault(adapter, newer).get('M1', 'b@example.com', 'old')).toMatchObject(LOGIN);
  });

  it('leaves no secret in any file of the database, while it runs and after', async () => {
    const file = temporaryFile();
    const store = openSqlite({ path: file });
    const vault = createVault(store, ring);
    const secret = { user: 'login-in-plain-text', password: 'password-in-plain-text' };
    await vault.put('M1', 'a@example.com', 'old', secret);
    // The mailbox is no secret, and shows that these are the right bytes to look at.
    expect(bytesBeside(file)).toContain('a@example.com');
    for (const text of Object.values(secret)) {
      expect(bytesBeside(file)).not.toContain(text);
      expect(bytesBeside(file)).not.toContain(Buffer.from(text).toString('base64').slice(0, 12));
    }
    await store.disconnect();
    for (const text of Object.values(secret)) expect(bytesBeside(file)).not.toContain(text);
  });
});

describe('a sealed row', () => {
  const KEY = 'vault:M1:a%40example.com:old';
  async function sealed() {
    const adapter = openForTest();
    const vault = createVault(adapter, ring);
    await vault.put('M1', 'a@example.com', 'old', LOGIN);
    const row = (await adapter.read(KEY))?.value ?? '';
    return { adapter, vault, row };
  }

  it.each(['text', 'tag', 'nonce'])('does not open when its %s was altered', async (field) => {
    const { adapter, vault, row } = await sealed();
    const parsed = JSON.parse(row);
    const bytes = Buffer.from(parsed.value[field], 'base64');
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    parsed.value[field] = bytes.toString('base64');
    await adapter.set(KEY, JSON.stringify(parsed));
    await expect(vault.get('M1', 'a@example.com', 'old')).rejects.toMatchObject({ code: 'vault-tampered' });
  });

  it('does not open with its version altered, or its tag cut short', async () => {
    const { adapter, vault, row } = await sealed();
    const parsed = JSON.parse(row);
    await adapter.set(KEY, JSON.stringify({ value: { ...parsed.value, version: 2 } }));
    await expect(vault.get('M1', 'a@example.com', 'old')).rejects.toMatchObject({ code: 'vault-tampered' });
    const tag = Buffer.from(parsed.value.tag, 'base64').subarray(0, 4).toString('base64');
    await adapter.set(KEY, JSON.stringify({ value: { ...parsed.value, tag } }));
    await expect(vault.get('M1', 'a@example.com', 'old')).rejects.toMatchObject({ code: 'vault-tampered' });
  });

  it.each([
    ['mailbox', 'vault:M1:b%40example.com:old', ['M1', 'b@example.com', 'old']],
    ['side', 'vault:M1:a%40example.com:new', ['M1', 'a@example.com', 'new']],
    ['migration', 'vault:M2:a%40example.com:old', ['M2', 'a@example.com', 'old']],
  ] as const)('does not open in the place of another %s', async (_, key, [id, mailbox, side]) => {
    const { adapter, vault, row } = await sealed();
    await adapter.set(key, row);
    await expect(vault.get(id, mailbox, side)).rejects.toMatchObject({
      code: 'vault-tampered',
      details: { mailbox, side },
    });
  });

  it('names the key that is missing when the ring is another', async () => {
    const { adapter } = await sealed();
    const other = createVault(adapter, ringOfOne(randomBytes(32)));
    await expect(other.get('M1', 'a@example.com', 'old')).rejects.toMatchObject({
      code: 'vault-key-unknown',
      details: { keyId: ring.currentKeyId },
    });
  });

  it('does not open with a wrong key under the right name', async () => {
    const { adapter } = await sealed();
    const wrong = { currentKeyId: ring.currentKeyId, keys: new Map([[ring.currentKeyId, randomBytes(32)]]) };
    await expect(createVault(adapter, wrong).get('M1', 'a@example.com', 'old')).rejects.toMatchObject({
      code: 'vault-tampered',
    });
  });
});

describe('the key file', () => {
  const source = () => ({ from: 'file', path: temporaryFile('deep/vault.key') }) as const;

  it('is made for its owner alone', () => {
    const from = source();
    const made = loadKeyRing(from);
    expect(statSync(from.path).mode & 0o777).toBe(0o600);
    expect(loadKeyRing(from)).toEqual(made);
  });

  it.each([0o640, 0o604, 0o660])('is refused with mode %o', (mode) => {
    const from = source();
    loadKeyRing(from);
    chmodSync(from.path, mode);
    expect(() => loadKeyRing(from)).toThrow(
      expect.objectContaining({ code: 'vault-key-exposed', details: { path: from.path, mode: mode.toString(8) } }),
    );
  });

  it.each(['', 'hello', '{}', '{"currentKeyId":"a","keys":{}}', '{"currentKeyId":"a","keys":{"a":"c2hvcnQ="}}'])(
    'is refused when it holds %j, and does not show it',
    (text) => {
      const from = source();
      loadKeyRing(from);
      writeFileSync(from.path, text);
      expect(() => loadKeyRing(from)).toThrow(expect.objectContaining({ code: 'vault-key-invalid' }));
      expect(() => loadKeyRing(from)).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
    },
  );

  it('may come from the environment instead', () => {
    const key = randomBytes(32);
    expect(loadKeyRing({ from: 'environment', keyBase64: key.toString('base64') })).toEqual(ringOfOne(key));
    expect(() => loadKeyRing({ from: 'environment', keyBase64: 'c2hvcnQ=' })).toThrow(
      expect.objectContaining({ code: 'vault-key-invalid', details: { variable: 'VAULT_KEY' } }),
    );
  });
});

function bytesBeside(file: string): string {
  const directory = path.dirname(file);
  return readdirSync(directory)
    .map((name) => readFileSync(path.join(directory, name), 'latin1'))
    .join('');
}
