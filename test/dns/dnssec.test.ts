import { expect, test } from 'vitest';
import { keyTag, leadsToKey, parseDigests, parseKeys } from '../../src/dns/dnssec.ts';

/** RFC 5702 has no DS, RFC 4509 section 2.3 has: dskey.example.com, key tag 60485, algorithm 5. */
const ZONE = 'dskey.example.com';
const KEY =
  '256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==';
const DIGEST = '60485 5 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a';
const SHA1 = '60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118';

test('the example of RFC 4509: key tag and digest', () => {
  const [key] = parseKeys([KEY]);
  expect(key).toMatchObject({ tag: 60_485, algorithm: 5 });
  expect(keyTag(key?.rdata ?? Buffer.alloc(0))).toBe(60_485);
  expect(leadsToKey(ZONE, parseDigests([DIGEST]), parseKeys([KEY]))).toBe(true);
});

test('another zone, another key, another digest lead to none; SHA-1 alone says nothing', () => {
  const keys = parseKeys([KEY]);
  expect(leadsToKey('other.example.com', parseDigests([DIGEST]), keys)).toBe(false);
  expect(leadsToKey(ZONE, parseDigests([DIGEST]), [])).toBe(false);
  expect(leadsToKey(ZONE, parseDigests([DIGEST.replace(/.$/, '0'), SHA1]), keys)).toBe(false);
  expect(leadsToKey(ZONE, parseDigests([SHA1]), keys)).toBeUndefined();
});

test('what is no zone key, or no DS, is left out', () => {
  expect(parseKeys(['0 3 5 AAAA', '256 1 5 AAAA', 'nonsense'])).toEqual([]);
  expect(parseDigests(['60485 5 2', ''])).toEqual([]);
});
