import type { Answer } from '../visit.ts';
import { type Click, carryOutClick, withClicked } from './click.ts';

/** "Keep": the rewrite is seen to be good. */
export function keepRewrite(click: Click): Promise<Answer> {
  return withClicked(click, (migration) =>
    carryOutClick(click, migration, { kind: 'keep-rewrite', by: click.user }, true),
  );
}
