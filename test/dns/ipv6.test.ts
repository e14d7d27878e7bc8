import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import packet from 'dns-packet';
import { expect, onTestFinished, test } from 'vitest';
import { sweepVantages } from '../../src/dns/sweep.ts';
import { createDialer } from '../../src/net/dial.ts';
import { AT, a, framed, HOST, replyTo } from './rogue.ts';

test('a vantage with an IPv6 address is asked over IPv6, UDP and TCP by turns', async () => {
  const families: string[] = [];
  const answer = (raw: Buffer, transport: 'udp' | 'tcp', from = '') => {
    families.push(`${transport} ${from}`);
    return replyTo({ query: packet.decode(raw), raw, transport, from }, { answers: [a(HOST, '192.0.2.1')] });
  };
  const udp = createSocket('udp6');
  udp.on('message', (raw, { port, address }) => udp.send(answer(raw, 'udp', address), port, address));
  const tcp = createServer((connection) => {
    connection.on('error', () => connection.destroy());
    connection.on('data', (raw) => connection.write(framed(answer(raw.subarray(2), 'tcp', connection.remoteAddress))));
  });
  await new Promise<void>((resolve) => udp.bind(0, '::1', resolve));
  const { port } = udp.address();
  await new Promise<void>((resolve) => tcp.listen(port, '::1', resolve));
  onTestFinished(() => {
    udp.close();
    tcp.close();
  });

  const dialer = createDialer({
    addressBook: (address) => (address === '2001:db8::53' ? { host: '::1', port } : undefined),
  });
  const vantages = [{ id: 'six', operator: 'S', address: '2001:db8::53', site: false }];
  const questions = [{ name: HOST, type: 'A' }] as const;
  const seen = await sweepVantages(dialer, { vantages, questions, samples: 2, now: () => AT });
  expect(seen.map(({ result, over }) => [over, result.outcome])).toEqual([
    ['udp', 'answer'],
    ['tcp', 'answer'],
  ]);
  expect(families.sort()).toEqual(['tcp ::1', 'udp ::1']);
});
