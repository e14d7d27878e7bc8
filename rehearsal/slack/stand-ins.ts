import type { JsonObject } from './json.ts';

/** A group that can be mentioned and asked for approval. */
export type UserGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
};

/**
 * Answers for Web API methods that the emulator does not have, undefined for all others.
 * Socket Mode is opened nowhere: `apps.connections.open` answers an address where nobody listens, which is enough
 * for a check of the token.
 */
export const standIn = (
  method: string,
  args: JsonObject,
  groups: readonly UserGroup[],
  seq: number,
): JsonObject | undefined => {
  switch (method) {
    case 'usergroups.list':
      return { ok: true, usergroups: groups.map((group) => describeGroup(group)) };
    case 'usergroups.users.list': {
      const group = groups.find((candidate) => candidate.id === args.usergroup);
      return group === undefined ? { ok: false, error: 'no_such_subteam' } : { ok: true, users: group.users };
    }
    case 'canvases.create':
    case 'conversations.canvases.create':
      return { ok: true, canvas_id: `F0CANVAS${String(seq).padStart(3, '0')}` };
    case 'canvases.edit':
    case 'canvases.delete':
      return { ok: true };
    case 'apps.connections.open':
      return { ok: true, url: 'ws://127.0.0.1:9/link' };
    default:
      return undefined;
  }
};

const describeGroup = (group: UserGroup): JsonObject => ({
  id: group.id,
  is_usergroup: true,
  name: group.name,
  handle: group.handle,
  description: '',
  date_delete: 0,
  users: group.users,
  user_count: group.users.length,
});
