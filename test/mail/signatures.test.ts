import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHeaders } from '../../src/mail/delivery.ts';
import { checkLogin } from '../../src/mail/login-check.ts';
import { signaturesIn } from '../../src/mail/signatures.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { type MailServer, startMailServer } from '../servers/mail-server.ts';

const HOST = 'sv12.oldhost.example';
const wanted = { domains: ['moving.test'], ownStamps: [HOST], otherStamps: ['mx7.newhost.example'], learn: false };

const signed = (domain: string, selector: string) =>
  `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain};\r\n\ts=${selector}; h=from:to:subject;\r\n\tbh=AAAA=; b=BBBB==`;
const received = (by: string, from = 'from mail.sender.example ([198.51.100.25])', protocol = 'ESMTP') =>
  `Received: ${from} by ${by} with ${protocol} id 1; Tue, 24 Nov 2026 09:00:00 +0900`;
const message = (...lines: readonly string[]) => readHeaders(`${lines.join('\r\n')}\r\n\r\n`);

describe('signatures in messages', () => {
  const submitted = received(HOST, 'from [192.168.1.5] (pc [198.51.100.7])', 'ESMTPSA');

  it('of a user of this server are its own', () => {
    const seen = signaturesIn([message(submitted, signed('moving.test', 'S12'))], wanted);
    expect(seen).toEqual([{ domain: 'moving.test', selector: 's12', own: true }]);
  });

  it('of a service that writes in the domain’s name are somebody’s', () => {
    const seen = signaturesIn([message(received(HOST), signed('news.moving.test', 'k1'))], wanted);
    expect(seen).toEqual([{ domain: 'news.moving.test', selector: 'k1' }]);
  });

  it('own or not, each is told once, and that it is its own where any message shows it', () => {
    const both = [
      message(received(HOST), signed('moving.test', 's12')),
      message(submitted, signed('moving.test', 's12')),
      message(received(HOST), signed('moving.test', 's12')),
    ];
    expect(signaturesIn(both, wanted)).toEqual([{ domain: 'moving.test', selector: 's12', own: true }]);
  });

  it('of other domains, of copies, and of what a client put there are passed over', () => {
    const messages = [
      message(received(HOST), signed('sender.example', 's1')),
      message(received(HOST), signed('notmoving.test', 's1')),
      message(received('mx7.newhost.example'), signed('moving.test', 's2')),
      message(signed('moving.test', 's3')),
      message(received(HOST), 'DKIM-Signature: v=1; d=moving.test; s=a b; b=x'),
    ];
    expect(signaturesIn(messages, wanted)).toEqual([]);
  });

  it('under a name not known yet, where most messages bear it', () => {
    const messages = [1, 2, 3].map(() => message(received('mx3.oldhost.example'), signed('moving.test', 's4')));
    expect(signaturesIn(messages, wanted)).toEqual([]);
    expect(signaturesIn(messages, { ...wanted, learn: true })).toEqual([{ domain: 'moving.test', selector: 's4' }]);
  });
});

describe('on a real server', () => {
  const AOI = 'aoi@moving.test';
  let server: MailServer;
  beforeAll(async () => {
    server = await startMailServer({ address: '127.0.0.41', hostname: HOST, users: { [AOI]: 'pw' }, fsync: false });
  }, 30_000);
  afterAll(() => server?.stop());

  const login = (more = {}) =>
    checkLogin(
      createDialer({ policy: loopback }),
      {
        address: server.address,
        port: server.imapPort,
        security: 'plain',
        verify: 'report',
        user: AOI,
        password: 'pw',
      },
      { signal: AbortSignal.timeout(15_000), now: () => 7, ...more },
    );

  it('are read from the newest messages while logged in', async () => {
    const text = (...lines: readonly string[]) =>
      `${lines.join('\r\n')}\r\nFrom: a@moving.test\r\nSubject: x\r\n\r\nx\r\n`;
    await server.receive(AOI, text(signed('moving.test', 'old2026')));
    await server.receive(AOI, text(signed('sender.example', 'other')));
    const seen = await login({ signatures: { ...wanted, learn: true } });
    expect(seen).toMatchObject({ outcome: 'ok', signatures: [{ domain: 'moving.test', selector: 'old2026' }] });
    expect(await login()).not.toHaveProperty('signatures');
  });
});
