import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWorkspace, type Workspace } from '../../rehearsal/slack/workspace.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import type { Endpoint } from '../../src/net/dial.ts';
import { run } from '../../src/run.ts';
import { runHere } from '../cli/processes.ts';
import { type Issued, makeAuthority } from '../servers/certificates.ts';
import { startDovecot } from '../servers/dovecot.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { environmentFor } from './bot-process.ts';
import { startMigration } from './team.ts';

const [OLD, NEW] = ['192.0.2.10', '198.51.100.20'];
const [AOI, KEN, EMI] = ['aoi@kitano.example', 'ken@kitano.example', 'emi@kitano.example'];

/** Each told from every other, long enough that it stands nowhere by chance, and with what is written differently in URLs. */
const PLANTED = {
  old: 'Zq1-old/planted+Xv8',
  wrong: 'Zq2-wrong/planted+Xv8',
  new: 'Zq3-new/planted+Xv8',
  master: 'Zq4-master/planted+Xv8',
  appSecret: 'Zq5-app/planted+Xv8',
  typed: 'Zq6-typed/planted+Xv8',
  globalping: 'Zq7-globalping-planted-Xv8',
} as const;

/** Every form in which it may lie somewhere: as it is, and as encodings and escapes write it. */
function forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const shifted = [0, 1, 2].map((by) =>
    Buffer.concat([Buffer.alloc(by), bytes])
      .toString('base64')
      .slice(by === 0 ? 0 : 4, -4),
  );
  const hex = bytes.toString('hex');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    hex,
    hex.toUpperCase(),
    ...shifted,
    ...shifted.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    Buffer.from(secret, 'utf16le').toString('latin1'),
    Buffer.from(secret, 'utf16le').swap16().toString('latin1'),
    [...bytes].map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    secret.replaceAll('+', '=2B').replaceAll('/', '=2F'),
    [...secret].reverse().join(''),
  ];
}

type Found = { readonly secret: string; readonly place: string; readonly around: string };

function leaksIn(
  places: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): readonly Found[] {
  return Object.entries(places).flatMap(([place, text]) =>
    Object.entries(secrets).flatMap(([name, secret]) =>
      forms(secret).flatMap((form) => {
        const at = text.indexOf(form);
        return at < 0 ? [] : [{ secret: name, place, around: text.slice(Math.max(0, at - 200), at + 120) }];
      }),
    ),
  );
}

/** Servers that refuse every login and repeat all they were told: as it was said, decoded, in hex and for a URL. */
async function startEchoes(
  tls: Issued,
): Promise<{ readonly imaps: number; readonly smtp: number; readonly heard: string[] }> {
  const heard: string[] = [];
  const repeated = (said: string): string => {
    heard.push(said);
    const decoded = Buffer.from(said.split(' ').at(-1) ?? '', 'base64')
      .toString('utf8')
      .split('\0');
    const word = decoded.at(-1) ?? '';
    const ways = [said, decoded.join(' '), Buffer.from(word).toString('hex'), encodeURIComponent(word), `"${word}"`];
    // The bot keeps a line of it: another way comes first each time.
    const first = heard.length % ways.length;
    return [...ways.slice(first), ...ways.slice(0, first)].join(' ').replace(/[^ -~]/g, '?');
  };
  const imap = createServer(tls, (socket) => {
    let tag = '';
    socket.on('error', () => socket.destroy());
    socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        const [first = '', verb = '', ...rest] = line.split(' ');
        if (/^AUTHENTICATE$/i.test(verb) && rest.length < 2) {
          tag = first;
          socket.write('+ \r\n');
        } else if (/^(?:LOGIN|AUTHENTICATE)$/i.test(verb)) {
          socket.write(
            `* BAD you said ${repeated(line)}\r\n${first} NO [AUTHENTICATIONFAILED] no such password: ${repeated(line)}\r\n`,
          );
        } else if (verb === '') {
          socket.write(`${tag} NO [AUTHENTICATIONFAILED] no such password: ${repeated(line)}\r\n`);
        } else if (/^CAPABILITY$/i.test(verb))
          socket.write(`* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n${first} OK done\r\n`);
        else socket.write(`${first} OK done\r\n`);
      }
    });
  });
  const smtp = new SMTPServer({
    ...tls,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: ({ username, password }, _session, callback) =>
      callback(
        new Error(
          `no: ${username} ${password} ${repeated(password ?? '')} ${Buffer.from(password ?? '').toString('base64')}`,
        ),
      ),
  });
  smtp.on('error', () => {});
  await Promise.all([
    new Promise<void>((resolve) => imap.listen(0, '127.0.0.43', resolve)),
    new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.43', resolve)),
  ]);
  onTestFinished(() => {
    imap.close();
    smtp.close(() => {});
  });
  const portOf = (address: ReturnType<typeof imap.address>) =>
    typeof address === 'object' && address !== null ? address.port : 0;
  return { imaps: portOf(imap.address()), smtp: portOf(smtp.server.address()), heard };
}

