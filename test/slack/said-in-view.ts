import type { View } from '../../rehearsal/slack/workspace.ts';
import type { TestHouse } from './house.ts';

/** The view of this id, once it says this. */
export function saidInView({ workspace }: TestHouse, id: string, text: string): View | undefined {
  return workspace.views().find((view) => view.id === id && JSON.stringify(view.blocks).includes(text));
}
