import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fchmodSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { VaultKeySource } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import { makeDirectory } from './directory.ts';

/** The keys that credentials are, or were, encrypted with. New ones take `current`; each row names its own. */
export type KeyRing = { readonly currentKeyId: string; readonly keys: ReadonlyMap<string, Buffer> };

const KEY_BYTES = 32;

/**
 * The vault's keys, from the environment or from a file, which is made (mode 0600) when it is not there.
 * Throws vault-key-exposed when others may read the file, vault-key-invalid, vault-key-unreadable.
 */
export function loadKeyRing(source: VaultKeySource): KeyRing {
  if (source.from === 'environment') return ringOfOne(decodeKey(source.keyBase64, { variable: 'VAULT_KEY' }));
  const text = readKeyFile(source.path) ?? makeKeyFile(source.path);
  return parseRing(text, source.path);
}

/** A ring with one key, named after what it is, so that the same key has the same name everywhere. */
export function ringOfOne(key: Buffer): KeyRing {
  const id = createHash('sha256').update('vault key id').update(key).digest('hex').slice(0, 12);
  return { currentKeyId: id, keys: new Map([[id, key]]) };
}

/** A key for another purpose than the vault's, derived from the current one (HKDF, RFC 5869). */
export function keyFor({ currentKeyId, keys }: KeyRing, purpose: string): Buffer {
  const key = keys.get(currentKeyId);
  if (key === undefined) throw new AppError(ErrorCode.VaultKeyInvalid, { path: currentKeyId });
  return Buffer.from(hkdfSync('sha256', key, '', `mail-migration-bot ${purpose}`, KEY_BYTES));
}

const ringSchema = z.object({ currentKeyId: z.string(), keys: z.record(z.string(), z.string()) });

function parseRing(text: string, file: string): KeyRing {
  const parsed = ringSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new AppError(ErrorCode.VaultKeyInvalid, { path: file });
  const { currentKeyId, keys } = parsed.data;
  const decoded = Object.entries(keys).map(([id, key]): [string, Buffer] => [id, decodeKey(key, { path: file })]);
  const ring = { currentKeyId, keys: new Map(decoded) };
  if (!ring.keys.has(currentKeyId)) throw new AppError(ErrorCode.VaultKeyInvalid, { path: file });
  return ring;
}

/** The parser's own message would quote the file, keys and all. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function decodeKey(base64: string, where: { readonly path: string } | { readonly variable: string }): Buffer {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES) throw new AppError(ErrorCode.VaultKeyInvalid, where);
  return key;
}

function readKeyFile(file: string): string | undefined {
  const descriptor = openKeyFile(file);
  if (descriptor === undefined) return undefined;
  try {
    // Of the open file, not of its name: what is checked is what is read.
    const mode = fstatSync(descriptor).mode & 0o777;
    const exposed = process.platform !== 'win32' && (mode & 0o077) !== 0;
    if (exposed) throw new AppError(ErrorCode.VaultKeyExposed, { path: file, mode: mode.toString(8) });
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function openKeyFile(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new AppError(ErrorCode.VaultKeyUnreadable, { path: file }, { cause: error });
  }
}

function makeKeyFile(file: string): string {
  const { currentKeyId, keys } = ringOfOne(randomBytes(KEY_BYTES));
  const encoded = Object.fromEntries([...keys].map(([id, key]) => [id, key.toString('base64')]));
  const text = `${JSON.stringify({ currentKeyId, keys: encoded }, undefined, 2)}\n`;
  try {
    makeDirectory(path.dirname(file));
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      fchmodSync(descriptor, 0o600);
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    return text;
  } catch (error) {
    throw new AppError(ErrorCode.VaultKeyUnreadable, { path: file }, { cause: error });
  }
}
