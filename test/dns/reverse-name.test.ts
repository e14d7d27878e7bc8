import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAskableName } from '../../src/dns/names.ts';
import { reverseName } from '../../src/dns/reverse-name.ts';

test.each([
  ['192.0.2.10', '10.2.0.192.in-addr.arpa'],
  ['2001:db8::10', '0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ['::', `${'0.'.repeat(32)}ip6.arpa`],
  ['fe80::1%eth0', `1.${'0.'.repeat(28)}8.e.f.ip6.arpa`],
  ['::ffff:192.0.2.10', `a.0.2.0.0.0.0.c.f.f.f.f.${'0.'.repeat(20)}ip6.arpa`],
])('%s has its PTR record at %s', (address, name) => {
  expect(reverseName(address)).toBe(name);
});

test('what is no address has no reverse name', () => {
  expect(['', 'mail.example.net', '192.0.2', '192.0.2.10/32', '2001:db8::10::'].map(reverseName)).toEqual(
    Array.from({ length: 5 }),
  );
});

test('every address has one that can be asked for, and the digits of an IPv6 address come back from it', () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const name = reverseName(address) ?? '';
      expect(isAskableName(name)).toBe(true);
      const digits = name.replace('.ip6.arpa', '').split('.').reverse().join('');
      const groups = digits.match(/.{4}/g) ?? [];
      expect(groups).toHaveLength(8);
      expect(reverseName(groups.join(':'))).toBe(name);
    }),
  );
});
