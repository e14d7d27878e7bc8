import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { LOGIN_LIMITS } from '../../src/mail/limits.ts';
import { checkSubmission } from '../../src/mail/login-check.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { type Issued, makeAuthority } from '../servers/certificates.ts';
import { loopback } from '../servers/loopback.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const ADDRESS = '127.0.0.31';
const NOW = 1_800_000_000_000;
let dialer: Dialer;
let tls: Issued;

beforeAll(async () => {
  const authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  tls = await authority.issue(['smtp.example.jp']);
});

async function startSubmission(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({
    ...tls,
    disableReverseLookup: true,
    onAuth({ username, password }, _session, done) {
      if (username === 'anna@example.jp' && password === 'pw') return done(null, { user: username });
      const busy = username === 'busy@example.jp';
      const refusal = Object.assign(new Error(busy ? 'try later' : `no such login ${password}`), {
        responseCode: busy ? 454 : 535,
      });
      return done(refusal);
    },
    ...options,
  });
  server.on('error', () => {});
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return new Promise((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, ADDRESS, () => {
      const bound = server.server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}

const check = (port: number, over: Partial<MailAccount> = {}, limits = LOGIN_LIMITS) =>
  checkSubmission(
    dialer,
    {
      address: ADDRESS,
      port,
      security: 'starttls',
      verify: 'report',
      user: 'anna@example.jp',
      password: 'pw',
      ...over,
    },
    { signal: AbortSignal.timeout(10_000), now: () => NOW, limits },
  );

describe('a login for submission', () => {
  it('works by STARTTLS and tells the certificate', async () => {
    const port = await startSubmission({});
    expect(await check(port)).toMatchObject({
      outcome: 'ok',
      at: NOW,
      address: ADDRESS,
      certificateNames: ['smtp.example.jp'],
      certificateFailure: 'tls-name-mismatch',
    });
  });

  it('works over TLS by hostname, verified', async () => {
    const port = await startSubmission({ secure: true });
    const result = await check(port, { security: 'tls', verify: 'strict', servername: 'smtp.example.jp' });
    expect(result).toMatchObject({ outcome: 'ok' });
    expect(result).not.toHaveProperty('certificateFailure');
  });

  it('by another hostname is refused', async () => {
    const secure = await startSubmission({ secure: true });
    const strict = { verify: 'strict', servername: 'mail.example.jp' } as const;
    expect(await check(secure, { ...strict, security: 'tls' })).toMatchObject({
      code: 'tls-name-mismatch',
      detail: 'smtp.example.jp',
    });
    const upgrading = await startSubmission({});
    expect(await check(upgrading, strict)).toMatchObject({ code: 'tls-name-mismatch', detail: 'smtp.example.jp' });
  });

  it('with a wrong password is refused, and the password is nowhere', async () => {
    const result = await check(await startSubmission({}), { password: 'not-the-password' });
    expect(result).toMatchObject({ code: 'login-refused', detail: expect.stringContaining('[hidden]') });
    expect(JSON.stringify(result)).not.toContain('not-the-password');
  });

  it('that a troubled server puts off says nothing about the password', async () => {
    expect(await check(await startSubmission({}), { user: 'busy@example.jp' })).toMatchObject({ code: 'login-limit' });
  });

  it('where STARTTLS is not offered is not sent', async () => {
    const port = await startSubmission({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect(await check(port)).toMatchObject({ code: 'tls-not-offered' });
    expect(await check(port, { security: 'plain' })).toMatchObject({ outcome: 'ok', certificateNames: [] });
  });

  it('where no login is offered fails', async () => {
    const port = await startSubmission({ disabledCommands: ['AUTH'], authOptional: true });
    expect(await check(port)).toMatchObject({ code: 'protocol' });
  });

  it('where nobody listens fails', async () => {
    expect(await check(1)).toMatchObject({ code: 'connect-refused' });
  });

  it('that is cancelled ends at once', async () => {
    const cancel = new AbortController();
    const hanging = await startRudeServer(ADDRESS, () => cancel.abort());
    onTestFinished(() => hanging.stop());
    const login = {
      address: ADDRESS,
      port: hanging.port,
      security: 'plain',
      verify: 'report',
      user: 'u',
      password: 'p',
    } as const;
    const again = () => checkSubmission(dialer, login, { signal: cancel.signal, now: () => NOW });
    expect(await again()).toEqual({ outcome: 'failed', at: NOW, code: 'cancelled' });
    expect(await again()).toMatchObject({ code: 'cancelled' });
  });

  it('at a server that hangs, or closes with 421, fails in time', async () => {
    const hanging = await startRudeServer(ADDRESS, () => {});
    onTestFinished(() => hanging.stop());
    const limits = { ...LOGIN_LIMITS, greetingMs: 100 };
    expect(await check(hanging.port, {}, limits)).toMatchObject({ code: 'connect-timeout' });
    const closing = await startRudeServer(ADDRESS, (socket) => socket.end('421 too busy\r\n'));
    onTestFinished(() => closing.stop());
    expect(await check(closing.port)).toMatchObject({ code: 'server-bye' });
  });
});
