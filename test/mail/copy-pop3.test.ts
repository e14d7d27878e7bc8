import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import type { CopyOptions } from '../../src/mail/copy.ts';
import { copyFromPop3 } from '../../src/mail/copy-pop3.ts';
import { withPop3 } from '../../src/mail/pop3.ts';
import type { LedgerLine, MailboxContent, MailboxLedger } from '../../src/migration/mail-observations.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';

const PASSWORD = 'correct horse battery';
const USERS = ['whole', 'dated', 'twice', 'deleted', 'check', 'anonymous', 'alike', 'renumbered', 'empty', 'refused'];
const dialer = createDialer({ policy: loopback });
let old: Dovecot;
let fresh: Dovecot;

beforeAll(async () => {
  const users = Object.fromEntries(USERS.map((user) => [user, PASSWORD]));
  [old, fresh] = await Promise.all([
    startDovecot({ address: '127.0.0.33', hostname: 'old.example', users, pop3Only: true, fsync: false }),
    startDovecot({ address: '127.0.0.34', hostname: 'new.example', users, fsync: false }),
  ]);
});
afterAll(async () => {
  await Promise.all([old?.stop(), fresh?.stop()]);
});

const account = (server: Dovecot, user: string, port: number, change: Partial<MailAccount> = {}): MailAccount => ({
  address: server.address,
  port,
  security: 'plain',
  verify: 'report',
  user,
  password: PASSWORD,
  ...change,
});

function ledgerInMemory(): MailboxLedger & { readonly lines: LedgerLine[] } {
  const lines: LedgerLine[] = [];
  return { lines, read: async () => [...lines], add: async (more) => void lines.push(...more) };
}

const attempt = (user: string, ledger: MailboxLedger, mode: CopyOptions['mode'] = 'copy', password = PASSWORD) =>
  copyFromPop3(
    dialer,
    { old: account(old, user, old.pop3Port, { password }), new: account(fresh, user, fresh.imapPort) },
    ledger,
    { signal: AbortSignal.timeout(30_000), now: Date.now, mode },
  );

async function copy(user: string, ledger: MailboxLedger, mode?: CopyOptions['mode']): Promise<MailboxContent> {
  const result = await attempt(user, ledger, mode);
  if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
  return result;
}

const letter = (id: string, body = 'Hello') =>
  [
    'From: A <a@example.org>',
    'To: b@example.jp',
    'Subject: Subject',
    'Date: Mon, 2 Nov 2026 10:00:00 +0900',
    ...(id === '' ? [] : [`Message-ID: <${id}>`]),
    '',
    body,
    '',
  ].join('\r\n');

/** What lies in the inbox of the new server, byte by byte. */
const onNew = (user: string) =>
  inMailbox(fresh, user, async (client): Promise<readonly { source: string; date: number }[]> => {
    await client.mailboxOpen('INBOX', { readOnly: true });
    const found: { source: string; date: number }[] = [];
    for await (const { source, internalDate } of client.fetch('1:*', { source: true, internalDate: true }))
      found.push({ source: source?.toString('latin1') ?? '', date: new Date(internalDate ?? 0).getTime() });
    return found;
  });

/** The same of the old one, as POP3 gives it. */
const onOld = (user: string) =>
  withPop3(dialer, account(old, user, old.pop3Port), AbortSignal.timeout(10_000), async (session) => {
    const found: string[] = [];
    for (const { number } of await session.list()) {
      const pieces: Uint8Array[] = [];
      for await (const piece of session.retrieve(number, 1_000_000)) pieces.push(piece);
      found.push(Buffer.concat(pieces).toString('latin1'));
    }
    return found;
  });

const emptied = (user: string) =>
  inMailbox(fresh, user, async (client) => {
    await client.mailboxOpen('INBOX');
    await client.messageDelete('1:*');
  });

