import type { Migration } from './record.ts';
import type { Instant } from './time.ts';
import { domainsOf, isUnder } from './zones.ts';

export type EmptyDomain = { readonly domain: string; readonly seenAt: Instant };

/**
 * The moved domains of which servers were heard and said that nothing is there, at the name itself or under it: misspelt,
 * not registered, or not delegated, so that the servers above answer for it. Silence about any of its names is no such
 * answer, and whatever once stood there speaks against it.
 */
export function emptyDomains({ facts, sightings }: Migration): readonly EmptyDomain[] {
  if (sightings.looks.zone === undefined) return [];
  const found = Object.entries(facts.image?.records ?? {}).filter(([, { values }]) => values.length > 0);
  const seen = Object.entries(sightings.authority).map(([key, sighting]) => ({
    record: key.slice(key.indexOf('|') + 1),
    answer: sighting.seen,
  }));
  return domainsOf(facts).flatMap((domain): readonly EmptyDomain[] => {
    if (found.some(([record]) => isUnder(nameOf(record), domain))) return [];
    const own = seen.filter(({ record }) => isUnder(nameOf(record), domain));
    const heard = own.flatMap(({ record, answer }) => (answer === undefined ? [] : [{ record, ...answer }]));
    const answered = new Set(heard.map(({ record }) => record));
    const isWhole = answered.has(`${domain}/MX`) && own.every(({ record }) => answered.has(record));
    if (!isWhole || heard.some(({ values }) => values.length > 0)) return [];
    return [{ domain, seenAt: Math.min(...heard.map(({ at }) => at)) }];
  });
}

const nameOf = (record: string): string => record.slice(0, record.lastIndexOf('/'));
