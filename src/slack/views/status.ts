import { assess } from '../../migration/gates/assess.ts';
import type { Migration } from '../../migration/record.ts';
import { nextGate } from '../../migration/runbook.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { type Block, listed, type Rendered, rendered, section } from './blocks.ts';
import { moreLine } from './more.ts';

/**
 * The living status: where we are, what is next and by whom, what the bot sees, and the next gate with the earliest
 * time it can open. It holds nothing that changes by itself, so that equal states look equal and are not edited.
 */
export function statusView(migration: Migration, words: Words, now: Instant): Rendered {
  const said = words.status(migration, assess(migration, now), now);
  const gate = nextGate(migration.facts);
  return rendered(said.headline, [
    section(`*${said.headline}*`),
    ...part(words, words.t('slack:next'), said.next),
    ...part(words, words.t('slack:sees'), said.sees),
    ...part(words, words.t('slack:next-gate'), said.gate, gate === undefined ? 'gate' : `gate ${gate}`),
  ]);
}

function part(words: Words, title: string, lines: readonly string[], command = 'gate'): readonly Block[] {
  if (lines.length === 0) return [];
  return listed([`*${title}*`, ...lines], moreLine(words, command), 1);
}
