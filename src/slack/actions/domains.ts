import { hostname } from './server.ts';

/** One channel can follow so many domains: each of them is some ten record sets to look at. */
export const MOST_DOMAINS = 20;

export type Domains = { readonly domains: readonly string[]; readonly wrong: readonly string[] };

/**
 * "example.jp, @example.com": domains in their ASCII form, each once; `wrong` are the words that are none, as typed. A
 * domain below another one has mail of its own, so both stand.
 */
export function domainList(text: string): Domains {
  const words = text
    .normalize('NFKC')
    .split(/[\s,、;]+/)
    .filter((word) => word !== '');
  const read = words.map((word) => ({ word, domain: hostname(word.replace(/^.*@/, '')) }));
  return {
    domains: [...new Set(read.flatMap(({ domain }) => domain ?? []))],
    wrong: read.filter(({ domain }) => domain === undefined).map(({ word }) => word),
  };
}
