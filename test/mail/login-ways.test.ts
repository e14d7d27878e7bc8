import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { checkLogin, checkSubmission } from '../../src/mail/login-check.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { imapOffering, smtpOffering } from '../servers/sasl.ts';

const ADDRESS = '127.0.0.17';
const NOW = 1_800_000_000_000;
const TOKEN = 'ya29.token-of-anna';
const options = { signal: AbortSignal.timeout(15_000), now: () => NOW };
const base = { address: ADDRESS, security: 'plain', verify: 'report', user: 'anna@example.jp', password: '' } as const;

describe('a login by access token', () => {
  const login = (port: number) =>
    checkLogin(createDialer({ policy: loopback }), { ...base, port, accessToken: TOKEN }, options);

  it('goes by XOAUTH2', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=XOAUTH2', (answer) =>
      answer.includes(`Bearer ${TOKEN}`),
    );
    expect(await login(port)).toMatchObject({ outcome: 'ok' });
    expect(answers).toEqual([`user=anna@example.jp\u0001auth=Bearer ${TOKEN}\u0001\u0001`]);
  });

  it('goes by OAUTHBEARER', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=OAUTHBEARER', (answer) =>
      answer.includes(`Bearer ${TOKEN}`),
    );
    expect(await login(port)).toMatchObject({ outcome: 'ok' });
    expect(answers[0]).toMatch(/^n,a=anna@example\.jp,/);
  });

  it('that is refused speaks against no password, and is nowhere', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=XOAUTH2', () => false);
    const result = await login(port);
    expect(result).toMatchObject({ outcome: 'failed', code: 'token-refused' });
    expect(answers).toHaveLength(2);
    expect(answers[1]).toBe('');
    expect(JSON.stringify(result)).not.toContain(TOKEN);
  });

  it('fails where none is offered', async () => {
    const { port } = await imapOffering(ADDRESS, 'AUTH=PLAIN', () => true);
    expect(await login(port)).toMatchObject({ code: 'protocol' });
  });
});

describe('a login by a master user', () => {
  const account = { ...base, user: 'master', password: 'm pw', authzid: 'anna@example.jp' } as const;

  it('acts for the mailbox', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=PLAIN AUTH=LOGIN', () => true);
    expect(await checkLogin(createDialer({ policy: loopback }), { ...account, port }, options)).toMatchObject({
      outcome: 'ok',
    });
    expect(answers).toEqual(['anna@example.jp\0master\0m pw']);
  });

  it.each(['AUTH=LOGIN', ''])('never ends in the master’s own mailbox (%s)', async (offered) => {
    const { port } = await imapOffering(ADDRESS, offered, () => false);
    expect(await checkLogin(createDialer({ policy: loopback }), { ...account, port }, options)).toMatchObject({
      code: 'protocol',
    });
  });

  it('hides its password, also as it was sent', async () => {
    const { port } = await imapOffering(ADDRESS, 'AUTH=PLAIN', () => false);
    const result = await checkLogin(createDialer({ policy: loopback }), { ...account, port }, options);
    expect(result).toMatchObject({ code: 'login-refused', detail: expect.stringContaining('[hidden]') });
  });
});

