import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { servedAs, standingRecords } from '../plan.ts';
import type { Sightings } from '../sightings.ts';
import { isDelegation, presentServersOf } from '../zones.ts';

const SERVER = 'server:';

/**
 * Waivers of servers that nobody had heard with old data when they were set aside (dead, or new), and that give some now:
 * that was not what was waived. One that was last heard with old data was set aside in the knowledge of it.
 */
export function waiversOver(facts: Facts, before: Sightings, after: Sightings): readonly Happening[] {
  if (facts.state.kind === 'rolled-back') return [];
  const waivers = facts.waivers.filter(({ criterion }) => criterion === 'SWB-AUTHORITIES');
  return waivers
    .filter(({ item }) => item.startsWith(SERVER) && gaveWay(facts, before, after, item.slice(SERVER.length)))
    .map(({ gate, criterion, item }): Happening => ({ kind: 'unwaived', gate, criterion, item }));
}

function gaveWay(facts: Facts, before: Sightings, after: Sightings, address: string): boolean {
  const served = standingRecords(facts)
    .filter((planned) => !isDelegation(planned))
    .filter((planned) => presentServersOf(facts, planned.name).some(([other]) => other === address));
  const isOld = (sightings: Sightings) =>
    served.some((planned) => {
      const seen = sightings.authority[authorityKey(address, recordKey(planned))]?.seen;
      return seen !== undefined && servedAs(planned, seen.values) !== 'new';
    });
  return isOld(after) && !isOld(before);
}
