import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/metrics.ts';
import { startHealth } from '../../src/web/health.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

const Names = z.record(z.string(), z.string());
const Manifest = z.object({ dependencies: Names, devDependencies: Names });
const Flag = z.boolean().default(false);
const Locked = z.object({ dev: Flag, optional: Flag, devOptional: Flag, dependencies: Names.optional() });
const Lock = z.object({ packages: z.record(z.string(), Locked) });

type Instruction = { readonly name: string; readonly rest: string };

/** One entry a build stage, its instructions in order, continued lines joined. */
function stagesOf(dockerfile: string): readonly (readonly Instruction[])[] {
  const lines = dockerfile
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^\s*([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    if (name !== '') stages.at(-1)?.push({ name, rest: rest.trim() });
  }
  return stages;
}

const stages = stagesOf(read('Dockerfile'));
const image = stages.at(-1) ?? [];
const all = (name: string): readonly string[] => image.filter((one) => one.name === name).map((one) => one.rest);

describe('the container image', () => {
  it('is built in two stages on the slim image of the Node that package.json asks for', () => {
    expect(stages.map(([from]) => from?.rest)).toEqual(['node:24-slim AS packages', 'node:24-slim']);
    expect(JSON.parse(read('package.json')).engines.node).toBe('>=24');
  });

  it('installs exactly the locked packages, none of them for development', () => {
    const install = stages[0]?.find((one) => one.name === 'RUN')?.rest ?? '';
    expect(install).toMatch(/^npm ci --omit=dev --omit=optional /);
    const { dependencies, devDependencies } = Manifest.parse(JSON.parse(read('package.json')));
    const { packages } = Lock.parse(JSON.parse(read('package-lock.json')));
    const installed = Object.entries(packages).filter(
      ([place, one]) => place !== '' && !one.dev && !one.optional && !one.devOptional,
    );
    const places = installed.map(([place]) => place);
    for (const name of Object.keys(dependencies)) expect(places).toContain(`node_modules/${name}`);
    // A package may be wanted by both: @types/node is a dependency of Slack's own packages.
    const wanted = new Set(installed.flatMap(([, one]) => Object.keys(one.dependencies ?? {})));
    const forDevelopment = Object.keys(devDependencies).filter((name) => !wanted.has(name));
    expect(forDevelopment).toContain('node');
    for (const name of forDevelopment) expect(places).not.toContain(`node_modules/${name}`);
  });

  it('runs as nobody special, on a volume that is its own, without a shell or npm in between', () => {
    expect(all('USER')).toEqual(['node']);
    expect(all('VOLUME')).toEqual(['/data']);
    expect(all('RUN').join()).toContain('chown node:node /data');
    const { scripts } = z.object({ scripts: z.object({ start: z.string() }) }).parse(JSON.parse(read('package.json')));
    expect(all('CMD')).toEqual([JSON.stringify(scripts.start.split(' ')).replaceAll(',', ', ')]);
    const order = image.map((one) => one.name);
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'));
    expect(order.indexOf('USER')).toBeLessThan(order.indexOf('CMD'));
  });

  it('holds the sources and what they need, and the builder is sent no more than that', () => {
    const copied = stages.flat().filter((one) => one.name === 'COPY' && !one.rest.startsWith('--from'));
    const names = new Set(copied.flatMap((one) => one.rest.split(/\s+/).slice(0, -1)));
    for (const name of names) expect(existsSync(path.join(ROOT, name)), name).toBe(true);
    const [everything, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(everything).toBe('*');
    expect(new Set(allowed.map((line) => line.replace(/^!/, '')))).toEqual(names);
  });

  it('its health check passes against the health page, and fails against none', async () => {
    const check = z.array(z.string()).parse(JSON.parse(all('HEALTHCHECK')[0]?.replace(/^.*?CMD /, '') ?? '[]'));
    const health = await startHealth({
      host: '127.0.0.1',
      port: 0,
      version: '0',
      checks: async () => [],
      metrics: createMetrics(),
      log: { warn: () => {} },
      now: () => 0,
    });
    expect(await runCheck(check, health.port)).toBe(0);
    await health.close();
    expect(await runCheck(check, health.port)).toBe(1);
  });
});

function runCheck([command, ...args]: readonly string[], port: number): Promise<number | null> {
  expect(command).toBe('node');
  const child = spawn(process.execPath, args, { env: { ...process.env, HEALTH_PORT: String(port) }, stdio: 'ignore' });
  return new Promise((resolve) => child.once('close', resolve));
}
