import { canonicalAddress } from '../addresses.ts';
import type { PlanRecord } from '../facts.ts';
import { profileOf } from '../profiles.ts';
import { domainsOf } from '../zones.ts';
import { exchangersOf, type Reading } from './image.ts';
import { isMailName } from './purposes.ts';

/** The hosts whose names go on to be used, with the new server behind them. */
export type Hosts = {
  readonly records: readonly PlanRecord[];
  /** Whether a name will lead to the new server by these records, itself or through the alias that it is. */
  readonly moves: (name: string) => boolean;
};

/**
 * Hosts that name the old server, and how they name the new one. The domain's own address stays: its website lives
 * there, so an alias of it gets a target of its own. An alias of a host that moves follows it and needs no record.
 */
export function hostRecords(reading: Reading): Hosts {
  const carriers = carrierNames(reading);
  const moves = (name: string) => carriers.has(name) && reading.leadsToOld(name);
  const follows = (name: string) => moves(reading.target(name) ?? '');
  const own = [...carriers]
    .sort()
    .filter(moves)
    .filter((name) => !follows(name));
  if (profileOf(reading.known.profile).returnsToHostnames)
    return { records: own.flatMap((name) => moved(reading, name)), moves };
  return { records: [...autodiscover(reading), ...own.flatMap((name) => left(reading, name))], moves: () => false };
}

/** Names that carry mail: the usual ones, and what MX and SRV records lead to. */
function carrierNames({ names, values, isOurs, isApex }: Reading): ReadonlySet<string> {
  const targets = names.flatMap((name) => [
    ...exchangersOf(values(name, 'MX')),
    ...values(name, 'SRV').map((value) => value.slice(value.lastIndexOf(' ') + 1).toLowerCase()),
  ]);
  const carriers = [...names.filter(isMailName), ...targets.filter(isOurs)];
  return new Set(carriers.filter((name) => !isApex(name)));
}

function moved(reading: Reading, name: string): readonly PlanRecord[] {
  const { fresh, values, target } = reading;
  const alias = target(name);
  // Who serves the policy file in the future nobody can read off a mail server: a person must say it.
  const isPolicyHost = name.startsWith('mta-sts.');
  if (alias !== undefined) {
    const known = fresh.host !== undefined && fresh.host !== name && !isPolicyHost;
    return [{ name, type: 'CNAME', before: [alias], after: known && fresh.host ? [fresh.host] : [], when: 'rewrite' }];
  }
  return (['A', 'AAAA'] as const).flatMap((type) => {
    const before = values(name, type);
    const after = isPolicyHost
      ? []
      : fresh.addresses.filter((address) => address.includes(':') === (type === 'AAAA')).map(canonicalAddress);
    if (before.length === 0 && after.length === 0) return [];
    return [{ name, type, before: [...before], after: [...after].sort(), when: 'rewrite' as const }];
  });
}

/** What Outlook looks for first leads to the provider's own from the rewrite on. */
function autodiscover({ known, target }: Reading): readonly PlanRecord[] {
  const after = profileOf(known.profile).autodiscover;
  if (after === undefined) return [];
  return domainsOf(known).flatMap((domain): readonly PlanRecord[] => {
    const name = `autodiscover.${domain}`;
    const alias = target(name);
    if (alias === after) return [];
    return [{ name, type: 'CNAME', before: alias === undefined ? [] : [alias], after: [after], when: 'rewrite' }];
  });
}

/**
 * Where clients stay on the provider's fixed names, hosts of the domain that name the old server are of no more use:
 * they go once it is cancelled.
 */
function left({ known, values, target }: Reading, name: string): readonly PlanRecord[] {
  if (name.startsWith('autodiscover.') && profileOf(known.profile).autodiscover !== undefined) return [];
  const alias = target(name);
  if (alias !== undefined) return [{ name, type: 'CNAME', before: [alias], after: [], when: 'after' }];
  return (['A', 'AAAA'] as const).flatMap((type): readonly PlanRecord[] => {
    const before = values(name, type);
    return before.length === 0 ? [] : [{ name, type, before: [...before], after: [], when: 'after' }];
  });
}
