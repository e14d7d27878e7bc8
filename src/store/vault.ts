import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import type { Side } from '../migration/observations.ts';
import { keyPart, listAll, type StoreAdapter } from './adapter.ts';
import { type Credentials, credentialsSchema } from './credentials.ts';
import type { KeyRing } from './key-ring.ts';
import { toRow } from './keyv.ts';
import { parseRow } from './rows.ts';

/** Which credentials a mailbox has on a server; `version` says whether they are still the ones tried. */
export type CredentialsVersion = { readonly mailbox: string; readonly side: Side; readonly version: number };
export type NewCredentials = Credentials & { readonly mailbox: string; readonly side: Side };

/** The mailboxes' credentials, encrypted at rest and bound to their place. */
export type Vault = {
  /** Answers the new version: higher than any that this migration ever had, those forgotten included. */
  readonly put: (migrationId: string, mailbox: string, side: Side, credentials: Credentials) => Promise<number>;
  /** All of them or none, in one transaction; each mailbox and side once. */
  readonly putAll: (migrationId: string, entries: readonly NewCredentials[]) => Promise<readonly CredentialsVersion[]>;
  /** Throws vault-key-unknown, vault-tampered. */
  readonly get: (
    migrationId: string,
    mailbox: string,
    side: Side,
  ) => Promise<(Credentials & { readonly version: number }) | undefined>;
  /** What there is, without any secret, and without decrypting one. */
  readonly list: (migrationId: string) => Promise<readonly CredentialsVersion[]>;
  /** Removes all of a migration's credentials. Answers how many there were. */
  readonly forget: (migrationId: string) => Promise<number>;
};

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;

const sealedSchema = z.object({
  schema: z.literal(1),
  mailbox: z.string(),
  side: z.enum(['old', 'new']),
  version: z.int().positive(),
  keyId: z.string(),
  nonce: z.base64(),
  tag: z.base64(),
  text: z.base64(),
});
type Sealed = z.infer<typeof sealedSchema>;

/**
 * A vault on the store. Each entry is sealed with AES-256-GCM under the ring's current key, its place (migration,
 * mailbox, side) and version authenticated with it: a row that is altered, or copied to another mailbox, does not open.
 * A ring that is given as a function is fetched when something is sealed or opened, and not for what needs no key.
 */
export function createVault(adapter: StoreAdapter, ring: KeyRing | (() => KeyRing)): Vault {
  const ringOf = typeof ring === 'function' ? ring : () => ring;
  return {
    async put(migrationId, mailbox, side, credentials) {
      const stored = await putAll(adapter, ringOf(), migrationId, [{ ...credentials, mailbox, side }]);
      return Math.max(...stored.map(({ version }) => version));
    },

    putAll: async (migrationId, entries) => putAll(adapter, ringOf(), migrationId, entries),

    async get(migrationId, mailbox, side) {
      const key = entryKey(migrationId, mailbox, side);
      const row = await adapter.read(key);
      if (row === undefined) return undefined;
      const sealed = parseSealed(key, row.value);
      return { ...unseal(ringOf(), migrationId, { ...sealed, mailbox, side }), version: sealed.version };
    },

    async list(migrationId) {
      const entries: CredentialsVersion[] = [];
      for await (const row of listAll(adapter, entryPrefix(migrationId))) {
        const { mailbox, side, version } = parseSealed(row.key, row.value);
        entries.push({ mailbox, side, version });
      }
      return entries;
    },

    async forget(migrationId) {
      const keys: string[] = [];
      for await (const row of listAll(adapter, entryPrefix(migrationId))) keys.push(row.key);
      await adapter.commit({ guards: [], puts: [], deletes: keys });
      return keys.length;
    },
  };
}

async function putAll(
  adapter: StoreAdapter,
  ring: KeyRing,
  migrationId: string,
  entries: readonly NewCredentials[],
): Promise<readonly CredentialsVersion[]> {
  for (;;) {
    const counter = await adapter.read(counterKey(migrationId));
    const last = counter === undefined ? 0 : parseCounter(migrationId, counter.value);
    const stored = entries.map(({ mailbox, side }, index) => ({ mailbox, side, version: last + 1 + index }));
    const outcome = await adapter.commit({
      guards: [{ key: counterKey(migrationId), version: counter?.version ?? 0 }],
      puts: [
        { key: counterKey(migrationId), value: toRow(last + entries.length) },
        ...entries.map(({ mailbox, side, ...credentials }, index) => ({
          key: entryKey(migrationId, mailbox, side),
          value: toRow(seal(ring, migrationId, { mailbox, side, version: last + 1 + index }, credentials)),
        })),
      ],
      deletes: [],
    });
    if (outcome === 'committed') return stored;
  }
}

function seal(ring: KeyRing, migrationId: string, place: CredentialsVersion, credentials: Credentials): Sealed {
  const { currentKeyId: keyId } = ring;
  const key = keyOf(ring, keyId, place);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(boundTo(migrationId, keyId, place));
  const plain = JSON.stringify(credentialsSchema.parse(credentials));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  const encoded = {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    text: text.toString('base64'),
  };
  return { schema: 1, ...place, keyId, ...encoded };
}

function unseal(ring: KeyRing, migrationId: string, sealed: Sealed): Credentials {
  const { mailbox, side, keyId } = sealed;
  const decipher = createDecipheriv(CIPHER, keyOf(ring, keyId, sealed), Buffer.from(sealed.nonce, 'base64'), {
    authTagLength: 16,
  });
  try {
    decipher.setAAD(boundTo(migrationId, keyId, sealed)).setAuthTag(Buffer.from(sealed.tag, 'base64'));
    const text = Buffer.concat([decipher.update(sealed.text, 'base64'), decipher.final()]).toString('utf8');
    return credentialsSchema.parse(JSON.parse(text));
  } catch (error) {
    // Node says no more than that the tag did not fit, or that it is no tag; whatever it was, the row is not ours.
    throw new AppError(ErrorCode.VaultTampered, { mailbox, side }, { cause: error });
  }
}

function keyOf(ring: KeyRing, keyId: string, { mailbox, side }: Pick<CredentialsVersion, 'mailbox' | 'side'>): Buffer {
  const key = ring.keys.get(keyId);
  if (key === undefined) throw new AppError(ErrorCode.VaultKeyUnknown, { mailbox, side, keyId });
  return key;
}

/** As JSON, so that no choice of names can make two places read the same. */
function boundTo(migrationId: string, keyId: string, { mailbox, side, version }: CredentialsVersion): Buffer {
  return Buffer.from(JSON.stringify(['vault', 1, keyId, migrationId, mailbox, side, version]));
}

function entryPrefix(migrationId: string): string {
  return `vault:${keyPart(migrationId)}:`;
}

function entryKey(migrationId: string, mailbox: string, side: Side): string {
  return `${entryPrefix(migrationId)}${keyPart(mailbox)}:${side}`;
}

/** Outlives `forget`: credentials that come back are new ones, to be tried again. */
function counterKey(migrationId: string): string {
  return `vault-counter:${keyPart(migrationId)}`;
}

function parseCounter(migrationId: string, row: string): number {
  return parseRow(counterKey(migrationId), row, (value) => z.int().nonnegative().parse(value));
}

function parseSealed(key: string, row: string): Sealed {
  return parseRow(key, row, (value) => sealedSchema.parse(value));
}
