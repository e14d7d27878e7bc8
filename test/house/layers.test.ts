import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkLayers } from '../../scripts/check.ts';
import { cruiseLayers, type Layers } from '../../scripts/layers.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const trees: string[] = [];

/** A tree of its own with the project's rules and packages, and these files in it. */
function aTree(files: Readonly<Record<string, string>>): string {
  const tree = mkdtempSync(path.join(os.tmpdir(), 'house-'));
  trees.push(tree);
  for (const shared of ['.dependency-cruiser.mjs', 'package.json'])
    cpSync(path.join(ROOT, shared), path.join(tree, shared));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(tree, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
    writeFileSync(path.join(tree, name), text);
  }
  return tree;
}

function aCopyOfSrc(): string {
  const tree = aTree({});
  cpSync(path.join(ROOT, 'src'), path.join(tree, 'src'), { recursive: true });
  return tree;
}

const rulesBroken = (seen: Layers): readonly string[] =>
  seen.kind === 'read' ? seen.offences.map(({ rule, from }) => `${from}: ${rule}`).sort() : [seen.output];

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** One file a room, each importing what it may. */
const CLEAN = {
  'src/errors.ts': 'export const refusal = 1;',
  'src/config-variables.ts': 'export const variables = 1;',
  'src/log.ts': "import pino from 'pino'; export const log = pino();",
  'src/config.ts':
    "import { z } from 'zod'; import { variables } from './config-variables.ts'; export const config = [z, variables];",
  'src/migration/record.ts':
    "import { z } from 'zod'; import { refusal } from '../errors.ts'; export const record = [z, refusal];",
  'src/migration/decide.ts': "import { record } from './record.ts'; export const decide = record;",
  'src/net/dial.ts': "import net from 'node:net'; import { log } from '../log.ts'; export const dial = [net, log];",
  'src/dns/client.ts':
    "import type { Socket } from 'node:net'; import { dial } from '../net/dial.ts'; export type C = Socket; export const ask = dial;",
  'src/mail/imap.ts':
    "import { dial } from '../net/dial.ts'; import { decide } from '../migration/decide.ts'; export const imap = [dial, decide];",
  'src/words/say.ts':
    "import i18next from 'i18next'; import { decide } from '../migration/decide.ts'; export const say = [i18next, decide];",
  'src/service/looks.ts':
    "import { ask } from '../dns/client.ts'; import { imap } from '../mail/imap.ts'; export const looks = [ask, imap];",
  'src/web/health.ts': "import { createServer } from 'node:http'; export const health = createServer;",
  'src/slack/app.ts':
    "import { looks } from '../service/looks.ts'; import { say } from '../words/say.ts'; export const app = [looks, say];",
  'src/run.ts':
    "import { app } from './slack/app.ts'; import { config } from './config.ts'; export const run = [app, config];",
  'src/main.ts': "import { run } from './run.ts'; void run;",
  'rehearsal/main.ts': "import { run } from '../src/run.ts'; export const rehearse = run;",
};

