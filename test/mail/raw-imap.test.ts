import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { type Datum, dataOf, quote } from '../../src/mail/raw-imap/data.ts';
import { listFolders } from '../../src/mail/raw-imap/list.ts';
import { decodeName, encodeName } from '../../src/mail/raw-imap/names.ts';
import { type RawImap, withRawImap } from '../../src/mail/raw-imap/session.ts';
import { ImapWire, type Response } from '../../src/mail/raw-imap/wire.ts';
import { createDialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { startDovecot } from '../servers/dovecot.ts';
import { loopback } from '../servers/loopback.ts';
import { type RudeServer, startRudeServer } from '../servers/rude-server.ts';

const PASSWORD = 'correct "horse\\ battery';
let server: RudeServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const account = (change: Partial<MailAccount> = {}): MailAccount => ({
  address: server?.address ?? '127.0.0.1',
  port: server?.port ?? 0,
  security: 'plain',
  verify: 'report',
  user: 'a@example.jp',
  password: PASSWORD,
  ...change,
});
const limits = { connectMs: 2_000, greetingMs: 2_000 };

async function inSession<T>(
  work: (session: RawImap) => Promise<T>,
  change: Partial<MailAccount> = {},
  dialer = createDialer({ policy: loopback }),
  silenceMs = 300,
): Promise<T> {
  return await withRawImap(dialer, account(change), AbortSignal.timeout(10_000), work, {
    ...limits,
    silenceMs,
  });
}

/** Answers each line by the script: `{tag}` stands for its tag; undefined: with silence. */
async function startScript(greeting: string, answer: (command: string, socket: Socket) => string | undefined) {
  const lines: string[] = [];
  server = await startRudeServer('127.0.0.1', (socket) => {
    socket.write(greeting);
    let held = '';
    socket.on('data', (bytes) => {
      held += bytes.toString('utf8');
      for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        lines.push(line);
        const [tag = '', ...words] = line.split(' ');
        const said = answer(words.length === 0 ? tag : words.join(' '), socket);
        if (said !== undefined) socket.write(said.replaceAll('{tag}', tag));
      }
    });
  });
  return lines;
}

const READY = '* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n';
/** Lets everybody in, and answers the rest by `more`. */
const open = (more: (command: string, socket: Socket) => string | undefined) => (command: string, socket: Socket) =>
  command.startsWith('AUTHENTICATE')
    ? '{tag} OK [CAPABILITY IMAP4rev1 NAMESPACE] in\r\n'
    : command === 'LOGOUT'
      ? '* BYE\r\n{tag} OK\r\n'
      : more(command, socket);

