import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/store/sqlite.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { aMigration } from '../words/sample.ts';
import { plantMigration, runHere, runProcess, startBot } from './processes.ts';

const CSV =
  'address,old login,old password,new login,new password\na@example.com,a,hunter2,a,hunter3-Velvet-ostrich\nb@example.com,,,b,hunter4-copper-Lagoon\n';
const BAD = `${CSV}nonsense,x,hunter5,x,hunter6\n`;

/** A data directory with one migration, M1 in C1, and a file in it. */
async function prepared(csv = CSV): Promise<{ readonly dir: string; readonly file: string }> {
  const dir = temporaryDirectory();
  await plantMigration(dir, 'M1', 'C1', 3);
  const file = path.join(dir, 'accounts.csv');
  writeFileSync(file, csv);
  return { dir, file };
}

describe('vault import', () => {
  it('puts the credentials into the store when no bot runs', async () => {
    const { dir, file } = await prepared();
    const ended = await runProcess(dir, ['vault', 'import', file, '--migration', 'M1']);
    expect(ended).toMatchObject({ status: 0, err: '' });
    expect(ended.out).toContain('1 for the old server, 2 for the new one');
    expect(ended.out).toContain('when it starts');
    expect(ended.out).toContain(`Delete ${file} now`);
    expect(ended.out + ended.err).not.toContain('hunter');
    expect(statSync(path.join(dir, 'vault.key')).mode & 0o777).toBe(0o600);
    expect((await runHere(dir, ['vault', 'list', '--channel', 'C1'])).out.trim().split('\n')).toEqual([
      'a@example.com  new server  version 2',
      'a@example.com  old server  version 1',
      'b@example.com  new server  version 3',
    ]);
  });

  it('goes through the running bot, which is told the new versions', async () => {
    const { dir, file } = await prepared();
    const bot = await startBot(dir);
    const ended = await runProcess(dir, ['vault', 'import', file, '--channel', 'C1']);
    expect(ended).toMatchObject({ status: 0, err: '' });
    expect(ended.out).not.toContain('when it starts');
    expect(JSON.parse(await bot.told())).toEqual({
      migrationId: 'M1',
      by: expect.stringMatching(/^cli:/),
      entries: [
        { mailbox: 'a@example.com', side: 'old', version: 1 },
        { mailbox: 'a@example.com', side: 'new', version: 2 },
        { mailbox: 'b@example.com', side: 'new', version: 3 },
      ],
    });
    expect((await runHere(dir, ['vault', 'list', '--migration', 'M1'])).out).toContain(
      'b@example.com  new server  version 3',
    );
  });

  it('takes nothing of a file with a bad line, and names the line', async () => {
    const { dir, file } = await prepared(BAD);
    const ended = await runHere(dir, ['vault', 'import', file, '--migration', 'M1']);
    expect(ended.status).toBe(1);
    expect(ended.err).toContain('Line 4: "nonsense" is not a mail address.');
    expect(ended.err).toContain('--skip-bad');
    expect(ended.out + ended.err).not.toContain('hunter');
    expect((await runHere(dir, ['vault', 'list', '--migration', 'M1'])).out).toContain('holds no credentials');
  });

  it('leaves the bad lines out with --skip-bad', async () => {
    const { dir, file } = await prepared(BAD);
    const ended = await runHere(dir, ['vault', 'import', file, '--migration', 'M1', '--skip-bad']);
    expect(ended.status).toBe(0);
    expect(ended.out).toContain('Left out: 1 line.');
  });

  it('does not skip past a file that cannot be read as a whole', async () => {
    const { dir, file } = await prepared('a@example.com,a,hunter2\n');
    const ended = await runHere(dir, ['vault', 'import', file, '--migration', 'M1', '--skip-bad']);
    expect(ended.status).toBe(1);
    expect(ended.err).toContain('Line 1: the header has no column "address"');
    expect(ended.err).not.toContain('--skip-bad');
    expect(ended.err).not.toContain('hunter');
  });

  it('reads standard input, and speaks Japanese by the locale', async () => {
    const { dir } = await prepared();
    const argv = ['vault', 'import', '-', '--migration', 'M1'];
    const ended = await runProcess(dir, argv, { input: CSV, environment: { LANG: 'ja_JP.UTF-8' } });
    expect(ended).toMatchObject({ status: 0, err: '' });
    expect(ended.out).toContain('旧サーバー 1件、新サーバー 2件');
    expect(ended.out).not.toContain('削除してください');
  });

  it('says which migration it cannot find, or cannot choose', async () => {
    const { dir, file } = await prepared();
    await plantMigration(dir, 'M2', 'C2');
    await plantMigration(dir, 'M3', 'C2');
    await plantMigration(dir, 'M4', 'C1', 0, true);
    const run = (...target: string[]) => runHere(dir, ['vault', 'import', file, ...target]);
    expect(await run('--migration', 'M9')).toMatchObject({
      status: 1,
      err: expect.stringContaining('No migration M9'),
    });
    expect(await run('--channel', 'C9')).toMatchObject({ status: 1, err: expect.stringContaining('No migration C9') });
    expect((await run('--channel', 'C2')).err).toContain('M2 M3');
    // One that is going on comes before one that has ended.
    expect((await run('--channel', 'C1')).status).toBe(0);
  });

  it('takes the only migration that is going on, and says which', async () => {
    const { dir, file } = await prepared();
    const { facts, sightings } = aMigration({ domain: 'kitano.example' });
    await plantMigration(dir, 'M2', 'C2', 0, true);
    expect(await runHere(dir, ['vault', 'import', file])).toMatchObject({
      status: 0,
      err: expect.stringContaining('M1'),
    });
    await plantMigration(dir, 'M3', 'C3', 0, false, { facts, sightings });
    const several = await runHere(dir, ['vault', 'import', file]);
    expect(several).toMatchObject({ status: 1, out: expect.not.stringContaining('Imported') });
    expect(several.err).toBe(
      'Several migrations are going on. Add one of these:\n  --migration M1    ?  (C1)\n  --migration M3    kitano.example  (C3)\n',
    );
  });

  it('takes it through the running bot as well, and keeps the note out of an export', async () => {
    const { dir } = await prepared();
    await startBot(dir);
    const ended = await runProcess(dir, ['journal', 'export']);
    expect(ended).toMatchObject({ status: 0, err: expect.stringContaining('in channel C1') });
    expect(JSON.parse(ended.out)).toMatchObject({ migrationId: 'M1' });
  });

  it('with none going on says which database it read, how to start one, and what has ended', async () => {
    const dir = temporaryDirectory();
    const { facts, sightings } = aMigration({ domain: 'kitano.example' });
    await plantMigration(dir, 'M1', 'C1', 0, true, { facts, sightings });
    const { status, err } = await runHere(dir, ['vault', 'list']);
    expect(status).toBe(1);
    expect(err).toContain(`No migration is going on in the database ${path.join(dir, 'bot.sqlite')}.`);
    expect(err).toContain('/migration start');
    expect(err).toMatch(/--migration M1 +kitano\.example +\(C1\)/);
    expect((await runHere(dir, ['vault', 'list', '--lang', 'ja'])).err).toContain('進行中の移行がありません');
  });

  it.each([
    ['vault', 'list'],
    ['vault', 'list', '--migration', 'M1'],
    ['vault', 'forget', '--migration', 'M1', '--yes'],
    ['journal', 'verify'],
    ['journal', 'export', '--channel', 'C1'],
    ['journal', 'report'],
  ])('%s %s: where there is no store says where it looked, and makes none', async (...argv) => {
    const dir = temporaryDirectory();
    for (const lang of ['en', 'ja']) {
      const ended = await runHere(dir, [...argv, '--lang', lang]);
      expect(ended).toMatchObject({ status: 3, out: '', err: expect.stringContaining(path.join(dir, 'bot.sqlite')) });
    }
    expect(readdirSync(dir)).toEqual([]);
  });

  it('makes no key for what needs none', async () => {
    const { dir } = await prepared();
    expect(await runHere(dir, ['journal', 'verify', '--migration', 'M1'])).toMatchObject({ status: 0 });
    expect(await runHere(dir, ['vault', 'list', '--migration', 'M1'])).toMatchObject({ status: 0 });
    expect(existsSync(path.join(dir, 'vault.key'))).toBe(false);
  });

  it('says that a file is not there', async () => {
    const { dir } = await prepared();
    expect(await runHere(dir, ['vault', 'import', 'none.csv', '--migration', 'M1'])).toMatchObject({
      status: 3,
      err: expect.stringContaining('The file none.csv cannot be read.'),
    });
  });

  it('does not write beside a process that holds the store and does not answer', async () => {
    const { dir, file } = await prepared();
    const holder = openSqlite({ path: path.join(dir, 'bot.sqlite') });
    const ended = await runProcess(dir, ['vault', 'import', file, '--migration', 'M1']);
    await holder.disconnect();
    expect(ended.status).toBe(3);
    expect(ended.err).toMatch(new RegExp(`^Another process uses .*${process.pid}`));
  });
});

