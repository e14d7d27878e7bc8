import type { Facts } from './facts.ts';
import { mailboxKey } from './keys.ts';
import type { Probe, Relay } from './mail-facts.ts';
import type { Migration } from './record.ts';
import { arrivalsFrom, phaseOf } from './runbook.ts';
import { DAY_MS, type Instant } from './time.ts';

/** Taken by its relay, and neither found nor given up. */
export function isOnItsWay(probe: Probe): boolean {
  return probe.failed === undefined && probe.landed === undefined && probe.lostAt === undefined;
}

/** Mailboxes that a relay's probes go to in one round; with more of them each round takes the next ones. */
const SAMPLE = 20;

/** A probe that nobody could look for everywhere holds up the next one no longer than this. */
const GIVEN_UP_MS = DAY_MS;

export type ProbeDue = { readonly relay: Relay; readonly mailbox: string };

/**
 * The probes that are to be sent now: from each relay to each mailbox (or the next few of many) whose last one is older
 * than the rhythm, or from before the rewrite was done or the old server closed. None where one is on its way.
 */
export function probesDue(facts: Facts, now: Instant, wanted: 'agenda' | 'person'): readonly ProbeDue[] {
  const everyMs = facts.settings.everyMs.probes[phaseOf(facts, now)];
  if (facts.state.kind !== 'active' || arrivalsFrom(facts) === undefined) return [];
  const turns = [facts.rewriteDoneAt, facts.steps.close?.at].flatMap((turn) => turn ?? []);
  return (facts.relays ?? []).flatMap((relay) => {
    const due = facts.mailboxes
      .map(({ address }) => ({ mailbox: address, last: lastProbe(facts, relay.id, address) }))
      .filter(({ last }) => {
        if (last === undefined) return true;
        // Where one side cannot be looked through, none is ever given up: the next one must not wait for it for ever.
        if (isOnItsWay(last) && now < last.sentAt + GIVEN_UP_MS) return false;
        if (wanted === 'person' || turns.some((turn) => last.sentAt < turn)) return true;
        return everyMs !== null && now >= last.sentAt + everyMs;
      });
    const inTurn = due.sort((a, b) => (a.last?.sentAt ?? 0) - (b.last?.sentAt ?? 0));
    const room = wanted === 'person' ? SAMPLE : SAMPLE - sentInRound(facts, relay.id, everyMs, turns, now);
    return inTurn.slice(0, Math.max(0, room)).map(({ mailbox }) => ({ relay, mailbox }));
  });
}

/**
 * Sent through a relay in the round that goes on. What is on its way is looked for every half minute: without this bound
 * each of these looks would send to the next few of many mailboxes, for ever.
 */
function sentInRound(
  { probes }: Pick<Facts, 'probes'>,
  relay: string,
  everyMs: number | null,
  turns: readonly Instant[],
  now: Instant,
): number {
  const began = Math.max(...turns, everyMs === null ? 0 : now - everyMs + 1);
  return (probes ?? []).filter((probe) => probe.relay === relay && probe.sentAt >= began && probe.sentAt <= now).length;
}

/** The latest probe from a relay to a mailbox. */
export function lastProbe(facts: Pick<Facts, 'probes'>, relay: string, mailbox: string): Probe | undefined {
  return (facts.probes ?? []).findLast((probe) => probe.relay === relay && probe.mailbox === mailbox);
}

/**
 * The relay that a probe went through, as it is known now; undefined where that name has been given to another since,
 * or taken away.
 */
export function relayOf(facts: Pick<Facts, 'relays'>, probe: Probe): Relay | undefined {
  return (facts.relays ?? []).find(({ id, at }) => id === probe.relay && at <= probe.sentAt);
}

/**
 * The last probe of each relay and mailbox of which something is known: where it landed, or that it is lost. One that is on
 * its way, or that the relay did not take, says nothing, and takes back nothing.
 */
export function latestSettled({ probes }: Pick<Facts, 'probes'>): readonly Probe[] {
  const settled = (probes ?? []).filter(({ landed, lostAt }) => landed !== undefined || lostAt !== undefined);
  return [...new Map(settled.map((probe) => [`${probe.relay}|${probe.mailbox}`, probe])).values()];
}

/**
 * Probes that may be taken out of the mailboxes: they have landed, and a survey has seen them there since. One that went
 * before would be mail that came and went, which nobody can explain.
 */
export function tidyable({
  facts,
  sightings,
}: Migration): readonly (Probe & { readonly landed: NonNullable<Probe['landed']> })[] {
  const tidied = new Set(sightings.tidied);
  return (facts.probes ?? []).flatMap((probe) => {
    const { landed, mailbox, id } = probe;
    if (landed === undefined || tidied.has(id)) return [];
    const survey = sightings.survey[mailboxKey(mailbox, landed.side)]?.ok;
    const isSeen = survey !== undefined && survey.more !== true && survey.at > landed.seenAt;
    return isSeen ? [{ ...probe, landed }] : [];
  });
}

export type ProbeFate = 'on-its-way' | 'new' | 'junk' | 'old' | 'lost' | 'failed';

/** What became of a probe. */
export function fateOf(probe: Probe): ProbeFate {
  if (probe.failed !== undefined) return 'failed';
  if (probe.landed !== undefined) {
    if (probe.landed.side === 'old') return 'old';
    return probe.landed.junk ? 'junk' : 'new';
  }
  return probe.lostAt === undefined ? 'on-its-way' : 'lost';
}

/** One field of the matrix: relay by mailbox, and what became of the last probe. `tookMs`: from sending to its stamp. */
export type ProbeField = {
  readonly relay: string;
  readonly mailbox: string;
  readonly sentAt: Instant;
  readonly fate: ProbeFate;
  readonly folder?: string;
  readonly tookMs?: number;
  /** Why the relay did not take it: a FailureCode. */
  readonly failed?: string;
};

/** The last result of each relay and mailbox, relays in their order, mailboxes in theirs; those no longer listed are left out. */
export function probeMatrix(facts: Pick<Facts, 'probes' | 'relays' | 'mailboxes'>): readonly ProbeField[] {
  return (facts.relays ?? []).flatMap((relay) =>
    facts.mailboxes.flatMap(({ address }): readonly ProbeField[] => {
      const probe = lastProbe(facts, relay.id, address);
      if (probe === undefined || relayOf(facts, probe) === undefined) return [];
      const { sentAt, landed, failed } = probe;
      return [
        {
          relay: relay.id,
          mailbox: address,
          sentAt,
          fate: fateOf(probe),
          ...(landed === undefined ? {} : { folder: landed.folder, tookMs: Math.max(0, landed.at - sentAt) }),
          ...(failed === undefined ? {} : { failed }),
        },
      ];
    }),
  );
}
