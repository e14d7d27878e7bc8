import { MARK_OF, tasksOf } from '../../migration/owner-tasks.ts';
import { type Answer, say } from '../visit.ts';
import { type Click, carryOutClick } from './click.ts';
import { withOwnClicked, withOwnClient } from './client-click.ts';
import { decodeKeys } from './value.ts';

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

/** "All are done": those that the button was shown for and that are open still. What came since was not confirmed. */
export function clientAllDone(click: Click): Promise<Answer> {
  return withOwnClicked(click, async ({ migration, words, phase }) => {
    const open = tasksOf(migration.facts, click.user, phase).open.map(({ id }) => id);
    if (open.length === 0) return say(`✗ ${words.refusal({ code: 'already', figures: { so: 'all-marked' } })}`);
    const shown = decodeKeys(click.value, open) ?? [];
    const clients = open.filter((id) => shown.includes(id));
    if (clients.length === 0) return say(words.t('clients:click-list-changed'));
    const mark = MARK_OF[phase];
    const command = { kind: 'mark-clients', by: click.user, clients, mark, done: true } as const;
    const result = await click.service.change(migration.id, command);
    if (!result.ok) return say(`✗ ${words.refusal(result.refusal)}`);
    const count = result.events.filter(({ kind }) => kind === 'client-marked').length;
    return say(words.t('clients:all-done', { count }));
  });
}
