import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from '../../../rehearsal/world/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ seed: 20 });
});
afterAll(() => world.close());

test('the address book leads to loopback alone, and holds every server a bot may ask', () => {
  expect(new Set(world.addressBook.map((entry) => entry.host))).toEqual(new Set(['127.0.0.1']));
  expect(JSON.parse(JSON.stringify(world.addressBook))).toEqual(world.addressBook);
  const has = (address: string, port: number, transport: string) =>
    world.addressBook.some(
      (entry) => entry.address === address && entry.port === port && entry.transport === transport,
    );
  for (const port of [25, 465, 587, 143, 993])
    for (const host of [world.plan.old, world.plan.new]) expect(has(host.address, port, 'tcp')).toBe(true);
  for (const address of [...world.rootHints, ...world.siteResolvers, '8.8.8.8', '1.1.1.1', '130.59.31.248'])
    for (const transport of ['udp', 'tcp']) expect(has(address, 53, transport)).toBe(true);
  expect(
    world.addressBook.some((entry) =>
      world.plan.resolvers.some((each) => each.addresses.length === 0 && entry.address === each.name),
    ),
  ).toBe(false);
});

test('what is not ready for the rewrite is known one by one', async () => {
  const { plan } = world;
  expect(world.notReady(Date.now())).toHaveLength(1 + plan.clients.length + 1);
  for (const client of plan.clients) world.team.pin(client.id, Date.now());
  world.team.correctPassword();
  await world.zone.prepare();
  expect(world.notReady(Date.now())).toEqual(['TTLs have not been low for as long as they were high']);
  expect(world.notReady(Date.now() + plan.ttl.beforeSeconds * 1_000)).toEqual([]);
});

test('mail moves with the rewrite: stragglers until the last way is mended, none after, and none is lost', async () => {
  world.start();
  await until('every sender has reached the old server', () => everySenderHasLanded('old'));
  expect(world.truth.tally().landedNew).toBe(0);
  expect(world.truth.couldReachOld(Date.now())).not.toEqual([]);

  const rewrittenAt = Date.now();
  await world.zone.rewrite();
  const stubborn = world.senders.all().filter((sender) => sender.isStubborn());
  await until('only those that do not ask DNS are left', () => {
    const reasons = world.truth.couldReachOld(Date.now()).filter((reason) => !reason.includes('being delivered'));
    return reasons.length === stubborn.length && reasons.every((reason) => reason.includes('does not ask DNS'));
  });
  for (const sender of stubborn) sender.writeToPostmaster();
  await until('nothing can reach the old server', () => world.truth.couldReachOld(Date.now()).length === 0);

  const onOld = world.truth.tally().landedOld;
  await until('everyone has written to the new server since', () => everySenderHasLanded('new', Date.now() - 3_000));
  expect(world.truth.couldReachOld(Date.now())).toEqual([]);
  await world.senders.stop();
  const tally = world.truth.tally();
  expect(tally.landedOld).toBe(onOld);
  const after = world.truth.reachedOldSince(rewrittenAt);
  expect(new Set(after.map(({ sender }) => sender))).toContain(stubborn[0]?.plan.name);
  expect(after.length).toBeLessThan(onOld);
  expect(world.truth.reachedOldSince(Date.now())).toEqual([]);
  expect(tally.underWay).toBe(0);
  expect(tally.lost).toEqual([]);
  expect(tally.landedNew).toBeGreaterThan(0);
  // Stragglers exist: mail that came to the old server after the rewrite, and lies nowhere else.
  expect(tally.onlyOld.some((message) => message.sentAt > rewrittenAt)).toBe(true);
}, 60_000);

const everySenderHasLanded = (side: 'old' | 'new', since = 0): boolean => {
  const landed = world[side].messageIds();
  const reached = new Set(
    world.senders
      .sent()
      .filter((message) => message.sentAt >= since && landed.has(message.id))
      .map((message) => message.sender),
  );
  return world.plan.senders.every((sender) => reached.has(sender.name));
};

const until = async (what: string, ready: () => boolean): Promise<void> => {
  const end = Date.now() + 20_000;
  while (!ready()) {
    if (Date.now() > end) throw new Error(`in vain: ${what}; ${world.truth.couldReachOld(Date.now()).join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};

test('what a reader’s program took before the rewrite is its reader’s; what it takes after is not where it belongs', async () => {
  const other = await openWorld({ seed: 26 });
  try {
    expect(other.plan.downloader).toBeDefined();
    other.start();
    await until('the program has taken mail', () => other.habits.atReaders().size > 0);
    await other.senders.stop();
    const taken = new Set(other.habits.atReaders().keys());
    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).filter((id) => taken.has(id));
    const before = other.truth.tally();
    expect(ids(before.atReaders).length).toBeGreaterThan(0);
    expect([ids(before.onlyOld), ids(before.lost)]).toEqual([[], []]);
    const since = other.truth.tally(0);
    expect(ids(since.onlyOld)).toEqual(ids(before.atReaders));
    expect([ids(since.atReaders), ids(since.lost)]).toEqual([[], []]);
  } finally {
    await other.close();
  }
}, 60_000);
