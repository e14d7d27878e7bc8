import { MARK_OF, tasksOf } from '../../migration/owner-tasks.ts';
import { type Answer, say } from '../visit.ts';
import { type Click, carryOutClick } from './click.ts';
import { withOwnClicked, withOwnClient } from './client-click.ts';

/** "Done" under a client of one's own. The message itself is edited by what follows from it. */
export function clientDone(click: Click): Promise<Answer> {
  return withOwnClient(click, ({ migration, phase, client }) =>
    carryOutClick(
      click,
      migration,
      { kind: 'mark-client', by: click.user, client: client.id, mark: MARK_OF[phase], done: true },
      false,
    ),
  );
}

/** "All are done": those that are open now, whether or not they were when the message was shown. */
export function clientAllDone(click: Click): Promise<Answer> {
  return withOwnClicked(click, async ({ migration, words, phase }) => {
    const clients = tasksOf(migration.facts, click.user, phase).open.map(({ id }) => id);
    const mark = MARK_OF[phase];
    const command = { kind: 'mark-clients', by: click.user, clients, mark, done: true } as const;
    const result = await click.service.change(migration.id, command);
    if (!result.ok) return say(`✗ ${words.refusal(result.refusal)}`);
    const count = result.events.filter(({ kind }) => kind === 'client-marked').length;
    return say(words.t('clients:all-done', { count }));
  });
}
