import { type Facts, STEPS, type StepId } from '../../migration/facts.ts';
import { currentStep } from '../../migration/runbook.ts';
import type { Speaker } from '../engine.ts';
import { dayOf } from '../timeline/days.ts';

export type StepState = 'pending' | 'in_progress' | 'complete' | 'error';
/** The eight steps as one glance takes them in; each says in words, too, what its mark shows. */
export type StepPlan = {
  readonly title: string;
  readonly steps: readonly { readonly step: StepId; readonly title: string; readonly state: StepState }[];
};

/** Where we are among the steps, of plain text alone. Days are those of the channel's time zone. */
export function stepPlan(say: Speaker, facts: Facts): StepPlan {
  const current = currentStep(facts) ?? 'retire';
  const figures = { n: STEPS.indexOf(current) + 1, total: STEPS.length, step: current };
  return {
    title: say.t('status:plan-title', figures),
    steps: STEPS.map((step) => ({ step, ...stepSaid(say, facts, step, current) })),
  };
}

function stepSaid(say: Speaker, facts: Facts, step: StepId, current: StepId) {
  const figures = { n: STEPS.indexOf(step) + 1, step };
  const done = facts.steps[step];
  // What was rewritten was taken back: the step stands as neither done nor to come.
  if (facts.state.kind === 'rolled-back' && step === 'rewrite')
    return { title: say.t('status:plan-back', figures), state: 'error' } as const;
  if (done !== undefined) {
    const text = dayOf(done.at, say.lang, facts.timeZone);
    return { title: say.t('status:plan-done', { ...figures, text }), state: 'complete' } as const;
  }
  if (step !== current) return { title: say.t('status:plan-later', figures), state: 'pending' } as const;
  if (facts.state.kind === 'paused') return { title: say.t('status:plan-paused', figures), state: 'pending' } as const;
  return { title: say.t('status:plan-now', figures), state: 'in_progress' } as const;
}
