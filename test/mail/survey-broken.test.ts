import { describe, expect, it, onTestFinished } from 'vitest';
import { SESSION_LIMITS } from '../../src/mail/limits.ts';
import { type SurveyRequest, surveyMailbox } from '../../src/mail/survey.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { type ImapScript, startScriptedImap } from '../servers/scripted-imap.ts';

describe('a survey fails, and says nothing about the mailbox', () => {
  const scripted = async (
    script: ImapScript,
    limits = SESSION_LIMITS,
    over: Partial<SurveyRequest> = {},
    heard: string[] = [],
  ) => {
    const server = await startScriptedImap('127.0.0.23', script, heard);
    onTestFinished(() => server.stop());
    return surveyMailbox(
      createDialer({ policy: loopback }),
      { ...server, security: 'plain', verify: 'report', user: 'anna@example.jp', password: 'pw' },
      { mailbox: 'anna@example.jp', cursor: [], ownStamps: [], otherStamps: [], ...over },
      { signal: AbortSignal.timeout(10_000), now: () => 7, limits },
    );
  };
  /** What the library asks for first: the separator, and what names begin with. */
  const NAMESPACE = { 'LIST "" ""': '* LIST (\\Noselect) "/" ""\r\nTAG OK\r\n' };
  const INBOX = {
    LIST: '* LIST () "/" INBOX\r\nTAG OK\r\n',
    STATUS: '* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9)\r\nTAG OK\r\n',
    EXAMINE: '* 1 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT 2] x\r\nTAG OK [READ-ONLY]\r\n',
  };
  const fetched = (header: string) =>
    `* 1 FETCH (UID 1 RFC822.SIZE 10 INTERNALDATE "24-Nov-2026 04:00:00 +0000" BODY[HEADER]<0> {${header.length}}\r\n${header})\r\nTAG OK\r\n`;

  it('but not on a server without LIST-STATUS', async () => {
    const seen = await scripted({ ...INBOX, 'UID FETCH': fetched('Subject: x\r\n\r\n') });
    expect(seen).toMatchObject({
      outcome: 'ok',
      arrivals: [{ kind: 'append', uid: 1, at: Date.UTC(2026, 10, 24, 4) }],
    });
  });

  it('when the login is refused', async () => {
    const seen = await scripted({ LOGIN: 'TAG NO [AUTHENTICATIONFAILED] wrong\r\n' });
    expect(seen).toEqual({ outcome: 'failed', at: 7, code: 'login-refused', detail: 'wrong' });
  });

  it('when the state of one folder is refused', async () => {
    const seen = await scripted({ ...INBOX, STATUS: 'TAG NO not now\r\n' });
    expect(seen).toMatchObject({ outcome: 'failed', code: 'server-no' });
  });

  it('but not where one folder of several refuses its state: it stays where it was, and nothing is quiet', async () => {
    const work = { path: 'Work', uidValidity: '9', uidNext: 5, messages: 4 };
    const script = {
      ...INBOX,
      ...NAMESPACE,
      LIST: '* LIST () "/" INBOX\r\n* LIST () "/" Work\r\n* LIST () "/" Fresh\r\nTAG OK\r\n',
      'STATUS INBOX': '* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9)\r\nTAG OK\r\n',
      STATUS: 'TAG NO [NOPERM] no\r\n',
      'UID FETCH': fetched('Subject: x\r\n\r\n'),
    };
    const inbox = { path: 'INBOX', uidValidity: '9', uidNext: 1, messages: 0 };
    const seen = await scripted(script, SESSION_LIMITS, { cursor: [inbox, work] });
    expect(seen).toMatchObject({ outcome: 'ok', arrivals: [{ uid: 1 }], lost: [], unexplained: [], more: true });
    expect(seen.outcome === 'ok' && seen.folders.map(({ path, uidNext }) => [path, uidNext])).toEqual([
      ['INBOX', 2],
      ['Work', 5],
    ]);
  });

  it('but LIST-STATUS tells of all folders in one command', async () => {
    const said: string[] = [];
    const status =
      '* STATUS INBOX (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 9)\r\n* STATUS Work (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 9)\r\n';
    const script = {
      ...NAMESPACE,
      CAPABILITY: '* CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS\r\nTAG OK\r\n',
      LIST: `* LIST () "/" INBOX\r\n* LIST () "/" Work\r\n${status}TAG OK\r\n`,
    };
    const work = { path: 'Work', uidValidity: '9', uidNext: 4, messages: 3 };
    const inbox = { path: 'INBOX', uidValidity: '9', uidNext: 1, messages: 0 };
    const seen = await scripted(script, SESSION_LIMITS, { cursor: [inbox, work] }, said);
    expect(seen).toMatchObject({ outcome: 'ok', arrivals: [], folders: [inbox, { ...work }] });
    expect(said.filter((command) => /^(?:LIST (?!"" "")|LSUB|STATUS|EXAMINE)/.test(command))).toHaveLength(1);
  });

  it('when a folder cannot be opened', async () => {
    const seen = await scripted({ ...INBOX, EXAMINE: 'TAG NO [SERVERBUG] index is broken\r\n' });
    expect(seen).toMatchObject({
      outcome: 'failed',
      code: 'server-no',
      detail: expect.stringContaining('index is broken'),
    });
  });

  it('when the new messages are refused', async () => {
    expect(await scripted({ ...INBOX, 'UID FETCH': 'TAG NO not now\r\n' })).toMatchObject({ code: 'server-no' });
  });

  it('when the search in a long span is refused', async () => {
    const long = INBOX.STATUS.replace('UIDNEXT 2', 'UIDNEXT 2000');
    expect(await scripted({ ...INBOX, STATUS: long, 'UID SEARCH': 'TAG NO not now\r\n' })).toMatchObject({
      code: 'server-no',
    });
  });

  it('when the session is killed while it reads', async () => {
    expect(await scripted({ ...INBOX, 'UID FETCH': 'KILL' })).toMatchObject({ code: 'connect-network' });
  });

  it('when the server falls silent while it reads', async () => {
    const limits = { ...SESSION_LIMITS, silenceMs: 200 };
    expect(await scripted({ ...INBOX, 'UID FETCH': '* OK wait\r\n' }, limits)).toMatchObject({
      code: 'connect-timeout',
    });
  });

  it('when a folder is made anew between two commands', async () => {
    const seen = await scripted({ ...INBOX, EXAMINE: INBOX.EXAMINE.replace('UIDVALIDITY 9', 'UIDVALIDITY 10') });
    expect(seen).toMatchObject({ code: 'protocol' });
  });

  it('but what arrives while it looks is read, up to where the folder stood when it was opened', async () => {
    const opened = INBOX.EXAMINE.replace('1 EXISTS', '2 EXISTS').replace('UIDNEXT 2', 'UIDNEXT 3');
    const second = fetched('Subject: y\r\n\r\n').replace('* 1 FETCH (UID 1', '* 2 FETCH (UID 2');
    const both = fetched('Subject: x\r\n\r\n').replace('TAG OK\r\n', '') + second;
    expect(await scripted({ ...INBOX, EXAMINE: opened, 'UID FETCH 1:2': both })).toMatchObject({
      outcome: 'ok',
      folders: [{ path: 'INBOX', uidNext: 3, messages: 2 }],
      arrivals: [{ uid: 1 }, { uid: 2 }],
      unexplained: [],
    });
  });

  it('but a message without a header is of unknown origin', async () => {
    const seen = await scripted({ ...INBOX, 'UID FETCH': fetched('') });
    expect(seen).toMatchObject({ outcome: 'ok', arrivals: [{ kind: 'unknown-stamp' }] });
  });

  it('but what the server volunteers beside the new messages is not counted', async () => {
    const other =
      '* 7 FETCH (UID 70 RFC822.SIZE 1 INTERNALDATE "24-Nov-2026 04:00:00 +0000" BODY[HEADER]<0> {0}\r\n)\r\n';
    const seen = await scripted({ ...INBOX, 'UID FETCH': other + fetched('Subject: x\r\n\r\n') });
    expect(seen).toMatchObject({ outcome: 'ok', arrivals: [{ uid: 1 }], unexplained: [] });
  });
});
