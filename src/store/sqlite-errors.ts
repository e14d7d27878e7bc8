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

/** What to throw for a caught value: a failure of `node:sqlite` as an error of the catalogue, anything else as it is. */
export function sqliteError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  return code === undefined ? error : new AppError(code, { path }, { cause: error });
}

function codeOf(error: unknown): ErrorCode | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  // A closed database is no result of SQLite's: Node itself refuses.
  if (error.code === 'ERR_INVALID_STATE') return ErrorCode.StoreFailed;
  if (error.code !== 'ERR_SQLITE_ERROR') return undefined;
  const primary = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
  return CODES.get(primary) ?? ErrorCode.StoreFailed;
}

export function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
  );
}
