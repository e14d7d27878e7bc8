import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { withImap } from '../../src/mail/imap.ts';
import { SESSION_LIMITS } from '../../src/mail/limits.ts';
import { checkLogin } from '../../src/mail/login-check.ts';
import { MailError } from '../../src/mail/mail-error.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority, makeSelfSigned, type TestAuthority } from '../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const NOW = 1_800_000_000_000;
const USER = 'anna@example.jp';
const PASSWORD = 'correct "horse\\';
const ENDS = new Date('2027-06-01T00:00:00Z');

let authority: TestAuthority;
let dialer: Dialer;
let server: Dovecot;
let expired: Dovecot;

beforeAll(async () => {
  authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  const users = { [USER]: PASSWORD, 'busy@example.jp': PASSWORD };
  const tls = await authority.issue(['mail.example.jp', 'mx7.provider.example'], { notAfter: ENDS });
  const old = await authority.issue(['mail.example.jp'], { notAfter: new Date('2020-01-01T00:00:00Z') });
  [server, expired] = await Promise.all([
    startDovecot({ address: '127.0.0.11', users, tls, connectionsPerUser: 2 }),
    startDovecot({ address: '127.0.0.12', users, tls: old }),
  ]);
});

afterAll(() => Promise.all([server?.stop(), expired?.stop()]));

const account = (over: Partial<MailAccount> = {}): MailAccount => ({
  address: server.address,
  port: server.imapsPort,
  security: 'tls',
  verify: 'report',
  user: USER,
  password: PASSWORD,
  ...over,
});
const check = (over: Partial<MailAccount> = {}, limits = SESSION_LIMITS) =>
  checkLogin(dialer, account(over), { signal: AbortSignal.timeout(15_000), now: () => NOW, limits });

describe('a login by address', () => {
  it('tells the certificate, and that a verifying client would refuse it', async () => {
    expect(await check()).toEqual({
      outcome: 'ok',
      at: NOW,
      address: '127.0.0.11',
      certificateNames: ['mail.example.jp', 'mx7.provider.example'],
      certificateExpiresAt: ENDS.getTime(),
      certificateFingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
      certificateFailure: 'tls-name-mismatch',
    });
  });

  it('works by STARTTLS', async () => {
    const result = await check({ port: server.imapPort, security: 'starttls' });
    expect(result).toMatchObject({ outcome: 'ok', certificateFailure: 'tls-name-mismatch' });
  });

  it('in clear shows no certificate', async () => {
    const result = await check({ port: server.imapPort, security: 'plain' });
    expect(result).toEqual({ outcome: 'ok', at: NOW, address: '127.0.0.11', certificateNames: [] });
  });

  it('goes on under an expired certificate, and says so', async () => {
    const result = await check({ address: expired.address, port: expired.imapsPort });
    expect(result).toMatchObject({ outcome: 'ok', certificateFailure: 'tls-expired' });
  });

  it('by a pin target that is on the certificate is clean', async () => {
    const result = await check({ servername: 'mx7.provider.example', verify: 'strict' });
    expect(result).toMatchObject({ outcome: 'ok' });
    expect(result).not.toHaveProperty('certificateFailure');
  });
});

