import type { Actor } from './actor.ts';
import { type Announcement, MOST_LINES } from './announcements.ts';
import type { Straggler } from './arrival-facts.ts';
import { reached } from './arrivals.ts';
import type { Facts } from './facts.ts';
import { isPerson } from './person.ts';
import { lineOf } from './straggler-line.ts';
import { HOUR_MS } from './time.ts';

type Said<Kind extends Announcement['kind']> = Extract<Announcement, { kind: Kind }>;

/**
 * What each owner is told of messages that were put into their mailboxes on the new server: one message a person, however
 * many mailboxes they read. What was there already they have seen come in.
 */
export function carriedOver(facts: Facts, told: readonly Straggler[]): readonly Said<'carried-over'>[] {
  const read = Map.groupBy(told.filter(isCarried), (one) => ownerOf(facts, one.mailbox));
  return [...read].flatMap(([recipient, found]): readonly Said<'carried-over'>[] => {
    if (recipient === undefined) return [];
    const lines = found.slice(0, MOST_LINES).map((one) => {
      const { mailbox, at, from, subject } = lineOf(facts, one);
      return { mailbox, at, from, folder: one.rescue?.folder, ...(subject === undefined ? {} : { subject }) };
    });
    return [{ kind: 'carried-over', recipient, mailboxes: mailboxesOf(found), lines, total: found.length }];
  });
}

/** For the channel: who is written to, who could not be reached before, and whose mailboxes nobody is named for. */
export function ownersTold(
  facts: Facts,
  told: readonly Straggler[],
): Pick<Said<'rescued'>, 'written' | 'unreached' | 'ownerless'> {
  const carried = told.filter(isCarried);
  const owners = [...new Set(carried.flatMap((one) => ownerOf(facts, one.mailbox) ?? []))];
  const isReachable = (owner: Actor) => facts.unreachable?.[owner] === undefined;
  return {
    written: owners.filter(isReachable),
    unreached: owners.filter((owner) => !isReachable(owner)),
    ownerless: mailboxesOf(carried.filter((one) => ownerOf(facts, one.mailbox) === undefined)),
  };
}

/** Who turns out to be unreachable for the same reason within this time stands in one message. */
const TOGETHER_MS = HOUR_MS;

/** The channel is told who cannot be reached, once each, and which mailboxes they read. */
export function unreachableNow(facts: Facts, person: Actor): readonly Said<'unreachable'>[] {
  const { reason } = facts.unreachable?.[person] ?? {};
  if (reason === undefined) return [];
  const alike = Object.entries(facts.unreachable ?? {})
    .filter(([, one]) => one.reason === reason)
    .sort(([, a], [, b]) => a.at - b.at);
  let began = 0;
  for (const [, { at }] of alike) if (at >= began + TOGETHER_MS) began = at;
  const people = alike.filter(([, { at }]) => at >= began).map(([one]) => one);
  const isTheirs = ({ owner }: { readonly owner?: string | undefined }) =>
    owner !== undefined && people.includes(owner);
  const mailboxes = facts.mailboxes.filter(isTheirs);
  const clients = facts.clients.filter(isTheirs).map(({ id }) => id);
  return [
    {
      kind: 'unreachable',
      slot: `unreachable:${reason}:${began}`,
      reason,
      people,
      mailboxes: mailboxes.map(({ address }) => address),
      ...(clients.length === 0 ? {} : { clients }),
    },
  ];
}

/** Stragglers of the new server, after a rollback, are carried back by people. */
const isCarried = (one: Straggler): boolean => one.rescue?.outcome === 'appended' && reached(one) === 'old';

function ownerOf({ mailboxes }: Facts, address: string): Actor | undefined {
  const owner = mailboxes.find((mailbox) => mailbox.address === address)?.owner;
  return owner !== undefined && isPerson(owner) ? owner : undefined;
}

const mailboxesOf = (found: readonly Straggler[]): readonly string[] => [
  ...new Set(found.map(({ mailbox }) => mailbox)),
];
