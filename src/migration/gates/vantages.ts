import { recordKey, vantageKey } from '../keys.ts';
import { standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { VantageSighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { isGlobalping, type KnownVantage, recordsAskedOf } from '../vantages.ts';
import { watermarkOf } from '../watermark.ts';
import type { CriterionResult, Item } from './criterion.ts';
import type { EvidenceCode } from './evidence-codes.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';

/**
 * SWB-VANTAGES: resolvers in many hands, and the site's own, no longer hold old data.
 *
 * Evidence: several samples a round from each vantage to each record of the plan; answers that people pasted.
 * pass: the site's resolvers and at least `operatorsNeeded` operators were clean for `roundsNeeded` rounds in a row over
 *   at least `roundsSpanMs`; others that are silent, set aside before the rewrite, or have not finished their rounds are
 *   shown, not counted. What was pasted passes when it was wholly new at the watermark or later: nobody asks it again.
 * fail: any vantage gave an old (or foreign) answer that its cache may still hold.
 * unknown: too few operators yet; a vantage never asked; one that was old, and has not been heard new since. One that
 *   serves stale data never says until when.
 */
export function vantages(record: Migration, bench: Bench): CriterionResult {
  const { facts } = bench;
  if (standingRecords(facts).length === 0 || facts.vantages.length === 0) return judge(bench, 'SWB-VANTAGES', []);
  const namesOf = namesAsked(bench);
  const states = facts.vantages.flatMap((vantage) => {
    const state = stateOf(record, bench, vantage, namesOf(vantage));
    return state === undefined ? [] : [{ ...vantage, ...state }];
  });
  const asked = states.filter((state) => !isAside(bench, state));
  const enough = operators(bench, asked);
  const items = [enough, ...asked.map((state) => itemOf(bench, state)), ...asideItems(bench, states)];
  return judge(bench, 'SWB-VANTAGES', items, enough.evidence);
}

type Seen = State & KnownVantage;

/** Set aside it is nobody's evidence, unless it was heard all the same. */
function isAside({ facts }: Bench, state: Seen): boolean {
  const isSilent = state.kind === 'never' || state.kind === 'silent';
  return !state.site && isSilent && (facts.aside ?? []).some(({ id }) => id === state.id);
}

function asideItems(bench: Bench, states: readonly Seen[]): readonly Item[] {
  const heard = states.filter((state) => !isAside(bench, state)).map(({ id }) => id);
  return (bench.facts.aside ?? [])
    .filter(({ id }) => !heard.includes(id))
    .map(({ id, operator, reason, at }) => ({
      key: `vantage:${id}`,
      outcome: 'unknown',
      evidence: evidence('vantage-aside', { vantage: id, operator, reason }),
      waivable: true,
      counted: false,
      seenAt: at,
    }));
}

function itemOf(bench: Bench, state: Seen): Item {
  const item = { key: `vantage:${state.id}`, waivable: true, seenAt: state.seenAt, earliest: state.earliest };
  const figures = { vantage: state.id, operator: state.operator, ...state.figures };
  switch (state.kind) {
    case 'clean': {
      const clean: Item = { ...item, outcome: 'pass', evidence: evidence('vantage-clean', figures) };
      // It was heard when no rule-abiding cache could hold old data any more; to hear it again would take a person.
      return state.pasted === true ? clean : sighted(bench, 'vantages', clean);
    }
    case 'old':
      return { ...item, outcome: 'fail', evidence: evidence(state.code, figures) };
    case 'was-old':
      return sighted(bench, 'vantages', { ...item, outcome: 'unknown', evidence: evidence(state.code, figures) });
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
  readonly seenAt?: number | undefined;
  readonly earliest?: number | undefined;
  readonly figures: Readonly<Record<string, string | number>>;
} & (
  | { readonly kind: 'old' | 'was-old'; readonly code: EvidenceCode }
  | { readonly kind: 'clean' | 'rounds' | 'silent' | 'never' }
);

const RANK = ['old', 'was-old', 'never', 'silent', 'rounds', 'clean'] as const;

/** A vantage is as good as the worst of its answers; undefined for one that cannot be asked for anything of the plan. */
function stateOf(record: Migration, bench: Bench, vantage: KnownVantage, names: readonly string[]): State | undefined {
  let worst: State | undefined;
  for (const name of names) {
    const seen = record.sightings.vantage[vantageKey(vantage.id, name)];
    const state = answerState(bench, seen, name, vantage.pasted === true);
    if (worst === undefined || RANK.indexOf(state.kind) < RANK.indexOf(worst.kind)) worst = state;
    else worst = older(worst, state);
  }
  return worst;
}

/** Keys of the records that each sort of vantage is asked for: the same for all of a sort, and there are many. */
function namesAsked({ facts }: Bench): (vantage: KnownVantage) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (vantage) => {
    const sort = `${isGlobalping(vantage)} ${vantage.pasted === true}`;
    const names = known.get(sort) ?? recordsAskedOf(facts, vantage).map(recordKey);
    known.set(sort, names);
    return names;
  };
}

function older(a: State, b: State): State {
  return a.kind === b.kind && (b.seenAt ?? 0) < (a.seenAt ?? 0) ? b : a;
}

function answerState(bench: Bench, seen: VantageSighting | undefined, record: string, isPasted: boolean): State {
  const { settings } = bench.facts;
  if (seen === undefined) return { kind: 'never', figures: { record } };
  if (seen.notNew !== undefined) return notNewState(bench, seen.notNew, record);
  if (seen.clean === undefined || seen.seen === undefined)
    return { kind: 'silent', figures: { record, reason: seen.failed?.code ?? '' } };
  if (isPasted) return pastedState(bench, seen.seen.at, record);
  const { rounds, since, last } = seen.clean;
  const figures = { record, rounds, roundsNeeded: settings.roundsNeeded, sinceAt: since };
  if (rounds < settings.roundsNeeded || last - since < settings.roundsSpanMs)
    return { kind: 'rounds', seenAt: seen.seen.at, figures };
  return { kind: 'clean', seenAt: seen.seen.at, figures };
}

function notNewState(bench: Bench, notNew: NonNullable<VantageSighting['notNew']>, record: string): State {
  const { goneAt, at, values } = notNew;
  const holds = bench.now <= goneAt;
  const watermarkAt = watermarkOf(bench.facts);
  const isExtended = notNew.extended === true && watermarkAt !== undefined;
  return {
    kind: holds ? 'old' : 'was-old',
    code: codeOf(notNew, isExtended),
    seenAt: at,
    // What is served stale is no nearer to its end when this answer is.
    earliest: holds && notNew.stale !== true ? goneAt : undefined,
    figures: { record, goneAt, values: values.join(', '), ...(isExtended ? { watermarkAt } : {}) },
  };
}

function codeOf(notNew: NonNullable<VantageSighting['notNew']>, isExtended: boolean): EvidenceCode {
  if (notNew.stale === true) return 'vantage-stale';
  if (notNew.wrong === true) return 'vantage-wrong';
  return isExtended ? 'vantage-extended' : 'vantage-old';
}

/** One sample at the watermark or after it is enough: a cache that gave the new data then had dropped the old. */
function pastedState(bench: Bench, seenAt: Instant, record: string): State {
  const watermark = watermarkOf(bench.facts);
  const isLate = watermark !== undefined && seenAt >= watermark;
  const figures = { record, rounds: isLate ? 1 : 0, roundsNeeded: 1, sinceAt: seenAt };
  return { kind: isLate ? 'clean' : 'rounds', seenAt, figures };
}

/** The operators that are wholly clean; evidence as old as the freshest vantage of the last one needed. */
function operators(bench: Bench, states: readonly Seen[]): Item {
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
