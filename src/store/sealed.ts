import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import type { Side } from '../migration/observations.ts';
import { keyPart } from './adapter.ts';
import { type Credentials, credentialsSchema } from './credentials.ts';
import type { KeyRing } from './key-ring.ts';
import { parseRow } from './rows.ts';

/** Which credentials a mailbox has on a server; `version` says whether they are still the ones tried. */
export type CredentialsVersion = { readonly mailbox: string; readonly side: Side; readonly version: number };

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
/** Credentials as a row of the store holds them. */
export type Sealed = z.infer<typeof sealedSchema>;

/** Seals with the ring's current key, place and version authenticated with it. */
export function seal(ring: KeyRing, migrationId: string, place: CredentialsVersion, credentials: Credentials): Sealed {
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

/** Throws vault-key-unknown, vault-tampered. */
export function unseal(ring: KeyRing, migrationId: string, sealed: Sealed): Credentials {
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

/** All credentials of all migrations. */
export const ENTRIES = 'vault:';

export function entryPrefix(migrationId: string): string {
  return `${ENTRIES}${keyPart(migrationId)}:`;
}

export function entryKey(migrationId: string, mailbox: string, side: Side): string {
  return `${entryPrefix(migrationId)}${keyPart(mailbox)}:${side}`;
}

/** Whose row it is, as its key says, which is what it is bound to. */
export function entryPlace(key: string): {
  readonly migrationId: string;
  readonly mailbox: string;
  readonly side: Side;
} {
  const [migrationId = '', mailbox = '', side = ''] = key.slice(ENTRIES.length).split(':').map(decodeURIComponent);
  return { migrationId, mailbox, side: side === 'new' ? 'new' : 'old' };
}

/** Outlives `forget`: credentials that come back are new ones, to be tried again. */
export function counterKey(migrationId: string): string {
  return `vault-counter:${keyPart(migrationId)}`;
}

export function parseSealed(key: string, row: string): Sealed {
  return parseRow(key, row, (value) => sealedSchema.parse(value));
}
