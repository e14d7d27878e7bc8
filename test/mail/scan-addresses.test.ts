import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHeaders } from '../../src/mail/headers.ts';
import { addressesFor, writerOf } from '../../src/mail/scan-addresses.ts';

const DOMAINS = new Set(['moving.test', 'xn--r8jz45g.test']);
const found = (...lines: readonly string[]) => [
  ...addressesFor(parseHeaders(`${lines.join('\r\n')}\r\n\r\n`), DOMAINS),
];

describe('whom a message came for', () => {
  it.each([
    ['Delivered-To: Anna@Moving.TEST', ['anna@moving.test']],
    ['X-Original-To: info@moving.test', ['info@moving.test']],
    ['Envelope-To: info@moving.test', ['info@moving.test']],
    ['X-Envelope-To: <info@moving.test>', ['info@moving.test']],
    ['Cc: "B, A" <b@moving.test>, x@other.test', ['b@moving.test']],
    ['To: =?UTF-8?B?5bGx55Sw?= <yamada@moving.test>', ['yamada@moving.test']],
    ['To: =?utf-8?Q?Doe,_Jo?= <jo@moving.test>', ['jo@moving.test']],
    ['To: team: a@moving.test, b@moving.test;, c@moving.test', ['a@moving.test', 'b@moving.test', 'c@moving.test']],
    ['To: undisclosed-recipients:;', []],
    ['To: "anna@moving.test" <other@elsewhere.test>', []],
    ['To: "john.doe"@moving.test', ['john.doe@moving.test']],
    ['To: anna+shop+2@moving.test', ['anna@moving.test']],
    ['To: "anna+a b"@moving.test', ['anna@moving.test']],
    ['To: +49@moving.test', ['+49@moving.test']],
    ['To: info@例え.test', ['info@xn--r8jz45g.test']],
    ['Delivered-To: moving.test-anna@moving.test', ['anna@moving.test']],
    ['To: someone@sub.moving.test', []],
    ['Bcc: anna@moving.test', []],
    ['X-Original-To: anna', []],
  ])('%s', (line, addresses) => {
    expect(found(line)).toEqual(addresses);
  });

  it('counts an address once, however often a message names it', () => {
    expect(found('Delivered-To: anna@moving.test', 'To: anna+x@moving.test', 'Cc: ANNA@moving.test')).toEqual([
      'anna@moving.test',
    ]);
  });

  it('reads 8-bit names and folded lists', () => {
    const raw = Buffer.concat([
      Buffer.from('To: '),
      Buffer.from([0x83, 0x52, 0xe4]),
      Buffer.from(' <anna@moving.test>,\r\n\tbert@moving.test\r\n\r\n'),
    ]);
    expect([...addressesFor(parseHeaders(raw), DOMAINS)]).toEqual(['anna@moving.test', 'bert@moving.test']);
  });

  it('finds nothing that is not of the domains, and never throws', () => {
    const pieces = fc.constantFrom('@', '<', '>', '"', ',', ';', ':', '(', 'anna', 'moving.test', ' ', '+', '\\', '例');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (value) => {
          for (const address of addressesFor([{ name: 'to', value }], DOMAINS)) {
            expect(DOMAINS.has(address.slice(address.lastIndexOf('@') + 1))).toBe(true);
            expect(address).toBe(address.toLowerCase());
          }
        },
      ),
    );
  });
});

describe('who wrote', () => {
  it.each([
    ['Shop <Orders@Shop.TEST>', 'orders@shop.test'],
    ['=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <y@shop.test>', 'y@shop.test'],
    ['nobody', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (from, writer) => {
    expect(writerOf(from)).toBe(writer);
  });
});
