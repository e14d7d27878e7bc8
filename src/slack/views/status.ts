import { assess } from '../../migration/gates/assess.ts';
import type { Migration } from '../../migration/record.ts';
import { hasEnded, nextGate } from '../../migration/runbook.ts';
import type { Instant } from '../../migration/time.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import { actions, type Block, listed, plan, type Rendered, rendered, section } from './blocks.ts';
import { bringButton } from './buttons.ts';
import { moreLine } from './more.ts';

/** So many open criteria are shown: the state must be read in seconds, and the rest is one command away. */
const OPEN_SHOWN = 4;

/**
 * The living status: where we are, what is next and by whom, what the bot sees, and the next gate with the earliest
 * time it can open. It holds no "as of": equal states look equal, and are not edited.
 */
export function statusView(migration: Migration, words: Words, now: Instant): Rendered {
  const said = words.status(migration, assess(migration, now), now);
  const gate = nextGate(migration.facts);
  const command = gate === undefined ? 'gate' : `gate ${gate}`;
  return rendered(said.headline, [
    section(`*${said.headline}*`),
    ...part(words, words.t('slack:next'), said.next),
    ...part(words, words.t('slack:sees'), said.sees),
    ...part(words, words.t('slack:next-gate'), gateLines(said.gate, moreLine(words, command))),
    ...(hasEnded(migration.facts) ? [] : [actions([bringButton(migration, words)])]),
  ]);
}

/**
 * The same with all eight steps in place of the first line, which is their title. Their text is plain, and holds no person
 * and no moment: where the first line does, it stays.
 */
export function livingStatusView(migration: Migration, words: Words, now: Instant): Rendered {
  const { facts } = migration;
  const older = statusView(migration, words, now);
  if (hasEnded(facts)) return older;
  const plain = wordsFor(words.lang, { style: 'plain', timeZone: facts.timeZone });
  const { title, steps } = plain.stepPlan(facts);
  const tasks = steps.map(({ step, title: said, state }) => ({ id: step, title: said, state }));
  const [first, ...rest] = older.blocks;
  const isActive = facts.state.kind === 'active';
  const whereWeAre = isActive
    ? [plan(plain.headline(facts), tasks)]
    : [...(first === undefined ? [] : [first]), plan(title, tasks)];
  return { ...older, blocks: [...whereWeAre, ...rest], olderBlocks: older.blocks };
}

function part(words: Words, title: string, lines: readonly string[]): readonly Block[] {
  return lines.length === 0 ? [] : listed([`*${title}*`, ...lines], moreLine(words, 'gate'), 1);
}

/** How many pass, when it can open, and the first open criteria: what fails before what is merely not known. */
function gateLines(said: readonly string[], more: (left: number) => string): readonly string[] {
  const failing = said.filter((line) => line.startsWith('✗'));
  const unknown = said.filter((line) => line.startsWith('?'));
  const open = [...failing, ...unknown];
  const left = open.length - OPEN_SHOWN;
  return [
    ...said.filter((line) => !open.includes(line)),
    ...open.slice(0, OPEN_SHOWN),
    ...(left > 0 ? [more(left)] : []),
  ];
}
