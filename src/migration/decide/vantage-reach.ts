import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { FailureCode, ReachObservation } from '../observations.ts';
import type { Migration } from '../record.ts';
import type { Sightings } from '../sightings.ts';

type Reach = NonNullable<Sightings['reach']>;

/** Says nothing of the vantage: the question never left. */
const NOT_ASKED: ReadonlySet<FailureCode> = new Set(['not-asked-budget', 'cancelled']);

/**
 * Which vantages can be reached at all. Before the rewrite a public one that has failed in every look for a whole interval
 * (so in two looks at least) is set aside by name: it would only cost time-outs later. It comes back as soon as it answers.
 * The site's own are never set aside. A look that reached no public vantage at all says something of us, not of them.
 */
export function reached(
  { facts, sightings }: Migration,
  observations: readonly ReachObservation[],
): { readonly happenings: readonly Happening[]; readonly reach: Reach | undefined } {
  const heard = observations.filter(({ result }) => result.outcome === 'reached' || !NOT_ASKED.has(result.code));
  const isBefore = facts.rewriteDoneAt === undefined;
  const isOurFault = isBefore && !heard.some(({ site, result }) => !site && result.outcome === 'reached');
  const asked = isOurFault ? heard.filter(({ site }) => site) : heard;
  if (asked.length === 0) return { happenings: [], reach: sightings.reach };

  const known = sightings.reach ?? {};
  const now = Object.fromEntries(asked.map((one) => [one.vantage, after(known[one.vantage], one)]));
  if (isOurFault) return { happenings: [], reach: { ...known, ...now } };
  const present = new Set(observations.map(({ vantage }) => vantage));
  const aside = asideAfter(facts, asked, present, now);
  // Before the rewrite all are asked: one that is not there any more was taken off the list of vantages.
  const kept = Object.entries(known).filter(([vantage]) => !isBefore || present.has(vantage));
  return {
    happenings: names(aside) === names(facts.aside ?? []) ? [] : [{ kind: 'vantages-aside', aside }],
    reach: { ...Object.fromEntries(kept), ...now },
  };
}

function after(before: Reach[string] | undefined, { result }: ReachObservation): Reach[string] {
  if (result.outcome === 'reached') return { at: result.at };
  return { at: result.at, code: result.code, since: before?.since ?? result.at };
}

function asideAfter(
  facts: Facts,
  asked: readonly ReachObservation[],
  present: ReadonlySet<string>,
  reach: Reach,
): readonly Omit<Aside, 'at'>[] {
  const ids = new Set(asked.map(({ vantage }) => vantage));
  const isBefore = facts.rewriteDoneAt === undefined;
  const staying = (facts.aside ?? []).filter(({ id }) =>
    ids.has(id) ? reach[id]?.code !== undefined : present.has(id) || !isBefore,
  );
  const everyMs = facts.settings.everyMs.vantages.before;
  const added = asked.filter(({ vantage, site }) => {
    const { at = 0, since } = reach[vantage] ?? {};
    const isKnown = staying.some(({ id }) => id === vantage);
    return isBefore && !site && !isKnown && everyMs !== null && since !== undefined && at - since >= everyMs;
  });
  return [
    ...staying.map(({ id, operator, reason }) => ({ id, operator, reason })),
    ...added.map(({ vantage: id, operator }) => ({ id, operator, reason: reach[id]?.code ?? '' })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Aside = NonNullable<Facts['aside']>[number];

function names(list: readonly { readonly id: string }[]): string {
  return list.map(({ id }) => id).join('\n');
}
