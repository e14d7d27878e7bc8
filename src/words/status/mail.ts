import { addressesToAccept } from '../../migration/addresses-to-accept.ts';
import { type Facts, WATCH_MODES } from '../../migration/facts.ts';
import { rewriteFrom } from '../../migration/runbook.ts';
import { isSilent, regularSenders, seenNewAt } from '../../migration/senders.ts';
import type { Instant } from '../../migration/time.ts';
import { unplacedAddresses } from '../../migration/unplaced.ts';
import type { Speaker } from '../engine.ts';

/** What of the mail itself waits for people: addresses without a place, mail that bounces, silent senders. */
export function mailLines({ t }: Speaker, facts: Facts, now: Instant): string[] {
  const from = rewriteFrom(facts);
  const count = unplacedAddresses(facts).length;
  const unplaced = count > 0 ? [t('status:next-addresses', { count })] : [];
  if (from === undefined) return unplaced;
  const wanted = new Set(addressesToAccept(facts));
  const bouncing = (facts.oldRefusals ?? []).filter(
    ({ address, at, overAt }) => at >= from && overAt === undefined && wanted.has(address),
  );
  const bounces = new Set(bouncing.map(({ address }) => address)).size;
  const silent = regularSenders(facts, now).filter(
    (sender) =>
      sender.dismissed === undefined && seenNewAt(facts, sender) === undefined && isSilent(facts, sender, now),
  ).length;
  return [
    ...unplaced,
    ...(bounces > 0 ? [t('status:next-bounces', { count: bounces })] : []),
    ...(silent > 0 ? [t('status:next-senders', { count: silent })] : []),
  ];
}

/** How the old server is watched, in figures: "login 12, attested 1". */
export function watchedLine({ t }: Speaker, { mailboxes }: Facts): string[] {
  const modes = WATCH_MODES.map((watch) => ({ watch, n: mailboxes.filter((one) => one.watch === watch).length }));
  const text = modes.flatMap(({ watch, n }) => (n > 0 ? [`${watch} ${n}`] : [])).join(t('joints:and'));
  return text === '' ? [] : [t('status:sees-watched', { text })];
}
