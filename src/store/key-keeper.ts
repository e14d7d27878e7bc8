import type { VaultKeySource } from '../config.ts';
import type { Instant } from '../migration/time.ts';
import type { StoreAdapter } from './adapter.ts';
import { replaceKeyFile } from './key-file.ts';
import { type KeyRing, loadKeyRing, newKeyRing, writeRing } from './key-ring.ts';
import { type Resealed, reseal } from './reseal.ts';

/** What became of a rotation. `unopened`: mailboxes whose rows open with no key of the ring, and stay as they are. */
export type Rotated =
  | (Resealed & {
      readonly outcome: 'rotated';
      /** An earlier rotation was interrupted, and this one has seen it to its end with the key that it made. */
      readonly finished: boolean;
      /** Keys before the current one that stay on the ring, for backups of the database. */
      readonly older: number;
    })
  /** The key is a variable, which no process can change: all rows are under it now, or there is no other to take over from. */
  | (Resealed & { readonly outcome: 'by-variables'; readonly older: number });

export type Dropped =
  | (Resealed & {
      readonly outcome: 'dropped';
      readonly dropped: number;
      /** Backups of the database from before this moment open no more; undefined where the ring does not say. */
      readonly since?: Instant | undefined;
    })
  | { readonly outcome: 'by-variables' };

/** The one that holds the vault's keys while a process runs, and changes them. */
export type KeyKeeper = {
  /** The ring as it stands; loaded, and made where there is none, when it is first asked for. */
  readonly ring: () => KeyRing;
  /**
   * A new current key, and every row sealed under it; keys before it stay. May be interrupted anywhere and run again.
   * Throws vault-key-unwritable and what loading throws.
   */
  readonly rotate: () => Promise<Rotated>;
  /** Takes every key but the current one off the ring, once no row needs them. */
  readonly dropOld: () => Promise<Dropped>;
};

/** For the process that holds the store: nobody else writes the key file. */
export function createKeyKeeper(source: VaultKeySource, adapter: StoreAdapter, now: () => Instant): KeyKeeper {
  let known: KeyRing | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** First on the disk, then used: a row is never sealed under a key that a crash could lose. */
  const replace = (file: string, ring: KeyRing): KeyRing => {
    replaceKeyFile(file, writeRing(ring));
    known = ring;
    return ring;
  };
  /** As it is on the disk: an administrator may have brought a key back for a restored backup. */
  const reload = (): KeyRing => {
    known = loadKeyRing(source);
    return known;
  };
  /** One after the other: two at once would each wait for the other's rows. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  };

  return {
    ring: () => known ?? reload(),

    rotate: () =>
      inTurn(async () => {
        const before = reload();
        if (source.from === 'environment')
          return { outcome: 'by-variables', older: before.keys.size - 1, ...(await reseal(adapter, before)) };
        const finished = before.rotating === true;
        const ring = finished ? before : replace(source.path, newKeyRing(before, now()));
        const resealed = await reseal(adapter, ring);
        const { rotating: _, ...over } = ring;
        replace(source.path, over);
        return { outcome: 'rotated', finished, older: ring.keys.size - 1, ...resealed };
      }),

    dropOld: () =>
      inTurn(async () => {
        if (source.from === 'environment') return { outcome: 'by-variables' };
        const { rotating: _, ...ring } = reload();
        const resealed = await reseal(adapter, ring);
        const kept = new Map([...ring.keys].filter(([id]) => id === ring.currentKeyId));
        // A row that opens with no key may still be the reason why an old one was kept.
        const dropped = resealed.unopened.length > 0 ? 0 : ring.keys.size - kept.size;
        if (dropped > 0) replace(source.path, { ...ring, keys: kept });
        return { outcome: 'dropped', dropped, since: ring.currentSince, ...resealed };
      }),
  };
}
