import type { Facts } from '../facts.ts';
import type { KnownAddress, KnownSender, Probe } from '../mail-facts.ts';
import { troublesAfter, troublesWithout } from '../probe-troubles.ts';
import { type Of, without } from './part.ts';

type MailEvent = Of<
  | 'addresses-found'
  | 'addresses-told'
  | 'addresses-placed'
  | 'senders-found'
  | 'senders-seen'
  | 'senders-dismissed'
  | 'senders-silent'
  | 'old-refused'
  | 'old-accepts-again'
  | 'content-verified'
  | 'content-copied'
  | 'copy-progress'
  | 'stragglers-rescued'
  | 'rescues-told'
  | 'owner-set'
  | 'attested'
  | 'relay-set'
  | 'relay-removed'
  | 'probes-sent'
  | 'probes-landed'
  | 'probes-lost'
  | 'log-read'
  | 'archive-kept'
  | 'forwarded-seen'
>;

/** Older probes are forgotten: the matrix shows the last of each relay and mailbox. */
const MOST_PROBES = 500;

/** The part of the facts that an event of the mail side changes. */
export function mail(facts: Facts, event: MailEvent): Partial<Facts> {
  switch (event.kind) {
    case 'addresses-found':
    case 'addresses-told':
    case 'addresses-placed':
      return addresses(facts, event);
    case 'senders-found':
    case 'senders-seen':
    case 'senders-dismissed':
    case 'senders-silent':
      return senders(facts, event);
    case 'old-refused':
    case 'old-accepts-again':
      return refusals(facts, event);
    case 'content-verified': {
      const whole = event.mailboxes.map(({ mailbox, messages }) => [mailbox, { verifiedAt: event.at, messages }]);
      return { content: { ...Object.fromEntries(whole), ...facts.content } };
    }
    // Told of; how far it came is a sighting.
    case 'content-copied':
    case 'copy-progress':
    case 'log-read':
      return {};
    case 'stragglers-rescued':
    case 'rescues-told':
      return rescues(facts, event);
    case 'owner-set':
    case 'attested':
      return owners(facts, event);
    case 'relay-set':
    case 'relay-removed':
      return relays(facts, event);
    case 'probes-sent':
    case 'probes-landed':
    case 'probes-lost':
      return probeFacts(facts, event);
    case 'archive-kept': {
      const { mailboxes, messages, restored, at, by, place } = event;
      // A restore is tried from what was kept before.
      const keptAt = restored ? (facts.archive?.at ?? at) : at;
      return {
        archive: {
          at: keptAt,
          by,
          mailboxes,
          messages,
          ...(restored ? { restoredAt: at } : {}),
          ...(place === undefined ? {} : { place }),
        },
      };
    }
    case 'forwarded-seen': {
      const seen = event.mailboxes.map(({ mailbox, at }) => [mailbox, at]);
      return { forwardedSeenAt: { ...facts.forwardedSeenAt, ...Object.fromEntries(seen) } };
    }
  }
}

function addresses(facts: Facts, event: Of<'addresses-found' | 'addresses-told' | 'addresses-placed'>): Partial<Facts> {
  const known: Record<string, KnownAddress> = { ...facts.addresses };
  const { at, by } = event;
  switch (event.kind) {
    case 'addresses-found':
      for (const { address, count, firstAt, lastAt } of event.addresses)
        known[address] = { ...known[address], count, firstAt, lastAt };
      return { addresses: known };
    case 'addresses-told':
      return { addressesToldAt: at };
    case 'addresses-placed': {
      const { as, reason } = event;
      for (const address of event.addresses) {
        // An alias may be named before any mail came to it.
        const one = known[address] ?? { count: 0, firstAt: at, lastAt: at };
        known[address] =
          as === undefined
            ? without(one, 'placed')
            : { ...one, placed: { as, at, by, ...(reason === undefined ? {} : { reason }) } };
      }
      return { addresses: known };
    }
  }
}

