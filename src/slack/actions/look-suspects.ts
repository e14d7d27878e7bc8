import { isUnjudged } from '../../migration/arrivals.ts';
import { decide } from '../../migration/decide.ts';
import { suspectsModal } from '../views/suspects-modal.ts';
import { type Answer, modal, say } from '../visit.ts';
import { type Click, withClicked } from './click.ts';

/** "Look closer…": what may be spam, message by message; whoever may not judge is told before they read it all. */
export function lookSuspects(click: Click): Promise<Answer> {
  return withClicked(click, (migration, words) => {
    const open = migration.facts.stragglers.filter(isUnjudged);
    if (open.length === 0) return say(words.t('slack:list-changed'));
    const keys = open.map(({ key }) => key);
    const would = decide(migration, { kind: 'judge-suspects', by: click.user, keys, verdict: 'spam' }, click.now());
    if (!would.ok) return say(`✗ ${words.refusal(would.refusal)}`);
    const timeZone = click.reader.timeZone ?? migration.facts.timeZone;
    return modal(suspectsModal(words, timeZone, migration.id, open));
  });
}
