import { LOOK_LIMIT_MS } from '../answering.ts';
import { REWRITE_LOOKS } from '../commands/step.ts';
import { plainView } from '../views/lists.ts';
import { type Answer, say } from '../visit.ts';
import { wouldCome } from '../who.ts';
import { type Click, carryOutClick, withClicked } from './click.ts';

/** "I am rewriting now": for the person named alone, and on a fresh look, which a refusal that is certain does not wait for. */
export function beginRewrite(click: Click): Promise<Answer> {
  return withClicked(click, async (migration, words) => {
    const command = { kind: 'begin-rewrite', by: click.user } as const;
    const would = await wouldCome(click.who, migration, command, click.now());
    if (!would.ok && would.refusal.code !== 'gate-not-open') return say(`✗ ${words.refusal(would.refusal)}`);
    return {
      kind: 'later',
      first: plainView(words.t('slack:looking')),
      rest: async () => {
        const signal = AbortSignal.any([click.stopping, AbortSignal.timeout(LOOK_LIMIT_MS)]);
        await click.service.lookNow(migration.id, REWRITE_LOOKS, signal);
        return (await carryOutClick(click, migration, command, true)).reply;
      },
    };
  });
}
