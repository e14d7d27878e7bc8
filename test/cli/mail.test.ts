import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/migration/commands.ts';
import { relayMailbox } from '../../src/migration/keys.ts';
import { MAILBOXES } from '../migration/a-migration.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { startMailBot } from './mail-bot.ts';
import { type Ended, runHere } from './processes.ts';

const [AOI, KEN] = MAILBOXES;
const listed: Command = {
  kind: 'add-mailboxes',
  by: 'UAOI',
  mailboxes: MAILBOXES.map((address) => ({ address, watch: 'login' })),
};

async function ready() {
  const bot = await startMailBot();
  await bot.change(listed);
  const mail = (...words: readonly string[]): Promise<Ended> => runHere(bot.dataDir, ['mail', ...words]);
  return { bot, mail, file: (name: string) => path.join(bot.dataDir, name) };
}

describe('mail', () => {
  it('needs the running bot, and says so', async () => {
    const { bot } = await ready();
    await bot.stop();
    const ended = await runHere(bot.dataDir, ['mail', 'copy', '--migration', bot.id]);
    expect(ended).toMatchObject({ status: 3, out: '', err: expect.stringContaining('The bot is not running here') });
  });

  it.each([
    ['relay x', 'old|new|outside is missing', 'relay NAME'],
    ['relay x odl mx.example', '“odl” is not understood here; it may be old.', 'relay NAME'],
    ['archive', 'DIRECTORY is missing', 'archive DIRECTORY'],
    ['archive /x /y', '“/y” is one word too many', 'archive DIRECTORY'],
    ['restore /x', '--mailbox ADDRESS is missing', 'restore DIRECTORY --mailbox A'],
    ['missing', '--mailbox ADDRESS is missing', 'missing --mailbox A'],
    ['log', 'FILE is missing', 'log FILE...'],
    ['generate', '--output FILE is missing', 'generate --output FILE'],
    ['copy now', '“now” is one word too many', 'copy'],
    ['copy --mailbox a@b.example', '“--mailbox” is not understood here', 'copy'],
    ['log x --folow', '“--folow” is not understood here; it may be --follow.', 'log FILE...'],
    ['relai x', '“relai” is not understood here; it may be relay.', 'relay NAME'],
  ])('%s: says what is wrong, how it is typed, and no more', async (line, sentence, form) => {
    const { bot } = await ready();
    const ended = await runHere(bot.dataDir, ['mail', ...line.split(' ')]);
    expect(ended).toMatchObject({ status: 2, out: '' });
    // Before that, it may say which migration it takes to be meant.
    const lines = ended.err.trim().split('\n');
    expect(lines.length).toBeLessThanOrEqual(5);
    expect(lines.slice(-4)).toEqual([
      expect.stringContaining(sentence),
      'Type:',
      expect.stringContaining(`npm run mail -- ${form}`),
      expect.stringContaining('--help'),
    ]);
  });

  it.each(['relay x', 'archive', 'restore /x', 'missing', 'log', 'generate', 'copy now'])(
    '%s: says so before it looks for the bot',
    async (line) => {
      const ended = await runHere(temporaryDirectory(), ['mail', ...line.split(' ')]);
      expect(ended).toMatchObject({ status: 2, out: '', err: expect.not.stringContaining('bot is not running') });
    },
  );

  it('where no bot runs says where it looked, and makes nothing', async () => {
    const dir = temporaryDirectory();
    expect(await runHere(dir, ['mail', 'copy'])).toMatchObject({ status: 3, err: expect.stringContaining(dir) });
    expect(readdirSync(dir)).toEqual([]);
  });

  it('shows all of them where none is named, or one that is like none', async () => {
    const { bot } = await ready();
    for (const argv of [['mail'], ['mail', 'nosuch']]) {
      const ended = await runHere(bot.dataDir, argv);
      expect(ended).toMatchObject({ status: 2, out: '' });
      for (const command of ['log', 'generate', 'relay', 'copy', 'missing', 'archive', 'restore'])
        expect(ended.err).toContain(`npm run mail -- ${command}`);
    }
  });

  it('shows its own commands when asked for help', async () => {
    const { bot } = await ready();
    const ended = await runHere(bot.dataDir, ['mail', '--help']);
    expect(ended).toMatchObject({ status: 0, err: '', out: expect.stringContaining('npm run mail -- archive') });
  });
});

