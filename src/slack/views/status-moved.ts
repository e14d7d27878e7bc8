import type { Migration } from '../../migration/record.ts';
import { wordsFor } from '../../words/words.ts';
import { type Rendered, rendered, section } from './blocks.ts';

/** What is left where the status message was: one line that leads to where it is. */
export function movedView({ facts }: Pick<Migration, 'facts'>, link: string | undefined): Rendered {
  const words = wordsFor(facts.lang, { style: 'slack', timeZone: facts.timeZone });
  const text = words.t('slack:status-moved', { domain: facts.domain });
  const led = link === undefined ? text : `${text} <${link}|${words.t('slack:status-moved-link')}>`;
  return rendered(text, [section(led)]);
}
