import type { Straggler } from '../../migration/arrival-facts.ts';
import { isReal, pathKey, reached, UNKNOWN_PATH } from '../../migration/arrivals.ts';
import type { Facts } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import { causeOf } from '../../migration/straggler-advice.ts';
import type { Instant } from '../../migration/time.ts';
import { postmasterNote } from '../../words/note.ts';
import type { Words } from '../../words/words.ts';
import { stragglerLine } from './arrivals.ts';
import { type Rendered, rendered, section } from './blocks.ts';
import { codePages } from './code.ts';
import { listView, plainView } from './lists.ts';
import { pathName } from './path-name.ts';

/** All that came by one path to the old server. */
export function pathView({ facts }: Migration, path: string, words: Words): Rendered {
  const found = byPath(facts, path);
  if (found.length === 0) return plainView(words.t('mail:path-none', { path }));
  const carried = found.filter(({ carriedAt }) => carriedAt !== undefined).length;
  const title = words.t('mail:path-title', { path: pathName(found, words), count: found.length, carried });
  const inOrder = found.toSorted((one, other) => other.at - one.at);
  const [latest] = inOrder;
  return listView(
    words,
    title,
    [
      ...(latest === undefined ? [] : [`→ ${words.t(`causes:${causeOf(facts, latest)}`)}`]),
      ...inOrder.map((one) => stragglerLine({ ...one, path: undefined }, words)),
    ],
    words.t('mail:path-detail'),
  );
}

/** A ready letter to that path's postmaster, to be copied. */
export function pathNoteView({ facts }: Migration, path: string, words: Words, now: Instant): Rendered {
  const found = byPath(facts, path);
  if (found.length === 0) return plainView(words.t('mail:path-none', { path }));
  if (found.every((one) => pathKey(one) === UNKNOWN_PATH)) return plainView(words.t('mail:note-unknown'));
  const title = words.t('mail:note-title', { path: pathName(found, words) });
  const [page = []] = codePages(postmasterNote(facts, found, now));
  return rendered(title, [section(`*${title}*`), ...page]);
}

/** Genuine mail on the old server that came by this path, named by its address or by what it calls itself. */
function byPath({ stragglers }: Pick<Facts, 'stragglers'>, path: string): readonly Straggler[] {
  const named = (one: Straggler): boolean =>
    [one.path?.address, one.path?.helo].some((name) => name?.toLowerCase() === path) ||
    (path === 'unknown' && pathKey(one) === UNKNOWN_PATH);
  return stragglers.filter((one) => isReal(one) && reached(one) === 'old' && named(one));
}
