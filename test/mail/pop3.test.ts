import { createServer } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { withImap } from '../../src/mail/imap.ts';
import { LOGIN_LIMITS } from '../../src/mail/limits.ts';
import { checkLogin, checkPop3Login } from '../../src/mail/login-check.ts';
import { withPop3 } from '../../src/mail/pop3.ts';
import { type Pop3SurveyRequest, surveyPop3 } from '../../src/mail/pop3-survey.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { type Issued, makeAuthority, makeSelfSigned, type TestAuthority } from '../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const ADDRESS = '127.0.0.18';
const NOW = Date.parse('2027-01-10T00:00:00Z');
const USER = 'anna@example.jp';
const options = () => ({ signal: AbortSignal.timeout(15_000), now: () => NOW });

let authority: TestAuthority;
let dialer: Dialer;
let server: Dovecot;

beforeAll(async () => {
  authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  const tls = await authority.issue(['mail.example.jp']);
  const users = { [USER]: 'pass word"', 'survey@example.jp': 'pw' };
  server = await startDovecot({ address: ADDRESS, hostname: 'old.example.net', users, tls, masters: { root: 'r pw' } });
});
afterAll(() => server?.stop());

const account = (over: Partial<MailAccount> = {}): MailAccount => ({
  address: ADDRESS,
  port: server.pop3Port,
  security: 'starttls',
  verify: 'report',
  user: USER,
  password: 'pass word"',
  ...over,
});

describe('a login over POP3', () => {
  it('works by STARTTLS and tells the certificate', async () => {
    expect(await checkPop3Login(dialer, account(), options())).toEqual({
      outcome: 'ok',
      at: NOW,
      address: ADDRESS,
      certificateNames: ['mail.example.jp'],
      certificateExpiresAt: expect.any(Number),
      certificateFingerprint: expect.stringContaining(':'),
      certificateFailure: 'tls-name-mismatch',
    });
  });

  it('works by hostname, verified, and not by another', async () => {
    const strict = { verify: 'strict', servername: 'mail.example.jp' } as const;
    expect(await checkPop3Login(dialer, account(strict), options())).toMatchObject({ outcome: 'ok' });
    const other = { ...strict, servername: 'pop.example.jp' };
    expect(await checkPop3Login(dialer, account(other), options())).toMatchObject({
      code: 'tls-name-mismatch',
      detail: 'mail.example.jp',
    });
  });

  it('with a wrong password is refused, and the password is nowhere', async () => {
    const result = await checkPop3Login(dialer, account({ password: 'not-the-password' }), options());
    expect(result).toMatchObject({ code: 'login-refused' });
    expect(JSON.stringify(result)).not.toContain('not-the-password');
  });

  it('by TLS on a port in clear is at the wrong port', async () => {
    expect(await checkPop3Login(dialer, account({ security: 'tls' }), options())).toMatchObject({ code: 'wrong-port' });
  });

  it('at an IMAP server is another protocol', async () => {
    const imap = account({ port: server.imapPort, security: 'plain' });
    expect(await checkPop3Login(dialer, imap, options())).toMatchObject({ code: 'protocol' });
  });

  it('where nobody listens fails', async () => {
    expect(await checkPop3Login(dialer, account({ port: 1 }), options())).toMatchObject({ code: 'connect-refused' });
  });
});

/** Greets, and answers each line. */
async function rude(answer: (line: string) => string, over: Partial<MailAccount> = {}, limits = LOGIN_LIMITS) {
  const lines: string[] = [];
  const misbehaving = await startRudeServer(ADDRESS, (socket) => {
    socket.write(answer('greeting'));
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        lines.push(line);
        socket.write(answer(line));
      }
    });
  });
  onTestFinished(() => misbehaving.stop());
  const at = account({ port: misbehaving.port, security: 'plain', password: 'pw', ...over });
  return { result: await checkPop3Login(createDialer({ policy: loopback }), at, { ...options(), limits }), lines, at };
}

