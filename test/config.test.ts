import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  ConfigError,
  type ConfigProblem,
  type Environment,
  loadConfig,
  loadStorageConfig,
  readEnvironment,
} from '../src/config.ts';
import { VARIABLES } from '../src/config-variables.ts';

const SOCKET = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' } satisfies Environment;
const HTTP = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '0123456789abcdef0123' } satisfies Environment;

describe('loadConfig', () => {
  it('needs two tokens for Socket Mode, and has a default for all else', () => {
    expect(loadConfig(SOCKET)).toEqual({
      slack: { botToken: 'xoxb-1', connection: { mode: 'socket', appToken: 'xapp-1' } },
      dataDir: path.resolve('data'),
      database: { kind: 'sqlite', path: path.resolve('data/bot.sqlite') },
      vaultKey: { from: 'file', path: path.resolve('data/vault.key') },
      logLevel: 'info',
      siteResolvers: [],
      privateNetworks: [],
      rootHints: [],
      teamTimeZone: 'UTC',
      health: { host: '127.0.0.1', port: 8080 },
    });
  });

  it('tells of both tokens at once when nothing is set', () => {
    expect(() => loadConfig({})).toThrow(/SLACK_BOT_TOKEN[\s\S]*SLACK_APP_TOKEN/);
  });

  it('listens on a port with a signing secret', () => {
    expect(loadConfig(HTTP).slack.connection).toEqual({
      mode: 'http',
      signingSecret: HTTP.SLACK_SIGNING_SECRET,
      port: 3000,
    });
    expect(loadConfig({ ...HTTP, PORT: '8080' }).slack.connection).toMatchObject({ port: 8080 });
  });

  it('lets the health pages listen elsewhere', () => {
    const elsewhere = { ...SOCKET, HEALTH_PORT: '0', HEALTH_HOST: '::' };
    expect(loadConfig(elsewhere).health).toEqual({ host: '::', port: 0 });
    expect(() => loadConfig({ ...SOCKET, HEALTH_HOST: 'localhost' })).toThrow('HEALTH_HOST');
    expect(() => loadConfig({ ...SOCKET, HEALTH_PORT: '70000' })).toThrow('HEALTH_PORT');
  });

  it('takes Socket Mode when both are given', () => {
    expect(loadConfig({ ...HTTP, ...SOCKET }).slack.connection.mode).toBe('socket');
  });

  it('keeps database and key in DATA_DIR unless they are named', () => {
    expect(loadConfig({ ...SOCKET, DATA_DIR: '/var/lib/bot' })).toMatchObject({
      database: { path: '/var/lib/bot/bot.sqlite' },
      vaultKey: { path: '/var/lib/bot/vault.key' },
    });
    expect(loadConfig({ ...SOCKET, DATABASE_URL: 'sqlite:/srv/b.sqlite', VAULT_KEY_FILE: '/etc/v.key' })).toMatchObject(
      {
        database: { path: '/srv/b.sqlite' },
        vaultKey: { from: 'file', path: '/etc/v.key' },
      },
    );
  });

  it('reads the lists', () => {
    const config = loadConfig({
      ...SOCKET,
      SITE_RESOLVERS: '192.0.2.53, 2001:db8::53',
      ROOT_HINTS: 'A.Root.example.=192.0.2.1 192.0.2.2',
    });
    expect(config.siteResolvers).toEqual(['192.0.2.53', '2001:db8::53']);
    expect(config.rootHints).toEqual([
      { name: 'a.root.example', address: '192.0.2.1' },
      { name: '192.0.2.2', address: '192.0.2.2' },
    ]);
  });

  it('treats an empty variable as one that is not set', () => {
    expect(loadConfig({ ...HTTP, SLACK_APP_TOKEN: '', PORT: ' ' }).slack.connection).toMatchObject({
      mode: 'http',
      port: 3000,
    });
  });

  it('lists everything that is missing at once, each with its purpose and where to get it', () => {
    const problems = problemsOf({});
    expect(problems.map((problem) => problem.variable)).toContain('SLACK_BOT_TOKEN');
    expect(problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1' }).map((problem) => problem.variable)).toEqual(['SLACK_APP_TOKEN']);
    const message = messageOf({ SLACK_BOT_TOKEN: 'xoxp-1', PORT: 'x', SLACK_APP_TOKEN: 'xoxb-1', LOG_LEVEL: 'loud' });
    for (const name of ['SLACK_BOT_TOKEN', 'PORT', 'SLACK_APP_TOKEN', 'LOG_LEVEL']) {
      const variable = VARIABLES.find((one) => one.name === name);
      expect(message).toContain(`${name}: `);
      expect(message).toContain(variable?.purpose);
      expect(message).toContain(variable?.howToGet);
    }
  });

  it.each<[string, Environment, RegExp]>([
    ['PostgreSQL', { DATABASE_URL: 'postgres://db/bot' }, /comes later/],
    ['another database', { DATABASE_URL: 'mysql://db/bot' }, /sqlite:/],
    ['a database in memory', { DATABASE_URL: 'sqlite::memory:' }, /lose every migration/],
    ['a short key', { VAULT_KEY: Buffer.alloc(16).toString('base64') }, /32 bytes/],
    ['a key that is no base64', { VAULT_KEY: '*'.repeat(43) }, /32 bytes/],
    ['a port out of range', { PORT: '70000' }, /not a port/],
    ['a network with too long a prefix', { PRIVATE_NETWORKS: '10.0.0.0/33' }, /no address or network/],
    ['a network by name', { PRIVATE_NETWORKS: '10.0.0.0/8 office.example' }, /no address or network/],
    ['a resolver by name', { SITE_RESOLVERS: 'dns.example.com' }, /not a list of IPv4 or IPv6 addresses/],
    ['a root hint without address', { ROOT_HINTS: 'a.root.example=here' }, /no IPv4 or IPv6 address/],
    ['a time zone that does not exist', { TEAM_TIME_ZONE: 'Mars/Olympus' }, /time zone/],
    ['an API address over plain HTTP elsewhere', { SLACK_API_URL: 'http://slack.example.com/api/' }, /https/],
  ])('refuses %s', (_, environment, problem) => {
    const problems = problemsOf({ ...HTTP, ...environment });
    expect(problems.map((one) => one.variable)).toEqual(Object.keys(environment));
    expect(problems[0]?.problem).toMatch(problem);
  });

  it('allows an emulator on this machine over plain HTTP', () => {
    const url = 'http://127.0.0.1:4003/api/';
    expect(loadConfig({ ...SOCKET, SLACK_API_URL: url }).slack.apiUrl).toBe(url);
  });

  it('never shows a secret in its message', () => {
    expect(
      messageOf({ SLACK_BOT_TOKEN: 'hunter2', SLACK_SIGNING_SECRET: 'hunter2', VAULT_KEY: 'hunter2' }),
    ).not.toContain('hunter2');
  });
});

describe('loadStorageConfig', () => {
  it('asks for nothing of Slack', () => {
    expect(loadStorageConfig({ DATA_DIR: '/var/lib/bot' }).dataDir).toBe('/var/lib/bot');
  });
});

describe('readEnvironment', () => {
  it('puts the file beneath what is set, and does not mind its absence', () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'env-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = path.join(directory, '.env');
    expect(readEnvironment({ PORT: '1' }, file)).toEqual({ PORT: '1' });
    writeFileSync(file, '# tokens\nSLACK_BOT_TOKEN="xoxb-1"\nPORT=2\n');
    expect(readEnvironment({ PORT: '1' }, file)).toEqual({ PORT: '1', SLACK_BOT_TOKEN: 'xoxb-1' });
  });
});

function errorOf(environment: Environment): ConfigError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function problemsOf(environment: Environment): readonly ConfigProblem[] {
  return errorOf(environment).problems;
}

function messageOf(environment: Environment): string {
  return errorOf(environment).message;
}
