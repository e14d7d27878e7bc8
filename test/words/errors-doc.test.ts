import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { errorsDoc } from '../../scripts/errors-doc.ts';
import { ErrorCode } from '../../src/errors.ts';
import { REFUSALS } from '../../src/migration/refusals.ts';
import { failures } from '../../src/words/locales/en/failures.ts';

const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'errors.md'), 'utf8');

test('docs/errors.md is what the catalogue says; `node scripts/errors-doc.ts` writes it anew', () => {
  expect(page).toBe(errorsDoc());
});

test('it has every refusal, failure and error, once, and nothing else', () => {
  const codes = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, code]) => code);
  expect(codes.sort()).toEqual([...REFUSALS, ...Object.keys(failures), ...Object.values(ErrorCode)].sort());
});

test('it shows no template of ours', () => {
  expect(page).not.toMatch(/\{\{|\}\}|undefined/);
});
