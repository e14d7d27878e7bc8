import { describe, expect, test } from 'vitest';
import { canonicalSpf, isSpf, namesServer, spfForBoth, spfForNew, spfTerms } from '../../src/migration/spf.ts';

const old = { host: 'sv12.oldhost.example', addresses: ['192.0.2.10', '2001:db8::10'] };

test.each([
  [true, 'v=spf1 -all'],
  [true, ' V=SPF1 -all'],
  [true, 'v=spf1'],
  [false, 'v=spf10 -all'],
  [false, 'spf2.0/pra -all'],
  [false, 'site=v=spf1'],
])('%s: %j is SPF', (expected, text) => {
  expect(isSpf(text)).toBe(expected);
});

test('terms and white space', () => {
  expect(spfTerms(' v=spf1   ip4:192.0.2.10  -all ')).toEqual(['ip4:192.0.2.10', '-all']);
  expect(canonicalSpf(' V=spf1  MX -ALL')).toBe('v=spf1 mx -all');
});

describe('the string that authorises both', () => {
  test.each([
    ['before all', 'v=spf1 ip4:192.0.2.10 -all', ['203.0.113.20'], 'v=spf1 ip4:192.0.2.10 ip4:203.0.113.20 -all'],
    [
      'before redirect',
      'v=spf1 redirect=_spf.a.example',
      ['203.0.113.20'],
      'v=spf1 ip4:203.0.113.20 redirect=_spf.a.example',
    ],
    ['at the end where there is neither', 'v=spf1 mx', ['203.0.113.20'], 'v=spf1 mx ip4:203.0.113.20'],
    ['before all without a qualifier', 'v=spf1 mx all', ['203.0.113.20'], 'v=spf1 mx ip4:203.0.113.20 all'],
    ['IPv6 as ip6', 'v=spf1 ~all', ['2001:db8:1::20'], 'v=spf1 ip6:2001:db8:1::20 ~all'],
    ['not what is there', 'v=spf1 +ip4:203.0.113.20 -all', ['203.0.113.20'], 'v=spf1 +ip4:203.0.113.20 -all'],
    ['nothing where there is nothing to add', 'v=spf1 mx -all', [], 'v=spf1 mx -all'],
  ] as const)('%s', (_, spf, addresses, expected) => {
    expect(spfForBoth(spf, addresses)).toBe(expected);
  });
});

describe('the string without the old server', () => {
  test.each([
    ['ip4:192.0.2.10', ''],
    ['?ip4:192.0.2.10/32', ''],
    ['IP6:2001:db8::10', ''],
    ['ip6:2001:db8::10/128', ''],
    ['a:sv12.oldhost.example', ''],
    ['mx:SV12.oldhost.example', ''],
    ['include:sv12.oldhost.example', ''],
    ['ip4:192.0.2.100', 'ip4:192.0.2.100 '],
    ['ip4:192.0.2.0/24', 'ip4:192.0.2.0/24 '],
    ['include:spf.oldhost.example', 'include:spf.oldhost.example '],
    ['mx', 'mx '],
  ])('%s becomes %j', (term, left) => {
    expect(spfForNew(`v=spf1 ${term} -all`, old)).toBe(`v=spf1 ${left}-all`);
    expect(namesServer(term, old)).toBe(left === '');
  });
  test('a server without a name', () => {
    expect(spfForNew('v=spf1 a:undefined ip4:192.0.2.10 -all', { addresses: ['192.0.2.10'] })).toBe(
      'v=spf1 a:undefined -all',
    );
  });
});
