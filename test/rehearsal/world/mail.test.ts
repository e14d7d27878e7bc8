import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Book, openBook } from '../../../rehearsal/world/book.ts';
import { openCertificates } from '../../../rehearsal/world/certificates.ts';
import { addMessage, headerValue, type Mailbox, newMailbox } from '../../../rehearsal/world/imap/store.ts';
import { compose } from '../../../rehearsal/world/mail/letter.ts';
import { type MailServer, openMailServer } from '../../../rehearsal/world/mail/mail-server.ts';
import { handOver } from '../../../rehearsal/world/mail/outgoing.ts';
import { describeArrival } from '../../../src/mail/delivery.ts';

const OLD = { name: 'sv12.oldhost.example', address: '192.0.2.10', dialect: 'postfix' } as const;
const NEW = { name: 'mx3.newhost.example', address: '203.0.113.20', dialect: 'exim' } as const;
const FOLDERS = [{ path: 'INBOX' }, { path: 'Junk', specialUse: '\\Junk' }, { path: '受注/2026' }] as const;
const book: Book = openBook();
const servers: MailServer[] = [];
let trust = '';

beforeAll(async () => {
  const certificates = await openCertificates();
  trust = certificates.certificate;
  for (const host of [OLD, NEW])
    servers.push(
      await openMailServer({
        host,
        identity: await certificates.identify([host.name]),
        mailboxes: ['aoi@kitano.example', 'ken@kitano.example'].map((address) =>
          newMailbox(address, 'secret', FOLDERS),
        ),
        book,
        addressOf: (helo) => (helo.startsWith('spam') ? '198.51.100.66' : '198.51.100.71'),
        judge: (helo) =>
          helo.startsWith('spam')
            ? { dmarc: 'fail', junk: helo.startsWith('spam-junk') }
            : { dmarc: 'pass', junk: false },
        sortedInto: (from) => (from.startsWith('orders') ? '受注/2026' : undefined),
        greylistMs: host === NEW ? 150 : 0,
        relay: async (raw, { from, to }) => {
          const letter = { id: '', from, to, raw: raw.toString('utf8') };
          for (let tries = 0; tries < 10; tries += 1) {
            const result = await handOver(book, letter, { address: NEW.address, port: 25, helo: OLD.name });
            if (result.taken) return;
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          throw new Error('the new server took nothing');
        },
      }),
    );
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

test.each([0, 1])(
  'what server %i takes in reads as its own genuine delivery, with the path it came by',
  async (index) => {
    const [from, helo] = ['desk@hikari.example', 'mail.hikari.example'];
    const first = await send(index, from, helo);
    // The new server greylists; a try after a while is taken.
    if (index === 1) {
      expect(first).toMatchObject({ taken: false, final: false, why: expect.stringContaining('Greylisted') });
      await expect.poll(() => send(index, from, helo), { timeout: 10_000 }).toMatchObject({ taken: true });
    } else expect(first).toMatchObject({ taken: true, address: OLD.address });
    const message = newest(index, 'aoi@kitano.example', 'INBOX');
    const arrival = describe(message, index);
    expect(arrival).toMatchObject({
      kind: 'delivery',
      from,
      path: { helo, address: '198.51.100.71' },
      stampedBy: [OLD, NEW][index]?.name,
    });
    expect(arrival.suspect).toBeUndefined();
    expect(Math.abs(arrival.at - Date.now())).toBeLessThan(2_000);
    expect(headerValue(message.raw, 'Return-Path')).toBe(`<${from}>`);
    expect(headerValue(message.raw, 'Delivered-To')).toBe('aoi@kitano.example');
  },
);

test('a copy of it on the other server reads as a copy', () => {
  const original = newest(0, 'aoi@kitano.example', 'INBOX');
  const copy = { ...original, uid: 1 };
  expect(describe(copy, 1).kind).toBe('copy');
});

test('spam is filed as junk or has failed DMARC; a filter sorts mail into a folder', async () => {
  await send(0, 'win@lucky.example', 'spam-junk.example');
  expect(describe(newest(0, 'aoi@kitano.example', 'Junk'), 0, 'junk').suspect).toBe('junk');
  await send(0, 'win@lucky.example', 'spam.example');
  expect(describe(newest(0, 'aoi@kitano.example', 'INBOX'), 0).suspect).toBe('dmarc-fail');
  await send(0, 'orders@minato.example', 'mail.minato.example');
  expect(describe(newest(0, 'aoi@kitano.example', '受注/2026'), 0).kind).toBe('delivery');
  expect(servers[0]?.messageIds().has(lastId)).toBe(true);
  expect(servers[1]?.messageIds().has(lastId)).toBe(false);
});

test('strangers are refused where they should be', async () => {
  expect(await send(0, 'a@b.example', 'b.example', 'nobody@kitano.example')).toMatchObject({
    taken: false,
    final: true,
    why: expect.stringContaining('550'),
  });
  expect(await send(0, 'a@b.example', 'b.example', 'x@elsewhere.example')).toMatchObject({
    taken: false,
    final: true,
    why: expect.stringContaining('Relay access denied'),
  });
});

test('submission wants a login and a checked certificate, and stamps what it takes', async () => {
  await expect(submit(0, 'wrong')).rejects.toMatchObject({ code: 'EAUTH', responseCode: 535 });
  await submit(0, 'secret');
  expect(describe(newest(0, 'ken@kitano.example', 'INBOX'), 0)).toMatchObject({
    kind: 'delivery',
    from: 'aoi@kitano.example',
  });
});

test('once shut, the old server answers "later" to the world and hands on what is submitted', async () => {
  servers[0]?.shut();
  expect(await send(0, 'a@b.example', 'b.example')).toMatchObject({
    taken: false,
    final: false,
    why: expect.stringContaining('450'),
  });
  const before = mailbox(0, 'ken@kitano.example').folders.get('INBOX')?.messages.length;
  await submit(0, 'secret', 'through the old relay');
  expect(mailbox(0, 'ken@kitano.example').folders.get('INBOX')?.messages).toHaveLength(before ?? -1);
  const relayed = newest(1, 'ken@kitano.example', 'INBOX');
  expect(headerValue(relayed.raw, 'Subject')).toBe('through the old relay');
  expect(describe(relayed, 1)).toMatchObject({ kind: 'delivery', stampedBy: NEW.name, path: { helo: OLD.name } });
});

let lastId = '';
let count = 0;
const send = (index: number, from: string, helo: string, to = 'aoi@kitano.example') => {
  count += 1;
  lastId = `<${count}@${helo}>`;
  const letter = compose({ id: lastId, name: 'Somebody', from, to, subject: '見積', helo, at: Date.now() });
  return handOver(book, letter, { address: index === 0 ? OLD.address : NEW.address, port: 25, helo });
};
const submit = async (index: number, pass: string, subject = 'hello'): Promise<void> => {
  const host = index === 0 ? OLD : NEW;
  const entry = book.find(host.address, 587, 'tcp');
  const transport = createTransport({
    host: entry?.host ?? '',
    port: entry?.hostPort ?? 0,
    requireTLS: true,
    tls: { ca: [trust], servername: host.name },
    auth: { user: 'aoi@kitano.example', pass },
  });
  const message: SendMailOptions = { from: 'aoi@kitano.example', to: 'ken@kitano.example', subject, text: 'x' };
  await transport.sendMail(message);
};
const mailbox = (index: number, address: string): Mailbox => {
  const found = servers[index]?.mailbox(address);
  if (found === undefined) throw new Error(`no ${address}`);
  return found;
};
const newest = (index: number, address: string, folder: string) => {
  const message = mailbox(index, address).folders.get(folder)?.messages.at(-1);
  if (message === undefined) throw new Error(`nothing in ${folder}`);
  return message;
};
const describe = (
  message: { readonly raw: Buffer; readonly uid: number; readonly internalDate: number },
  index: number,
  folder: 'inbox' | 'junk' = 'inbox',
) =>
  describeArrival(
    message.raw,
    { mailbox: 'aoi@kitano.example', folder: 'INBOX', uidValidity: '1', uid: message.uid },
    {
      ownStamps: [[OLD, NEW][index]?.name ?? ''],
      otherStamps: [[NEW, OLD][index]?.name ?? ''],
      folder,
      size: message.raw.length,
      internalDate: message.internalDate,
    },
  );

test('UIDs go on growing after a removal', () => {
  const box = newMailbox('x@kitano.example', 'p', FOLDERS);
  const inbox = box.folders.get('INBOX');
  if (inbox === undefined) throw new Error('no inbox');
  const put = () => addMessage(box, inbox, { raw: Buffer.from('a: b\r\n\r\n'), internalDate: 0 });
  expect([put(), put()]).toEqual([1, 2]);
  inbox.messages = [];
  expect(put()).toBe(3);
});
