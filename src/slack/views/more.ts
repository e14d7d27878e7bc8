import type { Words } from '../../words/words.ts';
import { COMMAND } from '../parse/grammar.ts';

/** The last line of a list that was cut: how many are left, and what to type to see them. */
export function moreLine(words: Words, command: string): (left: number) => string {
  return (n) => words.t('slack:more', { n, line: `${COMMAND} ${command}` });
}