describe('certificates over POP3', () => {
  /** POP3 over TLS from the first byte, which lets everybody in. */
  async function pop3s(tls: Issued): Promise<number> {
    const listening = createServer({ cert: tls.cert, key: tls.key }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.write('+OK ready\r\n');
      socket.on('data', (line) => socket.write(String(line).startsWith('CAPA') ? '-ERR\r\n' : '+OK\r\n'));
    });
    onTestFinished(() => {
      listening.close();
    });
    return await new Promise((resolve) => {
      listening.listen(0, ADDRESS, () => {
        const bound = listening.address();
        resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
      });
    });
  }
  const enter = async (tls: Issued, over: Partial<MailAccount> = {}) =>
    checkPop3Login(dialer, account({ port: await pop3s(tls), security: 'tls', ...over }), options());
  const strict = { verify: 'strict', servername: 'mail.example.jp' } as const;

  it('are told with names and end, and refused where they must be good', async () => {
    const ended = new Date('2020-01-01T00:00:00Z');
    const expired = await authority.issue(['mail.example.jp'], { notAfter: ended });
    expect(await enter(expired)).toMatchObject({
      outcome: 'ok',
      certificateNames: ['mail.example.jp'],
      certificateExpiresAt: ended.getTime(),
      certificateFailure: 'tls-expired',
    });
    expect(await enter(expired, strict)).toMatchObject({ code: 'tls-expired' });
    const own = await makeSelfSigned(['mail.example.jp']);
    expect(await enter(own)).toMatchObject({ outcome: 'ok', certificateFailure: 'tls-self-signed' });
    expect(await enter(own, strict)).toMatchObject({ code: 'tls-self-signed' });
    const good = await authority.issue(['mail.example.jp']);
    const result = await enter(good, strict);
    expect(result).toMatchObject({ outcome: 'ok' });
    expect(result).not.toHaveProperty('certificateFailure');
  });
});

describe('a login over POP3 is refused', () => {
  it.each([
    ['-ERR [AUTH] wrong password', 'login-refused'],
    ['-ERR [AUTH] access from outside Japan is not allowed from this country', 'login-from-here'],
    ['-ERR [IN-USE] Do you have another POP session running?', 'login-limit'],
    ['-ERR maildrop already locked', 'login-limit'],
    ['-ERR [LOGIN-DELAY] minimum time between mail checks violation', 'login-limit'],
    ['-ERR [SYS/TEMP] file system trouble', 'login-limit'],
    ['-ERR [SYS/PERM] no such maildrop', 'server-no'],
    ['-ERR Plaintext authentication disallowed on non-secure (SSL/TLS) connections.', 'tls-not-offered'],
    ['-ERR authorization failed', 'login-refused'],
    ['-ERR your account is locked', 'login-refused'],
    ['what?', 'protocol'],
  ])('%s', async (reply, code) => {
    const answer = (line: string) =>
      line.startsWith('PASS') ? `${reply}\r\n` : line === 'CAPA' ? '-ERR\r\n' : '+OK\r\n';
    const { result, lines } = await rude(answer);
    expect(result).toMatchObject({ outcome: 'failed', code });
    expect(lines.filter((line) => line.startsWith('PASS'))).toHaveLength(1);
  });

  it('without sending the password where STLS is not offered', async () => {
    const { result, lines } = await rude((line) => (line === 'STLS' ? '-ERR what\r\n' : '+OK\r\n'), {
      security: 'starttls',
    });
    expect(result).toMatchObject({ code: 'tls-not-offered' });
    expect(lines).toEqual(['STLS']);
  });

  it('where data came ahead of the handshake', async () => {
    const { result } = await rude((line) => (line === 'STLS' ? '+OK\r\n+OK planted\r\n' : '+OK\r\n'), {
      security: 'starttls',
    });
    expect(result).toMatchObject({ code: 'tls-failed' });
  });

  it('by a server that hangs, drips, never ends a line, or goes away', async () => {
    const limits = { ...LOGIN_LIMITS, greetingMs: 100, silenceMs: 100 };
    expect((await rude(() => '', {}, limits)).result).toMatchObject({ code: 'connect-timeout' });
    expect((await rude((line) => (line === 'greeting' ? '+OK\r\n' : ''), {}, limits)).result).toMatchObject({
      code: 'connect-timeout',
    });
    expect((await rude(() => `+OK ${'x'.repeat(100_000)}`)).result).toMatchObject({ code: 'protocol' });
  });

  it('by a full server’s greeting', async () => {
    expect((await rude(() => '-ERR too many connections\r\n')).result).toMatchObject({ code: 'login-limit' });
    expect((await rude(() => '-ERR going down\r\n')).result).toMatchObject({ code: 'server-bye' });
  });
});

