import { CLIENT_PHASES, type ClientPhase } from '../../src/migration/client-facts.ts';
import type { Message } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { kindOf } from './channel.ts';
import { askedIn, clientsOf, concerns } from './client-owners.ts';
import type { ToldFact } from './world-facts.ts';

export type ClientsWatch = {
  /** A message that was posted, to the channel or to one person, so many milliseconds after the start. */
  readonly note: (message: Message, at: number) => void;
  readonly facts: () => readonly ToldFact[];
};

/**
 * Each owner of clients: a message of their own for each change of theirs, one and no more; and nobody else is asked. A
 * message is counted as it was posted: whatever is done of it is taken off by edits.
 */
export function watchClients(world: World): ClientsWatch {
  const told = new Map<string, { times: number; saidAt: number }>();
  const keyOf = (person: string, phase: ClientPhase, client: string): string => `@${person} ${phase} ${client}`;
  return {
    note(message, at) {
      if (kindOf(message) !== 'owner-tasks') return;
      const person = world.slack.readerOf(message.channel)?.name ?? 'channel';
      for (const { client, phase } of askedIn(message)) {
        const key = keyOf(person, phase, client);
        const { times = 0, saidAt = at } = told.get(key) ?? {};
        told.set(key, { times: times + 1, saidAt });
      }
    },
    facts() {
      const due = new Map(
        clientsOf(world).flatMap(({ id, plan, owner }) =>
          owner === undefined
            ? []
            : CLIENT_PHASES.filter((phase) => concerns(plan, phase)).map((phase) => [
                keyOf(owner.name, phase, id),
                changes(world, phase),
              ]),
        ),
      );
      return [...new Set([...due.keys(), ...told.keys()])].map((names) => {
        const { times, saidAt } = told.get(names) ?? { times: 0 };
        const awaited = due.get(names) ?? 0;
        return {
          kind: 'client' as const,
          names,
          because: times > awaited ? [`asked ${times} times, to be asked ${awaited} times`] : [],
          ...(saidAt === undefined || times < awaited ? {} : { saidAt }),
        };
      });
    },
  };
}

/** Sending is switched at each rewrite: once more after one that was taken back. */
const changes = ({ plan }: World, phase: ClientPhase): number =>
  phase === 'rewrite' && plan.traits.rollback === true ? 2 : 1;
