import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkPop3Login } from '../../src/mail/login-check.ts';
import { createDialer } from '../../src/net/dial.ts';
import { makeAuthority, type TestAuthority } from './certificates.ts';
import { type Dovecot, type DovecotOptions, startDovecot } from './dovecot.ts';
import { loopback } from './loopback.ts';
import { inMailbox } from './mail-program.ts';

const ADDRESS = '127.0.0.83';
let authority: TestAuthority;
beforeAll(async () => {
  authority = await makeAuthority();
});

async function started(over: Partial<DovecotOptions>): Promise<Dovecot> {
  const server = await startDovecot({ address: ADDRESS, users: { anna: 'pw' }, ...over });
  onTestFinished(() => server.stop());
  return server;
}

/** The code that an APPEND of so many bytes is refused with. */
const refusal = (server: Dovecot, bytes: number) =>
  inMailbox(server, 'anna', (client) =>
    client.append('INBOX', `Subject: x\r\n\r\n${'x'.repeat(bytes)}\r\n`).then(
      () => 'taken',
      (error: unknown) => (error instanceof Error ? Reflect.get(error, 'serverResponseCode') : 'no error'),
    ),
  );

describe('a Dovecot', () => {
  it('can speak POP3 alone, over TLS too', async () => {
    const server = await started({ pop3Only: true, tls: await authority.issue(['mail.example.jp']) });
    expect(server).toMatchObject({ imapPort: 0, imapsPort: 0 });
    const account = {
      address: ADDRESS,
      user: 'anna',
      password: 'pw',
      servername: 'mail.example.jp',
      verify: 'strict',
    } as const;
    const options = { signal: AbortSignal.timeout(10_000), now: Date.now };
    const dialer = createDialer({ policy: loopback, trust: [authority.cert] });
    const overTls = { ...account, port: server.pop3sPort, security: 'tls' } as const;
    expect(await checkPop3Login(dialer, overTls, options)).toMatchObject({ outcome: 'ok' });
    const upgraded = { ...account, port: server.pop3Port, security: 'starttls' } as const;
    expect(await checkPop3Login(dialer, upgraded, options)).toMatchObject({ outcome: 'ok' });
  });

  it('refuses what is beyond the quota, and what is too large for any mailbox', async () => {
    const server = await started({ quotaKib: 20, messageLimitKib: 12 });
    // There would be room for it: it is the size that is refused.
    expect(await refusal(server, 13_000)).toBe('LIMIT');
    expect(await refusal(server, 10_000)).toBe('taken');
    expect(await refusal(server, 11_000)).toBe('OVERQUOTA');
  });

  it('can have all folders below INBOX, and lets a master in for others', async () => {
    const server = await started({ separator: '.', masters: { root: 'master pw' } });
    const paths = await inMailbox(
      server,
      'anna*root',
      async (client) => (await client.list()).map((one) => one.path),
      'master pw',
    );
    expect(paths.sort()).toEqual(['INBOX', 'INBOX.Drafts', 'INBOX.Junk', 'INBOX.Sent', 'INBOX.Trash']);
  });
});
