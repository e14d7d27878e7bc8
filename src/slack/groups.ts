import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { GroupAnswer } from '../migration/commands.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import { slackCode } from './delivery/errors.ts';

/** 'silent': Slack did not answer. 'unreadable': it will not, as things are: the scope is missing, or the group is gone. */
export type Unread = Extract<GroupAnswer, 'silent' | 'unreadable'>;
export type Group = { readonly id: string; readonly name: string };

/** Slack's user groups, from `usergroups.*` (optional scope usergroups:read). Never rejects. */
export type Groups = {
  /** Who is in a group, asked now; or, with `maxAgeMs`, up to so long ago (a minute at most). */
  readonly members: (id: string, maxAgeMs?: number) => Promise<readonly string[] | Unread>;
  /** All groups that can be mentioned. */
  readonly all: () => Promise<readonly Group[] | Unread>;
};

const PATIENCE_MS = 5 * SECOND_MS;
const MOST_AGE_MS = MINUTE_MS;
const MOST_KEPT = 500;

/** What Slack says to whoever asks in vain. Any other trouble is over some time. */
const WILL_NOT = new Set([
  'missing_scope',
  'no_such_subteam',
  'subteam_not_found',
  'no_permission',
  'not_allowed_token_type',
  'access_denied',
  'plan_upgrade_required',
  'paid_teams_only',
  'team_access_not_granted',
]);

const memberList = z.object({ users: z.array(z.string()) });
const groupList = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) });

export function createGroups(client: WebClient, now: () => Instant, log: Logger): Groups {
  const kept = new Map<string, { readonly at: Instant; readonly members: readonly string[] }>();
  const unread = (error: unknown, group?: string): Unread => {
    const code = slackCode(error);
    log.warn({ err: error, group }, 'who is in a user group is not known');
    return code !== undefined && WILL_NOT.has(code) ? 'unreadable' : 'silent';
  };
  return {
    members: async (id, maxAgeMs = 0) => {
      const known = kept.get(id);
      if (known !== undefined && now() - known.at < Math.min(maxAgeMs, MOST_AGE_MS)) return known.members;
      try {
        const at = now();
        const answer = await withPatience(client.usergroups.users.list({ usergroup: id }));
        const { users: members } = memberList.parse(answer);
        if (kept.size >= MOST_KEPT) kept.clear();
        kept.set(id, { at, members });
        return members;
      } catch (error) {
        return unread(error, id);
      }
    },
    all: async () => {
      try {
        const { usergroups } = groupList.parse(await withPatience(client.usergroups.list()));
        return usergroups.map(({ id, handle }) => ({ id, name: handle }));
      } catch (error) {
        return unread(error);
      }
    },
  };
}

/** Rejects when Slack takes longer than a person waits. */
async function withPatience<Answer>(asked: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('Slack took too long')), PATIENCE_MS);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
    // Whichever comes second is nobody's any more.
    void asked.catch(() => undefined);
  }
}
