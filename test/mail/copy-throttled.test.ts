import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { copyMailbox } from '../../src/mail/copy.ts';
import { copyFromPop3 } from '../../src/mail/copy-pop3.ts';
import { createPacer } from '../../src/mail/pacer.ts';
import type { LedgerLine } from '../../src/migration/mail-observations.ts';
import { createDialer } from '../../src/net/dial.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import type { Fault } from '../servers/faults.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { type MailServer, startMailServer } from '../servers/mail-server.ts';

const PASSWORD = 'pw';
const users = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`t${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let old: MailServer;
let neu: MailServer;
let taken = 0;
let user: string;

beforeAll(async () => {
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.74', hostname: 'old.example.net', users, fsync: false }),
    startMailServer({ address: '127.0.0.75', hostname: 'new.example.net', users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), neu?.stop()]));
beforeEach(() => {
  user = `t${taken++}@example.jp`;
});

const account = (address: string, port: number): MailAccount => ({
  ...{ address, port, security: 'plain', verify: 'report', user, password: PASSWORD },
});

const put = (count: number) =>
  inMailbox(old, user, async (client) => {
    for (let index = 0; index < count; index += 1)
      await client.append('INBOX', `Message-ID: <${index}@x>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0900\r\n\r\nHello\r\n`);
  });
const onNew = () => inMailbox(neu, user, async (client) => (await client.mailboxOpen('INBOX')).exists);

/** Copies to a new server that does this; with a pacer that somebody else writes by, too. */
async function copy(fault: Fault, from: 'imap' | 'pop3' = 'imap') {
  const proxy = await startFaultProxy({
    address: '127.0.0.76',
    server: { address: neu.address, port: neu.imapPort },
    faults: [fault],
  });
  onTestFinished(() => proxy.stop());
  const waits: number[] = [];
  const pacer = createPacer();
  const lines: LedgerLine[] = [];
  const result = await (from === 'pop3' ? copyFromPop3 : copyMailbox)(
    dialer,
    {
      old: account(old.address, from === 'pop3' ? old.pop3Port : old.imapPort),
      new: account(proxy.address, proxy.port),
    },
    { read: async () => [...lines], add: async (more) => void lines.push(...more) },
    {
      signal: AbortSignal.timeout(30_000),
      now: Date.now,
      retryMs: 1,
      mode: 'copy',
      pacer: {
        ...pacer,
        backOff: (ms) => {
          waits.push(ms);
          pacer.backOff(ms);
        },
      },
    },
  );
  return { result, waits, fired: proxy.fired() };
}

it.each([
  ['NO [LIMIT] Too many requests', false],
  ['NO Request is throttled. Suggested Backoff Time: 20 milliseconds', false],
  ['BYE [UNAVAILABLE] Session throttled', true],
] as const)('a new server that says %s is left in peace for a while, and nothing fails', async (words, isEnd) => {
  await put(3);
  const say = isEnd ? `* ${words}\r\n` : `{tag} ${words}\r\n`;
  const { result, waits } = await copy({ at: 'command', command: /^APPEND/, times: 6, deed: { say, end: isEnd } });
  expect(result).toMatchObject({ outcome: 'ok', copied: 3, missing: [] });
  expect(waits).toHaveLength(6);
  expect(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? 0))).toBe(true);
  expect(await onNew()).toBe(3);
});

it('the same of a copy over POP3', async () => {
  await put(2);
  const say = '{tag} NO [LIMIT] Too many requests\r\n';
  const { result } = await copy({ at: 'command', command: /^APPEND/, times: 4, deed: { say } }, 'pop3');
  expect(result).toMatchObject({ outcome: 'ok', copied: 2, missing: [] });
  expect(await onNew()).toBe(2);
});

it('one that never has time fails in the end, and says so', async () => {
  await put(1);
  const say = '{tag} NO [THROTTLED] not now\r\n';
  const { result } = await copy({ at: 'command', command: /^APPEND/, times: 1_000, deed: { say } });
  expect(result).toMatchObject({ outcome: 'failed', code: 'login-limit', detail: expect.stringContaining('not now') });
  expect(await onNew()).toBe(0);
});
