import { afterAll, beforeAll, expect, test } from 'vitest';
import { pointerOf } from '../../src/dns/pointer.ts';
import { stopDnsDaemons } from '../servers/dns-daemon.ts';
import { type LittleInternet, startLittleInternet } from './little-internet.ts';

let internet: LittleInternet;

beforeAll(async () => {
  internet = await startLittleInternet(
    {
      '113.0.203.in-addr.arpa': `10 IN PTR mail.newhost.example.
11 IN PTR other.newhost.example.
12 IN PTR mail.newhost.example.
12 IN PTR host12.newhost.example.
13 IN PTR gone.silent.test.
14 IN CNAME 14.0-15
14.0-15 IN PTR host14.newhost.example.`,
      '8.b.d.0.1.0.0.2.ip6.arpa': '0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 IN PTR mail.newhost.example.',
      'newhost.example': `mail IN A 203.0.113.10
mail IN AAAA 2001:db8::10
other IN A 203.0.113.99
host12 IN A 203.0.113.12
host14 IN A 203.0.113.14`,
    },
    {
      delegated: [
        { name: 'silent.test', servers: { 'ns.silent.test': '192.0.2.99' } },
        { name: '100.51.198.in-addr.arpa', servers: { 'ns.silent.test': '192.0.2.99' } },
      ],
    },
  );
}, 30_000);
afterAll(stopDnsDaemons);

const pointer = (address: string) => pointerOf(internet.resolve(), address, () => 7);

test('an address whose name leads back to it, in both families', async () => {
  const confirmed = { outcome: 'pointer', at: 7, names: ['mail.newhost.example'], confirmed: ['mail.newhost.example'] };
  expect(await pointer('203.0.113.10')).toEqual(confirmed);
  expect(await pointer('2001:DB8:0::10')).toEqual(confirmed);
});

test('a name that leads elsewhere is not confirmed; of two, the one that does is', async () => {
  expect(await pointer('203.0.113.11')).toMatchObject({ names: ['other.newhost.example'], confirmed: [] });
  expect(await pointer('203.0.113.12')).toMatchObject({
    names: ['host12.newhost.example', 'mail.newhost.example'],
    confirmed: ['host12.newhost.example'],
  });
});

test('a part of a network handed on by aliases (RFC 2317)', async () => {
  expect(await pointer('203.0.113.14')).toMatchObject({ confirmed: ['host14.newhost.example'] });
});

test('no name is an answer; a server that is silent is a failure, on the way there or back', async () => {
  expect(await pointer('203.0.113.77')).toMatchObject({ outcome: 'pointer', names: [], confirmed: [] });
  expect(await pointer('198.51.100.7')).toMatchObject({ outcome: 'failed' });
  expect(await pointer('203.0.113.13')).toMatchObject({ outcome: 'failed' });
  expect(await pointer('mail.newhost.example')).toMatchObject({ outcome: 'failed', code: 'dns-bad-name' });
});
