import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { overLimits } from '../../src/slack/views/limits.ts';

const DIRECTORY = path.join(import.meta.dirname, 'golden');

/**
 * Holds a message or a view against its golden JSON and against Slack's limits. `UPDATE_GOLDEN=1` writes the golden
 * files anew: read what changed before committing it.
 */
export function expectGolden(name: string, message: unknown): void {
  expect(overLimits(message), name).toEqual([]);
  const file = path.join(DIRECTORY, `${name}.json`);
  const text = `${JSON.stringify(message, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(DIRECTORY, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text, `${name}: as in golden/${name}.json`).toBe(readFileSync(file, 'utf8'));
}
