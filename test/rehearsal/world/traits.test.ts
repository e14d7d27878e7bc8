import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openBook } from '../../../rehearsal/world/book.ts';
import { type Authorities, openAuthorities } from '../../../rehearsal/world/dns/authority.ts';
import { domainZones, isOldData } from '../../../rehearsal/world/dns/domain.ts';
import { openResolver, type Resolver, type ResolverSeed } from '../../../rehearsal/world/dns/resolver.ts';
import { surroundingZones } from '../../../rehearsal/world/dns/surroundings.ts';
import type { WorldPlan } from '../../../rehearsal/world/plan.ts';
import { randomFrom } from '../../../rehearsal/world/random.ts';
import { makeWorld } from '../../../rehearsal/world/seed.ts';
import type { Traits } from '../../../rehearsal/world/traits.ts';
import { openZoneAffairs, type ZoneAffairs } from '../../../rehearsal/world/zone-affairs.ts';

const opened: { close(): Promise<void> }[] = [];
beforeEach(() => {
  // What caches go by; lags stay real.
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

test('a resolver that remembers the former provider asks it until the referral has expired', async () => {
  const { plan, authorities, zone, resolver } = await aWorld({
    dnsMove: { parentTtlSeconds: 2, former: 'old-zone' },
  });
  const early = await resolver('early', {});
  const child = await resolver('child', { nsHabit: 'child' });
  const slow = await resolver('slow', { cache: { kind: 'extends', minTtlSeconds: 5 } });
  await zone.prepare();
  for (const each of [early, child, slow]) expect(await mxOf(each, plan)).toEqual([`10 ${plan.old.name}`]);
  const movedAt = Date.now();
  await zone.rewrite();
  expect(zone.at()).toBe('next');
  // The parent leads elsewhere: whoever has never asked gets the new data at once.
  expect(await mxOf(await resolver('late', {}), plan)).toEqual([`10 ${plan.new.name}`]);
  expect(authorities.anyServed(isOldData(plan))).toBe(false);
  // Its record is gone after a second, and the way to it is not.
  vi.setSystemTime(movedAt + 1_300);
  expect(await mxOf(early, plan)).toEqual([`10 ${plan.old.name}`]);
  expect(await mxOf(child, plan)).toEqual([`10 ${plan.old.name}`]);
  const canBeOld = (each: Resolver) => each.possible(plan.domain, 'MX', Date.now()).some(isOldData(plan));
  expect(canBeOld(early)).toBe(true);
  // Two seconds of referral and one of record, counted from the last moment before the move.
  vi.setSystemTime(movedAt + 3_100);
  expect(await mxOf(early, plan)).toEqual([`10 ${plan.new.name}`]);
  expect(await mxOf(child, plan)).toEqual([`10 ${plan.new.name}`]);
  expect(canBeOld(early)).toBe(false);
  expect(canBeOld(slow)).toBe(true);
}, 15_000);

test('a former provider that is kept up answers like the new one', async () => {
  const { plan, authorities, zone } = await aWorld({ dnsMove: { parentTtlSeconds: 2, former: 'new-data' } });
  await zone.prepare();
  await zone.rewrite();
  for (const address of ['198.51.100.11', '198.51.100.12', '198.51.100.21', '198.51.100.22'])
    expect(authorities.ask(address, plan.domain, 'MX').answers).toMatchObject([{ value: `10 ${plan.new.name}` }]);
  await zone.clean();
  expect(authorities.ask('198.51.100.22', plan.domain, 'TXT').answers[0]?.value).not.toContain(plan.old.address);
}, 15_000);

test('a signed zone is vouched for: AD from whoever validates, DS and DNSKEY fit', async () => {
  const { plan, zone, resolver } = await aWorld({ dnssec: { breaks: false } });
  const validating = await resolver('validating', { validates: true });
  const plain = await resolver('plain', {});
  for (const stage of ['prepare', 'rewrite'] as const) {
    await zone[stage]();
    for (const type of ['SOA', 'DNSKEY'])
      expect(await validating.ask(plan.domain, type)).toMatchObject({ rcode: 'NOERROR', authentic: true });
    expect(await plain.ask(plan.domain, 'SOA')).toMatchObject({ rcode: 'NOERROR', authentic: false });
  }
  const ds = await plain.ask(plan.domain, 'DS');
  expect(ds?.answers[0]?.value).toMatch(/^\d+ 13 2 [0-9a-f]{64}$/);
  // The parent's neighbours are not signed.
  expect(await validating.ask(plan.new.name, 'A')).toMatchObject({ rcode: 'NOERROR', authentic: false });
}, 15_000);

test('keys handed over before a change of provider validate on both sides of it', async () => {
  const { plan, zone, resolver } = await aWorld({
    dnssec: { breaks: false },
    dnsMove: { parentTtlSeconds: 2, former: 'old-zone' },
  });
  const before = await resolver('before', { validates: true });
  await zone.prepare();
  expect(await before.ask(plan.domain, 'MX')).toMatchObject({ authentic: true });
  await zone.rewrite();
  for (const each of [before, await resolver('after', { validates: true })])
    expect(await each.ask(plan.domain, 'MX')).toMatchObject({ rcode: 'NOERROR', authentic: true });
}, 15_000);

test.each<Traits>([
  { dnssec: { breaks: true } },
  { dnssec: { breaks: true }, dnsMove: { parentTtlSeconds: 2, former: 'old-zone' } },
])(
  'a key that nobody vouches for: SERVFAIL with its reason, data when unchecked, until it is mended: %o',
  async (traits) => {
    const { plan, zone, resolver } = await aWorld(traits);
    await zone.prepare();
    await zone.rewrite();
    expect(zone.mistakes()).toEqual(['dnssec']);
    const validating = await resolver('validating', { validates: true });
    for (const type of ['MX', 'DNSKEY'])
      expect(await validating.ask(plan.domain, type)).toMatchObject({ rcode: 'SERVFAIL', ede: 9 });
    expect(await validating.ask(plan.domain, 'MX', { checkingDisabled: true })).toMatchObject({
      rcode: 'NOERROR',
      answers: [{ value: `10 ${plan.new.name}` }],
    });
    expect(await (await resolver('plain', {})).ask(plan.domain, 'MX')).toMatchObject({ rcode: 'NOERROR' });
    await zone.mend('dnssec');
    expect(zone.mistakes()).toEqual([]);
    // DS may be remembered for two seconds.
    vi.setSystemTime(Date.now() + 2_100);
    expect(await validating.ask(plan.domain, 'MX')).toMatchObject({ rcode: 'NOERROR', authentic: true });
  },
  15_000,
);

test.each(['keys', 'ds-out'] as const)(
  'keys that would not fit after a change of provider are known before it; mended by %s, nothing breaks',
  async (cure) => {
    const { plan, zone, resolver } = await aWorld({
      dnssec: { breaks: true, cure },
      dnsMove: { parentTtlSeconds: 2, former: 'old-zone' },
    });
    const validating = await resolver('validating', { validates: true });
    await zone.prepare();
    expect(zone.mistakes()).toEqual(['dnssec']);
    await zone.mend('dnssec');
    // DS and DNSKEY may be remembered for two seconds.
    vi.setSystemTime(Date.now() + 2_100);
    expect(await validating.ask(plan.domain, 'MX')).toMatchObject({ rcode: 'NOERROR', authentic: cure === 'keys' });
    await zone.rewrite();
    expect(zone.mistakes()).toEqual([]);
    for (const each of [validating, await resolver('late', { validates: true })])
      expect(await each.ask(plan.domain, 'SOA')).toMatchObject({ rcode: 'NOERROR', authentic: cure === 'keys' });
  },
  15_000,
);

test('whoever asks at the last moment holds the old data for as long as it can', async () => {
  const { plan, zone, resolver } = await aWorld({ extender: { minTtlSeconds: 3 } });
  const slow = await resolver('slow', { cache: { kind: 'extends', minTtlSeconds: 3 } });
  await zone.prepare();
  await mxOf(slow, plan);
  vi.setSystemTime(Date.now() + 1_500);
  const askedAt = Date.now();
  slow.askAnew(zone.changes);
  await zone.rewrite();
  vi.setSystemTime(askedAt + 2_500);
  expect(await mxOf(slow, plan)).toEqual([`10 ${plan.old.name}`]);
}, 15_000);

test.each(['typo', 'missing-dot'] as const)(
  'a %s leads nowhere, and is made once',
  async (kind) => {
    const { plan, zone, resolver } = await aWorld({ slip: { kind } });
    await zone.prepare();
    await zone.rewrite();
    expect(zone.mistakes()).toEqual(['slip']);
    const asking = await resolver('asking', {});
    const wrong = zone.signOf('slip');
    expect(await mxOf(asking, plan)).toEqual([`10 ${wrong}`]);
    expect(wrong).toBe(
      kind === 'typo' ? plan.new.name.replace('newhost', 'newhsot') : `${plan.new.name}.${plan.domain}`,
    );
    expect(await asking.ask(wrong, 'A')).toMatchObject({ rcode: 'NXDOMAIN' });
    await zone.rollBack();
    await zone.rewrite();
    expect(zone.mistakes()).toEqual([]);
  },
  15_000,
);

test('a server that is stuck stays at the old serial until somebody sees to it', async () => {
  const { plan, authorities, zone } = await aWorld({ halfUpdated: { kind: 'stuck' } });
  await zone.prepare();
  await zone.rewrite();
  const soaOf = (address: string) => authorities.ask(address, plan.domain, 'SOA').answers[0]?.value;
  expect(soaOf('198.51.100.12')).not.toBe(soaOf('198.51.100.11'));
  expect(authorities.ask('198.51.100.12', plan.domain, 'MX').answers[0]?.value).toBe(`10 ${plan.old.name}`);
  expect(zone.signOf('stuck')).toBe('ns2.dnsharbor.example');
  await zone.mend('stuck');
  expect(soaOf('198.51.100.12')).toBe(soaOf('198.51.100.11'));
  expect(authorities.anyServed(isOldData(plan))).toBe(false);
}, 15_000);

test('a server that is late takes the rewrite over by itself', async () => {
  const { plan, authorities, zone } = await aWorld({ halfUpdated: { kind: 'late', lagMs: 1_500 } });
  await zone.prepare();
  const rewritten = zone.rewrite();
  const primary = () => authorities.ask('198.51.100.11', plan.domain, 'MX').answers[0]?.value;
  await expect.poll(primary).toBe(`10 ${plan.new.name}`);
  expect(authorities.anyServed(isOldData(plan))).toBe(true);
  await rewritten;
  expect(zone.mistakes()).toEqual([]);
  expect(authorities.anyServed(isOldData(plan))).toBe(false);
}, 15_000);

/** The zone of a plain world with these traits, and resolvers to ask it through. */
const aWorld = async (
  traits: Traits,
): Promise<{
  readonly plan: WorldPlan;
  readonly authorities: Authorities;
  readonly zone: ZoneAffairs;
  readonly resolver: (name: string, seed: Partial<ResolverSeed>) => Promise<Resolver>;
}> => {
  const drawn = makeWorld(20);
  const plan: WorldPlan = {
    ...drawn,
    traits,
    rewrite: 'mx-target',
    ttl: { beforeSeconds: 1, loweredSeconds: 1, negativeSeconds: 1 },
    authorities: drawn.authorities.map((seed) => ({ ...seed, lagMs: 0 })),
    ...(traits.dnsMove === undefined ? {} : { nextNameServers: ['ns1.dnscliff.example', 'ns2.dnscliff.example'] }),
  };
  const book = openBook();
  const zones = [...surroundingZones(plan), ...domainZones(plan, { stage: 'before', serial: 1 })];
  const authorities = await openAuthorities(plan.authorities, zones, book);
  opened.push(authorities);
  return {
    plan,
    authorities,
    zone: openZoneAffairs({ plan, authorities, firstSerial: 1 }),
    resolver: async (name, seed) => {
      const whole: ResolverSeed = {
        name,
        addresses: [],
        cache: { kind: 'honours' },
        manner: { kind: 'prompt' },
        ...seed,
      };
      const resolver = await openResolver(whole, authorities, randomFrom(1).fork(name), book);
      opened.push(resolver);
      return resolver;
    },
  };
};

const mxOf = async (resolver: Resolver, plan: WorldPlan): Promise<readonly string[] | undefined> =>
  (await resolver.ask(plan.domain, 'MX'))?.answers.map((record) => record.value);
