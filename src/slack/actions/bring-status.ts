import { bringStatus } from '../commands/status.ts';
import type { Answer } from '../visit.ts';
import { type Click, withClicked } from './click.ts';

/** "Bring it to the bottom": the status message is posted anew; a second press at once makes no second one. */
export function bringStatusClicked(click: Click): Promise<Answer> {
  return withClicked(click, (migration, words) => bringStatus(click, migration, words));
}
