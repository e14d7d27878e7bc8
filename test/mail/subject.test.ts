import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSubject } from '../../src/mail/subject.ts';

describe('a subject', () => {
  it.each([
    ['Invoice 12', 'Invoice 12'],
    ['=?UTF-8?B?6KuL5rGC5pu4?=', '請求書'],
    ['=?ISO-2022-JP?B?GyRCQEE1YT1xGyhC?= 12', '請求書 12'],
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?utf-8?Q?_aus_K=C3=B6ln?=', 'Grüße aus Köln'],
    ['=?utf-8?Q?=E2=80?= =?utf-8?Q?=A6?=', '…'],
    ['=?nonsense?B?QUJD?=', 'ABC'],
    ['a\tb\u0000c\u202egnp.exe', 'a b c gnp.exe'],
    ['=?utf-8?Q?two=0D=0Alines?=', 'two lines'],
    ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
    ['   ', undefined],
    [undefined, undefined],
  ])('%j', (value, read) => {
    expect(readSubject(value)).toBe(read);
  });

  it('is cut between characters', () => {
    expect(readSubject('𠮷'.repeat(120))).toBe('𠮷'.repeat(120));
    expect(readSubject('𠮷'.repeat(121))).toBe(`${'𠮷'.repeat(119)}…`);
  });

  it('is short, on one line and without controls, whatever was written', () => {
    const pieces = fc.constantFrom(
      '=?',
      '?=',
      '?B?',
      '?Q?',
      'utf-8',
      '=0D=0A',
      '\u0000',
      '\u202e',
      '\ud800',
      'QUJD',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((parts) => parts.join('')),
        ),
        (value) => {
          const read = readSubject(value) ?? 'x';
          expect([...read].length).toBeLessThanOrEqual(120);
          expect(read).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202e]/u);
        },
      ),
    );
  });
});
