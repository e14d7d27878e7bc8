import type { Group } from '../groups.ts';
import type { Request } from '../parse/request.ts';
import { approversView } from '../views/lists.ts';
import { type Answer, change, reply, say, type Visit, withMigration } from '../visit.ts';

/** `approvers`: who they are, and how many each gate needs. */
export function approvers(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(approversView(migration.facts, words)));
}

/** `approvers set @a @group`. A group that cannot be read now would approve of nothing later: it is not taken. */
export function approversSet(visit: Visit, request: Extract<Request, { kind: 'approvers-set' }>): Promise<Answer> {
  const { approvers } = request;
  return withMigration(visit, async (migration, words) => {
    const sized = await visit.who.sized(await withNames(visit, request.groups), approvers);
    if (!sized.ok) return say(`✗ ${words.t(`approving:set-${sized.why}`, { names: [`@${sized.group.name}`] })}`);
    const groups = sized.groups.length === 0 ? {} : { approverGroups: sized.groups };
    return change(visit, migration, { kind: 'set-approvers', by: visit.user, approvers, ...groups });
  });
}

/** Slack may mention a group by its id alone. */
async function withNames(visit: Visit, groups: readonly Group[]): Promise<readonly Group[]> {
  if (groups.every(({ id, name }) => id !== name)) return groups;
  const all = await visit.who.all();
  if (typeof all === 'string') return groups;
  return groups.map((group) => all.find(({ id }) => id === group.id) ?? group);
}