/** All that the workspace was sent, but for the line that a test's own note repeats. */
const sent = (workspace: Workspace): string =>
  JSON.stringify([workspace.messages().map(({ answers: _, ...said }) => said), workspace.views()]);

describe('secrets planted wherever one can come in', () => {
  it('are nowhere in logs, messages, journal, report, metrics or any file of the bot, while it runs and after', {
    timeout: 240_000,
  }, async () => {
    const workspace = await openWorkspace();
    onTestFinished(() => workspace.close());
    const authority = await makeAuthority();
    const tls = await authority.issue(['mail.old.example', 'mail.new.example', OLD, NEW]);
    const old = await startDovecot({
      address: '127.0.0.42',
      users: { [AOI]: PLANTED.old, [KEN]: PLANTED.old },
      masters: { chief: PLANTED.master },
      tls,
      fsync: false,
    });
    onTestFinished(() => old.stop());
    await old.deliver(AOI, 'From: a@example.org\r\nTo: aoi@kitano.example\r\nSubject: hello\r\n\r\nhello\r\n');
    const echoes = await startEchoes(tls);
    const places: Readonly<Record<string, Endpoint>> = {
      [`${OLD}:993`]: { host: '127.0.0.42', port: old.imapsPort },
      [`${NEW}:993`]: { host: '127.0.0.43', port: echoes.imaps },
      [`${NEW}:587`]: { host: '127.0.0.43', port: echoes.smtp },
      [`${NEW}:25`]: { host: '127.0.0.43', port: echoes.smtp },
    };
    const dataDir = temporaryDirectory();
    const lines: string[] = [];
    const log = createLogger({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } });
    const environment = { ...environmentFor(workspace, dataDir), GLOBALPING_TOKEN: PLANTED.globalping };
    const config = loadConfig(environment);
    const bot = await run(config, {
      log,
      staging: {
        addressBook: (address, port) => places[`${address}:${port}`],
        trust: [authority.cert],
        settings: DEFAULT_SETTINGS,
        channelGapMs: 0,
      },
    });
    let isStopped = false;
    const stop = async () => {
      if (!isStopped) await bot.stop();
      isStopped = true;
    };
    onTestFinished(stop);
    workspace.connectBot(`http://127.0.0.1:${bot.port}/slack/events`);
    await startMigration(workspace);

    const said: string[] = [];
    const cli = async (...argv: readonly string[]) => {
      const { status, out, err } = await runHere(dataDir, argv);
      said.push(out, err);
      return status;
    };
    const outside = temporaryDirectory();
    const given = (name: string, text: string): string => {
      const file = path.join(outside, name);
      writeFileSync(file, text);
      return file;
    };
    const ask = async (line: string) => said.push(JSON.stringify(await workspace.slash(workspace.person('ken'), line)));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const keyLine = pem.split('\n')[5] ?? '';

    await ask(`/migration mailboxes add ${AOI} ${KEN} ${EMI}`);
    const csv = `address,old login,old password,new login,new password\n${AOI},${AOI},${PLANTED.old},${AOI},${PLANTED.new}\n${KEN},${KEN},${PLANTED.wrong},${KEN},${PLANTED.new}\n`;
    expect(await cli('vault', 'import', given('accounts.csv', csv))).toBe(0);
    // Wrong files are told of without what is in them.
    await cli('vault', 'import', given('bad.csv', csv.replace('address', 'nothing').replace(AOI, 'no address')));
    await cli('vault', 'import', given('quotes.csv', `${csv}"${PLANTED.typed}`));
    await cli('vault', 'import', given('cells.csv', `${csv}${EMI},${PLANTED.typed}\n`));
    expect(
      await cli(
        'vault',
        'master',
        '--side',
        'old',
        given('master.json', JSON.stringify({ user: 'chief', password: PLANTED.master })),
      ),
    ).toBe(0);
    const app = { tenant: 'tenant', client_id: 'app', client_secret: PLANTED.appSecret };
    expect(await cli('vault', 'oauth', '--side', 'new', given('app.json', JSON.stringify(app)))).toBe(0);
    await cli('vault', 'oauth', '--side', 'new', given('broken.json', `{"client_secret": "${PLANTED.appSecret}"`));
    const google = {
      type: 'service_account',
      client_email: 'bot@project.example',
      private_key: pem,
      token_uri: 'https://oauth2.googleapis.com/token',
      private_key_id: '1',
    };
    expect(await cli('vault', 'oauth', '--side', 'new', given('google.json', JSON.stringify(google)))).toBe(0);

    // Typed into Slack by mistake.
    await ask(`/migration mailboxes add ${EMI} ${PLANTED.typed}9`);
    await ask(`/migration pause password: ${PLANTED.typed}`);
    await ask(`/migration check imaps://aoi:${encodeURIComponent(PLANTED.typed)}@mail.old.example`);

    for (const line of [
      'check logins',
      'check survey',
      'check scan',
      'check acceptance',
      'check zone',
      'copy now',
      'probes',
      'status',
      'gate cut-over',
      'mailboxes',
      'history 50',
      'settings',
    ])
      await ask(`/migration ${line}`);
    const { logged: refusedSeen } = await until(() => {
      const text = sent(workspace);
      return { logged: text.includes(KEN) };
    });
    expect(refusedSeen).toBe(true);
    expect(await cli('vault', 'rotate')).toBe(0);
    await ask('/migration check logins');
    await cli('vault', 'list');
    await cli('journal', 'export', '--output', path.join(outside, 'journal.json'));
    await cli('journal', 'report', '--output', path.join(outside, 'report'));
    // What is built to take a migration out belongs here, too: whatever writes a file or prints.
    await cli('doctor');
    const metrics = await (await fetch(`http://127.0.0.1:${bot.healthPort}/metrics`)).text();
    const ready = await (await fetch(`http://127.0.0.1:${bot.healthPort}/readyz`)).text();
    const written = () =>
      Object.fromEntries(
        ['journal.json', 'report.md', 'report.json'].map((name) => [
          name,
          readFileSync(path.join(outside, name), 'latin1'),
        ]),
      );
    const data = (): Record<string, string> =>
      Object.fromEntries(
        readdirSync(dataDir, { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name }) => [name, readFileSync(path.join(dataDir, name), 'latin1')]),
      );
    const secrets = { ...PLANTED, keyLine, botToken: workspace.botToken, signingSecret: workspace.signingSecret };
    const running: Record<string, string> = {
      log: lines.join(''),
      slack: sent(workspace),
      said: said.join('\n'),
      metrics,
      ready,
      ...written(),
      ...data(),
    };
    // What is looked through holds what it should: the search would find something.
    expect(running['bot.sqlite-wal'] ?? '').toContain(AOI);
    expect(running.log).toContain('ready');
    // The echoes were told a password, and what they said of it is in the record, without it.
    const plain = (line: string) => Buffer.from(line.split(' ').at(-1) ?? '', 'base64').toString('utf8');
    expect(echoes.heard.some((line) => (line + plain(line)).includes(PLANTED.new))).toBe(true);
    expect(JSON.stringify(data())).toContain('[hidden]');
    expect(leaksIn(running, secrets)).toEqual([]);
    const ring: unknown = JSON.parse(running['vault.key'] ?? '');
    const keys = Object.values((ring as { keys: Record<string, string> }).keys);
    expect(keys).toHaveLength(2);
    const { 'vault.key': _, ...besides } = running;
    for (const key of keys) expect(leaksIn(besides, { key })).toEqual([]);

    await workspace.slash(workspace.person('aoi'), '/migration abandon kitano.example enough was seen');
    await until(async () => {
      said.length = 0;
      await cli('vault', 'list', '--channel', workspace.channel.id);
      return { logged: /holds no credentials|保管されていません/.test(said.join('')) };
    });
    await stop();
    expect(leaksIn({ log: lines.join(''), slack: sent(workspace), ...data() }, secrets)).toEqual([]);
    const stored = data()['bot.sqlite'] ?? '';
    // Neither are the sealed rows there any more.
    expect(stored).toContain('credentials-forgotten');
    expect(stored).not.toContain('"keyId"');
  });
});

/** Looks again until it is so, a minute at most. */
async function until(look: () => { readonly logged: boolean } | Promise<{ readonly logged: boolean }>) {
  const end = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found.logged || Date.now() > end) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
