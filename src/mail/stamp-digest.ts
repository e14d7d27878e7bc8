import { hash } from 'node:crypto';
import { fieldOf, type HeaderField } from './headers.ts';

/**
 * Digest of what the last host wrote of this one delivery: to whom, by which line; and of the size where that line bears
 * no id, for one second may see two. Equal for a delivery and its copies alone; undefined where no host stamped it.
 */
export function stampDigest(fields: readonly HeaderField[], size: number): string | undefined {
  const line = fieldOf(fields, 'received');
  if (line === undefined) return undefined;
  const parts = [line, fieldOf(fields, 'delivered-to') ?? '', fieldOf(fields, 'x-original-to') ?? ''];
  const plain = parts.map((part) => part.replace(/\s+/g, ' ').trim());
  const bounded = hasStampId(line) ? plain : [...plain, String(size)];
  return hash('sha256', bounded.join('\n'), 'base64url').slice(0, 22);
}

/** Whether a Received line names the id under which its host took the message in: no two deliveries share it. */
export const hasStampId = (line: string): boolean => /\sid\s+\S/i.test(line);
