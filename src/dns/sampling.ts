import type { Question } from '../migration/observations.ts';
import { transportOf, type Vantage } from './vantages.ts';

/** One question to be put to one vantage. */
export type Sample = {
  readonly vantage: Vantage;
  readonly question: Question;
  /** For a vantage that takes plain questions: which way this one goes. */
  readonly over?: 'udp' | 'tcp';
  /** The vantage's and the question's place in what was given: the order to answer in. */
  readonly place: number;
  readonly index: number;
};

/**
 * Spreads the samples of a round. An anycast address is many caches, and which one answers hangs on the way a question
 * takes: so each operator is asked every question at least `samples` times in all, over every address and transport it
 * has (each vantage at least once); what falls to one plain address goes over UDP and TCP by turns. The site's resolvers
 * stand each for itself. In the order in which to ask: neighbours go to different servers.
 */
export function samplesOf(
  vantages: readonly Vantage[],
  questions: readonly Question[],
  samples: number,
): readonly Sample[] {
  const members = new Map<string, number>();
  for (const vantage of vantages) members.set(groupOf(vantage), (members.get(groupOf(vantage)) ?? 0) + 1);
  const counts = vantages.map((vantage) => Math.max(1, Math.ceil(samples / (members.get(groupOf(vantage)) ?? 1))));
  const most = Math.max(0, ...counts);
  return questions.flatMap((question, index) =>
    Array.from({ length: most }, (_, turn) => turn).flatMap((turn) =>
      vantages.flatMap((vantage, place) => {
        if (turn >= (counts[place] ?? 0)) return [];
        const over = transportOf(vantage) === 'udp' ? ({ over: turn % 2 === 0 ? 'udp' : 'tcp' } as const) : {};
        return [{ vantage, question, place, index, ...over }];
      }),
    ),
  );
}

function groupOf({ id, operator, site }: Vantage): string {
  return site ? `site ${id}` : `operator ${operator}`;
}
