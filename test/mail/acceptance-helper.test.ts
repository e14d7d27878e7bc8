import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HelperRequest, helperCommand } from '../../src/mail/acceptance-helper.ts';
import { readHelperAnswer } from '../../src/mail/acceptance-pasted.ts';
import { type MxFrontOptions, startMxFront } from '../servers/mx-front.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const ADDRESS = '127.0.0.46';
const NOW = 1_800_000_000_000;
const MAILBOXES = ['anna@example.jp', "o'brien@example.jp", '$(touch)`x`@example.jp'];
const request: HelperRequest = {
  ...{ host: ADDRESS, side: 'old', addresses: [...MAILBOXES, 'gone@example.jp'], domains: ['example.jp'] },
  ...{ random: 'no-such-box', foreign: 'relay-test@example.net' },
};
const knows = (to: string) =>
  MAILBOXES.includes(to) ? undefined : { code: 550, message: '5.1.1 No such user; sorry' };

/** Runs the command as a person would, and hands back what it printed. */
async function run(over: Partial<MxFrontOptions> = {}, shell = 'sh'): Promise<string> {
  let delivered = 0;
  const front = await startMxFront({
    ...{ address: ADDRESS, hostname: 'mx.example.jp', onRecipient: knows },
    deliver: async () => {
      delivered += 1;
    },
    ...over,
  });
  onTestFinished(() => front.stop());
  const { unix } = helperCommand({ ...request, port: front.port });
  const { stdout, stderr } = await promisify(execFile)(shell, ['-c', unix]);
  expect(stderr).toBe('');
  expect(delivered).toBe(0);
  return stdout;
}

const word = (result: { readonly outcome: string; readonly verdict?: string; readonly code?: string } | undefined) =>
  result?.verdict ?? result?.code;
function told(text: string) {
  const { observations, servers, unread } = readHelperAnswer(text, Date.now());
  return {
    answers: observations.map(({ address, side, result }) => `${side} ${address} ${word(result)}`),
    servers: servers.map(({ domain, random, foreign }) => `${domain} ${word(random)} ${word(foreign)}`),
    unread,
  };
}

describe('the helper', () => {
  it.each(['sh', 'bash'])('run by %s says what the server says', async (shell) => {
    expect(told(await run({}, shell))).toEqual({
      answers: [
        'old anna@example.jp accepted',
        "old o'brien@example.jp accepted",
        'old $(touch)`x`@example.jp accepted',
        'old gone@example.jp refused',
      ],
      servers: ['example.jp refused refused'],
      unread: [],
    });
  });

  it('calls again when the server hangs up, and says what stayed unanswered', async () => {
    const text = await run({
      onRecipient: (to, nth) => (nth >= 2 || to.startsWith('gone') ? 'hang-up' : knows(to)),
    });
    expect(told(text)).toEqual({
      answers: [
        'old anna@example.jp accepted',
        "old o'brien@example.jp accepted",
        'old $(touch)`x`@example.jp accepted',
        'old gone@example.jp server-bye',
      ],
      servers: ['example.jp refused refused'],
      unread: [],
    });
  });

  it('gives a sender where none is not taken, and says that it was put off or refused', async () => {
    const onSender: MxFrontOptions['onSender'] = (from) => (from === '' ? { code: 550, message: 'no' } : undefined);
    expect(told(await run({ onSender })).answers[0]).toBe('old anna@example.jp accepted');
    const later = await run({ onSender: () => ({ code: 450, message: 'later' }) });
    expect(told(later).answers[0]).toBe('old anna@example.jp deferred');
    const never = await run({ onSender: () => ({ code: 554, message: 'no' }) });
    expect(told(never).answers[0]).toBe('old anna@example.jp server-no');
  });

  it('says that nobody answers', async () => {
    const { unix } = helperCommand({ ...request, port: 1 });
    const { stdout } = await promisify(execFile)('sh', ['-c', unix]);
    expect(told(stdout)).toMatchObject({ servers: ['example.jp server-bye server-bye'], unread: [] });
  });

  it('does not knock for each address at a door that stays shut', async () => {
    let calls = 0;
    const server = await startRudeServer(ADDRESS, (socket) => {
      calls += 1;
      socket.end('554 5.7.1 not you\r\n');
    });
    onTestFinished(() => server.stop());
    const { stdout } = await promisify(execFile)('sh', ['-c', helperCommand({ ...request, port: server.port }).unix]);
    expect(told(stdout)).toMatchObject({ servers: ['example.jp server-bye server-bye'], unread: [] });
    expect(calls).toBe(3);
  });

  it.each(['unix', 'windows'] as const)('on %s knows no command that sends', (shell) => {
    const text = helperCommand(request)[shell];
    expect(text).toContain('RCPT TO');
    expect(text).not.toMatch(/\b(?:DATA|BDAT)\b/i);
  });

  it('names what it cannot ask for', () => {
    const { left, unix } = helperCommand({ ...request, addresses: ['花子@example.jp', "a'\n;b@example.jp", 'x'] });
    expect(left).toEqual(['花子@example.jp', "a'\n;b@example.jp", 'x']);
    expect(unix).not.toContain('花子');
  });
});

