import { type Answer, say } from '../visit.ts';
import { type Click, withClicked } from './click.ts';

/** "Post the picture": everybody sees it, in the thread of the status message. A second press at once makes no second one. */
export function postTimeline(click: Click): Promise<Answer> {
  return withClicked(click, async (migration, words) => {
    const result = await click.service.change(migration.id, { kind: 'ask-timeline', by: click.user });
    if (!result.ok) return say(`✗ ${words.refusal(result.refusal)}`);
    const isNew = result.events.some((event) => event.kind === 'timeline-due' && event.why === 'asked');
    return say(words.t(isNew ? 'timeline:posting' : 'timeline:just-posted'));
  });
}