function senders(
  facts: Facts,
  event: Of<'senders-found' | 'senders-seen' | 'senders-dismissed' | 'senders-silent'>,
): Partial<Facts> {
  const known: Record<string, KnownSender> = { ...facts.senders };
  const change = (sender: string, changed: Partial<KnownSender>) => {
    const one = known[sender];
    if (one !== undefined) known[sender] = { ...one, ...changed };
  };
  const { at, by } = event;
  switch (event.kind) {
    case 'senders-found':
      for (const { sender, days, lastAt, way, path } of event.senders) {
        const { seenNewAt, dismissed, silentToldAt } = known[sender] ?? {};
        known[sender] = {
          days: [...days],
          lastAt,
          way,
          ...(path === undefined ? {} : { path: { ...path } }),
          ...(seenNewAt === undefined ? {} : { seenNewAt }),
          ...(dismissed === undefined ? {} : { dismissed }),
          ...(silentToldAt === undefined ? {} : { silentToldAt }),
        };
      }
      return { senders: known, sendersLeftOut: event.leftOut };
    case 'senders-seen':
      for (const { sender, at: seenNewAt } of event.senders) change(sender, { seenNewAt });
      return { senders: known };
    case 'senders-dismissed':
      for (const sender of event.senders) change(sender, { dismissed: { at, by, reason: event.reason } });
      return { senders: known };
    case 'senders-silent':
      for (const sender of event.senders) change(sender, { silentToldAt: at });
      return { senders: known };
  }
}

function refusals(facts: Facts, event: Of<'old-refused' | 'old-accepts-again'>): Partial<Facts> {
  const known = facts.oldRefusals ?? [];
  if (event.kind === 'old-refused')
    return { oldRefusals: [...known, ...event.refusals.map((one) => ({ ...one, at: event.at }))] };
  const again = new Set(event.addresses);
  return {
    oldRefusals: known.map((one) =>
      again.has(one.address) && one.overAt === undefined ? { ...one, overAt: event.at } : one,
    ),
  };
}

function rescues(facts: Facts, event: Of<'stragglers-rescued' | 'rescues-told'>): Partial<Facts> {
  const { at } = event;
  if (event.kind === 'rescues-told') {
    const told = new Set(event.keys);
    return {
      stragglers: facts.stragglers.map((one) =>
        told.has(one.key) && one.rescue !== undefined
          ? { ...one, toldAt: one.toldAt ?? at, rescue: { ...one.rescue, toldAt: at } }
          : one,
      ),
    };
  }
  const entries = new Map(event.entries.map((entry) => [entry.key, entry]));
  return {
    stragglers: facts.stragglers.map((one) => {
      const entry = entries.get(one.key);
      if (entry === undefined) return one;
      const { outcome, folder, reason } = entry;
      const isThere = outcome === 'appended' || outcome === 'present';
      return {
        ...one,
        ...(isThere && one.carriedAt === undefined ? { carriedAt: at } : {}),
        rescue: {
          at,
          outcome,
          ...(folder === undefined ? {} : { folder }),
          ...(reason === undefined ? {} : { reason }),
        },
      };
    }),
  };
}

function owners(facts: Facts, event: Of<'owner-set' | 'attested'>): Partial<Facts> {
  const change = event.kind === 'owner-set' ? { owner: event.owner } : { attested: { at: event.at, by: event.by } };
  return {
    mailboxes: facts.mailboxes.map((mailbox) =>
      mailbox.address === event.mailbox ? { ...mailbox, ...change } : mailbox,
    ),
  };
}

function relays(facts: Facts, event: Of<'relay-set' | 'relay-removed'>): Partial<Facts> {
  const id = event.kind === 'relay-set' ? event.relay.id : event.id;
  const others = (facts.relays ?? []).filter((relay) => relay.id !== id);
  return {
    relays: event.kind === 'relay-set' ? [...others, { ...event.relay, at: event.at, by: event.by }] : others,
    ...troublesWithout(facts, { relay: id }, event.at),
  };
}

function probeFacts(facts: Facts, event: Of<'probes-sent' | 'probes-landed' | 'probes-lost'>): Partial<Facts> {
  const after = { ...facts, probes: probes(facts.probes ?? [], event) };
  const ids = event.kind === 'probes-lost' ? event.ids : event.probes.map(({ id }) => id);
  const probeTroubles = troublesAfter(after, ids, event.at);
  return { probes: after.probes, ...(probeTroubles.length === 0 ? {} : { probeTroubles: [...probeTroubles] }) };
}

function probes(known: readonly Probe[], event: Of<'probes-sent' | 'probes-landed' | 'probes-lost'>): Probe[] {
  switch (event.kind) {
    case 'probes-sent':
      return [...known, ...event.probes].slice(-MOST_PROBES);
    case 'probes-landed': {
      const landed = new Map(event.probes.map(({ id, ...landing }) => [id, { ...landing, seenAt: event.at }]));
      return known.map((probe) => {
        const landing = landed.get(probe.id);
        return landing === undefined ? probe : { ...without(probe, 'lostAt'), landed: landing };
      });
    }
    case 'probes-lost': {
      const lost = new Set(event.ids);
      return known.map((probe) => (lost.has(probe.id) ? { ...probe, lostAt: event.at } : probe));
    }
  }
}
