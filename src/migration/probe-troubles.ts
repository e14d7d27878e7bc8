import type { Announcement } from './announcements.ts';
import type { Facts } from './facts.ts';
import type { Probe, ProbeTrouble } from './mail-facts.ts';
import { fateOf, isOnItsWay, relayOf } from './probes.ts';
import { HOUR_MS, type Instant } from './time.ts';
import { watermarkOf } from './watermark.ts';

type Said = Extract<Announcement, { kind: 'probes' }>;
type Path = Pick<ProbeTrouble, 'relay' | 'mailbox'>;

/** A path that flips on and off makes one message, and so do paths that break one soon after the other. */
const SOON_MS = 6 * HOUR_MS;
/** Those that began longest ago are forgotten first: their message stays as it last was. */
const MOST_TROUBLES = 500;
/** Mailboxes that a line names; the rest is counted. */
const MOST_NAMED = 5;

/**
 * The paths (relay and mailbox) on which probes go astray, after something became known of these probes. A path is as its
 * latest probe says of which something is known; one that is on its way says nothing.
 */
export function troublesAfter(facts: Facts, ids: readonly string[], at: Instant): readonly ProbeTrouble[] {
  const probes = facts.probes ?? [];
  const touched = new Set(ids);
  const paths = new Map(
    probes.filter(({ id }) => touched.has(id)).map((probe) => [`${probe.relay}|${probe.mailbox}`, probe]),
  );
  let troubles: readonly ProbeTrouble[] = facts.probeTroubles ?? [];
  for (const path of paths.values()) {
    const latest = probes.findLast((probe) => isOf(path)(probe) && !isOnItsWay(probe));
    const what = latest === undefined ? undefined : stateOf(facts, latest);
    if (latest === undefined || what === undefined) continue;
    const ended = turned(troubles, path, what, at);
    troubles = what === 'fine' ? ended : begun(ended, latest, what, at);
  }
  return troubles.slice(-MOST_TROUBLES);
}

/** The troubles once these paths are looked at no more: a relay or a mailbox was taken off the list, or named anew. */
export function troublesWithout(facts: Facts, off: Partial<Path>, at: Instant): Pick<Facts, 'probeTroubles'> {
  if (facts.probeTroubles === undefined) return {};
  const probeTroubles = facts.probeTroubles.map((one): ProbeTrouble => {
    const isOff = one.relay === off.relay || one.mailbox === off.mailbox;
    return isOff && one.overAt === undefined ? { ...one, overAt: at, turned: 'off' } : one;
  });
  return { probeTroubles };
}

/** What a path's latest probe says. Undefined: nothing that is for certain, or that anybody can mend. */
function stateOf(facts: Facts, probe: Probe): ProbeTrouble['what'] | 'fine' | undefined {
  const fate = fateOf(probe);
  if (fate === 'new') return 'fine';
  // The bot was stopped meanwhile, or the relay is another by now.
  if (fate === 'on-its-way' || probe.failed === 'cancelled') return undefined;
  const relay = relayOf(facts, probe);
  if (relay === undefined) return undefined;
  // The old provider delivers to itself whatever DNS says: no TTL ends that. Of others a cache may explain it.
  if (fate !== 'old' || relay.kind === 'old') return fate;
  const watermark = watermarkOf(facts);
  return watermark !== undefined && (probe.landed?.at ?? 0) > watermark ? 'old' : undefined;
}

function turned(
  troubles: readonly ProbeTrouble[],
  path: Path,
  to: ProbeTrouble['what'] | 'fine',
  at: Instant,
): readonly ProbeTrouble[] {
  return troubles.map((one) => {
    if (!isOf(path)(one) || one.overAt !== undefined || one.what === to) return one;
    return { ...one, overAt: at, turned: to };
  });
}

function begun(
  troubles: readonly ProbeTrouble[],
  probe: Probe,
  what: ProbeTrouble['what'],
  at: Instant,
): readonly ProbeTrouble[] {
  const last = troubles.findLast((one) => isOf(probe)(one) && one.what === what);
  if (last !== undefined && last.overAt === undefined) return troubles;
  const isAgain = last?.overAt !== undefined && at < last.overAt + SOON_MS;
  const latest = Math.max(...troubles.map(({ told }) => told));
  const told = isAgain ? last.told : at < latest + SOON_MS ? latest : at;
  const { id, relay, mailbox, sentAt, landed, failed, says } = probe;
  const trouble: ProbeTrouble = {
    id,
    relay,
    mailbox,
    what,
    told,
    sentAt,
    ...(landed === undefined ? {} : { folder: landed.folder }),
    ...(failed === undefined ? {} : { failed }),
    ...(says === undefined ? {} : { says }),
  };
  return [...troubles.filter((one) => !isAgain || one !== last), trouble];
}

const isOf =
  ({ relay, mailbox }: Path) =>
  (other: Path): boolean =>
    other.relay === relay && other.mailbox === mailbox;

/** The messages of which something changed, each as a whole. */
export function probesTold(before: Facts | undefined, facts: Facts): readonly Said[] {
  const known = new Set(before?.probeTroubles);
  const troubles = facts.probeTroubles ?? [];
  const changed = new Set(troubles.filter((one) => !known.has(one)).map(({ told }) => told));
  return [...changed].map((told) => messageOf(facts, told));
}

function messageOf(facts: Facts, told: Instant): Said {
  const troubles = (facts.probeTroubles ?? []).filter((one) => one.told === told);
  const lines = Map.groupBy(troubles, ({ relay, what, failed, turned: to }) => [relay, what, failed, to].join('|'));
  return {
    kind: 'probes',
    slot: `probes:${told}`,
    open: troubles.filter(({ overAt }) => overAt === undefined).length,
    lines: [...lines.values()].flatMap((group) => lineOf(facts, group)),
  };
}

/** One line for all mailboxes that the same befell by the same relay; its figures are those of the first. */
function lineOf(facts: Facts, group: readonly ProbeTrouble[]): Said['lines'] {
  const [first] = group;
  if (first === undefined) return [];
  const { mailbox: _, told: __, overAt, ...rest } = first;
  return [
    {
      ...rest,
      relayKind: (facts.relays ?? []).find(({ id }) => id === first.relay)?.kind,
      mailboxes: group.slice(0, MOST_NAMED).map(({ mailbox }) => mailbox),
      total: group.length,
      ...(overAt === undefined ? {} : { overAt: Math.max(...group.map((one) => one.overAt ?? 0)) }),
    },
  ];
}
