import { setTimeout as delay } from 'node:timers/promises';
import type { ClientPhase } from '../../src/migration/client-facts.ts';
import type { Person } from '../slack/workspace.ts';
import type { Acting, TeamParts } from './acting.ts';
import { kindOf } from './channel.ts';
import { askedIn, clientsOf, concerns, type OwnedClient } from './client-owners.ts';
import { narration } from './narration.ts';

type Stage = Omit<TeamParts, 'bot'>;

/** The owners of clients, who read their direct messages and do what these ask for. */
export type Owners = {
  /** Whoever forgot what they were asked for does it from now on. */
  readonly remind: () => void;
  /** Waits until every owner in Slack has said "done" of that phase, but for whoever forgets. */
  readonly done: (phase: ClientPhase) => Promise<void>;
  readonly stop: () => Promise<void>;
};

const LOOK_MS = 150;
/** A press that met an older message changes nothing: by then it says so, and is pressed once more. */
const AGAIN_MS = 2_000;
const DONE_LIMIT_MS = 60_000;

/** Each owner sets a client as the message says, then presses "done" there. */
export function ownersAct(parts: Stage, { press }: Acting): Owners {
  const { world } = parts;
  const all = clientsOf(world);
  const pressedAt = new Map<string, number>();
  const said = new Set<string>();
  let stopped = false;
  let reminded = false;
  const isForgotten = ({ plan }: OwnedClient, phase: ClientPhase): boolean =>
    phase === 'restore' && plan.forgetsToRestore && !reminded;

  const answer = async (person: Person): Promise<void> => {
    for (const message of world.slack.directMessages(person)) {
      if (kindOf(message) !== 'owner-tasks') continue;
      for (const asked of askedIn(message)) {
        const client = all.find(({ id }) => id === asked.client);
        if (client === undefined || isForgotten(client, asked.phase)) continue;
        const key = `${message.ts} ${asked.value}`;
        if (Date.now() - (pressedAt.get(key) ?? 0) < AGAIN_MS) continue;
        pressedAt.set(key, Date.now());
        set(parts, client, asked.phase);
        await press(person, message, 'client-done', asked.value);
        said.add(`${asked.phase} ${client.id}`);
        // The message is another one now.
        break;
      }
    }
  };
  const loop = (async () => {
    while (!stopped) {
      await Promise.all(world.slack.people.map(answer));
      await delay(LOOK_MS);
    }
  })();
  // Whoever plays the team on hears of it when it stops.
  loop.catch(() => {});
  return {
    remind: () => {
      reminded = true;
    },
    done: async (phase) => {
      const until = Date.now() + DONE_LIMIT_MS;
      const left = () =>
        all.filter(
          (client) =>
            client.owner !== undefined &&
            concerns(client.plan, phase) &&
            !isForgotten(client, phase) &&
            !said.has(`${phase} ${client.id}`),
        );
      while (left().length > 0) {
        if (Date.now() > until)
          throw new Error(`never said done (${phase}): ${left().map(({ id, plan }) => `${id} ${plan.device}`)}`);
        await delay(LOOK_MS);
      }
    },
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

function set({ world }: Stage, { plan }: OwnedClient, phase: ClientPhase): void {
  if (phase === 'pin') world.team.pin(plan.id, Date.now());
  if (phase === 'restore') world.team.restore(plan.id, Date.now());
}

/** Puts the clients on the list, each with its owner; the one of somebody outside Slack by that person's name. */
export async function listClients({ world, lang }: Stage, { say, people }: Acting): Promise<void> {
  const all = clientsOf(world);
  const lines = all.map(({ plan, owner }) => {
    const whose = owner === undefined ? '' : ` <@${owner.id}>`;
    return `${plan.device}${whose} ${plan.protocols.join(',')}`;
  });
  await say(people.aoi, `/migration clients add ${lines.join('; ')}`);
  for (const { id, owner } of all)
    if (owner === undefined) await say(people.aoi, `/migration clients owner ${id} "${narration(lang).outsider}"`);
}

/** Aoi does it for whoever is not in Slack, and says so: the bot records it as done on their behalf. */
export async function onBehalf(
  parts: Stage,
  { sayWhenOpen, answerTo, people }: Acting,
  phase: ClientPhase,
): Promise<void> {
  const mark = { pin: 'pinned', rewrite: 'sending', restore: 'restored' }[phase];
  for (const client of clientsOf(parts.world)) {
    if (client.owner !== undefined || !concerns(client.plan, phase)) continue;
    set(parts, client, phase);
    const line = `/migration clients ${mark} ${client.id}`;
    if (phase === 'restore') await sayWhenOpen(people.aoi, line, 'switch-back');
    else await answerTo(people.aoi, line);
  }
}
