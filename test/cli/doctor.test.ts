import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookAtPort25 } from '../../src/cli/doctor/port-25.ts';
import { NEEDED_SCOPES, OPTIONAL_SCOPES } from '../../src/cli/doctor/slack.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loadKeyRing } from '../../src/store/key-ring.ts';
import { ROGUE, startRogue } from '../dns/rogue.ts';
import { startRudeServer } from '../servers/rude-server.ts';
import { answering, examine, isRecursive, type Report, type World } from './doctor/world.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'doctor-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const line = ({ lines }: Report, check: string): string => lines.find((one) => one.includes(`${check}: `)) ?? '';

async function lineOf(check: string, world: World, argv: readonly string[] = []): Promise<string> {
  return line(await examine(world, argv), check);
}

describe('a sound installation', () => {
  it('is told line by line, and has no problem; what was not tested is unknown, never ok', async () => {
    const report = await examine({});
    expect(report.status).toBe(0);
    expect(report.lines.map((one) => one.replaceAll(report.dataDir, 'DATA'))).toEqual([
      `ok       Node: Node ${process.versions.node}.`,
      'ok       configuration: Complete; Slack over Socket Mode.',
      'ok       data directory: DATA is not there yet and can be made.',
      'ok       vault key: DATA/vault.key will be made at the first start. Keep a copy of it apart from the database.',
      'ok       Slack: The bot is @mail-migration in Example.',
      'ok       Slack scopes: All that are needed are granted.',
      'ok       Slack requests: Slack opens a connection for SLACK_APP_TOKEN.',
      'ok       clock: Within 5 s of Slack’s.',
      'ok       private networks: No private address is connected to. If a server of yours has one, PRIVATE_NETWORKS takes it.',
      'ok       DNS over UDP: 15 of 15 resolvers answered, of 12 operators.',
      'ok       DNS over TCP: 15 of 15 resolvers answered, of 12 operators.',
      'ok       DNS, undisturbed: A root server answered for itself.',
      'ok       own resolvers: 192.0.2.99 answered.',
      'unknown  port 25 out: Not tested. Name a domain whose mail server may be called: npm run doctor -- --mail-domain example.com',
      '\nNo problem found.',
    ]);
    expect([...report.slackCalls].sort()).toEqual(['apps.connections.open xapp-app', 'auth.test xoxb-bot']);
    expect(report.lines.join()).not.toMatch(/xoxb-|xapp-app/);
  });

  it('is told in Japanese, every line of it', async () => {
    const { lines } = await examine({}, [], 'ja');
    for (const one of lines) expect(one).toMatch(/[ぁ-ん]/);
    expect(lines.at(-1)).toBe('\n問題は見つかりませんでした。');
  });
});

describe('Slack', () => {
  it('a refused token is a problem, and its scopes are unknown', async () => {
    const report = await examine({ slack: { 'auth.test': { ok: false, error: 'invalid_auth' } } });
    expect(report.status).toBe(1);
    expect(line(report, 'Slack')).toMatch(/^PROBLEM {2}Slack: Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)/);
    expect(line(report, 'Slack scopes')).toMatch(/^unknown/);
    expect(report.lines.at(-1)).toBe('\n1 problem found.');
  });

  it('a missing scope is a problem; a missing optional one is told and is none', async () => {
    expect(await lineOf('Slack scopes', { scopes: 'commands,users:read,im:write' })).toMatch(
      /^PROBLEM.*Missing: chat:write\./,
    );
    const without = await examine({
      scopes:
        'commands, chat:write, users:read, im:write, files:write, channels:read, groups:read, usergroups:read, pins:write',
    });
    expect(line(without, 'Slack scopes')).toMatch(
      /^ok .*does without: files:read, channels:history, groups:history, im:history\./,
    );
    expect(without.status).toBe(0);
    expect(await lineOf('Slack scopes', { scopes: '' })).toMatch(/^unknown/);
  });

  it('knows the scopes of the manifest', () => {
    const manifest = readFileSync(path.resolve(import.meta.dirname, '../../manifest.yml'), 'utf8');
    const scopesUnder = (key: string): readonly string[] => {
      const block = new RegExp(`^    ${key}:\\n((?:      - .*\\n)+)`, 'm').exec(manifest)?.[1] ?? '';
      return [...block.matchAll(/- (\S+)/g)].map((match) => match[1] ?? '');
    };
    expect(scopesUnder('bot')).toEqual(NEEDED_SCOPES);
    expect(scopesUnder('bot_optional')).toEqual(OPTIONAL_SCOPES);
  });

  it('an app-level token that opens no connection is a problem; over HTTP nobody can tell from here', async () => {
    const refused = { 'apps.connections.open': { ok: false, error: 'not_allowed_token_type' } };
    expect(await lineOf('Slack requests', { slack: refused })).toMatch(
      /^PROBLEM.*SLACK_APP_TOKEN \(not_allowed_token_type\)/,
    );
    const overHttp = { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: '0123456789abcdef0123', PORT: '3010' };
    expect(await lineOf('Slack requests', { env: overHttp })).toMatch(/^unknown.*port 3010/);
  });

  it('a Slack that cannot be reached is a problem, and leaves the clock unknown', async () => {
    const report = await examine({ env: { SLACK_API_URL: 'http://127.0.0.1:9/api/' } });
    expect(line(report, 'Slack')).toMatch(/^PROBLEM.*cannot be reached/);
    expect(line(report, 'clock')).toMatch(/^unknown/);
    expect(report.status).toBe(1);
  });

  it('a clock that is off is a problem, in either direction, with the seconds', async () => {
    expect(await lineOf('clock', { slackClockOffMs: 90_000 })).toMatch(/^PROBLEM {2}clock: (89|90|91) s away/);
    expect(await lineOf('clock', { slackClockOffMs: -90_000 })).toMatch(/^PROBLEM {2}clock: (89|90|91) s away/);
  });
});

