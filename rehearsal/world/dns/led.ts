import type { Random } from '../random.ts';
import type { Authorities } from './authority.ts';
import { type CacheHabit, habitualTtlSeconds } from './cache.ts';

/** Whose NS set a resolver goes by: the parent's referral, or the zone's own once it has been referred there. */
export type NsHabit = 'parent' | 'child';

/**
 * What a resolver knows of the way to each zone. As long as it remembers a zone's servers it asks those, wherever the
 * parent leads by now; afterwards it starts at the parent again, so a former provider's servers cannot keep it.
 */
export type Led = {
  /** The servers to ask for a zone. */
  servers(apex: string, now: number): readonly string[];
  /** The servers that it could turn to at this moment, the question itself changing nothing. */
  possible(apex: string, now: number): readonly string[];
};

type Known = { readonly servers: readonly string[]; readonly expiresAt: number };

export const openLed = (authorities: Authorities, habit: CacheHabit, nsHabit: NsHabit, random: Random): Led => {
  const known = new Map<string, Known>();
  const held = (apex: string, now: number): Known | undefined => {
    const entry = known.get(apex);
    return entry !== undefined && now < entry.expiresAt ? entry : undefined;
  };
  const ownSet = (apex: string, server: string) => {
    const { authoritative, answers } = authorities.ask(server, apex, 'NS');
    const [first] = answers;
    if (nsHabit === 'parent' || !authoritative || first === undefined) return undefined;
    return { servers: authorities.addressesOf(answers.map(({ value }) => value)), ttlSeconds: first.ttlSeconds };
  };
  return {
    servers: (apex, now) => {
      const entry = held(apex, now);
      if (entry !== undefined) return entry.servers;
      const referral = random.pick(authorities.referrals(apex));
      const from = referral.servers.length === 0 ? undefined : ownSet(apex, random.pick(referral.servers));
      const { servers, ttlSeconds } = from ?? referral;
      known.set(apex, { servers, expiresAt: now + habitualTtlSeconds(habit, ttlSeconds) * 1_000 });
      return servers;
    },
    possible: (apex, now) =>
      held(apex, now)?.servers ?? [...new Set(authorities.referrals(apex).flatMap((each) => each.servers))],
  };
};
