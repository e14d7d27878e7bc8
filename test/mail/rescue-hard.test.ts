import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
import { newIds, type Rewriting, startRewritingProxy, withoutUidplus } from '../servers/rewriting-proxy.ts';

const PASSWORD = 'pw';
const NOW = 1_800_000_000_000;
const users = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`h${index}@example.jp`, PASSWORD]));
const dialer = createDialer({ policy: loopback });
const MEGABYTE = 1024 * 1024;

setFlagsFromString('--expose-gc');
const garbageCollector: unknown = runInNewContext('gc');
function collect(): void {
  if (typeof garbageCollector !== 'function') throw new Error('no way to collect garbage');
  garbageCollector();
}

let old: MailServer;
let neu: MailServer;
let taken = 0;
let user: string;

beforeAll(async () => {
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.79', hostname: 'old.example.net', users, fsync: false }),
    startMailServer({ address: '127.0.0.80', hostname: 'new.example.net', users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), neu?.stop()]));
beforeEach(() => {
  user = `h${taken++}@example.jp`;
});

const account = ({ address }: { readonly address: string }, port: number): MailAccount => ({
  ...{ address, port, security: 'plain', verify: 'report', user, password: PASSWORD },
});
const within = () => ({ signal: AbortSignal.timeout(60_000), now: () => NOW });
const letter = (text: string, id = '<001@x>') =>
  `From: a@x\r\nTo: ${user}\r\nDate: Mon, 4 Jan 2027 10:00:00 +0900\r\nMessage-ID: ${id}\r\n\r\n${text}`;

function placesOf(survey: SurveyResult): readonly StragglerPlace[] {
  if (survey.outcome !== 'ok') throw new Error(survey.code);
  return survey.arrivals.map(({ folder, uidValidity, uid, fingerprint, at, stamp }) => ({
    ...{ folder, uidValidity, uid, fingerprint, at },
    ...(stamp === undefined ? {} : { stamp }),
  }));
}
const NAMES = { ownStamps: ['old.example.net'], otherStamps: ['new.example.net'] };
async function stragglers(): Promise<readonly StragglerPlace[]> {
  const request = { mailbox: user, ...NAMES, cursor: [] };
  return placesOf(await surveyMailbox(dialer, account(old, old.imapPort), request, within()));
}
async function straggler(): Promise<StragglerPlace> {
  const [one] = await stragglers();
  if (one === undefined) throw new Error('no straggler');
  return one;
}

type Over = Partial<RescueOptions> & { readonly to?: MailAccount; readonly from?: MailAccount };
const rescue = (place: StragglerPlace, { to, from, ...over }: Over = {}) =>
  rescueStraggler(dialer, { old: from ?? account(old, old.imapPort), new: to ?? account(neu, neu.imapPort) }, place, {
    ...within(),
    dryRun: false,
    newStamps: ['new.example.net'],
    ...over,
  });

const sources = (server: MailServer) =>
  inMailbox(server, user, async (client: ImapFlow) => {
    const { exists } = await client.mailboxOpen('INBOX', { readOnly: true });
    if (exists === 0) return [];
    return (await client.fetchAll('1:*', { source: true })).map(({ source }) => source?.toString('latin1') ?? '');
  });

async function rewriting(deeds: Rewriting): Promise<MailAccount> {
  const proxy = await startRewritingProxy('127.0.0.81', { address: neu.address, port: neu.imapPort }, deeds);
  onTestFinished(() => proxy.stop());
  return account(proxy, proxy.port);
}

describe('two stragglers of one Message-ID', () => {
  it.each([
    ['that are two mails', 'Good evening.\r\n'],
    ['that are one mail, delivered twice', 'Good morning.\r\n'],
  ])('%s are both carried, and neither twice', async (_, text) => {
    await old.receive(user, letter('Good morning.\r\n'));
    await old.receive(user, letter(text));
    const [first, second] = await stragglers();
    if (first === undefined || second === undefined) throw new Error('not two stragglers');
    expect(first.stamp).not.toBe(second.stamp);
    expect(await rescue(first)).toMatchObject({ outcome: 'appended' });
    expect(await rescue(second)).toMatchObject({ outcome: 'appended' });
    expect(await rescue(first)).toMatchObject({ outcome: 'present' });
    expect(await rescue(second)).toMatchObject({ outcome: 'present' });
    expect((await sources(neu)).toSorted()).toEqual((await sources(old)).toSorted());
  });

  it('of which one was deleted since: the other is not taken for it', async () => {
    await old.receive(user, letter('One.\r\n'));
    await old.receive(user, letter('Two.\r\n'));
    const [first] = await stragglers();
    if (first === undefined) throw new Error('no straggler');
    await old.doveadm('expunge', '-u', user, 'mailbox', 'INBOX', 'uid', String(first.uid));
    expect(await rescue(first)).toEqual({ outcome: 'gone', at: NOW });
  });
});

