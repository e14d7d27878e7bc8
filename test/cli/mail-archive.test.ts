import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Endpoint } from '../../src/net/dial.ts';
import { aStart, MAILBOXES } from '../migration/a-migration.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import { type MailBot, startMailBot } from './mail-bot.ts';
import { type Ended, runHere } from './processes.ts';

const [AOI, KEN] = MAILBOXES;
const users = { [AOI]: 'aoi pw', [KEN]: 'ken pw' };
const letter = (id: string) => `From: bob@example.org\r\nMessage-ID: <${id}@example.org>\r\n\r\ntext\r\n`;

let old: Dovecot;
let fresh: Dovecot;
let bot: MailBot;

const at = (server: Dovecot): Endpoint => ({ host: server.address, port: server.imapPort });

beforeAll(async () => {
  [old, fresh] = await Promise.all([
    startDovecot({ address: '127.0.0.64', hostname: 'old.example.net', users, fsync: false }),
    startDovecot({ address: '127.0.0.65', hostname: 'new.example.net', users, fsync: false }),
  ]);
  await old.deliver(AOI, letter('1'));
  await old.deliver(AOI, letter('2'));
  await old.deliver(KEN, letter('3'));
});
afterAll(() => Promise.all([old?.stop(), fresh?.stop()]));

async function begin(place = at(old), lang: 'en' | 'ja' = 'en'): Promise<void> {
  bot = await startMailBot({ old: place, new: at(fresh) }, { ...aStart(), lang });
  const mailboxes = MAILBOXES.map((address) => ({ address, watch: 'login' as const }));
  const unread = { address: 'list@kitano.example', watch: 'log' as const };
  await bot.change({ kind: 'add-mailboxes', by: 'UAOI', mailboxes: [...mailboxes, unread] });
  await bot.give(
    MAILBOXES.flatMap((mailbox) =>
      (['old', 'new'] as const).map((side) => ({ mailbox, side, user: mailbox, password: users[mailbox] })),
    ),
  );
}
beforeEach(() => begin());

const mail = (...words: readonly string[]): Promise<Ended> => runHere(bot.dataDir, ['mail', ...words]);
const kept = () => path.join(bot.dataDir, 'kept');
const archiveOf = async () => (await bot.read()).facts.archive;

describe('mail copy', () => {
  it('compares, and copies where that is switched on: what is where is said of each mailbox', async () => {
    const compared = await mail('copy');
    expect(compared.status).toBe(1);
    expect(compared.out).toContain(`MISSING  ${AOI}: 2 of 2 messages are not on the new server`);
    expect(compared.out).toContain('UNKNOWN  list@kitano.example');
    expect(compared.out).toContain('Compared only.');

    await bot.change({ kind: 'set-setting', by: 'UAOI', key: 'copy', value: 1 });
    const copied = await mail('copy');
    expect(copied.out).toContain(`ok       ${AOI}: 2 of 2 messages are on the new server`);
    expect(copied.out).not.toContain('Compared only.');
  });

  it('of a migration that has ended is refused, not waited for', async () => {
    await bot.change({ kind: 'abandon', by: 'UAOI', reason: 'no longer wanted' });
    const ended = await mail('copy', '--migration', bot.id);
    expect(ended).toMatchObject({ status: 1, out: '', err: expect.stringMatching(/ended|over/i) });
  });
});

describe('archive and restore', () => {
  it('keep all mailboxes that can be read, name the others, and tell the record who asked', async () => {
    const archived = await mail('archive', kept());
    expect(archived.out.split('\n')).toEqual([
      `ok       ${AOI}: 2 messages kept, read back, and the same`,
      `ok       ${KEN}: 1 message kept, read back, and the same`,
      expect.stringContaining('no login for them: list@kitano.example.'),
      expect.stringContaining('Now try a restore'),
      '',
    ]);
    expect(archived.status).toBe(0);
    expect(await archiveOf()).toMatchObject({ mailboxes: 2, messages: 3, by: expect.stringMatching(/^cli:/) });
    expect(await archiveOf()).not.toHaveProperty('restoredAt');
    expect(await archiveOf()).toHaveProperty('place', { machine: hostname(), directory: kept() });

    const restored = await mail('restore', kept(), '--mailbox', AOI);
    expect(restored).toMatchObject({
      status: 0,
      out: expect.stringMatching(/2 messages restored into “Restored \d{4}-\d\d-\d\d” on the new server, and the same/),
    });
    expect(restored.out).toMatch(
      new RegExp(`“Restored \\d{4}-\\d\\d-\\d\\d” stays in ${AOI}: the bot never deletes mail`),
    );
    expect(await archiveOf()).toMatchObject({ mailboxes: 2, messages: 3, restoredAt: expect.any(Number) });
    expect(archived.out + restored.out + bot.logged()).not.toMatch(/(?:aoi|ken) pw/);
  });

  it('of one mailbox alone say that the others are not kept yet, and tell the record nothing', async () => {
    const first = await mail('archive', kept(), '--mailbox', AOI);
    expect(first).toMatchObject({ status: 0, out: expect.stringContaining('The record was told nothing yet') });
    expect(await archiveOf()).toBeUndefined();
    expect(await mail('archive', kept(), '--mailbox', KEN)).toMatchObject({ status: 0 });
    expect(await archiveOf()).toMatchObject({ mailboxes: 2, messages: 3 });
  });

  it('name a file that was altered, restore nothing then, and go on knowing of no restore', async () => {
    await mail('archive', kept());
    const files = readdirSync(kept(), { recursive: true, encoding: 'utf8' });
    const file = files.find((name) => name.startsWith(KEN) && name.endsWith('.eml')) ?? '';
    writeFileSync(path.join(kept(), file), 'other');
    const ended = await mail('restore', kept(), '--mailbox', KEN, '--lang', 'ja');
    expect(ended.status).toBe(1);
    expect(ended.out).toContain(`${path.relative(KEN, file)}: 書いたときから変わっています`);
    expect(await archiveOf()).not.toHaveProperty('restoredAt');
  });

  it('put a mailbox into another one where that is asked for', async () => {
    await mail('archive', kept());
    expect(await mail('restore', kept(), '--mailbox', AOI, '--to', KEN)).toMatchObject({ status: 0 });
    const found = await fresh.doveadm('mailbox', 'status', '-u', KEN, 'messages', 'Restored*');
    expect(found).toMatch(/Restored \d{4}-\d\d-\d\d\/INBOX messages=2/);
  });

  it('are done one at a time, and say so when the bot stops; what is kept is gone on with', async () => {
    const server = { address: old.address, port: old.imapPort };
    const proxy = await startFaultProxy({
      address: '127.0.0.66',
      server,
      faults: [{ at: 'command', command: /EXAMINE "Junk"/, deed: 'stall' }],
    });
    onTestFinished(() => proxy.stop());
    await begin({ host: proxy.address, port: proxy.port });
    const first = mail('archive', kept());
    await expect.poll(() => proxy.fired(), { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await mail('restore', kept(), '--mailbox', AOI)).toMatchObject({
      status: 1,
      err: expect.stringContaining('under way already'),
    });
    await bot.stop();
    expect(await first).toMatchObject({ status: 3, err: expect.stringContaining('The bot stopped meanwhile') });
    expect(await archiveOf()).toBeUndefined();
  });

  it('are made in the directory of this migration alone', async () => {
    await mail('archive', kept());
    const directory = kept();
    await begin();
    const ended = await mail('archive', directory);
    expect(ended).toMatchObject({ status: 1, err: expect.stringContaining('the archive of another migration') });
  });
});
