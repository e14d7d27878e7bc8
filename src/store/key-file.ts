import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { AppError, ErrorCode } from '../errors.ts';
import { makeDirectory } from './directory.ts';

/** What is in the key file; undefined where there is none. Throws vault-key-exposed, vault-key-unreadable. */
export function readKeyFile(file: string): string | undefined {
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

/**
 * Makes the key file with this in it, whole or not at all, and answers what is in it now: another process may have been
 * quicker, and its keys count. Throws vault-key-unreadable.
 */
export function makeKeyFile(file: string, text: string): string {
  const made = `${file}.${process.pid}`;
  try {
    makeDirectory(path.dirname(file));
    writeWhole(made, text);
    try {
      // Unlike a rename, it never takes the place of a file that is there.
      linkSync(made, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    } finally {
      rmSync(made, { force: true });
    }
    syncDirectory(path.dirname(file));
  } catch (error) {
    throw new AppError(ErrorCode.VaultKeyUnreadable, { path: file }, { cause: error });
  }
  return readKeyFile(file) ?? text;
}

/**
 * Puts this in the place of what the key file holds, at once and on the disk: at any moment, and after a crash, there is
 * the old file or the new one. For whoever holds the store alone. Throws vault-key-unwritable.
 */
export function replaceKeyFile(file: string, text: string): void {
  try {
    // A link, as of a mounted volume, stays one.
    const real = realpathSync(file);
    const next = `${real}.new`;
    writeWhole(next, text);
    renameSync(next, real);
    syncDirectory(path.dirname(real));
  } catch (error) {
    throw new AppError(ErrorCode.VaultKeyUnwritable, { path: file }, { cause: error });
  }
}

/** What an interrupted write left goes first: a file of that name is never written through. */
function writeWhole(file: string, text: string): void {
  rmSync(file, { force: true });
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    fchmodSync(descriptor, 0o600);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A name is on the disk when its directory is. Windows does not open directories, and needs it not. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
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
