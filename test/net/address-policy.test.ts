import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAddressPolicy, kindsOpened, networksProblem } from '../../src/net/address-policy.ts';
import { createDialer } from '../../src/net/dial.ts';
import { classifyNetworkError, refusedAddress } from '../../src/net/failures.ts';

const strict = createAddressPolicy({ ownAddresses: () => ['203.0.113.7', '2001:db8::7'] });

describe('without a word of the administrator', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['::1', 'loopback'],
    ['0:0:0:0:0:0:0:1', 'loopback'],
    ['10.0.0.1', 'private'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.168.1.5', 'private'],
    ['100.64.0.1', 'private'],
    ['100.127.255.255', 'private'],
    ['198.18.0.1', 'private'],
    ['fc00::1', 'private'],
    ['fdff:ffff::1', 'private'],
    ['169.254.1.1', 'link-local'],
    ['fe80::1', 'link-local'],
    ['febf::1', 'link-local'],
    ['169.254.169.254', 'metadata'],
    ['169.254.170.2', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['192.0.0.192', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['fd00:ec2::254', 'metadata'],
    ['fd00:0ec2:0:0:0:0:0:0254', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.250', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['192.0.0.1', 'reserved'],
    ['240.0.0.1', 'reserved'],
    ['fec0::1', 'reserved'],
    ['100::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['64:ff9b:1::a00:1', 'reserved'],
    ['::8.8.8.8', 'reserved'],
    ['::ffff:0:8.8.8.8', 'reserved'],
    ['fe80::1%eth0', 'reserved'],
    ['2001:db8::1%lo', 'reserved'],
    // No addresses, though some resolvers and libraries take them for some.
    ['127.1', 'reserved'],
    ['0x7f.0.0.1', 'reserved'],
    ['2130706433', 'reserved'],
    ['localhost', 'reserved'],
    ['', 'reserved'],
  ] as const)('%s is refused as %s', (address, kind) => {
    expect(strict.refusalOf(address, 993)?.kind).toBe(kind);
  });

  test.each([
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.20.0.0',
    '223.255.255.255',
    '192.0.2.1',
    '2606:4700:4700::1111',
    '3fff:ffff::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
  ])('%s is dialled', (address) => {
    expect(strict.refusalOf(address, 993)).toBeUndefined();
  });
});

const byte = fc.integer({ min: 0, max: 255 });
const forbidden = fc
  .oneof(
    fc.tuple(fc.constantFrom(0, 10, 127, 224, 239, 240, 255), byte, byte, byte),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
    fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), byte, byte),
  )
  .map((bytes) => bytes.join('.'));

const hex = (n: number): string => n.toString(16);
const groups = (v4: string, flip = 0): readonly [string, string] => {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split('.').map((part) => Number(part) ^ flip);
  return [hex(a * 256 + b), hex(c * 256 + d)];
};
const FORMS: Readonly<Record<string, (v4: string) => string>> = {
  itself: (v4) => v4,
  mapped: (v4) => `::ffff:${v4}`,
  'mapped, in hex': (v4) => `::ffff:${groups(v4).join(':')}`,
  'mapped, in full': (v4) => `0000:0000:0000:0000:0000:FFFF:${groups(v4).join(':')}`,
  compatible: (v4) => `::${v4}`,
  translated: (v4) => `::ffff:0:${v4}`,
  NAT64: (v4) => `64:ff9b::${v4}`,
  'local NAT64': (v4) => `64:ff9b:1::${v4}`,
  '6to4': (v4) => `2002:${groups(v4).join(':')}::1`,
  'Teredo server': (v4) => `2001:0:${groups(v4).join(':')}:0:0:f7f7:f7f7`,
  'Teredo client': (v4) => `2001:0:808:808:0:0:${groups(v4, 255).join(':')}`,
  ISATAP: (v4) => `2606:4700::5efe:${groups(v4).join(':')}`,
  'ISATAP, global': (v4) => `2606:4700::200:5efe:${groups(v4).join(':')}`,
};

const dialer = createDialer();
test.each(Object.entries(FORMS))('no address that is not public passes in this form: %s', (_, form) => {
  fc.assert(
    fc.property(forbidden, (v4) => {
      // ::0.0.0.0 and ::0.0.0.1 have other names; refused they are all the same.
      expect(strict.refusalOf(form(v4), 993)).toBeDefined();
      expect(() => dialer.endpoint(form(v4), 993, 'tcp')).toThrow();
      expect(() => dialer.endpoint(form(v4), 53, 'udp')).toThrow();
    }),
  );
});

