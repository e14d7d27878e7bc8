import type { Speaker } from './engine.ts';

/** Pages on which anybody may have an operator's cache forget a name. */
const PAGES: Readonly<Record<string, string>> = {
  Google: 'https://developers.google.com/speed/public-dns/cache',
  Cloudflare: 'https://one.one.one.one/purge-cache/',
  OpenDNS: 'https://cachecheck.opendns.com',
};

export type Held = {
  readonly vantage: string;
  readonly operator: string;
  /** "name/TYPE". */
  readonly record: string;
  /** Nobody published what it gives: a cache that forgets may not be enough. */
  readonly wrong?: boolean;
};

/** What to do about a cache that holds on: its operator's page, the commands for one's own resolver, or waiting. */
export function flushAdvice({ t }: Speaker, { vantage, operator, record, wrong = false }: Held): string {
  const name = record.replace(/\/[A-Z]+$/, '');
  if (isOwn({ vantage, operator })) return t(wrong ? 'flush:wrong-own' : 'flush:own', { name });
  const page = PAGES[operator];
  if (page === undefined) return t(wrong ? 'flush:wrong-wait' : 'flush:wait');
  return t(wrong ? 'flush:wrong-page' : 'flush:page', { page, record });
}

/** The team's own resolvers, those of its offices too: there somebody can clear the cache. */
export function isOwn({ vantage, operator }: Pick<Held, 'vantage' | 'operator'>): boolean {
  return operator === 'site' || /^(site|office)\b/.test(vantage);
}
