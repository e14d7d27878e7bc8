import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { KnownSender } from '../mail-facts.ts';
import { rewriteFrom } from '../runbook.ts';
import { isSilent, regularSenders } from '../senders.ts';
import { DAY_MS, type Instant } from '../time.ts';
import { unplacedAddresses } from '../unplaced.ts';

/**
 * What the channel must hear of addresses and senders. Before the rewrite, once a day at most, the addresses that have no
 * place yet, and once more after it; then, the regular senders that fell silent, each once, those of a day together.
 */
export function mailToTell(facts: Facts, now: Instant): Happening | undefined {
  return addressesToTell(facts, now) ?? sendersToTell(facts, now);
}

function addressesToTell(facts: Facts, now: Instant): Happening | undefined {
  const from = rewriteFrom(facts);
  if (from !== undefined && (facts.addressesToldAt ?? 0) >= from) return undefined;
  if (!isDayOver(facts.addressesToldAt, now)) return undefined;
  const addresses = unplacedAddresses(facts).map(({ address }) => address);
  return addresses.length === 0 ? undefined : { kind: 'addresses-told', addresses };
}

function sendersToTell(facts: Facts, now: Instant): Happening | undefined {
  const from = rewriteFrom(facts);
  if (from === undefined) return undefined;
  // An attempt that was rolled back is another matter.
  const toldAt = (sender: KnownSender) => ((sender.silentToldAt ?? 0) < from ? undefined : sender.silentToldAt);
  const told = Object.values(facts.senders ?? {}).flatMap((sender) => toldAt(sender) ?? []);
  if (!isDayOver(told.length === 0 ? undefined : Math.max(...told), now)) return undefined;
  const senders = regularSenders(facts, now)
    .filter((sender) => toldAt(sender) === undefined && sender.dismissed === undefined)
    .filter((sender) => isSilent(facts, sender, now))
    .map(({ sender }) => sender);
  return senders.length === 0 ? undefined : { kind: 'senders-silent', senders };
}

/** A time in the future was written by a clock that has been set back since: it would silence for as long. */
const isDayOver = (last: Instant | undefined, now: Instant): boolean =>
  last === undefined || now >= last + DAY_MS || last > now;
