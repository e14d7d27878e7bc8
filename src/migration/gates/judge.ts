import type { Facts, Waiver } from '../facts.ts';
import { phaseServedBy } from '../runbook.ts';
import type { GateId, Look } from '../settings.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import type { CriterionId, CriterionResult, Evidence, Item, ItemResult, Outcome } from './criterion.ts';

/** By so much the clocks of two machines may differ. */
const CLOCK_SLACK_MS = MINUTE_MS;

/** What a criterion's function is given. */
export type Bench = {
  readonly facts: Facts;
  readonly gate: GateId;
  readonly now: Instant;
};

export const evidence = (code: Evidence['code'], figures: Evidence['figures'] = {}): Evidence => ({ code, figures });

/**
 * How long a look's evidence is fresh and how long an open gate stands on it, in the phase that the gate serves.
 * A phase without that look leaves its evidence final: it ages no more.
 */
export function limitsOf(bench: Bench, look: Look): { readonly freshMs: number; readonly standMs: number } | undefined {
  const { settings } = bench.facts;
  const everyMs = settings.everyMs[look][phaseServedBy(bench.gate, bench.facts)];
  if (everyMs === null) return undefined;
  return { freshMs: everyMs * settings.freshIntervals, standMs: everyMs * settings.standIntervals };
}

/**
 * An item that rests on a look: it passes while what was seen is fresh. Without anything seen it is unknown; a gate
 * that is open stands on it no longer than it would have stood on the oldest evidence it can have opened on.
 */
export function sighted(bench: Bench, look: Look, item: Omit<Item, 'freshUntil' | 'standsUntil'>): Item {
  const limits = limitsOf(bench, look);
  if (limits === undefined) return item;
  const since = item.seenAt ?? bench.facts.gates[bench.gate].since - limits.freshMs;
  return { ...item, freshUntil: since + limits.freshMs, standsUntil: since + limits.standMs };
}

/**
 * Weighs the items of one criterion: the worst that counts decides, and no item at all is never a pass.
 * `summary` words the whole when everything passes, and when only what it says is open.
 */
export function judge(bench: Bench, id: CriterionId, items: readonly Item[], summary?: Evidence): CriterionResult {
  const results = items.map((item) => weigh(bench, id, item));
  const counted = results.filter((item) => item.counted !== false && item.waived === undefined);
  const waived = results.some((item) => item.waived !== undefined);
  const outcome = counted.length === 0 && !waived ? 'unknown' : worst(counted);
  const open = counted.filter((item) => item.outcome !== 'pass');
  const times = counted.flatMap((item) => (item.seenAt === undefined ? [] : [item.seenAt]));
  const earliest = open.every((item) => item.earliest !== undefined) ? open.map((item) => item.earliest ?? 0) : [];
  return {
    id,
    outcome,
    evidence: results.length === 0 ? evidence('list-empty') : whole(outcome, results, open, summary),
    items: results,
    seenAt: times.length === 0 ? undefined : Math.min(...times),
    earliest: earliest.length === 0 ? undefined : Math.max(...earliest),
    closes: results.length === 0 || open.some((item) => closes(item, bench.now)),
  };
}

function weigh(bench: Bench, id: CriterionId, item: Item): ItemResult {
  const waiver = item.waivable ? indexed(bench.facts.waivers).get(waiverKey(bench.gate, id, item.key)) : undefined;
  if (waiver !== undefined) return { ...item, waived: { by: waiver.by, reason: waiver.reason, at: waiver.at } };
  if (item.outcome !== 'pass' || item.freshUntil === undefined || isFresh(item, bench.now)) return item;
  return {
    ...item,
    outcome: 'unknown',
    evidence: evidence('gone-stale', { seenAt: item.seenAt ?? 0, was: item.evidence.code }),
  };
}

/** Waivers by their subject; kept as long as the list is, for records are immutable values. */
const indices = new WeakMap<readonly Waiver[], ReadonlyMap<string, Waiver>>();
const waiverKey = (gate: GateId, criterion: string, item: string): string => `${gate}|${criterion}|${item}`;

function indexed(waivers: readonly Waiver[]): ReadonlyMap<string, Waiver> {
  const known = indices.get(waivers);
  if (known !== undefined) return known;
  const made = new Map(waivers.map((waiver) => [waiverKey(waiver.gate, waiver.criterion, waiver.item), waiver]));
  indices.set(waivers, made);
  return made;
}

/** Within its limit, and not from the future: a clock that was ahead, and has been set back, would make it last for ever. */
export function isFresh({ seenAt, freshUntil }: Item, now: Instant): boolean {
  return (freshUntil === undefined || now <= freshUntil) && (seenAt === undefined || seenAt <= now + CLOCK_SLACK_MS);
}

function worst(items: readonly ItemResult[]): Outcome {
  if (items.some((item) => item.outcome === 'fail')) return 'fail';
  return items.some((item) => item.outcome === 'unknown') ? 'unknown' : 'pass';
}

function closes(item: ItemResult, now: Instant): boolean {
  if (item.outcome === 'fail') return true;
  return item.standsUntil === undefined || now > item.standsUntil;
}

function whole(
  outcome: Outcome,
  results: readonly ItemResult[],
  open: readonly ItemResult[],
  summary?: Evidence,
): Evidence {
  const waived = results.filter((item) => item.waived !== undefined).length;
  if (outcome === 'pass') {
    const counted = results.filter((item) => item.counted !== false);
    if (waived > 0 && waived === counted.length) return evidence('waived', { waived });
    return (
      summary ??
      (counted.length === 1 && counted[0] !== undefined ? counted[0].evidence : evidence('all-pass', tally(results)))
    );
  }
  const [only] = open;
  // Where nothing is open but what the criterion is summed up by, that says why; a count of the others would not.
  if (open.length === 1 && only !== undefined && (results.length === 1 || only.evidence === summary)) {
    return only.evidence;
  }
  const failing = open.filter((item) => item.outcome === 'fail');
  const named = failing.length > 0 ? failing : open;
  return evidence('some-open', {
    ...tally(results),
    open: open.length,
    beside: named.filter((item) => !COUNTED.test(item.key)).length,
    failing: failing.length,
    names: named.map((item) => item.key),
    because: (failing[0] ?? open[0])?.evidence.code ?? '',
  });
}

/** What people count and can add up; a step, a clock or a route beside them is told of, and not counted. */
const COUNTED = /^(client|mailbox|record):/;

function tally(results: readonly ItemResult[]): {
  readonly ok: number;
  readonly total: number;
  readonly waived: number;
  readonly of: string;
} {
  const all = results.filter((item) => item.counted !== false);
  const own = all.filter((item) => COUNTED.test(item.key));
  const shown = own.length > 0 ? own : all;
  return {
    ok: shown.filter((item) => item.waived === undefined && item.outcome === 'pass').length,
    total: shown.length,
    waived: shown.filter((item) => item.waived !== undefined).length,
    of: COUNTED.exec(own[0]?.key ?? '')?.[1] ?? '',
  };
}
