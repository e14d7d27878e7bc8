import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkLogin } from '../../../src/mail/login-check.ts';
import { surveyMailbox } from '../../../src/mail/survey.ts';
import type { MailboxSurvey } from '../../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../../src/net/dial.ts';
import { makeAuthority } from '../../servers/certificates.ts';
import { loopback } from '../../servers/loopback.ts';
import { inMailbox } from '../../servers/mail-program.ts';
import { type AnyServer, accountOn, type Kind, startAny } from './servers.ts';

const NAMES = ['login', 'arrives', 'appended', 'moved', 'deleted', 'uses', 'japanese', 'vanished', 'unopened'];
const users = NAMES.map((name) => `${name}@example.jp`);
const options = () => ({ signal: AbortSignal.timeout(15_000), now: Date.now });
const letter = (id: string) =>
  `Date: Tue, 24 Nov 2026 13:07:00 +0900\r\nFrom: A <a@sender.example>\r\nSubject: ${id}\r\nMessage-ID: <${id}@sender.example>\r\n\r\nhello\r\n`;

/** Until the next second has just begun. UIDVALIDITY is a time in seconds: folders made in one of them are alike by it. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1_050 - (Date.now() % 1_000)));

/** What the sessions with a mailbox have to tell, whatever the make of the server. */
export function describeSessions(kind: Kind, address: string): void {
  describe(`a mailbox on ${kind}`, () => sessionsWith(kind, address));
}

