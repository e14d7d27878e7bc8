import { describe, expect, it, onTestFinished } from 'vitest';
import { SESSION_LIMITS } from '../../src/mail/limits.ts';
import { scanMailbox } from '../../src/mail/scan.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { type ImapScript, startScriptedImap } from '../servers/scripted-imap.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const HEADER = [
  'Received: from mail.shop.test (mail.shop.test [203.0.113.9]) by old.example.net; Mon, 23 Nov 2026 10:00:00 +0000',
  'From: orders@shop.test',
  'To: anna@moving.test',
  '\r\n',
].join('\r\n');
const MESSAGE = `* 1 FETCH (UID 1 INTERNALDATE "23-Nov-2026 10:00:00 +0000" BODY[HEADER.FIELDS (TO)] {${HEADER.length}}\r\n${HEADER})\r\n`;
const LISTED = '* LIST () "/" INBOX\r\n* LIST () "/" Work\r\nTAG OK\r\n';
const status = (path: string) => `* STATUS ${path} (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9)\r\nTAG OK\r\n`;
const WHOLE = {
  LIST: LISTED,
  'STATUS INBOX': status('INBOX'),
  'STATUS Work': status('Work'),
  EXAMINE: '* 1 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT 2] x\r\nTAG OK [READ-ONLY]\r\n',
  SEARCH: '* SEARCH 1\r\nTAG OK\r\n',
  FETCH: `${MESSAGE}TAG OK\r\n`,
};

/** Scans a server without LIST-STATUS that follows a script. */
async function scripted(script: ImapScript, limits = SESSION_LIMITS, heard: string[] = []) {
  const server = await startScriptedImap('127.0.0.62', script, heard);
  onTestFinished(() => server.stop());
  return scanMailbox(
    createDialer({ policy: loopback }),
    { ...server, security: 'plain', verify: 'report', user: 'anna@moving.test', password: 'pw' },
    { mailbox: 'anna@moving.test', domains: ['moving.test'], ownStamps: ['old.example.net'], otherStamps: [] },
    { signal: AbortSignal.timeout(10_000), now: () => NOW, limits },
  );
}

describe('a scan of a server that refuses', () => {
  it('nothing, and offers little, is whole', async () => {
    const seen = await scripted(WHOLE);
    expect(seen).toMatchObject({ outcome: 'ok', messages: 2, addresses: [{ address: 'anna@moving.test', count: 2 }] });
    expect(seen).not.toHaveProperty('partial');
  });

  it.each([
    ['the state of one folder', { 'STATUS Work': 'TAG NO [NOPERM] no\r\n' }],
    ['to open one folder', { 'EXAMINE Work': 'TAG NO [SERVERBUG] broken\r\n' }],
  ])('%s: is partial, and tells what it saw', async (_, script) => {
    expect(await scripted({ ...WHOLE, ...script })).toMatchObject({
      outcome: 'ok',
      partial: true,
      messages: 1,
      addresses: [{ address: 'anna@moving.test', count: 1 }],
    });
  });

  it.each([
    ['every folder', { EXAMINE: 'TAG NO no\r\n' }],
    ['every search', { SEARCH: 'TAG NO no\r\n' }],
    ['every state', { 'STATUS INBOX': 'TAG NO no\r\n', 'STATUS Work': 'TAG NO no\r\n' }],
  ])('%s: has learnt nothing', async (_, script) => {
    expect(await scripted({ ...WHOLE, ...script })).toMatchObject({ outcome: 'failed', code: 'server-no' });
  });

  it('nothing, and holds tens of thousands of messages, is asked for them in portions, the newest first', async () => {
    const heard: string[] = [];
    const many = {
      ...WHOLE,
      LIST: '* LIST () "/" INBOX\r\nTAG OK\r\n',
      EXAMINE: WHOLE.EXAMINE.replace('1 EXISTS', '45000 EXISTS'),
    };
    const found = { SEARCH: '* SEARCH\r\nTAG OK\r\n', 'SEARCH 1:5000': '* SEARCH 1 2 9 70000\r\nTAG OK\r\n' };
    expect(await scripted({ ...many, ...found }, SESSION_LIMITS, heard)).toMatchObject({ outcome: 'ok' });
    const asked = heard.filter((command) => command.startsWith('SEARCH'));
    expect(asked.map((command) => command.split(' ').slice(0, 2).join(' '))).toEqual([
      'SEARCH 25001:45000',
      'SEARCH 5001:25000',
      'SEARCH 1:5000',
    ]);
    expect(asked.every((command) => command.includes('SINCE 23-Oct-2025'))).toBe(true);
    expect(heard.filter((command) => /^FETCH 9,1:2 /.test(command))).toHaveLength(1);
  });

  it('and breaks the connection, has learnt nothing', async () => {
    expect(await scripted({ ...WHOLE, FETCH: `${MESSAGE}* BYE shutting down\r\n` })).toMatchObject({
      outcome: 'failed',
      code: 'server-bye',
    });
    expect(await scripted({ ...WHOLE, SEARCH: 'KILL' })).toMatchObject({ outcome: 'failed' });
  });

  it('and falls silent, has learnt nothing', async () => {
    const limits = { ...SESSION_LIMITS, silenceMs: 200 };
    expect(await scripted({ ...WHOLE, FETCH: '* OK wait\r\n' }, limits)).toMatchObject({ code: 'connect-timeout' });
  });
});
