import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { StorageConfig, VaultKeySource } from '../../config.ts';
import { ErrorCode, isAppError } from '../../errors.ts';
import { loadKeyRing } from '../../store/key-ring.ts';
import { type Finding, ok, problem } from './finding.ts';

const OLDEST_NODE = 24;

/** Whether this Node runs TypeScript as the bot is written. */
export function lookAtNode(version: string): Finding {
  const major = Number(version.split('.', 1)[0]);
  return major >= OLDEST_NODE ? ok('node', 'node-ok', { version }) : problem('node', 'node-old', { version });
}

/** Writes to the data directory, or to the one that it would be made in, and takes it back: rights alone do not tell. */
export function lookAtDataDirectory({ dataDir }: StorageConfig): Finding {
  try {
    const there = existsSync(dataDir);
    rmSync(mkdtempSync(path.join(nearestExisting(dataDir), 'doctor-')), { recursive: true });
    return ok('data', there ? 'data-ok' : 'data-new', { path: dataDir });
  } catch (error) {
    return problem('data', 'data-bad', { path: dataDir, reason: codeOf(error) });
  }
}

/** The vault's key, where there is one; none is made here. */
export function lookAtVaultKey(source: VaultKeySource): Finding {
  if (source.from === 'environment') return ok('key', 'key-env');
  if (!existsSync(source.path)) return ok('key', 'key-new', { path: source.path });
  try {
    loadKeyRing(source);
    return ok('key', 'key-file', { path: source.path });
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code !== ErrorCode.VaultKeyExposed)
      return problem('key', 'key-bad', { path: source.path, reason: error.code });
    return problem('key', 'key-exposed', { path: source.path, mode: String(error.details.mode) });
  }
}

function nearestExisting(directory: string): string {
  return existsSync(directory) ? directory : nearestExisting(path.dirname(directory));
}

/** The system's code of a failed call; whatever else was thrown is a mistake of ours and goes on. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  throw error;
}
