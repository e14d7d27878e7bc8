import { carriedOver, ownersTold } from './announce-people.ts';
import { isToldOf } from './announce-stragglers.ts';
import { type Announcement, MOST_LINES } from './announcements.ts';
import type { Straggler } from './arrival-facts.ts';
import { reached } from './arrivals.ts';
import type { Event } from './events.ts';
import type { Facts } from './facts.ts';
import type { SenderLine } from './mail-announcements.ts';
import type { OldRefusal } from './mail-facts.ts';
import { everyDays, expectedAt } from './senders.ts';
import { lineOf } from './straggler-line.ts';
import { HOUR_MS, type Instant } from './time.ts';
import { unplacedAddresses } from './unplaced.ts';

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>;
type Said<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

/** The addresses that have no place yet; the message of the last telling keeps up with what is placed since. */
export function addressesNow(facts: Facts): readonly Said<'addresses'>[] {
  if (facts.addressesToldAt === undefined) return [];
  const unplaced = unplacedAddresses(facts);
  const lines = unplaced.slice(0, MOST_LINES).map(({ address, count, lastAt }) => ({ address, count, lastAt }));
  return [{ kind: 'addresses', slot: `addresses:${facts.addressesToldAt}`, lines, total: unplaced.length }];
}

export function sendersSilent(facts: Facts, event: Of<'senders-silent'>): readonly Said<'senders-silent'>[] {
  const lines = event.senders.slice(0, MOST_LINES).flatMap((sender): readonly SenderLine[] => {
    const known = facts.senders?.[sender];
    if (known === undefined) return [];
    return [{ sender, everyDays: everyDays(known), lastAt: known.lastAt, expectedAt: expectedAt(facts, known) }];
  });
  return [{ kind: 'senders-silent', lines, total: event.senders.length }];
}

/** A server that refuses on and off makes one message: an outage goes on until all has been accepted for so long. */
const OUTAGE_OVER_MS = 6 * HOUR_MS;

/** One message an outage: whatever is refused until it is over stands in it, each address once. */
export function oldRefuses(facts: Facts): readonly Said<'old-refuses'>[] {
  const outage = lastOutage(facts.oldRefusals ?? []);
  const [first] = outage;
  if (first === undefined) return [];
  const latest = new Map(outage.map((one) => [one.address, one]));
  const lines = [...latest.values()].map(({ address, reply, at, overAt }) => ({ address, reply, at, overAt }));
  return [{ kind: 'old-refuses', slot: `old-refuses:${first.at}`, lines }];
}

/** Refusals without a long time between in which all was accepted; they are in the order of their begin. */
function lastOutage(refusals: readonly OldRefusal[]): readonly OldRefusal[] {
  let begin = 0;
  let overAt = 0;
  for (const [index, refusal] of refusals.entries()) {
    if (refusal.at >= overAt + OUTAGE_OVER_MS && index > 0) begin = index;
    overAt = Math.max(index === begin ? 0 : overAt, refusal.overAt ?? Number.POSITIVE_INFINITY);
  }
  return refusals.slice(begin);
}

/** What became of carrying stragglers over: to the channel, and to whoever reads a mailbox into which some were put. */
export function rescuesTold(
  facts: Facts,
  event: Of<'rescues-told'>,
): readonly (Said<'rescued'> | Said<'carried-over'>)[] {
  const wanted = new Set(event.keys);
  const told = facts.stragglers.filter(({ key }) => wanted.has(key));
  const news = told.filter((one) => !isSaidWithIt(facts, one, event.at));
  const forChannel = (['old', 'new'] as const).flatMap((side): readonly Said<'rescued'>[] => {
    const found = news.filter((one) => reached(one) === side);
    if (found.length === 0) return [];
    const lines = found.slice(0, MOST_LINES).flatMap((one) => rescueLine(facts, one) ?? []);
    const owners = side === 'old' ? ownersTold(facts, found) : {};
    return [{ kind: 'rescued', ...(side === 'new' ? { side } : {}), lines, total: found.length, ...owners }];
  });
  return [...forChannel, ...carriedOver(facts, told)];
}

/** The message that told of the straggler says so by now, and nobody has to do anything. */
function isSaidWithIt(facts: Facts, straggler: Straggler, now: Instant): boolean {
  const { rescue, toldAt = now } = straggler;
  if (toldAt >= now || !isToldOf(straggler) || reached(straggler) !== 'old') return false;
  if (rescue?.outcome === 'present') return true;
  const { unreached = [], ownerless = [] } = ownersTold(facts, [straggler]);
  return rescue?.outcome === 'appended' && unreached.length + ownerless.length === 0;
}

function rescueLine(facts: Facts, straggler: Straggler): Said<'rescued'>['lines'][number] | undefined {
  if (straggler.rescue === undefined) return undefined;
  const { outcome, folder, reason } = straggler.rescue;
  return { ...lineOf(facts, straggler), outcome, folder, reason };
}

/** One message for all copies: it is edited as they go on. */
export function copyNow(event: Of<'copy-progress'>): Said<'copy'> {
  const { mailboxes, mailboxesDone, messages, copied, share, leftMs, failed, isCompare, isBroken, missing, done } =
    event;
  const progress = { mailboxes, mailboxesDone, messages, copied, share, leftMs, failed, isCompare };
  return { kind: 'copy', slot: 'copy', ...progress, isBroken, missing, done };
}
