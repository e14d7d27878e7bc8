import type { Actor } from './actor.ts';
import type { Announcement, EditOnly } from './announcements.ts';
import type { ClientPhase, Recall } from './client-facts.ts';
import { clientPhase } from './client-settings.ts';
import type { Event } from './events.ts';
import type { Facts } from './facts.ts';
import { ownerOfKey, ownerState, tasksOf } from './owner-tasks.ts';
import { isPerson } from './person.ts';
import { HOUR_MS } from './time.ts';

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;
type Said<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

/**
 * The direct messages of owners that would show something else than before an event: posted where they are new, edited
 * where they stand. One that a newer message took over is made small.
 */
export function ownersNow(earlier: Facts | undefined, facts: Facts): readonly Said<'owner-tasks'>[] {
  if (earlier === undefined || LOOKED_AT.every((part) => earlier[part] === facts[part])) return [];
  return Object.entries(facts.ownersTold ?? {}).flatMap(([key, { n }]) => {
    const { owner, phase } = ownerOfKey(key);
    const before = earlier.ownersTold?.[key]?.n ?? 0;
    if (phase === undefined) return [];
    const faces = [earlier, facts].map((one) => face(one, owner, phase, n));
    if (before === n && faces[0] === faces[1]) return [];
    const moved = before > 0 && before < n ? [message(owner, phase, before)] : [];
    return [...moved, message(owner, phase, n)];
  });
}

/** What the messages are made of; none of it changed: nor did they. */
const LOOKED_AT = [
  'clients',
  'ownersTold',
  'waivers',
  'clientsTyped',
  'state',
  'gates',
  'rewriteBegunAt',
  'rewriteSeenAt',
] as const satisfies readonly (keyof Facts)[];

function message(owner: Actor, phase: ClientPhase, n: number): Said<'owner-tasks'> {
  const slot = n === 1 ? `owner:${owner}:${phase}` : `owner:${owner}:${phase}:${n}`;
  return { kind: 'owner-tasks', slot, recipient: owner, phase, n };
}

/** What of the facts a message shows, so that equal ones look equal. */
function face(facts: Facts, owner: Actor, phase: ClientPhase, n: number): string {
  const state = ownerState(facts, owner, phase, n);
  const { open, done } = tasksOf(facts, owner, phase);
  if (state !== 'open') return state === 'done' ? `done ${done.length}` : state;
  const shown = open.map(({ id, name, user, helpAsked }) => [id, name, user, helpAsked !== undefined]);
  return JSON.stringify([shown, done.map(({ id }) => id), facts.clientsTyped]);
}

/** Who disowns several within this time makes one message of them. */
const TOGETHER_MS = HOUR_MS;

/** To the channel: these clients need another owner. */
export function disownedNow({ clients }: Facts, event: Of<'client-disowned'>): readonly Said<'clients-disowned'>[] {
  const by = clients
    .flatMap(({ id, name, disowned }) => (disowned?.by === event.by ? [{ id, name, at: disowned.at }] : []))
    .sort((a, b) => a.at - b.at);
  let began = event.at;
  for (const { at } of by.toReversed()) if (at > began - TOGETHER_MS) began = Math.min(began, at);
  const lines = by.filter(({ at }) => at >= began).map(({ id, name }) => ({ client: id, name }));
  return [{ kind: 'clients-disowned', slot: `disowned:${event.by}:${began}`, by: event.by, lines }];
}

/** To the channel: somebody is stuck with a client, and what they ask. */
export function helpAsked(facts: Facts, event: Of<'client-help-asked'>): readonly Said<'client-help'>[] {
  const { client, by, question } = event;
  const name = facts.clients.find(({ id }) => id === client)?.name ?? client;
  const people = [facts.startedBy, ...facts.approvers].filter((one) => isPerson(one) && one !== by).slice(0, 1);
  const asked = question === undefined ? {} : { question };
  return [{ kind: 'client-help', by, client, name, phase: clientPhase(facts), people, ...asked }];
}

/** To the owners of whom something was asked that holds no longer: what each does now, with which of their clients. */
export function recalledNow(earlier: Facts | undefined, facts: Facts): readonly (Said<'owner-back'> & EditOnly)[] {
  const [was, is] = [earlier?.recalled, facts.recalled];
  if (was?.at === is?.at) return [];
  // What was said before is past, whatever is said now.
  const past = was === undefined ? [] : backTo(facts, was).map((one) => ({ ...one, past: true, editOnly: true }));
  return [...past, ...(is === undefined ? [] : backTo(facts, is))];
}

function backTo({ clients }: Facts, { at, why, back, leave, owners }: Recall): readonly Said<'owner-back'>[] {
  return owners.map((recipient) => {
    const own = (ids: readonly string[]) =>
      ids.filter((id) => clients.some((one) => one.id === id && one.owner === recipient));
    return { kind: 'owner-back', slot: `back:${at}`, recipient, why, clients: own(back), leave: own(leave) };
  });
}
