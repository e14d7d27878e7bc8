import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { completeLock, missingFromLock, parseLock } from '../../scripts/complete-lock.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

const aLock = (packages: object): string => `${JSON.stringify({ name: 'x', lockfileVersion: 3, packages }, null, 2)}\n`;

describe('package-lock.json', () => {
  it('holds every package for every platform, else npm ci refuses it (mend it: node scripts/complete-lock.ts)', () => {
    expect(missingFromLock(parseLock(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')))).toEqual([]);
  });

  it('what is missing is added in place, with its platform, and nothing else changes', () => {
    const text = aLock({
      '': { name: 'x' },
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: { '@tool/darwin-x64': '1.2.3', '@tool/linux-arm64-musl': '1.2.3' },
      },
      'node_modules/zebra': { version: '1.0.0' },
    });
    const completed = completeLock(text);
    expect(JSON.parse(completed).packages).toMatchObject({
      'node_modules/@tool/darwin-x64': { version: '1.2.3', dev: true, optional: true, os: ['darwin'], cpu: ['x64'] },
      'node_modules/@tool/linux-arm64-musl': { os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
    });
    expect(Object.keys(JSON.parse(completed).packages)).toEqual([
      '',
      'node_modules/@tool/darwin-x64',
      'node_modules/@tool/linux-arm64-musl',
      'node_modules/tool',
      'node_modules/zebra',
    ]);
    expect(missingFromLock(parseLock(completed))).toEqual([]);
    expect(completeLock(completed)).toBe(completed);
  });

  it('a package nested below its parent is not missing; a range that names no version is refused', () => {
    const nested = { 'node_modules/a': { optionalDependencies: { b: '1.0.0' } }, 'node_modules/a/node_modules/b': {} };
    expect(missingFromLock(parseLock(aLock(nested)))).toEqual([]);
    const above = { 'node_modules/a/node_modules/c': { optionalDependencies: { b: '1' } }, 'node_modules/b': {} };
    expect(missingFromLock(parseLock(aLock(above)))).toEqual([]);
    const range = aLock({ 'node_modules/a': { optionalDependencies: { 'b-linux-x64': '^1.0.0' } } });
    expect(() => completeLock(range)).toThrow('names no one version');
  });
});
