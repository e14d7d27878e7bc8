import type { ImapFlow } from 'imapflow';
import { readHeaders } from './delivery.ts';
import { readNewest } from './new-messages.ts';

/** From so many of the newest messages of a folder the server's signature is learnt. */
const LEARN_FROM = 30;

/**
 * The names on top of the newest messages of these folders, with the number of messages that bear each, commonest first.
 * What was copied over from the other server bears its name, and says nothing about this one's.
 */
export async function stampNamesIn(
  client: ImapFlow,
  paths: readonly string[],
  otherStamps: readonly string[],
): Promise<readonly (readonly [name: string, messages: number])[]> {
  const times = new Map<string, number>();
  for (const path of paths) {
    for (const { header } of await readNewest(client, path, LEARN_FROM)) {
      const name = readHeaders(header).received[0]?.by;
      if (name === undefined || name === 'localhost' || otherStamps.includes(name)) continue;
      times.set(name, (times.get(name) ?? 0) + 1);
    }
  }
  return [...times].sort(([, a], [, b]) => b - a);
}
