import type { Migration } from '../../migration/record.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import type { ActionId } from '../actions/ids.ts';
import { encodeValue } from '../actions/value.ts';
import { actions, button, listed, type Rendered, rendered, section } from './blocks.ts';
import { moreLine } from './more.ts';

const POST: ActionId = 'post-timeline';

/** What the picture of the timeline shows, in words. What nobody else sees can hold no picture: a button posts it. */
export function timelineView(migration: Migration, words: Words, now: Instant): Rendered {
  const { text, lines } = words.timeline(migration, now);
  const post = button({
    action: POST,
    text: words.t('timeline:button-post'),
    value: encodeValue({ m: migration.id }),
  });
  return rendered(text, [
    section(`*${text}*`),
    ...listed(lines, moreLine(words, 'resolvers'), 2),
    ...(hasEnded(migration.facts) ? [] : [actions([post])]),
  ]);
}
