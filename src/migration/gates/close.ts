import { addressesToAccept } from '../addresses-to-accept.ts';
import { reached } from '../arrivals.ts';
import { comparedNow } from '../compared.ts';
import { acceptanceKey, trialKey } from '../keys.ts';
import type { AcceptanceAnswer } from '../mail-observations.ts';
import { isOnItsWay, latestSettled, relayOf } from '../probes.ts';
import { isShutByPuttingOff } from '../put-off.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { isLookedInto } from '../watch.ts';
import { whyFailed } from '../why-failed.ts';
import { domainsOf } from '../zones.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';

/**
 * CAN-CLOSE: the old server takes no more mail, in a way that loses none, and what it held is kept.
 *
 * Evidence: what the team says of the step; the archive, and whether a restore from it was tried; the old server's answers
 *   at port 25 since the step was marked; probes sent since then through the old provider's own relay.
 * pass: the step is done; an archive is kept, and a restore from it gave the same; for each domain the old server puts off
 *   every address (4xx), for longer than greylisting would, or nothing listens there; a probe through the old provider landed on the new server.
 * fail: the step is not done; no archive, one from before the rewrite or of fewer mailboxes, one that lacks what came until
 *   the door was shut, or never restored from; an address is still taken (what comes would be lost with the server) or
 *   refused for good (that bounces); the probe landed on the old server.
 * unknown: not asked since, put off once, or no answer (a time-out is none); no such relay or probe, one that is lost or on
 *   its way, or it landed in Junk; an archive from before the step was marked, with which nothing has been compared since.
 */
export function close(record: Migration, bench: Bench): CriterionResult {
  const at = bench.facts.steps.close?.at;
  const doors = domainsOf(bench.facts).map((domain) => door(record, bench, domain, at));
  return judge(bench, 'CAN-CLOSE', [
    stepItem(bench, 'close'),
    archive(record, bench, at),
    ...doors,
    throughOld(bench, at),
  ]);
}

/** A step that a person marks: not waivable, for it can be marked. */
export function stepItem(bench: Bench, step: 'restore' | 'close'): Item {
  const done = bench.facts.steps[step];
  const why =
    done === undefined
      ? evidence('step-not-done', { step })
      : evidence('step-done', { step, by: done.by, doneAt: done.at });
  return { key: `step:${step}`, outcome: done === undefined ? 'fail' : 'pass', evidence: why, waivable: false };
}

/** From before the rewrite it lacks what came since; and mailboxes that were listed later are not in it. */
function archive(record: Migration, { facts }: Bench, closedAt: Instant | undefined): Item {
  const item = { key: 'archive', waivable: true };
  if (facts.archive === undefined) return { ...item, outcome: 'fail', evidence: evidence('archive-missing') };
  const { at: keptAt, mailboxes, messages, restoredAt } = facts.archive;
  if (restoredAt === undefined)
    return { ...item, outcome: 'fail', evidence: evidence('archive-not-restored', { keptAt }), seenAt: keptAt };
  const isOutdated = facts.rewriteDoneAt === undefined || keptAt < facts.rewriteDoneAt;
  if (isOutdated || mailboxes < facts.mailboxes.filter(isLookedInto).length)
    return { ...item, outcome: 'fail', evidence: evidence('archive-outdated', { keptAt }), seenAt: keptAt };
  if (closedAt !== undefined && keptAt < closedAt) {
    const held = heldSince(record, closedAt);
    if (held === undefined)
      return { ...item, outcome: 'unknown', evidence: evidence('archive-before-close', { keptAt, closedAt }) };
    if (held > messages || cameAfter(record, keptAt))
      return { ...item, outcome: 'fail', evidence: evidence('archive-short', { keptAt }), seenAt: keptAt };
  }
  const why = evidence('archive-kept', { mailboxes, messages, keptAt, restoredAt });
  return { ...item, outcome: 'pass', evidence: why, seenAt: restoredAt };
}

/** How many messages the old mailboxes held once the door was shut; undefined until all of them have been read since. */
function heldSince({ facts, sightings }: Migration, closedAt: Instant): number | undefined {
  const read = facts.mailboxes.filter(isLookedInto).map((mailbox) => {
    const seen = comparedNow(mailbox, sightings.content?.[mailbox.address]);
    return seen !== undefined && seen.at >= closedAt ? seen.messages : undefined;
  });
  return read.reduce<number | undefined>(
    (sum, messages) => (sum === undefined || messages === undefined ? undefined : sum + messages),
    0,
  );
}

/** Whatever it was, spam too: an archive holds all that lay there. */
function cameAfter({ facts }: Migration, keptAt: Instant): boolean {
  return facts.stragglers.some((one) => reached(one) === 'old' && one.at >= keptAt);
}

/** What the old server's door was like at one asking. `silent`: nothing listens there. */
type Knock =
  | {
      readonly what: AcceptanceAnswer['verdict'];
      readonly reply: string;
      readonly at: Instant;
      /** Put off for longer than greylisting would. */
      readonly isSteady: boolean;
    }
  | { readonly what: 'silent'; readonly at: Instant }
  | { readonly what: 'untested'; readonly reason?: string };

