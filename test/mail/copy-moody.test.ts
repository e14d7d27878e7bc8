import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type CopyOptions, copyMailbox } from '../../src/mail/copy.ts';
import type { LedgerLine, MailboxContent, MailboxLedger } from '../../src/migration/mail-observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { startFaultProxy } from '../servers/fault-proxy.ts';
import type { Fault } from '../servers/faults.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';

const PASSWORD = 'correct horse battery';
const USERS = ['poison', 'archived', 'device', 'faint', 'again', 'gone', 'nowhere', 'shut', 'unreadable'];

let authority: Awaited<ReturnType<typeof makeAuthority>>;
let old: Dovecot;
let fresh: Dovecot;
let dialer: Dialer;

beforeAll(async () => {
  authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  const users = Object.fromEntries(USERS.map((user) => [user, PASSWORD]));
  const start = async (address: string) =>
    await startDovecot({ address, users, tls: await authority.issue([address]), fsync: false });
  [old, fresh] = await Promise.all([start('127.0.0.38'), start('127.0.0.39')]);
});
afterAll(async () => {
  await Promise.all([old?.stop(), fresh?.stop()]);
});

const account = (server: Dovecot, user: string): MailAccount => ({
  address: server.address,
  port: server.imapsPort,
  security: 'tls',
  verify: 'report',
  user,
  password: PASSWORD,
});

function ledgerInMemory(): MailboxLedger {
  const lines: LedgerLine[] = [];
  return { read: async () => [...lines], add: async (more) => void lines.push(...more) };
}

/** Copies; what is said to one of the servers goes through a proxy that does these things. */
async function copy(
  user: string,
  ledger: MailboxLedger = ledgerInMemory(),
  faults: { readonly old?: readonly Fault[]; readonly new?: readonly Fault[] } = {},
  mode: CopyOptions['mode'] = 'copy',
): Promise<MailboxContent> {
  const proxied = async (server: Dovecot, armed: readonly Fault[] = []) =>
    await startFaultProxy({
      address: '127.0.0.40',
      server: { address: server.address, port: server.imapsPort },
      tls: await authority.issue(['127.0.0.40']),
      serverTls: true,
      faults: armed,
    });
  const [from, to] = await Promise.all([proxied(old, faults.old), proxied(fresh, faults.new)]);
  try {
    const at = (server: Dovecot, proxy: typeof from) => ({
      ...account(server, user),
      address: proxy.address,
      port: proxy.port,
    });
    const options = { signal: AbortSignal.timeout(60_000), now: Date.now, retryMs: 10, mode };
    const result = await copyMailbox(dialer, { old: at(old, from), new: at(fresh, to) }, ledger, options);
    if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
    return result;
  } finally {
    await Promise.all([from.stop(), to.stop()]);
  }
}

const put = (server: Dovecot, user: string, folder: string, ...sources: readonly string[]) =>
  inMailbox(server, user, async (client) => {
    if (folder !== 'INBOX') await client.mailboxCreate(folder);
    for (const source of sources) await client.append(folder, source);
  });
const empty = (server: Dovecot, user: string) =>
  inMailbox(server, user, async (client) => {
    await client.mailboxOpen('INBOX');
    await client.messageDelete('1:*');
  });
/** What lies in each folder, in any order. */
const contents = (server: Dovecot, user: string) =>
  inMailbox(server, user, async (client) => {
    const found: string[] = [];
    for (const { path } of await client.list()) {
      await client.mailboxOpen(path, { readOnly: true });
      for await (const { source } of client.fetch('1:*', { source: true }))
        found.push(`${path}: ${source?.toString('latin1').slice(0, 80)}`);
    }
    return found.sort();
  });

const letter = (id: string, text = 'Hello', date = 'Mon, 2 Nov 2026 10:00:00 +0900') =>
  `Message-ID: <${id}>\r\nDate: ${date}\r\nFrom: a@example.org\r\n\r\n${text}\r\n`;

describe('nothing is taken for another', () => {
  it('where a device gives all its mail one Message-ID', async () => {
    await put(old, 'device', 'INBOX', letter('same@device', 'Monday'));
    await put(fresh, 'device', 'INBOX', letter('same@device', 'Tuesday', 'Tue, 3 Nov 2026 10:00:00 +0900'));
    expect(await copy('device')).toMatchObject({ copied: 1, missing: [] });
    expect(await contents(fresh, 'device')).toHaveLength(2);
  });

  it('where two messages have no header and the same size', async () => {
    await put(old, 'faint', 'INBOX', '\r\none\r\n');
    await put(fresh, 'faint', 'INBOX', '\r\ntwo\r\n');
    expect(await copy('faint', ledgerInMemory(), {}, 'compare')).toMatchObject({ missingTotal: 1 });
    expect(await copy('faint')).toMatchObject({ copied: 1, missing: [] });
    expect(await contents(fresh, 'faint')).toEqual(['INBOX: \r\none\r\n', 'INBOX: \r\ntwo\r\n']);
  });

  it('where one without a header comes after another like it was deleted', async () => {
    const ledger = ledgerInMemory();
    await put(old, 'again', 'INBOX', '\r\none\r\n');
    await copy('again', ledger);
    await empty(old, 'again');
    await put(old, 'again', 'INBOX', '\r\ntwo\r\n');
    expect(await copy('again', ledger)).toMatchObject({ messages: 1, verified: 1, copied: 1 });
    expect(await contents(fresh, 'again')).toEqual(['INBOX: \r\none\r\n', 'INBOX: \r\ntwo\r\n']);
  });
});

