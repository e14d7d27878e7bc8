import { expect, test } from 'vitest';
import { changesOf, domainZone, isOldData } from '../../../rehearsal/world/dns/domain.ts';
import { randomFrom } from '../../../rehearsal/world/random.ts';
import { makeWorld, QUIET_MS } from '../../../rehearsal/world/seed.ts';

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
    if (!visible) expect(sender.everyMs.max).toBeLessThanOrEqual(QUIET_MS.switchBack - 2_000);
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

test.each([1, 2, 3, 4])(
  'the rewrite of world %i leaves nothing old behind, and changes what it says it changes',
  (seed) => {
    const plan = makeWorld(seed);
    const isOld = isOldData(plan);
    const [before, after, cleaned] = (['before', 'rewritten', 'cleaned'] as const).map((stage) =>
      domainZone(plan, stage, 1),
    );
    expect(before?.records.filter(isOld)).toHaveLength(changesOf(plan).length);
    expect(after?.records.filter(isOld)).toEqual([]);
    expect(JSON.stringify(cleaned)).not.toContain(plan.old.address);
    expect(JSON.stringify(cleaned)).not.toContain(plan.old.name);
  },
);