function door({ sightings }: Migration, bench: Bench, domain: string, closedAt: Instant | undefined): Item {
  const item = { key: `door:${domain}`, waivable: true };
  const addresses = addressesToAccept(bench.facts).filter((address) => address.endsWith(`@${domain}`));
  // Where nobody has an address, one that nobody has does as well.
  const asked =
    addresses.length > 0
      ? addresses.map((address) => sightings.acceptance?.[acceptanceKey(address, 'old')])
      : [sightings.trials?.[trialKey(domain, 'old')]?.random];
  const knocks = asked.map((seen) => knockOf(bench, seen, closedAt));
  const open = knocks.find(({ what }) => what === 'accepted') ?? knocks.find(({ what }) => what === 'refused');
  if (open !== undefined && 'reply' in open) {
    const code = open.what === 'accepted' ? 'door-open' : 'door-bounces';
    return { ...item, outcome: 'fail', evidence: evidence(code, { reply: open.reply }), seenAt: open.at };
  }
  const putOff = knocks.find((knock) => knock.what === 'deferred' && !knock.isSteady);
  if (putOff !== undefined && 'reply' in putOff) {
    const why = evidence('accept-deferred', {
      address: addresses[knocks.indexOf(putOff)] ?? domain,
      reply: putOff.reply,
    });
    return sighted(bench, 'acceptance', { ...item, outcome: 'unknown', evidence: why });
  }
  const untested = knocks.find((knock) => knock.what === 'untested');
  if (untested !== undefined) {
    const { reason } = untested;
    const why = reason === undefined ? evidence('never-seen') : evidence('door-untested', { reason });
    return sighted(bench, 'acceptance', { ...item, outcome: 'unknown', evidence: why });
  }
  const reply = knocks.flatMap((knock) => ('reply' in knock ? [knock.reply] : []))[0] ?? '';
  const seenAt = Math.min(...knocks.flatMap((knock) => ('at' in knock ? [knock.at] : [])));
  return sighted(bench, 'acceptance', { ...item, outcome: 'pass', evidence: evidence('door-shut', { reply }), seenAt });
}

type Asked = NonNullable<Migration['sightings']['acceptance']>[string];

/** The last thing heard of an address since the closing. Who has logged in may send anywhere: that says nothing. */
function knockOf(
  { facts, now }: Bench,
  asked: Pick<Asked, 'seen' | 'failed' | 'deferring'> | undefined,
  closedAt: Instant | undefined,
): Knock {
  const { seen, failed } = asked ?? {};
  // One from the future was dated by a clock that was wrong, and may be from before the closing.
  const isSince = (at: Instant) => closedAt !== undefined && at >= closedAt && at <= now;
  const said = seen !== undefined && seen.via !== 'submission' && isSince(seen.at) ? seen : undefined;
  const shut = failed?.code === 'connect-refused' && isSince(failed.at) ? failed : undefined;
  if (shut !== undefined && shut.at >= (said?.at ?? 0)) return { what: 'silent', at: shut.at };
  if (said !== undefined) {
    const isSteady = asked !== undefined && isShutByPuttingOff(asked, facts.settings);
    return { what: said.verdict, reply: said.reply, at: said.at, isSteady };
  }
  return { what: 'untested', ...(failed !== undefined && isSince(failed.at) ? whyFailed(failed) : {}) };
}

/** Through the old provider's own relay, since the closing: whatever still delivers there by itself shows by it alone. */
function throughOld({ facts, now }: Bench, closedAt: Instant | undefined): Item {
  const item = { key: 'probe:old', waivable: true };
  if (!(facts.relays ?? []).some(({ kind }) => kind === 'old'))
    return { ...item, outcome: 'unknown', evidence: evidence('no-old-relay') };
  const settled = latestSettled(facts).filter((probe) => {
    const isOld = relayOf(facts, probe)?.kind === 'old';
    return isOld && closedAt !== undefined && probe.sentAt >= closedAt && probe.sentAt <= now;
  });
  const sent = settled.flatMap(({ relay, landed }) => (landed === undefined ? [] : [{ relay, ...landed }]));
  const wrong = sent.find(({ side }) => side === 'old');
  if (wrong !== undefined) {
    const { side, folder, at } = wrong;
    return { ...item, outcome: 'fail', evidence: evidence('probe-through-old-wrong', { side, folder }), seenAt: at };
  }
  // Each path must have shown at least once what becomes of mail by it; later rounds take nothing back on their way.
  const isUnderWay = (facts.probes ?? []).some(
    (probe) =>
      relayOf(facts, probe)?.kind === 'old' &&
      closedAt !== undefined &&
      probe.sentAt >= closedAt &&
      isOnItsWay(probe) &&
      !settled.some(({ relay, mailbox }) => relay === probe.relay && mailbox === probe.mailbox),
  );
  if (isUnderWay) return { ...item, outcome: 'unknown', evidence: evidence('probe-through-old-missing') };
  // Taken, and found nowhere since: what is sent through the old provider may vanish there, whatever else arrived.
  if (sent.length < settled.length)
    return { ...item, outcome: 'unknown', evidence: evidence('probe-through-old-missing') };
  const right = sent.find(({ junk }) => !junk);
  if (right !== undefined) {
    const { relay, at } = right;
    const why = evidence('probe-through-old', { landedAt: at, relay });
    return { ...item, outcome: 'pass', evidence: why, seenAt: at };
  }
  const [junk] = sent;
  if (junk === undefined) return { ...item, outcome: 'unknown', evidence: evidence('probe-through-old-missing') };
  const { relay, folder, at } = junk;
  const why = evidence('probe-junk', { relay, landedAt: at, folder });
  return { ...item, outcome: 'unknown', evidence: why, seenAt: at };
}