it('of a view of all mail what lies nowhere else is copied, and nothing twice', async () => {
  await put(old, 'archived', 'INBOX', letter('here@x'));
  await put(old, 'archived', 'All Mail', letter('here@x'), letter('archived@x'));
  expect(await copy('archived')).toMatchObject({ messages: 2, copied: 2, missing: [] });
  expect((await contents(fresh, 'archived')).map((one) => one.slice(0, 30))).toEqual(
    ['All Mail: Message-ID: <archived', 'INBOX: Message-ID: <here@x>\r\nD'].map((one) => one.slice(0, 30)),
  );
});

describe('what one message or folder does, the others do not suffer', () => {
  const letters = Array.from({ length: 30 }, (_, index) => letter(`${index}@x`));

  it('a message at which the new server always drops the connection is named, and all others are there once', async () => {
    await put(
      old,
      'poison',
      'INBOX',
      ...letters.slice(0, 15),
      letter('poison@x', 'p'.repeat(6_000)),
      ...letters.slice(15),
    );
    await put(old, 'poison', 'Work', letter('work@x'));
    const result = await copy('poison', ledgerInMemory(), {
      new: [{ at: 'literal', direction: 'to-server', byte: 5_000, deed: 'reset', times: 1_000 }],
    });
    expect(result).toMatchObject({ messages: 32, verified: 31, copied: 31, missingTotal: 1 });
    expect(result.missing).toMatchObject([{ messageId: '<poison@x>', reason: 'refused' }]);
    expect(await contents(fresh, 'poison')).toHaveLength(31);
  });

  it('a message at which the old server always drops the connection is named, too', async () => {
    await put(
      old,
      'unreadable',
      'INBOX',
      ...letters.slice(0, 15),
      letter('poison@x', 'p'.repeat(6_000)),
      ...letters.slice(15),
    );
    const result = await copy('unreadable', ledgerInMemory(), {
      old: [{ at: 'literal', direction: 'to-client', byte: 5_000, deed: 'reset', times: 1_000 }],
    });
    expect(result).toMatchObject({ messages: 31, verified: 30, copied: 30, missingTotal: 1 });
    expect(result.missing).toMatchObject([{ messageId: '<poison@x>' }]);
  });

  it('a folder that goes away while it is filled is made again', async () => {
    await put(old, 'gone', 'Work', ...letters);
    const say = '{tag} NO [TRYCREATE] no such folder';
    const result = await copy('gone', ledgerInMemory(), {
      new: [{ at: 'command', command: /^APPEND/, deed: { say } }],
    });
    expect(result).toMatchObject({ copied: 30, missing: [] });
    expect(await contents(fresh, 'gone')).toHaveLength(30);
  });

  it('a folder that cannot be made leaves its messages named, with what the server said', async () => {
    await put(old, 'nowhere', 'Work', letter('a@x'), letter('b@x'));
    await put(old, 'nowhere', 'INBOX', letter('c@x'));
    const say = '{tag} NO [CANNOT] not with that name';
    const result = await copy('nowhere', ledgerInMemory(), {
      new: [{ at: 'command', command: /^CREATE/, deed: { say } }],
    });
    expect(result).toMatchObject({ messages: 3, verified: 1, copied: 1, missingTotal: 2 });
    for (const one of result.missing)
      expect(one).toMatchObject({ folder: 'Work', reason: 'refused', detail: 'not with that name' });
  });

  it('a folder that cannot be written to is left after a few', async () => {
    await put(old, 'shut', 'Work', ...letters);
    await put(old, 'shut', 'INBOX', letter('in@x'));
    const say = '{tag} NO [NOPERM] read only';
    const result = await copy('shut', ledgerInMemory(), {
      new: [{ at: 'command', command: /^APPEND "Work"/, deed: { say }, times: 100 }],
    });
    expect(result).toMatchObject({ verified: 1, copied: 1, missingTotal: 30 });
    expect(result.missing[0]).toMatchObject({ reason: 'refused', detail: '[NOPERM] read only' });
  });
});
