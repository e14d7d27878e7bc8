import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import { isBusy, sqliteError } from './sqlite-errors.ts';

export type Lease = { readonly release: () => void };

/**
 * One process at a time. The lease is an exclusive transaction on a small database beside the real one, so the
 * operating system ends it with the process, however that dies; and the real one stays readable to backup tools.
 * Throws store-in-use (with the holder, where it left its name), store-not-writable.
 */
export function takeLease(databasePath: string, startedAt: number): Lease {
  const path = `${databasePath}.lock`;
  const holderPath = `${path}.json`;
  const lock = lockExclusively(path, holderPath);
  try {
    writeFileSync(holderPath, JSON.stringify({ pid: process.pid, host: hostname(), startedAt }));
  } catch (error) {
    lock.close();
    throw new AppError(ErrorCode.StoreNotWritable, { path: holderPath }, { cause: error });
  }
  return {
    release: () => {
      rmSync(holderPath, { force: true });
      lock.close();
    },
  };
}

function lockExclusively(path: string, holderPath: string): DatabaseSync {
  const lock = openLock(path);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new AppError(ErrorCode.StoreInUse, { path, ...holder(holderPath) }, { cause: error });
    throw sqliteError(error, path);
  }
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw sqliteError(error, path);
  }
}

const holderSchema = z.object({ pid: z.number(), host: z.string(), startedAt: z.number() });

/** The name that the holder left is a courtesy: without it, the refusal stands all the same. */
function holder(path: string): { readonly pid?: number; readonly host?: string; readonly startedAt?: string } {
  try {
    const { pid, host, startedAt } = holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { pid, host, startedAt: new Date(startedAt).toISOString() };
  } catch (error) {
    if (error instanceof Error) return {};
    throw error;
  }
}
