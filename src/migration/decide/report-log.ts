import type { PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts, Straggler } from '../facts.ts';
import type { LoggedDelivery, ScannedAddress } from '../mail-observations.ts';
import type { Migration } from '../record.ts';
import { arrivalsFrom, rewriteFrom } from '../runbook.ts';
import type { Sightings } from '../sightings.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../time.ts';
import { watermarkOf } from '../watermark.ts';
import { isOurs } from '../zones.ts';
import { refuse, type Step } from './step.ts';

type LogCommand = Extract<PersonCommand, { kind: 'report-log' }>;

/** Two readings with less between them than a log may be silent for when it is rotated are one span. */
const JOINS_MS = 2 * MINUTE_MS;
const MOST_SPANS = 100;

/**
 * A delivery log of the old server. For mailboxes that are watched by it, what it delivered since the rewrite are
 * stragglers; what it refused for good bounced. The time that its lines span is what it vouches for.
 */
export function reportLog({ facts, sightings }: Migration, { reading }: LogCommand, now: Instant): Step {
  const ours = reading.deliveries.filter(({ address }) => isOurs(facts, address.slice(address.lastIndexOf('@') + 1)));
  // A live log that has nothing new says that nothing came; one that never named the domain is another server's.
  if (ours.length === 0 && (sightings.logs ?? []).length === 0) return refuse('foreign-log', { domain: facts.domain });
  if (reading.to < reading.from || reading.from > now + DAY_MS) return refuse('foreign-log', { domain: facts.domain });
  const span = { from: reading.from, to: Math.min(reading.to, now) };
  const happenings: Happening[] = [
    ...stragglers(facts, ours, now),
    ...bounced(facts, ours),
    ...addresses(facts, ours),
    ...(ours.length === 0 ? [] : [{ kind: 'log-read' as const, ...span, deliveries: ours.length }]),
  ];
  return { happenings, sightings: { ...sightings, logs: joined([...(sightings.logs ?? []), span]) } };
}

function stragglers(facts: Facts, deliveries: readonly LoggedDelivery[], now: Instant): readonly Happening[] {
  const from = rewriteFrom(facts);
  if (from === undefined || facts.state.kind === 'rolled-back') return [];
  const watched = new Set(facts.mailboxes.filter(({ watch }) => watch === 'log').map(({ address }) => address));
  const known = new Set(facts.stragglers.map(({ key }) => key));
  const found = deliveries
    .filter(
      ({ outcome, address, at }) => outcome === 'delivered' && watched.has(address) && at >= from - (from % 1_000),
    )
    .map((delivery): Straggler => {
      const { id, address, at, messageId, path } = delivery;
      return {
        key: `log|${id}|${address}`,
        mailbox: address,
        folder: 'INBOX',
        at,
        seenAt: now,
        fingerprint: messageId ?? `log:${id}`,
        source: 'log',
        ...(delivery.from === undefined ? {} : { from: delivery.from }),
        ...(path === undefined ? {} : { path: { ...path } }),
      };
    })
    .filter(({ key }) => !known.has(key) && known.add(key) !== undefined);
  return found.length === 0 ? [] : [{ kind: 'stragglers-found', stragglers: found }];
}

/** Refused for good between rewrite and watermark: told as an alarm, like what the bot is refused itself. */
function bounced(facts: Facts, deliveries: readonly LoggedDelivery[]): readonly Happening[] {
  const from = arrivalsFrom(facts);
  const watermark = watermarkOf(facts) ?? Number.POSITIVE_INFINITY;
  if (from === undefined || facts.state.kind === 'rolled-back') return [];
  const known = facts.oldRefusals ?? [];
  const listed = new Set(facts.mailboxes.map(({ address }) => address));
  const placed = (address: string) => {
    const as = facts.addresses?.[address]?.placed?.as;
    return listed.has(address) || as === 'alias' || as === 'list';
  };
  const refusals = new Map<string, { readonly address: string; readonly reply: string }>();
  for (const { outcome, address, at, reply = '' } of deliveries) {
    if (outcome !== 'refused' || at < from || at > watermark || !placed(address)) continue;
    if (known.some((one) => one.address === address && one.at >= at)) continue;
    refusals.set(address, { address, reply });
  }
  return refusals.size === 0 ? [] : [{ kind: 'old-refused', refusals: [...refusals.values()] }];
}

/** Before the rewrite: addresses that the log names and nobody knew. */
function addresses(facts: Facts, deliveries: readonly LoggedDelivery[]): readonly Happening[] {
  if (rewriteFrom(facts) !== undefined) return [];
  const found = new Map<string, ScannedAddress>();
  for (const { outcome, address, at } of deliveries) {
    if (outcome === 'refused' || facts.addresses?.[address] !== undefined) continue;
    const known = found.get(address);
    found.set(address, {
      address,
      count: (known?.count ?? 0) + 1,
      firstAt: Math.min(at, known?.firstAt ?? at),
      lastAt: Math.max(at, known?.lastAt ?? at),
    });
  }
  return found.size === 0 ? [] : [{ kind: 'addresses-found', addresses: [...found.values()] }];
}

/** Spans that touch or overlap are one; the latest are kept. */
function joined(spans: NonNullable<Sightings['logs']>): NonNullable<Sightings['logs']> {
  const merged: { from: Instant; to: Instant }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to + JOINS_MS) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged.slice(-MOST_SPANS);
}
