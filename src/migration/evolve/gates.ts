import { BOT } from '../actor.ts';
import type { Facts, GateState } from '../facts.ts';
import { recallOf, takenBack } from '../recall.ts';
import { type Of, without } from './part.ts';

type GateEvent = Of<
  | 'gate-ready'
  | 'gate-opened'
  | 'gate-closed'
  | 'gate-wavered'
  | 'gate-done'
  | 'approval-requested'
  | 'approved'
  | 'declined'
  | 'approvals-lapsed'
  | 'waived'
  | 'unwaived'
>;

export function gates(facts: Facts, event: GateEvent): Partial<Facts> {
  const { at, by } = event;
  if (event.kind === 'waived') {
    const added = event.criteria.map((criterion) => ({
      gate: event.gate,
      criterion,
      item: event.item,
      reason: event.reason,
      by,
      at,
    }));
    return { waivers: [...facts.waivers, ...added] };
  }
  if (event.kind === 'unwaived') {
    return {
      waivers: facts.waivers.filter(
        (waiver) => waiver.gate !== event.gate || waiver.criterion !== event.criterion || waiver.item !== event.item,
      ),
    };
  }
  const gate = facts.gates[event.gate];
  const set = (change: Partial<GateState>, rest: Partial<Facts> = {}, from: GateState = gate): Partial<Facts> => ({
    ...rest,
    gates: { ...facts.gates, [event.gate]: { ...from, ...change } },
  });
  const settled = without(gate, 'open');
  const round = gate.round;
  switch (event.kind) {
    case 'gate-ready':
      return set({ state: 'ready', since: at, times: gate.times + 1 }, {}, settled);
    case 'gate-opened':
      return set(
        { state: 'open', since: at, openedAt: at },
        event.gate === 'switch-back'
          ? { steps: { ...facts.steps, parallel: { at, by: BOT } }, recalled: undefined }
          : {},
        settled,
      );
    case 'gate-closed':
      return set(
        { state: 'closed', since: at },
        event.gate === 'switch-back'
          ? {
              steps: without(facts.steps, 'parallel'),
              ...(event.was === 'open' ? { ...takenBack(facts), recalled: recallOf(facts, 'closed', at) } : {}),
            }
          : {},
        without(settled, 'openedAt'),
      );
    case 'gate-wavered':
      return event.open.length === 0 ? set({}, {}, settled) : set({ open: [...event.open] });
    case 'gate-done':
      return set({
        state: 'done',
        since: at,
        ...(round?.state === 'open' ? { round: { ...round, state: 'used' } } : {}),
      });
    case 'approval-requested':
      return set({
        rounds: event.round,
        round: { round: event.round, requestedBy: by, requestedAt: at, approvals: [], state: 'open' },
      });
    case 'approved': {
      const approval = event.via === undefined ? { at, by } : { at, by, via: { ...event.via } };
      return round === undefined ? {} : set({ round: { ...round, approvals: [...round.approvals, approval] } });
    }
    case 'declined':
      return round === undefined ? {} : set({ round: { ...round, state: 'declined' } });
    case 'approvals-lapsed':
      return round === undefined ? {} : set({ round: { ...round, state: 'lapsed' } });
  }
}
