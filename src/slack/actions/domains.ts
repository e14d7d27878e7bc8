import { hostname } from './server.ts';

/** One channel can follow so many domains: each of them is some ten record sets to look at. */
export const MOST_DOMAINS = 20;

export type Domains = { readonly domains: readonly string[]; readonly wrong?: string };

/** "example.jp, @example.com": domains in their ASCII form, each once; `wrong` is the first word that is none. */
export function domainList(text: string): Domains {
  const words = text
    .normalize('NFKC')
    .split(/[\s,、;]+/)
    .filter((word) => word !== '');
  const read = words.map((word) => ({ word, domain: hostname(word.replace(/^.*@/, '')) }));
  const wrong = read.find(({ domain }) => domain === undefined);
  return {
    domains: [...new Set(read.flatMap(({ domain }) => domain ?? []))],
    ...(wrong === undefined ? {} : { wrong: wrong.word }),
  };
}
