import { type FolderTarget, plainPathOf } from './folder-map.ts';
import { quote } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';

/** Where messages go: the folder as the server names it, or why there is none. */
export type Place = { readonly path: string } | { readonly refused: string };

/**
 * Makes a folder that is not there yet, and subscribes to it, for clients that show no others. A name that the server
 * refuses (Dovecot with Maildir holds no "." in one) is tried once more with plain characters.
 */
export async function makeFolder(
  to: RawImap,
  target: FolderTarget,
  targets: readonly FolderTarget[],
  delimiter: string,
): Promise<Place> {
  if (target.exists) return { path: target.path };
  const refusal = await make(to, target.path);
  if (refusal === undefined) return { path: target.path };
  const plain = plainPathOf(target, targets, delimiter);
  if (plain !== undefined && (await make(to, plain)) === undefined) return { path: plain };
  return { refused: refusal };
}

/** Undefined when the folder is there; else what the server said. */
async function make(to: RawImap, path: string): Promise<string | undefined> {
  const answer = await to.run(`CREATE ${quote(path)}`);
  // Somebody else may have made it since.
  if (answer.status !== 'OK' && !answer.code.startsWith('ALREADYEXISTS')) {
    const there = await to.run(`STATUS ${quote(path)} (UIDNEXT)`);
    if (there.status !== 'OK') return to.shown(answer.text) ?? '';
  }
  await to.run(`SUBSCRIBE ${quote(path)}`);
  return undefined;
}
