import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';
import { groupsOf } from '../migration/approvals.ts';
import type { GroupAnswer, Sayer } from '../migration/commands.ts';
import type { Facts, Language } from '../migration/facts.ts';
import type { PersonHours } from '../migration/hours-facts.ts';
import { type HoursPick, USUAL_HOURS, withPick } from '../migration/person-hours.ts';
import type { Migration } from '../migration/record.ts';
import { hasEnded } from '../migration/runbook.ts';
import type { Instant } from '../migration/time.ts';
import { nextDate, takesPart, waitingFor } from '../migration/waiting.ts';
import type { Preferences, Service, Team } from '../service/ports.ts';
import { inTime } from './answering.ts';
import type { Membership, Memberships } from './memberships.ts';
import type { People } from './people.ts';
import { busyHomeView, type HomeEntry, homeView } from './views/home.ts';
import { wordsOf } from './visit.ts';
import type { Who } from './who.ts';

export type HomeCaller = { readonly user: string; readonly team: Team };

/** What came of a click; `goesOn`: it is at work still, so nothing can be pressed. */
export type HomeNote = { readonly text: string; readonly goesOn: boolean };

/** The App Home tabs of people. */
export type Home = {
  /**
   * Publishes the tab anew, with a note of what came of a click. Tabs of one person are published one after the other,
   * so an older one never covers a newer one. Never rejects: what fails is logged, and the next opening tries again.
   */
  readonly show: (caller: HomeCaller, note?: HomeNote) => Promise<void>;
  /** Whether this person may see the migration: of their workspace, and they take part in it or are in its channel. */
  readonly sees: (caller: HomeCaller, migration: Migration) => Promise<boolean>;
  /** The language in which the bot speaks to this person; undefined: as Slack is set. */
  readonly choose: (caller: HomeCaller, language: Language | undefined) => Promise<void>;
  /** When this person may be reminded, in every migration; resolves to what holds from now on. */
  readonly pickHours: (caller: HomeCaller, pick: HoursPick) => Promise<PersonHours>;
};

export type HomeParts = {
  readonly client: WebClient;
  readonly service: Pick<Service, 'inTeam' | 'change'>;
  readonly preferences: Preferences;
  readonly people: People;
  readonly who: Pick<Who, 'inGroups'>;
  readonly memberships: Memberships;
  readonly teamTimeZone: string;
  readonly now: () => Instant;
  readonly log: Logger;
};

export function createHome(parts: HomeParts): Home {
  const { client, service, preferences, people, who, memberships, teamTimeZone, now, log } = parts;
  const inTurn = createShowing();

  const publish = async ({ user, team }: HomeCaller, note: HomeNote | undefined): Promise<void> => {
    const asked = people.reader(user, team.teamId);
    const there = service.inTeam(team);
    const found = Promise.all([
      asked,
      preferences.userLanguage({ teamId: team.teamId, userId: user }),
      preferences.userHours({ teamId: team.teamId, userId: user }),
      there,
      memberships.of(user),
      there.then((migrations) => who.inGroups(groupsIn(migrations), user, false)),
    ]);
    // Its failure is told below.
    const first = await inTime(found.then(() => 'there' as const));
    if (first === 'late') {
      const known = await Promise.race([asked, Promise.resolve({})]);
      await client.views.publish({
        user_id: user,
        view: busyHomeView(wordsOf({ reader: known, teamTimeZone }), note?.text),
      });
    }
    const [reader, language, hours, all, membership, groups] = await found;
    const at = now();
    const seen = all.filter((migration) => maySee(migration, user, membership, groups));
    const [ended, going] = [seen.filter(({ facts }) => hasEnded(facts)), seen.filter(({ facts }) => !hasEnded(facts))];
    const view = homeView(
      {
        person: user,
        going: inOrder(going.map((migration) => entryOf(migration, user, at, groups))),
        ended: ended.toSorted((a, b) => b.facts.state.at - a.facts.state.at),
        isWhole: membership.isWhole,
        areGroupsKnown: !Object.values(groups).some(isUnread),
        language,
        hours,
        note: note?.text,
        isBusy: note?.goesOn === true,
      },
      wordsOf({ reader, teamTimeZone }),
      at,
    );
    await client.views.publish({ user_id: user, view });
  };

  return {
    show: (caller, note) =>
      inTurn(`${caller.team.teamId} ${caller.user}`, note, async (said) => {
        try {
          await publish(caller, said);
        } catch (error) {
          log.warn({ err: error, user: caller.user }, 'the home of a person could not be shown');
        }
      }),
    sees: async ({ user, team }, migration) => {
      const { place } = migration.facts;
      if (place.teamId !== team.teamId) return false;
      if (takesPart(migration.facts, user)) return true;
      if (maySee(migration, user, await memberships.of(user), {})) return true;
      return takesPart(migration.facts, user, await who.inGroups(groupsOf(migration.facts), user, false));
    },
    pickHours: async ({ user, team }, pick) => {
      const who = { teamId: team.teamId, userId: user };
      const hours = withPick((await preferences.userHours(who)) ?? USUAL_HOURS, pick);
      await preferences.setUserHours(who, hours);
      // A migration that comes to concern them later learns it with its first message to them.
      const concerned = (await service.inTeam(team)).filter(({ facts }) => isReminded(facts, user));
      for (const { id } of concerned) await service.change(id, { kind: 'report-person-hours', person: user, hours });
      return hours;
    },
    choose: ({ user, team }, language) => preferences.setUserLanguage({ teamId: team.teamId, userId: user }, language),
  };
}