describe('other ways in', () => {
  const answer = (mechanisms: string) => (line: string) => {
    if (line === 'CAPA') return `+OK\r\nTOP\r\nSASL ${mechanisms}\r\n.\r\n`;
    return line.startsWith('AUTH ') ? '+ \r\n' : '+OK\r\n';
  };
  const decode = (text = '') => Buffer.from(text, 'base64').toString();

  it('a master user acts for the mailbox', async () => {
    const { result, lines } = await rude(answer('PLAIN'), { user: 'master', authzid: USER });
    expect(result).toMatchObject({ outcome: 'ok' });
    expect(decode(lines[2])).toBe(`${USER}\0master\0pw`);
    expect((await rude(answer('LOGIN'), { user: 'master', authzid: USER })).result).toMatchObject({ code: 'protocol' });
  });

  it('a master user of a real server gets into a mailbox, over POP3 and IMAP, and never with a wrong password', async () => {
    const master = account({ user: 'root', password: 'r pw', authzid: 'survey@example.jp' });
    await server.deliver('survey@example.jp', message('zero'));
    const count = await withPop3(dialer, master, options().signal, async ({ list }) => (await list()).length);
    expect(count).toBe(1);
    const seen = await withImap(dialer, { ...master, port: server.imapPort }, options().signal, ({ client }) =>
      client.status('INBOX', { messages: true }),
    );
    expect(seen).toMatchObject({ messages: 1 });
    const wrong = { ...master, password: 'pw' };
    expect(await checkPop3Login(dialer, wrong, options())).toMatchObject({ code: 'login-refused' });
    expect(await checkLogin(dialer, { ...wrong, port: server.imapPort }, options())).toMatchObject({
      code: 'login-refused',
    });
    await server.doveadm('expunge', '-u', 'survey@example.jp', 'mailbox', 'INBOX', 'all');
  });

  it('a token goes by XOAUTH2, and refused it speaks against no password', async () => {
    const token = { password: '', accessToken: 'the-token' };
    const { result, lines } = await rude(answer('PLAIN XOAUTH2'), token);
    expect(result).toMatchObject({ outcome: 'ok' });
    expect(decode(lines[2])).toBe(`user=${USER}\u0001auth=Bearer the-token\u0001\u0001`);
    const refusing = (line: string) => {
      if (line === '') return '-ERR [AUTH] no\r\n';
      return line === 'CAPA' || line === 'greeting' ? answer('XOAUTH2')(line) : '+ \r\n';
    };
    expect((await rude(refusing, token)).result).toMatchObject({ code: 'token-refused' });
  });
});

const message = (id: string, body = 'text\r\n') =>
  `From: bob@example.org\r\nDate: Mon, 1 Jun 2026 10:00:00 +0000\r\nMessage-ID: <${id}@example.org>\r\nSubject: ${id}\r\n\r\n${body}`;