describe('mail generate', () => {
  it('writes new passwords for those that have none into a private file that can be imported, and shows none', async () => {
    const { bot, mail, file } = await ready();
    await bot.give([{ mailbox: KEN, side: 'new', user: KEN, password: 'his own' }]);
    const ended = await mail('generate', '--output', file('new.csv'));
    expect(ended).toMatchObject({ status: 0, out: expect.stringContaining('1 new password is in') });
    expect(statSync(file('new.csv')).mode & 0o777).toBe(0o600);
    const [head, line, ...rest] = readFileSync(file('new.csv'), 'utf8').split('\n');
    expect([head, rest]).toEqual(['address,new password', ['']]);
    const [, address, password = ''] = /^"(.+)","(.+)"$/.exec(line ?? '') ?? [];
    expect([address, password]).toEqual([AOI, expect.stringMatching(/^(?:\w{5}-){3}\w{5}$/)]);
    // Before the account is made the server would refuse it, and then it is not tried again.
    expect(await bot.vault.get(bot.id, AOI, 'new')).toBeUndefined();
    expect(ended.out).toContain(`npm run vault -- import ${file('new.csv')}`);
    expect(await runHere(bot.dataDir, ['vault', 'import', file('new.csv')])).toMatchObject({ status: 0 });
    expect(await bot.vault.get(bot.id, AOI, 'new')).toMatchObject({ user: AOI, password });
    expect(ended.out + ended.err + bot.logged() + JSON.stringify(await bot.read())).not.toContain(password);
  });

  it('writes over no file, and then puts nothing into the vault', async () => {
    const { bot, mail, file } = await ready();
    writeFileSync(file('new.csv'), 'dear');
    const ended = await mail('generate', '--output', file('new.csv'), '--lang', 'ja');
    expect(ended).toMatchObject({ status: 1, out: '', err: expect.stringContaining('上書きしません') });
    expect(readFileSync(file('new.csv'), 'utf8')).toBe('dear');
    expect(await bot.vault.list(bot.id)).toEqual([]);
  });
});

describe('mail relay', () => {
  it('names a relay, and puts its login into the vault and nowhere else', async () => {
    const { bot, mail, file } = await ready();
    writeFileSync(file('login.json'), JSON.stringify({ user: 'aoi', password: 'only-in-the-vault' }));
    const ended = await mail('relay', 'oldhost', 'old', 'smtp.oldhost.example', '--login', file('login.json'));
    expect(ended).toMatchObject({ status: 0, out: expect.stringContaining('The relay oldhost is named') });
    const { facts } = await bot.read();
    expect(facts.relays).toMatchObject([
      { id: 'oldhost', kind: 'old', host: 'smtp.oldhost.example', port: 587, security: 'starttls', credentials: 1 },
    ]);
    expect(await bot.vault.get(bot.id, relayMailbox('oldhost'), 'new')).toMatchObject({
      password: 'only-in-the-vault',
    });
    expect(ended.out + ended.err + bot.logged() + JSON.stringify(facts)).not.toContain('only-in-the-vault');
  });

  it.each([
    ['en', 'oldhost'],
    ['ja', 'oldhost'],
  ])('refuses a host that is none, in words (%s)', async (lang, name) => {
    const { bot, mail } = await ready();
    const ended = await mail('relay', name, 'old', 'not a host', '--lang', lang);
    expect(ended.status).toBe(1);
    expect(ended.err).toMatch(lang === 'ja' ? /\p{Script=Hiragana}/u : /^[\x20-\x7e“”’\n]+$/);
    expect((await bot.read()).facts.relays ?? []).toEqual([]);
  });

  it('reads nothing aloud of a file that holds no login', async () => {
    const { mail, file } = await ready();
    writeFileSync(file('login.json'), 'user: aoi, password: s3cret');
    const ended = await mail('relay', 'oldhost', 'old', 'smtp.oldhost.example', '--login', file('login.json'));
    expect(ended).toMatchObject({ status: 1, err: expect.stringContaining('does not hold a login') });
    expect(ended.err).not.toContain('s3cret');
  });
});

describe('mail log', () => {
  const LOG = [
    'Sep  2 10:00:00 mx postfix/smtpd[11]: A1B2C3D4E5: client=mail.example.org[192.0.2.77]',
    'Sep  2 10:00:00 mx postfix/cleanup[12]: A1B2C3D4E5: message-id=<1@example.org>',
    'Sep  2 10:00:00 mx postfix/qmgr[13]: A1B2C3D4E5: from=<bob@example.org>, size=100, nrcpt=1 (queue active)',
    `Sep  2 10:00:01 mx postfix/lmtp[14]: A1B2C3D4E5: to=<${AOI}>, relay=mx[private/dovecot-lmtp], delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Saved)`,
    'Sep  2 10:00:01 mx postfix/qmgr[13]: A1B2C3D4E5: removed',
  ];

  it('tells the record what a log vouches for', async () => {
    const { bot, mail, file } = await ready();
    writeFileSync(file('mail.log'), `${LOG.join('\n')}\n`);
    expect(await mail('log', file('mail.log'))).toMatchObject({
      status: 1,
      err: expect.stringContaining('--host mx'),
    });
    expect((await bot.read()).sightings.logs).toBeUndefined();
    const ended = await mail('log', file('mail.log'), '--host', 'mx');
    expect(ended).toMatchObject({ status: 0, out: expect.stringMatching(/^postfix: 5 lines .*, 1 deliveries/m) });
    // Nine hours ahead of UTC: the migration's own time zone.
    expect(ended.out).toContain('Asia/Tokyo');
    expect(ended.out).toContain('T01:00:00.000Z');
    expect((await bot.read()).sightings.logs).toHaveLength(1);
    const elsewhere = await mail('log', file('mail.log'), '--time-zone', 'UTC');
    expect(elsewhere.out).toContain('T10:00:00.000Z');
    expect(elsewhere.out).not.toContain('Asia/Tokyo');
    expect(await mail('log', file('mail.log'), '--time-zone', 'Tokyo')).toMatchObject({ status: 2 });
  });

  it('says that a file is no log', async () => {
    const { mail, file } = await ready();
    writeFileSync(file('mail.log'), 'nothing of the kind\n');
    expect(await mail('log', file('mail.log'))).toMatchObject({
      status: 1,
      err: expect.stringContaining('No line of it'),
    });
  });
});

