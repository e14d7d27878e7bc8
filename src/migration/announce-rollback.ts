import type { Announcement } from './announcements.ts';
import { toCarry } from './arrivals.ts';
import type { Facts } from './facts.ts';
import { isDnsBack, unseenOnNew } from './rollback.ts';
import { NO_SIGHTINGS, type Sightings } from './sightings.ts';

/** How far the rollback has come, with what is to be carried back; nothing that was not seen is said to be none. */
export function rollbackNow(
  facts: Facts,
  kind: 'rollback-back' | 'rollback-over',
  sightings: Sightings = NO_SIGHTINGS,
): readonly Announcement[] {
  const { rollbackBack: back, rollbackAt = facts.state.at } = facts;
  if (back === undefined) return [];
  const since = kind === 'rollback-over' ? back.watermark : rollbackAt;
  const unseen = unseenOnNew({ facts, sightings }, since);
  return [{ kind, at: back.at, watermark: back.watermark, count: toCarry(facts, 'new'), unseen }];
}

/** DNS was set back first, and the bot told of it afterwards. */
export function isBackAlready(facts: Facts, sightings: Sightings | undefined): boolean {
  const from = facts.rewriteSeenAt ?? facts.rewriteBegunAt;
  return from !== undefined && sightings !== undefined && isDnsBack({ facts, sightings }, from);
}
