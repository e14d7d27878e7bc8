import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeSelfSigned } from './certificates.ts';
import { startDovecot } from './dovecot.ts';
import { type FaultProxyOptions, startFaultProxy } from './fault-proxy.ts';
import type { Fault } from './faults.ts';
import { startRudeServer } from './rude-server.ts';

const ADDRESS = '127.0.0.24';

/** A server that keeps what it hears, and answers as it is told; and a proxy before it. */
async function behindProxy(
  faults: readonly Fault[],
  answer: (line: string, socket: Socket) => void = () => {},
  over: Partial<FaultProxyOptions> = {},
) {
  let heard = '';
  const server = await startRudeServer(ADDRESS, (socket) => {
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) answer(line, socket);
    });
  });
  const proxy = await startFaultProxy({ address: ADDRESS, server, faults, ...over });
  onTestFinished(async () => {
    await proxy.stop();
    await server.stop();
  });
  return { proxy, heard: () => heard };
}

/** Says it all and listens until the other side is done. */
async function talk(port: number, said: string, over: { readonly tls?: boolean; readonly forMs?: number } = {}) {
  const options = { host: ADDRESS, port, rejectUnauthorized: false };
  const socket = over.tls ? connectTls(options) : connect(options);
  let got = '';
  let how = 'open';
  socket.on('data', (chunk) => {
    got += String(chunk);
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    how = error.code ?? error.message;
  });
  socket.on('end', () => {
    how = 'end';
  });
  socket.write(said);
  const left = over.forMs === undefined ? undefined : setTimeout(() => socket.destroy(), over.forMs);
  await once(socket, 'close').catch(() => {});
  clearTimeout(left);
  return { got, how };
}

const echo = (line: string, socket: Socket) => socket.write(`${line.split(' ')[0]} OK ${line}\r\n`);

describe('a fault at a byte', () => {
  it('lets exactly so many pass to the server, then ends', async () => {
    const { proxy, heard } = await behindProxy([{ at: 'byte', direction: 'to-server', byte: 7, deed: 'end' }]);
    expect(await talk(proxy.port, 'a LOGIN me\r\n')).toEqual({ got: '', how: 'end' });
    expect(heard()).toBe('a LOGIN');
    expect(proxy.fired()).toBe(1);
  });

  it('resets on the way to the client, once, and the next session is whole', async () => {
    const { proxy } = await behindProxy(
      [{ at: 'byte', direction: 'to-client', byte: 4, deed: 'reset' }],
      (line, socket) => {
        echo(line, socket);
        socket.end();
      },
    );
    expect((await talk(proxy.port, 'a NOOP\r\n')).how).toBe('ECONNRESET');
    expect(await talk(proxy.port, 'b NOOP\r\n')).toEqual({ got: 'b OK b NOOP\r\n', how: 'end' });
    expect(proxy.armed()).toEqual([]);
    expect(proxy.sessions()).toBe(2);
  });

  it('stalls: nothing passes any more, in either direction', async () => {
    const { proxy, heard } = await behindProxy([{ at: 'byte', direction: 'to-client', byte: 3, deed: 'stall' }], echo);
    const { got, how } = await talk(proxy.port, 'a NOOP\r\n', { forMs: 200 });
    expect({ got, how }).toEqual({ got: 'a O', how: 'open' });
    expect(heard()).toBe('a NOOP\r\n');
  });
});

describe('a fault in a literal', () => {
  it('cuts in its middle, whatever came before', async () => {
    const fault = { at: 'literal', direction: 'to-server', byte: 4, nth: 2, deed: 'end' } as const;
    const { proxy, heard } = await behindProxy([fault]);
    await talk(
      proxy.port,
      'a APPEND x {9+}\r\n123456789\r\nb APPEND x {3+}\r\nabc\r\nc APPEND x {9+}\r\n123456789\r\n',
    );
    expect(heard()).toBe('a APPEND x {9+}\r\n123456789\r\nb APPEND x {3+}\r\nabc\r\nc APPEND x {9+}\r\n1234');
  });

  it('does so with what the server sends', async () => {
    const fault = { at: 'literal', direction: 'to-client', byte: 2, deed: 'end' } as const;
    const { proxy } = await behindProxy([fault], (_, socket) =>
      socket.write('* 1 FETCH (BODY[] {5}\r\nhello)\r\na OK\r\n'),
    );
    expect(await talk(proxy.port, 'a FETCH\r\n')).toEqual({ got: '* 1 FETCH (BODY[] {5}\r\nhe', how: 'end' });
  });
});