describe('a survey over POP3', () => {
  const user = { user: 'survey@example.jp', password: 'pw' };
  const look = (over: Partial<Pop3SurveyRequest> = {}) =>
    surveyPop3(
      dialer,
      account(user),
      { mailbox: user.user, ownStamps: ['old.example.net'], otherStamps: ['new.example.net'], ...over },
      options(),
    );

  it('takes a baseline, then tells what is new by UIDL, and lets every message be', async () => {
    await server.deliver(user.user, message('one'));
    await server.deliver(user.user, message('two', '.\r\n..\r\n.dots\r\n'));
    const baseline = await look({ ownStamps: [] });
    if (baseline.outcome !== 'ok') throw new Error(baseline.code);
    expect(baseline).toMatchObject({ arrivals: [], stampNames: ['old.example.net'], folders: [{ messages: 2 }] });
    expect(baseline.pop3?.uidls).toHaveLength(2);
    expect(baseline.pop3?.oldestAt).toBeGreaterThan(Date.parse('2026-06-02'));

    await server.deliver(user.user, message('three'));
    const uidls = baseline.pop3?.uidls ?? [];
    const first = await look({ uidls });
    const again = await look({ uidls });
    if (first.outcome !== 'ok' || again.outcome !== 'ok') throw new Error('no survey');
    expect(first.arrivals).toEqual([
      expect.objectContaining({
        folder: 'INBOX',
        uidValidity: 'uidl',
        kind: 'delivery',
        fingerprint: '<three@example.org>',
        stampedBy: 'old.example.net',
      }),
    ]);
    expect(again.arrivals[0]?.uid).toBe(first.arrivals[0]?.uid);
    expect(Number.isSafeInteger(first.arrivals[0]?.uid)).toBe(true);
    expect(await look({ uidls: first.pop3?.uidls ?? [] })).toMatchObject({ arrivals: [], folders: [{ messages: 3 }] });
  });

  it('goes on where its bound ended it', async () => {
    const part = await look({ uidls: [], maxArrivals: 2 });
    if (part.outcome !== 'ok') throw new Error(part.code);
    expect(part.more).toBe(true);
    expect(part.pop3?.uidls).toHaveLength(2);
    const rest = await look({ uidls: part.pop3?.uidls ?? [] });
    if (rest.outcome !== 'ok') throw new Error(rest.code);
    expect(rest.more).toBeUndefined();
    const found = [...part.arrivals, ...rest.arrivals].map(({ fingerprint }) => fingerprint);
    expect(found).toEqual(['<one@example.org>', '<two@example.org>', '<three@example.org>']);
  });

  it('fails in words where the server has no UIDL or no TOP', async () => {
    const without = async (missing: string) => {
      const answer = (line: string) => {
        if (line.startsWith(missing) || line === 'CAPA') return '-ERR unknown command\r\n';
        return /^(?:UIDL|LIST)/.test(line) ? '+OK\r\n1 abc\r\n.\r\n' : '+OK\r\n';
      };
      const { at } = await rude(answer);
      const request = { mailbox: USER, ownStamps: [], otherStamps: [], uidls: [] };
      return await surveyPop3(createDialer({ policy: loopback }), at, request, options());
    };
    expect(await without('UIDL')).toMatchObject({ code: 'protocol', detail: 'the server does not know UIDL' });
    expect(await without('TOP')).toMatchObject({ code: 'protocol', detail: 'the server does not know TOP' });
  });

  it('keeps equal UIDLs apart', async () => {
    const answer = (line: string) => {
      if (line === 'CAPA') return '-ERR\r\n';
      if (line.startsWith('TOP')) return `+OK\r\n${message(line.split(' ')[1] ?? '')}.\r\n`;
      return /^(?:UIDL|LIST)/.test(line) ? '+OK\r\n1 same\r\n2 same\r\n.\r\n' : '+OK\r\n';
    };
    const { at } = await rude(answer);
    const request = { mailbox: USER, ownStamps: [], otherStamps: [] };
    const first = await surveyPop3(createDialer({ policy: loopback }), at, { ...request, uidls: ['same'] }, options());
    if (first.outcome !== 'ok') throw new Error(first.code);
    expect(first.arrivals.map(({ fingerprint }) => fingerprint)).toEqual(['<2@example.org>']);
    expect(first.pop3?.uidls).toEqual(['same', 'same 2']);
  });
});

describe('a message', () => {
  it('comes whole, dots and all, in pieces', async () => {
    const body = `${Array.from({ length: 3_000 }, (_, n) => `.${'x'.repeat(n % 90)}`).join('\r\n')}\r\n.\r\n${'y'.repeat(300_000)}\r\n`;
    await server.deliver(USER, message('big', body));
    const whole = await withPop3(dialer, account(), AbortSignal.timeout(15_000), async (session) => {
      const [first] = await session.list();
      const pieces: Uint8Array[] = [];
      for await (const piece of session.retrieve(first?.number ?? 0, 10_000_000)) pieces.push(piece);
      expect(pieces.length).toBeGreaterThan(1);
      return Buffer.concat(pieces).toString();
    });
    expect(whole.endsWith(`\r\n\r\n${body}`)).toBe(true);
  });

  it('longer than its bound breaks the session off', async () => {
    const reading = withPop3(dialer, account(), AbortSignal.timeout(15_000), async (session) => {
      for await (const _ of session.retrieve(1, 1_000));
    });
    await expect(reading).rejects.toMatchObject({ code: 'protocol' });
  });
});
