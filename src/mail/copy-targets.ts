import type { FolderTarget } from './folder-map.ts';
import { quote } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';

/** Where messages go: the folder as the server names it, or why there is none. */
export type Place = { readonly path: string } | { readonly refused: string };

/** Makes a folder that is not there yet, and subscribes to it, for clients that show no others. */
export async function makeFolder(to: RawImap, { path, exists }: FolderTarget): Promise<Place> {
  if (exists) return { path };
  const answer = await to.run(`CREATE ${quote(path)}`);
  // Somebody else may have made it since.
  if (answer.status !== 'OK' && !answer.code.startsWith('ALREADYEXISTS')) {
    const there = await to.run(`STATUS ${quote(path)} (UIDNEXT)`);
    if (there.status !== 'OK') return { refused: to.shown(answer.text) ?? '' };
  }
  await to.run(`SUBSCRIBE ${quote(path)}`);
  return { path };
}
