import { addressesToAccept } from '../addresses-to-accept.ts';
import type { Facts, Waiver } from '../facts.ts';
import { acceptanceKey } from '../keys.ts';
import type { OldRefusal } from '../mail-facts.ts';
import type { Migration } from '../record.ts';
import { rewriteFrom } from '../runbook.ts';
import type { Instant } from '../time.ts';
import { isRewrittenElsewhere, watermarkOf } from '../watermark.ts';
import { whyFailed } from '../why-failed.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, limitsOf, sighted } from './judge.ts';

/**
 * SWB-ACCEPT-OLD: from the rewrite to the watermark the old server went on taking mail for every address.
 *
 * Evidence: the old server's answers to RCPT TO for each mailbox, alias and list since the rewrite, and what it refused.
 * pass: accepted at every asking, from two intervals after the rewrite was seen at the latest to two before the watermark.
 *   Before the watermark a pass ages; after it nothing more is demanded.
 * pass, not used: the rewrite is no matter of DNS, and nothing expires.
 * fail: an address was refused for good (5xx): that mail bounced, and left no straggler. Each outage until it is waived by
 *   name; a waiver given before it does not cover it.
 * unknown: not asked, not to be asked, put off (4xx), or not heard of for too long in between.
 */
export function acceptanceOld(record: Migration, bench: Bench): CriterionResult {
  const { facts } = bench;
  if (isRewrittenElsewhere(facts))
    return judge(bench, 'SWB-ACCEPT-OLD', [
      { key: 'plan', outcome: 'pass', evidence: evidence('not-used'), waivable: false },
    ]);
  const items = addressesToAccept(facts).flatMap((address) => itemsOf(record, bench, address));
  return judge(bench, 'SWB-ACCEPT-OLD', items);
}

function itemsOf(record: Migration, bench: Bench, address: string): readonly Item[] {
  const refusals = refusalsOf(bench.facts, address);
  const last = refusals.at(-1);
  const said = refusals.map((refusal, index) => refusalItem(bench, refusal, index));
  if (last === undefined) return [coverage(record, bench, address, `address:${address}`, undefined)];
  // While it refuses there is no more to say; what came after must be seen as well.
  if (last.overAt === undefined) return said;
  return [...said, coverage(record, bench, address, `address:${address}#after`, last.overAt)];
}

/** Those of this rewrite: what it refused before, or in an attempt that was rolled back, is another matter. */
function refusalsOf(facts: Facts, address: string): readonly OldRefusal[] {
  const from = rewriteFrom(facts);
  return (facts.oldRefusals ?? []).filter((one) => one.address === address && from !== undefined && one.at >= from);
}

/** Its key is the address; of a further outage, or where the address itself was waived before it bounced, the number too. */
function refusalItem(bench: Bench, { address, reply, at }: OldRefusal, index: number): Item {
  const plain = `address:${address}`;
  const isOlder = (waiver: Waiver): boolean =>
    waiver.criterion === 'SWB-ACCEPT-OLD' && waiver.item === plain && waiver.at < at;
  const isNumbered = index > 0 || bench.facts.waivers.some(isOlder);
  return {
    key: isNumbered ? `${plain}#${index + 1}` : plain,
    outcome: 'fail',
    evidence: evidence('old-refused', { address, reply, refusedAt: at }),
    waivable: true,
    seenAt: at,
  };
}

/** Accepted at every asking: since the rewrite, or since an outage was over, and up to the watermark or to now. */
function coverage(
  { sightings }: Migration,
  bench: Bench,
  address: string,
  key: string,
  overAt: Instant | undefined,
): Item {
  const { facts, now } = bench;
  const { accepting, failed, seen } = sightings.acceptance?.[acceptanceKey(address, 'old')] ?? {};
  const { rewriteSeenAt } = facts;
  const from = rewriteFrom(facts);
  const { freshMs = 0 } = limitsOf(bench, 'acceptance') ?? {};
  const unknown = (why: Item['evidence']): Item =>
    sighted(bench, 'acceptance', { key, outcome: 'unknown', evidence: why, waivable: true });
  if (accepting === undefined || from === undefined || accepting.since < from || rewriteSeenAt === undefined) {
    if (seen?.verdict === 'deferred') return unknown(evidence('accept-deferred', { address, reply: seen.reply }));
    return unknown(
      failed === undefined ? evidence('never-seen') : evidence('accept-untested', { address, ...whyFailed(failed) }),
    );
  }
  const { since, last } = accepting;
  const watermark = watermarkOf(facts);
  if (since > Math.max(rewriteSeenAt, overAt ?? 0) + freshMs)
    return unknown(evidence('old-accept-gap', { address, untilAt: since }));
  const accepted: Item = {
    key,
    outcome: 'pass',
    evidence: evidence('old-accepts', { address, sinceAt: since, untilAt: last }),
    waivable: true,
    seenAt: last,
  };
  const isThrough = watermark !== undefined && now >= watermark && last >= watermark - freshMs && last <= now;
  if (isThrough) return accepted;
  if (watermark !== undefined && now > watermark && last < watermark - freshMs)
    return unknown(evidence('old-accept-gap', { address, untilAt: last }));
  return sighted(bench, 'acceptance', accepted);
}
