import type { Mailbox } from '../facts.ts';
import { mailboxKey } from '../keys.ts';
import type { Migration } from '../record.ts';
import type { SurveySighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { FORWARD_PROVES_MS, forwardProof, isLookedInto, logStanding, surveyOf } from '../watch.ts';
import { whyFailed } from '../why-failed.ts';
import type { Evidence, Item } from './criterion.ts';
import { type Bench, evidence, sighted } from './judge.ts';

/**
 * How the watching of a mailbox's old place stands, in each watch mode; the one place that gates ask.
 *
 * - `login`, `oauth`: surveyed by the bot, freshly, from a baseline on. Over POP3 alone what came and was taken away
 *   between two surveys leaves no trace: there some message must have lasted for `lastingMs` as well, which shows that
 *   clients leave mail there.
 * - `log`: the old server's delivery logs were read without a gap since the rewrite (before it: at all), freshly.
 * - `forwarded`: in the last 30 days a message that the old server forwarded was seen on the new one, whose survey is fresh.
 * - `attested`, `unwatched`: unknown, whatever was said: only a named waiver lets them count.
 *
 * `finalFrom`: a look from then on is final, and ages no more.
 */
export function watchItem(record: Migration, bench: Bench, mailbox: Mailbox, finalFrom?: Instant): Item {
  const key = `mailbox:${mailbox.address}`;
  if (mailbox.watch === 'attested' || mailbox.watch === 'unwatched')
    return { key, outcome: 'unknown', evidence: unwatchedEvidence(mailbox), waivable: true };
  const item = mailbox.watch === 'log' ? logged(record, bench, key) : surveyed(record, bench, mailbox, key);
  const { seenAt } = item;
  // One from the future is a wrong clock's, and ages as that one does.
  const isFinal = finalFrom !== undefined && seenAt !== undefined && seenAt >= finalFrom && seenAt <= bench.now;
  if (item.outcome === 'pass' && isFinal) return item;
  const aged = sighted(bench, 'survey', item);
  return mailbox.watch === 'forwarded' && item.outcome === 'pass' ? whileProven(bench, mailbox, aged) : aged;
}

/** What is said of a mailbox into which nobody can look. */
export function unwatchedEvidence({ watch, attested }: Mailbox): Evidence {
  if (watch === 'unwatched') return evidence('watch-unwatched');
  if (attested === undefined) return evidence('watch-not-attested');
  return evidence('watch-attested', { by: attested.by, attestedAt: attested.at });
}

type Seen = Omit<Item, 'freshUntil' | 'standsUntil'>;

function logged(record: Migration, bench: Bench, key: string): Seen {
  const standing = logStanding(record, bench.now);
  const item = { key, waivable: true };
  switch (standing.kind) {
    case 'missing':
      return { ...item, outcome: 'unknown', evidence: evidence('log-missing') };
    case 'gap': {
      const { fromAt, untilAt } = standing;
      return { ...item, outcome: 'unknown', evidence: evidence('log-gap', { fromAt, untilAt }) };
    }
    case 'read': {
      const { untilAt } = standing;
      return { ...item, outcome: 'pass', evidence: evidence('watch-log', { untilAt }), seenAt: untilAt };
    }
  }
}

/** Into the old mailbox, or into the new one that it is forwarded to. */
function surveyed({ facts, sightings }: Migration, bench: Bench, mailbox: Mailbox, key: string): Seen {
  const seen = surveyOf(sightings, mailbox);
  const item = { key, waivable: true };
  const unknown = (why: Evidence): Seen => ({ ...item, outcome: 'unknown', evidence: why });
  const isForwarded = mailbox.watch === 'forwarded';
  const provenAt = forwardProof(facts, mailbox.address, bench.now);
  if (isForwarded && provenAt === undefined) return unknown(evidence('forward-unproven'));
  const baseline = facts.baselines[mailboxKey(mailbox.address, isForwarded ? 'new' : 'old')];
  if (seen?.ok === undefined || baseline === undefined) return unknown(unseen(seen?.failed));
  const { at, more } = seen.ok;
  // As old as it is: an open gate stands on it for no longer than on any survey.
  if (more === true) return { ...unknown(evidence('survey-unfinished')), seenAt: at };
  if (isForwarded)
    return { ...item, outcome: 'pass', evidence: evidence('watch-forwarded', { seenAt: provenAt ?? at }), seenAt: at };
  const lasting = facts.servers.old.pop3Only === true ? notLasting(bench, seen.ok) : undefined;
  if (lasting !== undefined) return { ...unknown(lasting.evidence), ...lasting.earliest, seenAt: at };
  return { ...item, outcome: 'pass', evidence: evidence('survey-ok', { seenAt: at }), seenAt: at };
}

export function unseen(failed: SurveySighting['failed']): Evidence {
  return failed === undefined
    ? evidence('never-seen')
    : evidence('look-failed', { ...whyFailed(failed), failedAt: failed.at });
}

/** POP3 alone: nothing has lain there for long enough to show that clients leave mail there. */
function notLasting(
  { facts }: Bench,
  { at, pop3 }: NonNullable<SurveySighting['ok']>,
): { readonly evidence: Evidence; readonly earliest?: { readonly earliest: Instant } } | undefined {
  const neededMs = facts.settings.lastingMs;
  const oldestAt = pop3?.oldestAt;
  if (oldestAt === undefined) return { evidence: evidence('pop3-not-lasting', { neededMs }) };
  if (at - oldestAt >= neededMs) return undefined;
  return {
    evidence: evidence('pop3-not-lasting', { oldestAt, neededMs }),
    earliest: { earliest: oldestAt + neededMs },
  };
}

function whileProven({ facts, now }: Bench, mailbox: Mailbox, item: Item): Item {
  const until = (forwardProof(facts, mailbox.address, now) ?? 0) + FORWARD_PROVES_MS;
  return {
    ...item,
    freshUntil: Math.min(item.freshUntil ?? until, until),
    standsUntil: Math.min(item.standsUntil ?? Number.POSITIVE_INFINITY, until + 2 * FORWARD_PROVES_MS),
  };
}

/** A mailbox into which the bot does not look itself: what it holds there nobody has seen. */
export function notLookedInto(mailbox: Mailbox): Item | undefined {
  if (isLookedInto(mailbox)) return undefined;
  const isWatched = mailbox.watch === 'log' || mailbox.watch === 'forwarded';
  return {
    key: `mailbox:${mailbox.address}`,
    outcome: 'unknown',
    evidence: isWatched ? evidence('never-seen') : unwatchedEvidence(mailbox),
    waivable: true,
  };
}
