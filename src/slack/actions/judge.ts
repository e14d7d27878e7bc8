import { unjudged } from '../views/arrivals.ts';
import { type Answer, say } from '../visit.ts';
import { type Click, carryOutClick, withClicked } from './click.ts';
import { decodeKeys } from './value.ts';

/** "All spam" and "Real mail": one click judges the messages that the button was shown for, and no others. */
export function judge(click: Click, verdict: 'spam' | 'real'): Promise<Answer> {
  return withClicked(click, (migration, words) => {
    const keys = decodeKeys(click.value, unjudged(migration.facts));
    if (keys === undefined) return say(words.t('slack:list-changed'));
    return carryOutClick(click, migration, { kind: 'judge-suspects', by: click.user, keys, verdict }, true);
  });
}
