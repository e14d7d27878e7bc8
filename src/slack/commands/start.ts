import { hasEnded } from '../../migration/runbook.ts';
import { startTyped } from '../actions/start-look-up.ts';
import { startModal } from '../views/start-modal.ts';
import { type Answer, modal, say, type Visit, wordsOf } from '../visit.ts';

/** `start`: opens the form, filled in from DNS where a domain was named, unless this channel holds a migration that is still going on. */
export async function start(visit: Visit, { domain }: { readonly domain?: string }): Promise<Answer> {
  const outsider = await visit.who.outsider(visit.user, visit.place);
  if (outsider !== undefined) return say(`✗ ${wordsOf(visit).refusal({ code: `${outsider}-reads`, figures: {} })}`);
  const there = await visit.service.inChannel(visit.place);
  const words = wordsOf(visit, there?.facts);
  if (there !== undefined && !hasEnded(there.facts)) {
    return say(words.t('slack:going-on', { domain: there.facts.domain }));
  }
  return domain === undefined
    ? modal(startModal(words, visit.place, visit.reader.lang ?? 'en'))
    : startTyped(visit, domain);
}
