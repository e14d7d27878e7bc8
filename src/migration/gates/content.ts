import { comparedNow } from '../compared.ts';
import type { Mailbox } from '../facts.ts';
import type { Migration } from '../record.ts';
import type { ContentSighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import type { CriterionId, CriterionResult, Evidence, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';
import { notLookedInto, unseen } from './watch.ts';

/** Where there is no mailbox nobody has compared anything. */
const NO_MAILBOX: Item = { key: 'mailboxes', outcome: 'unknown', evidence: evidence('list-empty'), waivable: false };

type Compared = NonNullable<ContentSighting['ok']>;

/**
 * CUT-CONTENT: what the old mailboxes hold has been copied, and verified once.
 *
 * Evidence: each mailbox of the old server held against its counterpart, message by message.
 * pass: once found whole on the new server, but for mail that came in within a day before; that does not age, since what
 *   comes later comes by later copies. Or whatever
 *   was missing at the last comparison is waived, message by message, while that comparison is fresh.
 * fail: messages are missing; each is named, up to a bound. Those beyond it are waived with their mailbox alone.
 * unknown: never compared, or a mailbox into which the bot does not look itself.
 */
export function content(record: Migration, bench: Bench): CriterionResult {
  return judged(record, bench, 'CUT-CONTENT', (mailbox, seen) => {
    const whole = bench.facts.content?.[mailbox.address];
    const item = { key: `mailbox:${mailbox.address}`, waivable: true };
    if (whole !== undefined) {
      const { messages, verifiedAt } = whole;
      const why = evidence('content-verified', { messages, verifiedAt });
      return [{ ...item, outcome: 'pass', evidence: why, seenAt: verifiedAt }];
    }
    if (seen?.ok === undefined)
      return [sighted(bench, 'content', { ...item, outcome: 'unknown', evidence: unseen(seen?.failed) })];
    const missing = missingItems(bench, 'CUT-CONTENT', mailbox, seen.ok);
    // Whole, but compared with other credentials than the mailbox has now: that was no verification of this mailbox.
    if (missing === undefined)
      return [sighted(bench, 'content', { ...item, outcome: 'unknown', evidence: evidence('never-seen') })];
    return [sighted(bench, 'content', missing.mailbox), ...missing.messages];
  });
}

/**
 * CAN-LEDGER: every message of the old server has been verified on the new one, at some time.
 *
 * Evidence: the comparison of each mailbox, old side read once the old server had stopped taking mail. What users moved or
 *   deleted on the new server after it was verified there stays verified: the ledger remembers.
 * pass: compared after `close`, and nothing missing, or each missing message waived by name. Final: no mail comes any more.
 * fail: messages are missing. unknown: never compared, not since `close`, or with other credentials than now; or the bot
 *   does not look into the mailbox.
 */
export function ledger(record: Migration, bench: Bench): CriterionResult {
  const closedAt = bench.facts.steps.close?.at;
  return judged(record, bench, 'CAN-LEDGER', (mailbox, seen) => {
    const item = { key: `mailbox:${mailbox.address}`, waivable: true };
    const compared = comparedNow(mailbox, seen);
    if (compared === undefined) return [{ ...item, outcome: 'unknown', evidence: unseen(seen?.failed) }];
    const { at, messages } = compared;
    const missing = missingItems(bench, 'CAN-LEDGER', mailbox, compared);
    const isAfterClose = closedAt !== undefined && at >= closedAt && at <= bench.now;
    if (missing !== undefined && (isAfterClose || missing.mailbox.outcome === 'fail'))
      return [missing.mailbox, ...missing.messages];
    if (!isAfterClose) {
      const why = evidence('ledger-before-close', { seenAt: at, closedAt: closedAt ?? 0 });
      return [{ ...item, outcome: 'unknown', evidence: why, seenAt: at }];
    }
    const why = evidence('ledger-complete', { messages, seenAt: at });
    return [{ ...item, outcome: 'pass', evidence: why, seenAt: at }];
  });
}

function judged(
  { sightings }: Migration,
  bench: Bench,
  id: CriterionId,
  itemsOf: (mailbox: Mailbox, seen: ContentSighting | undefined) => readonly Item[],
): CriterionResult {
  const { mailboxes } = bench.facts;
  if (mailboxes.length === 0) return judge(bench, id, [NO_MAILBOX]);
  const items = mailboxes.flatMap((mailbox) => {
    const unlooked = notLookedInto(mailbox);
    return unlooked === undefined ? itemsOf(mailbox, sightings.content?.[mailbox.address]) : [unlooked];
  });
  return judge(bench, id, items);
}

/**
 * The mailbox's own item, which counts, and one a missing message beside it, to be waived by name: once all are, the
 * mailbox passes. More than are named can only be waived with the mailbox. undefined: nothing is missing.
 */
function missingItems(
  bench: Bench,
  id: CriterionId,
  { address }: Mailbox,
  { at, messages, missingTotal, missing }: Compared,
): { readonly mailbox: Item; readonly messages: readonly Item[] } | undefined {
  if (missingTotal === 0) return undefined;
  const waived = waivedItems(bench, id);
  const named = missing.map((one): Item => {
    const { key, folder, at: stampedAt, reason, from, messageId } = one;
    const figures = { mailbox: address, folder, stampedAt, reason, ...said({ from, messageId }) };
    return shown(`message:${key}`, evidence('message-missing', figures), true, at);
  });
  const more = Math.max(0, missingTotal - named.length);
  const open = named.filter(({ key }) => !waived.has(key)).length + more;
  const rest = shown(`message:${address}|rest`, evidence('messages-missing-more', { count: more }), false, at);
  return {
    mailbox: {
      key: `mailbox:${address}`,
      outcome: open === 0 ? 'pass' : 'fail',
      evidence: open === 0 ? evidence('waived', { waived: named.length }) : lacking(open, messages),
      waivable: true,
      seenAt: at,
    },
    messages: more === 0 ? named : [...named, rest],
  };
}

const lacking = (missing: number, messages: number): Evidence => evidence('content-missing', { missing, messages });

const shown = (key: string, why: Evidence, waivable: boolean, seenAt: Instant): Item => ({
  key,
  outcome: 'fail',
  counted: false,
  evidence: why,
  waivable,
  seenAt,
});

function said(texts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

function waivedItems({ facts, gate }: Bench, id: CriterionId): ReadonlySet<string> {
  return new Set(
    facts.waivers.filter((waiver) => waiver.gate === gate && waiver.criterion === id).map(({ item }) => item),
  );
}
