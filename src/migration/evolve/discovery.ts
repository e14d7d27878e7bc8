import type { Facts } from '../facts.ts';
import { withDelegation } from '../plan.ts';
import type { Instant } from '../time.ts';
import { formerKey, formerOf } from '../zones.ts';
import { type Of, without } from './part.ts';

type DiscoveryEvent = Of<
  | 'image-taken'
  | 'names-added'
  | 'dns-move-set'
  | 'delegation-seen'
  | 'authorities-left'
  | 'former-turned'
  | 'zone-released'
  | 'selectors-found'
  | 'selectors-set'
  | 'policy-seen'
  | 'differences-seen'
>;

/** What is known of the domain's zones, and of what in them carries mail. */
export function discovery(facts: Facts, event: DiscoveryEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'image-taken': {
      const records = Object.entries(event.records).map(([key, { values, ttlSeconds }]) => [
        key,
        { values: [...values], ttlSeconds },
      ]);
      return { image: { at, records: Object.fromEntries(records) } };
    }
    case 'names-added':
      return { names: [...new Set([...(facts.names ?? []), ...event.names])].sort() };
    case 'dns-move-set': {
      const dnsMove = event.servers.length === 0 ? undefined : { servers: [...event.servers], at, by };
      return { dnsMove, plan: [...withDelegation({ ...facts, dnsMove }, facts.plan)] };
    }
    case 'delegation-seen': {
      const known = facts.delegations?.[event.zone];
      const isSame = known?.parent.join('\n') === event.parent.join('\n');
      const lowered = known !== undefined && event.ttlSeconds < known.ttlSeconds;
      const formerGoneAt = lowered
        ? Math.max(known.formerGoneAt ?? 0, at + known.ttlSeconds * 1_000)
        : known?.formerGoneAt;
      const dsGoneAt = event.signed === true ? undefined : dsGone(known, at);
      const delegation = {
        parent: [...event.parent],
        ttlSeconds: event.ttlSeconds,
        since: isSame && known !== undefined ? known.since : at,
        servers: [...event.servers],
        ...(formerGoneAt === undefined ? {} : { formerGoneAt }),
        ...(event.signed === true ? { signed: true } : {}),
        ...(event.dsTtlSeconds === undefined ? {} : { dsTtlSeconds: event.dsTtlSeconds }),
        ...(dsGoneAt === undefined ? {} : { dsGoneAt }),
      };
      // Led to once more, a server is no former one.
      const led = new Set(event.servers.map((server) => formerKey(event.zone, server)));
      const formers = Object.entries(facts.formers ?? {}).filter(([key]) => !led.has(key));
      return {
        delegations: { ...facts.delegations, [event.zone]: delegation },
        ...(facts.formers === undefined ? {} : { formers: Object.fromEntries(formers) }),
      };
    }
    case 'authorities-left': {
      const left = event.servers.map((server) => {
        // Said once more of a server that turned and then turned back.
        const leftAt = formerOf(facts, event.zone, server)?.leftAt ?? at;
        return [formerKey(event.zone, server), { zone: event.zone, leftAt, goneAt: event.goneAt }];
      });
      return {
        formers: { ...facts.formers, ...Object.fromEntries(left) },
        releasedZones: without(facts.releasedZones ?? {}, event.zone),
      };
    }
    case 'former-turned': {
      const former = formerOf(facts, event.zone, event.server);
      if (former === undefined) return {};
      return {
        formers: { ...facts.formers, [formerKey(event.zone, event.server)]: { ...former, turnedAt: at } },
      };
    }
    case 'zone-released':
      return { releasedZones: { ...facts.releasedZones, [event.zone]: at } };
    case 'selectors-found': {
      const known = (facts.selectors ?? []).filter(
        (one) => !event.selectors.some((found) => found.domain === one.domain && found.selector === one.selector),
      );
      return { selectors: [...known, ...event.selectors.map((one) => ({ ...one }))] };
    }
    case 'selectors-set':
      return {
        newSelectors: [...event.selectors],
        // That a key is missing, or need not be there, was said of the selectors of that time.
        waivers: facts.waivers.filter(
          ({ criterion, item }) => criterion !== 'CUT-PLAN-REST' || !item.startsWith('dkim:'),
        ),
      };
    case 'policy-seen':
      return {
        policies: { ...facts.policies, [event.domain]: { ...event.policy, mx: [...event.policy.mx], since: at } },
      };
    case 'differences-seen':
      return { differences: event.differences.map((difference) => structuredClone(difference)) };
  }
}

/** Until when caches may remember a DS that is there no longer; one whose TTL nobody saw, as long as the delegation. */
function dsGone(known: NonNullable<Facts['delegations']>[string] | undefined, now: Instant): Instant | undefined {
  if (known?.signed !== true) return known?.dsGoneAt;
  return now + (known.dsTtlSeconds ?? known.ttlSeconds) * 1_000;
}
