import type { Facts } from './facts.ts';
import type { Probe, Relay } from './mail-facts.ts';
import { arrivalsFrom, phaseOf } from './runbook.ts';
import type { Instant } from './time.ts';

/** Taken by its relay, and neither found nor given up. */
export function isOnItsWay(probe: Probe): boolean {
  return probe.failed === undefined && probe.landed === undefined && probe.lostAt === undefined;
}

/** Mailboxes that a relay's probes go to in one round; with more of them each round takes the next ones. */
const SAMPLE = 20;

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
        if (isOnItsWay(last)) return false;
        if (wanted === 'person' || turns.some((turn) => last.sentAt < turn)) return true;
        return everyMs !== null && now >= last.sentAt + everyMs;
      });
    const inTurn = due.sort((a, b) => (a.last?.sentAt ?? 0) - (b.last?.sentAt ?? 0)).slice(0, SAMPLE);
    return inTurn.map(({ mailbox }) => ({ relay, mailbox }));
  });
}

/** The latest probe from a relay to a mailbox. */
export function lastProbe(facts: Pick<Facts, 'probes'>, relay: string, mailbox: string): Probe | undefined {
  return (facts.probes ?? []).findLast((probe) => probe.relay === relay && probe.mailbox === mailbox);
}
