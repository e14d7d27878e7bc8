import { addressesToAccept } from '../addresses-to-accept.ts';
import type { PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { acceptanceKey, trialKey } from '../keys.ts';
import type { AcceptanceAnswer, AcceptanceObservation, ServerAcceptance } from '../mail-observations.ts';
import type { Failure } from '../observations.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import { rewriteFrom } from '../runbook.ts';
import type { AcceptanceSighting, Sightings } from '../sightings.ts';
import { HOUR_MS, type Instant } from '../time.ts';
import { watermarkOf } from '../watermark.ts';
import { isOurs } from '../zones.ts';
import { lookBegan } from './look-began.ts';
import { refuse, type Step } from './step.ts';

/** There may be thousands of addresses; longer than this a look does not take. */
const LOOK_MS = HOUR_MS;

/**
 * What the servers answer when they are asked whether they would take mail. An answer replaces an older one; a failure
 * leaves it to age. From the rewrite to the watermark a refusal by the old server is a fact: mail bounced, and leaves no
 * straggler behind.
 */
export function reportAcceptance(
  record: Migration,
  report: Extract<ReportCommand, { kind: 'report-acceptance' }>,
  now: Instant,
): Step {
  const { happenings, sightings } = heard(record, report.observations, report.servers, now);
  const acceptance = { at: lookBegan(report.observations, LOOK_MS, now) };
  return { happenings, sightings: { ...sightings, looks: { ...sightings.looks, acceptance } } };
}

/**
 * The same, asked from elsewhere and pasted by a person, where port 25 is shut on our side. It stands in for a look and
 * is none: what was answered at port 25 later stays, and a helper that learnt nothing says nothing.
 */
export function reportHelper(
  record: Migration,
  command: Extract<PersonCommand, { kind: 'report-helper' }>,
  now: Instant,
): Step {
  const { facts } = record;
  const pasted = (result: AcceptanceAnswer | Failure | undefined): AcceptanceAnswer | undefined =>
    // Nor does what was pasted come from the future, whatever that machine's clock says.
    result?.outcome === 'answered' ? { ...result, at: Math.min(result.at, now), via: 'pasted' } : undefined;
  const asked = new Set(addressesToAccept(facts));
  const observations = command.observations.flatMap((one): readonly AcceptanceObservation[] => {
    const result = pasted(one.result);
    const address = one.address.toLowerCase();
    return result === undefined || !asked.has(address) ? [] : [{ address, side: one.side, result }];
  });
  const servers = command.servers.flatMap(({ side, domain, ...trials }): readonly ServerAcceptance[] => {
    const random = pasted(trials.random);
    const foreign = pasted(trials.foreign);
    if (!isOurs(facts, domain.toLowerCase()) || (random ?? foreign) === undefined) return [];
    return [
      {
        side,
        domain: domain.toLowerCase(),
        ...(random === undefined ? {} : { random }),
        ...(foreign === undefined ? {} : { foreign }),
      },
    ];
  });
  if (observations.length + servers.length === 0) return refuse('nothing-read');
  return heard(record, observations, servers, now);
}

function heard(
  { facts, sightings }: Migration,
  observations: readonly AcceptanceObservation[],
  servers: readonly ServerAcceptance[],
  now: Instant,
): { readonly happenings: readonly Happening[]; readonly sightings: Sightings } {
  const trials: NonNullable<Sightings['trials']> = { ...sightings.trials };
  for (const { domain, side, random, foreign } of servers) {
    const key = trialKey(domain, side);
    const known = trials[key];
    trials[key] = {
      ...known,
      ...(random === undefined ? {} : { random: after(known?.random, random, now) }),
      ...(foreign === undefined ? {} : { foreign: after(known?.foreign, foreign, now) }),
    };
  }
  const acceptance: Record<string, AcceptanceSighting> = { ...sightings.acceptance };
  const answers: OldAnswer[] = [];
  for (const { address, side, result } of observations) {
    const key = acceptanceKey(address, side);
    const known = acceptance[key];
    const next = after(known, result, now);
    acceptance[key] = next;
    if (side !== 'old' || result.outcome !== 'answered' || next === known) continue;
    const answer = { address, result, isProof: isProof(trials, address, result) };
    answers.push(answer);
    acceptance[key] = { ...next, ...accepting(facts, known, answer) };
  }
  return { happenings: oldServer(facts, answers, now), sightings: { ...sightings, acceptance, trials } };
}

type Heard = Pick<AcceptanceSighting, 'seen' | 'failed' | 'deferring'>;

/** An answer takes the place of an older one; one from the future was dated by a clock that has been set back since. */
function after<Known extends Heard>(
  known: Known | undefined,
  result: AcceptanceAnswer | Failure,
  now: Instant,
): Known | Heard {
  if (result.outcome === 'failed') {
    const { at, code, detail } = result;
    return { ...known, failed: { at, code, ...(detail === undefined ? {} : { detail }) } };
  }
  const { at, verdict, reply, via } = result;
  const standing = known?.seen;
  if (known !== undefined && standing !== undefined && standing.at <= now && standing.at > at) return known;
  if (verdict !== 'deferred') return { seen: { at, verdict, reply, via } };
  const before = standing?.verdict === 'deferred' && standing.at <= at ? (known?.deferring?.since ?? standing.at) : at;
  return { seen: { at, verdict, reply, via }, deferring: { since: Math.min(before, at) } };
}

type OldAnswer = {
  readonly address: string;
  readonly result: AcceptanceAnswer;
  /** Accepted in a way that says something of mail from outside. */
  readonly isProof: boolean;
};

/**
 * A server that sends the domain's mail elsewhere by now takes it from whoever logged in all the same: accepted by
 * submission, an address is only known to be taken where a made-up one was refused the same way.
 */
function isProof(trials: NonNullable<Sightings['trials']>, address: string, result: AcceptanceAnswer): boolean {
  if (result.verdict !== 'accepted') return false;
  if (result.via !== 'submission') return true;
  const random = trials[trialKey(address.slice(address.lastIndexOf('@') + 1), 'old')]?.random?.seen;
  return random?.via === 'submission' && random.verdict === 'refused';
}

/**
 * Since when the old server has accepted this address at every asking since the rewrite. Any other answer breaks it, and
 * so does a silence longer than evidence is fresh. Accepted up to the watermark, it may refuse: nobody comes any more.
 */
function accepting(
  facts: Facts,
  known: AcceptanceSighting | undefined,
  { result, isProof: accepts }: OldAnswer,
): Pick<AcceptanceSighting, 'accepting'> {
  const from = rewriteFrom(facts);
  if (from === undefined || result.at < from) return {};
  const { settings } = facts;
  const limitMs = (settings.everyMs.acceptance.parallel ?? 0) * settings.freshIntervals;
  const before = known?.accepting;
  const watermark = watermarkOf(facts);
  const isThrough = watermark !== undefined && result.at > watermark && before !== undefined && before.since >= from;
  if (isThrough && before.last <= result.at && before.last >= watermark - limitMs) return { accepting: before };
  if (!accepts) return {};
  const goesOn =
    before !== undefined && before.since >= from && before.last <= result.at && result.at - before.last <= limitMs;
  return { accepting: { since: goesOn ? before.since : result.at, last: result.at } };
}

/** Mail that the old server refuses between the rewrite and the watermark has bounced: one answer is enough to say so. */
function oldServer(facts: Facts, answers: readonly OldAnswer[], now: Instant): readonly Happening[] {
  const from = rewriteFrom(facts);
  if (from === undefined) return [];
  const until = watermarkOf(facts) ?? now;
  const wanted = new Set(addressesToAccept(facts));
  // What was left open by an attempt that was rolled back is no outage of this one.
  const outages = (facts.oldRefusals ?? []).filter((one) => one.overAt === undefined && one.at >= from);
  const open = new Set(outages.map(({ address }) => address));
  const refusals = answers
    .filter(({ address, result }) => wanted.has(address) && !open.has(address) && result.verdict === 'refused')
    .filter(({ result }) => result.at >= from && result.at <= until)
    .map(({ address, result }) => ({ address, reply: result.reply }));
  const again = answers.flatMap(({ address, isProof: accepts, result }) =>
    accepts && result.at >= from && open.has(address) ? [address] : [],
  );
  const [first] = refusals;
  return [
    ...(again.length === 0 ? [] : [{ kind: 'old-accepts-again' as const, addresses: again }]),
    ...(first === undefined ? [] : [{ kind: 'old-refused' as const, refusals }]),
    // Once an outage: as long as some address is refused, another one is no news of that kind.
    ...(first === undefined || open.size > again.length
      ? []
      : [{ kind: 'incident' as const, code: 'old-refuses' as const, subject: first.address }]),
  ];
}
