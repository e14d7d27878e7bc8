import type { Straggler } from '../../migration/arrival-facts.ts';
import { isReal, reached } from '../../migration/arrivals.ts';
import type { Migration } from '../../migration/record.ts';
import { wantsRescue } from '../../migration/rescue.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** What was carried over, what waits, and what could not be; the last first. */
export function rescueView({ facts }: Migration, words: Words): Rendered {
  const { settings, state } = facts;
  const all = facts.stragglers.filter((one) => isReal(one) && reached(one) === 'old');
  const remark = words.t(
    state.kind !== 'active' ? 'mail:rescue-not-active' : settings.rescue ? 'mail:rescue-on' : 'mail:rescue-off',
  );
  if (all.length === 0) return listView(words, words.t('mail:rescue-none'), [], remark);
  const parts = RANKS.map((rank) => all.filter((one) => rankOf(one) === rank));
  const [open = [], wait = [], there = []] = parts;
  return listView(
    words,
    words.t('mail:rescue-title', { total: all.length, ok: there.length, wait: wait.length, open: open.length }),
    parts.flat().map((one) => `${MARKS[rankOf(one)]} ${lineOf(one, words)}`),
    remark,
  );
}

type Rank = 'open' | 'wait' | 'there';
const RANKS: readonly Rank[] = ['open', 'wait', 'there'];
const MARKS = { open: '✗', wait: '?', there: '✓' } as const satisfies Record<Rank, string>;

function rankOf(straggler: Straggler): Rank {
  if (straggler.carriedAt !== undefined) return 'there';
  return wantsRescue(straggler) ? 'wait' : 'open';
}

function lineOf(straggler: Straggler, words: Words): string {
  const { mailbox, at, from, path, subject } = straggler;
  const line = words.straggler({ mailbox, at, from, helo: path?.helo, address: path?.address, subject });
  return words.t('joints:title-says', { title: line, text: saysOf(straggler, words) });
}

function saysOf(straggler: Straggler, words: Words): string {
  const { rescue, carriedAt } = straggler;
  if (rescue !== undefined)
    return words.t(`announcements:rescued-${rescue.outcome}`, {
      folder: rescue.folder ?? straggler.folder,
      reason: rescue.reason ?? 'refused',
    });
  if (carriedAt !== undefined) return words.t('mail:rescue-there');
  return words.t(wantsRescue(straggler) ? 'mail:rescue-waits' : 'mail:rescue-by-hand');
}

/** What a person's rescue would do, what was refused before tried again; by the record, nothing is asked of any server. */
export function rescueDryView({ facts }: Migration, words: Words): Rendered {
  const waiting = facts.stragglers.filter((one) => wantsRescue(one, 'person'));
  if (waiting.length === 0) return plainView(words.t('mail:rescue-dry-none'));
  return listView(
    words,
    words.t('mail:rescue-dry-title', { count: waiting.length }),
    waiting.map(({ mailbox, at, from, folder, subject }) => {
      const line = words.straggler({ mailbox, at, from, subject });
      return words.t('mail:rescue-dry-line', { line, mailbox, folder });
    }),
    words.t('mail:rescue-dry-how'),
  );
}
