import type { Client } from '../client-facts.ts';
import type { Facts } from '../facts.ts';
import { newestOf, ownerKey, tasksOf } from '../owner-tasks.ts';
import { type Of, without } from './part.ts';

type ClientEvent = Of<
  | 'clients-added'
  | 'client-removed'
  | 'client-marked'
  | 'clients-owned'
  | 'client-disowned'
  | 'client-help-asked'
  | 'owners-asked'
  | 'owners-reminded'
  | 'clients-typed'
  | 'person-zone-learnt'
  | 'person-hours-learnt'
>;

/** Clients, whose they are, and what their owners were told. */
export function clients(facts: Facts, event: ClientEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'clients-added': {
      const added = event.clients.map((client, index) => ({
        ...client,
        ...(client.owner === undefined ? {} : { ownedAt: at }),
        protocols: [...client.protocols],
        id: `c${facts.nextClientNumber + index}`,
      }));
      return { clients: [...facts.clients, ...added], nextClientNumber: facts.nextClientNumber + added.length };
    }
    case 'client-removed':
      return { clients: facts.clients.filter((client) => client.id !== event.client) };
    case 'client-marked':
      return changed(facts, [event.client], (client) =>
        event.done ? { ...without(client, 'helpAsked'), [event.mark]: { at, by } } : without(client, event.mark),
      );
    case 'clients-owned':
      return changed(facts, event.clients, (client) => {
        const afresh = without(without(client, 'disowned'), 'helpAsked');
        return { ...afresh, owner: event.owner, ownedAt: at };
      });
    case 'client-disowned':
      return changed(facts, [event.client], (client) => {
        const bare = without(without(without(client, 'owner'), 'ownedAt'), 'helpAsked');
        return { ...bare, disowned: { at, by } };
      });
    case 'client-help-asked':
      return changed(facts, [event.client], (client) => ({ ...client, helpAsked: { at, by } }));
    case 'owners-asked':
    case 'owners-reminded':
      return told(facts, event);
    case 'clients-typed':
      return { clientsTyped: event.typed };
    case 'person-zone-learnt':
      return { personZones: { ...facts.personZones, [event.person]: event.timeZone } };
    case 'person-hours-learnt':
      return { personHours: { ...facts.personHours, [event.person]: event.hours } };
  }
}

function changed(
  { clients: all }: Pick<Facts, 'clients'>,
  ids: readonly string[],
  change: (client: Client) => Client,
): Pick<Facts, 'clients'> {
  const named = new Set(ids);
  return { clients: all.map((client) => (named.has(client.id) ? change(client) : client)) };
}

function told(facts: Facts, event: Of<'owners-asked' | 'owners-reminded'>): Pick<Facts, 'ownersTold'> {
  const { ownersTold = {} } = facts;
  const more = event.owners.map((owner) => {
    const key = ownerKey(owner, event.phase);
    const { n, reminders, isOver } = ownersTold[key] ?? { n: 0, reminders: 0 };
    const before = isOver ? 0 : reminders;
    return [
      key,
      {
        n: n + 1,
        at: event.at,
        newestAt: newestOf(facts, tasksOf(facts, owner, event.phase).open, event.phase),
        reminders: before + (event.kind === 'owners-reminded' ? 1 : 0),
      },
    ] as const;
  });
  return { ownersTold: { ...ownersTold, ...Object.fromEntries(more) } };
}
