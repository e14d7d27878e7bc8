import type { Straggler } from '../arrival-facts.ts';
import type { Facts } from '../facts.ts';
import { mailboxKey } from '../keys.ts';
import type { Of } from './part.ts';

type ArrivalEvent = Of<
  | 'stamps-learnt'
  | 'baseline-taken'
  | 'stragglers-found'
  | 'stragglers-carried'
  | 'puzzles-found'
  | 'arrivals-told'
  | 'suspects-judged'
  | 'arrived-new'
>;

export function arrivals(facts: Facts, event: ArrivalEvent): Partial<Facts> {
  const { at } = event;
  const stragglers = (keys: readonly string[], change: Partial<Straggler>) => {
    const chosen = new Set(keys);
    return facts.stragglers.map((straggler) => (chosen.has(straggler.key) ? { ...straggler, ...change } : straggler));
  };
  switch (event.kind) {
    case 'stamps-learnt': {
      const known = [...new Set([...facts.stamps[event.side], ...event.names])];
      if (event.side === 'new') return { stamps: { ...facts.stamps, new: known } };
      // It stood on copied mail when the new side was read: taken for the new side's, stragglers would look like copies.
      return { stamps: { old: known, new: facts.stamps.new.filter((name) => !event.names.includes(name)) } };
    }
    case 'baseline-taken': {
      const taken = event.baselines.map(({ mailbox, side, folders }) => [
        mailboxKey(mailbox, side),
        { at, folders: [...folders] },
      ]);
      return { baselines: { ...facts.baselines, ...Object.fromEntries(taken) } };
    }
    case 'stragglers-found':
      return { stragglers: [...facts.stragglers, ...event.stragglers] };
    case 'stragglers-carried':
      return { stragglers: stragglers(event.keys, { carriedAt: at }) };
    case 'puzzles-found':
      return { puzzles: [...facts.puzzles, ...event.puzzles] };
    case 'arrivals-told': {
      const puzzles = new Set(event.puzzles);
      return {
        ...(event.stragglers.length + event.puzzles.length > 0 ? { toldAt: at } : {}),
        ...(event.suspects.length > 0 ? { suspectsToldAt: at } : {}),
        stragglers: stragglers([...event.stragglers, ...event.suspects], { toldAt: at }),
        puzzles: facts.puzzles.map((puzzle) => (puzzles.has(puzzle.key) ? { ...puzzle, toldAt: at } : puzzle)),
      };
    }
    case 'suspects-judged':
      return { stragglers: stragglers(event.keys, { judged: event.verdict }) };
    case 'arrived-new':
      return {
        arrivedNew: {
          ...Object.fromEntries(event.mailboxes.map((arrival) => [arrival.mailbox, arrival.at])),
          ...facts.arrivedNew,
        },
        sendingHosts: [...new Set([...facts.sendingHosts, ...event.hosts])],
      };
  }
}
