import Keyv from 'keyv';
import { AppError, ErrorCode } from '../errors.ts';
import type { StoreAdapter } from './adapter.ts';

/**
 * The one Keyv of the program. Its keys are the rows' keys, without a prefix of its own, and every row of the store has
 * its format (see `toRow`), so whatever a commit wrote can be read through it.
 *
 * `throwOnErrors` is what makes it safe: by default Keyv answers `undefined` when the database is away, and that would
 * read as "there is no migration".
 */
export function createKeyv(adapter: StoreAdapter): Keyv {
  return new Keyv({
    store: adapter,
    namespace: '',
    useKeyPrefix: false,
    serialize: JSON.stringify,
    deserialize: JSON.parse,
    throwOnErrors: true,
    emitErrors: false,
  });
}

/** A value as Keyv keeps it in a row. */
export function toRow(value: unknown): string {
  return JSON.stringify({ value });
}

/** The value of a row that Keyv or `toRow` wrote. Throws row-damaged. */
export function fromRow(key: string, row: string): unknown {
  try {
    const parsed: unknown = JSON.parse(row);
    if (typeof parsed === 'object' && parsed !== null && 'value' in parsed) return parsed.value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AppError(ErrorCode.RowDamaged, { key }, { cause: error });
  }
  throw new AppError(ErrorCode.RowDamaged, { key });
}
