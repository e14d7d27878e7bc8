import { createHash } from 'node:crypto';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Under this name a picture carries what it was drawn from. */
const SOURCE = 'Source\0';

/** What tells one drawing from another: it stands in the picture, so that an old one is found out without drawing anew. */
export function digestOf(svg: string): string {
  return createHash('sha256').update(svg).digest('hex');
}

/** The digest of the drawing that this picture was made from; undefined where it carries none. */
export function sourceOf(png: Uint8Array): string | undefined {
  const bytes = Buffer.from(png).toString('latin1');
  const at = bytes.indexOf(`tEXt${SOURCE}`);
  return at === -1 ? undefined : bytes.slice(at + 4 + SOURCE.length, at + 4 + SOURCE.length + 64);
}

/**
 * The same picture with at most 256 colours, as an indexed PNG: a drawing of ours has few, and takes a third of the room.
 * Reads what the painter writes: 8 bits a channel, RGBA, not interlaced. `svg`: what it was drawn from.
 */
export function fewerColours(png: Uint8Array, svg: string): Uint8Array {
  const { width, height, pixels } = decoded(Buffer.from(png));
  const counts = new Map<number, number>();
  const rough = new Uint32Array(width * height);
  for (let at = 0; at < rough.length; at += 1) {
    const color = roughly(pixels[4 * at], pixels[4 * at + 1], pixels[4 * at + 2]);
    rough[at] = color;
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  const palette = [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 256)
    .map(([color]) => color);
  const nearest = new Map<number, number>();
  for (const color of counts.keys()) nearest.set(color, indexOfNearest(palette, color));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = nearest.get(rough[y * width + x] ?? 0) ?? 0;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    chunk('tEXt', Buffer.from(`${SOURCE}${digestOf(svg)}`, 'latin1')),
    chunk('PLTE', Buffer.from(palette.flatMap((color) => [color >> 16, (color >> 8) & 255, color & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** To 32 steps a channel; white stays white. */
const roughly = (red = 0, green = 0, blue = 0): number =>
  [red, green, blue].reduce((color, channel) => (color << 8) | Math.min(255, Math.round(channel / 8) * 8), 0);

function indexOfNearest(palette: readonly number[], color: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, other] of palette.entries()) {
    const far = [16, 8, 0].reduce((sum, bits) => sum + (((color >> bits) & 255) - ((other >> bits) & 255)) ** 2, 0);
    if (far < least) [best, least] = [index, far];
  }
  return best;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(8 + body.length);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), 4 + body.length);
  return out;
}

/** Red, green, blue and opacity of each pixel, row by row. */
export function pixelsOf(png: Uint8Array): Uint8Array {
  return decoded(Buffer.from(png)).pixels;
}

function decoded(png: Buffer): { readonly width: number; readonly height: number; readonly pixels: Buffer } {
  const parts: Buffer[] = [];
  let [width, height] = [0, 0];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      if (data[8] !== 8 || data[9] !== 6 || data[12] !== 0) throw new Error('not a PNG as the painter writes it');
    }
    if (type === 'IDAT') parts.push(data);
    at += 12 + length;
  }
  return { width, height, pixels: unfiltered(inflateSync(Buffer.concat(parts)), width * 4, height) };
}

/** PNG's filters taken back, row by row (RFC 2083, 6). */
function unfiltered(raw: Buffer, stride: number, height: number): Buffer {
  const out = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const left = x < 4 ? 0 : (out[y * stride + x - 4] ?? 0);
      const up = y === 0 ? 0 : (out[(y - 1) * stride + x] ?? 0);
      const corner = x < 4 || y === 0 ? 0 : (out[(y - 1) * stride + x - 4] ?? 0);
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
      out[y * stride + x] = ((raw[y * (stride + 1) + 1 + x] ?? 0) + guess) & 255;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
