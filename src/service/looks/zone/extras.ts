import type { AuthoritySweep } from '../../../dns/authority-sweep.ts';
import { uniqueQuestions } from '../../../dns/mail-records.ts';
import { canonicalName } from '../../../dns/names.ts';
import { askNewZone } from '../../../dns/new-zone.ts';
import { publishedPolicy } from '../../../dns/published-policy.ts';
import { signingOf } from '../../../dns/signing.ts';
import { portOf, transportOf, type Vantage } from '../../../dns/vantages.ts';
import type { Facts } from '../../../migration/facts.ts';
import type {
  DelegationObservation,
  NewZoneObservation,
  PolicyObservation,
  SigningObservation,
  ZoneExtras,
} from '../../../migration/zone-observations.ts';
import { domainsOf, isUnder } from '../../../migration/zones.ts';
import type { ExtrasDue } from './due.ts';
import { exchangersOf } from './exchangers.ts';
import type { Ground } from './ground.ts';
import { dkimOf, tlsaOf } from './keys.ts';
import { imageQuestions } from './questions.ts';
import { pointersOf, type Servers, spfOf } from './senders.ts';

/** Of different operators at the most, asked a few at a time until some have told. */
const RECURSORS_ASKED = 9;

export type ExtrasOptions = {
  readonly facts: Facts;
  /** With the addresses that this very look has found. */
  readonly servers: Promise<Servers>;
  readonly sweep: Promise<AuthoritySweep>;
  readonly due: ExtrasDue;
  readonly vantages: readonly Vantage[];
};

/** What a look learns beside the answers of the authoritative servers, as far as it is due. Never rejects by itself. */
export async function lookAtExtras(ground: Ground, options: ExtrasOptions): Promise<ZoneExtras | undefined> {
  const { facts, due } = options;
  const [spf, pointers, dkim, tlsa, exchangers, policies, signing, newZones] = await Promise.all([
    due.all ? options.servers.then((servers) => spfOf(ground, facts, servers)) : undefined,
    due.all ? options.servers.then((servers) => pointersOf(ground, servers)) : undefined,
    due.all ? options.sweep.then(({ observations }) => dkimOf(facts, observations, ground.now())) : undefined,
    due.all ? pinsOf(ground, options) : undefined,
    due.all ? options.sweep.then(({ observations }) => exchangersOf(ground, facts, observations)) : undefined,
    due.policies ? policiesOf(ground, facts) : undefined,
    due.signing ? signingsOf(ground, options) : undefined,
    due.newZones ? newZonesOf(ground, options) : undefined,
  ]);
  const extras: ZoneExtras = {
    ...(spf === undefined ? {} : { spf }),
    ...(dkim === undefined ? {} : { dkim }),
    ...(policies === undefined ? {} : { policies }),
    ...(pointers === undefined ? {} : { pointers }),
    ...(tlsa === undefined ? {} : { tlsa }),
    ...(exchangers === undefined ? {} : { exchangers }),
    ...(signing === undefined ? {} : { signing }),
    ...(newZones === undefined ? {} : { newZones }),
  };
  return Object.keys(extras).length === 0 ? undefined : extras;
}

async function pinsOf(ground: Ground, { facts, servers, sweep }: ExtrasOptions): Promise<ZoneExtras['tlsa']> {
  const [fresh, { observations }] = await Promise.all([servers, sweep]);
  return await tlsaOf(ground, facts, fresh, observations);
}

async function policiesOf(ground: Ground, facts: Facts): Promise<readonly PolicyObservation[]> {
  const { dialer, resolve, now, signal } = ground;
  return await Promise.all(domainsOf(facts).map((domain) => publishedPolicy(dialer, { domain, resolve, now, signal })));
}

/**
 * DNSSEC of the zones that hold the domains. Where recursors are not asked this time, what the authoritative servers show
 * is reported only as far as it settles the matter: it must not cover up what recursors said.
 */
async function signingsOf(ground: Ground, options: ExtrasOptions): Promise<readonly SigningObservation[]> {
  const { dialer, walker, now, signal } = ground;
  const zones = await Promise.all(domainsOf(options.facts).map((domain) => walker.zoneOf(domain)));
  const names = [...new Set(zones.flatMap((zone) => ('outcome' in zone ? [] : [zone.name])))];
  const vantages = options.due.recursors ? validators(ground, options) : [];
  const seen = await Promise.all(
    names.map(
      async (zone): Promise<SigningObservation> => ({
        zone,
        result: await signingOf(dialer, { zone, walker, vantages, now, signal }),
      }),
    ),
  );
  if (options.due.recursors) return seen;
  return seen.filter(({ result }) => result.outcome === 'failed' || result.state !== 'unvalidated');
}

/** Public resolvers of different operators: a team's own may not validate, and then says nothing. */
function validators({ dialer }: Ground, { vantages, facts }: ExtrasOptions): readonly Vantage[] {
  const aside = new Set((facts.aside ?? []).map(({ id }) => id));
  const open = vantages.filter(
    (vantage) =>
      !vantage.site &&
      !aside.has(vantage.id) &&
      transportOf(vantage) === 'udp' &&
      dialer.canReach(vantage.address, portOf(vantage), 'udp'),
  );
  // An operator's first address: IPv4, where it has one.
  const firsts = open.filter(({ operator }, index) => open.findIndex((one) => one.operator === operator) === index);
  return firsts.slice(0, RECURSORS_ASKED);
}

/** What the DNS provider to come would serve, until the parent leads to it. */
async function newZonesOf(ground: Ground, { facts, sweep }: ExtrasOptions): Promise<readonly NewZoneObservation[]> {
  const { dnsMove } = facts;
  if (dnsMove === undefined) return [];
  const { delegations } = await sweep;
  const zones = delegations.map(({ zone }) => zone);
  const home = (name: string) =>
    zones.filter((zone) => isUnder(name, zone)).reduce((best, zone) => (zone.length > best.length ? zone : best), '');
  const moving = [...new Set(domainsOf(facts).map(home))].filter((zone) => zone !== '');
  const questions = uniqueQuestions([
    ...imageQuestions(facts),
    ...facts.plan.map(({ name, type }) => ({ name, type })),
  ]);
  const waiting = moving.filter((zone) => !isLedTo(delegations, zone, dnsMove.servers));
  return await Promise.all(
    waiting.map((zone) =>
      askNewZone(ground.dialer, {
        zone,
        servers: dnsMove.servers,
        // A DS at the parent must lead to a key of theirs as well.
        questions: [...questions.filter(({ name }) => home(name) === zone), { name: zone, type: 'DNSKEY' }],
        walker: ground.walker,
        resolve: ground.resolve,
        now: ground.now,
        signal: ground.signal,
      }),
    ),
  );
}

function isLedTo(delegations: readonly DelegationObservation[], zone: string, servers: readonly string[]): boolean {
  const parent = delegations.find((one) => one.zone === zone)?.parent;
  return parent?.outcome === 'answer' && servers.every((server) => parent.values.includes(canonicalName(server)));
}