it('two rescues of one straggler at once, as of two looks, put it there once: the one finds what the other has put', async () => {
  await old.receive(user, letter('Good morning.\r\n'));
  const place = await straggler();
  const results = await Promise.all([rescue(place), rescue(place)]);
  expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['appended', 'present']);
  expect(await sources(neu)).toHaveLength(1);
});

describe.each([
  ['says', (text: string) => text],
  ['does not say', withoutUidplus],
])('a new server that %s where it put a message', (_, toClient) => {
  it('and gives it an id of its own: it is there by its body, once', async () => {
    await old.receive(user, letter('Good morning.\r\n'));
    const place = await straggler();
    const to = await rewriting({ toServer: newIds, toClient });
    expect(await rescue(place, { to })).toMatchObject({ outcome: 'appended', folder: 'INBOX' });
    expect(await rescue(place, { to })).toMatchObject({ outcome: 'present', folder: 'INBOX' });
    expect(await sources(neu)).toHaveLength(1);
  });

  it('and changes what it says: it is named as altered', async () => {
    await old.receive(user, letter('Good morning.\r\n'));
    const to = await rewriting({ toServer: (text) => text.replaceAll('morning', 'MORNING'), toClient });
    expect(await rescue(await straggler(), { to })).toMatchObject({ outcome: 'refused', reason: 'altered' });
  });
});

describe('a message too large to be held', () => {
  const large = () => letter(`${'x'.repeat(76)}\r\n`.repeat(Math.ceil((3 * MEGABYTE) / 78)));

  it('passes through, with its flags and its date', async () => {
    await old.receive(user, large());
    await inMailbox(old, user, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1', ['\\Flagged']);
    });
    const place = await straggler();
    expect(await rescue(place, { heldBytes: MEGABYTE })).toMatchObject({ outcome: 'appended', folder: 'INBOX' });
    expect(await sources(neu)).toEqual(await sources(old));
    const seen = (server: MailServer) =>
      inMailbox(server, user, async (client) => {
        await client.mailboxOpen('INBOX', { readOnly: true });
        const message = await client.fetchOne('1', { flags: true, internalDate: true });
        return message === false ? undefined : [message.flags?.has('\\Flagged'), message.internalDate];
      });
    expect(await seen(neu)).toEqual(await seen(old));
    expect(await rescue(place, { heldBytes: MEGABYTE })).toMatchObject({ outcome: 'present' });
    expect(await sources(neu)).toHaveLength(1);
  });

  it('passes through from a POP3 server, too', async () => {
    await old.receive(user, large());
    const from = account(old, old.pop3Port);
    const [place] = placesOf(await surveyPop3(dialer, from, { mailbox: user, ...NAMES, uidls: [] }, within()));
    if (place === undefined) throw new Error('no straggler');
    expect(await rescue(place, { from, heldBytes: MEGABYTE })).toMatchObject({ outcome: 'appended' });
    expect(await sources(neu)).toEqual(await sources(old));
    expect(await rescue(place, { from, heldBytes: MEGABYTE })).toMatchObject({ outcome: 'present' });
  });

  it('is named as altered where the new server alters it', async () => {
    await old.receive(user, large());
    const to = await rewriting({ toServer: (text) => text.replaceAll('xxxxxxxxxx', 'xxxxxyyyyy') });
    const place = await straggler();
    expect(await rescue(place, { to, heldBytes: MEGABYTE })).toMatchObject({ outcome: 'refused', reason: 'altered' });
    expect(await sources(neu)).toHaveLength(1);
  });

  it('of 100 MB is never held, not even in part', async () => {
    // Over LMTP it would be the test that holds it.
    await old.receive(user, letter(`${'y'.repeat(998)}\r\n`.repeat(100 * 1049)));
    const place = await straggler();
    // What is still held after the collection of garbage; the test's own copy is garbage by now.
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    const before = held();
    let [most, looks] = [0, 0];
    const watch = setInterval(() => {
      most = Math.max(most, held() - before);
      looks += 1;
    }, 50);
    const result = await rescue(place);
    clearInterval(watch);
    expect(result).toMatchObject({ outcome: 'appended' });
    expect(looks).toBeGreaterThan(5);
    expect(most).toBeLessThan(16 * MEGABYTE);
  }, 120_000);
});
