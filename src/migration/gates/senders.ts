import type { Facts } from '../facts.ts';
import type { Migration } from '../record.ts';
import { rewriteFrom } from '../runbook.ts';
import { everyDays, expectedAt, isSilent, type RegularSender, regularSenders, seenNewAt } from '../senders.ts';
import type { Instant } from '../time.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge } from './judge.ts';
import { scans } from './scans.ts';

/**
 * CAN-SENDERS: whoever wrote regularly before the rewrite has found the way to the new server.
 *
 * Evidence: scans of the old mailboxes before the rewrite, deliveries on the new server since.
 * pass: each sender that wrote on two days or more of the 90 before the rewrite was seen on the new server since, or is
 *   dismissed by name; each watched mailbox was scanned whole before the rewrite. None at all passes, in words.
 * fail: a sender was not seen yet, within its usual gap (awaited) or beyond twice that (silent).
 * unknown: a mailbox was not scanned, not whole, or too long before the rewrite; or there are more senders than are kept.
 */
export function senders(record: Migration, bench: Bench): CriterionResult {
  const { facts, now } = bench;
  const regular = regularSenders(facts, now);
  const leftOut = facts.sendersLeftOut ?? 0;
  const unseen: Item = { key: 'mailboxes', outcome: 'unknown', evidence: evidence('never-seen'), waivable: true };
  const none: Item = { key: 'senders', outcome: 'pass', evidence: evidence('senders-none'), waivable: false };
  const more: Item = {
    key: 'senders',
    outcome: 'unknown',
    evidence: evidence('senders-left-out', { count: leftOut }),
    waivable: true,
  };
  const scanned = scans(record, bench, scannedSince(facts));
  return judge(bench, 'CAN-SENDERS', [
    // Where no mailbox is watched nobody looked: that none was found says nothing.
    ...(scanned.length === 0 ? [unseen] : scanned),
    ...regular.map((sender) => senderItem(bench, sender)),
    ...(leftOut > 0 ? [more] : []),
    ...(regular.length === 0 && leftOut === 0 && scanned.length > 0 ? [none] : []),
  ]);
}

/** A scan stands for the 90 days before the rewrite for as long as the gate that rested on it stands. */
function scannedSince(facts: Facts): Instant {
  const { everyMs, standIntervals } = facts.settings;
  return (rewriteFrom(facts) ?? 0) - (everyMs.scan.before ?? 0) * standIntervals;
}

function senderItem({ facts, now }: Bench, known: RegularSender): Item {
  const { sender, dismissed, lastAt } = known;
  const item = { key: `sender:${sender}`, waivable: true };
  const seenAt = seenNewAt(facts, known);
  if (seenAt !== undefined)
    return { ...item, outcome: 'pass', evidence: evidence('sender-seen', { sender, seenAt }), seenAt };
  if (dismissed !== undefined) {
    const { by, reason } = dismissed;
    return { ...item, outcome: 'pass', evidence: evidence('sender-dismissed', { sender, by, reason }) };
  }
  const figures = { sender, everyDays: everyDays(known), lastAt, expectedAt: expectedAt(facts, known) };
  const code = isSilent(facts, known, now) ? 'sender-silent' : 'sender-awaited';
  return { ...item, outcome: 'fail', evidence: evidence(code, figures) };
}
