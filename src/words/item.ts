import type { Speaker } from './engine.ts';
import { isKey } from './resources.ts';

/** An item's key in words: "mailbox:aoi@example.jp" → "aoi@example.jp", "client:3" → "client 3", "*" → "all items". */
export function sayItem(speaker: Pick<Speaker, 't' | 'text'>, key: string): string {
  if (key === '*') return speaker.t('items:all');
  const colon = key.indexOf(':');
  const kind = `items:${key.slice(0, colon)}`;
  const what = key.slice(colon + 1);
  if (colon < 1 || !isKey(kind)) return speaker.text(key);
  const slash = what.lastIndexOf('/');
  return speaker.t(kind, { what, name: what.slice(0, slash), type: what.slice(slash + 1) });
}
