import type { Socket } from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type AcceptanceRequest, askAcceptance } from '../../src/mail/acceptance.ts';
import { createDialer } from '../../src/net/dial.ts';
import { type Issued, makeSelfSigned } from '../servers/certificates.ts';
import { loopback } from '../servers/loopback.ts';
import { type MxFrontOptions, startMxFront } from '../servers/mx-front.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const ADDRESS = '127.0.0.41';
const NOW = 1_800_000_000_000;
const FOREIGN = 'relay-test@example.net';
const LIMITS = { connectMs: 2_000, greetingMs: 1_000, silenceMs: 1_000, sessionMs: 8_000 };
let tls: Issued;

beforeAll(async () => {
  tls = await makeSelfSigned(['somebody.else.example']);
});

/** The made-up local part, of which no server of these tests knows. */
const RANDOM = 'no-such-box';
const mailboxes = ['anna@example.jp', 'bo@example.jp', 'cem@example.jp', 'dai@example.jp', 'eve@example.jp'];
const knows = (address: string) =>
  mailboxes.includes(address)
    ? undefined
    : address.endsWith('@example.jp')
      ? { code: 550, message: '5.1.1 No such user here' }
      : { code: 554, message: '5.7.1 Relay access denied' };

/** A front that takes no message: to hand one over is a failure of the test. */
async function startFront(over: Partial<MxFrontOptions> = {}): Promise<{ port: number; delivered: () => number }> {
  let delivered = 0;
  const front = await startMxFront({
    address: ADDRESS,
    hostname: 'mx.example.jp',
    onRecipient: knows,
    deliver: async () => {
      delivered += 1;
    },
    ...over,
  });
  onTestFinished(() => front.stop());
  return { port: front.port, delivered: () => delivered };
}

async function startRude(greet: (socket: Socket) => void): Promise<number> {
  const server = await startRudeServer(ADDRESS, greet);
  onTestFinished(() => server.stop());
  return server.port;
}

/** Answers each command by what `say` makes of it. */
const talker = (greeting: string, say: (line: string) => string | undefined) => (socket: Socket) => {
  socket.write(greeting);
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = say(line);
      if (answer === undefined) socket.destroy();
      else socket.write(answer);
    }
  });
};

const ask = (port: number, over: Partial<AcceptanceRequest> = {}, limits = LIMITS) =>
  askAcceptance(
    createDialer({ policy: loopback }),
    {
      address: ADDRESS,
      port,
      addresses: ['anna@example.jp', 'gone@example.jp'],
      domains: ['example.jp'],
      side: 'new',
      random: RANDOM,
      foreign: FOREIGN,
      ...over,
    },
    { signal: AbortSignal.timeout(15_000), now: () => NOW, limits },
  );

/** "address verdict-or-code", random and foreign by these words. */
async function told(asked: ReturnType<typeof ask>): Promise<Readonly<Record<string, string>>> {
  const { answers, servers } = await asked;
  const word = (result: (typeof answers)[number]['result'] | undefined) =>
    result === undefined ? 'not asked' : result.outcome === 'answered' ? result.verdict : result.code;
  return {
    ...Object.fromEntries(answers.map(({ address, result }) => [address.replace('@example.jp', ''), word(result)])),
    random: word(servers[0]?.random),
    foreign: word(servers[0]?.foreign),
  };
}

