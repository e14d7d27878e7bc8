import type { ClientPhase } from '../../src/migration/client-facts.ts';
import { decodeValue } from '../../src/slack/actions/value.ts';
import { elementsOf } from '../slack/fields.ts';
import type { Message, Person } from '../slack/workspace.ts';
import type { ClientPlan } from '../world/plan.ts';
import type { World } from '../world/world.ts';
import { ownerOf } from './acting.ts';

/** A client as it stands on the team's list. */
export type OwnedClient = {
  /** As the bot counts them: "c1" is the first one. */
  readonly id: string;
  readonly plan: ClientPlan;
  /** Undefined: its owner is not in Slack. */
  readonly owner: Person | undefined;
};

/** Whose every client is. The last one that nobody forgets belongs to somebody outside Slack. */
export function clientsOf(world: World): readonly OwnedClient[] {
  const { clients } = world.plan;
  const outside = clients.findLast(({ forgetsToRestore }) => !forgetsToRestore);
  return clients.map((plan, index) => ({
    id: `c${index + 1}`,
    plan,
    owner: plan === outside ? undefined : ownerOf({ world }, plan.owner),
  }));
}

/** Whether somebody has to do something in it then: what sends no mail switches no sending. */
export const concerns = (plan: Pick<ClientPlan, 'protocols'>, phase: ClientPhase): boolean =>
  phase !== 'rewrite' || plan.protocols.includes('smtp');

/** A client that a direct message asks its reader for, and the value of its "done". */
export type Asked = { readonly client: string; readonly phase: ClientPhase; readonly value: string };

/** What can be pressed as done in a message now, client by client. */
export function askedIn({ blocks }: Pick<Message, 'blocks'>): readonly Asked[] {
  return elementsOf(blocks).flatMap(({ element: { action_id: action, value } }) => {
    if (action !== 'client-done' || typeof value !== 'string') return [];
    const { client, phase } = decodeValue(value) ?? {};
    return client === undefined || phase === undefined ? [] : [{ client, phase, value }];
  });
}
