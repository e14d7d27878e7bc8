import packet, { type Answer } from 'dns-packet';
import { expect, test } from 'vitest';
import { isAskableName, isWithin, parentName } from '../../src/dns/names.ts';
import { decodeReply } from '../../src/dns/packet.ts';
import { canonicalValues, parseMx } from '../../src/dns/values.ts';

/** Over the wire and back: what the rest of the bot gets to see of a record. */
function throughTheWire(answer: Answer): string | undefined {
  return decodeReply(packet.encode({ type: 'response', answers: [answer] }))?.answers[0]?.value;
}
const base = { name: 'Example.NET', ttl: 1, class: 'IN' } as const;

test.each<[string, Answer, string]>([
  ['A', { ...base, type: 'A', data: '192.0.2.1' }, '192.0.2.1'],
  ['AAAA', { ...base, type: 'AAAA', data: '2001:0db8:0:0:0:0:0:1' }, '2001:db8::1'],
  ['MX', { ...base, type: 'MX', data: { preference: 10, exchange: 'MX.Example.Net' } }, '10 mx.example.net'],
  ['the null MX', { ...base, type: 'MX', data: { preference: 0, exchange: '.' } }, '0 .'],
  ['NS', { ...base, type: 'NS', data: 'NS1.Example.Net.' }, 'ns1.example.net'],
  ['CNAME', { ...base, type: 'CNAME', data: 'Host.Example.Org' }, 'host.example.org'],
  ['TXT in pieces', { ...base, type: 'TXT', data: ['v=spf1 ip4:192.0.2.1', ' -all'] }, 'v=spf1 ip4:192.0.2.1 -all'],
  ['TXT keeps its case', { ...base, type: 'TXT', data: 'MS=Ab' }, 'MS=Ab'],
  ['TXT in UTF-8', { ...base, type: 'TXT', data: '移行' }, '移行'],
  ['TXT of other bytes', { ...base, type: 'TXT', data: Buffer.from([0x61, 0xff]) }, 'a\u00ff'],
  ['PTR', { ...base, type: 'PTR', data: 'MX.Example.Net' }, 'mx.example.net'],
  [
    'SRV',
    { ...base, type: 'SRV', data: { priority: 10, weight: 5, port: 993, target: 'IMAP.Example.Net' } },
    '10 5 993 imap.example.net',
  ],
  ['SRV of a service not offered', { ...base, type: 'SRV', data: { port: 0, target: '.' } }, '0 0 0 .'],
  [
    'TLSA',
    { ...base, type: 'TLSA', data: { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.from([0xab, 1]) } },
    '3 1 1 ab01',
  ],
  [
    'DS',
    { ...base, type: 'DS', data: { keyTag: 60_485, algorithm: 13, digestType: 2, digest: Buffer.from([0xd4, 0xb7]) } },
    '60485 13 2 d4b7',
  ],
  [
    'DNSKEY',
    { ...base, type: 'DNSKEY', data: { flags: 257, algorithm: 13, key: Buffer.from('key') } },
    '257 3 13 a2V5',
  ],
  [
    'CAA',
    { ...base, type: 'CAA', data: { flags: 128, tag: 'issue', value: 'ca.example; a="b"' } },
    '128 issue "ca.example; a=\\"b\\""',
  ],
])('%s is canonical', (_, answer, value) => {
  expect(throughTheWire(answer)).toBe(value);
});

test('SOA has all seven fields, its mailbox with a dot in the local part', () => {
  const data = {
    mname: 'NS.example.net',
    rname: 'a\\.b.example.net',
    serial: 7,
    refresh: 6,
    retry: 5,
    expire: 4,
    minimum: 3,
  };
  expect(throughTheWire({ ...base, type: 'SOA', data })).toBe('ns.example.net a\\.b.example.net 7 6 5 4 3');
});

test('values are sorted, MX by preference, and each stands once', () => {
  expect(canonicalValues(['20 b.net', '10 a.net', '20 b.net', '5 c.net'])).toEqual(['5 c.net', '10 a.net', '20 b.net']);
  expect(canonicalValues(['b', 'a', 'b'])).toEqual(['a', 'b']);
});

test('an MX value comes apart again', () => {
  expect(parseMx('10 mx.example.net')).toEqual({ preference: 10, host: 'mx.example.net' });
  expect(parseMx('0 .')).toEqual({ preference: 0, host: '' });
  expect(parseMx('mx.example.net')).toBeUndefined();
});

test('names: what may be asked, what lies within a zone, what is above', () => {
  expect(
    ['', 'a', '_dmarc.example.net', 'xn--mgbaal8b0b9b2b.example', '0/26.2.0.192.in-addr.arpa'].every(isAskableName),
  ).toBe(true);
  expect(['a..b', '.', 'A.net', 'a b.net', '*.example.net'].some(isAskableName)).toBe(false);
  expect(isAskableName(`${'a.'.repeat(126)}a`)).toBe(true);
  expect(isAskableName(`${'a.'.repeat(127)}a`)).toBe(false);
  expect(isWithin('mail.example.net', 'example.net')).toBe(true);
  expect(isWithin('badexample.net', 'example.net')).toBe(false);
  expect(isWithin('net', '')).toBe(true);
  expect([parentName('a.b.c'), parentName('c'), parentName('')]).toEqual(['b.c', '', '']);
});
