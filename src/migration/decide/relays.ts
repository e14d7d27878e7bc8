import { isHostName, isIpAddress } from '../addresses.ts';
import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { Relay } from '../mail-facts.ts';
import { already, refuse, type Step } from './step.ts';

const MOST_RELAYS = 20;
const NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;
/** SMTP (RFC 5321), submission over TLS (RFC 8314) and submission (RFC 6409). */
const MAIL_PORTS: readonly number[] = [25, 465, 587];

/**
 * Relays that probes are sent through, each under a short name of its own. One that is named anew is another relay:
 * what was sent through it before proves nothing of it (see `relayOf`).
 */
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
  const isHost = isHostName(host) || isIpAddress(host);
  if (!NAME.test(id) || !isHost || !MAIL_PORTS.includes(port)) return refuse('bad-relay', { relay: id.slice(0, 40) });
  // It delivers by itself what it is handed: by whichever name, that says nothing of how mail comes from elsewhere.
  if (command.relay.kind !== 'new' && isHostOf(facts.servers.new, host)) return refuse('relay-is-new', { host });
  const known = relays.find((relay) => relay.id === id);
  if (known !== undefined && isEqual(known, command.relay)) return already('relay', { relay: id, host });
  const others = relays.filter((relay) => relay.id !== id);
  if (others.length >= MOST_RELAYS) return refuse('too-many', { most: MOST_RELAYS });
  return { happenings: [{ kind: 'relay-set', relay: { ...command.relay } }] };
}

const isHostOf = (server: Facts['servers']['new'], host: string): boolean =>
  server.addresses.includes(host) || server.host?.toLowerCase() === host.toLowerCase();

const isEqual = (known: Relay, given: Omit<Relay, 'at' | 'by'>): boolean =>
  known.kind === given.kind &&
  known.host === given.host &&
  known.port === given.port &&
  known.security === given.security &&
  known.credentials === given.credentials;
