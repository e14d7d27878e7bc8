import { isMailAddress } from '../addresses.ts';
import type { PersonCommand, Sayer } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { nextGate } from '../runbook.ts';
import { isOurs } from '../zones.ts';
import { changed } from './planning.ts';
import { unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

const MOST_AT_ONCE = 1_000;
/** So many letters at least say why mail for an address may be lost. */
const LEAST_REASON = 1;

/**
 * What an address of the domains is on the new server. A drop loses mail, so it needs a reason; an alias or list may be
 * named before any mail was found for it, and a mailbox needs no placing. Undefined takes the placing back. Once
 * approval has been asked for, it is a change of what is approved.
 */
export function placeAddresses(facts: Facts, command: Extract<PersonCommand, { kind: 'place-addresses' }>): Step {
  const { as } = command;
  const addresses = [...new Set(command.addresses.map((address) => address.trim().toLowerCase()))];
  if (addresses.length === 0) return refuse('nothing-given');
  if (addresses.length > MOST_AT_ONCE) return refuse('too-many', { most: MOST_AT_ONCE });
  const reason = command.reason?.trim() ?? '';
  if (as === 'dropped' && reason.length < LEAST_REASON) return refuse('reason-missing');
  const wrong = addresses.flatMap((address) => notPlaceable(facts, address, as) ?? [])[0];
  if (wrong !== undefined) return wrong;
  const moved = addresses.filter((address) => {
    const placed = facts.addresses?.[address]?.placed;
    return placed?.as !== as || (as === 'dropped' && placed?.reason !== reason);
  });
  if (moved.length === 0)
    return already(`addresses-${as ?? 'none'}`, { addresses }, facts.addresses?.[addresses[0] ?? '']?.placed);
  const why = as === undefined || reason === '' ? {} : { reason };
  return ruled(facts, command, { kind: 'addresses-placed', addresses: moved, as, ...why });
}

type Refused = ReturnType<typeof refuse>;

function notPlaceable(
  facts: Facts,
  address: string,
  as: 'alias' | 'list' | 'dropped' | undefined,
): Refused | undefined {
  const figures = { address: address.slice(0, 80) };
  if (facts.mailboxes.some((mailbox) => mailbox.address === address)) return refuse('address-is-mailbox', figures);
  if (facts.addresses?.[address] !== undefined) return undefined;
  if (as === undefined || as === 'dropped') return refuse('unknown-address', figures);
  if (!isMailAddress(address)) return refuse('bad-address', figures);
  return isOurs(facts, address.slice(address.lastIndexOf('@') + 1))
    ? undefined
    : refuse('foreign-address', { ...figures, domain: facts.domain });
}

/** Approvers said yes to what stood then: after that they alone change it, and are asked again. */
function ruled(facts: Facts, said: Sayer, happening: Happening): Step {
  if (facts.gates['cut-over'].rounds === 0) return { happenings: [happening] };
  const none = unlessRuler(facts, said);
  if (none !== undefined) return none;
  const gate = nextGate(facts);
  return gate === undefined ? { happenings: [happening] } : changed(facts, gate, happening);
}

/** Regular senders that need not be seen on the new server: by whoever may rule, with a reason that stands in the record. */
export function dismissSenders(facts: Facts, command: Extract<PersonCommand, { kind: 'dismiss-senders' }>): Step {
  const none = unlessRuler(facts, command);
  if (none !== undefined) return none;
  const senders = [...new Set(command.senders.map((sender) => sender.trim().toLowerCase()))];
  if (senders.length === 0) return refuse('nothing-given');
  const reason = command.reason.trim();
  if (reason.length < LEAST_REASON) return refuse('reason-missing');
  const unknown = senders.find((sender) => facts.senders?.[sender] === undefined);
  if (unknown !== undefined) return refuse('unknown-sender', { sender: unknown.slice(0, 80) });
  const standing = senders.filter((sender) => facts.senders?.[sender]?.dismissed === undefined);
  return standing.length === 0
    ? already('senders', { senders }, facts.senders?.[senders[0] ?? '']?.dismissed)
    : { happenings: [{ kind: 'senders-dismissed', senders: standing, reason }] };
}
