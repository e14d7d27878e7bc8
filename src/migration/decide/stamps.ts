import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { Side } from '../observations.ts';
import { arrivalsFrom } from '../runbook.ts';
import type { Surveyed } from './surveyed.ts';

/**
 * Names that a server stamps with. Copied mail carries the old server's stamp on top, so a name known of the old
 * side is never learnt for the new one. On the new side a name met after the rewrite on top of a message is its own:
 * nobody else can have put a later line there, unless the message was carried over from the old server
 * under a name that nobody knew there either.
 */
export function stamps(facts: Facts, surveyed: readonly Surveyed[]): readonly Happening[] {
  const named = (side: Side, wanted: Side) =>
    surveyed.filter((one) => one.observation.side === side && side === wanted).flatMap((one) => one.result.stampNames);
  const oldKnown = new Set([...facts.stamps.old, ...named('old', 'old')]);
  const from = arrivalsFrom(facts);
  const strange = strangeOnOld(facts, surveyed);
  const met = surveyed
    .filter((one) => one.observation.side === 'new' && from !== undefined)
    .flatMap((one) => one.result.arrivals)
    .flatMap((arrival) =>
      arrival.kind === 'unknown-stamp' && arrival.at >= (from ?? 0) && arrival.stampedBy !== undefined
        ? [arrival.stampedBy]
        : [],
    );
  const fresh = {
    old: [...oldKnown],
    new: [...named('new', 'new'), ...met].filter((name) => !oldKnown.has(name) && !strange.has(name)),
  };
  return (['old', 'new'] as const).flatMap((side) => {
    const names = [...new Set(fresh[side])].filter((name) => !facts.stamps[side].includes(name)).sort();
    return names.length === 0 ? [] : [{ kind: 'stamps-learnt' as const, side, names }];
  });
}

/** Names that nobody knows, met on the old server now or earlier. */
function strangeOnOld(facts: Facts, surveyed: readonly Surveyed[]): ReadonlySet<string> {
  const now = surveyed
    .filter((one) => one.observation.side === 'old')
    .flatMap((one) => one.result.arrivals)
    .filter((arrival) => arrival.kind === 'unknown-stamp');
  return new Set([...now, ...facts.puzzles].flatMap((one) => one.stampedBy ?? []));
}
