import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { MailError } from './mail-error.ts';

/** A message on disk that is not yet called one: its bytes are safe, its name is still to be given. */
export type Stored = {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly keepAs: (file: string) => Promise<void>;
  readonly discard: () => Promise<void>;
};

/** Makes a directory that its owner alone may enter. Another thing of that name, a link among them, is refused. */
export async function makePrivate(directory: string): Promise<void> {
  await onDisk(async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const seen = await lstat(directory);
    if (!seen.isDirectory()) throw new MailError('disk-failed', `${path.basename(directory)} is no directory`);
    await chmod(directory, 0o700);
  });
}

/** Writes what comes, piece by piece, and waits until the disk has it. Whatever breaks off leaves nothing behind. */
export async function storePieces(
  directory: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Stored> {
  const part = path.join(directory, '.part');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const discard = () => onDisk(() => rm(part, { force: true }));
  await discard();
  const handle = await onDisk(() => open(part, 'wx', 0o600));
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      sizeBytes += piece.length;
      // `write` may take a part of it; this takes all.
      await onDisk(() => handle.appendFile(piece));
    }
    await onDisk(() => handle.sync());
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
  await onDisk(() => handle.close());
  return {
    sizeBytes,
    sha256: hash.digest('hex'),
    keepAs: (file) => onDisk(() => rename(part, file)),
    discard,
  };
}

export type Digested = { readonly sizeBytes: number; readonly sha256: string };

/** Size and digest of a file as it is read back; undefined where there is none. */
export async function digestFile(file: string): Promise<Digested | undefined> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  try {
    for await (const piece of piecesOf(file)) {
      hash.update(piece);
      sizeBytes += piece.length;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw diskError(error);
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}

const PIECE_BYTES = 256 * 1024;

export async function* piecesOf(file: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES }))
    if (Buffer.isBuffer(piece)) yield piece;
}

/** What was renamed is safe only when its directory is. */
export async function syncDirectory(directory: string): Promise<void> {
  await onDisk(async () => {
    const handle = await open(directory, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Does something with files; rejects with MailError `disk-full` or `disk-failed`. */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error);
  }
}

function diskError(error: unknown): unknown {
  if (error instanceof MailError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return new MailError(isFull ? 'disk-full' : 'disk-failed', code);
}
