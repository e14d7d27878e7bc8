import type { Random } from './random.ts';

/** The DNS provider changes too: at the rewrite the parent names other servers. */
export type DnsMoveTrait = {
  /** How long the parent's NS set may be kept. Nobody in the team can lower it. */
  readonly parentTtlSeconds: number;
  /** What the former provider's servers serve from the rewrite on: the zone as it was, or the new data too. */
  readonly former: 'old-zone' | 'new-data';
};

/**
 * The zone is signed; `breaks`: at the rewrite it would be signed by a key that the parent does not vouch for. Where the
 * DNS provider changes this shows beforehand, and is mended in one of two ways: both providers serve both keys and the
 * parent vouches for both, or the DS is taken out.
 */
export type DnssecTrait = { readonly breaks: boolean; readonly cure?: 'keys' | 'ds-out' };

/** The domain publishes an MTA-STS policy in enforce mode. */
export type StsTrait = { readonly maxAgeSeconds: number };

/** One public resolver keeps everything for at least so long, and somebody's mail server asks it. */
export type ExtenderTrait = { readonly minTtlSeconds: number };

/** The second authoritative server takes the rewrite over late, or not before somebody sees to it. */
export type HalfUpdatedTrait = { readonly kind: 'late'; readonly lagMs: number } | { readonly kind: 'stuck' };

/** What the team gets wrong when it rewrites the MX. */
export type SlipTrait = { readonly kind: 'typo' | 'missing-dot' };

/** An address that the old server delivers into somebody's mailbox, and that is on nobody's list. */
export type AliasTrait = {
  readonly local: string;
  /** Somebody still writes to it; else there is only older mail for it. */
  readonly isAlive: boolean;
};

/** What happens in a world beside the plain course of things. Absent: it does not happen there. */
export type Traits = {
  readonly dnsMove?: DnsMoveTrait;
  readonly dnssec?: DnssecTrait;
  readonly sts?: StsTrait;
  readonly extender?: ExtenderTrait;
  readonly halfUpdated?: HalfUpdatedTrait;
  readonly slip?: SlipTrait;
  /** The new server turns out to refuse mail, and the team rolls back before it goes on. */
  readonly rollback?: true;
  readonly idn?: true;
  /** A second domain on the same servers. */
  readonly furtherDomain?: true;
  readonly alias?: AliasTrait;
  /** After the rewrite the old server's panel turns the alias off: mail for it would bounce. */
  readonly oldRefuses?: true;
  /** Somebody moves what arrives on the old server into a folder of their own at once. */
  readonly sorter?: true;
  /** Somebody's POP3 client takes mail off the old server and deletes it there. */
  readonly downloads?: true;
  /** A bill that comes once a month, and not while we watch. */
  readonly monthly?: true;
  /** The bot copies what is missing; else the team does by hand. */
  readonly botCopies?: true;
};

/**
 * The traits of a seed. Whether a world has one goes by the seed's remainder, so that any forty seeds in a row hold
 * each of them several times; how it looks is drawn. Keys that would not fit after a change of provider come once in
 * forty, each of their two cures once in eighty. Left out where two of them would have the team do one thing twice:
 * with a change of provider the rewrite is the parent's, so there is neither a slip in it nor a server left behind.
 */
export const traitsOf = (seed: number, random: Random): Traits => {
  const is = (modulus: number, remainder: number): boolean => seed % modulus === remainder;
  const moves = is(5, 2);
  const rollsBack = is(10, 9);
  const refuses = is(5, 1);
  const parentTtlSeconds = random.int(2, 4);
  const maxAgeSeconds = random.int(3, 6);
  const minTtlSeconds = random.int(12, 14);
  const lagMs = random.int(4_000, 6_000);
  return {
    ...(moves ? { dnsMove: { parentTtlSeconds, former: is(10, 7) ? 'new-data' : 'old-zone' } as const } : {}),
    ...(is(4, 1)
      ? {
          dnssec: {
            breaks: is(8, 5) && !rollsBack,
            ...(moves ? { cure: is(80, 37) ? 'keys' : 'ds-out' } : {}),
          } as const,
        }
      : {}),
    ...(is(5, 3) ? { sts: { maxAgeSeconds } } : {}),
    ...(is(6, 4) ? { extender: { minTtlSeconds } } : {}),
    ...(is(6, 0) && !moves ? { halfUpdated: is(12, 0) ? ({ kind: 'late', lagMs } as const) : STUCK } : {}),
    ...(is(7, 3) && !moves ? { slip: { kind: is(14, 3) ? 'typo' : 'missing-dot' } as const } : {}),
    ...(rollsBack ? { rollback: true } : {}),
    ...(is(8, 7) ? { idn: true } : {}),
    ...(is(7, 1) && !moves ? { furtherDomain: true } : {}),
    ...(refuses || is(3, 0) ? { alias: { local: random.pick(ALIASES), isAlive: !refuses } } : {}),
    ...(refuses ? { oldRefuses: true } : {}),
    ...(is(4, 0) ? { sorter: true } : {}),
    ...(is(6, 2) ? { downloads: true } : {}),
    ...(is(4, 3) ? { monthly: true } : {}),
    ...(is(2, 1) ? { botCopies: true } : {}),
  };
};

const ALIASES = ['billing', 'webmaster', 'recruit', 'press'] as const;
const STUCK: HalfUpdatedTrait = { kind: 'stuck' };
