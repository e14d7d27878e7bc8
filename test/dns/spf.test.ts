import { expect, test } from 'vitest';
import { mailQuestions, mxHosts } from '../../src/dns/mail-records.ts';
import { spfAuthorises, spfNames, spfOf, spfRecords, withoutOld } from '../../src/dns/spf.ts';

test('the questions of an inventory: MX and TXT of the domain, every usual host and the further ones once', () => {
  const questions = mailQuestions('example.net', ['MX.provider.example.', 'mail.example.net', '']);
  expect(questions.slice(0, 2)).toEqual([
    { name: 'example.net', type: 'MX' },
    { name: 'example.net', type: 'TXT' },
  ]);
  const hosts = ['mail', 'imap', 'pop', 'pop3', 'smtp', 'webmail'].map((host) => `${host}.example.net`);
  expect([...new Set(questions.slice(2).map((question) => question.name))]).toEqual([...hosts, 'mx.provider.example']);
  expect(questions.filter((question) => question.name === 'mail.example.net').map((question) => question.type)).toEqual(
    ['A', 'AAAA', 'CNAME'],
  );
});

test('the hosts of an MX set; the null MX has none', () => {
  expect(mxHosts(['10 a.example.net', '20 b.example.net'])).toEqual(['a.example.net', 'b.example.net']);
  expect(mxHosts(['0 .'])).toEqual([]);
});

test('the one SPF record is found; several are none, as receivers see it', () => {
  expect(spfOf(['google-site-verification=x', 'V=SPF1 -all'])).toBe('V=SPF1 -all');
  expect(spfOf(['v=spf1'])).toBe('v=spf1');
  expect(spfOf(['v=spf10 -all', 'spf1'])).toBeUndefined();
  expect(spfOf(['v=spf1 -all', 'v=spf1 ~all'])).toBeUndefined();
  expect(spfRecords(['v=spf1 -all', 'v=spf1 ~all'])).toHaveLength(2);
});

test.each([
  ['v=spf1 ip4:192.0.2.10 -all', '192.0.2.10', true],
  ['v=spf1 ip4:192.0.2.10 -all', '192.0.2.11', false],
  ['v=spf1 ip4:192.0.2.0/24 -all', '192.0.2.200', true],
  ['v=spf1 +ip4:192.0.2.0/28 -all', '192.0.2.16', false],
  ['v=spf1 IP4:192.0.2.10/32', '192.0.2.10', true],
  ['v=spf1 -ip4:192.0.2.10 ip4:192.0.2.0/24', '192.0.2.10', false],
  ['v=spf1 ?ip4:192.0.2.10', '192.0.2.10', false],
  ['v=spf1 ip6:2001:db8::/32 -all', '2001:db8:1::1', true],
  ['v=spf1 ip6:2001:db8::/32 -all', '192.0.2.10', false],
  ['v=spf1 ip4:192.0.2.10/40 -all', '192.0.2.10', false],
  ['v=spf1 ip4:mail.example.net -all', '192.0.2.10', false],
  ['v=spf1 include:_spf.example.org -all', '192.0.2.10', false],
])('%s, own terms alone, authorises %s: %s', (spf, address, expected) => {
  expect(spfAuthorises(spf, address)).toBe(expected);
});

test('a host is named by include, redirect, a and mx, in any case, with a prefix or a dot behind', () => {
  const spf = 'v=spf1 a:Mail.Example.net/28 mx:example.org. include:_spf.provider.example redirect=_spf.other.example';
  for (const host of ['mail.example.net', 'example.org', '_spf.provider.example', '_SPF.other.example']) {
    expect(spfNames(spf, host), host).toBe(true);
  }
  expect(spfNames(spf, 'provider.example')).toBe(false);
  expect(spfNames('v=spf1 ip4:192.0.2.1', '192.0.2.1')).toBe(false);
});

test('the old side’s terms go, everything else keeps its order and spelling, wider ranges are left to a person', () => {
  const spf =
    'v=spf1 mx  ip4:192.0.2.10 ip4:192.0.2.0/24 include:_spf.old.example ip6:2001:db8::10/128 a:mail.old.example ip4:203.0.113.10 ~all';
  const old = { addresses: ['192.0.2.10', '2001:db8::10'], hosts: ['_spf.old.example', 'mail.old.example'] };
  expect(withoutOld(spf, old)).toEqual({
    spf: 'v=spf1 mx ip4:192.0.2.0/24 ip4:203.0.113.10 ~all',
    removed: ['ip4:192.0.2.10', 'include:_spf.old.example', 'ip6:2001:db8::10/128', 'a:mail.old.example'],
    wider: ['ip4:192.0.2.0/24'],
  });
});

test('a record without anything of the old side stays as it is', () => {
  const result = withoutOld('v=spf1 include:_spf.new.example -all', {
    addresses: ['192.0.2.10'],
    hosts: ['_spf.old.example'],
  });
  expect(result).toEqual({ spf: 'v=spf1 include:_spf.new.example -all', removed: [], wider: [] });
});