describe('passwords that come in', () => {
  it('are judged where they are for the new server: the weak ones are named by address, and imported all the same', async () => {
    const lines = [
      'address,old password,new password',
      'a@example.com,password1,R7-kettle-Zw9-orchid',
      'ken@example.com,,ken12345',
    ];
    const { dir, file } = await prepared(`${lines.join('\n')}\n`);
    const ended = await runHere(dir, ['vault', 'import', file, '--migration', 'M1']);
    expect(ended).toMatchObject({ status: 0, out: expect.stringContaining('1 for the old server, 2 for the new one') });
    expect(ended.err).toBe(
      'Weak passwords for the new server, easily guessed: ken@example.com. Change them before anybody relies on them.\n',
    );
    const japanese = await runHere(dir, ['vault', 'import', file, '--migration', 'M1', '--lang', 'ja']);
    expect(japanese.err).toMatch(/推測されやすいものがあります: ken@example\.com。/);
    expect(ended.out + japanese.out + japanese.err).not.toMatch(/ken12345|password1/);
  });
});

describe('vault forget', () => {
  it('asks for --yes first', async () => {
    const { dir, file } = await prepared();
    await runHere(dir, ['vault', 'import', file, '--migration', 'M1']);
    const asked = await runHere(dir, ['vault', 'forget', '--migration', 'M1']);
    expect(asked).toMatchObject({ status: 1, err: expect.stringContaining('remove 3 logins') });
    const done = await runHere(dir, ['vault', 'forget', '--migration', 'M1', '--yes']);
    expect(done).toMatchObject({ status: 0, out: 'Removed 3 logins.\n' });
    expect((await runHere(dir, ['vault', 'list', '--migration', 'M1'])).out).toContain('holds no credentials');
  });
});

