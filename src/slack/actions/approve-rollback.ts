import type { Answer } from '../visit.ts';
import { type Click, carryOutClick, withClicked } from './click.ts';

/** "Approve the rollback". */
export function approveRollback(click: Click): Promise<Answer> {
  return withClicked(click, (migration) =>
    carryOutClick(click, migration, { kind: 'approve-rollback', by: click.user }, true),
  );
}
