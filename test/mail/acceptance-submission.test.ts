import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { askBySubmission } from '../../src/mail/acceptance.ts';
import type { MailAccount } from '../../src/mail/account.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Issued, makeSelfSigned } from '../servers/certificates.ts';
import { loopback } from '../servers/loopback.ts';

const ADDRESS = '127.0.0.42';
const NOW = 1_800_000_000_000;
const LIMITS = { connectMs: 2_000, greetingMs: 1_000, silenceMs: 2_000, sessionMs: 8_000 };
let tls: Issued;
beforeAll(async () => {
  tls = await makeSelfSigned(['smtp.example.jp']);
});

/** A submission server that lets its users send anywhere, but knows who is at home. */
async function startSubmission(over: SMTPServerOptions = {}): Promise<{ port: number; logins: string[] }> {
  const logins: string[] = [];
  const server = new SMTPServer({
    ...tls,
    disableReverseLookup: true,
    onAuth({ method, username = '', password, accessToken }, _session, done) {
      logins.push(`${method} ${username}`);
      const isRight = password === 'pässword' || accessToken === 'token';
      if (isRight) return done(null, { user: username });
      done(Object.assign(new Error(`no login with ${password}`), { responseCode: 535 }));
    },
    onMailFrom: ({ address }, _session, done) =>
      done(address === '' ? Object.assign(new Error('5.7.1 who?'), { responseCode: 550 }) : null),
    onRcptTo: ({ address }, _session, done) =>
      done(
        address === 'anna@example.jp' ? null : Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 }),
      ),
    onData: () => {
      throw new Error('something was sent');
    },
    ...over,
  });
  server.on('error', () => {});
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return new Promise((resolve) => {
    server.listen(0, ADDRESS, () => {
      const bound = server.server.address();
      resolve({ port: typeof bound === 'object' && bound !== null ? bound.port : 0, logins });
    });
  });
}

const ask = (port: number, over: Partial<MailAccount> = {}) =>
  askBySubmission(
    createDialer({ policy: loopback }),
    {
      ...{ address: ADDRESS, port, security: 'starttls', verify: 'report' },
      ...{ user: 'anna@example.jp', password: 'pässword' },
      ...over,
    },
    { addresses: ['anna@example.jp', 'gone@example.jp'], domains: ['example.jp'], side: 'new', random: 'nobody' },
    { signal: AbortSignal.timeout(15_000), now: () => NOW, limits: LIMITS },
  );

describe('asked through a submission', () => {
  it.each(['starttls', 'tls'] as const)(
    'by %s a server says who is at home, and no foreign one is asked',
    async (security) => {
      const { port } = await startSubmission({ secure: security === 'tls' });
      const { answers, servers } = await ask(port, { security });
      expect(answers).toMatchObject([
        { address: 'anna@example.jp', result: { verdict: 'accepted', via: 'submission' } },
        { address: 'gone@example.jp', result: { verdict: 'refused', reply: '550 5.1.1 no such user' } },
      ]);
      expect(servers).toEqual([
        {
          side: 'new',
          domain: 'example.jp',
          random: expect.objectContaining({ verdict: 'refused', via: 'submission' }),
        },
      ]);
    },
  );

  it.each([
    [['PLAIN', 'LOGIN'], {}, 'PLAIN'],
    [['LOGIN'], {}, 'LOGIN'],
    [['XOAUTH2'], { accessToken: 'token', password: '' }, 'XOAUTH2'],
  ] as const)('with a login by what it offers: %s', async (authMethods, over, method) => {
    const { port, logins } = await startSubmission({ authMethods: [...authMethods] });
    expect((await ask(port, over)).answers[0]?.result).toMatchObject({ verdict: 'accepted' });
    expect(logins).toEqual([`${method} anna@example.jp`]);
  });

  it('with a wrong password it says nothing, and the password is nowhere', async () => {
    const { port } = await startSubmission();
    const asked = await ask(port, { password: 'not-the-password' });
    expect(asked.answers[0]?.result).toMatchObject({
      code: 'login-refused',
      detail: expect.stringContaining('[hidden]'),
    });
    expect(JSON.stringify(asked)).not.toContain('not-the-password');
  });

  it('a refused password is asked once', async () => {
    const { port, logins } = await startSubmission();
    const dialer = createDialer({ policy: loopback });
    const account: MailAccount = {
      ...{ address: ADDRESS, port, security: 'starttls', verify: 'report', user: 'anna@example.jp' },
      ...{ password: 'wrong', credentialsId: 'x' },
    };
    const request = { addresses: ['anna@example.jp'], domains: [], side: 'new', random: 'nobody' } as const;
    for (const _ of [1, 2]) {
      const asked = await askBySubmission(dialer, account, request, {
        signal: AbortSignal.timeout(15_000),
        now: () => NOW,
        limits: LIMITS,
      });
      expect(asked.answers).toMatchObject([{ result: { code: 'login-refused' } }]);
    }
    expect(logins).toHaveLength(1);
  });

  it('without an upgrade the password is not sent', async () => {
    const { port, logins } = await startSubmission({ disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect((await ask(port)).answers[0]?.result).toMatchObject({ code: 'tls-not-offered' });
    expect(logins).toEqual([]);
  });

  it('a name that is not on the certificate is refused where that is insisted on', async () => {
    const { port, logins } = await startSubmission();
    const strict = { verify: 'strict', servername: 'smtp.example.jp' } as const;
    expect((await ask(port, strict)).answers[0]?.result).toMatchObject({ code: 'tls-self-signed' });
    expect(logins).toEqual([]);
  });
});