describe('what a server takes', () => {
  it('is told by address, with its words, and nothing is sent', async () => {
    const { port, delivered } = await startFront();
    expect(await ask(port)).toEqual({
      answers: [
        {
          address: 'anna@example.jp',
          side: 'new',
          result: { outcome: 'answered', at: NOW, verdict: 'accepted', reply: '250 Accepted', via: 'port-25' },
        },
        {
          address: 'gone@example.jp',
          side: 'new',
          result: {
            outcome: 'answered',
            at: NOW,
            verdict: 'refused',
            reply: '550 5.1.1 No such user here',
            via: 'port-25',
          },
        },
      ],
      servers: [
        {
          side: 'new',
          domain: 'example.jp',
          random: expect.objectContaining({ verdict: 'refused' }),
          foreign: expect.objectContaining({ verdict: 'refused', reply: '554 5.7.1 Relay access denied' }),
        },
      ],
    });
    expect(delivered()).toBe(0);
  });

  it('over STARTTLS with whatever certificate', async () => {
    const { port } = await startFront({ tls });
    expect(await told(ask(port))).toEqual({ anna: 'accepted', gone: 'refused', random: 'refused', foreign: 'refused' });
  });

  it('in clear where the upgrade fails', async () => {
    const port = await startRude(
      talker('220 mx\r\n', (line) => {
        if (line.startsWith('EHLO')) return '250-mx\r\n250 STARTTLS\r\n';
        return line === 'STARTTLS' ? '220 go\r\nnot tls at all\r\n' : '250 ok\r\n';
      }),
    );
    // Data ahead of the handshake is somebody in between: that is not gone on with.
    expect(await told(ask(port))).toMatchObject({ anna: 'tls-failed' });
    const broken = await startRude(
      talker('220 mx\r\n', (line) => {
        if (line.startsWith('EHLO')) return '250-mx\r\n250 STARTTLS\r\n';
        if (line === 'STARTTLS') return '220 go\r\n';
        return /^(MAIL|RCPT|RSET|QUIT)/.test(line) ? '250 ok\r\n' : undefined;
      }),
    );
    expect(await told(ask(broken, {}, { ...LIMITS, connectMs: 300 }))).toMatchObject({ anna: 'accepted' });
  });

  it('from everybody for everybody shows as it is: catch-all, open relay', async () => {
    const all = await startFront({ onRecipient: (to) => (to.endsWith('@example.jp') ? undefined : knows(to)) });
    expect(await told(ask(all.port))).toMatchObject({ gone: 'accepted', random: 'accepted', foreign: 'refused' });
    const relay = await startFront({ onRecipient: () => undefined });
    expect(await told(ask(relay.port))).toMatchObject({ foreign: 'accepted' });
    expect(relay.delivered()).toBe(0);
  });

  it('later, when it greylists', async () => {
    const { port } = await startFront({ onRecipient: () => ({ code: 451, message: '4.7.1 Greylisted' }) });
    expect(await told(ask(port))).toEqual({
      anna: 'deferred',
      gone: 'deferred',
      random: 'deferred',
      foreign: 'deferred',
    });
    const atMail = await startFront({ onSender: () => ({ code: 450, message: '4.7.1 Greylisted' }) });
    expect(await told(ask(atMail.port))).toMatchObject({ anna: 'deferred', foreign: 'deferred' });
  });

  it('of nobody it blocks, which refuses no address', async () => {
    const message = '5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org';
    const { port } = await startFront({ onRecipient: () => ({ code: 554, message }) });
    const { answers } = await ask(port);
    expect(answers[0]?.result).toEqual({ outcome: 'failed', at: NOW, code: 'server-no', detail: `554 ${message}` });
    const atGreeting = await startRude((socket) => socket.end('554 5.7.1 no PTR\r\n'));
    expect(await told(ask(atGreeting))).toMatchObject({ anna: 'server-no', foreign: 'server-no' });
  });

  it('from a sender it knows, when it wants none without', async () => {
    const senders: string[] = [];
    const { port } = await startFront({
      onSender: (from) => {
        senders.push(from);
        return from === '' ? { code: 550, message: '5.7.1 Null sender not accepted' } : undefined;
      },
    });
    expect(await told(ask(port))).toMatchObject({ anna: 'accepted', gone: 'refused' });
    expect(senders.slice(0, 2)).toEqual(['', 'postmaster@example.jp']);
    const atRecipient = await startRude(
      (() => {
        let from = '';
        return talker('220 mx\r\n', (line) => {
          if (line.startsWith('MAIL')) from = line;
          if (line.startsWith('RCPT') && from.includes('<>')) return '550 bounces are not accepted here\r\n';
          return '250 ok\r\n';
        });
      })(),
    );
    expect(await told(ask(atRecipient))).toMatchObject({ anna: 'accepted' });
  });
});

