import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type ArchivedMailbox, type ArchiveOptions, archiveMailbox } from '../../src/mail/archive.ts';
import { onDisk } from '../../src/mail/archive-files.ts';
import { readArchiveIndex } from '../../src/mail/archive-index.ts';
import { mailboxDirectory } from '../../src/mail/archive-names.ts';
import { type RestoreOptions, restoreMailbox } from '../../src/mail/archive-restore.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import type { Fault } from '../servers/faults.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { type RudeServer, startRudeServer } from '../servers/rude-server.ts';
import { temporaryDirectory } from '../store/temporary.ts';

const NOW = Date.parse('2027-01-10T00:00:00Z');
const PASSWORD = 'pw';
const users = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`u${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let old: Dovecot;
let fresh: Dovecot;
let taken = 0;
/** A mailbox that no other test has touched, and a directory. */
let user: string;
let root: string;

beforeAll(async () => {
  [old, fresh] = await Promise.all([
    startDovecot({ address: '127.0.0.61', hostname: 'old.example.net', users, fsync: false }),
    startDovecot({ address: '127.0.0.62', hostname: 'new.example.net', users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), fresh?.stop()]));
beforeEach(() => {
  user = `u${taken++}@example.jp`;
  root = temporaryDirectory();
});

const account = (at: { readonly address: string; readonly port: number }): MailAccount => ({
  ...at,
  security: 'plain',
  verify: 'report',
  user,
  password: PASSWORD,
});
const imapOf = (server: Dovecot) => account({ address: server.address, port: server.imapPort });

/** What a person does in a mail program. */
const person = <T>(server: Dovecot, act: (client: ImapFlow) => Promise<T>) => inMailbox(server, user, act);

const archive = (from = imapOf(old), over: Partial<ArchiveOptions> = {}) =>
  archiveMailbox(dialer, from, root, {
    mailbox: user,
    protocol: 'imap',
    signal: AbortSignal.timeout(30_000),
    now: () => NOW,
    onProgress: () => {},
    pauseMs: 1,
    ...over,
  });
const restore = (to = imapOf(fresh), over: Partial<RestoreOptions> = {}) =>
  restoreMailbox(dialer, to, root, {
    mailbox: user,
    label: '復元 2027-01-10',
    signal: AbortSignal.timeout(30_000),
    now: () => NOW,
    onProgress: () => {},
    ...over,
  });

const letter = (id: string, body = 'text') =>
  `From: bob@example.org\r\nMessage-ID: <${id}@example.org>\r\nSubject: ${id}\r\n\r\n${body}\r\n`;
/** 8-bit headers and a lone line feed: bytes that are no text of any kind. */
const EIGHT_BIT = Buffer.concat([
  Buffer.from('Subject: '),
  Buffer.from([0xe9, 0xff, 0x83, 0x65]),
  Buffer.from('\r\n\r\nx\ny\r\n'),
]);

/** Folders, nested and not in ASCII, with what makes archives hard in them. */
const furnish = () =>
  person(old, async (client) => {
    await client.mailboxCreate('受信/2026年 請求書');
    await client.mailboxCreate('empty');
    await client.append('INBOX', letter('one'), ['\\Seen', '\\Flagged'], new Date('2020-02-29T12:00:00Z'));
    await client.append('INBOX', letter('one'), [], new Date('2020-02-29T12:00:00Z'));
    await client.append('INBOX', EIGHT_BIT);
    await client.append('受信/2026年 請求書', letter('two', '.\r\n..dots'));
    await client.append('Junk', letter('spam'), ['$Junk']);
  });

const directory = () => path.join(root, mailboxDirectory(user));
const filesIn = (at: string): readonly string[] =>
  readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.eml'))
    .sort();
const lines = async () => [...((await readArchiveIndex(directory()))?.messages.values() ?? [])];

async function whole(over?: Partial<ArchiveOptions>): Promise<ArchivedMailbox> {
  const result = await archive(imapOf(old), over);
  if (result.outcome !== 'ok') throw new Error(`not archived: ${result.code} ${result.detail}`);
  return result;
}

async function throughProxy(...faults: readonly Fault[]): Promise<Awaited<ReturnType<typeof startFaultProxy>>> {
  const server = { address: old.address, port: old.imapPort };
  const proxy = await startFaultProxy({ address: '127.0.0.63', server, faults });
  onTestFinished(() => proxy.stop());
  return proxy;
}

const DATE = '"29-Feb-2020 12:00:00 +0000"';

/** A server that answers the first command that matches, and opens one folder after the other. */
async function scripted(says: readonly (readonly [RegExp, string])[]): Promise<RudeServer> {
  const server = await startRudeServer('127.0.0.63', (socket) => {
    let opened = '';
    socket.write('* OK [CAPABILITY IMAP4rev1] hello\r\n');
    socket.on('data', (chunk) => {
      const [tag = '', ...words] = String(chunk).trim().split(' ');
      const command = words.join(' ');
      opened = /EXAMINE (.+)/.exec(command)?.[1] ?? opened;
      const [, answer = ''] = says.find(([asked]) => asked.test(`${opened} ${command}`)) ?? [];
      socket.write(`${answer}${tag} OK [CAPABILITY IMAP4rev1] done\r\n`);
    });
  });
  onTestFinished(() => server.stop());
  return server;
}

describe('an archive', () => {
  it('holds every message of every folder as it is on the wire, with its flags and date, and leaves no trace', async () => {
    await furnish();
    expect(await whole()).toEqual({
      outcome: 'ok',
      at: NOW,
      folders: 7,
      messages: 5,
      bytes: expect.any(Number),
      fetched: 5,
      problems: [],
    });
    const kept = await lines();
    expect(kept.map(({ name }) => name).sort()).toEqual(['INBOX', 'INBOX', 'INBOX', 'Junk', '受信/2026年 請求書']);
    const one = kept.find(({ flags }) => flags.includes('\\Flagged'));
    expect(one?.flags).toContain('\\Seen');
    expect(one?.date).toBe('29-Feb-2020 12:00:00 +0000');
    const read = (file = '') => readFileSync(path.join(directory(), file));
    expect(read(one?.file).toString()).toBe(letter('one'));
    expect(kept.map(({ file }) => read(file).includes(Buffer.from([0xe9, 0xff, 0x83, 0x65])))).toContain(true);
    expect(await person(old, async (client) => (await client.status('INBOX', { unseen: true })) || {})).toMatchObject({
      unseen: 2,
    });
  });

  it('can be read by its owner alone', async () => {
    await furnish();
    await whole();
    for (const name of readdirSync(directory(), { recursive: true, encoding: 'utf8' })) {
      const seen = statSync(path.join(directory(), name));
      expect([name, seen.mode & 0o777]).toEqual([name, seen.isDirectory() ? 0o700 : 0o600]);
    }
    expect(statSync(directory()).mode & 0o777).toBe(0o700);
  });

  it('is gone on with: nothing that is there already is fetched again, and what is gone from the server stays', async () => {
    await furnish();
    await whole();
    await person(old, async (client) => {
      await client.append('INBOX', letter('three'));
      await client.mailboxOpen('INBOX');
      await client.messageDelete('1');
      await client.messageFlagsAdd('1', ['\\Answered']);
    });
    expect(await whole()).toMatchObject({ messages: 5, fetched: 1, problems: [] });
    expect(filesIn(directory())).toHaveLength(6);
    expect((await lines()).filter(({ gone }) => gone)).toHaveLength(1);
    expect((await lines()).some(({ flags }) => flags.includes('\\Answered'))).toBe(true);
  });

  it('survives a session that is cut in the middle of a large message, and fetches no finished one twice', async () => {
    const body = Buffer.from('0123456789abcdef'.repeat(4).concat('\r\n').repeat(150_000));
    await person(old, async (client) => {
      await client.append('INBOX', letter('before'));
      await client.append('INBOX', Buffer.concat([Buffer.from(letter('big')), body]));
      await client.append('INBOX', letter('after'));
    });
    const proxy = await throughProxy({ at: 'literal', direction: 'to-client', byte: 5_000_000, deed: 'reset' });
    expect(await archive(account(proxy))).toMatchObject({ outcome: 'ok', messages: 3, fetched: 3, problems: [] });
    expect([proxy.fired(), proxy.sessions()]).toEqual([1, 2]);
    const big = (await lines()).find(({ sizeBytes }) => sizeBytes > 1_000_000);
    expect(
      readFileSync(path.join(directory(), big?.file ?? ''))
        .subarray(-body.length)
        .equals(body),
    ).toBe(true);
    expect(await restore()).toMatchObject({ outcome: 'equal', messages: 3 });
  });

  it('names a message over which the server hangs up each time, and keeps the others', async () => {
    await person(old, async (client) => {
      for (const id of ['one', 'two', 'three']) await client.append('INBOX', letter(id, id));
    });
    const [uid = 0] = await person(old, async (client) => {
      await client.mailboxOpen('INBOX', { readOnly: true });
      return (await client.search({ subject: 'two' }, { uid: true })) || [];
    });
    const proxy = await throughProxy(
      { at: 'command', command: /UID FETCH 1:3 \(UID BODY/, deed: 'end' },
      { at: 'command', command: new RegExp(`UID FETCH ${uid} \\(UID BODY`), deed: 'end', times: 99 },
    );
    expect(await archive(account(proxy))).toMatchObject({
      messages: 2,
      problems: [{ kind: 'unreadable', folder: 'INBOX', uid }],
    });
    expect(await readArchiveIndex(directory())).not.toHaveProperty('wholeAt');
    expect(await restore()).toMatchObject({ outcome: 'no-archive' });
  });

  it('names a message and a folder that the server refuses, by the words of the server', async () => {
    await furnish();
    const proxy = await throughProxy(
      { at: 'command', command: /UID FETCH 1:3 \(UID BODY/, deed: { say: '{tag} NO broken\r\n' } },
      { at: 'command', command: /UID FETCH 2 \(UID BODY/, deed: { say: '{tag} NO cannot open mail file\r\n' } },
      { at: 'command', command: /EXAMINE "empty"/, deed: { say: '{tag} NO not yours\r\n' } },
    );
    const result = await archive(account(proxy));
    expect(result).toMatchObject({ messages: 4, problems: { length: 2 } });
    expect(result).toHaveProperty(
      'problems',
      expect.arrayContaining([
        { kind: 'unreadable', folder: 'INBOX', uid: 2, detail: 'cannot open mail file' },
        { kind: 'folder-refused', folder: 'empty', detail: 'not yours' },
      ]),
    );
  });

  it('names a file that was altered, and one that is gone, when a message is on the server no more; else fetches it anew', async () => {
    await furnish();
    await whole();
    const [junk] = (await lines()).filter(({ name }) => name === 'Junk');
    const [first, second] = (await lines()).filter(({ name }) => name === 'INBOX');
    for (const { file } of [junk, first].flatMap((line) => line ?? []))
      writeFileSync(path.join(directory(), file), 'something else');
    await person(old, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete(String(first?.uid), { uid: true });
    });
    expect(second).toBeDefined();
    expect(await whole()).toMatchObject({
      fetched: 1,
      problems: [{ kind: 'altered', folder: 'INBOX', uid: first?.uid, file: first?.file }],
    });
  });

  it('says that the disk is no good', async () => {
    writeFileSync(path.join(root, mailboxDirectory(user)), 'a file in the way');
    expect(await archive()).toMatchObject({ outcome: 'failed', code: 'disk-failed', detail: 'EEXIST' });
  });

  it.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    await expect(onDisk(() => writeFile('/dev/full', 'x'))).rejects.toMatchObject({ code: 'disk-full' });
  });

  it('of an outage says what failed, and keeps what it has', async () => {
    await furnish();
    const proxy = await throughProxy({ at: 'literal', direction: 'to-client', byte: 10, nth: 3, deed: 'end' });
    const cancelled = new AbortController();
    const result = await archive(account(proxy), {
      signal: cancelled.signal,
      onProgress: ({ kept }) => kept === 2 && cancelled.abort(),
    });
    expect(result).toMatchObject({ outcome: 'failed', code: 'cancelled' });
    expect((await whole()).fetched).toBeLessThan(5);
  });

  it('keeps from a view of all mail what lies nowhere else, and nothing twice', async () => {
    const entry = (uid: number, id: string) =>
      `* ${uid} FETCH (UID ${uid} RFC822.SIZE 20 INTERNALDATE ${DATE} BODY[HEADER.FIELDS (MESSAGE-ID DATE FROM SUBJECT)] "Message-ID: <${id}>")\r\n`;
    const listed = (uid: number) => `* ${uid} FETCH (UID ${uid} FLAGS () INTERNALDATE ${DATE})\r\n`;
    const server = await scripted([
      [/LIST/, '* LIST (\\All) "/" All\r\n* LIST () "/" INBOX\r\n'],
      [/"INBOX" EXAMINE/, '* 1 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n'],
      [/"INBOX" .*HEADER/, entry(1, 'a')],
      [/"INBOX" .*1:\*/, listed(1)],
      [/"INBOX" .*BODY/, '* 1 FETCH (UID 1 BODY[] "Message-ID: <a>")\r\n'],
      [/"All" EXAMINE/, '* 2 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n'],
      [/"All" .*HEADER/, entry(4, 'a') + entry(5, 'b')],
      [/"All" .*1:\*/, listed(4) + listed(5)],
      [/"All" .* 5 .*BODY/, '* 2 FETCH (UID 5 BODY[] "Message-ID: <b>")\r\n'],
    ]);
    expect(await archive(account(server))).toMatchObject({ messages: 2, fetched: 2, problems: [] });
    expect((await lines()).map(({ name, uid }) => [name, uid])).toEqual([
      ['INBOX', 1],
      ['All', 5],
    ]);
  });

  it('is made over POP3 where there is nothing else', async () => {
    await old.deliver(user, letter('one', '.\r\n..dots'));
    const result = await archive(account({ address: old.address, port: old.pop3Port }), { protocol: 'pop3' });
    expect(result).toMatchObject({ outcome: 'ok', messages: 1, fetched: 1, problems: [] });
    const [line] = await lines();
    const kept = readFileSync(path.join(directory(), line?.file ?? ''), 'utf8');
    expect(kept.endsWith('\r\n\r\n.\r\n..dots\r\n')).toBe(true);
    expect(await restore()).toMatchObject({ outcome: 'equal', messages: 1 });
  });

  it('of a server that lists fewer messages than it counts is not whole', async () => {
    const server = await scripted([
      [/LIST/, '* LIST () "/" INBOX\r\n'],
      [/STATUS/, '* STATUS INBOX (MESSAGES 2)\r\n'],
      [/EXAMINE/, '* 2 EXISTS\r\n* OK [UIDVALIDITY 1] x\r\n'],
      [/FETCH 1:\*/, `* 1 FETCH (UID 1 FLAGS () INTERNALDATE ${DATE})\r\n`],
      [/BODY/, '* 1 FETCH (UID 1 BODY[] "Subject: short")\r\n'],
    ]);
    expect(await archive(account(server))).toMatchObject({
      messages: 1,
      problems: [{ kind: 'uncounted', folder: 'INBOX', detail: '1 / 2' }],
    });
    expect(readFileSync(path.join(directory(), '001-INBOX/1-1.eml'), 'utf8')).toBe('Subject: short');
  });
});

describe('a restore', () => {
  it('puts everything into a new folder, and finds it equal', async () => {
    await furnish();
    await whole();
    expect(await restore()).toEqual({ outcome: 'equal', at: NOW, folder: '復元 2027-01-10', messages: 5 });
    const listed = await person(fresh, (client) => client.list({ statusQuery: { messages: true } }));
    const counts = new Map(listed.map(({ path: name, status }) => [name, status?.messages]));
    expect(counts.get('復元 2027-01-10/INBOX')).toBe(3);
    expect(counts.get('復元 2027-01-10/受信/2026年 請求書')).toBe(1);
    expect(counts.get('復元 2027-01-10/empty')).toBe(0);
    expect(counts.get('INBOX')).toBe(0);
    const flags = await person(fresh, async (client) => {
      await client.mailboxOpen('復元 2027-01-10/INBOX', { readOnly: true });
      return await client.fetchOne('1', { flags: true, internalDate: true });
    });
    expect(flags).toMatchObject({ internalDate: new Date('2020-02-29T12:00:00Z') });
    expect(flags).toHaveProperty('flags', new Set(['\\Flagged', '\\Recent', '\\Seen']));
  });

  it('takes another folder each time', async () => {
    await furnish();
    await whole();
    await restore();
    expect(await restore()).toMatchObject({ outcome: 'equal', folder: '復元 2027-01-10 (2)' });
  });

  it('names a file that was altered, and begins nothing', async () => {
    await furnish();
    await whole();
    const [{ file } = { file: '' }] = await lines();
    writeFileSync(path.join(directory(), file), `${readFileSync(path.join(directory(), file), 'latin1')}!`, 'latin1');
    expect(await restore()).toMatchObject({ outcome: 'damaged', problems: [{ kind: 'altered', file }] });
    const listed = await person(fresh, (client) => client.list());
    expect(listed.filter(({ path: name }) => name.startsWith('復元'))).toEqual([]);
  });

  it('names a message that the server did not take', async () => {
    await furnish();
    await whole();
    const proxy = await startFaultProxy({
      address: '127.0.0.63',
      server: { address: fresh.address, port: fresh.imapPort },
      faults: [{ at: 'command', command: /APPEND .*Junk/, deed: { say: '{tag} NO [LIMIT] too big\r\n' }, times: 9 }],
    });
    onTestFinished(() => proxy.stop());
    const [spam] = (await lines()).filter(({ name }) => name === 'Junk');
    expect(await restore(account(proxy))).toMatchObject({
      outcome: 'differs',
      messages: 5,
      extra: 0,
      missing: [{ file: spam?.file, folder: 'Junk', reason: expect.stringContaining('too big') }],
    });
  });

  it('is of an archive that there is', async () => {
    expect(await restore()).toEqual({ outcome: 'no-archive', problems: [] });
  });
});