describe('a fault at a command', () => {
  it('answers in the server’s stead, so often, and keeps the command with its literals from it', async () => {
    const full = { at: 'command', command: /^APPEND/, deed: { say: '{tag} NO [OVERQUOTA] full' }, times: 2 } as const;
    const { proxy, heard } = await behindProxy([full], (line, socket) => {
      echo(line, socket);
      if (line.startsWith('d')) socket.end();
    });
    const said = 'a APPEND x {3+}\r\nabc {2+}\r\nde\r\nb APPEND x {70}\r\nc NOOP\r\nd APPEND x "y"\r\n';
    expect((await talk(proxy.port, said)).got).toBe(
      'a NO [OVERQUOTA] full\r\nb NO [OVERQUOTA] full\r\nc OK c NOOP\r\nd OK d APPEND x "y"\r\n',
    );
    expect(heard()).toBe('c NOOP\r\nd APPEND x "y"\r\n');
  });

  it('says BYE and hangs up at the third, and POP3 is understood as well', async () => {
    const bye = { at: 'command', command: /^RETR/, nth: 3, deed: { say: '-ERR [SYS/TEMP] later', end: true } } as const;
    const { proxy, heard } = await behindProxy([bye]);
    expect(await talk(proxy.port, 'RETR 1\r\nRETR 2\r\nRETR 3\r\nRETR 4\r\n')).toEqual({
      got: '-ERR [SYS/TEMP] later\r\n',
      how: 'end',
    });
    expect(heard()).toBe('RETR 1\r\nRETR 2\r\n');
  });

  it('never speaks in the middle of what the server says', async () => {
    const no = { at: 'command', command: /^NOOP/, deed: { say: '{tag} NO not now' } } as const;
    const { proxy } = await behindProxy([no], (_, socket) => {
      socket.write('* 1 FETCH (BODY[] {5}\r\nhe');
      setTimeout(() => socket.end('llo)\r\na OK done\r\n'), 50);
    });
    const { port } = proxy;
    const socket = connect(port, ADDRESS);
    socket.write('a FETCH\r\n');
    let got = '';
    for await (const chunk of socket) {
      if (got === '') socket.write('b NOOP\r\n');
      got += String(chunk);
    }
    expect(got).toBe('* 1 FETCH (BODY[] {5}\r\nhello)\r\nb NO not now\r\na OK done\r\n');
  });

  it('refuses compression: what passes stays readable', async () => {
    const { proxy, heard } = await behindProxy([]);
    expect((await talk(proxy.port, 'a COMPRESS DEFLATE\r\n', { forMs: 100 })).got).toMatch(/^a NO /);
    expect(heard()).toBe('');
  });
});

describe('a line', () => {
  it('is as long as it is told, both ways', async () => {
    const { proxy } = await behindProxy([], (line, socket) => {
      echo(line, socket);
      socket.end();
    });
    proxy.setLine({ latencyMs: 40 });
    const beganAt = performance.now();
    await talk(proxy.port, 'a NOOP\r\n');
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(79);
  });

  it('is as narrow as it is told, and loses nothing', async () => {
    const { proxy, heard } = await behindProxy([], () => {}, { line: { bytesPerSecond: 100_000 } });
    const beganAt = performance.now();
    const socket = connect(proxy.port, ADDRESS);
    socket.end(`${'x'.repeat(20_000)}\r\n`);
    await once(socket, 'close');
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(190);
    expect(heard()).toHaveLength(20_002);
  });
});

describe('before a real server', () => {
  const login = 'a LOGIN anna pw\r\n';
  const append = 'b APPEND INBOX {8+}\r\nA: b\r\n\r\n\r\nc LOGOUT\r\n';

  async function dovecotBehind(over: (ports: { imapPort: number; imapsPort: number }) => Partial<FaultProxyOptions>) {
    const dovecot = await startDovecot({
      address: ADDRESS,
      users: { anna: 'pw' },
      tls: await makeSelfSigned(['mail.example.net']),
    });
    const proxy = await startFaultProxy({
      address: ADDRESS,
      server: { address: ADDRESS, port: dovecot.imapPort },
      ...over(dovecot),
    });
    onTestFinished(async () => {
      await proxy.stop();
      await dovecot.stop();
    });
    const kept = async () =>
      (await dovecot.doveadm('search', '-u', 'anna', 'ALL')).trim().split('\n').filter(Boolean).length;
    return { proxy, kept };
  }

  it('withholds the answer to what was done', async () => {
    const { proxy, kept } = await dovecotBehind(() => ({
      faults: [{ at: 'answer', command: /^APPEND/, deed: 'reset' }],
    }));
    expect((await talk(proxy.port, login + append)).got).not.toContain('b OK');
    expect(await kept()).toBe(1);
    expect((await talk(proxy.port, login + append)).got).toContain('b OK');
  });

  it('speaks TLS with both sides, and cuts within a literal all the same', async () => {
    const tls = await makeSelfSigned(['other.example.net']);
    const { proxy, kept } = await dovecotBehind(({ imapsPort }) => ({
      tls,
      serverTls: true,
      server: { address: ADDRESS, port: imapsPort },
      faults: [{ at: 'literal', direction: 'to-server', byte: 5, deed: 'reset' }],
    }));
    expect((await talk(proxy.port, login + append, { tls: true })).how).toMatch(/ECONNRESET|end/);
    expect(await kept()).toBe(0);
    expect((await talk(proxy.port, login + append, { tls: true })).got).toContain('b OK');
    expect(await kept()).toBe(1);
  });

  it('cuts TLS that it cannot read at a byte of the wire', async () => {
    const { proxy } = await dovecotBehind(({ imapsPort }) => ({
      server: { address: ADDRESS, port: imapsPort },
      faults: [{ at: 'byte', direction: 'to-client', byte: 700, deed: 'end' }],
    }));
    expect((await talk(proxy.port, login, { tls: true })).got).toBe('');
    expect((await talk(proxy.port, `${login}c LOGOUT\r\n`, { tls: true })).got).toContain('a OK');
  });
});
