import type { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type ScanRequest, scanMailbox } from '../../src/mail/scan.ts';
import type { MailboxScan } from '../../src/migration/mail-observations.ts';
import { DAY_MS } from '../../src/migration/time.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { type MailServer, startMailServer } from '../servers/mail-server.ts';

const PASSWORD = 'pw';
const HOST = 'old.example.net';
const NOW = Date.UTC(2026, 10, 24, 12);
const users = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`u${index}@moving.test`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let server: MailServer;
let taken = 0;
/** A mailbox that no other test has touched. */
let user: string;

beforeAll(async () => {
  server = await startMailServer({ address: '127.0.0.61', hostname: HOST, users, fsync: false });
});
afterAll(() => server?.stop());
beforeEach(() => {
  user = `u${taken++}@moving.test`;
});

const account = (): MailAccount => ({
  address: server.address,
  port: server.imapPort,
  security: 'plain',
  verify: 'report',
  user,
  password: PASSWORD,
});

async function scan(over: Partial<ScanRequest> = {}, now = NOW): Promise<MailboxScan> {
  const request = {
    mailbox: user,
    domains: ['moving.test'],
    ownStamps: [HOST],
    otherStamps: ['new.example.net'],
    ...over,
  };
  const result = await scanMailbox(dialer, account(), request, { signal: AbortSignal.timeout(20_000), now: () => now });
  if (result.outcome !== 'ok') throw new Error(`the scan failed: ${result.code} ${result.detail}`);
  return result;
}

const inBox = (act: (client: ImapFlow) => Promise<unknown>) => inMailbox(server, user, act);

type Letter = {
  readonly from?: string;
  readonly to?: string;
  readonly daysAgo?: number;
  readonly hop?: string;
  readonly extra?: readonly string[];
};
const rfc = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000');
const stampOf = (at: number, hop = 'from mail.shop.test (mail.shop.test [203.0.113.9])', by = HOST) =>
  `Received: ${hop} by ${by} (Postfix) with ESMTPS id 4X; ${rfc(at)}`;

/** A message as it lies in the mailbox since the server took it in some days ago. */
async function arrived(client: ImapFlow, folder: string, { daysAgo = 1, hop, extra = [], ...one }: Letter) {
  const at = NOW - daysAgo * DAY_MS;
  const lines = [
    'Return-Path: <bounces@shop.test>',
    ...extra.filter((line) => line.startsWith('Delivered-To')),
    stampOf(at, hop),
    ...extra.filter((line) => !line.startsWith('Delivered-To')),
    `From: ${one.from ?? 'Shop <orders@shop.test>'}`,
    `To: ${one.to ?? user}`,
    `Date: ${rfc(at)}`,
  ];
  await client.append(folder, `${lines.join('\r\n')}\r\n\r\nhello\r\n`, [], new Date(at));
}

const addresses = ({ addresses: list }: MailboxScan) =>
  Object.fromEntries(list.map(({ address, count }) => [address, count]));
const senders = ({ senders: list }: MailboxScan) =>
  Object.fromEntries(list.map(({ sender, way, days }) => [sender, { way, days: days.length }]));