describe('what is pasted', () => {
  const lines = [
    'mail-smtp-1,1799999000,new;',
    'to,address,anna@example.jp,250,2.1.5+Ok;',
    'to,address,gone@example.jp,550,5.1.1+No+such+user,+sorry;',
    'to,random,no-such-box@example.jp,550,5.1.1+No+such+user+here;',
    'to,foreign,relay-test@example.net,554,5.7.1+Relay+access+denied;',
  ];
  const asPrinted = readHelperAnswer(lines.join('\n'), NOW);

  it('is dated by that machine, and by ours where its clock is ahead', () => {
    expect(asPrinted.observations[0]).toEqual({
      address: 'anna@example.jp',
      side: 'new',
      result: { outcome: 'answered', at: 1_799_999_000_000, verdict: 'accepted', reply: '250 2.1.5 Ok', via: 'pasted' },
    });
    const ahead = readHelperAnswer(lines.join('\n').replace('1799999000', '1900000000'), NOW);
    expect(ahead.observations[0]?.result.at).toBe(NOW);
  });

  it.each<[string, (line: string) => string]>([
    ['quoted by mail', (line) => `> ${line}`],
    ['quoted by chat', (line) => `&gt; ${line}`],
    ['with spaces around', (line) => `\u00a0 ${line} \t`],
    ['with chat links', (line) => line.replace(/([^,]+@[^,]+)/, '<mailto:$1|$1>')],
    ['with CRLF', (line) => `${line}\r`],
    ['behind a prompt', (line) => `anna@laptop:~$ ${line}`],
    ['wrapped', (line) => line.replace(/(.{24})/g, '$1\n')],
    ['wrapped and quoted', (line) => `> ${line.replace(/(.{13})/g, '$1\n> ')}`],
    ['between other words', (line) => `what is this?\n${line}`],
  ])('%s is the same', (_, mangle) => {
    const { unread: _unread, ...read } = readHelperAnswer(lines.map(mangle).join('\n'), NOW);
    expect({ ...read, unread: [] }).toEqual(asPrinted);
  });

  it('that is cut off, or has no first line, is not read', () => {
    const [marker = ''] = lines;
    expect(readHelperAnswer(lines.slice(1).join('\n'), NOW)).toMatchObject({ observations: [], servers: [] });
    for (const line of [
      'to,address,anna@example.jp,250,2.1.5+Ok',
      'to,address,anna@example.jp,25;',
      'to,address,anna@example.jp,250 550 odd;',
      'to,address,anna,250,;',
      'to,address,anna@example.jp;',
      'lost,address,anna@example.jp,250,ok;',
      'to,everybody,anna@example.jp,250,ok;',
      'mail-smtp-2,1799999000,new;',
      '250 2.1.5 Ok',
    ]) {
      expect(readHelperAnswer(`${marker}\n${line}`, NOW)).toEqual({ observations: [], servers: [], unread: [line] });
    }
  });

  it('about us refuses no address', () => {
    const text = `${lines[0]}\nto,address,a@example.jp,554,5.7.1+Client+host+[192.0.2.1]+blocked+using+x;`;
    expect(readHelperAnswer(text, NOW).observations[0]?.result).toMatchObject({ code: 'server-no' });
  });
});
