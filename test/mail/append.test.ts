import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type Appended, appendAll, appendStreamed, type Outgoing } from '../../src/mail/append.ts';
import { type RawImap, withRawImap } from '../../src/mail/raw-imap/session.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { type RudeServer, startRudeServer } from '../servers/rude-server.ts';

/** An APPEND as the server read it, of one message or of several. */
type Asked = {
  readonly folder: string;
  readonly messages: readonly { readonly head: string; readonly body: string }[];
};
type Verdict = string;

let server: RudeServer | undefined;
afterEach(async () => {
  await server?.stop();
});

/**
 * A server that stores what `judge` says OK to. It reads literals of both kinds, and of those that wait it may refuse one
 * before it comes: `early` is asked then.
 */
async function startStore(
  capabilities: string,
  judge: (asked: Asked) => Verdict,
  early: (head: string) => Verdict | undefined = () => undefined,
) {
  const stored: string[] = [];
  let commands = 0;
  const greet = (socket: Socket) => {
    let held = Buffer.alloc(0);
    let tag = '';
    let folder = '';
    let messages: { readonly head: string; readonly body: string }[] = [];
    let awaited: { readonly head: string; readonly size: number } | undefined;
    socket.write(`* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ${capabilities}] ready\r\n`);
    const finish = (verdict: Verdict) => {
      socket.write(`${tag} ${verdict}\r\n`);
      tag = '';
    };
    const line = (text: string) => {
      if (tag === '') {
        const [, newTag = '', command = '', rest = ''] = /^(\S+) (\S+) ?(.*)$/.exec(text) ?? [];
        tag = newTag;
        if (command !== 'APPEND') {
          if (command === 'LOGOUT') socket.end('* BYE\r\n');
          return finish(command === 'AUTHENTICATE' ? `OK [CAPABILITY IMAP4rev1 ${capabilities}] in` : 'OK done');
        }
        commands += 1;
        const [, name = '', head = ''] = /^("[^"]*")(.*)$/.exec(rest) ?? [];
        folder = name;
        messages = [];
        return literal(head);
      }
      if (text !== '') return literal(text);
      const verdict = judge({ folder, messages });
      if (verdict.startsWith('OK')) stored.push(...messages.map(({ body }) => body));
      finish(verdict);
    };
    const literal = (text: string) => {
      const [, head = '', size = '0', plus = ''] = /^(.*) \{(\d+)(\+?)\}$/.exec(text) ?? [];
      const refusal = plus === '' ? early(head) : undefined;
      if (refusal !== undefined) return finish(refusal);
      if (plus === '') socket.write('+ go on\r\n');
      awaited = { head: head.trim(), size: Number(size) };
    };
    socket.on('data', (bytes) => {
      held = Buffer.concat([held, bytes]);
      for (;;) {
        if (awaited !== undefined) {
          if (held.length < awaited.size) return;
          messages.push({ head: awaited.head, body: held.toString('latin1', 0, awaited.size) });
          held = held.subarray(awaited.size);
          awaited = undefined;
        }
        const end = held.indexOf('\r\n');
        if (end < 0) return;
        const text = held.toString('latin1', 0, end);
        held = held.subarray(end + 2);
        line(text);
      }
    });
  };
  server = await startRudeServer('127.0.0.1', greet);
  return { stored, commands: () => commands };
}

async function inSession<T>(work: (session: RawImap) => Promise<T>): Promise<T> {
  if (server === undefined) throw new Error('no server');
  const account: MailAccount = {
    address: server.address,
    port: server.port,
    security: 'plain',
    verify: 'report',
    user: 'a',
    password: 'b',
  };
  const limits = { connectMs: 2_000, greetingMs: 2_000, silenceMs: 5_000 };
  return await withRawImap(createDialer({ policy: loopback }), account, AbortSignal.timeout(20_000), work, limits);
}
const append = async (messages: readonly Outgoing[]): Promise<readonly Appended[]> =>
  await inSession((session) => appendAll(session, 'Work', messages));

const DATE = '02-Nov-2026 10:00:00 +0900';
const message = (text: string, change: Partial<Outgoing> = {}): Outgoing => ({
  body: Buffer.from(text, 'latin1'),
  flags: ['\\Seen', 'Label'],
  date: DATE,
  ...change,
});
const hundred = Array.from({ length: 100 }, (_, index) => message(`message ${index}`));
const texts = (messages: readonly Outgoing[]) => messages.map(({ body }) => body.toString('latin1'));

