import type { Facts } from '../../migration/facts.ts';
import type { KnownAddress } from '../../migration/mail-facts.ts';
import type { Migration } from '../../migration/record.ts';
import { unplacedAddresses } from '../../migration/unplaced.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** Every address in use on the old server with its place on the new one; those without a place first. */
export function addressesView(migration: Migration, words: Words): Rendered {
  const { facts, sightings } = migration;
  const found = Object.entries(facts.addresses ?? {}).map(([address, known]) => ({ address, known }));
  const isRead = Object.values(sightings.scan ?? {}).some(({ ok }) => ok !== undefined);
  if (found.length === 0) return plainView(words.t(isRead ? 'mail:addresses-none' : 'mail:addresses-unread'));
  const open = new Set(unplacedAddresses(facts).map(({ address }) => address));
  const lines = found
    .map(({ address, known }) => ({ known, ...stateOf(facts, address, known, open.has(address), words) }))
    .sort((one, other) => RANKS.indexOf(one.mark) - RANKS.indexOf(other.mark) || other.known.count - one.known.count);
  const title =
    open.size === 0
      ? words.t('mail:addresses-title-placed', { total: found.length })
      : words.t('mail:addresses-title', { total: found.length, open: open.size });
  return listView(
    words,
    title,
    [...scanLines(migration, words), ...lines.map(({ line }) => line)],
    words.t('mail:addresses-how'),
  );
}

type Mark = '✗' | '✓' | '–';
const RANKS: readonly Mark[] = ['✗', '–', '✓'];

function stateOf(
  facts: Facts,
  address: string,
  known: KnownAddress,
  isOpen: boolean,
  words: Words,
): { readonly mark: Mark; readonly line: string } {
  const { placed, count, lastAt } = known;
  const isMailbox = facts.mailboxes.some((mailbox) => mailbox.address === address);
  const mark: Mark = isOpen ? '✗' : placed?.as === 'dropped' && !isMailbox ? '–' : '✓';
  const says =
    isMailbox || placed === undefined
      ? words.t(isMailbox ? 'mail:place-mailbox' : 'mail:place-open')
      : words.t(`mail:place-${placed.as}`, { by: placed.by, reason: placed.reason ?? '' });
  // One that was named by hand has received nothing.
  const line =
    count === 0
      ? words.t('mail:address-line-bare', { address, says })
      : words.t('mail:address-line', { address, count, lastAt, says });
  return { mark, line: `${mark} ${line}` };
}

/** How much of the old server this rests on: what was not read may hold more. */
export function scanLines({ facts, sightings }: Migration, words: Words): readonly string[] {
  const scans = facts.mailboxes.map(({ address }) => ({ address, ok: sightings.scan?.[address]?.ok }));
  const unread = scans.filter(({ ok }) => ok === undefined).map(({ address }) => address);
  const partial = scans.filter(({ ok }) => ok?.partial === true).map(({ address }) => address);
  const figures = { ok: scans.length - unread.length, total: scans.length };
  return [
    unread.length === 0
      ? words.t('mail:scan-coverage', figures)
      : words.t('mail:scan-coverage-open', { ...figures, names: unread }),
    ...(partial.length === 0 ? [] : [words.t('mail:scan-partial-of', { names: partial })]),
  ];
}
