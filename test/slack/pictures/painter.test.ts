import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createPainter } from '../../../src/slack/pictures/painter.ts';

const svg = (text: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40" fill="#fff"/><text x="4" y="30" font-size="28" font-family="BIZ UDPGothic">${text}</text></svg>`;

type Picture = { readonly width: number; readonly height: number; readonly bytes: Buffer };

/** As much of a PNG decoder as it takes to compare pictures: size, and the filtered pixels. */
function decoded(png: Uint8Array): Picture {
  const file = Buffer.from(png);
  expect(file.subarray(1, 4).toString('latin1')).toBe('PNG');
  const parts: Buffer[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    if (file.subarray(at + 4, at + 8).toString('latin1') === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20), bytes: inflateSync(Buffer.concat(parts)) };
}

const drawn = async (text: string): Promise<string> => decoded(await createPainter()(svg(text))).bytes.toString('hex');

test('a picture has its size, and Japanese is drawn letter by letter and not as the box of what a font lacks', async () => {
  const paint = createPainter();
  const { width, height, bytes } = decoded(await paint(svg('移')));
  expect([width, height]).toEqual([80, 40]);
  expect(bytes.length).toBe(40 * (1 + 80 * 4));
  const [old, fresh, missing, other, empty] = await Promise.all(
    ['旧', '新', '\u{10fffd}', '\u{10fffc}', ''].map(drawn),
  );
  // Letters that the font lacks all look the same, and unlike those that it has.
  expect(missing).toBe(other);
  expect(new Set([old, fresh, missing, empty]).size).toBe(4);
}, 120_000);

test('what is no picture is refused, and so is one that takes too long or is far too large', async () => {
  await expect(createPainter()('<svg')).rejects.toThrow();
  await expect(createPainter({ limitMs: 1 })(svg('a'))).rejects.toThrow('within 1 ms');
  await expect(createPainter()('x'.repeat(4_000_001))).rejects.toThrow('not drawn');
}, 120_000);

test('the bot goes on answering while a picture is drawn', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 5);
  await createPainter()(svg('移行'));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
}, 120_000);
