import type { Actor } from './actor.ts';
import { CLIENT_PHASES, type Client, type ClientPhase, type Recall } from './client-facts.ts';
import type { Facts } from './facts.ts';
import { isConcerned, isWrittenTo, ownerKey } from './owner-tasks.ts';
import type { Instant } from './time.ts';

/**
 * Whom a retraction of `switch-back`, a rollback or giving up concerns, by the facts before it: clients that are set as
 * was asked, and those whose owners were asked and have not said so. Undefined where nobody was asked.
 */
export function recallOf(before: Facts, why: Recall['why'], at: Instant): Recall | undefined {
  // What a rollback asked of owners holds on when nobody goes on from it.
  if (why === 'abandoned' && before.state.kind === 'rolled-back') return before.recalled;
  const isBack = { closed: isRestored, 'rolled-back': sendsThroughNew, abandoned: isToUnpin(before) }[why];
  const phases = { closed: ['restore'], 'rolled-back': ['rewrite', 'restore'], abandoned: CLIENT_PHASES } as const;
  const back = before.clients.filter(isBack);
  const isAsked = (client: Client): boolean => phases[why].some((phase) => wasAsked(before, client, phase));
  const leave = before.clients.filter((client) => !isBack(client) && isAsked(client));
  const told = [...back, ...leave];
  if (told.length === 0) return undefined;
  const owners = told
    .flatMap(({ owner }): Actor[] => (isWrittenTo(before, owner) ? [owner] : []))
    .filter(
      // Whoever was never asked is left in peace, but for a client that mail would be lost through.
      (owner) =>
        why === 'rolled-back' ||
        CLIENT_PHASES.some((phase) => before.ownersTold?.[ownerKey(owner, phase)] !== undefined),
    );
  return { at, why, back: back.map(({ id }) => id), leave: leave.map(({ id }) => id), owners: [...new Set(owners)] };
}

const isRestored = ({ restored }: Client): boolean => restored !== undefined;
const sendsThroughNew = ({ sending, restored }: Client): boolean => sending !== undefined || restored !== undefined;

/** Where DNS was never rewritten hostnames lead to the old server, as ever: a pinned client may go back to them. */
function isToUnpin({ rewriteBegunAt, rewriteSeenAt }: Facts): (client: Client) => boolean {
  const isRewritten = rewriteBegunAt !== undefined || rewriteSeenAt !== undefined;
  return ({ pinned }) => !isRewritten && pinned !== undefined;
}

/** Whoever is not in Slack is asked on paper: that their client is on the list is all that is known. */
function wasAsked(facts: Facts, client: Client, phase: ClientPhase): boolean {
  const { owner } = client;
  if (owner === undefined || !isConcerned(client, phase)) return false;
  if (!isWrittenTo(facts, owner)) return phase === lastPhase(facts);
  const told = facts.ownersTold?.[ownerKey(owner, phase)];
  return told !== undefined && told.isOver !== true;
}

function lastPhase({ gates, rewriteSeenAt }: Facts): ClientPhase {
  const { state } = gates['switch-back'];
  if (state === 'open' || state === 'done') return 'restore';
  return rewriteSeenAt === undefined ? 'pin' : 'rewrite';
}

/**
 * The clients, and what their owners were told, once `switch-back` is taken back: nobody has gone back to the hostname
 * any more, for whoever had is told to undo it. They send through the new server as before. It is asked for anew by a
 * message of its own.
 */
export function takenBack({ clients, ownersTold }: Facts): Pick<Facts, 'clients' | 'ownersTold'> {
  const over = Object.entries(ownersTold ?? {}).map(([key, told]) =>
    key.endsWith('|restore') ? ([key, { ...told, isOver: true }] as const) : ([key, told] as const),
  );
  return {
    clients: clients.map(({ restored, ...client }) =>
      restored === undefined || !isConcerned(client, 'rewrite')
        ? client
        : { ...client, sending: client.sending ?? restored },
    ),
    ...(ownersTold === undefined ? {} : { ownersTold: Object.fromEntries(over) }),
  };
}