describe('what the administrator allows', () => {
  const allowing = (...networks: string[]) => createAddressPolicy({ networks });

  test('opens that network, in every form, and no other', () => {
    const policy = allowing('192.168.1.0/24', 'fd12:3456::/32');
    for (const address of ['192.168.1.5', '::ffff:192.168.1.5', '64:ff9b::192.168.1.5', 'fd12:3456::1'])
      expect(policy.refusalOf(address, 993)).toBeUndefined();
    for (const address of ['192.168.2.5', '::ffff:192.168.2.5', 'fd12:3457::1', '127.0.0.1'])
      expect(policy.refusalOf(address, 993)).toBeDefined();
  });

  test.each([
    [['0.0.0.0/0', '::/0']],
    [['169.254.0.0/16', '100.64.0.0/10', '192.0.0.0/16', 'fd00::/8', 'fe80::/10']],
    [['127.0.0.0/7', '168.0.0.0/6', 'fd00:ec2::/64', '::/127']],
  ])('%j opens no metadata, and this machine only where it lies within loopback', (networks) => {
    const policy = allowing(...networks);
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '64:ff9b::169.254.169.254',
      '100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
      'fd00:ec2::254',
      '127.0.0.1',
      '::1',
      '0.0.0.0',
      '255.255.255.255',
      '224.0.0.1',
    ])
      expect(policy.refusalOf(address, 993), address).toBeDefined();
  });

  test('opens loopback and metadata where they are named', () => {
    expect(allowing('127.0.0.0/8').refusalOf('127.0.0.1', 993)).toBeUndefined();
    expect(allowing('127.0.0.1').refusalOf('127.0.0.2', 993)?.kind).toBe('loopback');
    expect(allowing('::1').refusalOf('::1', 993)).toBeUndefined();
    expect(allowing('169.254.169.254').refusalOf('169.254.169.254', 80)).toBeUndefined();
    expect(allowing('169.254.169.254/32').refusalOf('169.254.1.1', 80)?.kind).toBe('link-local');
  });

  test('a DNS server of its own is asked at that address and port alone', () => {
    const policy = createAddressPolicy({ dnsServers: [{ address: '10.0.0.53', port: 53 }] });
    expect(policy.refusalOf('10.0.0.53', 53)).toBeUndefined();
    expect(policy.refusalOf('::ffff:10.0.0.53', 53)).toBeUndefined();
    for (const [address, port] of [
      ['10.0.0.53', 993],
      ['10.0.0.53', 853],
      ['10.0.0.54', 53],
    ] as const)
      expect(policy.refusalOf(address, port)?.kind).toBe('private');
    expect(policy.refusalOf('10.0.0.53')?.kind).toBe('private');
  });

  test('the ports of this process stay shut on each address of this machine', () => {
    const policy = createAddressPolicy({
      networks: ['127.0.0.0/8', '192.168.0.0/16'],
      ownPorts: [3000, 8080],
      ownAddresses: () => ['192.168.1.7', '203.0.113.7', '2001:db8::7'],
    });
    for (const address of [
      '127.0.0.1',
      '127.0.0.9',
      '192.168.1.7',
      '203.0.113.7',
      '::ffff:203.0.113.7',
      '2001:db8:0::7',
    ])
      expect(policy.refusalOf(address, 8080)?.kind).toBe('own-port');
    expect(policy.refusalOf('127.0.0.1', 8081)).toBeUndefined();
    expect(policy.refusalOf('192.168.1.8', 8080)).toBeUndefined();
  });

  test('says what an entry opens, and what is wrong with one', () => {
    expect(kindsOpened('10.0.0.0/8')).toEqual(['private']);
    expect(kindsOpened('0.0.0.0/0')).toEqual(['private']);
    expect(kindsOpened('127.0.0.1')).toEqual(['loopback']);
    expect(kindsOpened('169.254.169.254')).toEqual(['metadata', 'link-local']);
    expect(kindsOpened('8.8.8.0/24')).toEqual([]);
    expect(networksProblem(['10.0.0.0/8', '169.254.169.254', '192.0.0.192', '::1'])).toBeUndefined();
    expect(networksProblem(['0.0.0.0'])).toMatch(/never connected to/);
    expect(networksProblem(['ff02::/16'])).toMatch(/never connected to/);
    expect(networksProblem(['::ffff:10.0.0.1'])).toMatch(/holds an IPv4 address/);
  });
});

describe('the dialer', () => {
  test('refuses before it connects, in a code of its own, and names the address', async () => {
    const error = await dialer.socket({ address: '::ffff:127.0.0.1', port: 1 }, { timeoutMs: 50 }).catch((e) => e);
    expect(classifyNetworkError(error)).toBe('address-refused');
    expect(refusedAddress(error)).toBe('127.0.0.1');
    expect(dialer.refusalOf('192.168.1.5')?.canBeAllowed).toBe(true);
  });

  test('judges the address of the record also where a book leads elsewhere', () => {
    const dialer = createDialer({
      policy: createAddressPolicy(),
      addressBook: () => ({ host: '127.0.0.1', port: 4000 }),
    });
    expect(dialer.endpoint('192.0.2.1', 993, 'tcp')).toEqual({ host: '127.0.0.1', port: 4000 });
    expect(() => dialer.endpoint('192.168.1.5', 993, 'tcp')).toThrow(/192\.168\.1\.5 is not dialled/);
  });
});
