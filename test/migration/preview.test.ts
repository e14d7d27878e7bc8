import { expect, test } from 'vitest';
import type { DnsResult } from '../../src/migration/observations.ts';
import { type DomainSeen, suggest } from '../../src/migration/preview.ts';

const answer = (...values: string[]): DnsResult => ({ outcome: 'answer', at: 1, values, ttlSeconds: 300 });
const silent: DnsResult = { outcome: 'failed', at: 1, code: 'dns-timeout', detail: '' };
const none = answer();
const usual = (mail: DnsResult, more: { readonly pointer?: string; readonly alias?: string } = {}) => [
  { name: 'imap.kitano.example', addresses: none },
  { name: 'mail.kitano.example', addresses: mail, ...more },
];
const seen = (part: Partial<DomainSeen>): DomainSeen => ({
  domain: 'kitano.example',
  mx: answer('10 mail.kitano.example'),
  exchangers: [{ name: 'mail.kitano.example', addresses: answer('192.0.2.10') }],
  usual: usual(answer('192.0.2.10')),
  ...part,
});
const mxAt = (...names: string[]): Partial<DomainSeen> => ({
  mx: answer(...names.map((name, n) => `${n + 1}0 ${name}`)),
  exchangers: names.map((name) => ({ name, addresses: answer('203.0.113.25') })),
});

test.each<[string, Partial<DomainSeen>, string | undefined]>([
  ['a name of the domain is not the server’s: its addresses are', {}, '192.0.2.10'],
  [
    'the name that the address leads to and back',
    { usual: usual(answer('192.0.2.10'), { pointer: 'sv1.host.example' }) },
    'sv1.host.example 192.0.2.10',
  ],
  [
    'the alias before it',
    { usual: usual(answer('192.0.2.10'), { pointer: 'a.example', alias: 'sv2.host.example' }) },
    'sv2.host.example 192.0.2.10',
  ],
  [
    'a provider that has one name for all',
    { ...mxAt('kitano-example.mail.protection.outlook.com') },
    'outlook.office365.com',
  ],
  [
    'without usual names, where MX leads',
    { ...mxAt('mx.host.example'), usual: usual(none) },
    'mx.host.example 203.0.113.25',
  ],
  ['but never to a filter', { ...mxAt('mx1.iphmx.com'), usual: usual(none) }, undefined],
  ['nothing is known', { mx: none, exchangers: [], usual: usual(none) }, undefined],
  ['DNS is silent', { mx: silent, exchangers: [], usual: usual(silent) }, undefined],
])('old server: %s', (_, part, text) => {
  expect(suggest(seen(part)).old?.text).toBe(text);
});

test('a filter in front makes it a move behind a gateway; nothing else is said of the kind', () => {
  expect(suggest(seen(mxAt('eu-smtp-1.mimecast.com', 'eu-smtp-2.mimecast.com')))).toMatchObject({
    provider: 'Mimecast',
    profile: 'gateway',
    old: { text: '192.0.2.10', from: 'mail.kitano.example' },
  });
  for (const names of [['notmimecast.com'], ['mx1.mimecast.com', 'mx.host.example'], ['aspmx.l.google.com']])
    expect(suggest(seen(mxAt(...names))).profile).toBeUndefined();
  expect(suggest(seen(mxAt('mx1.mimecast.com', 'mx.host.example'))).provider).toBeUndefined();
});

test('no MX, the null MX and silence are told apart', () => {
  expect(suggest(seen({ mx: none, exchangers: [] })).mail).toBe('none');
  expect(suggest(seen({ mx: answer('0 .'), exchangers: [] })).mail).toBe('refused');
  expect(suggest(seen({ mx: silent, exchangers: [] }))).toMatchObject({ mail: 'failed', failed: 'dns-timeout' });
  expect(suggest(seen({})).mail).toBe('led');
});
