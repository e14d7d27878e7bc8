import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { doctorHelp } from '../../src/cli/doctor/help.ts';
import { runHere } from './processes.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'doctor-help-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('doctor --help explains doctor, in either language, and looks at nothing', async () => {
  const ended = await runHere(path.join(home, 'data'), ['doctor', '--help', '--lang', 'en']);
  expect(ended).toMatchObject({ status: 0, err: '' });
  expect(ended.out).toContain(doctorHelp.en);
  expect(ended.out).toContain('--mail-domain');
  const japanese = await runHere(path.join(home, 'data'), ['doctor', '--lang', 'ja', '--help']);
  expect(japanese.out).toContain(doctorHelp.ja);
  expect(readdirSync(home)).toEqual([]);
});

test('each line of it names the same things in both languages', () => {
  const named = (text: string): readonly string[] => text.match(/--[a-z-]+|Slack|DNS|Node|port 25|25番ポート/g) ?? [];
  expect(new Set(named(doctorHelp.en)).size).toBe(new Set(named(doctorHelp.ja)).size);
});
