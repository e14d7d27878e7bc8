import { typedTargets } from '../../migration/clients-typed.ts';
import type { Event } from '../../migration/events.ts';
import { clockHour } from '../../migration/person-hours.ts';
import type { Line } from './discovery.ts';

const KINDS = [
  'clients-owned',
  'client-disowned',
  'client-help-asked',
  'owners-asked',
  'owners-reminded',
  'clients-typed',
  'person-zone-learnt',
  'person-hours-learnt',
] as const satisfies readonly Event['kind'][];
type Marked = Extract<Event, { kind: 'client-marked' }>;
type ClientEvent = Extract<Event, { kind: (typeof KINDS)[number] }> | Marked;

export const isOfClients = (event: Event): event is ClientEvent =>
  event.kind === 'client-marked' || KINDS.some((kind) => kind === event.kind);

/** What is said in the history of clients and their owners. */
export function clientLine(event: ClientEvent): Line {
  switch (event.kind) {
    case 'client-marked':
      return markedLine(event);
    case 'clients-owned':
      return [
        event.clients.length === 1 ? 'clients:event-owned-one' : 'clients:event-owned',
        { clients: event.clients, people: [event.owner] },
      ];
    case 'client-disowned':
      return ['clients:event-disowned', { client: event.client }];
    case 'client-help-asked':
      return event.question === undefined
        ? ['clients:event-help', { client: event.client }]
        : ['clients:event-help-question', { client: event.client, question: event.question }];
    case 'owners-asked':
      return ['clients:event-asked', { phase: event.phase, people: event.owners }];
    case 'owners-reminded':
      return ['clients:event-reminded', { phase: event.phase, people: event.owners }];
    case 'clients-typed': {
      const targets = typedTargets(event.typed);
      const { phase } = event;
      return targets.length === 0
        ? ['clients:event-typed-unknown', { phase }]
        : ['clients:event-typed', { phase, targets }];
    }
    case 'person-zone-learnt':
      return ['clients:event-zone', { people: [event.person], timeZone: event.timeZone }];
    case 'person-hours-learnt':
      return hoursLine(event);
  }
}

/** Whoever marks another's client does so on their behalf, and that is said. */
function markedLine({ client, mark, done, behalfOf }: Marked): Line {
  const undone = done ? '' : 'un';
  if (behalfOf !== undefined) return [`clients:event-${undone}${mark}-for`, { client, people: [behalfOf] }];
  return mark === 'sending'
    ? [`clients:event-${undone}sending`, { client }]
    : [`events:client-${undone}${mark}`, { client }];
}

function hoursLine({ person, hours }: Extract<Event, { kind: 'person-hours-learnt' }>): Line {
  const shown = { people: [person], from: clockHour(hours.fromHour), to: clockHour(hours.toHour) };
  if (hours.weekends === undefined) return ['clients:event-hours', shown];
  return [hours.weekends ? 'clients:event-hours-weekends' : 'clients:event-hours-workdays', shown];
}