describe('submission', () => {
  const check = (account: Partial<MailAccount> & { port: number }) =>
    checkSubmission(createDialer({ policy: loopback }), { ...base, ...account }, options);

  it('by token goes by XOAUTH2, whatever else is offered', async () => {
    const { answers, port } = await smtpOffering(ADDRESS, 'LOGIN XOAUTH2', (answer) => answer.includes(TOKEN));
    expect(await check({ port, accessToken: TOKEN })).toMatchObject({ outcome: 'ok' });
    expect(answers).toEqual([`user=anna@example.jp\u0001auth=Bearer ${TOKEN}\u0001\u0001`]);
  });

  it('by a refused token speaks against no password', async () => {
    const { port } = await smtpOffering(ADDRESS, 'LOGIN XOAUTH2', () => false);
    expect(await check({ port, accessToken: TOKEN })).toMatchObject({ code: 'token-refused' });
  });

  it('by token is taken by a server of another make', async () => {
    const server = new SMTPServer({
      authMethods: ['XOAUTH2'],
      allowInsecureAuth: true,
      disableReverseLookup: true,
      onAuth: ({ accessToken }, _session, done) =>
        accessToken === TOKEN ? done(null, { user: 'anna' }) : done(null, { data: { status: '401' } }),
    });
    server.on('error', () => {});
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, ADDRESS, () => {
        const bound = server.server.address();
        resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
      });
    });
    expect(await check({ port, accessToken: TOKEN })).toMatchObject({ outcome: 'ok' });
    expect(await check({ port, accessToken: 'another' })).toMatchObject({ code: 'token-refused' });
  });

  it('by a master user acts for the mailbox', async () => {
    const { answers, port } = await smtpOffering(ADDRESS, 'LOGIN PLAIN', () => true);
    const master = { user: 'master', password: 'm pw', authzid: 'anna@example.jp' };
    expect(await check({ port, ...master })).toMatchObject({ outcome: 'ok' });
    expect(answers).toEqual(['anna@example.jp\0master\0m pw']);
    const other = await smtpOffering(ADDRESS, 'LOGIN', () => true);
    expect(await check({ port: other.port, ...master })).toMatchObject({ code: 'protocol' });
  });
});

describe('a wrong password', () => {
  it('is asked once for its version, at however many doors at a time, and again when it is changed', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=PLAIN', (answer) => answer.endsWith('\0right'));
    const smtp = await smtpOffering(ADDRESS, 'PLAIN', () => false);
    const dialer = createDialer({ policy: loopback });
    const account = { ...base, port, password: 'wrong', credentialsId: 'm1/anna/old/1' } as const;
    const results = await Promise.all([
      checkLogin(dialer, account, options),
      checkLogin(dialer, account, options),
      checkSubmission(dialer, { ...account, port: smtp.port }, options),
    ]);
    results.push(await checkLogin(dialer, account, options));
    expect([...answers, ...smtp.answers]).toHaveLength(1);
    for (const result of results) expect(result).toMatchObject({ code: 'login-refused' });
    const changed = { ...account, password: 'right', credentialsId: 'm1/anna/old/2' };
    expect(await checkLogin(dialer, changed, options)).toMatchObject({ outcome: 'ok' });
  });

  it('of a master user is asked at three mailboxes, one after the other, and at no more', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=PLAIN', () => false);
    const dialer = createDialer({ policy: loopback });
    const enter = (mailbox: string) =>
      checkLogin(
        dialer,
        {
          ...base,
          port,
          user: 'root',
          password: 'wrong',
          authzid: mailbox,
          credentialsId: mailbox,
          sharedId: 'm1/*/old/1',
        },
        options,
      );
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => enter(`user${n}@example.jp`)));
    expect(answers).toHaveLength(3);
    for (const result of results) expect(result).toMatchObject({ code: 'login-refused' });
  });

  it('of a master user at some mailboxes keeps nobody out of the others', async () => {
    const isMissing = (answer: string) => /^user[2-9]/.test(answer);
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=PLAIN', (answer) => !isMissing(answer));
    const dialer = createDialer({ policy: loopback });
    const enter = (mailbox: string) =>
      checkLogin(
        dialer,
        {
          ...base,
          port,
          user: 'root',
          password: 'right',
          authzid: mailbox,
          credentialsId: mailbox,
          sharedId: 'm1/*/old/1',
        },
        options,
      );
    const results = await Promise.all(Array.from({ length: 12 }, (_, n) => enter(`user${n}@example.jp`)));
    expect(answers).toHaveLength(12);
    expect(results.filter(({ outcome }) => outcome === 'ok')).toHaveLength(4);
  });

  it('is still to be asked where the server could not be reached', async () => {
    const { answers, port } = await imapOffering(ADDRESS, 'AUTH=PLAIN', () => true);
    const dialer = createDialer({ policy: loopback });
    const account = { ...base, password: 'right', credentialsId: 'm1/anna/old/1' } as const;
    expect(await checkLogin(dialer, { ...account, port: 1 }, options)).toMatchObject({ code: 'connect-refused' });
    expect(await checkLogin(dialer, { ...account, port }, options)).toMatchObject({ outcome: 'ok' });
    expect(answers).toHaveLength(1);
  });
});
