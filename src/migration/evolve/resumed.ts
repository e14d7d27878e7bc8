import type { Facts, GateState } from '../facts.ts';
import { type Of, without } from './part.ts';

/** Back from a rollback the rewrite lies ahead again: everything that was learnt from the first one is dropped. */
export function resumed(facts: Facts, event: Of<'resumed'>): Partial<Facts> {
  const state = { kind: 'active' as const, at: event.at, by: event.by };
  if (facts.state.kind !== 'rolled-back') return { state };
  const gate: GateState = {
    state: 'closed',
    since: event.at,
    times: facts.gates['cut-over'].times,
    rounds: facts.gates['cut-over'].rounds,
  };
  const recordSets = Object.fromEntries(
    Object.entries(facts.recordSets).map(([key, set]) => [key, without(set, 'allNewAt')]),
  );
  return {
    state,
    steps: without(without(without(facts.steps, 'rewrite'), 'parallel'), 'restore'),
    gates: {
      ...facts.gates,
      'cut-over': gate,
      'switch-back': { ...facts.gates['switch-back'], state: 'closed', since: event.at },
    },
    recordSets,
    baselines: {},
    rewriteBegunAt: undefined,
    rewriteSeenAt: undefined,
    rewriteDoneAt: undefined,
    rollbackAt: undefined,
    rollbackRequest: undefined,
    watermarkToldAt: undefined,
  };
}