describe('journal', () => {
  it('is verified in the store, and as an export, which shows an alteration', async () => {
    const { dir } = await prepared();
    const whole = await runHere(dir, ['journal', 'verify', '--migration', 'M1']);
    expect(whole).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^The journal is whole: 3 entries, last hash [0-9a-f]{64}\.\n$/),
    });

    const file = path.join(dir, 'export.json');
    expect(await runHere(dir, ['journal', 'export', '--channel', 'C1', '--output', file])).toMatchObject({ status: 0 });
    expect((await runHere(dir, ['journal', 'verify', '--file', file])).out).toBe(whole.out);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"at": 1,', '"at": 7,'));
    const altered = await runHere(dir, ['journal', 'verify', '--file', file, '--lang', 'en']);
    expect(altered).toMatchObject({ status: 1, err: expect.stringContaining('NOT whole. Entry 2') });
  });

  it('is not whole when its end was taken away', async () => {
    const { dir } = await prepared();
    const store = openSqlite({ path: path.join(dir, 'bot.sqlite') });
    expect(await store.delete('journal:M1:000000000000003')).toBe(true);
    await store.disconnect();
    const ended = await runHere(dir, ['journal', 'verify', '--migration', 'M1']);
    expect(ended).toMatchObject({ status: 1, err: expect.stringContaining('NOT whole. Entry 3: missing at the end.') });
  });

  it('comes whole through the running bot, however long it is', async () => {
    const dir = temporaryDirectory();
    await plantMigration(dir, 'M1', 'C1', 501);
    await startBot(dir);
    const ended = await runProcess(dir, ['journal', 'export', '--migration', 'M1']);
    expect(ended.status).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ schema: 1, migrationId: 'M1', entries: { length: 501 } });
    expect((await runHere(dir, ['journal', 'verify', '--migration', 'M1'])).out).toContain('501 entries');
  });

  it('refuses a file that is no export', async () => {
    const { dir, file } = await prepared();
    expect(await runHere(dir, ['journal', 'verify', '--file', file])).toMatchObject({ status: 3 });
  });
});

describe('the command line', () => {
  it('is a process with an exit status', async () => {
    const ended = await runProcess(temporaryDirectory(), ['vualt', '--lang', 'ja']);
    expect(ended).toMatchObject({
      status: 2,
      out: '',
      err: expect.stringContaining('「vualt」はここでは使えません。'),
    });
  });

  it.each([[['vualt']], [['vault', 'steal']], [['journal', 'verify', '--migraton', 'M1']]])(
    'shows how it is used for %j',
    async (argv) => {
      const ended = await runHere(temporaryDirectory(), argv);
      expect(ended).toMatchObject({ status: 2, out: '' });
      expect(ended.err).toContain('npm run vault -- import');
      expect(ended.err).toMatch(/^“.+” is not understood here/);
    },
  );

  it.each([
    [['vault', 'import', '--migration', 'M1'], 'Missing: npm run vault -- import FILE'],
    [['vault', 'list', '--channel'], 'Missing: a value after --channel'],
    [['vault', 'forget', '--yes'], 'Missing: --migration ID | --channel C'],
    [['vault', 'list', '--migration', 'M1', '--channel', 'C1'], 'not both'],
    [['vault', 'list', '--channel', 'general'], '“general” is none. In Slack: open the channel'],
    [['vault', 'list', '--channel', '#mail', '--lang', 'ja'], 'チャンネル ID'],
    [['vault'], 'npm run vault -- import'],
    [['journal'], 'npm run journal -- export --output journal.json'],
    [['journal', '--lang', 'ja'], '例:'],
  ])('says what %j lacks', async (argv, said) => {
    const ended = await runHere(temporaryDirectory(), argv);
    expect(ended).toMatchObject({ status: 2, out: '', err: expect.stringContaining(said) });
    expect(ended.err).not.toContain('is not understood');
  });

  it('says what is wrong with the configuration', async () => {
    const dir = temporaryDirectory();
    const ended = await runHere(dir, ['vault', 'list', '--migration', 'M1'], { DATABASE_URL: 'postgres://x' });
    expect(ended).toMatchObject({
      status: 3,
      err: expect.stringContaining('DATABASE_URL: PostgreSQL is not supported yet'),
    });
  });
});
