import type { Answer } from '../visit.ts';
import { type Click, carryOutClick, stale, withClicked } from './click.ts';

/** "Ask for approval": the request has a message of its own; this one is edited by the outbox, as whenever somebody asks. */
export function askApproval(click: Click): Promise<Answer> {
  return withClicked(click, (migration) => {
    const { gate } = click.value;
    if (gate === undefined) return stale(click);
    return carryOutClick(click, migration, { kind: 'request-approval', by: click.user, gate }, false);
  });
}
