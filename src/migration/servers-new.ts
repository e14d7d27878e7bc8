import { authorityKey, recordKey } from './keys.ts';
import { servedAs, standingRecords } from './plan.ts';
import type { Migration } from './record.ts';
import { isDelegation, presentServersOf } from './zones.ts';

/** How many of the servers that the world is led to serve the new data of every record they hold, as last seen. */
export function serversNew({ facts, sightings }: Pick<Migration, 'facts' | 'sightings'>): {
  readonly ok: number;
  readonly total: number;
} {
  const isNew = new Map<string, boolean>();
  for (const planned of standingRecords(facts)) {
    if (isDelegation(planned)) continue;
    for (const [address] of presentServersOf(facts, planned.name)) {
      const { seen, failed } = sightings.authority[authorityKey(address, recordKey(planned))] ?? {};
      const serves = seen !== undefined && failed === undefined && servedAs(planned, seen.values) === 'new';
      isNew.set(address, serves && (isNew.get(address) ?? true));
    }
  }
  return { ok: [...isNew.values()].filter((each) => each).length, total: isNew.size };
}