const isReminded = (facts: Facts, user: string): boolean =>
  !hasEnded(facts) && (facts.personHours?.[user] !== undefined || facts.clients.some(({ owner }) => owner === user));

/** The groups that approve in migrations that go on, each once. */
function groupsIn(migrations: readonly Migration[]): readonly { readonly id: string }[] {
  const going = migrations.filter(({ facts }) => !hasEnded(facts));
  return [...new Set(going.flatMap(({ facts }) => groupsOf(facts).map(({ id }) => id)))].map((id) => ({ id }));
}

const isUnread = (answer: GroupAnswer): boolean => answer === 'silent' || answer === 'unreadable';

type InGroups = NonNullable<Sayer['groups']>;

function maySee({ facts }: Migration, user: string, { channels }: Membership, groups: InGroups): boolean {
  return takesPart(facts, user, groups) || channels.has(facts.place.channelId);
}

function entryOf(migration: Migration, user: string, now: Instant, groups: InGroups): HomeEntry {
  const { facts } = migration;
  return { migration, waiting: waitingFor(facts, user, now, groups), next: nextDate(facts, now) };
}

/** What waits for this person, then what has the nearest date, then what began last. */
function inOrder(entries: readonly HomeEntry[]): readonly HomeEntry[] {
  const dateOf = ({ next }: HomeEntry): Instant => next?.at ?? Number.MAX_SAFE_INTEGER;
  const isIdle = ({ waiting }: HomeEntry): number => (waiting.length > 0 ? 0 : 1);
  return entries.toSorted(
    (a, b) =>
      isIdle(a) - isIdle(b) ||
      dateOf(a) - dateOf(b) ||
      b.migration.facts.startedAt - a.migration.facts.startedAt ||
      (a.migration.id < b.migration.id ? 1 : -1),
  );
}

type Show = (note: HomeNote | undefined) => Promise<void>;
type Turn = { readonly done: Promise<void>; next?: { note: HomeNote | undefined; readonly done: Promise<void> } };

/** One after the other for each person; whatever comes while one waits for its turn is shown with that one. */
function createShowing(): (who: string, note: HomeNote | undefined, show: Show) => Promise<void> {
  const running = new Map<string, Turn>();
  const begin = (who: string, done: Promise<void>): Promise<void> => {
    const turn: Turn = { done };
    running.set(who, turn);
    void done.then(() => {
      if (turn.next === undefined) running.delete(who);
    });
    return done;
  };
  return (who, note, show) => {
    const turn = running.get(who);
    if (turn === undefined) return begin(who, show(note));
    if (turn.next !== undefined) {
      turn.next.note = note ?? turn.next.note;
      return turn.next.done;
    }
    const done = turn.done.then(() => begin(who, show(turn.next?.note)));
    turn.next = { note, done };
    return done;
  };
}
