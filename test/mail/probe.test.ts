import type { ImapFlow } from 'imapflow';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import {
  findProbes,
  newProbeId,
  type ProbeRelay,
  type ProbeSearch,
  type ProbesToRemove,
  removeProbes,
  sendProbe,
} from '../../src/mail/probe.ts';
import { isProbeId } from '../../src/mail/probe-message.ts';
import { createDialer } from '../../src/net/dial.ts';
import { makeSelfSigned } from '../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { type MxFront, startMxFront } from '../servers/mx-front.ts';
import { startScriptedImap } from '../servers/scripted-imap.ts';

const PASSWORD = 'pw';
const ADDRESS = '127.0.0.45';
const NAME = 'new.example.net';
const KEY = Buffer.alloc(32, 7);
const MIGRATION = '01J';
const NOW = Date.now();
const users = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`p${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let store: Dovecot;
let front: MxFront;
let taken = 0;
/** A mailbox that no other test has touched. */
let user: string;

beforeAll(async () => {
  store = await startDovecot({ address: ADDRESS, hostname: NAME, users, fsync: false });
  front = await startMxFront({
    ...{ address: ADDRESS, hostname: NAME, deliver: store.deliver },
    onRecipient: (to) => (to in users ? undefined : { code: 550, message: '5.1.1 unknown' }),
  });
});
afterAll(() => Promise.all([front?.stop(), store?.stop()]));
beforeEach(() => {
  user = `p${taken++}@example.jp`;
});

const account = (port = store.imapPort): MailAccount => ({
  ...{ address: ADDRESS, port, security: 'plain', verify: 'report' },
  ...{ user, password: PASSWORD },
});
const within = () => ({ signal: AbortSignal.timeout(15_000), now: () => NOW });
const onServer = <T>(use: (client: ImapFlow) => Promise<T>) => inMailbox(store, user, use);
const relay = (over: Partial<ProbeRelay> = {}): ProbeRelay => ({
  ...{ address: ADDRESS, port: front.port, security: 'plain', verify: 'report' },
  ...over,
});

function send(id: string, over: Partial<ProbeRelay> = {}, to = user) {
  const probe = { id, to, from: user, relayName: 'alter Anbieter', domain: 'example.jp' };
  return sendProbe(dialer, relay(over), probe, within());
}
const find = (ids: readonly string[], over: Partial<ProbeSearch> = {}, port = store.imapPort) =>
  findProbes(dialer, account(port), { ids, since: NOW, side: 'new', ownStamps: [NAME], ...over }, within());
const remove = (ids: readonly string[], over: Partial<ProbesToRemove> = {}, port = store.imapPort) =>
  removeProbes(
    dialer,
    account(port),
    { ids, keys: [Buffer.alloc(32, 1), KEY], migrationId: MIGRATION, ...over },
    within(),
  );

async function sent(): Promise<string> {
  const id = newProbeId(KEY, MIGRATION);
  expect(await send(id)).toMatchObject({ outcome: 'sent' });
  return id;
}

const sources = (folder = 'INBOX') =>
  onServer(async (client) => {
    const { exists } = await client.mailboxOpen(folder, { readOnly: true });
    const all = exists === 0 ? [] : await client.fetchAll('1:*', { source: true });
    return all.map(({ source }) => source?.toString('latin1') ?? '');
  });

describe('an id', () => {
  it('is made by the key, for one migration, and differs each time', () => {
    const id = newProbeId(KEY, MIGRATION);
    expect(id).not.toBe(newProbeId(KEY, MIGRATION));
    expect(isProbeId(id, KEY, MIGRATION)).toBe(true);
    expect(isProbeId(id, KEY, '01K')).toBe(false);
    expect(isProbeId(id, Buffer.alloc(32, 8), MIGRATION)).toBe(false);
    expect(isProbeId(`${id.startsWith('0') ? '1' : '0'}${id.slice(1)}`, KEY, MIGRATION)).toBe(false);
    expect(isProbeId('', KEY, MIGRATION)).toBe(false);
  });
});

describe('a probe', () => {
  it('says what it is, to people in two languages and to machines', async () => {
    const id = await sent();
    const [source = ''] = await sources();
    const [header = '', body = ''] = source.split('\r\n\r\n');
    for (const field of [
      `X-Migration-Probe: ${id}`,
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      'Precedence: bulk',
      `Message-ID: <probe-${id}@example.jp>`,
      `To: <${user}>`,
    ])
      expect(header.split('\r\n')).toContain(field);
    const text = Buffer.from(body, 'base64').toString('utf8');
    expect(text).toContain('This is a test message of the mail migration of example.jp.');
    expect(text).toContain('「alter Anbieter」経由で送ったメール');
    expect(body.split('\r\n').every((line) => line.length <= 76)).toBe(true);
  });

  it('is found where it landed, and when it was stamped', async () => {
    const id = await sent();
    const other = newProbeId(KEY, MIGRATION);
    expect(await find([other, id])).toEqual([
      { id, side: 'new', folder: 'INBOX', junk: false, at: expect.any(Number) },
    ]);
    expect(await find([other])).toEqual([]);
    expect(await find([])).toEqual([]);
  });

  it('in Junk is said to be there', async () => {
    const id = await sent();
    await onServer(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Junk');
    });
    expect(await find([id])).toMatchObject([{ id, folder: 'Junk', junk: true }]);
  });

  it('that was copied from another server has not landed', async () => {
    const id = await sent();
    expect(await find([id], { ownStamps: ['old.example.net'] })).toEqual([]);
    expect(await find([id], { ownStamps: [] })).toEqual([]);
  });

  it('is found over POP3', async () => {
    const id = await sent();
    expect(await find([id], { protocol: 'pop3' }, store.pop3Port)).toMatchObject([{ id, folder: 'INBOX' }]);
  });

  it('is not found by whoever cannot look', async () => {
    expect(await find([newProbeId(KEY, MIGRATION)], {}, 1)).toMatchObject({
      outcome: 'failed',
      code: 'connect-refused',
    });
  });
});

describe('a relay', () => {
  it('that will not take it is quoted', async () => {
    expect(await send(newProbeId(KEY, MIGRATION), {}, 'nobody@example.jp')).toEqual({
      ...{ outcome: 'failed', at: NOW, code: 'server-no', detail: '550 5.1.1 unknown' },
    });
    expect(await send(newProbeId(KEY, MIGRATION), {}, 'x> BODY=7BIT@example.jp')).toMatchObject({ code: 'protocol' });
    expect(await send(newProbeId(KEY, MIGRATION), { port: 1 })).toMatchObject({ code: 'connect-refused' });
  });

  it('is logged in to where it wants that, and never without the TLS that was chosen', async () => {
    const received: string[] = [];
    const server = new SMTPServer({
      ...(await makeSelfSigned(['relay.example.net'])),
      onAuth: ({ username = '', password }, _session, done) =>
        password === 'right'
          ? done(null, { user: username })
          : done(Object.assign(new Error(`no ${password}`), { responseCode: 535 })),
      onData: (stream, session, done) => {
        received.push(String(session.user));
        stream.on('end', () => done()).resume();
      },
    });
    server.on('error', () => {});
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const port = await new Promise<number>((resolve) => {
      server.listen(0, ADDRESS, () => {
        const bound = server.server.address();
        resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
      });
    });
    const id = newProbeId(KEY, MIGRATION);
    const over = { port, security: 'starttls', auth: { user: 'me', password: 'right' } } as const;
    expect(await send(id, over)).toMatchObject({ outcome: 'sent', at: NOW, reply: expect.stringMatching(/^250 /) });
    expect(received).toEqual(['me']);
    const wrong = await send(id, { ...over, auth: { user: 'me', password: 'secret' } });
    expect(wrong).toMatchObject({ code: 'login-refused' });
    expect(JSON.stringify(wrong)).not.toContain('secret');
    expect(await send(id, { ...over, port: front.port })).toMatchObject({ code: 'tls-not-offered' });
    expect(await send(id, { ...over, verify: 'strict' })).toMatchObject({ code: 'tls-self-signed' });
    expect(received).toHaveLength(1);
  });
});

describe('tidied away', () => {
  it('is our probe alone', async () => {
    const id = await sent();
    const [probe = ''] = await sources();
    const kept = [
      // A stranger who knows the id; somebody who answers on it; one who puts more into it; and what is none at all.
      probe.replace(/Message-ID: .*/, 'Message-ID: <x@stranger.example>'),
      probe.replace(/X-Migration-Probe: .*/, `X-Migration-Probe: ${id}x`),
      `${probe}${'x'.repeat(70)}\r\n`.concat(`${'x'.repeat(70)}\r\n`.repeat(1_000)),
      `Subject: ${id}\r\n\r\nkeep me\r\n`,
    ];
    await onServer(async (client) => {
      for (const message of kept) await client.append('INBOX', message, ['\\Deleted']);
    });
    expect(await remove([id])).toEqual({ removed: 1, left: 3 });
    expect(await sources()).toEqual(kept);
    expect(await remove([id])).toEqual({ removed: 0, left: 3 });
  });

  it('is nothing whose id was not made by us for this migration', async () => {
    const id = await sent();
    expect(await remove([id], { migrationId: '01K' })).toEqual({ removed: 0, left: 0 });
    expect(await remove([id], { keys: [Buffer.alloc(32)] })).toEqual({ removed: 0, left: 0 });
    expect(await sources()).toHaveLength(1);
  });

  it('is nothing where the server cannot remove one message alone', async () => {
    const id = newProbeId(KEY, MIGRATION);
    const header = `X-Migration-Probe: ${id}\r\nMessage-ID: <probe-${id}@example.jp>\r\n\r\n`;
    const heard: string[] = [];
    const ok = 'TAG OK done\r\n';
    const script = {
      CAPABILITY: `* CAPABILITY IMAP4rev1\r\n${ok}`,
      LIST: `* LIST () "/" INBOX\r\n${ok}`,
      STATUS: `* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)\r\n${ok}`,
      EXAMINE: `* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 2] ok\r\n${ok}`,
      'UID SEARCH': `* SEARCH 1\r\n${ok}`,
      'UID FETCH': `* 1 FETCH (UID 1 RFC822.SIZE ${header.length} BODY[HEADER]<0> {${header.length}}\r\n${header})\r\n${ok}`,
    };
    const server = await startScriptedImap(ADDRESS, script, heard);
    onTestFinished(() => server.stop());
    expect(await remove([id], {}, server.port)).toEqual({ removed: 0, left: 1 });
    const commands = heard.map((said) => /^(?:UID )?\S+/.exec(said)?.[0] ?? '');
    expect(commands).toContain('UID FETCH');
    expect(commands.filter((command) => /STORE|EXPUNGE|SELECT/.test(command))).toEqual([]);
  });
});
