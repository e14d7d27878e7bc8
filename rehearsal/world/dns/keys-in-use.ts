import type { WorldPlan } from '../plan.ts';
import { zoneKey } from './signing.ts';

/** The DNS provider that the domain is at when the story begins, and the one it moves to where it moves. */
export type ProviderSide = 'present' | 'next';

/** How far the keys have come: with the zone's stages, or mended after they broke, or before they would have. */
export type SigningState = 'before' | 'prepared' | 'rewritten' | 'cleaned' | 'mended';

export type Signing = { readonly dnskeys: readonly string[]; readonly signedBy: string };

/**
 * The keys in the zone, and the one it is signed with; undefined where it is not signed.
 *
 * A provider that goes well hands its key over first: both stand in both zones before the move (RFC 8901, model 2).
 * Where it breaks, the new key simply takes the old one's place at the rewrite; before a move there is time to mend it.
 */
export const signing = (plan: WorldPlan, at: ProviderSide, state: SigningState): Signing | undefined => {
  const { dnssec, dnsMove } = plan.traits;
  if (dnssec === undefined) return undefined;
  const [first, second] = [keyOf(plan, 1).dnskey, keyOf(plan, 2).dnskey];
  if (dnssec.breaks && state !== 'mended') {
    const isSecond = dnsMove === undefined ? state === 'rewritten' || state === 'cleaned' : at === 'next';
    return isSecond ? { dnskeys: [second], signedBy: second } : { dnskeys: [first], signedBy: first };
  }
  const both = dnsMove !== undefined && state !== 'before';
  return { dnskeys: both ? [first, second] : [first], signedBy: at === 'next' ? second : first };
};

/** What the parent vouches for. `mended`: the team has told the registrar of the new key, or to vouch for none. */
export const delegationSigners = (plan: WorldPlan, state: 'before' | 'prepared' | 'mended'): readonly string[] => {
  const { dnssec, dnsMove } = plan.traits;
  if (dnssec === undefined) return [];
  const [first, second] = [keyOf(plan, 1).ds(plan.domain), keyOf(plan, 2).ds(plan.domain)];
  if (dnssec.breaks && dnsMove === undefined) return state === 'mended' ? [second] : [first];
  if (dnssec.breaks && state !== 'mended') return [first];
  if (dnssec.breaks && dnssec.cure === 'ds-out') return [];
  return dnsMove !== undefined && state !== 'before' ? [first, second] : [first];
};

const keyOf = (plan: WorldPlan, number: 1 | 2) => zoneKey(`${plan.domain} ${plan.seed} ${number}`);
