import { expect, test } from 'vitest';
import { changesOf, domainZones, isOldData, type ZoneStage } from '../../../rehearsal/world/dns/domain.ts';
import { inTurn } from '../../../rehearsal/world/mail/senders.ts';
import { randomFrom } from '../../../rehearsal/world/random.ts';
import { makeWorld, QUIET_MS } from '../../../rehearsal/world/seed.ts';
import type { Traits } from '../../../rehearsal/world/traits.ts';

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1);

test('a seed decides everything, and another seed decides otherwise', () => {
  expect(makeWorld(7)).toEqual(makeWorld(7));
  const distinct = new Set(SEEDS.map((seed) => JSON.stringify({ ...makeWorld(seed), seed: 0 })));
  expect(distinct.size).toBe(SEEDS.length);
});

test('forked chance does not depend on how much was drawn elsewhere', () => {
  const [first, second] = [randomFrom(3), randomFrom(3)];
  for (let drawn = 0; drawn < 10; drawn += 1) first.next();
  expect(first.fork('x').next()).toBe(second.fork('x').next());
  expect(first.fork('x').next()).not.toBe(first.fork('y').next());
});

test.each(SEEDS)('world %i lets a correct judge be right', (seed) => {
  const plan = makeWorld(seed);
  const vantageNames = new Set(plan.resolvers.filter((each) => each.addresses.length > 0).map((each) => each.name));
  for (const sender of plan.senders) {
    const visible = sender.route.kind === 'resolves' && vantageNames.has(sender.route.resolver);
    // Two seconds to spare: one for dates of whole seconds, one for queues and looks.
    const domains = plan.furtherDomain === undefined ? 1 : 2;
    if (!visible) expect(domains * sender.everyMs.max).toBeLessThanOrEqual(QUIET_MS.switchBack - 2_000);
  }
  // What a vantage cannot read must keep to TTLs, and eight operators must be readable.
  const unreadable = plan.resolvers.filter((each) => each.addresses.length > 0 && each.manner.kind !== 'prompt');
  expect(unreadable.every((each) => each.cache.kind === 'honours')).toBe(true);
  const operators = new Set(
    plan.resolvers
      .filter((each) => each.manner.kind === 'prompt' && !each.name.startsWith('site') && each.addresses.length > 0)
      .map((each) => each.name.replace(/-2$/, '')),
  );
  expect(operators.size).toBeGreaterThanOrEqual(8);
  expect(plan.siteResolvers.length).toBeGreaterThan(0);
  expect(plan.mailboxes.filter((each) => each.listedNewPassword !== each.newPassword)).toHaveLength(1);
  expect(plan.clients.filter((each) => each.forgetsToRestore)).toHaveLength(1);
  expect(plan.senders.some((each) => each.route.kind !== 'resolves')).toBe(true);
  expect(new Set(plan.senders.map((each) => each.helo)).size).toBe(plan.senders.length);
  expect(plan.mailboxes.length).toBeGreaterThanOrEqual(4);
  const hosts = new Set(plan.hostnames.map((host) => `${host}.${plan.domain}`));
  expect(plan.clients.every((client) => hosts.has(client.hostname))).toBe(true);
});

test.each(SEEDS.slice(0, 40))(
  'the rewrite of world %i leaves nothing old behind, and changes what it says it changes',
  (seed) => {
    const plan = makeWorld(seed);
    const isOld = isOldData(plan);
    const recordsAt = (stage: ZoneStage) => domainZones(plan, { stage, serial: 1 }).flatMap((zone) => zone.records);
    expect(recordsAt('before').filter(isOld)).toHaveLength(changesOf(plan).length);
    expect(recordsAt('rewritten').filter(isOld)).toEqual([]);
    expect(JSON.stringify(recordsAt('cleaned'))).not.toContain(plan.old.address);
    expect(JSON.stringify(recordsAt('cleaned'))).not.toContain(plan.old.name);
  },
);

const MAIL_TRAITS: ReadonlySet<string> = new Set<keyof Traits>([
  'alias',
  'oldRefuses',
  'sorter',
  'downloads',
  'monthly',
  'botCopies',
]);

