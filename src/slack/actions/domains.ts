import { hostname } from './server.ts';

/** One channel can follow so many domains: each of them is some ten record sets to look at. */
export const MOST_DOMAINS = 20;

export type Domains = {
  readonly domains: readonly string[];
  /** The same in the script that they were typed in. */
  readonly named: readonly string[];
  readonly wrong: readonly string[];
};

/**
 * "example.jp, @example.com, https://example.jp/": domains in their ASCII form, each once; `wrong` are the words that are none, as typed. A
 * domain below another one has mail of its own, so both stand.
 */
export function domainList(text: string): Domains {
  const words = text
    .normalize('NFKC')
    .split(/[\s,、;]+/)
    .filter((word) => word !== '');
  const read = words.map((word) => ({ word, name: nameIn(word), domain: hostname(nameIn(word)) }));
  return {
    domains: [...new Set(read.flatMap(({ domain }) => domain ?? []))],
    named: [...new Set(read.flatMap(({ name, domain }) => (domain === undefined ? [] : name.toLowerCase())))],
    wrong: read.filter(({ domain }) => domain === undefined).map(({ word }) => word),
  };
}

/** The name in an address of a mailbox or of a page, as people copy them, and before a full stop in either script. */
const nameIn = (word: string): string =>
  word
    .replace(/^[a-z][a-z0-9+.-]*:\/\/([^/?#:]*).*$/i, '$1')
    .replace(/^.*@/, '')
    .replace(/[.。]$/, '');
