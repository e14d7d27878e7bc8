import { windowModal } from '../views/window-modal.ts';
import { type Answer, modal } from '../visit.ts';
import { type Click, stale, withClicked } from './click.ts';
import { encodeValue } from './value.ts';

/** "Choose" beside a window: a form with that time, and whoever chose it as the one who rewrites. */
export function chooseWindow(click: Click): Promise<Answer> {
  return withClicked(click, (migration, words) => {
    const { from, to } = click.value;
    if (from === undefined || to === undefined) return stale(click);
    const { timeZone } = migration.facts;
    const metadata = encodeValue({ m: migration.id });
    return modal(windowModal(words, metadata, { executor: click.user, from, to, timeZone }));
  });
}
