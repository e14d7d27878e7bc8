import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import { refuse, type Step } from './step.ts';

const MOST_RELAYS = 20;
const NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const ADDRESS_6 = /^[0-9a-f:.]{2,45}$/i;
const MAIL_PORTS: readonly number[] = [25, 465, 587, 2525];

/** Relays that probes are sent through. */
export function decideRelays(
  facts: Facts,
  command: Extract<PersonCommand, { kind: 'set-relay' | 'remove-relay' }>,
): Step {
  const relays = facts.relays ?? [];
  if (command.kind === 'remove-relay') {
    const isKnown = relays.some(({ id }) => id === command.id);
    return isKnown
      ? { happenings: [{ kind: 'relay-removed', id: command.id }] }
      : refuse('unknown-relay', { relay: command.id.slice(0, 40) });
  }
  const { id, host, port } = command.relay;
  const isHost = HOST.test(host) || (host.includes(':') && ADDRESS_6.test(host));
  if (!NAME.test(id) || !isHost || !MAIL_PORTS.includes(port)) return refuse('bad-relay', { relay: id.slice(0, 40) });
  const others = relays.filter((relay) => relay.id !== id);
  if (others.length >= MOST_RELAYS) return refuse('too-many', { most: MOST_RELAYS });
  return { happenings: [{ kind: 'relay-set', relay: { ...command.relay } }] };
}
