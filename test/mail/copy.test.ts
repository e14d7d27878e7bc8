import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type CopyOptions, copyMailbox } from '../../src/mail/copy.ts';
import type { LedgerLine, MailboxContent, MailboxLedger } from '../../src/migration/mail-observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';

const PASSWORD = 'correct horse battery';
const USERS = ['plain', 'folders', 'delta', 'moved', 'alike', 'cut', 'quota', 'big', 'named', 'torn'];

let authority: Awaited<ReturnType<typeof makeAuthority>>;
let old: Dovecot;
let fresh: Dovecot;
let dialer: Dialer;

beforeAll(async () => {
  authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  const users = Object.fromEntries(USERS.map((user) => [user, PASSWORD]));
  [old, fresh] = await Promise.all([
    startDovecot({ address: '127.0.0.31', users, tls: await authority.issue(['127.0.0.31']), fsync: false }),
    startDovecot({ address: '127.0.0.32', users, tls: await authority.issue(['127.0.0.32']), fsync: false }),
  ]);
});
afterAll(async () => {
  await Promise.all([old?.stop(), fresh?.stop()]);
});

const account = (server: Dovecot, user: string, change: Partial<MailAccount> = {}): MailAccount => ({
  address: server.address,
  port: server.imapsPort,
  security: 'tls',
  verify: 'report',
  user,
  password: PASSWORD,
  ...change,
});

function ledgerInMemory(): MailboxLedger & { readonly lines: LedgerLine[] } {
  const lines: LedgerLine[] = [];
  return { lines, read: async () => [...lines], add: async (more) => void lines.push(...more) };
}

async function copy(
  user: string,
  ledger: MailboxLedger,
  change: Partial<CopyOptions> & { readonly to?: MailAccount; readonly from?: MailAccount } = {},
): Promise<MailboxContent> {
  const { to = account(fresh, user), from = account(old, user), ...options } = change;
  const result = await copyMailbox(dialer, { old: from, new: to }, ledger, {
    signal: AbortSignal.timeout(60_000),
    now: Date.now,
    mode: 'copy',
    retryMs: 10,
    ...options,
  });
  if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
  return result;
}

const letter = (id: string, body = 'Hello', subject = 'Subject') =>
  [
    'Return-Path: <a@example.org>',
    'Received: from relay.example.org ([203.0.113.9]) by old.example; Mon, 2 Nov 2026 10:00:00 +0900',
    'From: A <a@example.org>',
    'To: b@example.jp',
    `Subject: ${subject}`,
    'Date: Mon, 2 Nov 2026 10:00:00 +0900',
    ...(id === '' ? [] : [`Message-ID: <${id}>`]),
    '',
    body,
    '',
  ].join('\r\n');

