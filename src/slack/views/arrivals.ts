import type { Facts, Puzzle, Straggler } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { Words } from '../../words/words.ts';
import { actions, type Block, listed, type Rendered, rendered, section } from './blocks.ts';
import { suspectButtons } from './buttons.ts';
import { copyable } from './gate.ts';
import { plainView } from './lists.ts';

/** What reached the old server: what must be carried over first, then what must be judged, then what nobody can explain. */
export function arrivalsView(migration: Migration, words: Words): Rendered {
  const { facts } = migration;
  if (facts.stragglers.length === 0 && facts.puzzles.length === 0) return plainView(words.t('slack:stragglers-none'));
  const title = words.t('slack:stragglers-title', { count: facts.stragglers.length });
  const ordered = [...facts.stragglers].sort((one, other) => rank(one) - rank(other) || other.at - one.at);
  const suspects = unjudged(facts);
  const more = (n: number): string => words.t('slack:more-bare', { n });
  return rendered(title, [
    section(`*${title}*`),
    ...listed(
      ordered.map((straggler) => stragglerLine(straggler, words)),
      more,
      2,
    ),
    ...(suspects.length === 0 ? [] : [actions(suspectButtons(migration, suspects, words))]),
    ...puzzleBlocks(facts.puzzles, words, more),
  ]);
}

/** Keys of what may be spam and has not been judged, in the order in which they were found. */
export function unjudged(facts: Facts): readonly string[] {
  return facts.stragglers
    .filter((straggler) => straggler.suspect !== undefined && straggler.judged === undefined)
    .map((straggler) => straggler.key);
}

function rank(straggler: Straggler): number {
  if (straggler.judged === 'spam') return 3;
  if (straggler.suspect !== undefined && straggler.judged === undefined) return 1;
  return straggler.carriedAt === undefined ? 0 : 2;
}

function stragglerLine(straggler: Straggler, words: Words): string {
  const { mailbox, at, from, path } = straggler;
  const states = ['straggler-open', 'straggler-suspect', 'straggler-carried', 'straggler-spam'] as const;
  const order = rank(straggler);
  const state = words.t(`slack:${states[order] ?? 'straggler-open'}`);
  const line = words.straggler({ mailbox, at, from, helo: path?.helo, address: path?.address });
  return `${order < 2 ? '✗' : '✓'} ${line} (${state})`;
}

function puzzleBlocks(puzzles: readonly Puzzle[], words: Words, more: (n: number) => string): readonly Block[] {
  if (puzzles.length === 0) return [];
  const lines = puzzles.map(({ mailbox, folder, kind, count, key }) => {
    const text = words.t(`puzzles:${kind}`, { count });
    return `? ${words.t('announcements:puzzle-line', { mailbox, folder, text })}  \`${copyable(`puzzle:${key}`, words)}\``;
  });
  return listed([`*${words.t('slack:puzzles-title')}*`, ...lines], more, 1);
}
