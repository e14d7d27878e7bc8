import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { AppError, ErrorCode } from '../../errors.ts';
import { ExitCode } from '../io.ts';
import { CommandRefused } from '../refusal.ts';
import { mailTexts } from './texts.ts';

/** A new file that its owner alone can read; one that exists is not written over. Throws file-unwritable. */
export function writePrivately(file: string, text: string): void {
  let handle: number;
  try {
    handle = openSync(file, 'wx', 0o600);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new CommandRefused((lang) => [mailTexts(lang).fileExists(file)], ExitCode.Refused);
    throw new AppError(ErrorCode.FileUnwritable, { path: file }, { cause: error });
  }
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } catch (error) {
    throw new AppError(ErrorCode.FileUnwritable, { path: file }, { cause: error });
  } finally {
    closeSync(handle);
  }
}
