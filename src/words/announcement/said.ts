import type { Announcement } from '../../migration/announcements.ts';
import type { Speaker } from '../engine.ts';

/** `text`: the first line, and what a notification shows. `lines`: what stands under it. */
export type Said = { readonly text: string; readonly lines: string[] };

export type Of<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

/** So many lines of one kind stand in a message; the rest is counted. */
export const MOST_LINES = 10;

/** How many more there are. */
export function more(say: Speaker, n: number): string[] {
  return n > 0 ? [say.t('joints:more', { n })] : [];
}
