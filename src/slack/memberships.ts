import type { WebClient } from '@slack/web-api';
import type { Logger } from '../log.ts';
import { type Instant, MINUTE_MS } from '../migration/time.ts';
import { slackCode } from './delivery/errors.ts';

/** `isWhole` is false where Slack did not tell all of them: what is not among them is unknown, and so not shown. */
export type Membership = { readonly channels: ReadonlySet<string>; readonly isWhole: boolean };

export type Memberships = { readonly of: (userId: string) => Promise<Membership> };

/** Whoever leaves a private channel sees it for so long at most. */
const KNOWN_FOR_MS = 5 * MINUTE_MS;
const UNKNOWN_FOR_MS = MINUTE_MS;
const MOST_KEPT = 1_000;
const PAGE = 999;
const MOST_PAGES = 10;

/** The channels that a person is in, from `users.conversations` (optional scopes), remembered for minutes. Never rejects. */
export function createMemberships(client: WebClient, now: () => Instant, log: Logger): Memberships {
  const kept = new Map<string, { readonly until: Instant; readonly membership: Promise<Membership> }>();
  return {
    of: (userId) => {
      const known = kept.get(userId);
      if (known !== undefined && known.until > now()) return known.membership;
      if (kept.size >= MOST_KEPT) kept.clear();
      const membership = channelsOf(client, userId).catch((error: unknown) => {
        log.warn({ err: error, user: userId }, 'the channels of a person are not known');
        const unknown = { channels: new Set<string>(), isWhole: false };
        kept.set(userId, { until: now() + UNKNOWN_FOR_MS, membership: Promise.resolve(unknown) });
        return unknown;
      });
      kept.set(userId, { until: now() + KNOWN_FOR_MS, membership });
      return membership;
    },
  };
}

/** With `channels:read` alone, the public ones; without it, none. */
async function channelsOf(client: WebClient, user: string): Promise<Membership> {
  try {
    return await read(client, user, 'public_channel,private_channel');
  } catch (error) {
    if (slackCode(error) !== 'missing_scope') throw error;
  }
  try {
    return { ...(await read(client, user, 'public_channel')), isWhole: false };
  } catch (error) {
    if (slackCode(error) !== 'missing_scope') throw error;
    return { channels: new Set(), isWhole: false };
  }
}

async function read(client: WebClient, user: string, types: string): Promise<Membership> {
  const channels = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await client.users.conversations({
      user,
      types,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { id } of answer.channels ?? []) if (id !== undefined) channels.add(id);
    cursor = answer.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return { channels, isWhole: true };
  }
  return { channels, isWhole: false };
}