function sessionsWith(kind: Kind, address: string): void {
  let dialer: Dialer;
  let server: AnyServer;
  beforeAll(async () => {
    const authority = await makeAuthority();
    dialer = createDialer({ policy: loopback, trust: [authority.cert] });
    server = await startAny(kind, address, users, authority);
  });
  afterAll(() => server?.stop());

  async function survey(user: string, since?: MailboxSurvey): Promise<MailboxSurvey> {
    const request = {
      mailbox: user,
      ownStamps: [server.hostname],
      otherStamps: ['other.example.net'],
      ...(since && { cursor: since.folders, cursorAt: since.at }),
    };
    const result = await surveyMailbox(dialer, accountOn(server, user), request, options());
    if (result.outcome !== 'ok') throw new Error(`the survey failed: ${result.code} ${result.detail}`);
    return result;
  }
  const act = (user: string, what: Parameters<typeof inMailbox>[2]) => inMailbox(server, user, what);

  /** Somebody's mail program has been there: until then Courier keeps no UIDVALIDITY. */
  const opened = (user: string) => act(user, (client) => client.mailboxOpen('INBOX'));

  it('is logged in to over TLS and STARTTLS, its certificate checked, and by a wrong password is not', async () => {
    const [user = ''] = users;
    expect(await checkLogin(dialer, accountOn(server, user), options())).toMatchObject({
      outcome: 'ok',
      certificateNames: [server.hostname],
    });
    const upgraded = { port: server.imapPort, security: 'starttls' } as const;
    expect(await checkLogin(dialer, accountOn(server, user, upgraded), options())).toMatchObject({ outcome: 'ok' });
    const other = { ...upgraded, servername: 'imap.example.jp' };
    expect(await checkLogin(dialer, accountOn(server, user, other), options())).toMatchObject({
      code: 'tls-name-mismatch',
    });
    expect(await checkLogin(dialer, accountOn(server, user, { password: 'wrong' }), options())).toMatchObject({
      code: 'login-refused',
    });
  });

  it('tells the names it stamps by, and what is delivered afterwards, by its path', async () => {
    const user = 'arrives@example.jp';
    await server.receive(user, letter('1'));
    await opened(user);
    const before = await survey(user);
    expect(before).toMatchObject({ arrivals: [], stampNames: [server.hostname] });
    await server.receive(user, letter('2'));
    const { arrivals, unexplained } = await survey(user, before);
    expect(unexplained).toEqual([]);
    expect(arrivals).toMatchObject([
      {
        kind: 'delivery',
        folder: 'INBOX',
        fingerprint: '<2@sender.example>',
        path: { helo: 'mail.sender.example', address: '127.0.0.1' },
        stampedBy: server.hostname,
      },
    ]);
  });

  it('tells what a mail program put there from what was delivered', async () => {
    const user = 'appended@example.jp';
    await opened(user);
    const before = await survey(user);
    await act(user, (client) => client.append('INBOX', letter('1'), ['\\Seen'], new Date('2026-01-01T00:00:00Z')));
    const { arrivals } = await survey(user, before);
    expect(arrivals.map((one) => one.kind)).toEqual(['append']);
  });

  it('shows what was delivered and sorted away where it lies, and nothing as gone', async () => {
    const user = 'moved@example.jp';
    await opened(user);
    await act(user, (client) => client.mailboxCreate(server.path('Work')));
    const before = await survey(user);
    await server.receive(user, letter('1'));
    await act(user, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageMove('1', server.path('Work'));
    });
    const { arrivals, unexplained } = await survey(user, before);
    expect(arrivals).toMatchObject([{ kind: 'delivery', folder: server.path('Work') }]);
    expect(unexplained).toEqual([]);
  });

  it('shows that something came and was deleted', async () => {
    const user = 'deleted@example.jp';
    await opened(user);
    const before = await survey(user);
    await server.receive(user, letter('1'));
    await act(user, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete('1');
    });
    const { arrivals, unexplained } = await survey(user, before);
    expect(arrivals).toEqual([]);
    expect(unexplained).toMatchObject([{ folder: 'INBOX', count: 1 }]);
  });

  it('tells what its folders are for', async () => {
    const user = 'uses@example.jp';
    await act(user, async (client) => {
      for (const name of kind === 'courier' ? ['Junk', 'Sent', '下書き'] : []) {
        await client.mailboxCreate(server.path(name));
      }
    });
    const { folders } = await survey(user);
    const uses = new Map(folders.map((folder) => [folder.specialUse, folder.path]));
    expect(uses.get('inbox')).toBe('INBOX');
    expect(uses.get('junk')).toBe(server.path('Junk'));
    expect(uses.get('sent')).toBe(server.path('Sent'));
    expect(uses.get('drafts')).toBe(server.path(kind === 'courier' ? '下書き' : 'Drafts'));
  });

  it('has folders of Japanese names, nested; one that is renamed is followed, or told as gone', async () => {
    const user = 'japanese@example.jp';
    await opened(user);
    const work = server.path('仕事');
    const inner = server.path('仕事', '見積り & 請求');
    const renamed = server.path('仕事', '済み');
    await act(user, async (client) => {
      await client.mailboxCreate(work);
      await aSecond();
      await client.mailboxCreate(inner);
      await client.append(inner, letter('1'));
    });
    const before = await survey(user);
    expect(before.folders).toContainEqual(expect.objectContaining({ path: inner, messages: 1 }));
    await aSecond();
    await act(user, (client) => client.mailboxRename(inner, renamed));
    const after = await survey(user, before);
    // Courier gives a renamed folder another UIDVALIDITY: nothing tells then which it was.
    const isFollowed = kind !== 'courier';
    expect(after.lost).toEqual(isFollowed ? [] : [{ folder: inner, reason: 'vanished' }]);
    expect(after.arrivals).toMatchObject(isFollowed ? [] : [{ folder: renamed, kind: 'append' }]);
    expect(after.unexplained).toEqual([]);
    expect(after.folders.map((folder) => folder.path)).toContain(renamed);
  });

  it('is never quiet where no mail program has opened it and the server knows no UIDVALIDITY of it', async () => {
    const user = 'unopened@example.jp';
    await server.receive(user, letter('1'));
    await aSecond();
    const before = await survey(user);
    await server.receive(user, letter('2'));
    await aSecond();
    const { arrivals, lost } = await survey(user, before);
    expect(arrivals.map((one) => one.fingerprint)).toContain('<2@sender.example>');
    expect(lost).toEqual(kind === 'courier' ? [{ folder: 'INBOX', reason: 'uidvalidity' }] : []);
  });

  it('loses a folder that was deleted, and one that was made anew is read anew', async () => {
    const user = 'vanished@example.jp';
    await opened(user);
    await act(user, async (client) => {
      await client.mailboxCreate(server.path('Gone'));
      await client.mailboxCreate(server.path('Again'));
      await client.append(server.path('Again'), letter('1'));
    });
    const before = await survey(user);
    await act(user, async (client) => {
      await client.mailboxDelete(server.path('Gone'));
      await client.mailboxDelete(server.path('Again'));
    });
    await aSecond();
    await act(user, async (client) => {
      await client.mailboxCreate(server.path('Again'));
      await client.append(server.path('Again'), letter('2'));
    });
    const { lost, arrivals } = await survey(user, before);
    expect(lost).toContainEqual({ folder: server.path('Gone'), reason: 'vanished' });
    expect(lost).toContainEqual({ folder: server.path('Again'), reason: 'uidvalidity' });
    expect(arrivals.map((one) => one.fingerprint)).toEqual(['<2@sender.example>']);
  });
}
