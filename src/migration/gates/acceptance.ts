import type { Facts } from '../facts.ts';
import { acceptanceKey, loginKey, mailboxKey, trialKey } from '../keys.ts';
import type { Migration } from '../record.ts';
import type { AcceptanceSighting, Sightings } from '../sightings.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import { unplacedAddresses } from '../unplaced.ts';
import { whyFailed } from '../why-failed.ts';
import { domainsOf } from '../zones.ts';
import type { CriterionResult, Evidence, Item, Outcome } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';
import { scans } from './scans.ts';

/** Without a mailbox there is no address that mail could come to. */
const NO_MAILBOX: Item = { key: 'mailboxes', outcome: 'unknown', evidence: evidence('list-empty'), waivable: false };

/**
 * CUT-ACCEPT: the new server takes mail for every address that receives any, and for nobody else's.
 *
 * Evidence: scans of the old mailboxes, what the team says of each address found, and the new server's answers to RCPT TO
 *   for each mailbox, alias and list, for an address of the domain that nobody has, and for one of another domain.
 * pass: every watched mailbox is scanned whole; each address found is a mailbox, an alias, a list, or dropped by name;
 *   each that is kept is accepted where the made-up one is refused in the same way; the foreign one is refused.
 *   Where everything is accepted, a mailbox passes by a login on the new server.
 * fail: an address has no place, one is refused for good (5xx), or mail for another domain is taken at port 25.
 * unknown: not scanned or not whole, never asked, not to be asked, put off (4xx), accepted as everything is, or too old.
 */
export function acceptance(record: Migration, bench: Bench): CriterionResult {
  const { facts } = bench;
  if (facts.mailboxes.length === 0) return judge(bench, 'CUT-ACCEPT', [NO_MAILBOX]);
  const mailboxes = facts.mailboxes.map(({ address }) => addressItem(record, bench, address, true));
  return judge(bench, 'CUT-ACCEPT', [
    ...scans(record, bench),
    ...mailboxes,
    ...placedItems(record, bench),
    ...unplacedItems(facts),
    ...domainsOf(facts).map((domain) => relayItem(record, bench, domain)),
  ]);
}

/** Mail that came to an address without a place may have a mailbox of its own on the old server, which nobody looks at. */
export function unplacedItems(facts: Facts): readonly Item[] {
  return unplacedAddresses(facts).map(({ address, count, lastAt }) => ({
    key: `address:${address}`,
    outcome: 'fail',
    evidence: evidence('address-unplaced', { address, count, lastAt }),
    waivable: true,
  }));
}

/** What the team placed: aliases and lists are asked for, what is dropped is said by name. */
function placedItems(record: Migration, bench: Bench): readonly Item[] {
  const { facts } = bench;
  const mailboxes = new Set(facts.mailboxes.map((mailbox) => mailbox.address));
  return Object.entries(facts.addresses ?? {}).flatMap(([address, { placed }]): readonly Item[] => {
    if (placed === undefined || mailboxes.has(address)) return [];
    if (placed.as !== 'dropped') return [addressItem(record, bench, address, false)];
    const figures = { address, by: placed.by, reason: placed.reason ?? '' };
    return [
      {
        key: `address:${address}`,
        outcome: 'pass',
        evidence: evidence('address-dropped', figures),
        waivable: true,
        seenAt: placed.at,
      },
    ];
  });
}

type Judged = { readonly outcome: Outcome; readonly evidence: Evidence; readonly seenAt?: Instant | undefined };
/**
 * Nothing that counts was seen: an open gate stands on it as it would on what it opened with, and not for longer because
 * the server goes on putting off.
 */
const unknown = (why: Evidence): Judged => ({ outcome: 'unknown', evidence: why });

function addressItem({ sightings }: Migration, bench: Bench, address: string, isMailbox: boolean): Item {
  const judged = acceptanceOf(sightings, bench, address, isMailbox);
  return sighted(bench, 'acceptance', { key: `address:${address}`, waivable: true, ...judged });
}