describe('a server with little patience', () => {
  it('that hangs up after three recipients is called again', async () => {
    const { port } = await startFront({ onRecipient: (to, nth) => (nth >= 3 ? 'hang-up' : knows(to)) });
    expect(await told(ask(port, { addresses: mailboxes }))).toEqual({
      ...{ anna: 'accepted', bo: 'accepted', cem: 'accepted', dai: 'accepted', eve: 'accepted' },
      ...{ random: 'refused', foreign: 'refused' },
    });
  });

  it('that hangs up at one address fails that one alone', async () => {
    const { port } = await startFront({ onRecipient: (to) => (to.startsWith('bo@') ? 'hang-up' : knows(to)) });
    expect(await told(ask(port, { addresses: mailboxes }))).toMatchObject({
      ...{ anna: 'accepted', bo: 'server-bye', cem: 'accepted', random: 'refused' },
    });
  });

  it('that always hangs up is given up', async () => {
    let calls = 0;
    const { port } = await startFront({
      onRecipient: () => {
        calls += 1;
        return 'hang-up';
      },
    });
    expect(await told(ask(port, { addresses: mailboxes }))).toMatchObject({ anna: 'server-bye', random: 'server-bye' });
    expect(calls).toBe(3);
  });

  it.each(['452 4.5.3 Too many recipients', '550 Bounces may have one recipient only'])(
    'that says %s is asked in transactions of their own',
    async (refusal) => {
      let count = 0;
      const port = await startRude(
        talker('220 mx\r\n', (line) => {
          if (line.startsWith('MAIL')) count = 0;
          if (!line.startsWith('RCPT')) return '250 ok\r\n';
          count += 1;
          const to = /<(.*)>/.exec(line)?.[1] ?? '';
          const answer = knows(to);
          return `${count > 1 ? refusal : answer === undefined ? '250 ok' : `${answer.code} ${answer.message}`}\r\n`;
        }),
      );
      expect(await told(ask(port, { addresses: mailboxes }))).toMatchObject({
        ...{ anna: 'accepted', bo: 'accepted', eve: 'accepted', random: 'refused', foreign: 'refused' },
      });
    },
  );

  it('that is slow ends by the clock, and what it said before stands', async () => {
    const { port } = await startFront({
      onRecipient: async (to, nth) => {
        if (nth > 0) await new Promise((resolve) => setTimeout(resolve, 700));
        return knows(to);
      },
    });
    const seen = await told(ask(port, { addresses: mailboxes }, { ...LIMITS, sessionMs: 1_000 }));
    expect(seen).toMatchObject({ anna: 'accepted', eve: 'connect-timeout', random: 'connect-timeout' });
  });

  it.each<[string, (socket: Socket) => void, string]>([
    ['never stops greeting', (socket) => flood(socket, `220-${'x'.repeat(500)}\r\n`), 'protocol'],
    ['never ends a line', (socket) => flood(socket, 'x'.repeat(500)), 'protocol'],
    ['answers before it is asked', (socket) => flood(socket, '220 mx\r\n250 ok\r\n'), 'protocol'],
    ['is no mail server', (socket) => socket.write('SSH-2.0-OpenSSH\r\n'), 'protocol'],
    ['says nothing', () => {}, 'connect-timeout'],
    ['says farewell', (socket) => socket.end('421 4.3.2 shutting down\r\n'), 'server-bye'],
  ])('that %s says nothing of any address', async (_, greet, code) => {
    expect(await told(ask(await startRude(greet)))).toEqual({ anna: code, gone: code, random: code, foreign: code });
  });

  it('whose answers stop in the middle of a word', async () => {
    const port = await startRude(talker('220 mx\r\n', (line) => (line.startsWith('RCPT') ? '250-acc' : '250 ok\r\n')));
    expect(await told(ask(port, {}, { ...LIMITS, silenceMs: 200 }))).toMatchObject({ anna: 'connect-timeout' });
  });
});