describe('a login by hostname', () => {
  it('is verified', async () => {
    expect(await check({ servername: 'mail.example.jp', verify: 'strict' })).toMatchObject({ outcome: 'ok' });
    const upgraded = {
      port: server.imapPort,
      security: 'starttls',
      servername: 'mail.example.jp',
      verify: 'strict',
    } as const;
    expect(await check(upgraded)).toMatchObject({ outcome: 'ok' });
  });

  it('fails where the name is not on the certificate', async () => {
    const shown = 'mail.example.jp, mx7.provider.example';
    const failed = { outcome: 'failed', at: NOW, code: 'tls-name-mismatch', detail: shown };
    expect(await check({ servername: 'imap.example.jp', verify: 'strict' })).toEqual(failed);
    expect(
      await check({ port: server.imapPort, security: 'starttls', servername: 'imap.example.jp', verify: 'strict' }),
    ).toEqual(failed);
  });

  it('fails where the certificate has expired', async () => {
    const over = {
      address: expired.address,
      port: expired.imapsPort,
      servername: 'mail.example.jp',
      verify: 'strict',
    } as const;
    expect(await check(over)).toMatchObject({ outcome: 'failed', code: 'tls-expired' });
  });

  it('fails where nobody vouches for the certificate', async () => {
    const own = await startDovecot({
      address: '127.0.0.13',
      users: { [USER]: PASSWORD },
      tls: await makeSelfSigned(['mail.example.jp']),
    });
    onTestFinished(() => own.stop());
    const over = { address: own.address, port: own.imapsPort, servername: 'mail.example.jp' };
    expect(await check({ ...over, verify: 'strict' })).toMatchObject({ code: 'tls-self-signed' });
    expect(await check(over)).toMatchObject({ outcome: 'ok', certificateFailure: 'tls-self-signed' });
  });
});

describe('a login fails', () => {
  it('by a wrong password, whose text is nowhere', async () => {
    const result = await check({ password: 'not-the-password' });
    expect(result).toMatchObject({ outcome: 'failed', code: 'login-refused' });
    expect(JSON.stringify(result)).not.toContain('not-the-password');
  });

  it('by an unknown user just so', async () => {
    expect(await check({ user: 'nobody@example.jp' })).toMatchObject({ code: 'login-refused' });
  });

  it('without a password before anything is sent', async () => {
    expect(await check({ password: '' })).toMatchObject({ code: 'no-credentials' });
  });

  it('by a full server, which says nothing about the password', async () => {
    const busy = account({ user: 'busy@example.jp' });
    const { signal } = new AbortController();
    const third = await withImap(dialer, busy, signal, () =>
      withImap(dialer, busy, signal, () => checkLogin(dialer, busy, { signal, now: () => NOW })),
    );
    expect(third).toMatchObject({ outcome: 'failed', code: 'login-limit' });
  });

  it('on a port that speaks no TLS', async () => {
    expect(await check({ port: server.imapPort })).toMatchObject({ code: 'wrong-port' });
  });

  it('where nobody listens', async () => {
    expect(await check({ address: '127.0.0.14' })).toMatchObject({ code: 'connect-refused' });
  });

  it('by a name where an address is due: names are resolved elsewhere', async () => {
    expect(await check({ address: 'mail.example.jp' })).toMatchObject({ code: 'host-unresolved' });
  });

  it('where STARTTLS is demanded and not offered, without sending the password', async () => {
    let heard = '';
    const plain = await startRudeServer('127.0.0.15', (socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n');
      socket.on('data', (chunk) => {
        heard += chunk.toString();
      });
    });
    onTestFinished(() => plain.stop());
    const result = await check({ address: plain.address, port: plain.port, security: 'starttls' });
    expect(result).toMatchObject({ code: 'tls-not-offered' });
    expect(heard).not.toContain('AUTH');
  });
});

describe('a session', () => {
  it('that the server kills tells so, and does not take the process down', async () => {
    const killed = withImap(dialer, account(), AbortSignal.timeout(10_000), async ({ client }) => {
      await server.doveadm('kick', USER);
      await client.list();
    });
    await expect(killed).rejects.toSatisfy(
      (error) => error instanceof MailError && ['connect-network', 'server-bye'].includes(error.code),
    );
  });

  it('that is cancelled ends at once', async () => {
    const cancel = new AbortController();
    const hanging = await startRudeServer('127.0.0.15', () => cancel.abort());
    onTestFinished(() => hanging.stop());
    const over = account({ address: hanging.address, port: hanging.port, security: 'plain' });
    const result = await checkLogin(dialer, over, { signal: cancel.signal, now: () => NOW });
    expect(result).toEqual({ outcome: 'failed', at: NOW, code: 'cancelled' });
    expect(await checkLogin(dialer, account(), { signal: cancel.signal, now: () => NOW })).toMatchObject({
      code: 'cancelled',
    });
  });
});
