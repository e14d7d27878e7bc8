import { describe, expect, test } from 'vitest';
import type { Straggler } from '../../src/migration/arrival-facts.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { isPrivateAddress } from '../../src/migration/private-addresses.ts';
import { causeOf, pathsOf } from '../../src/migration/straggler-advice.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { ALL_NEW, MAILBOXES, SENDER } from './a-migration.ts';
import { at, upTo, withFacts } from './stages.ts';

const { facts } = upTo(ALL_NEW + HOUR_MS + 1);
const BEFORE = at(ALL_NEW + MINUTE_MS);
const AFTER = at(ALL_NEW + HOUR_MS);
const stray = (change: Partial<Straggler> = {}): Straggler => ({
  key: 'k1',
  mailbox: MAILBOXES[0],
  folder: 'INBOX',
  at: AFTER,
  seenAt: AFTER,
  fingerprint: '<1@x>',
  from: 'shop@elsewhere.example',
  path: { helo: 'mx.elsewhere.example', address: '203.0.113.99' },
  ...change,
});
const { path: _path, ...pathless } = stray();
const scanned = (way: 'dns' | 'local' | 'inside' | 'smarthost', sender = SENDER): Facts =>
  withFacts(upTo(ALL_NEW + HOUR_MS + 1), {
    senders: { [sender]: { days: [1, 2], lastAt: 0, way, path: { address: '203.0.113.99' } } },
  }).facts;

describe('how it can have come to the old server', () => {
  test.each<readonly [string, Straggler, string]>([
    ['from outside before the watermark', stray({ at: BEFORE }), 'cache'],
    ['from outside after it', stray(), 'pinned'],
    ['handed over on the server itself', pathless, 'local'],
    ['over loopback', stray({ path: { address: '127.0.0.1' } }), 'local'],
    ['from the old server’s own address', stray({ path: { address: '192.0.2.10' } }), 'local'],
    [
      'from another host of its provider',
      stray({ path: { helo: 'sv40.OLDHOST.example', address: '192.0.2.77' } }),
      'local',
    ],
    ['from a private address', stray({ path: { helo: 'scanner', address: '192.168.1.9' } }), 'inside'],
    ['by a client behind a router', stray({ path: { helo: '[10.0.0.8]', address: '203.0.113.99' } }), 'inside'],
    [
      'by a colleague’s client',
      stray({ from: 'ken@kitano.example', path: { helo: 'LAPTOP-7', address: '203.0.113.99' } }),
      'inside',
    ],
    ['by a service that writes in the domain’s name', stray({ from: 'info@kitano.example' }), 'pinned'],
    [
      'by the team’s own relay',
      stray({ path: { helo: 'relay.kitano.example', address: '203.0.113.99' } }),
      'smarthost',
    ],
    ['known from a log that names no path', { ...pathless, source: 'log' }, 'unknown'],
    ['forwarded', { ...pathless, source: 'forwarded' }, 'unknown'],
  ])('%s', (_, straggler, cause) => {
    expect(causeOf(facts, straggler)).toBe(cause);
  });

  test('while no server of the zone is all new, an old answer may live anywhere', () => {
    expect(causeOf({ ...facts, recordSets: {} }, stray())).toBe('cache');
  });
  test.each(['local', 'inside', 'smarthost'] as const)('by a path that the scan showed as %s', (way) => {
    expect(causeOf(scanned(way), stray())).toBe(way);
    expect(causeOf(scanned(way), stray({ at: BEFORE }))).toBe(way);
    expect(causeOf(scanned(way), stray({ path: { address: '203.0.113.98' } }))).toBe('pinned');
  });
  test('that a path asked DNS before says nothing of now', () => {
    expect(causeOf(scanned('dns'), stray())).toBe('pinned');
  });
});

test('paths: what came by each, what of it is on the new server, and why; the latest first', () => {
  const stragglers = [
    stray({ key: 'a', at: BEFORE, carriedAt: AFTER }),
    stray({ key: 'b', at: AFTER }),
    stray({ key: 'c', at: BEFORE, path: { address: '198.51.100.7' }, from: 'x@y.example' }),
    stray({ key: 'd', suspect: 'junk' }),
    stray({ key: 'e|new' }),
  ];
  expect(pathsOf({ ...facts, stragglers })).toMatchObject([
    {
      key: 'path:203.0.113.99',
      helo: 'mx.elsewhere.example',
      cause: 'pinned',
      count: 2,
      carried: 1,
      firstAt: BEFORE,
      lastAt: AFTER,
      senders: ['shop@elsewhere.example'],
    },
    { key: 'path:198.51.100.7', cause: 'cache', count: 1, carried: 0 },
  ]);
});

test.each([
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.0.1', true],
  ['169.254.9.9', true],
  ['100.64.0.1', true],
  ['100.128.0.1', false],
  ['8.8.8.8', false],
  ['fd00::1', true],
  ['fe80::1', true],
  ['2001:db8::1', false],
  ['fd.example', false],
])('%s is private: %s', (address, isPrivate) => {
  expect(isPrivateAddress(address)).toBe(isPrivate);
});
