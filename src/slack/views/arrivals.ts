import type { Puzzle, Straggler } from '../../migration/arrival-facts.ts';
import { isReal, isUnjudged, pathKey, reached } from '../../migration/arrivals.ts';
import type { Facts } from '../../migration/facts.ts';
import type { Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { hasEnded, rewriteFrom } from '../../migration/runbook.ts';
import { causeOf } from '../../migration/straggler-advice.ts';
import type { Words } from '../../words/words.ts';
import { actions, type Block, context, listed, type Rendered, rendered } from './blocks.ts';
import { suspectButtons } from './buttons.ts';
import { copyable } from './gate.ts';
import { plainView } from './lists.ts';
import { pathName } from './path-name.ts';

type More = (n: number) => string;

/**
 * What reached a server that it should not have: first what must be judged, beside the buttons that judge it; then what
 * must be carried, each direction by itself; then spam, which is nobody's work; then what nobody can explain.
 */
export function arrivalsView(migration: Migration, words: Words): Rendered {
  const { stragglers, puzzles } = migration.facts;
  if (stragglers.length === 0 && puzzles.length === 0) return plainView(words.t(`slack:${nothing(migration)}`));
  const suspects = stragglers.filter(isUnjudged);
  const others = stragglers.filter(isReal);
  const spam = stragglers.filter(({ judged }) => judged === 'spam');
  const sides = (['old', 'new'] as const).filter((side) => others.some((one) => reached(one) === side));
  const titles = [
    ...(suspects.length > 0 ? [words.t('slack:suspects-title', { count: suspects.length })] : []),
    ...sides.map((side) => sideTitle(others, side, words)),
    ...(spam.length > 0 ? [words.t('slack:spam-title', { count: spam.length })] : []),
    ...(puzzles.length > 0 ? [words.t('slack:puzzles-title')] : []),
  ];
  // Four lists at once must fit into one message as three do.
  const room = titles.length > 3 ? 2_000 : undefined;
  const more: More = (n) => words.t('slack:more-bare', { n });
  return rendered(titles.join('\n'), [
    ...suspectBlocks(migration, suspects, words, more, room),
    ...sides.flatMap((side) => {
      const found = others.filter((one) => reached(one) === side);
      const lines =
        side === 'old'
          ? pathLines(migration.facts, found, words)
          : ordered(found).map((one) => stragglerLine(one, words));
      return listed([`*${sideTitle(others, side, words)}*`, ...lines], more, titles.length > 2 ? 1 : 2, room);
    }),
    ...spamBlocks(spam, words, more, room),
    ...puzzleBlocks(puzzles, words, more, room),
    ...(sides.includes('old') && !hasEnded(migration.facts) ? [context(words.t('mail:path-detail'))] : []),
  ]);
}

/** Why the list is empty: nothing came, or nobody can know yet. */
function nothing({ facts, sightings }: Migration) {
  if (facts.state.kind === 'rolled-back') return 'stragglers-none-back';
  if (hasEnded(facts)) return 'stragglers-none-ended';
  const from = rewriteFrom(facts);
  if (from === undefined) return 'stragglers-none-yet';
  return (sightings.looks.survey?.at ?? 0) > from ? 'stragglers-none' : 'stragglers-not-looked';
}

function sideTitle(all: readonly Straggler[], side: Side, words: Words): string {
  const count = all.filter((one) => reached(one) === side).length;
  return words.t(side === 'new' ? 'slack:stragglers-title-back' : 'slack:stragglers-title', { count });
}

/** Keys of what may be spam and has not been judged, in the order in which they were found. */
export function unjudged(facts: Facts): readonly string[] {
  return facts.stragglers.filter(isUnjudged).map((straggler) => straggler.key);
}

function suspectBlocks(
  migration: Migration,
  suspects: readonly Straggler[],
  words: Words,
  more: More,
  room?: number,
): readonly Block[] {
  if (suspects.length === 0) return [];
  const title = words.t('slack:suspects-title', { count: suspects.length });
  const lines = ordered(suspects).map((one) => stragglerLine(one, words));
  return [
    ...listed([`*${title}*`, ...lines], more, 1, room),
    ...(hasEnded(migration.facts) ? [] : [actions(suspectButtons(migration, unjudged(migration.facts), words))]),
  ];
}

/** What waits first, the newest of it on top. */
function ordered(stragglers: readonly Straggler[]): readonly Straggler[] {
  return [...stragglers].sort((one, other) => rank(one) - rank(other) || other.at - one.at);
}

function rank(straggler: Straggler): number {
  if (straggler.judged === 'spam') return 2;
  return straggler.carriedAt === undefined ? 0 : 1;
}

/** So many of one path are shown with it; the rest is behind `stragglers PATH`. */
const MOST_OF_A_PATH = 5;

/** Path by path, those with something to carry first; under each its latest messages. */
function pathLines(facts: Facts, stragglers: readonly Straggler[], words: Words): readonly string[] {
  const paths = [...Map.groupBy(stragglers, pathKey).values()].map(ordered);
  const isOpen = (path: readonly Straggler[]): boolean => path.some((one) => rank(one) === 0);
  const last = (path: readonly Straggler[]): number => Math.max(...path.map(({ at }) => at));
  return [...paths]
    .sort((one, other) => Number(isOpen(other)) - Number(isOpen(one)) || last(other) - last(one))
    .flatMap((path) => {
      const shown = path.slice(0, MOST_OF_A_PATH);
      const head = words.t('mail:path-line', {
        path: pathName(path, words),
        count: path.length,
        lastAt: last(path),
        carried: path.filter(({ carriedAt }) => carriedAt !== undefined).length,
      });
      const [latest] = path.toSorted((one, other) => other.at - one.at);
      return [
        `${isOpen(path) ? '✗' : '✓'} ${head}`,
        ...(latest === undefined || hasEnded(facts) ? [] : [`      → ${words.t(`causes:${causeOf(facts, latest)}`)}`]),
        ...shown.map((one) => `      ${stragglerLine({ ...one, path: undefined }, words)}`),
        ...(path.length > shown.length
          ? [`      ${words.t('slack:more-bare', { n: path.length - shown.length })}`]
          : []),
      ];
    });
}

export function stragglerLine(straggler: Straggler, words: Words): string {
  const { mailbox, at, from, path, subject } = straggler;
  const line = words.straggler({ mailbox, at, from, helo: path?.helo, address: path?.address, subject });
  // What stands beside its buttons says nothing more: the title does.
  if (isUnjudged(straggler)) return `? ${line}`;
  const order = rank(straggler);
  const open = reached(straggler) === 'new' ? 'straggler-open-back' : 'straggler-open';
  const states = [open, 'straggler-carried', 'straggler-spam'] as const;
  const state = words.t('joints:tail', { text: words.t(`slack:${states[order] ?? open}`) });
  return `${order === 0 ? '✗' : '✓'} ${line}${state}`;
}

/** Judged to be spam: no straggler, and no path that anybody would mend. */
function spamBlocks(spam: readonly Straggler[], words: Words, more: More, room?: number): readonly Block[] {
  if (spam.length === 0) return [];
  const lines = ordered(spam).map((one) => stragglerLine(one, words));
  return listed([`*${words.t('slack:spam-title', { count: spam.length })}*`, ...lines], more, 1, room);
}

function puzzleBlocks(puzzles: readonly Puzzle[], words: Words, more: More, room?: number): readonly Block[] {
  if (puzzles.length === 0) return [];
  const lines = puzzles.map(({ mailbox, folder, kind, count, key }) => {
    const text = words.t(`puzzles:${kind}`, { count });
    return `? ${words.t('announcements:puzzle-line', { mailbox, folder, text })}  \`${copyable(`puzzle:${key}`, words)}\``;
  });
  return listed([`*${words.t('slack:puzzles-title')}*`, ...lines], more, 1, room);
}
