import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyDigest, NO_BODY } from '../../src/mail/body-digest.ts';

const of = (...pieces: readonly string[]) => bodyDigest(pieces.map((piece) => Buffer.from(piece, 'latin1')));

describe('the digest of a body', () => {
  it.each([
    ['another header', 'X: 1\r\nY: 2\r\n\r\na\r\nb'],
    ['other line ends', 'X: 1\n\na\nb'],
    ['empty lines at its end', 'X: 1\r\n\r\na\r\nb\r\n\r\n\r\n'],
    ['no header at all', '\r\na\r\nb'],
  ])('is the same with %s', async (_, message) => {
    expect(await of(message)).toBe(await of('From: a\r\n\r\na\r\nb\r\n'));
  });

  it.each([
    ['another word', 'X: 1\r\n\r\na\r\nc'],
    ['an empty line within', 'X: 1\r\n\r\na\r\n\r\nb'],
    ['an empty line before', 'X: 1\r\n\r\n\r\na\r\nb'],
    ['nothing but a header', 'X: 1\r\nY: 2\r\n'],
  ])('is another with %s', async (_, message) => {
    expect(await of(message)).not.toBe(await of('From: a\r\n\r\na\r\nb\r\n'));
  });

  it('of a message without a body is known', async () => {
    for (const message of ['', 'X: 1', 'X: 1\r\n\r\n', 'X: 1\n\n\n\n']) expect(await of(message)).toBe(NO_BODY);
  });

  it('does not see how the message was cut', async () => {
    const text = fc
      .array(fc.constantFrom('a', '\r', '\n', '\r\n', ':'), { maxLength: 30 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(30)), async (whole, cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
        expect(await of(...pieces)).toBe(await of(whole));
      }),
      { numRuns: 200 },
    );
  });
});
