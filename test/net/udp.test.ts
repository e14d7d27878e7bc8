import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Datagram, sendDatagram } from '../../src/net/udp.ts';

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

type Arrived = { readonly port: number; readonly text: string };

async function listener(host: string, answer: (from: AddressInfo, socket: Socket) => void) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  open.push(socket);
  const arrived: Arrived[] = [];
  socket.on('message', (message, from) => {
    arrived.push({ port: from.port, text: message.toString() });
    answer(from, socket);
  });
  socket.bind(0, host);
  await once(socket, 'listening');
  return { at: { host, port: socket.address().port }, arrived, socket };
}

function echo(from: AddressInfo, socket: Socket): void {
  socket.send('back', from.port, from.address);
}

/** Sends, waits for one reply, and lets go. */
function roundTrip(at: { host: string; port: number }, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const datagram: Datagram = sendDatagram(at, Buffer.from(text), {
      onMessage: (message) => {
        datagram.release(true);
        resolve(message.toString());
      },
      onError: (error) => {
        datagram.release(false);
        reject(error);
      },
    });
  });
}

test.each(['127.0.0.1', '::1'])('one after the other, each datagram leaves %s from another port', async (host) => {
  const { at, arrived } = await listener(host, echo);
  for (let round = 0; round < 30; round += 1) expect(await roundTrip(at, `${round}`)).toBe('back');
  expect(arrived.map((one) => one.text)).toEqual(Array.from({ length: 30 }, (_, round) => `${round}`));
  expect(new Set(arrived.map((one) => one.port)).size).toBeGreaterThan(26);
});

test('a reply to an earlier datagram does not reach the one that comes after', async () => {
  const held: (() => void)[] = [];
  const { at } = await listener('127.0.0.1', (from, socket) => {
    socket.send('first', from.port, from.address);
    held.push(() => socket.send('late', from.port, from.address));
  });
  await roundTrip(at, 'one');
  const seen = new Promise<string>((resolve, reject) => {
    const datagram = sendDatagram(at, Buffer.from('two'), {
      onMessage: (message) => {
        datagram.release(true);
        resolve(message.toString());
      },
      onError: reject,
    });
    held[0]?.();
  });
  expect(await seen).toBe('first');
});

test('somebody else’s datagram to our port is not heard', async () => {
  const stranger = await listener('127.0.0.1', () => {});
  const { at } = await listener('127.0.0.1', (from, socket) => {
    stranger.socket.send('forged', from.port, from.address, () => socket.send('real', from.port, from.address));
  });
  expect(await roundTrip(at, 'x')).toBe('real');
});

test('a closed port is noticed, and nothing is called after letting go', async () => {
  const { at, socket } = await listener('127.0.0.1', echo);
  open.splice(open.indexOf(socket), 1);
  socket.close();
  await expect(roundTrip(at, 'x')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  const called: string[] = [];
  const handlers = { onMessage: () => called.push('message'), onError: () => called.push('error') };
  const datagram = sendDatagram(at, Buffer.from('x'), handlers);
  datagram.release(false);
  datagram.release(false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(called).toEqual([]);
});

test('an address that cannot be connected to is an error, not a crash', async () => {
  // Broadcasting needs a socket option that nobody sets here: the kernel refuses before anything is sent.
  await expect(roundTrip({ host: '255.255.255.255', port: 9 }, 'x')).rejects.toMatchObject({ code: 'EACCES' });
});
