import type { ImapFlow } from 'imapflow';
import type { Instant } from '../migration/time.ts';
import { isRefusal } from './server-refusal.ts';

type Fetched = { readonly attributes?: unknown };
type Exec = (
  command: string,
  attributes: readonly unknown[],
  options: { readonly untagged: Readonly<Record<string, (untagged: Fetched) => Promise<void>>> },
) => Promise<{ readonly next: () => void }>;

/**
 * When each message was put into the folder that is open, by UID (SAVEDATE, RFC 8514): by a delivery, or by a client that
 * copied or moved it there. INTERNALDATE cannot tell, since whoever appends sets it. Empty where the server does not
 * offer it or will not say; a message without a known date is left out.
 */
export async function readSaveDates(
  client: ImapFlow,
  firstUid: number,
  lastUid: number,
): Promise<ReadonlyMap<number, Instant>> {
  const dates = new Map<number, Instant>();
  const exec = execOf(client);
  if (!client.capabilities.has('SAVEDATE') || exec === undefined) return dates;
  const query = [
    { type: 'SEQUENCE', value: `${firstUid}:${lastUid}` },
    [
      { type: 'ATOM', value: 'UID' },
      { type: 'ATOM', value: 'SAVEDATE' },
    ],
  ];
  const take = async ({ attributes }: Fetched) => {
    const items = Array.isArray(attributes) && Array.isArray(attributes[1]) ? attributes[1] : [];
    const uid = Number(itemOf(items, 'UID'));
    const at = Date.parse(itemOf(items, 'SAVEDATE')?.trim() ?? '');
    if (uid >= firstUid && uid <= lastUid && !Number.isNaN(at)) dates.set(uid, at);
  };
  try {
    (await exec('UID FETCH', query, { untagged: { FETCH: take } })).next();
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  return dates;
}

/**
 * The library fetches what it knows, and SAVEDATE is not among it; the command under all its own is not in its types.
 * Should it go away, the dates do, and nothing rests on them alone.
 */
function execOf(client: ImapFlow): Exec | undefined {
  const exec: unknown = Reflect.get(client, 'exec');
  if (typeof exec !== 'function') return undefined;
  return (command, attributes, options) => exec.call(client, command, attributes, options);
}

/** The value after a name in a list of names and values; undefined for NIL. */
function itemOf(items: readonly unknown[], name: string): string | undefined {
  for (let at = 0; at + 1 < items.length; at += 2) {
    if (textOf(items[at])?.toUpperCase() === name) return textOf(items[at + 1]);
  }
  return undefined;
}

function textOf(token: unknown): string | undefined {
  const value: unknown = typeof token === 'object' && token !== null ? Reflect.get(token, 'value') : undefined;
  return typeof value === 'string' ? value : undefined;
}
