import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { copyMailbox } from '../../../src/mail/copy.ts';
import type { LedgerLine, MailboxLedger } from '../../../src/migration/mail-observations.ts';
import { createDialer, type Dialer } from '../../../src/net/dial.ts';
import { makeAuthority, type TestAuthority } from '../../servers/certificates.ts';
import { startFaultProxy } from '../../servers/fault-proxy.ts';
import type { Fault } from '../../servers/faults.ts';
import { loopback } from '../../servers/loopback.ts';
import { inMailbox } from '../../servers/mail-program.ts';
import { type AnyServer, accountOn, type Kind, startAny } from './servers.ts';

export type Copies = {
  readonly ways: readonly (readonly [Kind, Kind])[];
  /** The makes of server among them, each with an address of its own. */
  readonly servers: readonly (readonly [Kind, string])[];
  readonly proxyAddress: string;
};

/** Folders under the names of a person's mail program, the INBOX first. */
const FOLDERS: readonly (readonly string[])[] = [[], ['Sent'], ['仕事'], ['仕事', '見積り & 請求'], ['a-b']];
const PER_FOLDER = 15;

/** What befalls the session with the old server, and the one with the new. */
const FAULTS: readonly (readonly [string, readonly Fault[], readonly Fault[]])[] = [
  [
    'cut in the middle of a literal, on either side',
    [{ at: 'literal', direction: 'to-client', byte: 100, nth: 20, deed: 'reset' }],
    [{ at: 'literal', direction: 'to-server', byte: 50, nth: 7, deed: 'reset' }],
  ],
  [
    'whose answer was lost',
    [{ at: 'answer', command: /^UID FETCH/, nth: 2, deed: 'end' }],
    [{ at: 'answer', command: /^APPEND/, nth: 2, deed: 'reset', times: 2 }],
  ],
  [
    'told NO once, and BYE',
    [{ at: 'command', command: /^UID FETCH/, nth: 3, deed: { say: '* BYE overloaded', end: true } }],
    [
      { at: 'command', command: /^APPEND/, nth: 1, deed: { say: '{tag} NO [SERVERBUG] try again' } },
      { at: 'command', command: /^APPEND/, nth: 5, deed: { say: '* BYE restarting', end: true } },
    ],
  ],
];

const userOf = (old: Kind, fresh: Kind, index: number) => `${old}-${fresh}-${index}@example.jp`;

function ledgerInMemory(): MailboxLedger {
  const lines: LedgerLine[] = [];
  return { read: async () => [...lines], add: async (more) => void lines.push(...more) };
}

const letter = (folder: string, index: number) =>
  `From: A <a@sender.example>\r\nSubject: ${index}\r\nDate: Mon, 2 Nov 2026 10:00:00 +0900\r\n${
    // Some have no Message-ID, and some share one.
    index % 5 === 0 ? '' : `Message-ID: <${index % 7}.${Buffer.from(folder).toString('hex')}@sender.example>\r\n`
  }\r\n${'line\r\n'.repeat(index * 3)}`;

/** Copies both ways between makes of server, with faults on both lines. */
export function describeCopies({ ways, servers: makes, proxyAddress }: Copies): void {
  let authority: TestAuthority;
  let dialer: Dialer;
  const servers = new Map<Kind, AnyServer>();
  const users = ways.flatMap(([old, fresh]) => FAULTS.map((_, index) => userOf(old, fresh, index)));

  beforeAll(async () => {
    authority = await makeAuthority();
    dialer = createDialer({ policy: loopback, trust: [authority.cert] });
    await Promise.all(
      makes.map(async ([kind, address]) => servers.set(kind, await startAny(kind, address, users, authority))),
    );
  });
  afterAll(() => Promise.all([...servers.values()].map((one) => one.stop())));

  function serverOf(kind: Kind): AnyServer {
    const server = servers.get(kind);
    if (server === undefined) throw new Error(`no ${kind} was started`);
    return server;
  }

  async function fill(server: AnyServer, user: string): Promise<void> {
    await inMailbox(server, user, async (client) => {
      const present = new Set((await client.list()).map((one) => one.path));
      for (const names of FOLDERS) {
        const path = names.length === 0 ? 'INBOX' : server.path(...names);
        if (!present.has(path)) await client.mailboxCreate(path);
        for (let index = 0; index < PER_FOLDER; index += 1) {
          const flags = index % 2 === 0 ? ['\\Seen'] : ['\\Flagged', '\\Answered'];
          await client.append(path, letter(path, index), flags, new Date(Date.UTC(2020, 1, 29, 12, index)));
        }
      }
    });
  }

  /** Every message of the folders, in words that are alike on every make of server. */
  async function everything(server: AnyServer, user: string): Promise<readonly string[]> {
    return await inMailbox(server, user, async (client) => {
      const seen: string[] = [];
      for (const names of FOLDERS) {
        const path = names.length === 0 ? 'INBOX' : server.path(...names);
        await client.mailboxOpen(path, { readOnly: true });
        const wanted = { source: true, flags: true, internalDate: true } as const;
        for await (const message of client.fetch('1:*', wanted)) {
          const flags = [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent').sort();
          const at = new Date(message.internalDate ?? 0).toISOString();
          seen.push(`${names.join('/')} ${at} ${flags.join(' ')}\n${message.source?.toString('latin1')}`);
        }
      }
      return seen.sort();
    });
  }

  async function proxyBefore(server: AnyServer, faults: readonly Fault[]) {
    const proxy = await startFaultProxy({
      address: proxyAddress,
      server: { address: server.address, port: server.imapsPort },
      tls: await authority.issue([server.hostname]),
      serverTls: true,
      faults,
    });
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  describe.each(ways)('a copy from %s to %s', (from, to) => {
    it.each(FAULTS.map((one, index) => [one[0], index] as const))(
      '%s: resumed to equality, nothing lost and nothing twice',
      async (_, index) => {
        const user = userOf(from, to, index);
        const [, oldFaults = [], freshFaults = []] = FAULTS[index] ?? [];
        const [old, fresh] = [serverOf(from), serverOf(to)];
        await fill(old, user);
        const expected = await everything(old, user);
        expect(expected).toHaveLength(FOLDERS.length * PER_FOLDER);
        const [oldProxy, freshProxy] = await Promise.all([
          proxyBefore(old, oldFaults),
          proxyBefore(fresh, freshFaults),
        ]);
        const accounts = {
          old: accountOn(old, user, { address: proxyAddress, port: oldProxy.port }),
          new: accountOn(fresh, user, { address: proxyAddress, port: freshProxy.port }),
        };
        const ledger = ledgerInMemory();
        const options = { signal: AbortSignal.timeout(18_000), now: Date.now, mode: 'copy', retryMs: 10 } as const;
        const first = await copyMailbox(dialer, accounts, ledger, options);
        expect(oldProxy.fired()).toBeGreaterThan(0);
        expect(freshProxy.fired()).toBeGreaterThan(0);
        const second = await copyMailbox(dialer, accounts, ledger, options);
        expect(first).toMatchObject({ outcome: 'ok' });
        expect(second).toMatchObject({
          outcome: 'ok',
          messages: expected.length,
          verified: expected.length,
          missingTotal: 0,
        });
        expect(await everything(fresh, user)).toEqual(expected);
      },
    );
  });
}
