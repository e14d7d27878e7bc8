import type { Side } from '../observations.ts';
import { isHosted, profileOf } from '../profiles.ts';
import type { Migration } from '../record.ts';
import { isSpf, spfTerms } from '../spf.ts';
import type { Item } from './criterion.ts';
import type { Bench } from './judge.ts';
import {
  type Finding,
  fails,
  itemOf,
  learntItem,
  passes,
  plannedAt,
  servedNow,
  unknown,
} from './mail-records-served.ts';

/** RFC 7208, section 4.6.4: more makes the record void for every mail. */
const MOST_LOOKUPS = 10;
const MOST_VOIDS = 2;

/** SPF of one domain for every address of both servers; of a provider with many, that its include stands there. */
export function spfItems(record: Migration, bench: Bench, domain: string): readonly Item[] {
  const { servers, profile } = bench.facts;
  const fresh = isHosted(profile) ? [] : servers.new.addresses;
  const places: readonly (readonly [Side, readonly string[]])[] = [
    ['new', fresh],
    ['old', servers.old.addresses.filter((address) => !fresh.includes(address))],
  ];
  const items = places.flatMap(([side, addresses]) => {
    const isMissing =
      addresses.length === 0 && !(side === 'new' && isHosted(profile)) && servers[side].addresses.length === 0;
    if (isMissing) return [itemOf(bench, `spf:${domain}|${side}`, undefined, unknown('never-seen'))];
    return addresses.map((address) => {
      const sighting = record.sightings.extras?.spf?.[`${domain}|${address}`];
      return learntItem(bench, `spf:${domain}|${address}`, sighting, (seen) =>
        weigh(record, domain, side, address, seen),
      );
    });
  });
  const { spfInclude } = profileOf(profile);
  return spfInclude === undefined ? items : [includeItem(record, bench, domain, spfInclude), ...items];
}

type Evaluated = {
  readonly verdict: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror';
  readonly lookups: number;
  readonly voids: number;
  readonly detail?: string | undefined;
};

function weigh(record: Migration, domain: string, side: Side, address: string, seen: Evaluated): Finding {
  const { verdict, lookups, voids, detail } = seen;
  if (verdict === 'permerror' || lookups > MOST_LOOKUPS || voids > MOST_VOIDS)
    return fails('spf-broken', { address, side, lookups, voids, ...(detail === undefined ? {} : { detail }) });
  if (verdict === 'pass') return passes('spf-passes', { address, side, lookups });
  if (verdict !== 'none') return fails('spf-fails', { address, side, verdict });
  return withoutSpf(record, domain, fails('spf-fails', { address, side, verdict }));
}

/** Having none is no fault of the move, unless there was one. */
function withoutSpf({ facts }: Migration, domain: string, lost: Finding): Finding {
  const planned = facts.plan.some((one) => one.name === domain && one.type === 'TXT' && one.before.some(isSpf));
  const image = facts.image?.records;
  if (planned || image?.[`${domain}/TXT`]?.values.some(isSpf)) return lost;
  return image === undefined ? unknown('never-seen') : passes('spf-none', { domain });
}

/** Where the new side sends from a provider's many addresses, the string must include the provider's own. */
function includeItem(record: Migration, bench: Bench, domain: string, include: string): Item {
  const key = `spf:${domain}|${include}`;
  const served = servedNow(record, { name: domain, type: 'TXT' });
  if (served.seenAt === undefined) return itemOf(bench, key, undefined, unknown('never-seen'));
  const strings = served.answers.map((values) => values.filter(isSpf));
  const figures = { address: include, side: 'new' } as const;
  const lost = fails('spf-fails', { ...figures, verdict: 'none' });
  const isPlanned = plannedAt(record, domain, 'TXT') !== undefined;
  if (!isPlanned && strings.every((found) => found.length === 0))
    return itemOf(bench, key, served.seenAt, withoutSpf(record, domain, lost));
  const terms = strings.map((found) => found.flatMap(spfTerms).map((term) => term.toLowerCase().replace(/^\+/, '')));
  const isThere = terms.every((all) => all.includes(`include:${include}`));
  const lookups = Math.max(...terms.map((all) => all.filter(isLookup).length));
  return itemOf(bench, key, served.seenAt, isThere ? passes('spf-passes', { ...figures, lookups }) : lost);
}

const isLookup = (term: string): boolean => /^[-~?+]?(include:|a$|a[:/]|mx$|mx[:/]|ptr|exists:|redirect=)/.test(term);
