import type { Actor } from './actor.ts';
import { CLIENT_PHASES, type Client, type ClientMark, type ClientPhase, type OwnerTold } from './client-facts.ts';
import { clientPhase } from './client-settings.ts';
import type { Happening } from './events.ts';
import { type Facts, STEPS } from './facts.ts';
import { isPerson } from './person.ts';
import { profileOf } from './profiles.ts';
import { hasEnded } from './runbook.ts';
import { DAY_MS, type Instant } from './time.ts';

/** What an owner confirms in each phase. */
export const MARK_OF = { pin: 'pinned', rewrite: 'sending', restore: 'restored' } as const satisfies Record<
  ClientPhase,
  ClientMark
>;

export const ownerKey = (owner: Actor, phase: ClientPhase): string => `${owner}|${phase}`;

/** The other way round. */
export function ownerOfKey(key: string): { readonly owner: Actor; readonly phase: ClientPhase | undefined } {
  const at = key.lastIndexOf('|');
  return { owner: key.slice(0, at), phase: CLIENT_PHASES.find((phase) => phase === key.slice(at + 1)) };
}

/**
 * The phase in which owners have something to do now: from the step "pin" on, from when the rewrite is seen, and from
 * when the gate says that clients may go back. Undefined in between, and while the migration rests.
 */
export function askingPhase(facts: Facts): ClientPhase | undefined {
  if (facts.state.kind !== 'active') return undefined;
  const phase = clientPhase(facts);
  if (phase === 'pin') return isPinReady(facts) ? phase : undefined;
  return phase === 'rewrite' && facts.rewriteSeenAt === undefined ? undefined : phase;
}

/** Until accounts are ready, and it is known which names move, nobody could be told what to type in. */
function isPinReady({ promptedStep, plan, profile }: Facts): boolean {
  const isReached = promptedStep !== undefined && STEPS.indexOf(promptedStep) >= STEPS.indexOf('pin');
  return isReached && (plan.length > 0 || !profileOf(profile).rewriteInDns);
}

/** Whether something is to be done in this client in that phase: what sends no mail switches no sending. */
export const isConcerned = (client: Pick<Client, 'protocols'>, phase: ClientPhase): boolean =>
  phase !== 'rewrite' || client.protocols.includes('smtp');

/** Whoever is back on the hostname, with an old account that only receives, sends through the new server. */
export const isConfirmed = (client: Client, phase: ClientPhase): boolean =>
  client[MARK_OF[phase]] !== undefined || (phase === 'rewrite' && client.restored !== undefined);

/** Not confirmed in that phase yet, nor waived by name. */
export function isOpenIn({ waivers }: Pick<Facts, 'waivers'>, client: Client, phase: ClientPhase): boolean {
  if (!isConcerned(client, phase) || isConfirmed(client, phase)) return false;
  const criterion = { pin: 'CUT-CLIENTS', rewrite: undefined, restore: 'CAN-CLIENTS' }[phase];
  return !waivers.some((waiver) => waiver.criterion === criterion && waiver.item === `client:${client.id}`);
}

/** All clients that are open in a phase, whoever has them. */
export const openClients = (facts: Facts, phase: ClientPhase): readonly Client[] =>
  facts.clients.filter((client) => isOpenIn(facts, client, phase));

/** An owner's clients in a phase: what is open, and what is confirmed. */
export function tasksOf(
  facts: Facts,
  owner: Actor,
  phase: ClientPhase,
): { readonly open: readonly Client[]; readonly done: readonly Client[] } {
  const own = facts.clients.filter((client) => client.owner === owner && isConcerned(client, phase));
  const open = own.filter((client) => isOpenIn(facts, client, phase));
  return { open, done: own.filter((client) => isConfirmed(client, phase)) };
}

/** Whether the owner can be written to; else what is to be typed in is told on paper. */
export const isWrittenTo = ({ unreachable }: Pick<Facts, 'unreachable'>, owner: string | undefined): owner is Actor =>
  owner !== undefined && isPerson(owner) && unreachable?.[owner] === undefined;

/** Who can be written to, with what is open of theirs. */
export function openByOwner(facts: Facts, phase: ClientPhase): ReadonlyMap<Actor, readonly Client[]> {
  const owned = openClients(facts, phase).flatMap((client) =>
    isWrittenTo(facts, client.owner) ? [{ owner: client.owner, client }] : [],
  );
  const grouped = Map.groupBy(owned, ({ owner }) => owner);
  return new Map([...grouped].map(([owner, list]) => [owner, list.map(({ client }) => client)]));
}

/** What came within so long of a message is shown in that message; after it, in a new one that is noticed. */
const FRESH_MS = DAY_MS;

/** The owners who are to be told of their clients, and have not been; or of what has come up since, a day ago and longer. */
export function ownersToAsk(facts: Facts): Extract<Happening, { kind: 'owners-asked' }> | undefined {
  const phase = askingPhase(facts);
  if (phase === undefined) return undefined;
  const owners = [...openByOwner(facts, phase)].flatMap(([owner, open]) =>
    isTold(facts.ownersTold?.[ownerKey(owner, phase)], newestOf(facts, open, phase)) ? [] : [owner],
  );
  return owners.length === 0 ? undefined : { kind: 'owners-asked', phase, owners };
}

function isTold(told: OwnerTold | undefined, newestAt: Instant): boolean {
  // What a clock that has been set back since dates in the future was told all the same.
  return told !== undefined && told.isOver !== true && newestAt <= Math.max(told.at, told.newestAt ?? 0) + FRESH_MS;
}

/** When the newest of these came up for their owner, or the phase itself began. */
export function newestOf(facts: Facts, open: readonly Client[], phase: ClientPhase): Instant {
  const began = { pin: 0, rewrite: facts.rewriteSeenAt ?? 0, restore: facts.gates['switch-back'].openedAt ?? 0 }[phase];
  return Math.max(began, ...open.map(({ ownedAt }) => ownedAt ?? 0));
}

/**
 * How a message of an owner stands. `moved`: a newer one holds what is open. `over`: what it asks for is asked for no
 * longer. `empty`: nothing of theirs is on the list any more.
 */
export type OwnerState = 'open' | 'done' | 'empty' | 'moved' | 'over' | 'rolled-back' | 'abandoned' | 'finished';

export function ownerState(facts: Facts, owner: Actor, phase: ClientPhase, n: number): OwnerState {
  const told = facts.ownersTold?.[ownerKey(owner, phase)];
  if (n < (told?.n ?? 0)) return 'moved';
  const { open, done } = tasksOf(facts, owner, phase);
  // Before anything was switched there is nothing to take back.
  if (facts.state.kind === 'rolled-back' && phase !== 'pin') return 'rolled-back';
  if (open.length === 0) return done.length === 0 ? 'empty' : 'done';
  if (hasEnded(facts)) return facts.state.kind === 'finished' ? 'finished' : 'abandoned';
  // What was taken back with a rollback is asked for anew by a message of its own, once its time has come again.
  if (told?.isOver === true) return 'over';
  return clientPhase(facts) === phase && facts.state.kind !== 'rolled-back' ? 'open' : 'over';
}
