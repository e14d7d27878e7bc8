import { recordKey, vantageKey } from '../keys.ts';
import { standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { VantageSighting } from '../sightings.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';

/**
 * SWB-VANTAGES: resolvers in many hands, and the site's own, no longer hold old data.
 *
 * Evidence: several samples a round from each vantage to each record of the plan.
 * pass: the site's resolvers and at least `operatorsNeeded` operators were clean for `roundsNeeded` rounds in a row over
 *   at least `roundsSpanMs`; others that are silent or have not finished their rounds are shown, not counted.
 * fail: any vantage gave an old (or foreign) answer that its cache may still hold.
 * unknown: too few operators yet; a vantage never asked; one that was old, and has not been heard new since.
 */
export function vantages(record: Migration, bench: Bench): CriterionResult {
  const { facts } = bench;
  if (standingRecords(facts).length === 0 || facts.vantages.length === 0) return judge(bench, 'SWB-VANTAGES', []);
  const states = facts.vantages.map((vantage) => ({ ...vantage, ...stateOf(record, bench, vantage.id) }));
  const items = states.map((state) => itemOf(bench, state));
  const enough = operators(bench, states);
  return judge(bench, 'SWB-VANTAGES', [enough, ...items], enough.evidence);
}

function itemOf(
  bench: Bench,
  state: State & { readonly id: string; readonly operator: string; readonly site: boolean },
): Item {
  const item = { key: `vantage:${state.id}`, waivable: true, seenAt: state.seenAt, earliest: state.earliest };
  const figures = { vantage: state.id, operator: state.operator, ...state.figures };
  switch (state.kind) {
    case 'clean':
      return sighted(bench, 'vantages', { ...item, outcome: 'pass', evidence: evidence('vantage-clean', figures) });
    case 'old':
      return { ...item, outcome: 'fail', evidence: evidence('vantage-old', figures) };
    case 'was-old':
      return sighted(bench, 'vantages', { ...item, outcome: 'unknown', evidence: evidence('vantage-old', figures) });
    case 'never':
      return sighted(bench, 'vantages', { ...item, outcome: 'unknown', evidence: evidence('never-seen') });
    case 'rounds':
    case 'silent': {
      const why = evidence(state.kind === 'silent' ? 'vantage-silent' : 'vantage-rounds', figures);
      return sighted(bench, 'vantages', {
        ...item,
        outcome: 'unknown',
        evidence: why,
        counted: state.site ? undefined : false,
      });
    }
  }
}

type State = {
  readonly kind: 'clean' | 'old' | 'was-old' | 'rounds' | 'silent' | 'never';
  readonly seenAt?: number | undefined;
  readonly earliest?: number | undefined;
  readonly figures: Readonly<Record<string, string | number>>;
};

const RANK = ['old', 'was-old', 'never', 'silent', 'rounds', 'clean'] as const;

/** A vantage is as good as the worst of its answers. */
function stateOf(record: Migration, bench: Bench, vantage: string): State {
  const states = standingRecords(record.facts).map((planned) => {
    const name = recordKey(planned);
    return answerState(bench, record.sightings.vantage[vantageKey(vantage, name)], name);
  });
  return states.reduce((worst, state) =>
    RANK.indexOf(state.kind) < RANK.indexOf(worst.kind) ? state : older(worst, state),
  );
}

function older(a: State, b: State): State {
  return a.kind === b.kind && (b.seenAt ?? 0) < (a.seenAt ?? 0) ? b : a;
}

function answerState(bench: Bench, seen: VantageSighting | undefined, record: string): State {
  const { settings } = bench.facts;
  if (seen === undefined) return { kind: 'never', figures: { record } };
  if (seen.notNew !== undefined) {
    const { goneAt, at, values } = seen.notNew;
    const holds = bench.now <= goneAt;
    return {
      kind: holds ? 'old' : 'was-old',
      seenAt: at,
      earliest: holds ? goneAt : undefined,
      figures: { record, goneAt, values: values.join(', ') },
    };
  }
  if (seen.clean === undefined || seen.seen === undefined)
    return { kind: 'silent', figures: { record, reason: seen.failed?.code ?? '' } };
  const { rounds, since, last } = seen.clean;
  const figures = { record, rounds, roundsNeeded: settings.roundsNeeded, sinceAt: since };
  if (rounds < settings.roundsNeeded || last - since < settings.roundsSpanMs)
    return { kind: 'rounds', seenAt: seen.seen.at, figures };
  return { kind: 'clean', seenAt: seen.seen.at, figures };
}

/** The operators that are wholly clean; evidence as old as the freshest vantage of the last one needed. */
function operators(bench: Bench, states: readonly (State & { operator: string; site: boolean })[]): Item {
  const needed = bench.facts.settings.operatorsNeeded;
  const seen = new Map<string, number>();
  for (const state of states) {
    if (state.site || state.kind !== 'clean' || state.seenAt === undefined) continue;
    seen.set(state.operator, Math.max(seen.get(state.operator) ?? 0, state.seenAt));
  }
  const times = [...seen.values()].sort((a, b) => b - a);
  const enough = times.length >= needed;
  const all = new Set(states.filter((state) => !state.site).map((state) => state.operator)).size;
  return sighted(bench, 'vantages', {
    key: 'operators',
    outcome: enough ? 'pass' : 'unknown',
    evidence: evidence(enough ? 'operators-enough' : 'operators-few', { ok: times.length, needed, total: all }),
    waivable: false,
    seenAt: enough ? times[needed - 1] : times[times.length - 1],
  });
}
