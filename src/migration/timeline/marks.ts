import type { Facts } from '../facts.ts';
import { undoneOf } from '../report/gates.ts';
import { GATES } from '../settings.ts';
import type { Instant } from '../time.ts';
import { addDays, startOfDay } from '../wall-time.ts';
import { watermarkOf } from '../watermark.ts';
import type { TimelineMark, TimelinePanel } from './shapes.ts';

type Dated = TimelineMark extends infer Mark ? (Mark extends unknown ? Omit<Mark, 'beyond'> : never) : never;

/** Everything with one date, in the order of time. */
export function marksOf(facts: Facts, panels: readonly TimelinePanel[]): readonly TimelineMark[] {
  const from = panels[0]?.from ?? 0;
  const to = panels.at(-1)?.to ?? 0;
  return [...past(facts), ...ahead(facts)]
    .sort((a, b) => a.at - b.at)
    .map((mark) => ({ ...mark, beyond: mark.at < from || mark.at > to }));
}

/** Instants that may lie ahead. */
export function datesAhead(facts: Facts, now: Instant): readonly Instant[] {
  return ahead(facts)
    .map(({ at }) => at)
    .filter((at) => at > now);
}

function past(facts: Facts): readonly Dated[] {
  const marks: readonly (Dated | undefined)[] = [
    { kind: 'started', at: facts.startedAt },
    dated('rewrite-begun', facts.rewriteBegunAt),
    dated('rewrite-seen', facts.rewriteSeenAt),
    dated('rewrite-done', facts.rewriteDoneAt),
    dated('rolled-back', facts.rollbackAt),
    ...GATES.map((gate) => {
      const { openedAt } = facts.gates[gate];
      // One that was undone is open no longer, and the record keeps it as it stood.
      if (undoneOf(facts, gate) !== undefined) return undefined;
      return openedAt === undefined ? undefined : { kind: 'gate' as const, gate, at: openedAt };
    }),
  ];
  return marks.filter((mark) => mark !== undefined);
}

function ahead(facts: Facts): readonly Dated[] {
  const { contracts, timeZone } = facts;
  const isRewritten = facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined;
  const marks = [
    // Where the rewrite stands, the hours it was appointed for say nothing any more.
    isRewritten ? undefined : dated('window', facts.window?.from),
    dated('watermark', watermarkOf(facts)),
    // The contract holds until its last day is over.
    dated('old-ends', contracts?.old && startOfDay(addDays(contracts.old.endsOn, 1), timeZone)),
    dated('new-starts', contracts?.new && startOfDay(contracts.new.startsOn, timeZone)),
  ];
  return marks.filter((mark) => mark !== undefined);
}

type Plain = Exclude<Dated, { kind: 'gate' }>;

function dated(kind: Plain['kind'], at: Instant | undefined): Plain | undefined {
  return at === undefined ? undefined : { kind, at };
}
