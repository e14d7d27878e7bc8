import type { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { surveyPop3 } from '../../src/mail/pop3-survey.ts';
import { type RescueOptions, rescueStraggler } from '../../src/mail/rescue.ts';
import type { StragglerPlace } from '../../src/mail/rescue-message.ts';
import { surveyMailbox } from '../../src/mail/survey.ts';
import type { SurveyResult } from '../../src/migration/observations.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { inMailbox } from '../servers/mail-program.ts';
import { type MailServer, startMailServer } from '../servers/mail-server.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const PASSWORD = 'pw';
const OLD_NAME = 'old.example.net';
const NEW_NAME = 'new.example.net';
const NOW = 1_800_000_000_000;
const users = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`r${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });

let old: MailServer;
let neu: MailServer;
let taken = 0;
/** A mailbox that no other test has touched. */
let user: string;

beforeAll(async () => {
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.43', hostname: OLD_NAME, users, fsync: false }),
    startMailServer({ address: '127.0.0.44', hostname: NEW_NAME, users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), neu?.stop()]));
beforeEach(() => {
  user = `r${taken++}@example.jp`;
});

const account = (server: MailServer, port = server.imapPort): MailAccount => ({
  ...{ address: server.address, port, security: 'plain', verify: 'report' },
  ...{ user, password: PASSWORD },
});
const within = () => ({ signal: AbortSignal.timeout(15_000), now: () => NOW });
const onServer = <T>(server: MailServer, use: (client: ImapFlow) => Promise<T>) => inMailbox(server, user, use);

const letter = (over: { readonly id?: string; readonly body?: string } = {}) =>
  [
    'From: sender@sender.example',
    `To: ${user}`,
    'Subject: late',
    'Date: Mon, 4 Jan 2027 10:00:00 +0900',
    ...(over.id === '' ? [] : [`Message-ID: ${over.id ?? '<late@sender.example>'}`]),
    '',
    over.body ?? 'Good morning.\r\n',
  ].join('\r\n');

/** What a survey finds of the old server's mailbox: the places of its messages. */
async function stragglers(): Promise<readonly StragglerPlace[]> {
  const request = { mailbox: user, ownStamps: [OLD_NAME], otherStamps: [NEW_NAME], cursor: [] };
  return placesOf(await surveyMailbox(dialer, account(old), request, within()));
}

function placesOf(survey: SurveyResult): readonly StragglerPlace[] {
  if (survey.outcome !== 'ok') throw new Error(survey.code);
  return survey.arrivals.map(({ folder, uidValidity, uid, fingerprint, at }) => ({
    ...{ folder, uidValidity, uid, fingerprint, at },
  }));
}

async function straggler(): Promise<StragglerPlace> {
  const [first, ...more] = await stragglers();
  if (first === undefined || more.length > 0) throw new Error('not one straggler');
  return first;
}

const rescue = (place: StragglerPlace, over: Partial<RescueOptions> = {}, from = account(old)) =>
  rescueStraggler(dialer, { old: from, new: account(neu) }, place, {
    ...within(),
    dryRun: false,
    newStamps: [NEW_NAME],
    ...over,
  });

type Seen = { readonly source: string; readonly flags: readonly string[]; readonly at: number };
/** Every message of a folder, as it is. */
function contentOf(server: MailServer, folder: string): Promise<readonly Seen[]> {
  return onServer(server, async (client) => {
    const { exists } = await client.mailboxOpen(folder, { readOnly: true });
    if (exists === 0) return [];
    const all = await client.fetchAll('1:*', { source: true, flags: true, internalDate: true });
    return all.map(({ source, flags, internalDate }) => ({
      source: source?.toString('latin1') ?? '',
      flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent'),
      at: new Date(internalDate ?? 0).getTime(),
    }));
  });
}

async function append(server: MailServer, folder: string, message: string, flags: string[] = [], at?: Date) {
  await onServer(server, async (client) => {
    await client.mailboxCreate(folder).catch(() => undefined);
    await client.append(folder, message, flags, at);
  });
}

describe('a straggler', () => {
  it('is appended as it is, once, and left where it was', async () => {
    await old.receive(user, letter());
    await onServer(old, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Flagged', 'Invoice']);
    });
    const place = await straggler();
    const before = await contentOf(old, 'INBOX');
    expect(await rescue(place)).toEqual({ outcome: 'appended', at: NOW, folder: 'INBOX' });
    expect(await contentOf(neu, 'INBOX')).toEqual(before);
    expect(before[0]?.flags).toEqual(['\\Flagged', 'Invoice']);
    expect(await contentOf(old, 'INBOX')).toEqual(before);
    // As after a crash before the report.
    expect(await rescue(place)).toEqual({ outcome: 'present', at: NOW, folder: 'INBOX' });
    expect(await contentOf(neu, 'INBOX')).toHaveLength(1);
  });

  it('that was read stays read; what was marked as deleted is not deleted there', async () => {
    await old.receive(user, letter());
    await onServer(old, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Seen', '\\Deleted']);
    });
    expect(await rescue(await straggler())).toMatchObject({ outcome: 'appended' });
    expect((await contentOf(neu, 'INBOX'))[0]?.flags).toEqual(['\\Seen']);
  });

  it.each([
    ['Junk', 'Junk', false],
    ['Kunden', 'Kunden', true],
    ['Kunden/大阪', 'Kunden/大阪', true],
    ['Nur hier', 'INBOX', false],
  ])('in %s goes to %s', async (folder, target, isThere) => {
    await old.receive(user, letter());
    await onServer(old, async (client) => {
      if (folder !== 'Junk') await client.mailboxCreate(folder);
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', folder);
    });
    if (isThere) await onServer(neu, (client) => client.mailboxCreate(folder));
    expect(await rescue(await straggler())).toMatchObject({ outcome: 'appended', folder: target });
    expect(await contentOf(neu, target)).toHaveLength(1);
  });

  it('that was moved since is found, one that was deleted is gone', async () => {
    await old.receive(user, letter());
    const place = await straggler();
    await onServer(old, async (client) => {
      await client.mailboxCreate('Sorted');
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', 'Sorted');
    });
    expect(await rescue(place)).toMatchObject({ outcome: 'appended' });
    await old.doveadm('expunge', '-u', user, 'mailbox', 'Sorted', 'all');
    expect(await rescue(place)).toEqual({ outcome: 'gone', at: NOW });
  });

  it('is not mistaken for another under its number', async () => {
    await old.receive(user, letter());
    const place = await straggler();
    await old.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all');
    await old.receive(user, letter({ id: '<another@sender.example>' }));
    const [other] = await stragglers();
    if (other === undefined) throw new Error('nothing');
    expect(await rescue({ ...place, uid: other.uid })).toMatchObject({ outcome: 'gone' });
    expect(await rescue({ ...other, uidValidity: '1' })).toMatchObject({ outcome: 'appended' });
    expect((await contentOf(neu, 'INBOX'))[0]?.source).toContain('<another@sender.example>');
  });
});

describe('what is on the new server already', () => {
  it('in whatever folder is not put there again', async () => {
    await old.receive(user, letter());
    const place = await straggler();
    const [message] = await contentOf(old, 'INBOX');
    await append(neu, 'Archive 2027', message?.source ?? '', ['\\Seen'], new Date('2020-01-01T00:00:00Z'));
    expect(await rescue(place)).toEqual({ outcome: 'present', at: NOW, folder: 'Archive 2027' });
  });

  it('by another way is the same mail where its body is', async () => {
    await Promise.all([old.receive(user, letter()), neu.receive(user, letter())]);
    expect(await rescue(await straggler())).toMatchObject({ outcome: 'present', folder: 'INBOX' });
  });

  it('under the same Message-ID may be another mail', async () => {
    await Promise.all([old.receive(user, letter()), neu.receive(user, letter({ body: 'Another one.\r\n' }))]);
    expect(await rescue(await straggler())).toMatchObject({ outcome: 'appended' });
    expect(await contentOf(neu, 'INBOX')).toHaveLength(2);
  });

  it('without a Message-ID is known by its stamp', async () => {
    await old.receive(user, letter({ id: '' }));
    const place = await straggler();
    await neu.receive(user, letter({ id: '' }));
    expect(await rescue(place)).toMatchObject({ outcome: 'appended' });
    expect(await rescue(place)).toMatchObject({ outcome: 'present' });
    expect(await contentOf(neu, 'INBOX')).toHaveLength(2);
  });
});

describe('nothing is carried', () => {
  it('in a dry run, which says where to', async () => {
    await old.receive(user, letter());
    expect(await rescue(await straggler(), { dryRun: true })).toEqual({
      ...{ outcome: 'refused', at: NOW, reason: 'missing', detail: 'INBOX' },
    });
    expect(await contentOf(neu, 'INBOX')).toEqual([]);
  });

  it('that the new server itself stamped last', async () => {
    await neu.receive(user, letter());
    const [message] = await contentOf(neu, 'INBOX');
    await neu.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all');
    await append(old, 'INBOX', message?.source ?? '');
    expect(await rescue(await straggler())).toMatchObject({ outcome: 'refused', reason: 'refused' });
    expect(await contentOf(neu, 'INBOX')).toEqual([]);
  });

  it('that is too long to be held', async () => {
    await old.receive(user, letter({ body: `${'x'.repeat(70)}\r\n`.repeat(2_000) }));
    const place = await straggler();
    expect(await rescue(place, { maxBytes: 100_000 })).toEqual({ outcome: 'refused', at: NOW, reason: 'too-big' });
    expect(await rescue(place, { maxBytes: 200_000 })).toMatchObject({ outcome: 'appended' });
    expect((await contentOf(neu, 'INBOX'))[0]?.source).toBe((await contentOf(old, 'INBOX'))[0]?.source);
  });

  it.each([
    ['NO [OVERQUOTA] Quota exceeded', { outcome: 'refused', reason: 'quota' }],
    ['NO [TOOBIG] Message too large', { outcome: 'refused', reason: 'too-big' }],
    ['NO message contains NUL', { outcome: 'refused', reason: 'refused', detail: expect.stringContaining('NUL') }],
    ['NO [UNAVAILABLE] try later', { outcome: 'failed', code: 'server-no' }],
    // It refuses nothing: the next look tries again.
    ['NO [THROTTLED] not now', { outcome: 'failed', code: 'server-no' }],
    ['NO [OVERQUOTA] Account exceeded command or bandwidth limits', { outcome: 'failed', code: 'server-no' }],
    ['NO [LIMIT] Too many user flags in mailbox', { outcome: 'refused', reason: 'refused' }],
    // It says it has it, and nobody finds it there.
    ['OK done', { outcome: 'refused', reason: 'refused', detail: expect.stringContaining('INBOX') }],
  ])('where the new server answers %s', async (answer, expected) => {
    await old.receive(user, letter());
    const place = await straggler();
    const server = await startEmptyImap(answer);
    const result = await rescueStraggler(
      dialer,
      { old: account(old), new: { ...account(neu), port: server.port } },
      place,
      { ...within(), dryRun: false, newStamps: [] },
    );
    expect(result).toMatchObject(expected);
  });

  it('where one of the servers does not let us in', async () => {
    await old.receive(user, letter());
    const place = await straggler();
    expect(await rescue(place, {}, { ...account(old), password: 'wrong' })).toMatchObject({ code: 'login-refused' });
    expect(await rescue(place, {}, account(old, 1))).toMatchObject({ code: 'connect-refused' });
  });
});

it('an old server that speaks POP3 only is read by its unique ids', async () => {
  await old.receive(user, letter({ body: '.\r\n..\r\nGood morning.\r\n' }));
  const request = { mailbox: user, ownStamps: [OLD_NAME], otherStamps: [NEW_NAME], uidls: [] };
  const pop3 = account(old, old.pop3Port);
  const [place] = placesOf(await surveyPop3(dialer, pop3, request, within()));
  if (place === undefined) throw new Error('nothing');
  expect(await rescue(place, {}, pop3)).toMatchObject({ outcome: 'appended', folder: 'INBOX' });
  const [there, here] = [await contentOf(neu, 'INBOX'), await contentOf(old, 'INBOX')];
  expect(there[0]?.source).toBe(here[0]?.source);
  expect(there[0]?.at).toBe(place.at);
  expect(await rescue(place, {}, pop3)).toMatchObject({ outcome: 'present' });
  await old.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'all');
  expect(await rescue(place, {}, pop3)).toEqual({ outcome: 'gone', at: NOW });
});

/** An IMAP server with one empty folder, that says `answer` to APPEND. */
async function startEmptyImap(answer: string) {
  const server = await startRudeServer(neu.address, (socket) => {
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    let rest = '';
    let waiting: { readonly tag: string; readonly until: number } | undefined;
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      for (;;) {
        if (waiting !== undefined) {
          if (rest.length < waiting.until) return;
          rest = rest.slice(waiting.until);
          socket.write(`${waiting.tag} ${answer}\r\n`);
          waiting = undefined;
        }
        const end = rest.indexOf('\r\n');
        if (end < 0) return;
        const [tag = '', command = '', ...words] = rest.slice(0, end).split(' ');
        rest = rest.slice(end + 2);
        const size = /\{(\d+)\}$/.exec(words.join(' '))?.[1];
        if (command === 'APPEND' && size !== undefined) {
          waiting = { tag, until: Number(size) + 2 };
          socket.write('+ go on\r\n');
          continue;
        }
        const untagged: Readonly<Record<string, string>> = {
          CAPABILITY: '* CAPABILITY IMAP4rev1\r\n',
          LIST: words.includes('""') && words.at(-1) === '""' ? '' : '* LIST () "/" INBOX\r\n',
          STATUS: '* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7)\r\n',
          EXAMINE: '* 0 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok\r\n',
          UID: '* SEARCH\r\n',
        };
        socket.write(`${untagged[command] ?? ''}${tag} OK done\r\n`);
      }
    });
  });
  onTestFinished(() => server.stop());
  return server;
}
