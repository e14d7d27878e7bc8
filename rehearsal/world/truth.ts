import type { Authorities } from './dns/authority.ts';
import { changesOf, domainsOf, isOldData } from './dns/domain.ts';
import type { Resolver } from './dns/resolver.ts';
import type { Habits } from './mail/habits.ts';
import type { MailServer } from './mail/mail-server.ts';
import type { Senders, Sent } from './mail/senders.ts';
import type { WorldPlan } from './plan.ts';

/** What became of all legitimate mail, read from the servers' own storage. */
export type Tally = {
  readonly sent: number;
  readonly landedOld: number;
  readonly landedNew: number;
  /** On neither server, and no longer on its way. */
  readonly lost: readonly Sent[];
  /** On the old server alone. */
  readonly onlyOld: readonly Sent[];
  /** Only in the program of a reader, who fetched it from the old server before the move, as ever. */
  readonly atReaders: readonly Sent[];
  readonly underWay: number;
};

export type Truth = {
  /** Why mail could still reach the old server at this moment; empty: nothing legitimate can. */
  couldReachOld(now: number): readonly string[];
  /** Legitimate messages that were delivered to the old server at or after that moment. */
  reachedOldSince(since: number): readonly Reached[];
  /** Which resolvers that keep to TTLs could still ask the DNS provider that was left; empty while none was. */
  formerAsked(now: number): readonly string[];
  /** `begunAt`: when the rewrite was begun; what a reader's program took before is that reader's, and no concern of the move. */
  tally(begunAt?: number): Tally;
};

export type Reached = { readonly sender: string; readonly to: string; readonly at: number };

export type TruthParts = {
  readonly plan: WorldPlan;
  readonly authorities: Authorities;
  readonly resolvers: readonly Resolver[];
  readonly senders: Senders;
  readonly habits: Habits;
  readonly old: MailServer;
  readonly new: MailServer;
};

/**
 * What is so, whoever has noticed it. Of the authoritative servers those count to which the parent leads; a former DNS
 * provider's counts for as long as some cache remembers the way to it, through what that cache would answer. A resolver
 * that can be asked by anybody counts for every record that the rewrite changes; one inside a provider counts for the
 * way its senders take (MX, then address).
 */
export const openTruth = (parts: TruthParts): Truth => {
  const { plan, authorities, resolvers, senders, habits } = parts;
  const isOld = isOldData(plan);
  const changes = changesOf(plan);

  const leadsToOld = (resolver: Resolver, now: number): boolean => {
    const exchanges = domainsOf(plan).flatMap((domain) =>
      resolver.possible(domain, 'MX', now).filter((record) => record.type === 'MX'),
    );
    const hosts = new Set(exchanges.map((record) => record.value.split(' ')[1] ?? ''));
    return [...hosts].some((host) =>
      resolver.possible(host, 'A', now).some((record) => record.value === plan.old.address),
    );
  };
  const ofResolvers = (now: number): readonly string[] =>
    resolvers
      .filter((resolver) => resolver.seed.addresses.length > 0)
      .filter((resolver) => changes.some(({ name, type }) => resolver.possible(name, type, now).some(isOld)))
      .map((resolver) => `resolver ${resolver.name} can still give old data`);
  const ofSenders = (now: number): readonly string[] =>
    senders.all().flatMap((sender) => {
      const { name, route } = sender.plan;
      if (sender.underWayTo().includes(plan.old.address))
        return [`a message of ${name} is being delivered to the old server`];
      if (sender.isStubborn()) return [`${name} does not ask DNS (${route.kind})`];
      const resolver = resolvers.find((each) => route.kind === 'resolves' && each.name === route.resolver);
      return resolver !== undefined && leadsToOld(resolver, now)
        ? [`${name} would be sent to the old server by ${resolver.name}`]
        : [];
    });

  return {
    couldReachOld: (now) => [
      ...(authorities.anyServed(isOld) ? ['an authoritative server still serves old data'] : []),
      ...ofResolvers(now),
      ...ofSenders(now),
    ],
    reachedOldSince: (since) => {
      const deliveredAt = parts.old.deliveredAt();
      return senders.sent().flatMap(({ id, sender, to }) => {
        const at = deliveredAt.get(id);
        return at === undefined || at < since ? [] : [{ sender, to, at }];
      });
    },
    formerAsked: (now) => {
      if (plan.nextNameServers === undefined) return [];
      const formers = authorities.addressesOf(plan.nameServers);
      return resolvers
        .filter(({ seed }) => seed.cache.kind !== 'extends' && seed.manner.kind !== 'down')
        .filter((resolver) => resolver.ledTo(plan.domain, now).some((address) => formers.includes(address)))
        .map(({ name }) => `${name} may still ask the former DNS servers`);
    },
    tally: (begunAt = Number.POSITIVE_INFINITY) => {
      const taken = [...habits.atReaders()];
      // What a reader's program has taken since the rewrite is on that side still, as far as the move is concerned.
      const strays = taken.filter(([, takenAt]) => takenAt >= begunAt).map(([id]) => id);
      const home = new Set(taken.map(([id]) => id).filter((id) => !strays.includes(id)));
      const onOld = new Set([...parts.old.messageIds(), ...strays]);
      const onNew = parts.new.messageIds();
      const sent = senders.sent();
      const waiting = new Set(senders.all().flatMap((sender) => [...sender.waiting()]));
      return {
        sent: sent.length,
        landedOld: sent.filter(({ id }) => onOld.has(id)).length,
        landedNew: sent.filter(({ id }) => onNew.has(id)).length,
        lost: sent.filter(({ id }) => !onOld.has(id) && !onNew.has(id) && !home.has(id) && !waiting.has(id)),
        onlyOld: sent.filter(({ id }) => onOld.has(id) && !onNew.has(id)),
        atReaders: sent.filter(({ id }) => home.has(id) && !onOld.has(id) && !onNew.has(id)),
        underWay: waiting.size,
      };
    },
  };
};
