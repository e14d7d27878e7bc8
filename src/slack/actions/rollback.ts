import { rollbackModal } from '../views/rollback-modal.ts';
import { type Answer, modal, say } from '../visit.ts';
import { wouldCome } from '../who.ts';
import { type Click, withClicked } from './click.ts';
import { encodeValue } from './value.ts';

/** Stands in for the reason while it is not known. */
const SOME_REASON = '…';

/** "Roll back…": asks for the reason in a modal, unless it would be refused whatever the reason. */
export function rollback(click: Click): Promise<Answer> {
  return withClicked(click, async (migration, words) => {
    const command = { kind: 'rollback', by: click.user, reason: SOME_REASON } as const;
    const would = await wouldCome(click.who, migration, command, click.now());
    if (!would.ok) return say(`✗ ${words.refusal(would.refusal)}`);
    return modal(rollbackModal(words, encodeValue({ m: migration.id })));
  });
}