describe('a scan', () => {
  it('of mail that came in by SMTP tells the addresses, the sender and its way', async () => {
    const letter = `From: A <A@sender.test>\r\nTo: Info <info@moving.test>\r\nSubject: x\r\n\r\nhello\r\n`;
    await server.receive(user, letter, { helo: 'relay.sender.test' });
    const seen = await scan({}, Date.now());
    expect(addresses(seen)).toEqual({ [user]: 1, 'info@moving.test': 1 });
    expect(seen.messages).toBe(1);
    expect(seen.partial).toBeUndefined();
    // Everything here comes over loopback.
    expect(seen.senders).toEqual([
      {
        sender: 'a@sender.test',
        days: [Math.floor((seen.senders[0]?.lastAt ?? 0) / DAY_MS)],
        count: 1,
        lastAt: expect.any(Number),
        way: 'local',
        path: { helo: 'relay.sender.test', address: '127.0.0.1' },
      },
    ]);
  });

  it('reads every folder but Sent, Drafts and Junk', async () => {
    await inBox(async (client) => {
      await client.mailboxCreate('Customers/請求');
      await client.mailboxCreate('Archive');
      const folders = ['INBOX', 'Trash', 'Archive', 'Customers/請求', 'Sent', 'Drafts', 'Junk'];
      for (const [index, folder] of folders.entries()) {
        await arrived(client, folder, { to: `f${index}@moving.test`, from: `s${index}@shop.test` });
      }
    });
    const seen = await scan();
    expect(addresses(seen)).toEqual(Object.fromEntries([0, 1, 2, 3].map((index) => [`f${index}@moving.test`, 1])));
    expect(Object.keys(senders(seen)).sort()).toEqual([0, 1, 2, 3].map((index) => `s${index}@shop.test`));
  });

  it('goes back 13 months for addresses and 90 days for senders, by the stamp and not by INTERNALDATE', async () => {
    await inBox(async (client) => {
      await arrived(client, 'INBOX', { daysAgo: 30, to: 'month@moving.test', from: 'month@shop.test' });
      await arrived(client, 'INBOX', { daysAgo: 89, to: 'a@moving.test', from: 'in@shop.test' });
      await arrived(client, 'INBOX', { daysAgo: 91, to: 'a@moving.test', from: 'out@shop.test' });
      await arrived(client, 'INBOX', { daysAgo: 394, to: 'thirteen@moving.test' });
      await arrived(client, 'INBOX', { daysAgo: 400, to: 'before@moving.test' });
      // A mail program moved it here last week, and gave it that day's date.
      const old = `${stampOf(NOW - 500 * DAY_MS)}\r\nFrom: x@shop.test\r\nTo: long-ago@moving.test\r\n\r\nhello\r\n`;
      await client.append('INBOX', old, [], new Date(NOW - 7 * DAY_MS));
    });
    const seen = await scan();
    expect(seen.from).toBe(Date.UTC(2025, 9, 24));
    expect(addresses(seen)).toEqual({ 'month@moving.test': 1, 'a@moving.test': 2, 'thirteen@moving.test': 1 });
    expect(Object.keys(senders(seen)).sort()).toEqual(['in@shop.test', 'month@shop.test']);
  });

  it('tells on which days a sender wrote, and the way that DNS does not rule where it has several', async () => {
    await inBox(async (client) => {
      for (const daysAgo of [1, 1, 8, 31]) await arrived(client, 'INBOX', { daysAgo });
      await arrived(client, 'INBOX', { daysAgo: 40, hop: 'from erp (erp [10.0.0.7])' });
    });
    const { senders: list } = await scan();
    const today = Math.floor(NOW / DAY_MS);
    expect(list).toEqual([
      {
        sender: 'orders@shop.test',
        days: [today - 40, today - 31, today - 8, today - 1],
        count: 5,
        lastAt: NOW - DAY_MS,
        way: 'inside',
        path: { helo: 'erp', address: '10.0.0.7' },
      },
    ]);
  });

  it('counts no sender of bounces, vacation replies and our probes, and a list by its From', async () => {
    await inBox(async (client) => {
      await arrived(client, 'INBOX', { from: 'away@shop.test', extra: ['Auto-Submitted: auto-replied'] });
      await arrived(client, 'INBOX', {
        from: 'probe@shop.test',
        to: 'p@moving.test',
        extra: ['X-Migration-Probe: 01J'],
      });
      await arrived(client, 'INBOX', { from: 'list@shop.test', extra: ['List-Id: <l.shop.test>'] });
      const bounce = `Return-Path: <>\r\n${stampOf(NOW)}\r\nFrom: MAILER-DAEMON@shop.test\r\nTo: ${user}\r\n\r\nno\r\n`;
      await client.append('INBOX', bounce, [], new Date(NOW));
    });
    const seen = await scan();
    expect(Object.keys(senders(seen))).toEqual(['list@shop.test']);
    expect(addresses(seen)).toEqual({ [user]: 3 });
  });

  it('does not count what a client put there, nor what the other server stamped', async () => {
    await inBox(async (client) => {
      await client.append('INBOX', `From: ${user}\r\nTo: draft@moving.test\r\n\r\nx\r\n`, [], new Date(NOW));
      const copy = `${stampOf(NOW, undefined, 'new.example.net')}\r\nFrom: x@y.test\r\nTo: copy@moving.test\r\n\r\nx\r\n`;
      await client.append('INBOX', copy, [], new Date(NOW));
    });
    expect(await scan()).toMatchObject({ messages: 0, addresses: [], senders: [] });
  });

  it('learns this server’s names where none is known, and knows its provider’s other hosts', async () => {
    await inBox(async (client) => {
      await arrived(client, 'INBOX', { from: 'a@shop.test' });
      await arrived(client, 'INBOX', {
        from: 'b@shop.test',
        hop: 'from web9.provider.test (web9.provider.test [198.51.100.9])',
      });
    });
    const unknown = await scan({ ownStamps: [] });
    expect(senders(unknown)).toMatchObject({ 'a@shop.test': { way: 'dns' }, 'b@shop.test': { way: 'dns' } });
    const known = await scan({ ownStamps: [], providerDomains: ['provider.test'] });
    expect(senders(known)).toMatchObject({ 'a@shop.test': { way: 'dns' }, 'b@shop.test': { way: 'local' } });
  });

  it('learns the names of several hosts that share the mail, and none that came with a copied message', async () => {
    await inBox(async (client) => {
      for (let index = 0; index < 9; index += 1) {
        const by = `mx${index % 3}.store.test`;
        const letter = `${stampOf(NOW - DAY_MS, undefined, by)}\r\nFrom: s${index % 3}@shop.test\r\nTo: ${user}\r\n\r\nx\r\n`;
        await client.append('INBOX', letter, [], new Date(NOW - DAY_MS));
      }
      const copied = `${stampOf(NOW - DAY_MS, undefined, 'former.test')}\r\nFrom: c@shop.test\r\nTo: ${user}\r\n\r\nx\r\n`;
      await client.append('INBOX', copied, [], new Date(NOW - DAY_MS));
    });
    expect(senders(await scan({ ownStamps: [] }))).toMatchObject({
      's0@shop.test': { way: 'dns' },
      's1@shop.test': { way: 'dns' },
      's2@shop.test': { way: 'dns' },
      'c@shop.test': { way: 'unknown' },
    });
  });

  it('takes no relay for the provider’s where the server goes by a name of the moved domain', async () => {
    await inBox((client) =>
      arrived(client, 'INBOX', { hop: 'from relay.moving.test (relay.moving.test [203.0.113.30])' }),
    );
    expect(senders(await scan({ providerDomains: ['moving.test'] }))).toMatchObject({
      'orders@shop.test': { way: 'smarthost' },
    });
  });

  it('reads the newest first where the bound ends it, and says that it is not whole', async () => {
    await inBox(async (client) => {
      for (let index = 0; index < 6; index += 1) {
        await arrived(client, 'INBOX', { daysAgo: 6 - index, to: `n${index}@moving.test` });
      }
    });
    const seen = await scan({ maxMessages: 2 });
    expect(seen).toMatchObject({ messages: 2, partial: true });
    expect(Object.keys(addresses(seen)).sort()).toEqual(['n4@moving.test', 'n5@moving.test']);
    expect((await scan({ maxMessages: 6 })).partial).toBeUndefined();
  });

  it('fails as a login does', async () => {
    const result = await scanMailbox(
      dialer,
      { ...account(), password: 'wrong' },
      { mailbox: user, domains: ['moving.test'], ownStamps: [], otherStamps: [] },
      { signal: AbortSignal.timeout(10_000), now: () => NOW },
    );
    expect(result).toMatchObject({ outcome: 'failed', at: NOW, code: 'login-refused' });
  });
});
