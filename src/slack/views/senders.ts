import type { Facts } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import { rewriteFrom } from '../../migration/runbook.ts';
import {
  everyDays,
  expectedAt,
  isSilent,
  type RegularSender,
  regularSenders,
  seenNewAt,
} from '../../migration/senders.ts';
import type { Instant } from '../../migration/time.ts';
import type { Words } from '../../words/words.ts';
import { scanLines } from './addresses.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

type State = 'silent' | 'awaited' | 'before' | 'dismissed' | 'seen';
const MARKS = { silent: '✗', awaited: '?', before: '–', dismissed: '–', seen: '✓' } as const satisfies Record<
  State,
  string
>;
const RANKS: readonly State[] = ['silent', 'awaited', 'before', 'dismissed', 'seen'];

/** Who writes regularly, and whether each has been seen on the new server; those that are silent first. */
export function sendersView(migration: Migration, words: Words, now: Instant): Rendered {
  const { facts, sightings } = migration;
  const senders = regularSenders(facts, now).map((sender) => ({ sender, state: stateOf(facts, sender, now) }));
  if (senders.length === 0) {
    const isRead = Object.values(sightings.scan ?? {}).some(({ ok }) => ok !== undefined);
    return plainView(words.t(isRead ? 'mail:senders-none' : 'mail:senders-unread'));
  }
  const count = (...states: readonly State[]): number => senders.filter(({ state }) => states.includes(state)).length;
  const title =
    rewriteFrom(facts) === undefined
      ? words.t('mail:senders-title-before', { total: senders.length })
      : words.t('mail:senders-title', {
          total: senders.length,
          seen: count('seen'),
          awaited: count('awaited'),
          silent: count('silent'),
        });
  const inOrder = RANKS.flatMap((rank) => senders.filter(({ state }) => state === rank));
  const leftOut = facts.sendersLeftOut ?? 0;
  return listView(
    words,
    title,
    [
      ...scanLines(migration, words),
      ...inOrder.map(({ sender, state }) => `${MARKS[state]} ${senderLine(facts, sender, state, words)}`),
      ...(leftOut === 0 ? [] : [words.t('mail:senders-left-out', { count: leftOut })]),
    ],
    words.t('mail:senders-how'),
  );
}

function stateOf(facts: Facts, sender: RegularSender, now: Instant): State {
  if (seenNewAt(facts, sender) !== undefined) return 'seen';
  if (sender.dismissed !== undefined) return 'dismissed';
  if (rewriteFrom(facts) === undefined) return 'before';
  return isSilent(facts, sender, now) ? 'silent' : 'awaited';
}

function senderLine(facts: Facts, known: RegularSender, state: State, words: Words): string {
  const { sender, lastAt, way, dismissed } = known;
  const says = words.t(`mail:sender-${state}`, {
    expectedAt: expectedAt(facts, known),
    seenAt: seenNewAt(facts, known) ?? 0,
    by: dismissed?.by ?? '',
    reason: dismissed?.reason ?? '',
  });
  return words.t('mail:sender-line', {
    sender,
    everyDays: everyDays(known),
    lastAt,
    says,
    ...(way === 'dns' ? {} : { way: words.t(`senderWays:${way}`) }),
  });
}
