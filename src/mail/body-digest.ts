import { createHash } from 'node:crypto';

const CR = 13;
const LF = 10;
const NEWLINES = Buffer.alloc(4_096, LF);

/** Of a message without a body: it proves nothing. */
export const NO_BODY = createHash('sha256').digest('hex');

/**
 * A digest of a message's body, whatever stands in its header: servers that rewrite a Message-ID or write lines of their
 * own leave it as it was. It does not see how lines end (CRLF, LF or CR), nor how many of them are empty at the very end.
 * The message passes through, and is not held.
 */
export async function bodyDigest(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  let isBody = false;
  /** Line ends in a row: in the header two of them are its end; in the body they count when something follows them. */
  let ends = 1;
  let isAfterCr = false;
  for await (const piece of pieces) {
    const plain = Buffer.allocUnsafe(piece.length);
    let length = 0;
    const flush = () => {
      hash.update(plain.subarray(0, length));
      length = 0;
    };
    for (const octet of piece) {
      const isPair = isAfterCr && octet === LF;
      isAfterCr = octet === CR;
      if (isPair) continue;
      if (octet === CR || octet === LF) {
        ends += 1;
        if (isBody || ends < 2) continue;
        isBody = true;
        ends = 0;
        continue;
      }
      if (isBody) {
        if (ends > 0) flush();
        for (; ends > 0; ends -= Math.min(ends, NEWLINES.length))
          hash.update(NEWLINES.subarray(0, Math.min(ends, NEWLINES.length)));
        plain[length] = octet;
        length += 1;
      }
      ends = 0;
    }
    flush();
  }
  return hash.digest('hex');
}
