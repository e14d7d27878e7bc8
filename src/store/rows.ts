import { ZodError } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import { fromRow } from './keyv.ts';

/** The value of a row, parsed: one that does not fit is an error with the row's key, never a value half read. */
export function parseRow<Value>(key: string, row: string, parse: (value: unknown) => Value): Value {
  try {
    return parse(fromRow(key, row));
  } catch (error) {
    if (error instanceof ZodError) throw new AppError(ErrorCode.RowDamaged, { key }, { cause: error });
    throw error;
  }
}
