import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signingOf } from '../../src/dns/signing.ts';
import type { Vantage } from '../../src/dns/vantages.ts';
import { stopDnsDaemons } from '../servers/dns-daemon.ts';
import { startNsd } from '../servers/nsd.ts';
import { signZone } from '../servers/signed-zone.ts';
import { startUnbound } from '../servers/unbound.ts';
import { type LittleInternet, startLittleInternet, wholeZone } from './little-internet.ts';

const SIGNED = '192.0.2.54';
const UNSIGNED = '192.0.2.55';
const RESOLVER = '192.0.2.8';
const SILENT = '192.0.2.98';
const silent = createSocket('udp4');
let internet: LittleInternet;
let askedOfSilent = 0;

beforeAll(async () => {
  const text = (zone: string) => wholeZone(zone, '@ IN MX 10 mail\nmail IN A 192.0.2.10');
  const good = signZone('good.test', text('good.test'));
  const expired = signZone('expired.test', text('expired.test'), { expired: true });
  const wrong = signZone('wrong.test', text('wrong.test'));
  const half = signZone('half.test', text('half.test'));
  const lost = signZone('lost.test', text('lost.test'));
  const served = { 'good.test': good, 'expired.test': expired, 'wrong.test': wrong, 'half.test': half };
  const [signed, unsigned] = await Promise.all([
    startNsd(Object.fromEntries(Object.entries(served).map(([zone, one]) => [zone, one.text]))),
    startNsd({ 'half.test': text('half.test'), 'lost.test': text('lost.test') }),
  ]);
  const at = (name: string, ds: string, addresses = [SIGNED]) => ({
    name,
    ds,
    servers: Object.fromEntries(addresses.map((address, index) => [`ns${index}.${name}`, address])),
  });
  internet = await startLittleInternet(
    { 'plain.test': 'mail IN A 192.0.2.10' },
    {
      delegated: [
        at('good.test', good.ds),
        at('expired.test', expired.ds),
        at('wrong.test', good.ds),
        at('half.test', half.ds, [SIGNED, UNSIGNED]),
        at('lost.test', lost.ds, [UNSIGNED]),
        at('away.test', good.ds, ['192.0.2.99']),
      ],
    },
  );
  internet.book.set(SIGNED, signed);
  internet.book.set(UNSIGNED, unsigned);
  const resolver = await startUnbound({
    zones: Object.keys(served).map((name) => ({ name, host: signed.host, port: signed.port })),
    readyName: 'good.test',
    settings: [
      'module-config: "validator iterator"',
      `trust-anchor: "good.test. 3600 IN DS ${good.ds}"`,
      `trust-anchor: "expired.test. 3600 IN DS ${expired.ds}"`,
      'ede: yes',
    ],
  });
  internet.book.set(RESOLVER, resolver);
  silent.on('message', () => {
    askedOfSilent += 1;
  });
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  internet.book.set(SILENT, { host: '127.0.0.1', port: silent.address().port });
}, 60_000);
afterAll(async () => {
  silent.close();
  await stopDnsDaemons();
});

const vantage = (id: string, address = RESOLVER): Vantage => ({ id, operator: id, address, site: false });
const look = (zone: string, vantages: readonly Vantage[] = [vantage('a')]) =>
  signingOf(internet.dialer, { zone, walker: internet.walker(), vantages, now: () => 7, timeoutMs: 600 });

test('a zone whose DS, keys and signatures hold together is secure', async () => {
  const seen = await look('good.test');
  expect(seen).toMatchObject({ outcome: 'signing', at: 7, state: 'secure', ede: [] });
  if (seen.outcome === 'failed') throw new Error(seen.code);
  expect(seen.ds).toHaveLength(1);
  expect(seen.keys).toHaveLength(2);
  expect(seen.keys).toContain(seen.ds[0]);
});

test('signatures that ran out are broken, though the DS leads to a key; the resolver’s reasons are kept', async () => {
  const seen = await look('expired.test');
  expect(seen).toMatchObject({ state: 'bogus' });
  // Unbound: 6 bogus, 7 expired, 9 no key that is signed.
  expect(seen.outcome === 'signing' && seen.ede.some((code) => [6, 7, 9].includes(code))).toBe(true);
  expect(await look('expired.test', [])).toMatchObject({ state: 'unvalidated' });
});

test('a DS that leads to no key is broken, whatever resolvers say: another zone’s, or of a zone no longer signed', async () => {
  expect(await look('wrong.test', [])).toMatchObject({ state: 'bogus', ede: [9] });
  expect(await look('lost.test', [])).toMatchObject({ state: 'bogus', keys: [], ede: [9] });
});

test('one server of two without keys is broken for those who ask it', async () => {
  expect(await look('half.test', [])).toMatchObject({ state: 'bogus' });
});

test('no DS: not signed, and no resolver is asked', async () => {
  const before = askedOfSilent;
  expect(await look('plain.test', [vantage('dead', SILENT)])).toEqual({
    outcome: 'signing',
    at: 7,
    state: 'unsigned',
    ds: [],
    keys: [],
    ede: [],
  });
  expect(askedOfSilent).toBe(before);
});

test('resolvers that do not answer leave it open; a majority decides', async () => {
  const dead = vantage('dead', SILENT);
  expect(await look('good.test', [dead])).toMatchObject({ state: 'unvalidated' });
  expect(await look('good.test', [])).toMatchObject({ state: 'unvalidated' });
  expect(await look('good.test', [dead, vantage('a')])).toMatchObject({ state: 'secure' });
});

test('servers that do not answer are a failure, not an unsigned zone', async () => {
  expect(await look('away.test')).toMatchObject({ outcome: 'failed' });
});

test('where the first few are silent, further ones are asked; where they have told, no more', async () => {
  const dead = ['a', 'b', 'c'].map((id) => vantage(id, SILENT));
  expect(await look('good.test', [...dead, vantage('d')])).toMatchObject({ state: 'secure' });
  expect(askedOfSilent).toBeGreaterThanOrEqual(dead.length);
  const before = askedOfSilent;
  const told = ['a', 'b', 'c'].map((id) => vantage(id));
  expect(await look('good.test', [...told, ...dead])).toMatchObject({ state: 'secure' });
  expect(askedOfSilent).toBe(before);
});