/** Each offence: the file it is planted in, the line, and the rule that must catch it. */
const OFFENCES: readonly (readonly [file: string, line: string, rule: string])[] = [
  [
    'src/migration/up.ts',
    "import { looks } from '../service/looks.ts'; export const up = looks;",
    'upward-from-migration',
  ],
  [
    'src/migration/up-type.ts',
    "import type { C } from '../dns/client.ts'; export type Up = C;",
    'upward-from-migration',
  ],
  ['src/migration/clock.ts', "import { hrtime } from 'node:process'; export const now = hrtime;", 'core-has-no-world'],
  ['src/migration/loud.ts', "import { log } from '../log.ts'; export const loud = log;", 'core-has-no-ground'],
  ['src/migration/package.ts', "import { ulid } from 'ulid'; export const id = ulid;", 'core-has-no-packages'],
  ['src/migration/zod.ts', "import { z } from 'zod'; export const parse = z;", 'core-parses-at-its-edge'],
  ['src/net/up.ts', "import { ask } from '../dns/client.ts'; export const up = ask;", 'upward-from-net'],
  ['src/net/lazy.ts', "export const lazy = () => import('../run.ts');", 'upward-from-net'],
  ['src/store/beside.ts', "import { imap } from '../mail/imap.ts'; export const beside = imap;", 'neighbour-of-store'],
  ['src/dns/up.ts', "export { say } from '../words/say.ts';", 'upward-from-dns-mail-store'],
  [
    'src/words/world.ts',
    "import { readFileSync } from 'node:fs'; export const read = readFileSync;",
    'words-have-no-world',
  ],
  [
    'src/words/mail.ts',
    "import { imap } from '../mail/imap.ts'; export const mail = imap;",
    'words-say-what-the-core-found',
  ],
  ['src/words/package.ts', "import { ulid } from 'ulid'; export const id = ulid;", 'words-use-i18next'],
  ['src/service/up.ts', "import { app } from '../slack/app.ts'; export const up = app;", 'upward-from-service'],
  ['src/web/beside.ts', "import { app } from '../slack/app.ts'; export const beside = app;", 'neighbour-of-web'],
  ['src/metrics.ts', "import { record } from './migration/record.ts'; export const up = record;", 'upward-from-ground'],
  [
    'src/jobs/rehearse.ts',
    "import { rehearse } from '../../rehearsal/main.ts'; export const job = rehearse;",
    'src-is-alone',
  ],
  ['src/jobs/dev.ts', "import fc from 'fast-check'; export const random = fc;", 'no-dev-packages-in-production'],
  ['src/jobs/nowhere.ts', "import { x } from './not-there.ts'; export const job = x;", 'resolvable'],
  ['src/jobs/one.ts', "import { two } from './two.ts'; export const one = two;", 'no-circles'],
  ['src/utils/strings.ts', "import { log } from '../log.ts'; export const strings = log;", 'from-no-such-room'],
];

/** Each test starts the tool anew, which takes its time on a busy machine. */
describe('the floors of the house', { timeout: 60_000 }, () => {
  it('a tree in which every room imports what it may passes, and every file was read', async () => {
    expect(await cruiseLayers(aTree(CLEAN))).toEqual({ kind: 'read', modules: 15, offences: [] });
  });

  it('every planted offence is seen, each by its own rule', async () => {
    const planted = Object.fromEntries(OFFENCES.map(([file, line]) => [file, line]));
    const helper = { 'src/jobs/two.ts': "import type { one } from './one.ts'; export const two: typeof one = 2;" };
    const seen = rulesBroken(await cruiseLayers(aTree({ ...CLEAN, ...planted, ...helper })));
    for (const [file, , rule] of OFFENCES) expect(seen).toContain(`${file}: ${rule}`);
  });

  it('the project as it stands passes', async () => {
    const seen = await cruiseLayers(aCopyOfSrc());
    expect(rulesBroken(seen)).toEqual([]);
    expect(seen.kind === 'read' ? seen.modules : 0).toBeGreaterThan(0);
  });

  it('an upward import planted into a copy of the project fails the check', async () => {
    const tree = aCopyOfSrc();
    mkdirSync(path.join(tree, 'src/slack'), { recursive: true });
    writeFileSync(path.join(tree, 'src/slack/planted.ts'), 'export type Planted = 1;');
    writeFileSync(path.join(tree, 'src/migration/planted.ts'), "export type { Planted } from '../slack/planted.ts';");
    const { passed, output } = await checkLayers(tree);
    expect(passed).toBe(false);
    expect(output).toContain('upward-from-migration: src/migration/planted.ts → src/slack/planted.ts\n');
  });

  it('a clean tree passes the check; one of which nothing was read fails it, and so does a broken configuration', async () => {
    expect(await checkLayers(aTree(CLEAN))).toEqual({ passed: true, output: '' });

    const empty = await checkLayers(aTree({ 'src/readme.txt': '' }));
    expect([empty.passed, empty.output]).toEqual([false, expect.stringMatching(/^0 modules/)]);

    const broken = aTree(CLEAN);
    writeFileSync(path.join(broken, '.dependency-cruiser.mjs'), 'export default { forbidden: 1 };');
    expect((await checkLayers(broken)).passed).toBe(false);
  });
});
