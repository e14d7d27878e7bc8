import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCertificates } from '../../../rehearsal/world/certificates.ts';
import { type ImapServer, openImapServer } from '../../../rehearsal/world/imap/server.ts';
import { addMessage, type Mailbox, newMailbox } from '../../../rehearsal/world/imap/store.ts';

let server: ImapServer;
let trust: string;
const mailbox: Mailbox = newMailbox('aoi@kitano.example', 'correct horse', [
  { path: 'INBOX' },
  { path: 'Sent', specialUse: '\\Sent' },
  { path: 'Junk', specialUse: '\\Junk' },
  { path: '受注/2026' },
]);
const clients: ImapFlow[] = [];

beforeAll(async () => {
  const authority = await openCertificates();
  trust = authority.certificate;
  const identity = await authority.identify(['sv12.oldhost.example']);
  server = await openImapServer({
    hostName: 'sv12.oldhost.example',
    context: identity.context,
    pem: identity,
    find: (login) => (login === mailbox.address ? mailbox : undefined),
  });
  for (let count = 1; count <= 3; count += 1) arrive(count);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.close();
});

test('a wrong password is refused with its response code, over TLS and STARTTLS alike', async () => {
  for (const secure of [true, false]) {
    const client = connect('wrong', secure);
    await expect(client.connect()).rejects.toMatchObject({
      authenticationFailed: true,
      serverResponseCode: 'AUTHENTICATIONFAILED',
    });
  }
});

test('no login before TLS', async () => {
  const client = new ImapFlow({ ...settings('correct horse', false), doSTARTTLS: false });
  client.on('error', () => undefined);
  await expect(client.connect()).rejects.toThrow();
});

test('folders come with their use and their figures in one command, the Japanese one by name', async () => {
  const client = await logIn();
  const folders = await client.list({ statusQuery: { messages: true, uidNext: true, uidValidity: true } });
  expect(folders.map(({ path, specialUse }) => [path, specialUse])).toEqual([
    ['INBOX', '\\Inbox'],
    ['Sent', '\\Sent'],
    ['Junk', '\\Junk'],
    ['受注/2026', undefined],
  ]);
  expect(folders[0]?.status).toMatchObject({ messages: 3, uidNext: 4, uidValidity: 1n });
  expect(await client.status('受注/2026', { messages: true, uidNext: true })).toMatchObject({
    messages: 0,
    uidNext: 1,
  });
  await expect(client.status('Nowhere', { messages: true })).rejects.toMatchObject({ code: 'NotFound' });
});

test('messages are read by range: headers, envelope, size, date, source, a part of it', async () => {
  const client = await logIn('STARTTLS');
  await client.mailboxOpen('INBOX', { readOnly: true });
  const read = await client.fetchAll(
    '2:*',
    { uid: true, flags: true, envelope: true, internalDate: true, size: true, headers: ['received', 'message-id'] },
    { uid: true },
  );
  expect(read.map((message) => message.uid)).toEqual([2, 3]);
  expect(read[0]?.envelope).toMatchObject({
    subject: 'Offer "2"',
    messageId: '<2@minato.example>',
    from: [{ name: 'Minato, Foods', address: 'a@minato.example' }],
  });
  expect(read[0]?.internalDate).toEqual(new Date(1_700_000_002_000));
  expect(read[0]?.headers?.toString()).toBe(
    'Received: from a\r\n\tby b; date\r\nMessage-ID: <2@minato.example>\r\n\r\n',
  );
  const source = there(await client.fetchOne('3', { source: true }, { uid: true }));
  expect(source.source?.toString()).toContain('body of 3, ä');
  const part = there(await client.fetchOne('3', { source: { start: 0, maxLength: 9 } }, { uid: true }));
  expect(part.source?.toString()).toBe('Received:');
  // "4:*" names the last message even where nothing is new, as real servers do.
  expect((await client.fetchAll('4:*', { uid: true }, { uid: true })).map((message) => message.uid)).toEqual([3]);
});

test('search', async () => {
  const client = await logIn();
  await client.mailboxOpen('INBOX');
  expect(await client.search({ header: { 'message-id': '<3@minato.example>' } }, { uid: true })).toEqual([3]);
  expect(await client.search({ uid: '2:3', seen: false }, { uid: true })).toEqual([2, 3]);
  expect(await client.search({ since: new Date('2023-11-16') }, { uid: true })).toEqual([]);
  expect(await client.search({ since: new Date('2023-11-14') }, { uid: true })).toEqual([1, 2, 3]);
  expect(await client.search({ or: [{ subject: 'offer "1"' }, { body: 'BODY OF 2' }] }, { uid: true })).toEqual([1, 2]);
});

