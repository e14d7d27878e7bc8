import { aStart, SETTLED, T0, type Timed, wholeScript } from '../migration/a-migration.ts';
import type { TestHouse } from './house.ts';

/**
 * A migration in this workspace, played through until `until` (since its beginning): by then the servers are new and the
 * switch-back is open, unless told otherwise. Aoi runs it, Dana and Ken approve, Mika owns the scanner. Nothing of it is
 * delivered yet. Returns its id.
 */
export async function rewritten(house: TestHouse, until = SETTLED + 2, more: readonly Timed[] = []): Promise<string> {
  const { aoi, ken, dana, workspace, service } = house;
  const people = { UAOI: aoi.id, UMIKA: dana.id, UKEN: ken.id, UREN: workspace.person('mika').id };
  house.clock.at = T0;
  const { migration } = await service.start(aStart({ place: house.place, approvers: [ken.id, dana.id] }), aoi.id);
  const script = [...wholeScript().filter(({ at }) => at < until), ...more].toSorted((a, b) => a.at - b.at);
  for (const { at, command } of script) {
    house.clock.at = T0 + at;
    const by = 'by' in command ? Object.entries(people).find(([name]) => name === command.by)?.[1] : undefined;
    await service.change(migration.id, by === undefined || !('by' in command) ? command : { ...command, by });
  }
  return migration.id;
}
