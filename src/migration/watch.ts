import type { Facts, Mailbox, WatchMode } from './facts.ts';
import { mailboxKey } from './keys.ts';
import type { Migration } from './record.ts';
import { rewriteFrom } from './runbook.ts';
import type { Sightings } from './sightings.ts';
import { DAY_MS, type Instant, MINUTE_MS } from './time.ts';

/** A message that the old server forwarded shows for so long that it forwards. */
export const FORWARD_PROVES_MS = 30 * DAY_MS;
/** What was seen further in the future than this was seen by a clock that is wrong. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** Whether the bot itself looks into the mailbox on the old server. */
export const isLookedInto = ({ watch }: Pick<Mailbox, 'watch'>): boolean => watch === 'login' || watch === 'oauth';

/** How many mailboxes are watched in which way: what the gates can know, and what they cannot. */
export function coverage({ mailboxes }: Pick<Facts, 'mailboxes'>): Readonly<Record<WatchMode, number>> {
  const counts = { login: 0, oauth: 0, log: 0, forwarded: 0, attested: 0, unwatched: 0 };
  for (const { watch } of mailboxes) counts[watch] += 1;
  return counts;
}

/**
 * How the delivery logs that were read stand. `gap`: what came between the two instants is unknown. Since the rewrite
 * they must have no gap; before it the last span says that logs can be read.
 */
export type LogStanding =
  | { readonly kind: 'missing' }
  | { readonly kind: 'gap'; readonly fromAt: Instant; readonly untilAt: Instant }
  | { readonly kind: 'read'; readonly untilAt: Instant };

export function logStanding({ facts, sightings }: Pick<Migration, 'facts' | 'sightings'>, now: Instant): LogStanding {
  const spans = (sightings.logs ?? []).filter(({ from }) => from <= now);
  const last = spans.at(-1);
  if (last === undefined) return { kind: 'missing' };
  const from = rewriteFrom(facts);
  if (from === undefined) return { kind: 'read', untilAt: Math.min(last.to, now) };
  const covering = spans.findIndex((span) => span.from <= from && span.to >= from);
  if (covering < 0) return { kind: 'gap', fromAt: from, untilAt: spans.find((span) => span.from > from)?.from ?? now };
  const span = spans[covering] ?? last;
  const next = spans[covering + 1];
  if (next !== undefined) return { kind: 'gap', fromAt: span.to, untilAt: next.from };
  return { kind: 'read', untilAt: Math.min(span.to, now) };
}

/** When the old server was last seen to forward to this mailbox, while that still proves that it does. */
export function forwardProof({ forwardedSeenAt }: Facts, mailbox: string, now: Instant): Instant | undefined {
  const at = forwardedSeenAt?.[mailbox];
  return at === undefined || at > now + CLOCK_SLACK_MS || now > at + FORWARD_PROVES_MS ? undefined : at;
}

/** The survey that shows what still comes to a mailbox's old place: where it is forwarded to, that is the new one. */
export function surveyOf({ survey }: Sightings, mailbox: Mailbox): Sightings['survey'][string] | undefined {
  return survey[mailboxKey(mailbox.address, mailbox.watch === 'forwarded' ? 'new' : 'old')];
}

/**
 * Whether a mailbox was looked through since that moment, so that "nothing found" says something. Of one that is attested
 * or not watched nobody can say so.
 */
export function isLookedThrough(record: Migration, mailbox: Mailbox, since: Instant, now: Instant): boolean {
  switch (mailbox.watch) {
    case 'attested':
    case 'unwatched':
      return false;
    case 'log': {
      const standing = logStanding(record, now);
      return standing.kind === 'read' && standing.untilAt >= since;
    }
    case 'forwarded':
      if (forwardProof(record.facts, mailbox.address, now) === undefined) return false;
      return (surveyOf(record.sightings, mailbox)?.ok?.at ?? 0) >= since;
    case 'login':
    case 'oauth':
      return (surveyOf(record.sightings, mailbox)?.ok?.at ?? 0) >= since;
  }
}
