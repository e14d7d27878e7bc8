import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOf, parseDate, parseHeaders } from '../../src/mail/headers.ts';

describe('header fields', () => {
  it('are unfolded, in order, with lower-case names', () => {
    const raw =
      'Received: from a\r\n\tby b;\r\n Tue, 24 Nov 2026 04:07:06 +0000\r\nSubject: two\r\n words\r\n\r\nBody: no\r\n';
    expect(parseHeaders(raw)).toEqual([
      { name: 'received', value: 'from a by b; Tue, 24 Nov 2026 04:07:06 +0000' },
      { name: 'subject', value: 'two words' },
    ]);
  });

  it('end at the empty line, whatever the line ends are', () => {
    expect(parseHeaders('A: 1\n\nB: 2\n')).toEqual([{ name: 'a', value: '1' }]);
  });

  it('survive a line that is no field, and do not take it for part of the one before', () => {
    const fields = parseHeaders('From nobody Tue Nov 24\r\nA: 1\r\nnonsense\r\n folded nonsense\r\nB: 2\r\n');
    expect(fields).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
  });

  it('read UTF-8, and Latin-1 where the bytes are no UTF-8', () => {
    expect(fieldOf(parseHeaders(Buffer.from('Subject: 移行\r\n')), 'subject')).toBe('移行');
    expect(fieldOf(parseHeaders(Buffer.from('Subject: Gr\xfc\xdfe\r\n', 'latin1')), 'subject')).toBe('Grüße');
  });

  it('stay bounded when somebody sends megabytes', () => {
    const flood = `X: ${'y'.repeat(5_000_000)}\r\n`;
    expect(parseHeaders(flood)[0]?.value.length).toBeLessThanOrEqual(8 * 1024);
    const many = 'A: 1\r\n'.repeat(50_000);
    expect(parseHeaders(many).length).toBeLessThanOrEqual(1_000);
  });

  it('never throw, and never yield an empty name', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('\r\n', '\n', '\r', ' ', '\t', ':', 'Received:', 'Received: ; ; (((', 'From: <', '"'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (parts) => {
        for (const field of parseHeaders(parts.join(''))) expect(field.name).toMatch(/^[!-9;-~]+$/);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => void parseHeaders(bytes)));
  });

  it('find a field again wherever folding put its spaces', () => {
    const words = fc.array(fc.stringMatching(/^[!-~]{1,20}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.constantFrom('\r\n ', '\r\n\t', ' '), (parts, fold) => {
        expect(fieldOf(parseHeaders(`X-Test: ${parts.join(fold)}\r\n`), 'x-test')).toBe(parts.join(' '));
      }),
    );
  });
});

describe('dates', () => {
  it.each([
    ['Tue, 24 Nov 2026 13:07:06 +0900 (JST)', Date.UTC(2026, 10, 24, 4, 7, 6)],
    ['24 Nov 2026 04:07 GMT', Date.UTC(2026, 10, 24, 4, 7)],
    ['Tue, 24 Nov 26 04:07:06 -0330', Date.UTC(2026, 10, 24, 7, 37, 6)],
    ['Mon, 23 Nov 2026 23:07:06 EST', Date.UTC(2026, 10, 24, 4, 7, 6)],
  ])('%s', (text, instant) => {
    expect(parseDate(text)).toBe(instant);
  });

  it.each(['', 'yesterday', '99 Nov 2026 04:07:06 +0000', '24 Foo 2026 04:07:06', '24 Nov 9999 04:07:06 +0000'])(
    '"%s" names no moment',
    (text) => {
      expect(parseDate(text)).toBeUndefined();
    },
  );

  it('read back any moment as it was written', () => {
    const moment = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        expect(parseDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1_000) * 1_000);
      }),
    );
  });
});
