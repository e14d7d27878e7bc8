import { groupsOf } from '../migration/approvals.ts';
import type { ApproverGroup } from '../migration/approver-facts.ts';
import type { Command, PersonCommand, Sayer } from '../migration/commands.ts';
import { type Decision, decide } from '../migration/decide.ts';
import { isPerson } from '../migration/person.ts';
import type { Migration } from '../migration/record.ts';
import type { Refusal } from '../migration/refusals.ts';
import { type Instant, MINUTE_MS } from '../migration/time.ts';
import type { Service } from '../service/ports.ts';
import type { Group, Groups, Unread } from './groups.ts';
import type { People, Workspace } from './people.ts';

/** What Slack knows of whoever says something, beside their language. Never rejects. */
export type Who = {
  /** A guest, or from another organisation; undefined for members, and where Slack does not say. */
  readonly outsider: (person: string, place: Workspace) => Promise<Sayer['outsider']>;
  /** In which of these groups a person is; `isFresh`: at this moment, else a minute ago at most. */
  readonly inGroups: (
    groups: readonly Pick<Group, 'id'>[],
    person: string,
    isFresh: boolean,
  ) => Promise<NonNullable<Sayer['groups']>>;
  /** These groups with their sizes, people who are named beside them left out; or which one cannot be read, and why. */
  readonly sized: (
    groups: readonly Group[],
    named: readonly string[],
  ) => Promise<{ readonly ok: true; readonly groups: readonly ApproverGroup[] } | ({ readonly ok: false } & Unknown)>;
  /** All groups that can be mentioned. */
  readonly all: Groups['all'];
};
type Unknown = { readonly why: Unread; readonly group: Group };

export function createWho(people: People, groups: Groups): Who {
  return {
    outsider: people.outsider,
    inGroups: async (asked, person, isFresh) => {
      const answers = asked.map(async ({ id }) => {
        const members = await groups.members(id, isFresh ? 0 : MINUTE_MS);
        if (typeof members === 'string') return [id, members] as const;
        return [id, members.includes(person) ? 'member' : 'no-member'] as const;
      });
      return Object.fromEntries(await Promise.all(answers));
    },
    sized: async (asked, named) => {
      const counted = new Set(named);
      const sized: ApproverGroup[] = [];
      for (const group of asked) {
        const members = await groups.members(group.id);
        if (typeof members === 'string') return { ok: false, why: members, group };
        const more = members.filter((member) => !counted.has(member));
        for (const member of more) counted.add(member);
        sized.push({ ...group, people: more.length });
      }
      return { ok: true, groups: sized };
    },
    all: groups.all,
  };
}

/**
 * The service, told with each command of a person what Slack knows of them: whether they are a guest, and, where it
 * turns on that, which groups of approvers they are in at that moment.
 */
export function knowing(service: Service, who: Who): Service {
  const places = new Map<string, Workspace>();
  const placeOf = async (id: string): Promise<Workspace | undefined> => {
    const known = places.get(id) ?? (await service.read(id))?.facts.place;
    if (known !== undefined) places.set(id, known);
    return known;
  };
  return {
    ...service,
    change: async (id, command, settles) => {
      if (!isSaid(command)) return service.change(id, command, settles);
      const place = await placeOf(id);
      const said = place === undefined ? command : await asSaid(who, command, place);
      const first = await service.change(id, said, settles);
      if (first.ok || !turnsOnGroups(first.refusal)) return first;
      const groups = await who.inGroups(groupsOf(first.migration.facts), said.by, true);
      return service.change(id, { ...said, groups }, settles);
    },
  };
}

/** What would come of a command now, by all that is known of whoever says it. */
export async function wouldCome(
  who: Who,
  migration: Migration,
  command: PersonCommand,
  now: Instant,
): Promise<Decision> {
  const said = await asSaid(who, command, migration.facts.place);
  const first = decide(migration, said, now);
  if (first.ok || !turnsOnGroups(first.refusal)) return first;
  return decide(migration, { ...said, groups: await who.inGroups(groupsOf(migration.facts), said.by, true) }, now);
}

/** Nobody has been asked yet. */
const turnsOnGroups = ({ code }: Refusal): boolean => code === 'group-silent';

function isSaid(command: Command): command is PersonCommand {
  return 'by' in command && isPerson(command.by);
}

async function asSaid(who: Who, command: PersonCommand, place: Workspace): Promise<PersonCommand> {
  const outsider = await who.outsider(command.by, place);
  return outsider === undefined ? command : { ...command, outsider };
}