describe('a copy of a mailbox that only POP3 reads', () => {
  it('is the same bytes, and leaves the old ones where they are', async () => {
    await old.deliver('whole', letter('1@x'));
    await old.deliver('whole', letter('2@x', '.\r\n..a line of dots\r\n.'));
    const before = await onOld('whole');
    expect(await copy('whole', ledgerInMemory())).toMatchObject({ messages: 2, verified: 2, copied: 2, missing: [] });
    const found = await onNew('whole');
    expect(found.map(({ source }) => source).sort()).toEqual([...before].sort());
    for (const { date } of found) expect(Math.abs(date - Date.now())).toBeLessThan(60_000);
    expect(await onOld('whole')).toEqual(before);
  });

  it('is dated by the stamp of the host that took it in, however long ago', async () => {
    const stamp = 'Received: from relay.example.org ([203.0.113.9]) by old.example; Mon, 2 Nov 2026 10:00:00 +0900';
    const file = join(mkdtempSync(join(tmpdir(), 'letter-')), 'letter.eml');
    onTestFinished(() => rmSync(dirname(file), { recursive: true }));
    // The server's processes are other users.
    chmodSync(dirname(file), 0o755);
    writeFileSync(file, `${stamp}\r\n${letter('1@dated')}`);
    await old.doveadm('save', '-u', 'dated', file);
    await copy('dated', ledgerInMemory());
    expect((await onNew('dated')).map(({ date }) => new Date(date).toISOString())).toEqual([
      '2026-11-02T01:00:00.000Z',
    ]);
  });

  it('has nothing to do a second time, and takes up what came since', async () => {
    await old.deliver('twice', letter('1@twice'));
    const ledger = ledgerInMemory();
    await copy('twice', ledger);
    expect(await copy('twice', ledger)).toMatchObject({ messages: 1, verified: 1, copied: 0 });
    await old.deliver('twice', letter('2@twice'));
    expect(await copy('twice', ledger)).toMatchObject({ messages: 2, verified: 2, copied: 1 });
    // With its ledger lost it finds them on the new server.
    expect(await copy('twice', ledgerInMemory())).toMatchObject({ messages: 2, verified: 2, copied: 0 });
    expect(await onNew('twice')).toHaveLength(2);
  });

  it('never brings back what a user deleted on the new server', async () => {
    await old.deliver('deleted', letter('1@deleted'));
    const ledger = ledgerInMemory();
    await copy('deleted', ledger);
    await emptied('deleted');
    expect(await copy('deleted', ledger)).toMatchObject({ verified: 1, copied: 0, missingTotal: 0 });
    expect(await onNew('deleted')).toEqual([]);
  });

  it('that is only to look writes nothing, and names what is missing', async () => {
    await old.deliver('check', letter('1@check'));
    const ledger = ledgerInMemory();
    expect(await copy('check', ledger, 'compare')).toMatchObject({
      messages: 1,
      verified: 0,
      copied: 0,
      missingTotal: 1,
      missing: [{ folder: 'INBOX', from: 'A <a@example.org>', messageId: '<1@check>', reason: 'missing' }],
    });
    expect(ledger.lines).toEqual([]);
    expect(await onNew('check')).toEqual([]);
  });

  it('tells apart messages without a Message-ID, and copies equal ones as often as they are there', async () => {
    await old.deliver('anonymous', letter('', 'one'));
    await old.deliver('anonymous', letter('', 'another, longer'));
    await old.deliver('anonymous', letter('same@x'));
    await old.deliver('anonymous', letter('same@x'));
    const ledger = ledgerInMemory();
    expect(await copy('anonymous', ledger)).toMatchObject({ messages: 4, verified: 4, copied: 4, missingTotal: 0 });
    expect(await onNew('anonymous')).toHaveLength(4);
  });

  it('tells by their bodies which of two that look alike is on the new server', async () => {
    await old.deliver('alike', letter('same@x', 'one'));
    await old.deliver('alike', letter('same@x', 'two'));
    const [one = '', two = ''] = await onOld('alike');
    expect(one.length).toBe(two.length);
    await inMailbox(fresh, 'alike', (client) => client.append('INBOX', two));
    expect(await copy('alike', ledgerInMemory())).toMatchObject({ messages: 2, verified: 2, copied: 1 });
    expect((await onNew('alike')).map(({ source }) => source)).toEqual([two, one]);
  });

  it('knows by what it says what the server names anew, and brings nothing of it back', async () => {
    await old.deliver('renumbered', letter('1@renumbered'));
    const ledger = ledgerInMemory();
    await copy('renumbered', ledger);
    await emptied('renumbered');
    const lines = ledger.lines.map((line) => ({ ...line, uid: line.uid + 1 }));
    ledger.lines.splice(0, Number.POSITIVE_INFINITY, ...lines);
    expect(await copy('renumbered', ledger)).toMatchObject({ verified: 1, copied: 0, missingTotal: 0 });
    expect(await onNew('renumbered')).toEqual([]);
  });

  it('of an empty mailbox is empty', async () => {
    expect(await copy('empty', ledgerInMemory())).toMatchObject({ messages: 0, verified: 0, missingTotal: 0 });
  });

  it('with a wrong password fails, and shows it nowhere', async () => {
    const result = await attempt('refused', ledgerInMemory(), 'copy', 'not-the-password');
    expect(result).toMatchObject({ outcome: 'failed', code: 'login-refused' });
    expect(JSON.stringify(result)).not.toContain('not-the-password');
  });
});