describe('mail missing', () => {
  const message = {
    key: 'INBOX|1|7',
    folder: '受信',
    at: Date.UTC(2026, 0, 2),
    sizeBytes: 1_234,
    reason: 'too-big',
  } as const;
  const seen = (
    versions: { readonly old: number; readonly new: number },
    missing: readonly object[],
    missingTotal: number,
  ) =>
    ({
      kind: 'report-content',
      done: true,
      observations: [
        {
          mailbox: AOI,
          credentialsVersions: versions,
          result: {
            outcome: 'ok',
            at: Date.now(),
            messages: 10,
            verified: 10 - missingTotal,
            copied: 0,
            missingTotal,
            missing: missing.map((one) => ({ ...message, ...one })),
          },
        },
      ],
    }) as const;
  const withContent = async (missing: readonly object[], missingTotal: number) => {
    const all = await ready();
    await all.bot.give(
      (['old', 'new'] as const).map((side) => ({ mailbox: AOI, side, user: AOI, password: `pw of the ${side} one` })),
    );
    const { credentials } = (await all.bot.read()).facts.mailboxes[0] ?? { credentials: {} };
    const versions = { old: 0, new: 0, ...credentials };
    await all.bot.change(seen(versions, missing, missingTotal));
    return all;
  };

  it('lists each message as a line of CSV that no spreadsheet takes for a formula', async () => {
    const { mail, file } = await withContent(
      [{ from: '=cmd|"calc"', messageId: '<1@example.org>', detail: 'too big' }],
      3,
    );
    const ended = await mail('missing', '--mailbox', AOI, '--output', file('missing.csv'));
    expect(ended).toMatchObject({
      status: 0,
      out: '',
      err: expect.stringContaining('3 messages not on the new server'),
    });
    expect(ended.err).toContain('the first 1 are listed');
    expect(readFileSync(file('missing.csv'), 'utf8')).toBe(
      '"folder","date","size_bytes","from","message_id","reason","detail"\r\n' +
        `"受信","2026-01-02T00:00:00.000Z","1234","'=cmd|""calc""","<1@example.org>","too-big","too big"\r\n`,
    );
    expect(statSync(file('missing.csv')).mode & 0o777).toBe(0o600);
  });

  it('of a mailbox that has all is the head alone', async () => {
    const { mail } = await withContent([], 0);
    const ended = await mail('missing', '--mailbox', AOI);
    expect(ended.out.split('\n')).toHaveLength(2);
    expect(ended.err).toContain('nothing is missing');
  });

  it('of a mailbox that was not compared, or is none, is refused', async () => {
    const { mail } = await ready();
    expect(await mail('missing', '--mailbox', AOI)).toMatchObject({
      status: 1,
      err: expect.stringContaining('not been compared'),
    });
    expect(await mail('missing', '--mailbox', 'x@y.example')).toMatchObject({
      status: 1,
      err: expect.stringContaining('No such mailbox'),
    });
  });
});

describe('mail archive', () => {
  it('is made in no directory that holds something else, and for no mailbox that is not listed', async () => {
    const { mail, file } = await ready();
    const archived = await mail('archive', file('.'));
    expect(archived).toMatchObject({ status: 1, err: expect.stringContaining('holds something that is no archive') });
    expect(existsSync(file('archive.json'))).toBe(false);
    expect(await mail('archive', file('kept'), '--mailbox', 'x@y.example')).toMatchObject({
      status: 1,
      err: expect.stringContaining('No such mailbox'),
    });
    expect(await mail('restore', file('kept'), '--mailbox', AOI, '--lang', 'ja')).toMatchObject({
      status: 1,
      err: expect.stringContaining('保存データがありません'),
    });
  });

  it('without a login for a mailbox that is watched by one is not whole, and the record hears nothing of it', async () => {
    const { bot, mail, file } = await ready();
    const ended = await mail('archive', file('kept'));
    expect(ended.status).toBe(1);
    expect(ended.out).toContain(`FAILED   ${AOI}: `);
    expect((await bot.read()).facts.archive).toBeUndefined();
  });
});