describe.each(['', 'LITERAL+', 'LITERAL-', 'MULTIAPPEND', 'MULTIAPPEND LITERAL-', 'MULTIAPPEND LITERAL+'])(
  'a hundred messages to a server with [%s]',
  (capabilities) => {
    it('are all there, in order, with flags and dates', async () => {
      const asked: Asked[] = [];
      const { stored } = await startStore(capabilities, (one) => {
        asked.push(one);
        return 'OK';
      });
      const big = message('x'.repeat(5_000));
      expect(await append([...hundred, big])).toEqual(Array.from({ length: 101 }, () => 'accepted'));
      expect(stored).toEqual(texts([...hundred, big]));
      expect(asked.every(({ folder }) => folder === '"Work"')).toBe(true);
      for (const { head } of asked.flatMap(({ messages }) => messages)) expect(head).toBe(`(\\Seen Label) "${DATE}"`);
    });

    it.each([
      ['NO [TOOBIG] it is too much', 'too-big'],
      ['NO [OVERQUOTA] no room', 'quota'],
      ['NO Mailbox is full', 'quota'],
      ['NO message exceeds fixed maximum message size', 'too-big'],
      ['BAD NUL in message', 'refused'],
      ['NO never', 'refused'],
    ])('one that is refused by "%s" is named alone, and the others are there, each once', async (verdict, reason) => {
      const { stored, commands } = await startStore(capabilities, ({ messages }) =>
        messages.some(({ body }) => body === 'message 61') ? verdict : 'OK',
      );
      const results = await append(hundred);
      expect(results[61]).toMatchObject({ reason });
      expect(results.filter((one) => one === 'accepted')).toHaveLength(99);
      expect([...stored].sort()).toEqual(
        texts(hundred)
          .filter((one) => one !== 'message 61')
          .sort(),
      );
      // By halves, not one by one.
      if (capabilities.startsWith('MULTIAPPEND')) expect(commands()).toBeLessThan(20);
    });

    it('goes without a keyword, then without a date, rather than not at all', async () => {
      const heads: string[] = [];
      await startStore(capabilities, ({ messages }) => {
        const [head = ''] = messages.map((one) => one.head);
        heads.push(head);
        if (head.includes('Label')) return 'NO [LIMIT] too many keywords';
        return head.includes('1999') ? 'BAD no such date' : 'OK';
      });
      expect(await append([message('a')])).toEqual(['accepted']);
      expect(await append([message('b', { date: '02-Nov-1999 10:00:00 +0900' })])).toEqual(['accepted']);
      expect(heads.slice(-3)).toEqual([
        '(\\Seen Label) "02-Nov-1999 10:00:00 +0900"',
        '(\\Seen) "02-Nov-1999 10:00:00 +0900"',
        '(\\Seen)',
      ]);
    });

    it.each(['TRYCREATE', 'NOPERM'])(
      'a folder that is to blame [%s] is not asked for each message anew',
      async (code) => {
        const { commands } = await startStore(capabilities, () => `NO [${code}] not here`);
        const results = await append(hundred);
        expect(results).toHaveLength(100);
        for (const one of results) expect(one).toMatchObject({ reason: 'refused', detail: `[${code}] not here` });
        expect(commands()).toBe(capabilities.startsWith('MULTIAPPEND') ? 1 : 100);
      },
    );
  },
);

it('a literal that waits is not sent once it is refused, and the session goes on', async () => {
  const { stored } = await startStore(
    'MULTIAPPEND',
    () => 'OK',
    (head) => (head.includes('Big') ? 'NO [TOOBIG] no' : undefined),
  );
  const big = message('m'.repeat(9_000), { flags: ['Big'] });
  expect(await append([message('a'), big, message('c')])).toMatchObject([
    'accepted',
    { reason: 'too-big' },
    'accepted',
  ]);
  expect(stored).toEqual(['a', 'c']);
});

it("what the old server calls flags and dates never becomes the new server's commands", async () => {
  const asked: Asked[] = [];
  const { commands } = await startStore('LITERAL+', (one) => {
    asked.push(one);
    return 'OK';
  });
  const flags = ['\\Seen', 'a b', 'x)\r\nz DELETE INBOX', '{3}', '"', '', '\\', '\\Recent', '\u{7528}', 'ok[1'];
  expect(await append([message('a', { flags, date: '"\r\nz DELETE "INBOX' })])).toEqual(['accepted']);
  expect(asked.flatMap(({ messages }) => messages)).toEqual([{ head: '(\\Seen ok[1)', body: 'a' }]);
  expect(commands()).toBe(1);
});

describe('a message that is passed through', () => {
  const pieces = async function* (...parts: readonly string[]) {
    for (const part of parts) yield Buffer.from(part);
  };
  const stream = (size: number, parts: readonly string[]) =>
    inSession((session) => appendStreamed(session, 'Work', { flags: [], date: '', size }, pieces(...parts)));

  it('arrives whole', async () => {
    const { stored } = await startStore('LITERAL+', () => 'OK');
    expect(await stream(6, ['abc', 'def'])).toBe('accepted');
    expect(stored).toEqual(['abcdef']);
  });

  it.each([[['abc']], [['abc', 'defg']]])(
    'of which more or less comes than was said is not stored: %j',
    async (parts) => {
      const { stored } = await startStore('LITERAL+', () => 'OK');
      await expect(stream(6, parts)).rejects.toMatchObject({ code: 'protocol' });
      expect(stored).toEqual([]);
    },
  );

  it('is refused before it is sent', async () => {
    await startStore(
      'LITERAL+',
      () => 'OK',
      () => 'NO [TOOBIG] no',
    );
    expect(await stream(6, ['abcdef'])).toMatchObject({ reason: 'too-big', detail: '[TOOBIG] no' });
  });
});