test('append keeps date and flags, store changes them, copy, move and expunge are seen by another session', async () => {
  const [one, two] = [await logIn(), await logIn()];
  await two.mailboxOpen('受注/2026');
  const gone: number[] = [];
  two.on('expunge', (event) => gone.push(event.seq ?? 0));
  const date = new Date('2025-02-03T04:05:06Z');
  const appended = await one.append('受注/2026', message(9), ['\\Seen'], date);
  expect(appended).toMatchObject({ uid: 1 });
  await two.noop();
  const found = there(await two.fetchOne('1', { flags: true, internalDate: true, source: true }, { uid: true }));
  expect([...(found.flags ?? [])]).toEqual(['\\Seen']);
  expect(found.internalDate).toEqual(date);
  expect(found.source?.equals(message(9))).toBe(true);

  await two.messageFlagsAdd('1', ['\\Flagged'], { uid: true });
  expect([...(mailbox.folders.get('受注/2026')?.messages[0]?.flags ?? [])]).toEqual(['\\Seen', '\\Flagged']);
  await one.mailboxOpen('受注/2026');
  expect(await one.messageCopy('1', 'Sent', { uid: true })).toMatchObject({
    destination: 'Sent',
    uidMap: new Map([[1, 1]]),
  });
  expect(await one.messageMove('1', 'Junk', { uid: true })).toMatchObject({ uidMap: new Map([[1, 1]]) });
  await two.noop();
  expect(gone).toEqual([1]);
  await one.mailboxOpen('Sent');
  await one.messageDelete('1', { uid: true });
  expect(mailbox.folders.get('Sent')).toMatchObject({ uidNext: 2, messages: [] });
});

test('an idle client is told of new mail', async () => {
  const client = await logIn();
  await client.mailboxOpen('INBOX');
  const told = new Promise<{ readonly count: number }>((resolve) => client.once('exists', resolve));
  const listening = mailbox.listeners.size;
  void client.idle();
  await expect.poll(() => mailbox.listeners.size).toBeGreaterThan(listening);
  arrive(4);
  expect(await told).toMatchObject({ count: 4, prevCount: 3 });
});

test('twenty sessions at once', async () => {
  const sessions = await Promise.all(Array.from({ length: 20 }, () => logIn()));
  const counts = await Promise.all(sessions.map((client) => client.status('INBOX', { messages: true })));
  expect(counts.every((count) => count && count.messages === 4)).toBe(true);
});

const there = <T>(value: T | false): T => {
  if (value === false) throw new Error('the message is not there');
  return value;
};

const message = (count: number): Buffer =>
  Buffer.from(
    `Received: from a\r\n\tby b; date\r\nFrom: "Minato, Foods" <a@minato.example>\r\nTo: <aoi@kitano.example>\r\nSubject: Offer "${count}"\r\nMessage-ID: <${count}@minato.example>\r\n\r\nbody of ${count}, ä\r\n`,
  );
const arrive = (count: number): void => {
  const inbox = mailbox.folders.get('INBOX');
  if (inbox !== undefined)
    addMessage(mailbox, inbox, { raw: message(count), internalDate: 1_700_000_000_000 + count * 1_000 });
};
const settings = (pass: string, secure: boolean) => ({
  host: '127.0.0.1',
  port: secure ? server.tlsPort : server.plainPort,
  secure,
  ...(secure ? {} : { doSTARTTLS: true }),
  servername: 'sv12.oldhost.example',
  tls: { ca: [trust], servername: 'sv12.oldhost.example' },
  auth: { user: mailbox.address, pass },
  logger: false as const,
  disableAutoIdle: true,
});
const connect = (pass: string, secure: boolean): ImapFlow => {
  const client = new ImapFlow(settings(pass, secure));
  client.on('error', () => undefined);
  clients.push(client);
  return client;
};
const logIn = async (how: 'TLS' | 'STARTTLS' = 'TLS'): Promise<ImapFlow> => {
  const client = connect('correct horse', how === 'TLS');
  await client.connect();
  return client;
};
