import { DAY_MS, type Instant } from '../../migration/time.ts';

/** Which workspaces refuse messages for their newer blocks, so that no edit of theirs is refused first. */
export type NewerBlocks = {
  readonly areRefused: (teamId: string) => boolean;
  /** Refused, and taken at once without them. */
  readonly refused: (teamId: string) => void;
};

/** Then they are tried anew: Slack brings blocks to one workspace after the other. */
const REMEMBERED_MS = 7 * DAY_MS;

/** Held in memory alone: a start tries anew too, and costs one refusal. */
export function createNewerBlocks(now: () => Instant): NewerBlocks {
  const until = new Map<string, Instant>();
  return {
    areRefused: (teamId) => (until.get(teamId) ?? 0) > now(),
    refused: (teamId) => void until.set(teamId, now() + REMEMBERED_MS),
  };
}