describe('DNS', () => {
  it('UDP alone, TCP alone, and neither are told apart', async () => {
    const udpOnly = await examine({
      dns: (asked, send, connection) => (connection ? connection.destroy() : answering(asked, send)),
    });
    expect(line(udpOnly, 'DNS over UDP')).toMatch(/^ok/);
    expect(line(udpOnly, 'DNS over TCP')).toMatch(/^PROBLEM.*None of 15 resolvers answered.*port 53, TCP/);

    const broken = await examine({ dns: (asked, send) => send(Buffer.from(asked.raw.subarray(0, 5))) });
    expect(line(broken, 'DNS over TCP')).toMatch(/^PROBLEM/);
    expect(line(broken, 'own resolvers')).toMatch(/^PROBLEM.*192\.0\.2\.99 did not answer/);
    expect(line(broken, 'DNS, undisturbed')).toMatch(/^unknown/);
  });

  it('too few operators for a gate are a problem, though some answer', async () => {
    const report = await examine({ resolvers: ['8.8.8.8', '8.8.4.4', '1.1.1.1', '192.0.2.99'] });
    expect(line(report, 'DNS over UDP')).toMatch(/^PROBLEM.*Only 2 operators answered.*needs 8/);
    expect(line(report, 'DNS over TCP')).toMatch(/^PROBLEM.*Only 2 operators answered/);
    expect(line(report, 'own resolvers')).toMatch(/^ok/);
  });

  it('an answer that offers recursion in a root server’s name gives the proxy away', async () => {
    const proxied: World['dns'] = (asked, send) => answering({ ...asked, raw: recursive(asked.raw) }, send);
    const report = await examine({ dns: proxied });
    expect(line(report, 'DNS, undisturbed')).toMatch(/^PROBLEM.*answers in place/);
    expect(line(report, 'DNS over UDP')).toMatch(/^ok/);
  });

  it('refusals are no answers', async () => {
    const refusing: World['dns'] = (asked, send) =>
      isRecursive(asked) ? send(withRcode(asked.raw, 5)) : answering(asked, send);
    const report = await examine({ dns: refusing });
    expect(line(report, 'DNS over UDP')).toMatch(/^PROBLEM.*None/);
    expect(line(report, 'DNS over TCP')).toMatch(/^PROBLEM.*None/);
  });
});

