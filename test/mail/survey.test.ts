import type { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type SurveyRequest, surveyMailbox } from '../../src/mail/survey.ts';
import type { Arrival, MailboxSurvey } from '../../src/migration/observations.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { downloadAndDelete, type MailServer, startMailServer } from '../servers/mail-server.ts';

const PASSWORD = 'pw';
const OLD_NAME = 'old.example.net';
const NEW_NAME = 'new.example.net';
const users = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`u${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let old: MailServer;
let neu: MailServer;
let taken = 0;
/** A mailbox that no other test has touched. */
let user: string;

beforeAll(async () => {
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.21', hostname: OLD_NAME, users, fsync: false }),
    startMailServer({ address: '127.0.0.22', hostname: NEW_NAME, users, fsync: false }),
  ]);
});

afterAll(() => Promise.all([old?.stop(), neu?.stop()]));

beforeEach(() => {
  user = `u${taken++}@example.jp`;
});

const account = (server: MailServer): MailAccount => ({
  address: server.address,
  port: server.imapPort,
  security: 'plain',
  verify: 'report',
  user,
  password: PASSWORD,
});

async function survey(
  server: MailServer,
  since?: MailboxSurvey,
  over: Partial<SurveyRequest> = {},
): Promise<MailboxSurvey> {
  const own = server === old ? OLD_NAME : NEW_NAME;
  const other = server === old ? NEW_NAME : OLD_NAME;
  const request = {
    mailbox: user,
    ownStamps: [own],
    otherStamps: [other],
    ...(since && { cursor: since.folders, cursorAt: since.at }),
    ...over,
  };
  const result = await surveyMailbox(dialer, account(server), request, {
    signal: AbortSignal.timeout(15_000),
    now: Date.now,
  });
  if (result.outcome !== 'ok') throw new Error(`the survey failed: ${result.code} ${result.detail}`);
  return result;
}

/** What the person who owns the mailbox does in a mail program. */
const person = (server: MailServer, act: (client: ImapFlow) => Promise<unknown>) => inMailbox(server, user, act);

/** What a copying program reads from one server to write it to the other. */
async function firstMessage(server: MailServer): Promise<Buffer> {
  return inMailbox(server, user, async (client) => {
    await client.mailboxOpen('INBOX', { readOnly: true });
    const message = await client.fetchOne('1', { source: true });
    if (message === false || message.source === undefined) throw new Error('nothing to copy');
    return message.source;
  });
}

const letter = (id: string) =>
  `Date: Tue, 24 Nov 2026 13:07:00 +0900\r\nFrom: A <a@sender.example>\r\nTo: ${user}\r\nSubject: ${id}\r\nMessage-ID: <${id}@sender.example>\r\n\r\nhello\r\n`;

const told = (arrivals: readonly Arrival[]) =>
  arrivals.map(({ folder, kind, fingerprint }) => ({ folder, kind, fingerprint }));
const state = (seen: MailboxSurvey, path: string) => seen.folders.find((folder) => folder.path === path);

describe('a baseline', () => {
  it('holds every folder with its use, and the names the server stamps', async () => {
    await old.receive(user, letter('1'));
    const seen = await survey(old);
    expect(seen).toMatchObject({ arrivals: [], unexplained: [], lost: [], stampNames: [OLD_NAME] });
    expect(seen.folders.map(({ path, specialUse }) => [path, specialUse]).sort()).toEqual([
      ['Drafts', 'drafts'],
      ['INBOX', 'inbox'],
      ['Junk', 'junk'],
      ['Sent', 'sent'],
      ['Trash', 'trash'],
    ]);
    expect(state(seen, 'INBOX')).toMatchObject({
      uidNext: 2,
      messages: 1,
      uidValidity: expect.stringMatching(/^\d+$/),
    });
  });

  it('does not learn the other server’s name from what was copied over', async () => {
    await old.receive(user, letter('1'));
    const source = await firstMessage(old);
    await person(neu, (client) => client.append('INBOX', source, ['\\Seen']));
    expect((await survey(neu)).stampNames).toEqual([]);
    await neu.receive(user, letter('2'));
    expect((await survey(neu)).stampNames).toEqual([NEW_NAME]);
  });
});

describe('a survey', () => {
  it('of a quiet mailbox finds nothing and leaves the cursor where it was', async () => {
    await old.receive(user, letter('1'));
    const before = await survey(old);
    const after = await survey(old, before);
    expect(after).toEqual({ ...before, at: after.at, stampNames: [] });
  });

  it('tells a genuine delivery, its sender, stamp and path', async () => {
    const before = await survey(old);
    await old.receive(user, letter('1'), { helo: 'relay.sender.example' });
    const after = await survey(old, before);
    expect(after.arrivals).toEqual([
      {
        mailbox: user,
        folder: 'INBOX',
        uidValidity: state(before, 'INBOX')?.uidValidity,
        uid: 1,
        kind: 'delivery',
        at: expect.any(Number),
        savedAt: expect.any(Number),
        fingerprint: '<1@sender.example>',
        stamp: expect.any(String),
        from: 'a@sender.example',
        path: { helo: 'relay.sender.example', address: '127.0.0.1' },
        stampedBy: OLD_NAME,
      },
    ]);
    expect(Math.abs((after.arrivals[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    expect((await survey(old, after)).arrivals).toEqual([]);
  });

  it('tells a copy from a delivery on the new server, and what a person saved from both', async () => {
    await old.receive(user, letter('1'));
    const before = await survey(neu);
    const source = await firstMessage(old);
    await person(neu, async (client) => {
      await client.append('INBOX', source, ['\\Seen'], new Date('2020-01-01T00:00:00Z'));
      await client.append('Sent', letter('sent'), ['\\Seen']);
    });
    await neu.receive(user, letter('2'));
    expect(told((await survey(neu, before)).arrivals)).toEqual([
      { folder: 'INBOX', kind: 'copy', fingerprint: '<1@sender.example>' },
      { folder: 'INBOX', kind: 'delivery', fingerprint: '<2@sender.example>' },
      { folder: 'Sent', kind: 'append', fingerprint: '<sent@sender.example>' },
    ]);
  });

  it('looks into junk, and lists bounces and probes apart', async () => {
    const before = await survey(old);
    await old.receive(user, letter('spam'));
    await person(old, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Junk');
    });
    await old.receive(user, letter('bounce'), { from: '' });
    await old.receive(user, `X-Migration-Probe: 01J\r\n${letter('probe')}`);
    const after = await survey(old, before);
    expect(told(after.arrivals)).toEqual(
      expect.arrayContaining([
        { folder: 'Junk', kind: 'delivery', fingerprint: '<spam@sender.example>' },
        { folder: 'INBOX', kind: 'bounce', fingerprint: '<bounce@sender.example>' },
        { folder: 'INBOX', kind: 'probe', fingerprint: '<probe@sender.example>' },
      ]),
    );
    expect(after.arrivals.find((one) => one.folder === 'Junk')?.suspect).toBe('junk');
  });

  it('finds a message that was moved on arrival, and does not call it gone', async () => {
    const before = await survey(old);
    await old.receive(user, letter('1'));
    await person(old, async (client) => {
      await client.mailboxCreate('Customers');
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Customers');
    });
    const after = await survey(old, before);
    expect(told(after.arrivals)).toEqual([
      { folder: 'Customers', kind: 'delivery', fingerprint: '<1@sender.example>' },
    ]);
    expect(after.unexplained).toEqual([]);
  });

  it('does not call gone what was thrown away, and calls gone what was deleted at once', async () => {
    const before = await survey(old);
    await old.receive(user, letter('thrown'));
    await old.receive(user, letter('deleted'));
    await person(old, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Trash');
      await client.messageDelete('1');
    });
    const after = await survey(old, before);
    expect(told(after.arrivals)).toEqual([
      { folder: 'Trash', kind: 'delivery', fingerprint: '<thrown@sender.example>' },
    ]);
    expect(after.unexplained).toEqual([{ folder: 'INBOX', count: 1 }]);
  });

  it('tells when a message was saved from when it was stamped', async () => {
    const before = await survey(old);
    const stamped = Date.UTC(2026, 0, 5, 4);
    const long = `Received: from x.example ([203.0.113.9]) by ${OLD_NAME} with ESMTP; Mon, 05 Jan 2026 04:00:00 +0000\r\n${letter('1')}`;
    await person(old, (client) => client.append('INBOX', long, [], new Date(stamped)));
    const [seen] = (await survey(old, before)).arrivals;
    expect(seen?.at).toBe(stamped);
    expect(Math.abs((seen?.savedAt ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it('names a probe, and what this server took from the other one', async () => {
    const before = await survey(neu);
    await neu.receive(user, `X-Migration-Probe: 01JPROBE\r\n${letter('probe')}`);
    const relayed = `Received: from mail.sender.example ([203.0.113.9]) by ${OLD_NAME} with ESMTP; Tue, 24 Nov 2026 04:07:00 +0000\r\n${letter('forwarded')}`;
    await neu.receive(user, relayed, { helo: OLD_NAME });
    await neu.receive(user, letter('direct'));
    const after = await survey(neu, before, { otherSide: 'old' });
    expect(after.arrivals.map(({ kind, probe, through }) => ({ kind, probe, through }))).toEqual([
      { kind: 'probe', probe: '01JPROBE', through: undefined },
      { kind: 'delivery', probe: undefined, through: 'old' },
      { kind: 'delivery', probe: undefined, through: undefined },
    ]);
  });

  it('reads subjects where they are wanted alone', async () => {
    const before = await survey(old);
    await old.receive(user, letter('=?UTF-8?B?6KuL5rGC5pu4?= 12').replace(/Message-ID.*\r\n/, ''));
    expect((await survey(old, before, { subjects: true })).arrivals[0]?.subject).toBe('請求書 12');
    for (const wanted of [{}, { subjects: false }]) {
      expect((await survey(old, before, wanted)).arrivals[0]).not.toHaveProperty('subject');
    }
  });

  it('counts what a POP3 client downloaded and deleted, once', async () => {
    await old.receive(user, letter('seen before'));
    const before = await survey(old);
    await old.receive(user, letter('1'));
    await old.receive(user, letter('2'));
    expect(await downloadAndDelete(old, user, PASSWORD, 2)).toContain('+OK Logging out, messages deleted.');
    const after = await survey(old, before);
    expect(told(after.arrivals)).toEqual([{ folder: 'INBOX', kind: 'delivery', fingerprint: '<2@sender.example>' }]);
    expect(after.unexplained).toEqual([{ folder: 'INBOX', count: 1 }]);
    expect((await survey(old, after)).unexplained).toEqual([]);
  });

  it('does not take an old message that was filed away for the new one that is gone', async () => {
    await old.receive(user, letter('old'));
    await new Promise((resolve) => setTimeout(resolve, 1_100 - (Date.now() % 1_000)));
    const before = await survey(old);
    await old.receive(user, letter('1'));
    await person(old, async (client) => {
      await client.mailboxCreate('Customers');
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Customers');
      await client.messageDelete('1');
    });
    expect((await survey(old, before)).unexplained).toEqual([{ folder: 'INBOX', count: 1 }]);
  });

  it('says so when a folder is gone, renamed or made anew', async () => {
    await person(old, async (client) => {
      for (const path of ['Gone', 'Anew', 'Before']) {
        await client.mailboxCreate(path);
        await client.append(path, letter(path), []);
      }
    });
    const before = await survey(old);
    await person(old, async (client) => {
      await client.mailboxDelete('Gone');
      await client.mailboxDelete('Anew');
      await client.mailboxCreate('Anew');
      await client.append('Anew', letter('in the new one'), []);
      await client.mailboxRename('Before', 'After');
      await client.append('After', letter('since'), []);
    });
    const after = await survey(old, before);
    expect([...after.lost].sort((a, b) => a.folder.localeCompare(b.folder))).toEqual([
      { folder: 'Anew', reason: 'uidvalidity' },
      { folder: 'Gone', reason: 'vanished' },
    ]);
    expect(told(after.arrivals)).toEqual(
      expect.arrayContaining([
        { folder: 'After', kind: 'append', fingerprint: '<since@sender.example>' },
        { folder: 'Anew', kind: 'append', fingerprint: '<inthenewone@sender.example>' },
      ]),
    );
    expect(after.arrivals).toHaveLength(2);
    expect(after.unexplained).toEqual([]);
  });

  it('reads on in the next survey where the bound ended this one', async () => {
    const before = await survey(old);
    await person(old, async (client) => {
      for (let index = 0; index < 5; index += 1) await client.append('Sent', letter(`s${index}`), []);
    });
    await old.receive(user, letter('1'));
    const seen: string[] = [];
    let at = before;
    let rounds = 0;
    do {
      at = await survey(old, at, { maxArrivals: 2 });
      expect(at.arrivals.length).toBeLessThanOrEqual(2);
      seen.push(...at.arrivals.map((one) => one.fingerprint));
      expect(at.unexplained).toEqual([]);
      rounds += 1;
    } while (at.more && rounds < 10);
    expect(rounds).toBe(3);
    expect(seen.sort()).toEqual([
      '<1@sender.example>',
      ...[0, 1, 2, 3, 4].map((index) => `<s${index}@sender.example>`),
    ]);
    expect((await survey(old, at)).arrivals).toEqual([]);
  });

  it('finds what is there in a long span of UIDs, and counts the rest', async () => {
    const before = await survey(old);
    await old.doveadm('mailbox', 'update', '-u', user, '--min-next-uid', '3000', 'INBOX');
    await old.receive(user, letter('1'));
    const after = await survey(old, before);
    expect(after.arrivals.map(({ uid, kind }) => ({ uid, kind }))).toEqual([{ uid: 3_000, kind: 'delivery' }]);
    expect(after.unexplained).toEqual([{ folder: 'INBOX', count: 2_999 }]);
  });

  it('with a hostile header is not ended by it', async () => {
    const before = await survey(old);
    const flood = `X-Flood: ${'y'.repeat(900)}\r\n`.repeat(6_000);
    await old.receive(user, `${flood}${letter('flood')}`);
    await old.receive(user, letter('2'));
    const after = await survey(old, before);
    expect(after.arrivals.map((one) => one.kind)).toEqual(['delivery', 'delivery']);
  });
});
