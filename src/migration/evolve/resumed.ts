import { reached } from '../arrivals.ts';
import type { Client, Facts, GateState } from '../facts.ts';
import { type Of, without } from './part.ts';

/**
 * Back from a rollback the rewrite lies ahead again: everything that was learnt from the first one is dropped, the
 * approvals of every gate included. A client that had gone back to its hostname is no longer pinned either.
 */
export function resumed(facts: Facts, event: Of<'resumed'>): Partial<Facts> {
  const state = { kind: 'active' as const, at: event.at, by: event.by };
  if (facts.state.kind !== 'rolled-back') return { state };
  const afresh = ({ times, rounds }: GateState): GateState => ({ state: 'closed', since: event.at, times, rounds });
  const recordSets = Object.fromEntries(
    Object.entries(facts.recordSets).map(([key, set]) => [key, without(set, 'allNewAt')]),
  );
  const { inventory, prepare, pin } = facts.steps;
  const clients = facts.clients.map(pinnedStill);
  const stayPinned = pin !== undefined && clients.every((client) => client.pinned !== undefined);
  return {
    state,
    steps: {
      ...(inventory === undefined ? {} : { inventory }),
      ...(prepare === undefined ? {} : { prepare }),
      ...(stayPinned ? { pin } : {}),
    },
    gates: {
      'cut-over': afresh(facts.gates['cut-over']),
      'switch-back': afresh(facts.gates['switch-back']),
      cancel: afresh(facts.gates.cancel),
    },
    clients,
    recordSets,
    // What people saw to after the first rewrite, nobody has seen to after the next.
    waivers: facts.waivers.filter((waiver) => waiver.gate === 'cut-over' || !SEEN_TO_THEN.test(waiver.item)),
    // The new server's mailboxes are read on from where they were: a copy made meanwhile would else go unseen.
    baselines: Object.fromEntries(Object.entries(facts.baselines).filter(([key]) => key.endsWith('|new'))),
    // What reached the new server alone meanwhile is where it shall be once more; the journal keeps it.
    stragglers: facts.stragglers.filter((straggler) => reached(straggler) === 'old'),
    arrivedNew: {},
    sendingHosts: [],
    rewriteBegunAt: undefined,
    rewriteSeenAt: undefined,
    lastOldAt: undefined,
    rewriteDoneAt: undefined,
    rewriteKept: undefined,
    eve: undefined,
    rollbackAt: undefined,
    rollbackBack: undefined,
    rollbackRequest: undefined,
    watermarkToldAt: undefined,
    ...ownersToldAfresh(facts),
    alarms: undefined,
    differences: undefined,
    recalled: undefined,
  };
}

/**
 * What people vouched for over a time: mailboxes that nobody looks into, what the old server went on accepting, and the
 * closing. Others are about one thing that was.
 */
const SEEN_TO_THEN = /^(\*$|mailbox:|address:|archive$|door:|probe:)/;

function pinnedStill(one: Client): Client {
  const client = without(one, 'sending');
  return client.restored === undefined ? client : without(without(client, 'restored'), 'pinned');
}

/** What is asked of owners anew goes into messages of their own. */
function ownersToldAfresh({ ownersTold }: Facts): Pick<Facts, 'ownersTold'> {
  if (ownersTold === undefined) return {};
  const over = Object.entries(ownersTold).map(([key, told]) => [key, { ...told, isOver: true }] as const);
  return { ownersTold: Object.fromEntries(over) };
}
