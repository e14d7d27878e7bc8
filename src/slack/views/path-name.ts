import type { Straggler } from '../../migration/arrival-facts.ts';
import type { Words } from '../../words/words.ts';

/** "relay.example.net [203.0.113.9]", as far as any header of the path says; made safe to show. */
export function pathName(stragglers: readonly Straggler[], words: Words): string {
  const helo = stragglers.find(({ path }) => path?.helo !== undefined)?.path?.helo;
  const address = stragglers.find(({ path }) => path?.address !== undefined)?.path?.address;
  if (helo !== undefined && address !== undefined) return words.text(`${helo} [${address}]`);
  return helo === undefined && address === undefined ? words.t('mail:path-unknown') : words.text(helo ?? address ?? '');
}
