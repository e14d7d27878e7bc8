import { parseArgs } from 'node:util';

export type Options = {
  readonly seeds: readonly number[];
  readonly jobs: number;
  readonly lang: 'en' | 'ja';
  readonly json: string | undefined;
  readonly interactive: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
};

export const USAGE = `npm run rehearsal -- [options]
  --seed N          the world to rehearse in (1)
  --seeds A-B       several worlds, a line each
  --jobs N          so many of them side by side (1)
  --lang en|ja      the channel's language (en)
  --json FILE       write what the world knows
  --interactive     you are the team
  --quiet           print nothing`;

const MOST_SEEDS = 1_000;

/** The command line, or what is wrong with it in a sentence. */
export function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        seed: { type: 'string' },
        seeds: { type: 'string' },
        jobs: { type: 'string', default: '1' },
        lang: { type: 'string', default: 'en' },
        json: { type: 'string' },
        interactive: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const seeds = values.seeds === undefined ? one(values.seed ?? '1') : range(values.seeds);
    const jobs = Number(values.jobs);
    if (seeds === undefined)
      return `--seed takes a whole number, --seeds a range of at most ${MOST_SEEDS}, such as 1-20`;
    if (!Number.isInteger(jobs) || jobs < 1 || jobs > 16) return '--jobs takes a whole number from 1 to 16';
    if (values.lang !== 'en' && values.lang !== 'ja') return '--lang is en or ja';
    if (values.interactive && seeds.length > 1) return '--interactive plays one world: give it --seed';
    const { lang, json, interactive, quiet, help } = values;
    return { seeds, jobs, lang, json, interactive, quiet, help };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

function one(text: string): readonly number[] | undefined {
  const seed = Number(text);
  return Number.isInteger(seed) && seed >= 0 ? [seed] : undefined;
}

function range(text: string): readonly number[] | undefined {
  const match = /^(\d+)-(\d+)$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (!(from <= to) || to - from >= MOST_SEEDS) return undefined;
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
