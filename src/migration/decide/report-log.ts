import { isMailAddress } from '../addresses.ts';
import { addressesToAccept } from '../addresses-to-accept.ts';
import type { Straggler } from '../arrival-facts.ts';
import type { PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { LoggedDelivery, ScannedAddress } from '../mail-observations.ts';
import type { Migration } from '../record.ts';
import { arrivalsFrom, rewriteFrom } from '../runbook.ts';
import type { Sightings } from '../sightings.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../time.ts';
import { watermarkOf } from '../watermark.ts';
import { isOurs } from '../zones.ts';
import { afterGates } from './after-gates.ts';
import { carried } from './carried.ts';
import { refuse, type Step } from './step.ts';

type LogCommand = Extract<PersonCommand, { kind: 'report-log' }>;

/** Two readings with less between them than this are one span: a log that is followed is read every few seconds. */
const JOINS_MS = 2 * MINUTE_MS;
const MOST_SPANS = 100;
const MOST_HOSTS = 20;
/** Mail for made-up addresses may fill a log as it may fill a catch-all. */
const MOST_ADDRESSES = 5_000;

/**
 * A delivery log of the old server. For mailboxes that are watched by it, what it took since the rewrite are stragglers;
 * what it refused for good bounced. The time that its lines span is what it vouches for, unless some of them were not
 * understood: each of these may have been a delivery.
 */
export function reportLog({ facts, sightings }: Migration, { reading, host }: LogCommand, now: Instant): Step {
  const stranger = strangerIn({ facts, sightings }, reading.hosts, host);
  if (stranger === 'unnamed') return refuse('log-without-host', {});
  if (stranger !== undefined) return refuse('log-of-another-host', { host: stranger });
  const ours = reading.deliveries.filter(({ address }) => isOurs(facts, domainOf(address)));
  const spans = sightings.logs ?? [];
  // The continuation of a log that named the domain may have nothing new; any other that never names it is another server's.
  const isContinued = spans.some(({ from, to }) => reading.from <= to + JOINS_MS && reading.to >= from);
  if (ours.length === 0 && !isContinued) return refuse('foreign-log', { domain: facts.domain });
  if (reading.to < reading.from || reading.from > now + DAY_MS) return refuse('foreign-log', { domain: facts.domain });
  const span = { from: reading.from, to: Math.min(reading.to, now) };
  const found = stragglersIn(facts, ours, now);
  const happenings: Happening[] = [
    ...(found.length === 0 ? [] : [{ kind: 'stragglers-found' as const, stragglers: found }]),
    ...carried(facts, found, sightings.copies),
    ...afterGates(facts, found, now),
    ...bounced(facts, ours),
    ...addresses(facts, ours),
    ...(ours.length === 0 || isFollowed(spans, span, now)
      ? []
      : [{ kind: 'log-read' as const, ...span, deliveries: ours.length }]),
  ];
  const logs = reading.unread > 0 || span.to < span.from ? spans : joined([...spans, span]);
  const logHosts = [...new Set([...(sightings.logHosts ?? []), ...reading.hosts])].slice(-MOST_HOSTS);
  return { happenings, sightings: { ...sightings, logs, logHosts } };
}

/**
 * What shows that the log is not the old server's: a host that is none of the names it is known by, or that is the new
 * server's; or that it names none, and nobody says whose it is. Another machine's log may name our addresses as well, and
 * that nothing came there says nothing of the old one.
 */
function strangerIn(
  { facts, sightings }: Pick<Migration, 'facts' | 'sightings'>,
  hosts: readonly string[],
  said: string | undefined,
): string | undefined {
  const named = hosts.length > 0 ? hosts : said === undefined ? [] : [said];
  if (named.length === 0) return 'unnamed';
  const old = [...namesOf(facts, 'old'), ...(sightings.logHosts ?? [])];
  const fresh = namesOf(facts, 'new');
  return named.find((host) => {
    const isOneOf = (names: readonly string[]) => names.some((name) => name.toLowerCase() === host.toLowerCase());
    // "mail" is the first label of both servers' names, as often as not.
    if (isOneOf(old) || (isLike(old, host) && !isLike(fresh, host))) return false;
    return said === undefined || !isSameHost(said, host) || isOneOf(fresh);
  });
}

function namesOf({ servers, stamps }: Facts, side: 'old' | 'new'): readonly string[] {
  const { host } = servers[side];
  return host === undefined ? stamps[side] : [...stamps[side], host];
}

const isLike = (names: readonly string[], host: string): boolean => names.some((name) => isSameHost(name, host));

/** Syslog names a host by its first label, or by all of them. */
function isSameHost(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const isShort = !a.includes('.') || !b.includes('.');
  return isShort ? a.split('.')[0] === b.split('.')[0] : a === b;
}

/** A log that is read on and on, every few minutes, is an entry an hour: how far it was read is a sighting. */
function isFollowed(
  spans: NonNullable<Sightings['logs']>,
  { from, to }: { readonly from: Instant; readonly to: Instant },
  now: Instant,
): boolean {
  return spans.some(
    (known) =>
      from <= known.to + JOINS_MS &&
      from >= known.from &&
      Math.floor(Math.min(known.to, now) / HOUR_MS) === Math.floor(to / HOUR_MS),
  );
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** What was taken for a mailbox that is watched by log, or for an address that may lead to one. Forwarded, it came too. */
function stragglersIn(facts: Facts, deliveries: readonly LoggedDelivery[], now: Instant): readonly Straggler[] {
  const from = rewriteFrom(facts);
  if (from === undefined || facts.state.kind === 'rolled-back') return [];
  const isWatched = watchedByLog(facts);
  const known = new Set(facts.stragglers.map(({ key }) => key));
  return deliveries
    .filter(({ outcome }) => outcome === 'delivered' || outcome === 'forwarded')
    .filter(({ address, at }) => isWatched(address) && at >= from - (from % 1_000))
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
}

/** An alias, or an address that nobody knows, may be that of any mailbox; one that was dropped is of none. */
function watchedByLog({ mailboxes, addresses: known = {} }: Facts): (address: string) => boolean {
  const modes = new Map(mailboxes.map(({ address, watch }) => [address, watch]));
  const isAnyByLog = mailboxes.some(({ watch }) => watch === 'log');
  return (address) => {
    const watch = modes.get(address);
    if (watch !== undefined) return watch === 'log';
    return isAnyByLog && known[address]?.placed?.as !== 'dropped';
  };
}

/** Replies about what a message was, or who sent it: no sign that the server refuses the address. */
const ABOUT_THE_MESSAGE = /\b(spam|virus|malware|dnsbl|rbl|blacklist(ed)?|block ?list(ed)?|dmarc|spf|dkim)\b/i;

/** Refused for good between rewrite and watermark: an alarm, as where the bot is refused itself. Told once an outage. */
function bounced(facts: Facts, deliveries: readonly LoggedDelivery[]): readonly Happening[] {
  const from = arrivalsFrom(facts);
  const watermark = watermarkOf(facts) ?? Number.POSITIVE_INFINITY;
  if (from === undefined || facts.state.kind === 'rolled-back') return [];
  const wanted = new Set(addressesToAccept(facts));
  const refusals = new Map<string, { readonly address: string; readonly reply: string }>();
  for (const { outcome, address, at, reply = '' } of deliveries) {
    if (outcome !== 'refused' || at < from || at > watermark || !wanted.has(address)) continue;
    if (ABOUT_THE_MESSAGE.test(reply)) continue;
    const isKnown = (facts.oldRefusals ?? []).some(
      (one) => one.address === address && (one.overAt === undefined || at <= one.overAt),
    );
    if (!isKnown) refusals.set(address, { address, reply });
  }
  return refusals.size === 0 ? [] : [{ kind: 'old-refused', refusals: [...refusals.values()] }];
}

/** Before the rewrite: addresses that the log names and nobody knew. */
function addresses(facts: Facts, deliveries: readonly LoggedDelivery[]): readonly Happening[] {
  if (rewriteFrom(facts) !== undefined) return [];
  const room = MOST_ADDRESSES - Object.keys(facts.addresses ?? {}).length;
  const found = new Map<string, ScannedAddress>();
  for (const { outcome, address, at } of deliveries) {
    if (outcome === 'refused' || facts.addresses?.[address] !== undefined || !isMailAddress(address)) continue;
    if (!found.has(address) && found.size >= room) continue;
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