test('forty worlds in a row hold every trait several times, in each of its forms', () => {
  const traits = SEEDS.slice(0, 40).map((seed) => makeWorld(seed).traits);
  const count = (has: (trait: Traits) => boolean): number => traits.filter(has).length;
  const wanted: Readonly<Record<string, number>> = {
    'old zone left behind': count(({ dnsMove }) => dnsMove?.former === 'old-zone'),
    'former provider kept up': count(({ dnsMove }) => dnsMove?.former === 'new-data'),
    'signed throughout': count(({ dnssec }) => dnssec?.breaks === false),
    'signatures break': count(({ dnssec, dnsMove }) => dnssec?.breaks === true && dnsMove === undefined),
    policy: count(({ sts }) => sts !== undefined),
    extender: count(({ extender }) => extender !== undefined),
    late: count(({ halfUpdated }) => halfUpdated?.kind === 'late'),
    stuck: count(({ halfUpdated }) => halfUpdated?.kind === 'stuck'),
    typo: count(({ slip }) => slip?.kind === 'typo'),
    dot: count(({ slip }) => slip?.kind === 'missing-dot'),
    rollback: count(({ rollback }) => rollback === true),
    idn: count(({ idn }) => idn === true),
    further: count(({ furtherDomain }) => furtherDomain === true),
    aliasInUse: count(({ alias }) => alias?.isAlive === true),
    oldRefuses: count(({ oldRefuses }) => oldRefuses === true),
    sorter: count(({ sorter }) => sorter === true),
    downloads: count(({ downloads }) => downloads === true),
    monthly: count(({ monthly }) => monthly === true),
    botCopies: count(({ botCopies }) => botCopies === true),
    'DNS as it should be': count((trait) => Object.keys(trait).every((key) => MAIL_TRAITS.has(key))),
  };
  expect(Object.entries(wanted).filter(([, times]) => times < 2)).toEqual([]);
});

test.each(SEEDS)('what world %i is to be asked for can be asked for', (seed) => {
  const plan = makeWorld(seed);
  expect(plan.domain).toMatch(/^[a-z0-9-]+\.example$/);
  expect(plan.domain.startsWith('xn--')).toBe(plan.traits.idn === true);
  expect(plan.typedDomain === plan.domain).toBe(plan.traits.idn !== true);
  const local = new Set(plan.mailboxes.map(({ address }) => address.split('@')[1]));
  expect(local).toEqual(new Set(plan.furtherDomain === undefined ? [plan.domain] : [plan.domain, plan.furtherDomain]));
  if (plan.traits.extender !== undefined) {
    const asked = plan.senders.flatMap(({ route }) => (route.kind === 'resolves' ? [route.resolver] : []));
    const caches = plan.resolvers.filter(({ name }) => asked.includes(name)).map(({ cache }) => cache);
    expect(caches).toContainEqual({ kind: 'extends', minTtlSeconds: plan.traits.extender.minTtlSeconds });
  }
  if (plan.traits.slip !== undefined || plan.traits.sts !== undefined) expect(plan.rewrite).toBe('mx-target');
  if (plan.traits.sts !== undefined) expect(plan.senders.filter(({ honoursSts }) => honoursSts)).toHaveLength(2);
});

test('keys that would not fit after a change of provider occur, and are mended in both ways', () => {
  const cures = SEEDS.slice(0, 80).flatMap((seed) => {
    const { dnssec, dnsMove } = makeWorld(seed).traits;
    return dnssec?.breaks === true && dnsMove !== undefined ? [dnssec.cure] : [];
  });
  expect(cures.toSorted()).toEqual(['ds-out', 'keys']);
});

test('whoever writes to two domains writes to both in turn, and to every mailbox', () => {
  const addresses = ['a@one.example', 'b@one.example', 'x@two.example', 'c@one.example'];
  const written = inTurn(addresses);
  expect(new Set(written)).toEqual(new Set(addresses));
  const domains = written.map((address) => address.split('@')[1]);
  expect([...domains, ...domains].every((domain, at, all) => at === 0 || domain !== all[at - 1])).toBe(true);
  expect(inTurn(addresses.slice(0, 2))).toEqual(addresses.slice(0, 2));
});
