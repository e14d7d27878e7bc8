import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { checkLogin, checkPop3Login } from '../../src/mail/login-check.ts';
import { surveyMailbox } from '../../src/mail/survey.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';

const ADDRESS = '127.0.0.22';
const NOW = 1_800_000_000_000;
const USER = 'anna@example.jp';
const TOKEN = 'ya29.token-of-anna';

let introspection: Server;
let server: Dovecot;

/** A real Dovecot that asks the sign-in service whose a token is. */
beforeAll(async () => {
  introspection = createServer((request, response) => {
    const isKnown = request.url?.endsWith(`=${TOKEN}`) ?? false;
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { username: USER, active: true } : { error: 'invalid_token' }));
  });
  const port = await new Promise<number>((resolve) => {
    introspection.listen(0, ADDRESS, () => {
      const bound = introspection.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  const tokenInfo = `http://${ADDRESS}:${port}/tokeninfo?access_token=`;
  server = await startDovecot({ address: ADDRESS, users: { [USER]: 'pw' }, tokenInfo, fsync: false });
});
afterAll(async () => {
  await server?.stop();
  introspection?.closeAllConnections();
  introspection?.close();
});

const account = (over: Partial<MailAccount> = {}): MailAccount => ({
  address: ADDRESS,
  port: server.imapPort,
  security: 'plain',
  verify: 'report',
  user: USER,
  password: '',
  accessToken: TOKEN,
  ...over,
});
const options = () => ({ signal: AbortSignal.timeout(20_000), now: () => NOW });

describe('a real server that takes tokens', () => {
  it('lets in over IMAP and POP3, and is surveyed', async () => {
    expect(await checkLogin(createDialer({ policy: loopback }), account(), options())).toMatchObject({ outcome: 'ok' });
    const pop3 = account({ port: server.pop3Port });
    expect(await checkPop3Login(createDialer({ policy: loopback }), pop3, options())).toMatchObject({ outcome: 'ok' });
    const request = { mailbox: USER, ownStamps: [], otherStamps: [] };
    expect(await surveyMailbox(createDialer({ policy: loopback }), account(), request, options())).toMatchObject({
      outcome: 'ok',
    });
  });

  it('refuses another token and another’s mailbox, and neither is a wrong password', async () => {
    const wrong = account({ accessToken: 'not-the-token' });
    const results = [
      await checkLogin(createDialer({ policy: loopback }), wrong, options()),
      await checkPop3Login(createDialer({ policy: loopback }), { ...wrong, port: server.pop3Port }, options()),
      await checkLogin(createDialer({ policy: loopback }), account({ user: 'bob@example.jp' }), options()),
    ];
    for (const result of results) expect(result).toMatchObject({ outcome: 'failed', code: 'token-refused' });
    expect(JSON.stringify(results)).not.toContain('not-the-token');
  });
});