/** What a wire reads of these pieces. */
async function readAll(pieces: readonly Buffer[], count: number): Promise<readonly Response[]> {
  const listener = createServer(async (socket) => {
    socket.on('error', () => {});
    socket.setNoDelay(true);
    for (const piece of pieces) await new Promise((resolve) => socket.write(piece, () => setImmediate(resolve)));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const bound = listener.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const socket = await createDialer({ policy: loopback }).socket({ address: '127.0.0.1', port }, { timeoutMs: 2_000 });
  try {
    const wire = new ImapWire(socket, 2_000);
    const responses: Response[] = [];
    for (let index = 0; index < count; index += 1) responses.push(await wire.response());
    expect(wire.hasMore).toBe(false);
    return responses;
  } finally {
    socket.destroy();
    listener.close();
  }
}

describe('responses', () => {
  it('are the same however their bytes are split', async () => {
    const literal = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    const text = fc.stringMatching(/^[ -z|~]{0,20}$/).map((word) => word.replace(/[{}]/g, ''));
    const response = fc.record({
      words: fc.array(text, { minLength: 1, maxLength: 4 }),
      literals: fc.array(literal, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(response, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(400), { maxLength: 12 }),
        async (all, cuts) => {
          const wanted: { readonly text: string; readonly literals: readonly Buffer[] }[] = [];
          const bytes: Buffer[] = [];
          for (const { words, literals } of all) {
            const used = literals.slice(0, words.length - 1);
            for (const [index, word] of words.entries()) {
              const one = used[index];
              bytes.push(Buffer.from(one === undefined ? word : `${word}{${one.length}}\r\n`), one ?? Buffer.alloc(0));
            }
            bytes.push(Buffer.from('\r\n'));
            wanted.push({
              text: words.map((word, index) => (used[index] ? `${word}\0` : word)).join(''),
              literals: used,
            });
          }
          const whole = Buffer.concat(bytes);
          const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length];
          const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end));
          const read = await readAll(
            pieces.filter((piece) => piece.length > 0),
            all.length,
          );
          expect(
            read.map((one) => ({ text: one.text, literals: one.literals.map((bytesOf) => bytesOf.toString('hex')) })),
          ).toEqual(
            wanted.map((one) => ({ text: one.text, literals: one.literals.map((bytesOf) => bytesOf.toString('hex')) })),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a NUL of the server is never taken for the place of a literal', async () => {
    const [first] = await readAll([Buffer.from('* 1 FETCH (X \0 BODY[] {3}\r\nabc)\r\n')], 1);
    if (first === undefined) throw new Error('nothing read');
    expect(dataOf(first, '* 1 FETCH '.length)).toEqual([['X', '?', 'BODY[]', Buffer.from('abc')]]);
  });

  it.each([
    ['a line that does not end', (socket: Socket) => flood(socket, 'x'.repeat(65_536))],
    ['literals without end in one response', (socket: Socket) => flood(socket, `a {65536}\r\n${'x'.repeat(65_536)}`)],
    ['a literal of terabytes', (socket: Socket) => void socket.write('* 1 FETCH (BODY[] {999999999999}\r\n')],
  ])('%s is no IMAP', async (_, flow) => {
    await startScript(
      READY,
      open((_command, socket) => void flow(socket)),
    );
    await expect(inSession((session) => session.run('NOOP'))).rejects.toMatchObject({ code: 'protocol' });
  });
});

function flood(socket: Socket, text: string): void {
  if (!socket.destroyed) socket.write(text, () => flood(socket, text));
}

const parse = (text: string, literals: readonly Buffer[] = []): readonly Datum[] => dataOf({ text, literals }, 0);

describe('values', () => {
  it.each([
    ['(a (b "c d" NIL) e)', [['a', ['b', 'c d', null], 'e']]],
    ['"a \\"b\\" \\\\c" ""', ['a "b" \\c', '']],
    ['BODY[HEADER.FIELDS (DATE FROM)]<0> x', ['BODY[HEADER.FIELDS (DATE FROM)]<0>', 'x']],
    // Keywords may have a bracket in them.
    ['(FLAGS (\\Seen [odd ]odd a[b] x) UID 5)', [['FLAGS', ['\\Seen', '[odd', ']odd', 'a[b]', 'x'], 'UID', '5']]],
  ])('%s', (text, wanted) => {
    expect(parse(text)).toEqual(wanted);
  });

  it.each(['(a', 'a)', '"a', '"a\\', '('.repeat(50) + ')'.repeat(50)])('%s is no list', (text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'protocol' }));
  });

  it('read back what was quoted', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)) }),
        (name) => {
          fc.pre(!/[\r\n]/.test(name));
          expect(parse(quote(name))).toEqual([name]);
        },
      ),
    );
  });
});

