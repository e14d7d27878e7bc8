import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const SRC = path.resolve(import.meta.dirname, '../../src');

/** What a rule on modules cannot see: which of a module's names are used, and what is global. */
const IMPURE =
  /\b(Date\.now|Math\.random|process\.|performance\.|setTimeout|setInterval|fetch|console\.|crypto\.)|new Date\(\)/;
const DIALS: readonly (readonly [module: string, forbidden: RegExp])[] = [
  ['net', /\b(connect|createConnection|createServer|Server)\b/],
  ['tls', /\b(connect|createServer)\b/],
  ['dns', /\b(?!getServers\b)\w+/],
  ['dns/promises', /\w/],
];

/** Lines of code that offend, as "file: line". */
function offences(text: string, isOffence: (line: string) => boolean): readonly string[] {
  return withoutComments(text)
    .split('\n')
    .map((line) => line.trim())
    .filter(isOffence);
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

const isImpure = (line: string): boolean => IMPURE.test(line);

function dials(line: string): boolean {
  const [, type, names = '', module] = /^import (type )?(.*) from '(?:node:)?([^']+)'/.exec(line) ?? [];
  if (type !== undefined || module === undefined) return false;
  return DIALS.some(([one, forbidden]) => one === module && forbidden.test(names.replace(/\btype \w+/g, '')));
}

function everyFile(room: string, isOffence: (line: string) => boolean): readonly string[] {
  const files = readdirSync(path.join(SRC, room), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(0);
  return files.flatMap((file) =>
    offences(readFileSync(path.join(SRC, room, file), 'utf8'), isOffence).map((line) => `${room}/${file}: ${line}`),
  );
}

describe('what imports do not show', () => {
  it('the core uses no clock, no chance and nothing else that is global', () => {
    expect(everyFile('migration', isImpure)).toEqual([]);
    expect(offences('const a = Date.now(); // Date.now\nconst b = new Date(now);\n/* fetch */', isImpure)).toEqual([
      'const a = Date.now();',
    ]);
    expect(offences('const id = Math.random();\nconst at = new Date();', isImpure)).toHaveLength(2);
  });

  it.each(['dns', 'mail', 'service'])('%s dials nothing by itself and does not ask the system resolver', (room) => {
    expect(everyFile(room, dials)).toEqual([]);
  });

  it('the scan sees an own connection and an own lookup, and lets types and mere parsing be', () => {
    const lines = [
      "import { connect } from 'node:tls';",
      "import net, { createConnection, isIP } from 'node:net';",
      "import { lookup } from 'node:dns';",
      "import { Resolver } from 'node:dns/promises';",
    ];
    expect(offences(lines.join('\n'), dials)).toEqual(lines);
    const fine = [
      "import { isIP, type Server } from 'node:net';",
      "import { getServers } from 'node:dns';",
      "import type { connect } from 'node:tls';",
    ];
    expect(offences(fine.join('\n'), dials)).toEqual([]);
  });
});
