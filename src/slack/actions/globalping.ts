import { type Answer, say } from '../visit.ts';
import { type Click, carryOutClick, stale, withClicked } from './click.ts';

/** "Ask ISP resolvers": from now on a service outside learns the planned names. */
export function askGlobalping(click: Click): Promise<Answer> {
  return withClicked(click, (migration) => {
    const { countries } = click.value;
    if (countries === undefined) return stale(click);
    return carryOutClick(click, migration, { kind: 'set-globalping', by: click.user, countries }, true);
  });
}

/** "Leave it". */
export function leaveGlobalping(click: Click): Promise<Answer> {
  return withClicked(click, (_, words) => say(words.t('resolvers:globalping-cancelled')));
}
