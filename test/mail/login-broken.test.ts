import { describe, expect, it, onTestFinished } from 'vitest';
import { SESSION_LIMITS } from '../../src/mail/limits.ts';
import { checkLogin } from '../../src/mail/login-check.ts';
import { createDialer } from '../../src/net/dial.ts';
import { loopback } from '../servers/loopback.ts';
import { startRudeServer } from '../servers/rude-server.ts';

const NOW = 1_800_000_000_000;
const USER = 'anna@example.jp';
const PASSWORD = 'correct "horse\\';

describe('a login fails at a server that misbehaves', () => {
  const rude = async (greet: Parameters<typeof startRudeServer>[1], limits = {}) => {
    const misbehaving = await startRudeServer('127.0.0.16', greet);
    onTestFinished(() => misbehaving.stop());
    const account = { security: 'plain', verify: 'report', user: USER, password: PASSWORD } as const;
    return checkLogin(
      createDialer({ policy: loopback }),
      { ...account, address: misbehaving.address, port: misbehaving.port },
      { signal: AbortSignal.timeout(10_000), now: () => NOW, limits: { ...SESSION_LIMITS, ...limits } },
    );
  };
  /** Greets, and answers each command by its tag and name. */
  const answering = (
    answer: (tag: string, command: string, line: string) => string,
  ): Parameters<typeof startRudeServer>[1] => {
    return (socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready\r\n');
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
          const [tag = '', command = ''] = line.split(' ');
          socket.write(answer(tag, command, line));
        }
      });
    };
  };

  it('by hanging before the greeting', async () => {
    expect(await rude(() => {}, { greetingMs: 100 })).toMatchObject({ code: 'connect-timeout' });
  });

  it('by hanging after the login was sent', async () => {
    const result = await rude(
      answering((tag, name) => (name === 'CAPABILITY' ? `${tag} OK\r\n` : '')),
      { silenceMs: 200 },
    );
    expect(result).toMatchObject({ code: 'connect-timeout' });
  });

  it('by dripping for ever', async () => {
    const result = await rude(
      (socket) => {
        socket.write('* OK hello\r\n');
        const drip = setInterval(() => socket.write('* OK drip\r\n'), 20);
        socket.once('close', () => clearInterval(drip));
      },
      { sessionMs: 300 },
    );
    expect(result).toMatchObject({ code: 'connect-timeout' });
  });

  it('by saying BYE', async () => {
    const result = await rude((socket) => socket.end('* BYE going down for the night\r\n'));
    expect(result).toEqual({ outcome: 'failed', at: NOW, code: 'server-bye', detail: 'going down for the night' });
  });

  it('by saying BYE because it is full', async () => {
    const result = await rude((socket) => socket.end('* BYE Too many connections from your address\r\n'));
    expect(result).toMatchObject({ code: 'login-limit' });
  });

  it('by hanging up', async () => {
    expect(await rude((socket) => socket.destroy())).toMatchObject({ code: 'connect-network' });
  });

  it('by speaking another protocol', async () => {
    const result = await rude((socket) => socket.write('220 smtp.example.jp ESMTP\r\n'), { greetingMs: 300 });
    expect(result).toMatchObject({ outcome: 'failed' });
  });

  it('by letting in without a password', async () => {
    const result = await rude((socket) => {
      socket.write('* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n');
      socket.on('data', (chunk) => socket.write(`${chunk.toString().split(' ')[0]} OK done\r\n`));
    });
    expect(result).toMatchObject({ code: 'protocol' });
  });

  it('by repeating the password, which is hidden', async () => {
    let tag = '';
    const result = await rude((socket) => {
      socket.write('* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n');
      socket.on('data', (chunk) => {
        const line = chunk.toString().trim();
        if (/AUTHENTICATE/.test(line)) {
          tag = line.split(' ')[0] ?? '';
          socket.write('+ \r\n');
        } else socket.write(`${tag} NO you said ${line} which is ${Buffer.from(line, 'base64').toString()}\r\n`);
      });
    });
    expect(result).toMatchObject({
      code: 'login-refused',
      detail: expect.stringMatching(/said \[hidden\] which is .*\[hidden\]/),
    });
    expect(JSON.stringify(result)).not.toContain('horse');
    expect(JSON.stringify(result)).not.toContain(Buffer.from(`\0${USER}\0${PASSWORD}`).toString('base64'));
  });

  it('by an older server’s words for being full', async () => {
    const result = await rude(
      answering((tag, name) =>
        name === 'CAPABILITY' ? `${tag} OK\r\n` : `${tag} NO Temporary problem, please try again later\r\n`,
      ),
    );
    expect(result).toMatchObject({ code: 'login-limit' });
  });
});
