import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type CopyOptions, copyMailbox } from '../../src/mail/copy.ts';
import { copyFromPop3 } from '../../src/mail/copy-pop3.ts';
import type { LedgerLine, MailboxContent, MailboxLedger } from '../../src/migration/mail-observations.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { type MailServer, startMailServer } from '../servers/mail-server.ts';
import {
  grown,
  newIds,
  type Rewriting,
  startRewritingProxy,
  withoutMultiappend,
  withoutUidplus,
} from '../servers/rewriting-proxy.ts';

const PASSWORD = 'pw';
const users = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`w${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let old: MailServer;
let neu: MailServer;
let taken = 0;
let user: string;

beforeAll(async () => {
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.71', hostname: 'old.example.net', users, fsync: false }),
    startMailServer({ address: '127.0.0.72', hostname: 'new.example.net', users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), neu?.stop()]));
beforeEach(() => {
  user = `w${taken++}@example.jp`;
});

function ledgerInMemory(): MailboxLedger & { readonly lines: readonly LedgerLine[] } {
  const lines: LedgerLine[] = [];
  return { lines, read: async () => [...lines], add: async (more) => void lines.push(...more) };
}

const account = (server: { readonly address: string }, port: number): MailAccount => ({
  ...{ address: server.address, port, security: 'plain', verify: 'report', user, password: PASSWORD },
});

/** One night's copy to a new server that rewrites; the same ledger every night. Sizes there are others, too. */
async function nights(rewriting: Rewriting, from: 'imap' | 'pop3' = 'imap', sized = grown) {
  const proxy = await startRewritingProxy(
    '127.0.0.73',
    { address: neu.address, port: neu.imapPort },
    {
      ...rewriting,
      toClient: (text, client) => sized(rewriting.toClient?.(text, client) ?? text),
    },
  );
  onTestFinished(() => proxy.stop());
  const ledger = ledgerInMemory();
  const night = async (over: Partial<CopyOptions> = {}): Promise<MailboxContent> => {
    const copy = from === 'pop3' ? copyFromPop3 : copyMailbox;
    const accounts = {
      old: account(old, from === 'pop3' ? old.pop3Port : old.imapPort),
      new: account(proxy, proxy.port),
    };
    const options = { signal: AbortSignal.timeout(30_000), now: Date.now, retryMs: 10, mode: 'copy', ...over } as const;
    const result = await copy(dialer, accounts, ledger, options);
    if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
    return result;
  };
  return { night, ledger };
}

const letter = (id: string, text = 'Hello') =>
  `Message-ID: <${id}@x>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0900\r\nFrom: a@example.org\r\n\r\n${text}\r\n`;
const put = (...sources: readonly string[]) =>
  inMailbox(old, user, async (client) => {
    for (const source of sources) await client.append('INBOX', source, [], new Date('2026-11-02T01:00:00Z'));
  });
const onNew = (folder = 'INBOX') =>
  inMailbox(neu, user, async (client) => (await client.mailboxOpen(folder, { readOnly: true })).exists);

const saying: readonly (readonly [string, (text: string) => string])[] = [
  ['says where it put them', (text) => text],
  ['does not say where it put them', withoutUidplus],
  ['takes them one by one', withoutMultiappend],
  ['takes them one by one, and does not say where to', (text) => withoutMultiappend(withoutUidplus(text))],
];

describe.each(saying)('a new server that %s', (_, toClient) => {
  it('and gives them ids of its own: verified by their bodies, and put there once', async () => {
    await put(letter('001'), letter('002', 'Other'), letter('003', 'x'.repeat(2_000_000)));
    const { night } = await nights({ toServer: newIds, toClient });
    expect(await night()).toMatchObject({ messages: 3, verified: 3, copied: 3, missing: [] });
    expect(await night()).toMatchObject({ messages: 3, verified: 3, copied: 0, missing: [] });
    expect(await onNew()).toBe(3);
  });

  it('and changes what they say: each is named as altered, every night, and put there once', async () => {
    await put(letter('001'), letter('002', 'Kept'), letter('003'));
    const toServer = (text: string) => newIds(text).replaceAll('Hello', 'HELLO');
    const { night, ledger } = await nights({ toServer, toClient });
    const altered = [
      { messageId: '<001@x>', reason: 'altered' },
      { messageId: '<003@x>', reason: 'altered' },
    ];
    expect(await night()).toMatchObject({ verified: 1, copied: 1, missingTotal: 2, missing: altered });
    expect(await night()).toMatchObject({ verified: 1, copied: 0, missingTotal: 2, missing: altered });
    expect(await night({ mode: 'compare' })).toMatchObject({ verified: 1, missingTotal: 2, missing: altered });
    expect(await onNew()).toBe(3);
    // Where each went is on record.
    expect(ledger.lines.flatMap((line) => line.altered?.uid ?? [])).toEqual([1, 3]);
    expect(ledger.lines.every(({ altered: one }) => one === undefined || one.uidValidity !== '')).toBe(true);
  });
});

describe('what was altered is not put there again', () => {
  const toServer = (text: string) => newIds(text).replaceAll('Hello', 'HELLO');

  it('when it was moved on the old server since, or deleted on the new one', async () => {
    await put(letter('001'));
    const { night } = await nights({ toServer });
    await night();
    await inMailbox(old, user, async (client) => {
      await client.mailboxCreate('Sorted');
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Sorted');
    });
    const moved = [{ folder: 'Sorted', reason: 'altered' }];
    expect(await night()).toMatchObject({ messages: 1, verified: 0, copied: 0, missing: moved });
    await neu.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all');
    expect(await night()).toMatchObject({ messages: 1, verified: 0, copied: 0, missing: moved });
    expect(await onNew()).toBe(0);
  });

  it('but another like it is', async () => {
    await put(letter('001'));
    const { night } = await nights({ toServer });
    await night();
    await put(letter('001'));
    expect(await night()).toMatchObject({ messages: 2, copied: 0, missingTotal: 2 });
    expect(await onNew()).toBe(2);
  });

  it('and counts once somebody has put it there unaltered', async () => {
    await put(letter('001'));
    const { night } = await nights({ toServer });
    await night();
    await inMailbox(neu, user, (client) => client.append('INBOX', letter('001')));
    expect(await night()).toMatchObject({ messages: 1, verified: 1, copied: 0, missing: [] });
  });
});

it('the connection lost before anybody looked, nothing is put there twice', async () => {
  await put(letter('001'), letter('002', 'Other'), letter('003', 'Third'));
  let losses = 2;
  const { night } = await nights({
    toServer: newIds,
    // It takes the batch, says so, and is gone before it can be asked.
    toClient: (text, client) => {
      if (/^m\d+ OK .*APPENDUID/m.test(text) && losses-- > 0) client.destroy();
      return withoutUidplus(text);
    },
  });
  expect(await night()).toMatchObject({ messages: 3, verified: 3, missing: [] });
  expect(losses).toBeLessThan(2);
  expect(await onNew()).toBe(3);
});

it.each([
  ['of the same size', (text: string) => text],
  ['of another size', grown],
])('of two equal messages a server keeps one, %s, and names its place for both: one is missing', async (_, sized) => {
  await put(letter('001'), letter('001'));
  await inMailbox(neu, user, (client) => client.mailboxCreate('AWAY1'));
  let appended = 0;
  const { night } = await nights(
    {
      // The second goes elsewhere, where its UID is that of the first.
      toServer: (text) =>
        text.replace(/APPEND "INBOX"/g, (all) => (++appended === 2 ? all.replace('INBOX', 'AWAY1') : all)),
      toClient: withoutMultiappend,
    },
    'imap',
    sized,
  );
  expect(await night()).toMatchObject({ verified: 1, copied: 1, missing: [{ reason: 'missing' }] });
  expect(appended).toBe(2);
});

it('mail of a POP3 server is put there once too', async () => {
  await put(letter('001'), letter('002', 'Kept'));
  const toServer = (text: string) => newIds(text).replaceAll('Hello', 'HELLO');
  const { night } = await nights({ toServer }, 'pop3');
  const altered = [{ messageId: '<001@x>', reason: 'altered' }];
  expect(await night()).toMatchObject({ messages: 2, verified: 1, copied: 1, missing: altered });
  expect(await night()).toMatchObject({ messages: 2, verified: 1, copied: 0, missing: altered });
  expect(await onNew()).toBe(2);
});