type Seen = { readonly folder: string; readonly source: string; readonly flags: string; readonly date: string };
async function everything(server: Dovecot, user: string): Promise<readonly Seen[]> {
  return await inMailbox(server, user, async (client) => {
    const seen: Seen[] = [];
    for (const { path, flags: marks } of await client.list()) {
      if (marks.has('\\Noselect') || marks.has('\\NonExistent')) continue;
      await client.mailboxOpen(path, { readOnly: true });
      for await (const message of client.fetch('1:*', { source: true, flags: true, internalDate: true })) {
        const flags = [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent').sort();
        seen.push({
          folder: path,
          source: message.source?.toString('latin1') ?? '',
          flags: flags.join(' '),
          date: new Date(message.internalDate ?? 0).toISOString(),
        });
      }
    }
    return seen.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  });
}

describe('a copy of a mailbox', () => {
  it('has every message with its flags, keywords and date, in the folder of the same use or name', async () => {
    await inMailbox(old, 'folders', async (client) => {
      await client.mailboxCreate('受注/2026');
      const at = new Date('2020-02-29T12:00:00Z');
      await client.append('INBOX', letter('1@x'), ['\\Seen', '$Label1'], at);
      await client.append('INBOX', letter('', 'no id'), [], at);
      await client.append('受注/2026', letter('2@x', '注文'), ['\\Flagged', '\\Answered'], at);
      await client.append('Junk', letter('3@x'), [], at);
    });
    const result = await copy('folders', ledgerInMemory());
    expect(result).toMatchObject({ messages: 4, verified: 4, copied: 4, missingTotal: 0, missing: [] });
    expect(await everything(fresh, 'folders')).toEqual(await everything(old, 'folders'));
  });

  it('of hundreds is made in batches, and a second run has nothing to do', async () => {
    await inMailbox(old, 'plain', async (client) => {
      for (let index = 0; index < 250; index += 1) await client.append('INBOX', letter(`${index}@plain`));
    });
    const ledger = ledgerInMemory();
    expect(await copy('plain', ledger)).toMatchObject({ messages: 250, verified: 250, copied: 250 });
    expect(ledger.lines).toHaveLength(250);
    expect(await copy('plain', ledger)).toMatchObject({ messages: 250, verified: 250, copied: 0 });
    expect(ledger.lines).toHaveLength(250);
    expect((await everything(fresh, 'plain')).length).toBe(250);
  });

  it('never brings back what was deleted on the new server, and copies what has come since', async () => {
    const ledger = ledgerInMemory();
    await inMailbox(old, 'delta', async (client) => {
      for (const id of ['a@d', 'b@d', 'c@d']) await client.append('INBOX', letter(id));
    });
    await copy('delta', ledger);
    await inMailbox(fresh, 'delta', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete({ header: { 'message-id': '<b@d>' } });
    });
    await inMailbox(old, 'delta', (client) => client.append('INBOX', letter('d@d')));
    expect(await copy('delta', ledger)).toMatchObject({ messages: 4, verified: 4, copied: 1, missingTotal: 0 });
    const sources = (await everything(fresh, 'delta')).map(({ source }) => /<(.@d)>/.exec(source)?.[1]);
    expect(sources.sort()).toEqual(['a@d', 'c@d', 'd@d']);
  });

  it('does not copy again what was moved on the old server', async () => {
    const ledger = ledgerInMemory();
    await inMailbox(old, 'moved', (client) => client.append('INBOX', letter('a@m')));
    await copy('moved', ledger);
    await inMailbox(fresh, 'moved', async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete('1:*');
    });
    await inMailbox(old, 'moved', async (client) => {
      await client.mailboxCreate('Done');
      await client.mailboxOpen('INBOX');
      await client.messageMove('1:*', 'Done');
    });
    expect(await copy('moved', ledger)).toMatchObject({ messages: 1, verified: 1, copied: 0 });
    expect(await everything(fresh, 'moved')).toEqual([]);
  });

  it('names the very message that is missing among those that look alike', async () => {
    const bodies = ['one', 'two', 'thr'];
    await inMailbox(old, 'alike', async (client) => {
      for (const body of bodies) await client.append('INBOX', letter('same@a', body));
    });
    await inMailbox(fresh, 'alike', async (client) => {
      for (const body of ['thr', 'one']) await client.append('INBOX', letter('same@a', body));
    });
    const ledger = ledgerInMemory();
    const compared = await copy('alike', ledger, { mode: 'compare' });
    expect(compared).toMatchObject({ messages: 3, verified: 2, missingTotal: 1 });
    expect(compared.missing[0]).toMatchObject({ folder: 'INBOX', messageId: '<same@a>', reason: 'missing' });
    expect(compared.missing[0]?.key).toMatch(/\|2$/);
    await copy('alike', ledger);
    expect((await everything(fresh, 'alike')).map(({ source }) => source.slice(-7))).toEqual(
      (await everything(old, 'alike')).map(({ source }) => source.slice(-7)),
    );
  });
});

describe('a line that breaks', () => {
  it.each([
    ['in the midst of a literal to the new server', { at: 'literal', direction: 'to-server', byte: 200, nth: 3 }],
    ['when the server has taken a batch and before it says so', { at: 'answer', command: /^APPEND/ }],
    ['at the second batch', { at: 'command', command: /^APPEND/, nth: 2 }],
  ] as const)('%s: resumed to equality, nothing twice', async (_, moment) => {
    const user = 'cut';
    const tls = await authority.issue(['127.0.0.33']);
    const proxy = await startFaultProxy({
      address: '127.0.0.33',
      server: { address: fresh.address, port: fresh.imapsPort },
      tls,
      serverTls: true,
      faults: [{ ...moment, deed: 'reset' }],
    });
    try {
      await inMailbox(old, user, async (client) => {
        for (let index = 0; index < 150; index += 1) await client.append('INBOX', letter(`${proxy.port}.${index}@cut`));
      });
      const ledger = ledgerInMemory();
      const to = account(fresh, user, { address: '127.0.0.33', port: proxy.port });
      const result = await copy(user, ledger, { to });
      expect(proxy.fired()).toBe(1);
      expect(result).toMatchObject({ missingTotal: 0, verified: result.messages });
      expect(await everything(fresh, user)).toEqual(await everything(old, user));
    } finally {
      await proxy.stop();
    }
  });
});

