import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type CopyOptions, copyMailbox } from '../../src/mail/copy.ts';
import { encodeName } from '../../src/mail/raw-imap/names.ts';
import type { LedgerLine, MailboxContent, MailboxLedger } from '../../src/migration/mail-observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';

const PASSWORD = 'correct horse battery';
const RUNS = 25;
const MAILBOXES_A_RUN = 8;
const BIG_BYTES = 50 * 1024 * 1024;

let old: Dovecot;
let fresh: Dovecot;
let dialer: Dialer;
let mailboxes = 0;

beforeAll(async () => {
  const authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  const users = Object.fromEntries(
    Array.from({ length: RUNS * MAILBOXES_A_RUN + 1 }, (_, index) => [`user${index}`, PASSWORD]),
  );
  const start = async (address: string) =>
    await startDovecot({ address, users, tls: await authority.issue([address]), fsync: false });
  [old, fresh] = await Promise.all([start('127.0.0.35'), start('127.0.0.36')]);
});
afterAll(async () => {
  await Promise.all([old?.stop(), fresh?.stop()]);
});

type Letter = {
  readonly folder: string;
  readonly source: Buffer;
  readonly flags: readonly string[];
  readonly date: string;
};

const header = fc.record({
  id: fc.constantFrom(undefined, '<1@x>', '<2@x>', '<"odd id"@x>', ''),
  subject: fc.constantFrom(undefined, 'Order', '注文', 'Bestellung \xfc\xe4', '\x82\xb1\x82\xf1', 'a\r\n folded', ''),
  date: fc.constantFrom(undefined, 'Mon, 2 Nov 2026 10:00:00 +0900', 'yesterday'),
  from: fc.constantFrom(undefined, 'A <a@example.org>', '"山田" <y@example.jp>'),
});
const body = fc.constantFrom(
  '',
  'one',
  'two',
  'thr',
  'lines\r\nof text\r\n',
  '.\r\n..\r\n',
  '{5}\r\na OK\r\n',
  'caf\xe9 \xff',
);
const source = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(header, body).map(([fields, text]) => messageOf(fields, text)) },
  // Without any header, without any body, without an end of line.
  {
    weight: 2,
    arbitrary: fc.constantFrom('\r\nbody alone\r\n', '\r\nbody blone\r\n', '\r\n', 'Subject: only\r\n', 'x', 'y'),
  },
);
const letter: fc.Arbitrary<Letter> = fc.record({
  folder: fc.constantFrom(
    'INBOX',
    'INBOX',
    'Junk',
    'Sent',
    '仕事',
    'Work/2026',
    'Work/2026/受注',
    '案件 "A" & 50%',
    '*stars*',
    'back\\slash',
    'é~ñ',
    'Clients/Archive',
  ),
  source: source.map((text) => Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1')),
  flags: fc.subarray(['\\Seen', '\\Answered', '\\Flagged', '\\Draft', '\\Deleted', '$Label1', 'NonJunk', 'Etikett']),
  date: fc.constantFrom(
    ' 1-Jan-1980 00:00:01 +0000',
    '29-Feb-2024 23:59:60 -0330',
    '19-Jan-2038 03:14:08 +0000',
    '31-Dec-2069 23:00:00 +1345',
    '02-Nov-2026 10:00:00 +0900',
  ),
});

function messageOf(fields: Readonly<Record<'id' | 'subject' | 'date' | 'from', string | undefined>>, text: string) {
  const names = { id: 'Message-ID', subject: 'Subject', date: 'Date', from: 'From' } as const;
  const lines = (['id', 'subject', 'date', 'from'] as const).flatMap((name) =>
    fields[name] === undefined ? [] : [`${names[name]}: ${fields[name]}`],
  );
  return [...lines, '', text].join('\r\n');
}

const mailbox = fc.record({ letters: fc.array(letter, { maxLength: 15 }), removed: fc.nat() });

it('200 random mailboxes are copied whole, and a message that is removed is named', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mailbox, { minLength: MAILBOXES_A_RUN, maxLength: MAILBOXES_A_RUN }), async (all) => {
      await Promise.all(all.map(({ letters, removed }) => isCopied(letters, removed)));
    }),
    // A smaller counterexample would need mailboxes that nobody has touched.
    { numRuns: RUNS, endOnFailure: true },
  );
}, 180_000);

it('and so is one with a message of 50 MB among the others', async () => {
  const big = Buffer.concat([
    Buffer.from('Message-ID: <big@x>\r\n\r\n'),
    Buffer.alloc(BIG_BYTES, `${'x'.repeat(76)}\r\n`),
  ]);
  const others = fc.sample(letter, 3);
  const whole = { folder: 'Work', source: big, flags: ['\\Seen'], date: '02-Nov-2026 10:00:00 +0900' };
  await isCopied([...others, whole], 3);
}, 60_000);

