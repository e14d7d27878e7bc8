import { AppError, ErrorCode } from '../errors.ts';

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) that a person can do something about. */
const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [3, ErrorCode.StoreNotWritable], // SQLITE_PERM
  [5, ErrorCode.StoreBusy], // SQLITE_BUSY
  [6, ErrorCode.StoreBusy], // SQLITE_LOCKED
  [8, ErrorCode.StoreNotWritable], // SQLITE_READONLY
  [11, ErrorCode.StoreDamaged], // SQLITE_CORRUPT
  [13, ErrorCode.StoreFull], // SQLITE_FULL
  [14, ErrorCode.StoreNotWritable], // SQLITE_CANTOPEN
  [26, ErrorCode.StoreDamaged], // SQLITE_NOTADB
]);

/** What a failure of `node:sqlite` means; whatever is no failure of the database is thrown on as it is. */
export function sqliteError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  if (!(error instanceof Error)) throw error;
  const primary = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  const code = (primary === undefined ? undefined : CODES.get(primary)) ?? ErrorCode.StoreFailed;
  return new AppError(code, { path }, { cause: error });
}

export function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
  );
}
