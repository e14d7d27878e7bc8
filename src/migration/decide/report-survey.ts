import type { Straggler } from '../arrival-facts.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { arrivalKey, mailboxKey } from '../keys.ts';
import type { Arrival, Side } from '../observations.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import { arrivalsFrom, rewriteFrom } from '../runbook.ts';
import type { SurveySighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { refusedDetail } from '../why-failed.ts';
import { afterGates } from './after-gates.ts';
import { carried, copiesAfter } from './carried.ts';
import { forwardedSeen, forwardedStragglers } from './forwarded.ts';
import { latelyAfter } from './lately.ts';
import { puzzles } from './puzzles.ts';
import { refusedCredentials } from './refused-credentials.ts';
import { sendersSeen } from './senders-seen.ts';
import { stampedTooEarly } from './slow-clock.ts';
import { stamps } from './stamps.ts';
import type { Step } from './step.ts';
import { leaving, type Surveyed } from './surveyed.ts';

/**
 * What is new in the mailboxes of both servers. The first survey of a mailbox is its baseline. Deliveries to the
 * server being left become stragglers, copies of them on the other one carry them over, and whatever cannot be
 * explained becomes a puzzle that blocks until a person says what it was.
 */
export function reportSurvey(
  record: Migration,
  report: Extract<ReportCommand, { kind: 'report-survey' }>,
  now: Instant,
): Step {
  const { facts, sightings } = record;
  const survey: Record<string, SurveySighting> = { ...sightings.survey };
  const surveyed: Surveyed[] = [];
  for (const observation of report.observations) {
    const key = mailboxKey(observation.mailbox, observation.side);
    const { result } = observation;
    if (result.outcome === 'failed') {
      survey[key] = { ...survey[key], failed: { at: result.at, code: result.code, ...refusedDetail(result) } };
      continue;
    }
    const isBaseline = facts.baselines[key] === undefined;
    surveyed.push({ observation, result, isBaseline });
    // What came before it is to be carried back too: the next look reads that mailbox from its first message on.
    if (isBaseline && facts.state.kind === 'rolled-back' && observation.side === 'new') continue;
    const folders = result.folders.map((folder) => ({ ...folder }));
    survey[key] = {
      ok: {
        at: result.at,
        folders,
        ...(result.more === true ? { more: true } : {}),
        ...(result.pop3 === undefined ? {} : { pop3: { ...result.pop3, uidls: [...result.pop3.uidls] } }),
      },
    };
  }
  const copies = copiesAfter(sightings.copies, surveyed, facts);
  const found = stragglersFound(record, surveyed, now);
  const happenings: Happening[] = [
    ...baselines(surveyed),
    ...stamps(facts, surveyed),
    ...(found.length === 0 ? [] : [{ kind: 'stragglers-found' as const, stragglers: found }]),
    ...carried(facts, found, copies),
    ...puzzles(facts, surveyed, now),
    ...forwardedSeen(facts, surveyed, now),
    ...arrivedNew(facts, surveyed),
    ...sendersSeen(facts, surveyed),
    ...afterGates(facts, found, now),
    ...refusedCredentials(facts, report.observations),
  ];
  const lately =
    facts.rewriteSeenAt === undefined ? latelyAfter(sightings.lately, deliveries(facts, surveyed, now), now) : [];
  return {
    happenings,
    sightings: { ...sightings, survey, copies, lately, looks: { ...sightings.looks, survey: { at: now } } },
  };
}

function baselines(surveyed: readonly Surveyed[]): readonly Happening[] {
  const taken = surveyed.filter((one) => one.isBaseline);
  if (taken.length === 0) return [];
  const list = taken.map(({ observation, result }) => ({
    mailbox: observation.mailbox,
    side: observation.side,
    folders: result.folders,
  }));
  return [{ kind: 'baseline-taken', baselines: list }];
}

function stragglersFound(
  { facts, sightings }: Migration,
  surveyed: readonly Surveyed[],
  now: Instant,
): readonly Straggler[] {
  const from = rewriteFrom(facts);
  if (from === undefined) return [];
  const known = new Set(facts.stragglers.map((straggler) => straggler.key));
  const second = from - (from % 1_000);
  const early = stampedTooEarly(facts, sightings.survey, surveyed, second).map((one) =>
    straggler(one, leaving(facts), now),
  );
  const found = [
    ...deliveries(facts, surveyed, now).filter((one) => one.at >= second),
    ...early,
    ...forwardedStragglers(facts, surveyed, now),
  ];
  return found.filter((one) => !known.has(one.key) && known.add(one.key) !== undefined);
}

/** Genuine deliveries to the server that is being left. */
function deliveries(facts: Facts, surveyed: readonly Surveyed[], now: Instant): readonly Straggler[] {
  const side = leaving(facts);
  return surveyed
    .filter((one) => one.observation.side === side)
    .flatMap((one) => one.result.arrivals)
    .filter((arrival) => arrival.kind === 'delivery')
    .map((arrival) => straggler(arrival, side, now));
}

function straggler(arrival: Arrival, side: Side, now: Instant): Straggler {
  const { mailbox, folder, at, fingerprint, stamp, from, path, suspect, subject } = arrival;
  return {
    // Both servers may number their messages alike.
    key: `${arrivalKey(mailbox, folder, arrival.uidValidity, arrival.uid)}${side === 'old' ? '' : '|new'}`,
    mailbox,
    folder,
    at,
    seenAt: now,
    fingerprint,
    ...(stamp === undefined ? {} : { stamp }),
    ...(from === undefined ? {} : { from }),
    ...(path === undefined ? {} : { path: { ...path } }),
    ...(suspect === undefined ? {} : { suspect }),
    ...(subject === undefined ? {} : { subject }),
  };
}

/**
 * The first delivery to each mailbox of the new server, and the hosts that send there (no more than are counted). What
 * the old server handed on reached the old one, and proves nothing of the new.
 */
function arrivedNew(facts: Facts, surveyed: readonly Surveyed[]): readonly Happening[] {
  const from = arrivalsFrom(facts);
  if (from === undefined) return [];
  const deliveries = surveyed
    .filter((one) => one.observation.side === 'new')
    .flatMap((one) => one.result.arrivals)
    .filter(({ kind, suspect, through }) => kind === 'delivery' && suspect === undefined && through !== 'old')
    .filter(({ at }) => at >= from);
  const mailboxes = new Map<string, Instant>();
  for (const { mailbox, at } of deliveries) {
    if (facts.arrivedNew[mailbox] === undefined) mailboxes.set(mailbox, Math.min(at, mailboxes.get(mailbox) ?? at));
  }
  const known = new Set(facts.sendingHosts);
  const room = Math.max(0, facts.settings.sendingHostsExpected - known.size);
  const hosts = [...new Set(deliveries.flatMap((arrival) => arrival.path?.address ?? arrival.path?.helo ?? []))]
    .filter((host) => !known.has(host))
    .slice(0, room);
  if (mailboxes.size === 0 && hosts.length === 0) return [];
  return [{ kind: 'arrived-new', mailboxes: [...mailboxes].map(([mailbox, at]) => ({ mailbox, at })), hosts }];
}