describe('port 25', () => {
  const argv = ['--mail-domain', 'Example.org.'];

  it('is fine only when a mail server greets', async () => {
    const greets = await startRudeServer('127.0.0.1', (socket) => void socket.write('220 mx.example.net ESMTP\r\n'));
    expect(await lineOf('port 25 out', { smtp: { host: greets.address, port: greets.port } }, argv)).toBe(
      'ok       port 25 out: mx.example.net answered.',
    );
    await greets.stop();
  });

  it('refused, closed without a word, and another protocol are "not tested", never fine and never a fault of that server', async () => {
    expect(await lineOf('port 25 out', { smtp: { host: '127.0.0.1', port: 9 } }, argv)).toMatch(
      /^unknown.*connect-refused/,
    );
    const closes = await startRudeServer('127.0.0.1', (socket) => void socket.end());
    const closed = await examine({ smtp: { host: closes.address, port: closes.port } }, argv);
    expect([line(closed, 'port 25 out'), closed.status]).toEqual([expect.stringMatching(/^unknown.*no greeting/), 0]);
    await closes.stop();
    const web = await startRudeServer('127.0.0.1', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n'));
    expect(await lineOf('port 25 out', { smtp: { host: web.address, port: web.port } }, argv)).toMatch(
      /^unknown.*not a mail server/,
    );
    await web.stop();
  });

  it('a server that keeps silent is waited for no longer than its bound', async () => {
    const silent = await startRudeServer('127.0.0.1', () => {});
    const rogue = await startRogue(answering);
    const smtp = { host: silent.address, port: silent.port };
    const dialer = createDialer({
      addressBook: (_, port, transport) => (port === 53 ? rogue.dialer.endpoint(ROGUE, port, transport) : smtp),
    });
    const vantages = [{ id: 'v', operator: 'v', address: ROGUE, site: false }];
    const finding = await lookAtPort25({ dialer, vantages, domain: 'example.org', now: () => 0, timeoutMs: 50 });
    expect(finding).toMatchObject({ outcome: 'unknown', figures: { reason: 'no greeting' } });
    await Promise.all([silent.stop(), rogue.stop()]);
  });

  it('a domain without a mail server tests nothing', async () => {
    const noMail: World['dns'] = (asked, send) =>
      asked.query.questions?.[0]?.type === 'MX' ? send(withRcode(asked.raw, 3)) : answering(asked, send);
    expect(await lineOf('port 25 out', { dns: noMail }, argv)).toMatch(/^unknown.*no mail server of example\.org/);
  });
});

describe('private networks', () => {
  it.each([
    ['10.20.0.0/16, 192.168.1.5', /^ok .*allowed to 10\.20\.0\.0\/16, 192\.168\.1\.5/, 0],
    ['127.0.0.1', /^ok .*127\.0\.0\.1 is this machine, or where a cloud hands out its keys/, 0],
    ['169.254.169.254', /^ok .*169\.254\.169\.254 is this machine, or where a cloud hands out its keys/, 0],
    ['0.0.0.0/0', /^PROBLEM .*0\.0\.0\.0\/0 opens every private network/, 1],
    ['8.8.8.0/24', /^PROBLEM .*8\.8\.8\.0\/24 opens nothing/, 1],
    ['::ffff:10.0.0.1', /^PROBLEM .*PRIVATE_NETWORKS has "::ffff:10\.0\.0\.1", which holds an IPv4 address/, 1],
    ['224.0.0.1', /^PROBLEM .*PRIVATE_NETWORKS has "224\.0\.0\.1", which is never connected to/, 1],
  ])('%s', async (networks, said, status) => {
    const report = await examine({ env: { PRIVATE_NETWORKS: networks } });
    expect(report.lines).toContainEqual(expect.stringMatching(said));
    expect(report.status).toBe(status);
  });
});

describe('the machine and the configuration', () => {
  it('a missing variable is a problem with what it is for and how to get it, and Slack is then not asked', async () => {
    const report = await examine({ env: { SLACK_BOT_TOKEN: '' } });
    expect(line(report, 'configuration')).toMatch(
      /^PROBLEM.*SLACK_BOT_TOKEN is missing\. What it is for: .* How to get it: /,
    );
    expect(line(report, 'Slack')).toMatch(/^unknown/);
    expect([report.status, report.slackCalls]).toEqual([1, []]);
  });

  it('an old Node is a problem', async () => {
    expect(await lineOf('Node', { nodeVersion: '20.20.2' })).toMatch(/^PROBLEM/);
  });

  it('a data directory that can be written is left as it was; one that is a file is a problem', async () => {
    const directory = path.join(home, 'data');
    mkdirSync(directory);
    expect(await lineOf('data directory', { env: { DATA_DIR: directory } })).toMatch(/^ok.* can be written/);
    expect(readdirSync(directory)).toEqual([]);
    writeFileSync(path.join(home, 'file'), '');
    expect(await lineOf('data directory', { env: { DATA_DIR: path.join(home, 'file') } })).toMatch(/^PROBLEM.*ENOTDIR/);
    if (process.platform === 'linux')
      expect(await lineOf('data directory', { env: { DATA_DIR: '/proc/none' } })).toMatch(/^PROBLEM.*ENOENT/);
  });

  it('a key file is fine for its owner alone; exposed or broken it is a problem', async () => {
    const file = path.join(home, 'vault.key');
    const env = { VAULT_KEY_FILE: file };
    loadKeyRing({ from: 'file', path: file });
    expect(await lineOf('vault key', { env })).toMatch(/^ok.*owner alone/);
    chmodSync(file, 0o644);
    expect(await lineOf('vault key', { env })).toMatch(/^PROBLEM.*mode 644.*chmod 600/);
    writeFileSync(file, 'not a key');
    chmodSync(file, 0o600);
    expect(await lineOf('vault key', { env })).toMatch(/^PROBLEM.*vault-key-invalid/);
    expect(await lineOf('vault key', { env: { VAULT_KEY: Buffer.alloc(32).toString('base64') } })).toMatch(
      /^ok.*VAULT_KEY/,
    );
  });

  it('an option that it does not know is refused', async () => {
    await expect(examine({}, ['--fast'])).rejects.toMatchObject({ code: 'usage-wrong' });
  });
});

/** The message with "recursion desired" set, as a proxy would read it. */
function recursive(raw: Buffer): Buffer {
  const copy = Buffer.from(raw);
  copy.writeUInt8(copy.readUInt8(2) | 1, 2);
  return copy;
}

/** The question given back with a response code and no answers. */
function withRcode(raw: Buffer, rcode: number): Buffer {
  const copy = Buffer.from(raw);
  copy.writeUInt8(copy.readUInt8(2) | 0x80, 2);
  copy.writeUInt8(0x80 | rcode, 3);
  return copy;
}
