import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageDigest } from '../../src/mail/message-digest.ts';

const digest = (...texts: readonly string[]) => messageDigest(texts.map((text) => Buffer.from(text, 'latin1')));

describe('the digest of a message', () => {
  it.each([
    ['a\r\nb\r\n', 'a\nb\n'],
    ['a\r\nb\r\n', 'a\rb\r'],
    ['a\r\nb', 'a\r\nb\r\n'],
    ['\r\n\r\na', '\n\na'],
    ['', '\r\n'],
  ])('is the same for %j and %j', async (one, other) => {
    expect(await digest(one)).toBe(await digest(other));
  });

  it.each([
    ['a\r\nb', 'a\r\n\r\nb'],
    ['a', 'a '],
    ['a\r\n\r\n', 'a\r\n'],
    ['\xe9', 'e'],
  ])('differs for %j and %j', async (one, other) => {
    expect(await digest(one)).not.toBe(await digest(other));
  });

  it('is the same however the bytes come', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\r', '\n'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (parts) => {
        expect(await digest(...parts)).toBe(await digest(parts.join('')));
      }),
      { numRuns: 200 },
    );
  });
});