describe('names of folders', () => {
  it('are read back as they were written', () => {
    const unit = fc.oneof(
      fc.constantFrom('&', '-', '&-', 'A', '/', ',', '+', '~', '\t', '\x7f'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(
        fc.array(unit).map((parts) => parts.join('')),
        (name) => {
          const written = encodeName(name);
          expect(written).toMatch(/^[\x20-\x7e]*$/);
          expect(decodeName(written)).toBe(name);
        },
      ),
    );
  });

  it.each([
    ['台北', '&U,BTFw-'],
    ['日本語', '&ZeVnLIqe-'],
    ['A & B', 'A &- B'],
    ['📮 Post', '&2D3c7g- Post'],
  ])('%s', (name, written) => {
    expect(encodeName(name)).toBe(written);
    expect(decodeName(written)).toBe(name);
  });

  it.each([
    ['a & b', 'a & b'],
    ['&AGE', '&AGE'],
    ['&A-', '&A-'],
    [Buffer.from('受注').toString('latin1'), '受注'],
  ])('in no known form are left as they are, and 8-bit ones are UTF-8: %j', (raw, read) => {
    expect(decodeName(raw)).toBe(read);
  });
});

describe('a login', () => {
  it('over STARTTLS and TLS at a real server, by quotes and backslashes and letters beyond ASCII', async () => {
    const authority = await makeAuthority();
    const password = 'pässwörd "q" \\';
    const real = await startDovecot({
      address: '127.0.0.37',
      users: { plain: PASSWORD, letters: password },
      tls: await authority.issue(['127.0.0.37']),
    });
    try {
      const dialer = createDialer({ policy: loopback, trust: [authority.cert] });
      const at = (user: string, change: Partial<MailAccount>) =>
        inSession(listFolders, { address: real.address, verify: 'strict', user, ...change }, dialer, 9_000);
      const tls = { port: real.imapsPort, security: 'tls' } as const;
      const starttls = { port: real.imapPort, security: 'starttls' } as const;
      for (const change of [tls, starttls]) {
        expect((await at('plain', change)).folders.map(({ name }) => name)).toContain('INBOX');
        expect((await at('letters', { ...change, password })).folders.length).toBe(5);
      }
      await expect(at('plain', { ...tls, password: 'wrong' })).rejects.toMatchObject({ code: 'login-refused' });
    } finally {
      await real.stop();
    }
  });

  it.each([
    ['a greeting that lets everybody in', '* PREAUTH welcome\r\n', 'protocol'],
    ['a greeting of something else', '220 smtp ready\r\n', 'protocol'],
    ['a farewell for a greeting', '* BYE Too many connections\r\n', 'login-limit'],
    ['silence', '', 'connect-timeout'],
    ['a login that is switched off', '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] ready\r\n', 'tls-not-offered'],
  ])('%s: no password is sent', async (_, greeting, code) => {
    const lines = await startScript(greeting, () => undefined);
    await expect(inSession(async () => 'in')).rejects.toMatchObject({ code });
    expect(lines.join('\n')).not.toMatch(/LOGIN|AUTHENTICATE/);
  });

  it.each([
    ['not offered', '* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n', '', 'tls-not-offered'],
    ['refused', '* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n', '{tag} NO\r\n', 'tls-not-offered'],
    [
      'followed by words in clear',
      '* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK\r\n',
      '{tag} OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n',
      'tls-failed',
    ],
  ])('STARTTLS %s: no password is sent', async (_, capability, answer, code) => {
    const lines = await startScript('* OK ready\r\n', (command) => (command === 'CAPABILITY' ? capability : answer));
    await expect(inSession(async () => 'in', { security: 'starttls' })).rejects.toMatchObject({ code });
    expect(lines.join('\n')).not.toMatch(/LOGIN|AUTHENTICATE/);
  });

  it('without an initial response waits to be asked, past what the server says by the way', async () => {
    const lines = await startScript('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n', (command) => {
      if (command === 'AUTHENTICATE PLAIN') return '* OK one moment\r\n+ \r\n';
      if (command === 'CAPABILITY') return '* CAPABILITY IMAP4rev1\r\n{tag} OK\r\n';
      return command === 'LOGOUT' ? '{tag} OK\r\n' : 'l1 OK in\r\n';
    });
    expect(await inSession(async () => 'in')).toBe('in');
    expect(lines[1]).toBe(Buffer.from(`\0a@example.jp\0${PASSWORD}`).toString('base64'));
  });

  it.each(['AUTH=PLAIN', ''])('a farewell in the midst of it is no wrong password [%s]', async (mechanism) => {
    await startScript(`* OK [CAPABILITY IMAP4rev1 ${mechanism}] ready\r\n`, () => '* OK wait\r\n* BYE going down\r\n');
    const dialer = createDialer({ policy: loopback });
    const change = { credentialsId: 'one', password: 'ü' };
    await expect(inSession(async () => 'in', change, dialer)).rejects.toMatchObject({ code: 'server-bye' });
    // And so it may be tried again.
    await expect(inSession(async () => 'in', change, dialer)).rejects.toMatchObject({ code: 'server-bye' });
  });

  it('that is refused is asked once, and the password is nowhere', async () => {
    const lines = await startScript(READY, () => `{tag} NO [AUTHENTICATIONFAILED] ${PASSWORD} is wrong\r\n`);
    const dialer = createDialer({ policy: loopback });
    for (let time = 0; time < 3; time += 1) {
      const error: unknown = await inSession(async () => 'in', { credentialsId: 'one' }, dialer).catch(
        (reason) => reason,
      );
      expect(error).toMatchObject({ code: 'login-refused' });
      expect(String(error)).not.toContain('horse');
    }
    expect(lines.filter((line) => line.includes('AUTHENTICATE'))).toHaveLength(1);
  });
});

describe('a session', () => {
  it.each([
    ['a farewell', '* BYE maintenance\r\n', 'server-bye'],
    ['a farewell to many', '* BYE Too many connections\r\n', 'login-limit'],
    ['silence', '', 'connect-timeout'],
    ['silence in the midst of a literal', '* 1 FETCH (BODY[] {10}\r\nabc', 'connect-timeout'],
  ])('%s ends it', async (_, said, code) => {
    await startScript(
      READY,
      open(() => said),
    );
    await expect(inSession((session) => session.run('NOOP'))).rejects.toMatchObject({ code });
  });

  it('that ends in the midst of a line or a literal is a lost connection', async () => {
    for (const said of ['* 1 FETCH (BODY[] {10}\r\nabc', '* 1 FET']) {
      await startScript(
        READY,
        open((_command, socket) => void socket.end(said)),
      );
      await expect(inSession((session) => session.run('NOOP'))).rejects.toMatchObject({ code: 'connect-network' });
      await server?.stop();
    }
  });

  it('reads past what nobody asked for, and gives NO and BAD as answers', async () => {
    const untagged: string[] = [];
    await startScript(
      READY,
      open(() => 'm9 OK not yours\r\n* 3 EXISTS\r\n+ go on\r\n* OK [ALERT] hm\r\n{tag} NO [NOPERM] not you\r\n'),
    );
    const answer = await inSession((session) => session.run('SELECT x', ({ text }) => void untagged.push(text)));
    expect(answer).toEqual({ status: 'NO', code: 'NOPERM', text: 'not you' });
    expect(untagged).toContain('* 3 EXISTS');
  });
});

describe('the folders of a mailbox', () => {
  const list = async (namespace: string, folders: readonly string[]) => {
    await startScript(
      READY,
      open((command) =>
        command === 'NAMESPACE'
          ? `* NAMESPACE ${namespace}\r\n{tag} OK\r\n`
          : `${folders.map((one) => `* LIST ${one}\r\n`).join('')}{tag} OK\r\n`,
      ),
    );
    return await inSession(listFolders);
  };

  it('are the user’s own: neither those of others nor shared ones, nor what cannot be opened, and each once', async () => {
    const tree = await list('(("" "/")) (("user/" "/")) (("Shared Folders/" "/"))', [
      '() "/" INBOX',
      '() "/" "Work"',
      '() "/" "Work"',
      '(\\Noselect) "/" "Parent"',
      '(\\NonExistent) "/" "Gone"',
      '() "/" "user/other"',
      '(\\Noselect) "/" "user"',
      '() "/" "Shared Folders/all"',
      '() "/" {6}\r\n"odd"\\',
    ]);
    expect(tree.folders.map(({ path }) => path)).toEqual(['INBOX', 'Work', '"odd"\\']);
  });

  it('with a prefix, beside shared ones that have none', async () => {
    const tree = await list('(("INBOX." ".")) (("user." ".")) (("" "."))', [
      '() "." INBOX',
      '() "." INBOX.Sent',
      '() "." user.other',
      '() "." board',
    ]);
    expect(tree).toMatchObject({ prefix: 'INBOX.', delimiter: '.' });
    expect(tree.folders).toEqual([
      { path: 'INBOX', name: 'INBOX', specialUse: 'inbox' },
      { path: 'INBOX.Sent', name: 'INBOX.Sent', specialUse: 'sent' },
    ]);
  });
});
