import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqlite, type SqliteAdapter } from '../../src/store/sqlite.ts';

/** A directory that goes with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function temporaryFile(name = 'bot.sqlite'): string {
  return path.join(temporaryDirectory(), name);
}

/** A store that is closed with the test. */
export function openForTest(file = ':memory:'): SqliteAdapter {
  const adapter = openSqlite({ path: file });
  onTestFinished(() => adapter.disconnect());
  return adapter;
}
