import { agenda } from '../../src/migration/agenda.ts';
import { announce } from '../../src/migration/announce.ts';
import type { Announcement } from '../../src/migration/announcements.ts';
import type { Command } from '../../src/migration/commands.ts';
import { decide, decideStart } from '../../src/migration/decide.ts';
import type { Event } from '../../src/migration/events.ts';
import type { Language } from '../../src/migration/facts.ts';
import type { Migration } from '../../src/migration/record.ts';
import { hasEnded } from '../../src/migration/runbook.ts';
import { type Instant, SECOND_MS } from '../../src/migration/time.ts';
import { aStart } from '../../test/migration/a-migration.ts';
import { type Deed, deeds } from './story.ts';
import { day, lookAt } from './world.ts';

/** One message, as it was posted or edited: to the channel, or to one person. */
export type Said = {
  readonly at: Instant;
  readonly migration: Migration;
  readonly announcement: Announcement;
  readonly to: string | undefined;
};

export type Played = {
  readonly said: readonly Said[];
  /** The record as it stood at an instant. */
  readonly standing: (at: Instant) => Migration;
};

const LAST = day(40);

/**
 * A quiet migration from its first day to its last, played through in the core at its own pace: people act by the story, the bot
 * looks when its agenda says so, and what the looks bring back is the world's. The same at each run.
 */
export function play(lang: Language): Played {
  let now = day(0);
  const start = decideStart('01M', aStart({ lang }), 'UAOI', now);
  let record = start.migration;
  const said: Said[] = [...tell(undefined, record, start.events, now)];
  const states: { at: Instant; record: Migration }[] = [{ at: now, record }];
  const waiting: Deed[] = [...deeds(lang)];
  const take = (command: Command): void => {
    const decision = decide(record, command, now);
    // Whoever changed the rules changes the story with them.
    if (!decision.ok)
      throw new Error(`${new Date(now).toISOString()}: ${command.kind} was refused: ${decision.refusal.code}`);
    const before = record;
    record = decision.migration;
    states.push({ at: now, record });
    said.push(...tell(before, record, decision.events, now));
  };
  while (!hasEnded(record.facts) && now < LAST) {
    const [due] = agenda(record, now);
    const [deed] = waiting;
    if (deed !== undefined && (due === undefined || deed.at <= due.dueAt)) {
      waiting.shift();
      now = Math.max(now, deed.at);
      take(deed.command);
    } else if (due !== undefined) {
      now = Math.max(now + SECOND_MS, due.dueAt);
      if (due.what === 'tick') take({ kind: 'tick' });
      else if (due.what !== 'holidays') take(lookAt(due.what, record, now));
    } else break;
  }
  return { said, standing: (at) => states.findLast((one) => one.at <= at)?.record ?? record };
}

function tell(before: Migration | undefined, after: Migration, events: readonly Event[], at: Instant): readonly Said[] {
  return announce(before?.facts, events, after.sightings).map((announcement) => ({
    at,
    migration: after,
    announcement,
    to: 'recipient' in announcement ? announcement.recipient : undefined,
  }));
}