describe('a line from the old server that breaks', () => {
  it.each([
    ['in the midst of a message', { at: 'literal', direction: 'to-client', byte: 300, nth: 30, deed: 'reset' }, 0],
    ['while folders are read', { at: 'literal', direction: 'to-client', byte: 100, nth: 20, deed: 'end' }, 0],
    ['with a farewell', { at: 'command', command: /BODY\.PEEK\[\]/, deed: { say: '* BYE full', end: true } }, 0],
    ['by falling silent', { at: 'literal', direction: 'to-client', byte: 300, nth: 40, deed: 'stall' }, 500],
  ] as const)('%s: resumed to equality, nothing twice', async (_, fault, silenceMs) => {
    const proxy = await startFaultProxy({
      address: '127.0.0.33',
      server: { address: old.address, port: old.imapsPort },
      tls: await authority.issue(['127.0.0.33']),
      serverTls: true,
      faults: [fault],
    });
    try {
      await inMailbox(old, 'torn', async (client) => {
        for (let index = 0; index < 60; index += 1)
          await client.append('INBOX', letter(`${proxy.port}.${index}@torn`, 'Hello '.repeat(30)));
      });
      const from = account(old, 'torn', { address: '127.0.0.33', port: proxy.port });
      const limits = { connectMs: 5_000, greetingMs: 5_000, silenceMs: silenceMs || 20_000 };
      const result = await copy('torn', ledgerInMemory(), { from, limits });
      expect(proxy.fired()).toBe(1);
      expect(result).toMatchObject({ missingTotal: 0, verified: result.messages });
      expect(await everything(fresh, 'torn')).toEqual(await everything(old, 'torn'));
    } finally {
      await proxy.stop();
    }
  });
});

it('passes a message of 20 MB through, whatever its size', async () => {
  const big = letter('big@b', 'x'.repeat(76).concat('\r\n').repeat(270_000));
  await inMailbox(old, 'big', (client) => client.append('INBOX', big));
  expect(await copy('big', ledgerInMemory())).toMatchObject({ messages: 1, verified: 1, copied: 1 });
  const [copied] = await everything(fresh, 'big');
  expect(copied?.source.length).toBe(big.length);
});

it('puts a folder whose name the new server refuses into one of a plain name, the same at every run', async () => {
  await inMailbox(old, 'named', async (client) => {
    await client.mailboxCreate('Offers; 2026');
    await client.append('Offers; 2026', letter('1@n'));
  });
  const proxy = await startFaultProxy({
    address: '127.0.0.33',
    server: { address: fresh.address, port: fresh.imapsPort },
    tls: await authority.issue(['127.0.0.33']),
    serverTls: true,
    faults: [
      { at: 'command', command: /^CREATE ".*;/, deed: { say: '{tag} NO [CANNOT] Character not allowed' }, times: 9 },
    ],
  });
  try {
    const to = account(fresh, 'named', { address: '127.0.0.33', port: proxy.port });
    expect(await copy('named', ledgerInMemory(), { to })).toMatchObject({ copied: 1, missingTotal: 0 });
    await inMailbox(old, 'named', (client) => client.append('Offers; 2026', letter('2@n')));
    expect(await copy('named', ledgerInMemory(), { to })).toMatchObject({ copied: 1, missingTotal: 0 });
    expect(proxy.fired()).toBe(2);
    expect((await everything(fresh, 'named')).map(({ folder }) => folder)).toEqual(['Offers_ 2026', 'Offers_ 2026']);
  } finally {
    await proxy.stop();
  }
});