function acceptanceOf(sightings: Sightings, { facts, now }: Bench, address: string, isMailbox: boolean): Judged {
  const { seen, failed } = sightings.acceptance?.[acceptanceKey(address, 'new')] ?? {};
  if (seen === undefined) return unknown(untested(address, failed));
  const { verdict, reply, via, at } = seen;
  if (verdict === 'refused')
    return { outcome: 'fail', evidence: evidence('accept-refused', { address, reply }), seenAt: at };
  if (verdict === 'deferred') return unknown(evidence('accept-deferred', { address, reply }));
  const accepts = evidence('accepts', { address, via });
  // A server that takes everything may refuse later; that a mailbox is there, its login shows.
  const loginAt = isMailbox ? loggedInAt(sightings, facts, address) : undefined;
  const byLogin: Judged | undefined =
    loginAt === undefined || via === 'submission'
      ? undefined
      : { outcome: 'pass', evidence: accepts, seenAt: oldest(now, at, loginAt) };
  const random = sightings.trials?.[trialKey(domainOf(address), 'new')]?.random;
  // Whoever logged in may send anywhere: what one way refuses says nothing of the other.
  if (random?.seen === undefined || (random.seen.via === 'submission') !== (via === 'submission'))
    return byLogin ?? unknown(untested(address, random?.failed));
  if (random.seen.verdict === 'refused')
    return { outcome: 'pass', evidence: accepts, seenAt: oldest(now, at, random.seen.at) };
  if (random.seen.verdict === 'accepted') return byLogin ?? unknown(evidence('accept-catch-all', { address }));
  return byLogin ?? unknown(evidence('accept-deferred', { address, reply: random.seen.reply }));
}

/** The pass is as old as the older of the two; one from the future proves nothing, and must not hide behind the other. */
function oldest(now: Instant, one: Instant, other: Instant): Instant {
  const latest = Math.max(one, other);
  return latest > now + MINUTE_MS ? latest : Math.min(one, other);
}

function untested(address: string, failed: AcceptanceSighting['failed']): Evidence {
  return failed === undefined ? evidence('never-seen') : evidence('accept-untested', { address, ...whyFailed(failed) });
}

/** The last login to a mailbox on the new server, with the credentials that are in the vault. */
function loggedInAt(sightings: Sightings, facts: Facts, address: string): Instant | undefined {
  const version = facts.mailboxes.find((mailbox) => mailbox.address === address)?.credentials.new;
  if (version === undefined || facts.refusedCredentials[mailboxKey(address, 'new')] === version) return undefined;
  const times = (['imap', 'pop3'] as const).flatMap(
    (protocol) => sightings.login[loginKey(address, 'new', 'address', protocol)]?.ok?.at ?? [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Mail for another domain, taken at port 25 from whoever comes: an open relay. */
function relayItem({ sightings }: Migration, bench: Bench, domain: string): Item {
  const { seen, failed } = sightings.trials?.[trialKey(domain, 'new')]?.foreign ?? {};
  const item = { key: `relay:${domain}`, waivable: true };
  // A login may send anywhere: that is what submission is for.
  const said = seen === undefined || seen.via === 'submission' ? undefined : seen;
  if (said?.verdict === 'accepted')
    return { ...item, outcome: 'fail', evidence: evidence('relay-open', { domain }), seenAt: said.at };
  if (said?.verdict === 'refused')
    return sighted(bench, 'acceptance', {
      ...item,
      outcome: 'pass',
      evidence: evidence('relay-closed', { domain }),
      seenAt: said.at,
    });
  const why =
    said === undefined && failed === undefined
      ? evidence('never-seen')
      : // Put off: it answered, and said neither.
        evidence('relay-untested', { domain, ...whyFailed(failed ?? { code: 'server-no' }) });
  return sighted(bench, 'acceptance', { ...item, outcome: 'unknown', evidence: why });
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
