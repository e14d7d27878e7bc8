import type { ClientPhase } from '../../migration/client-facts.ts';
import type { Facts } from '../../migration/facts.ts';
import { isWrittenTo, openClients, ownerOfKey } from '../../migration/owner-tasks.ts';
import type { Speaker } from '../engine.ts';

/** So many owners are named; the rest is counted. */
const OWNERS_SHOWN = 8;

/** Who is still missing in a phase, with how many clients each, those with most of them first. None: nobody is. */
export function missingLines(say: Speaker, facts: Facts, phase: ClientPhase): string[] {
  const [line] = missingLine(say, facts, phase);
  const isPrinted = openClients(facts, phase).some(({ owner }) => !isWrittenTo(facts, owner));
  if (line === undefined) return [];
  if (!isPrinted) return [line];
  return [say.t('joints:two-sentences', { first: line, second: say.t('clients:missing-sheet') })];
}

/** The same without where the sheets are. */
export function missingLine(say: Speaker, facts: Facts, phase: ClientPhase): string[] {
  const { t } = say;
  const open = openClients(facts, phase);
  if (open.length === 0) return [];
  const owned = [...Map.groupBy(open, ({ owner }) => owner)].sort(([, one], [, other]) => other.length - one.length);
  const owners = owned.flatMap(([owner, list]) => (owner === undefined ? [] : [{ owner, n: list.length }]));
  const bare = open.filter(({ owner }) => owner === undefined).length;
  const shown = [
    ...owners.slice(0, OWNERS_SHOWN).map((figures) => t('clients:missing-owner', figures)),
    ...(owners.length > OWNERS_SHOWN ? [t('joints:more', { n: owners.length - OWNERS_SHOWN })] : []),
    ...(bare > 0 ? [t('clients:missing-nobody', { n: bare })] : []),
  ];
  return [t(`clients:missing-${phase}`, { text: shown.join(t('joints:and')) })];
}

/** Who has been told what to type in by a direct message of their own; for the others there are sheets. */
export function toldLines(say: Speaker, facts: Facts, phase: ClientPhase): string[] {
  const people = Object.keys(facts.ownersTold ?? {})
    .map(ownerOfKey)
    .flatMap((one) => (one.phase === phase && isWrittenTo(facts, one.owner) ? [one.owner] : []));
  const isPrinted = openClients(facts, phase).some(({ owner }) => !isWrittenTo(facts, owner));
  return [
    ...(people.length > 0 ? [say.t('clients:told', { people })] : []),
    ...(isPrinted ? [say.t('clients:told-sheet')] : []),
  ];
}

/** Who has been told to set back, or to leave as it is, what was asked of them before; for the others there are sheets. */
export function recalledLines(say: Speaker, facts: Facts): string[] {
  const { recalled } = facts;
  if (recalled === undefined) return [];
  const ids = new Set([...recalled.back, ...recalled.leave]);
  const isPrinted = facts.clients.some(({ id, owner }) => ids.has(id) && !isWrittenTo(facts, owner));
  return [
    ...(recalled.owners.length > 0 ? [say.t('clients:recalled', { people: recalled.owners })] : []),
    ...(isPrinted ? [say.t('clients:told-sheet')] : []),
  ];
}