async function isCopied(letters: readonly Letter[], at: number): Promise<void> {
  const user = `user${mailboxes}`;
  mailboxes += 1;
  await fill(old, user, letters);
  const ledger = ledgerInMemory();
  const result = await look(user, ledger, { mode: 'copy' });
  expect(result).toMatchObject({
    messages: letters.length,
    verified: letters.length,
    copied: letters.length,
    missing: [],
  });
  const before = await everything(old, user);
  const after = await everything(fresh, user);
  expect(withoutUids(after)).toEqual(withoutUids(before));
  expect(before).toHaveLength(letters.length);

  const removed = after[at % Math.max(1, after.length)];
  if (removed === undefined) return;
  await remove(fresh, user, removed);
  const compared = await look(user, ledgerInMemory(), { mode: 'compare' });
  expect(compared).toMatchObject({ missingTotal: 1, verified: letters.length - 1 });
  const [named] = compared.missing;
  const meant = before.find(({ folder, uid }) => named?.folder === folder && named.key.endsWith(`|${uid}`));
  expect(meant?.source.equals(removed.source), `${meant?.source} for ${removed.source}`).toBe(true);
  // Its reader has deleted it: it is not brought back.
  expect(await look(user, ledger, { mode: 'copy' })).toMatchObject({ copied: 0, missingTotal: 0 });
}

const account = (server: Dovecot, user: string): MailAccount => ({
  address: server.address,
  port: server.imapsPort,
  security: 'tls',
  verify: 'strict',
  user,
  password: PASSWORD,
});

function ledgerInMemory(): MailboxLedger {
  const lines: LedgerLine[] = [];
  return { read: async () => [...lines], add: async (more) => void lines.push(...more) };
}

async function look(user: string, ledger: MailboxLedger, change: Pick<CopyOptions, 'mode'>): Promise<MailboxContent> {
  const options = { signal: AbortSignal.timeout(60_000), now: Date.now, retryMs: 10, ...change };
  const result = await copyMailbox(dialer, { old: account(old, user), new: account(fresh, user) }, ledger, options);
  if (result.outcome === 'failed') throw new Error(`${result.code} ${result.detail ?? ''}`);
  return result;
}

/**
 * By hand: no library lets every date and byte through. A server that is busy may reset a connection: before its greeting,
 * and it is tried again; after its last word, and all is done.
 */
async function fill(server: Dovecot, user: string, letters: readonly Letter[], tries = 3): Promise<void> {
  const quoted = (name: string) => `"${encodeName(name).replace(/["\\]/g, (char) => `\\${char}`)}"`;
  const socket = connect(server.imapPort, server.address);
  const commands: (string | Buffer)[] = [`a LOGIN ${user} "${PASSWORD}"\r\n`];
  for (const folder of new Set(letters.map((one) => one.folder)))
    if (!['INBOX', 'Junk', 'Sent'].includes(folder)) commands.push(`b CREATE ${quoted(folder)}\r\n`);
  for (const { folder, source: bytes, flags, date } of letters) {
    commands.push(`c APPEND ${quoted(folder)} (${flags.join(' ')}) "${date}" {${bytes.length}+}\r\n`, bytes, '\r\n');
  }
  for (const command of [...commands, 'd LOGOUT\r\n']) socket.write(command);
  let said = '';
  try {
    for await (const chunk of socket) said += String(chunk);
  } catch (error) {
    if (said === '' && tries > 1) return await fill(server, user, letters, tries - 1);
    if (!said.includes('\r\nd OK')) throw error;
  }
  // A folder may have been made as the parent of another.
  const refused = said.split('\r\n').filter((line) => /^. (?:NO|BAD) (?!\[ALREADYEXISTS\])/.test(line));
  if (refused.length > 0 || !said.includes('\r\nd OK')) throw new Error(`not filled: ${refused.join(' ') || said}`);
}

type Seen = Letter & { readonly uid: number };

async function everything(server: Dovecot, user: string): Promise<readonly Seen[]> {
  return await inMailbox(server, user, async (client) => {
    const seen: Seen[] = [];
    for (const { path, flags: marks } of await client.list()) {
      if (marks.has('\\Noselect') || marks.has('\\NonExistent')) continue;
      await client.mailboxOpen(path, { readOnly: true });
      for await (const one of client.fetch('1:*', { uid: true, source: true, flags: true, internalDate: true })) {
        const flags = [...(one.flags ?? [])].filter((flag) => flag !== '\\Recent').sort();
        const date = new Date(one.internalDate ?? 0).toISOString();
        seen.push({ folder: path, uid: one.uid, source: one.source ?? Buffer.alloc(0), flags, date });
      }
    }
    return seen;
  });
}

const withoutUids = (seen: readonly Seen[]): readonly string[] =>
  seen.map(({ uid: _, source: bytes, ...rest }) => `${JSON.stringify(rest)} ${bytes.toString('latin1')}`).sort();

async function remove(server: Dovecot, user: string, { folder, uid }: Seen): Promise<void> {
  await inMailbox(server, user, async (client) => {
    await client.mailboxOpen(folder);
    await client.messageDelete(String(uid), { uid: true });
  });
}
