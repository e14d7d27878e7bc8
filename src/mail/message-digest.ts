import { createHash } from 'node:crypto';
import { examine, fetchedOf } from './content-index.ts';
import { MailError } from './mail-error.ts';
import { textOf } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';

const CR = 13;
const LF = 10;

/**
 * A digest of a message that does not see how its lines end (CRLF, LF or CR), nor whether the last one does: servers
 * agree about everything else.
 */
export async function messageDigest(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  let isAfterCr = false;
  let isEnding = false;
  // One for all pieces: a fresh one for each would lie about until the collector comes, and a message may be large.
  let plain = Buffer.alloc(0);
  for await (const piece of pieces) {
    // Every octet, and a line end that was held back.
    if (plain.length <= piece.length) plain = Buffer.allocUnsafeSlow(piece.length + 1);
    let length = 0;
    for (const octet of piece) {
      const isPair = isAfterCr && octet === LF;
      isAfterCr = octet === CR;
      if (isPair) continue;
      if (isEnding) {
        plain[length] = LF;
        length += 1;
      }
      isEnding = octet === CR || octet === LF;
      if (isEnding) continue;
      plain[length] = octet;
      length += 1;
    }
    hash.update(plain.subarray(0, length));
  }
  return hash.digest('hex');
}

/** How many messages of each digest lie in a folder; each is read as it comes, whatever its size. */
export async function readDigests(imap: RawImap, folder: string): Promise<Map<string, number>> {
  const digests = new Map<string, number>();
  const { messages } = await examine(imap, folder);
  if (messages === 0) return digests;
  let digest: string | undefined;
  const answer = await imap.run(
    'UID FETCH 1:* (UID BODY.PEEK[])',
    async (response) => {
      const literal = digest;
      digest = undefined;
      const body = textOf(fetchedOf(response)?.get('BODY[]'));
      if (body === undefined) return;
      const one = literal ?? (await messageDigest([Buffer.from(body, 'latin1')]));
      digests.set(one, (digests.get(one) ?? 0) + 1);
    },
    {
      largerThan: -1,
      take: async (pieces) => {
        digest = await messageDigest(pieces);
      },
    },
  );
  if (answer.status !== 'OK') throw new MailError('server-no', imap.shown(answer.text));
  return digests;
}
