import { createHash } from 'node:crypto';

/** What every file system takes in a name, letters of any script among it. */
const UNSAFE = /[^\p{L}\p{M}\p{N} ._@+-]/gu;
/** Names that Windows keeps for devices, whatever stands behind their first dot. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** A name may have 255 bytes on most file systems, and less where they are encrypted (143); numbers come on top. */
const MAX_BYTES = 100;
const DIGEST_CHARS = 8;

/**
 * The directory of a mailbox within an archive. Two mailboxes never share one, on file systems that take "A" and "a" for
 * one neither: a name that had to be changed bears a digest of what it was.
 */
export function mailboxDirectory(mailbox: string): string {
  const safe = safeName(mailbox).toLowerCase();
  if (safe === mailbox) return safe;
  return `${safe}-${createHash('sha256').update(mailbox).digest('hex').slice(0, DIGEST_CHARS)}`;
}

/** The directory of a folder: its number tells it from the others, its name is there for people. */
export function folderDirectory(number: number, name: string): string {
  return `${String(number).padStart(3, '0')}-${safeName(name)}`;
}

function safeName(name: string): string {
  const plain = name.normalize('NFC').replace(UNSAFE, '_');
  const trimmed = shortened(plain).replace(/^[ .]+|[ .]+$/g, '_');
  return trimmed === '' || DEVICES.test(trimmed) ? `_${trimmed}` : trimmed;
}

/** Cut between characters, never within one. */
function shortened(name: string): string {
  let kept = '';
  let bytes = 0;
  for (const char of name) {
    bytes += Buffer.byteLength(char);
    if (bytes > MAX_BYTES) break;
    kept += char;
  }
  return kept;
}
