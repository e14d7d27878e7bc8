import type { Answer } from '../visit.ts';
import { type Click, carryOutClick, stale, withClicked } from './click.ts';

/** "Approve": the core refuses whoever may not, the second click and the stale one; the announcement edits the message. */
export function approve(click: Click): Promise<Answer> {
  return withClicked(click, (migration) => {
    const { gate, round } = click.value;
    if (gate === undefined || round === undefined) return stale(click);
    return carryOutClick(click, migration, { kind: 'approve', by: click.user, gate, round }, false);
  });
}
