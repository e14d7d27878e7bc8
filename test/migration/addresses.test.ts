import { describe, expect, test } from 'vitest';
import { isHostName, isIpAddress, isIpv4, isIpv6, isMailAddress, toHostName } from '../../src/migration/addresses.ts';

describe('mail addresses', () => {
  test.each([
    'aoi@kitano.example',
    'a.b+c@sub.kitano.example',
    "o'neil@kitano.example",
    'info=x@xn--fsq.example',
    `${'x'.repeat(64)}@kitano.example`,
  ])('%s is one', (text) => expect(isMailAddress(text)).toBe(true));
  test.each([
    '',
    'aoi',
    '@kitano.example',
    'aoi@',
    'aoi@localhost',
    'a b@kitano.example',
    'a@b@kitano.example',
    '<a@kitano.example>',
    'a,b@kitano.example',
    `${'x'.repeat(65)}@kitano.example`,
    `a@${'x'.repeat(250)}.example`,
    'aoi@kitano..example',
    'aoi\n@kitano.example',
  ])('%j is none', (text) => expect(isMailAddress(text)).toBe(false));
});

describe('host names', () => {
  test.each(['kitano.example', '_dmarc.kitano.example', 'xn--fsq.example', 'a-b.example', '1.example'])(
    '%s is one',
    (text) => {
      expect(isHostName(text)).toBe(true);
    },
  );
  test.each([
    'example',
    'a..example',
    '-a.example',
    'a-.example',
    `${'x'.repeat(64)}.example`,
    'a b.example',
    'a.example.',
    '',
    `${'abcdefgh.'.repeat(30)}example`,
  ])('%j is none', (text) => expect(isHostName(text)).toBe(false));
  test.each([
    [' Kitano.Example. ', 'kitano.example'],
    ['日本語.example', 'xn--wgv71a119e.example'],
    ['localhost', undefined],
    ['a b.example', undefined],
    ['日本 語.example', undefined],
    ['日本語.example/path', undefined],
    ['user@日本語.example', undefined],
    ['日本語.example:25', undefined],
  ])('%j as people write it is %j', (text, expected) => {
    expect(toHostName(text)).toBe(expected);
  });
});

describe('addresses', () => {
  test.each([
    ['192.0.2.10', true, false],
    ['255.255.255.255', true, false],
    ['192.0.2.256', false, false],
    ['192.0.2.010', false, false],
    ['192.0.2', false, false],
    ['2001:db8::10', false, true],
    ['::ffff:192.0.2.10', false, true],
    ['::', false, true],
    ['2001:db8::10::1', false, false],
    ['2001:db8:zz::1', false, false],
    ['fe80::1%eth0', false, false],
    ['[::1]', false, false],
  ])('%s: IPv4 %s, IPv6 %s', (text, four, six) => {
    expect([isIpv4(text), isIpv6(text), isIpAddress(text)]).toEqual([four, six, four || six]);
  });
});