describe('a port', () => {
  /** A dialer for which port 25 leads nowhere. */
  const blocked = (other: number) =>
    createDialer({
      policy: loopback,
      addressBook: (_address, port) => (port === 25 ? undefined : { host: ADDRESS, port: port === 143 ? other : 1 }),
    });
  const askBlocked = async (other: number, otherPorts: readonly number[]) => {
    const request = { address: ADDRESS, addresses: ['anna@example.jp'], domains: ['example.jp'], side: 'new' } as const;
    const asked = await askAcceptance(
      blocked(other),
      { ...request, random: RANDOM, foreign: FOREIGN, otherPorts },
      { signal: AbortSignal.timeout(10_000), now: () => NOW, limits: LIMITS },
    );
    return asked.answers[0]?.result;
  };

  it('that is shut while another answers is shut on our side', async () => {
    const other = await startRude(() => {});
    expect(await askBlocked(other, [587, 143])).toEqual({ outcome: 'failed', at: NOW, code: 'port-blocked' });
    expect(await askBlocked(other, [587])).toMatchObject({ code: 'connect-network' });
    expect(await askBlocked(other, [])).toMatchObject({ code: 'connect-network' });
  });

  it('that refuses the connection is refused', async () => {
    const other = await startRude(() => {});
    expect(await told(ask(1, { otherPorts: [other] }))).toMatchObject({ anna: 'connect-refused' });
  });
});

describe('an address', () => {
  it('is asked with its domain in ASCII, and in UTF-8 only where the server can', async () => {
    const heard: string[] = [];
    const port = await startRude(
      talker('220 mx\r\n', (line) => {
        heard.push(line);
        return '250 ok\r\n';
      }),
    );
    const addresses = ['anna@例え.jp', '花子@example.jp', 'x@a b', 'a> SIZE=1@example.jp'];
    expect(await told(ask(port, { addresses }))).toMatchObject({ 'anna@例え.jp': 'accepted', 花子: 'server-no' });
    expect(heard.filter((line) => line.startsWith('RCPT')).slice(0, 2)).toEqual([
      'RCPT TO:<anna@xn--r8jz45g.jp>',
      `RCPT TO:<${RANDOM}@example.jp>`,
    ]);
    const modern = await startRude(
      talker('220 mx\r\n', (line) => {
        heard.push(line);
        return line.startsWith('EHLO') ? '250-mx\r\n250 SMTPUTF8\r\n' : '250 ok\r\n';
      }),
    );
    expect(await told(ask(modern, { addresses: ['anna@example.jp', '花子@example.jp'] }))).toMatchObject({
      anna: 'accepted',
      花子: 'accepted',
    });
    expect(heard).toContain('MAIL FROM:<> SMTPUTF8');
  });

  it('of ours is never the foreign one', async () => {
    const { port } = await startFront();
    expect(await told(ask(port, { foreign: 'x@Example.JP' }))).toMatchObject({ foreign: 'not asked' });
  });

  it('that was not asked before the end is cancelled', async () => {
    const port = await startRude(() => {});
    const request = { address: ADDRESS, port, addresses: ['a@example.jp'], domains: [], side: 'old' } as const;
    const asked = await askAcceptance(
      createDialer({ policy: loopback }),
      { ...request, random: RANDOM, foreign: FOREIGN },
      { signal: AbortSignal.timeout(50), now: () => NOW },
    );
    expect(asked.answers).toMatchObject([{ result: { outcome: 'failed', code: 'cancelled' } }]);
  });
});

function flood(socket: Socket, text: string): void {
  const more = () => void (socket.destroyed || socket.write(text, () => setImmediate(more)));
  more();
}
