import { z } from 'zod';
import type { Side } from '../migration/observations.ts';
import { listAll, type StoreAdapter } from './adapter.ts';
import type { Credentials } from './credentials.ts';
import type { KeyRing } from './key-ring.ts';
import { toRow } from './keyv.ts';
import { parseRow } from './rows.ts';
import { type CredentialsVersion, counterKey, entryKey, entryPrefix, parseSealed, seal, unseal } from './sealed.ts';

export type { CredentialsVersion } from './sealed.ts';
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
  /** Removes all of a migration's credentials. Answers how many there were. Their bytes leave the files with `scrub`. */
  readonly forget: (migrationId: string) => Promise<number>;
  /** What was forgotten leaves the files as well. False: a backup reads them just now; to be tried again. */
  readonly scrub: () => Promise<boolean>;
};

/**
 * A vault on the store. Each entry is sealed with AES-256-GCM under the ring's current key, its place (migration,
 * mailbox, side) and version authenticated with it: a row that is altered, or copied to another mailbox, does not open.
 * A ring that is given as a function is fetched when something is sealed or opened, and not for what needs no key: after
 * a rotation that is the new one.
 */
export function createVault(adapter: StoreAdapter, ring: KeyRing | (() => KeyRing)): Vault {
  const ringOf = typeof ring === 'function' ? ring : () => ring;
  return {
    async put(migrationId, mailbox, side, credentials) {
      const stored = await putAll(adapter, ringOf, migrationId, [{ ...credentials, mailbox, side }]);
      return Math.max(...stored.map(({ version }) => version));
    },

    putAll: async (migrationId, entries) => putAll(adapter, ringOf, migrationId, entries),

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

    scrub: () => adapter.scrub(),
  };
}

async function putAll(
  adapter: StoreAdapter,
  ringOf: () => KeyRing,
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
          value: toRow(seal(ringOf(), migrationId, { mailbox, side, version: last + 1 + index }, credentials)),
        })),
      ],
      deletes: [],
    });
    if (outcome === 'committed') return stored;
  }
}

function parseCounter(migrationId: string, row: string): number {
  return parseRow(counterKey(migrationId), row, (value) => z.int().nonnegative().parse(value));
}
