import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { scanPop3 } from '../../src/mail/scan-pop3.ts';
import type { MailboxScan } from '../../src/migration/mail-observations.ts';
import { DAY_MS } from '../../src/migration/time.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';

const PASSWORD = 'pw';
const dialer = createDialer({ policy: loopback });
let server: Dovecot;

beforeAll(async () => {
  const users = Object.fromEntries(['seen', 'bounded', 'empty'].map((user) => [`${user}@moving.test`, PASSWORD]));
  server = await startDovecot({
    address: '127.0.0.63',
    hostname: 'old.example.net',
    users,
    pop3Only: true,
    fsync: false,
  });
});
afterAll(() => server?.stop());

const attempt = (name: string, now: number, change: { maxMessages?: number; password?: string } = {}) => {
  const { password = PASSWORD, ...request } = change;
  const user = `${name}@moving.test`;
  const account: MailAccount = {
    address: server.address,
    port: server.pop3Port,
    security: 'plain',
    verify: 'report',
    user,
    password,
  };
  return scanPop3(
    dialer,
    account,
    { mailbox: user, domains: ['moving.test'], ownStamps: ['old.example.net'], otherStamps: [], ...request },
    { signal: AbortSignal.timeout(20_000), now: () => now },
  );
};

async function scan(name: string, now = Date.now(), change: { maxMessages?: number } = {}): Promise<MailboxScan> {
  const result = await attempt(name, now, change);
  if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
  return result;
}

const letter = (to: string, from = 'orders@shop.test') =>
  [
    `From: ${from}`,
    `To: ${to}`,
    'Subject: Order',
    `Message-ID: <${to}.${from}>`,
    'Date: Mon, 2 Nov 2026 10:00:00 +0900',
    '',
    'Hello',
    '',
  ].join('\r\n');

describe('a scan of a mailbox that only POP3 reads', () => {
  it('tells the addresses and senders of what lies there, and that it does not know the rest', async () => {
    await server.deliver('seen@moving.test', letter('sales@moving.test'));
    await server.deliver('seen@moving.test', letter('sales@moving.test', 'news@paper.test'));
    await server.deliver('seen@moving.test', letter('info@moving.test, someone@elsewhere.test'));
    const seen = await scan('seen');
    expect(seen).toMatchObject({ outcome: 'ok', messages: 3, partial: true });
    const counts = Object.fromEntries(seen.addresses.map(({ address, count }) => [address, count]));
    expect(counts).toMatchObject({ 'sales@moving.test': 2, 'info@moving.test': 1 });
    expect(counts).not.toHaveProperty(['someone@elsewhere.test']);
  });

  it('is whole only where mail has lain for all that time', async () => {
    await server.deliver('bounded@moving.test', letter('a@moving.test'));
    await server.deliver('bounded@moving.test', letter('b@moving.test'));
    const later = Date.now() + 800 * DAY_MS;
    expect(await scan('bounded', later)).not.toHaveProperty('partial');
    // The newest alone are read, and so it is partial again.
    expect(await scan('bounded', Date.now(), { maxMessages: 1 })).toMatchObject({ messages: 1, partial: true });
    expect(await scan('bounded', later, { maxMessages: 1 })).toMatchObject({ partial: true });
  });

  it('of an empty mailbox proves nothing: clients may have taken everything off', async () => {
    expect(await scan('empty')).toMatchObject({ messages: 0, addresses: [], senders: [], partial: true });
  });

  it('with a wrong password fails', async () => {
    expect(await attempt('empty', Date.now(), { password: 'wrong' })).toMatchObject({ code: 'login-refused' });
  });
});
