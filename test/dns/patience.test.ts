import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ExchangeOptions, exchange } from '../../src/dns/exchange.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import type { Pace } from '../../src/net/pace.ts';

const opened: Socket[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const socket of opened.splice(0)) socket.close();
});

async function silentServer(): Promise<{ readonly socket: Socket; readonly dialer: Dialer }> {
  const socket = createSocket('udp4');
  opened.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  return { socket, dialer: createDialer({ addressBook: () => ({ host: '127.0.0.1', port }) }) };
}

/** After how many milliseconds each attempt at a silent server is given up. */
async function givenUpAt(expectedMs: number | undefined, options: Partial<ExchangeOptions> = {}): Promise<number[]> {
  const { socket, dialer } = await silentServer();
  const pace: Pace = { took: () => undefined, expectMs: () => expectedMs };
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 });
  let isOver = false;
  const question = { server: '192.0.2.1', name: 'kitano.example', type: 'MX', recursive: true } as const;
  const result = exchange({ ...dialer, pace }, { ...question, ...options }).finally(() => {
    isOver = true;
  });
  const moments: number[] = [];
  let arrived = 0;
  socket.on('message', () => {
    arrived += 1;
  });
  while (!isOver) {
    if (arrived > moments.length) {
      vi.advanceTimersToNextTimer();
      moments.push(Date.now());
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await result).toEqual({ outcome: 'failed', code: 'dns-timeout' });
  return moments;
}

describe('how long a silent server is waited for', () => {
  test('four times, 3 seconds in all, while nothing is known of it', async () => {
    expect(await givenUpAt(undefined)).toEqual([350, 800, 1_600, 3_000]);
  });

  test('asked again sooner when its answers came quickly, and as long in all', async () => {
    expect(await givenUpAt(200)).toEqual([200, 600, 1_400, 3_000]);
  });

  test('never so soon that an answer from beyond its cache has no time', async () => {
    expect(await givenUpAt(1)).toEqual([150, 450, 1_050, 3_000]);
  });

  test('never later than one that nothing is known of', async () => {
    expect(await givenUpAt(5_000)).toEqual([350, 800, 1_600, 3_000]);
  });

  test('a time-out that is given, and a single attempt, are kept to', async () => {
    expect(await givenUpAt(10, { timeoutMs: 500, attempts: 3 })).toEqual([500, 1_000, 1_500]);
    expect(await givenUpAt(10, { attempts: 1 })).toEqual([1_500]);
  });
});

test('an answer that came while the process was busy is read, not given up', async () => {
  const { socket, dialer } = await silentServer();
  socket.once('message', (query, from) => {
    const answer = Buffer.from(query);
    answer.writeUInt16BE(0x8180, 2);
    socket.send(answer, from.port, from.address);
    const until = performance.now() + 60;
    while (performance.now() < until);
  });
  const question = { server: '192.0.2.1', name: 'kitano.example', type: 'MX', recursive: true } as const;
  const result = await exchange(dialer, { ...question, timeoutMs: 40, attempts: 1 });
  expect(result).toMatchObject({ outcome: 'reply', reply: { rcode: 0 } });
  expect(dialer.pace.expectMs('192.0.2.1')).toBeGreaterThan(0);
});
