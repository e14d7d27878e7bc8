import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { VaultKeySource } from '../config.ts';
import { AppError, ErrorCode } from '../errors.ts';
import { makeKeyFile, readKeyFile } from './key-file.ts';

/** The keys that credentials are, or were, encrypted with. New ones take `current`; each row names its own. */
export type KeyRing = {
  readonly currentKeyId: string;
  readonly keys: ReadonlyMap<string, Buffer>;
  /** When the current key was made, where the ring says so (epoch milliseconds). */
  readonly currentSince?: number | undefined;
  /** A rotation has made the current key and was not seen to its end: rows may still be sealed under others. */
  readonly rotating?: true | undefined;
};

const KEY_BYTES = 32;

/**
 * The vault's keys, from the environment or from a file, which is made (mode 0600) when it is not there.
 * Throws vault-key-exposed when others may read the file, vault-key-invalid, vault-key-unreadable.
 */
export function loadKeyRing(source: VaultKeySource): KeyRing {
  if (source.from === 'environment') return ringOfVariables(source);
  const made = () => writeRing(newKeyRing(undefined, Date.now()));
  return parseRing(readKeyFile(source.path) ?? makeKeyFile(source.path, made()), source.path);
}

/** A ring with one key, named after what it is, so that the same key has the same name everywhere. */
export function ringOfOne(key: Buffer): KeyRing {
  const id = createHash('sha256').update('vault key id').update(key).digest('hex').slice(0, 12);
  return { currentKeyId: id, keys: new Map([[id, key]]) };
}

/** A ring whose current key is a new one; all keys of `before` stay on it. */
export function newKeyRing(before: KeyRing | undefined, now: number): KeyRing {
  const { currentKeyId, keys } = ringOfOne(randomBytes(KEY_BYTES));
  return {
    currentKeyId,
    keys: new Map([...(before?.keys ?? []), ...keys]),
    currentSince: now,
    ...(before === undefined ? {} : { rotating: true as const }),
  };
}

/**
 * The keys for another purpose than the vault's, one derived from each on the ring (HKDF, RFC 5869): the first, of the
 * current key, makes what is new; the others recognise what was made before a rotation.
 */
export function keysFor(ring: KeyRing, purpose: string): readonly [Buffer, ...Buffer[]] {
  const current = ring.keys.get(ring.currentKeyId);
  if (current === undefined) throw new AppError(ErrorCode.VaultKeyInvalid, { path: ring.currentKeyId });
  const others = [...ring.keys].filter(([id]) => id !== ring.currentKeyId);
  return [derived(current, purpose), ...others.map(([, key]) => derived(key, purpose))];
}

function derived(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `mail-migration-bot ${purpose}`, KEY_BYTES));
}

function ringOfVariables({
  keyBase64,
  previousBase64 = [],
}: Extract<VaultKeySource, { from: 'environment' }>): KeyRing {
  const current = ringOfOne(decodeKey(keyBase64, { variable: 'VAULT_KEY' }));
  const previous = previousBase64.map((text) => ringOfOne(decodeKey(text, { variable: 'VAULT_KEY_PREVIOUS' })));
  return { ...current, keys: new Map([...previous, current].flatMap(({ keys }) => [...keys])) };
}

const ringSchema = z.object({
  currentKeyId: z.string(),
  keys: z.record(z.string(), z.string()),
  currentSince: z.number().optional(),
  rotating: z.literal(true).optional(),
});

function parseRing(text: string, file: string): KeyRing {
  const parsed = ringSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new AppError(ErrorCode.VaultKeyInvalid, { path: file });
  const { keys, ...rest } = parsed.data;
  const decoded = Object.entries(keys).map(([id, key]): [string, Buffer] => [id, decodeKey(key, { path: file })]);
  const ring = { ...rest, keys: new Map(decoded) };
  if (!ring.keys.has(ring.currentKeyId)) throw new AppError(ErrorCode.VaultKeyInvalid, { path: file });
  return ring;
}

/** The ring as its file holds it. */
export function writeRing({ keys, ...rest }: KeyRing): string {
  const encoded = Object.fromEntries([...keys].map(([id, key]) => [id, key.toString('base64')]));
  return `${JSON.stringify({ ...rest, keys: encoded }, undefined, 2)}\n`;
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
