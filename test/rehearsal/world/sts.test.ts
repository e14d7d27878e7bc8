import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStsKeeper } from '../../../rehearsal/world/mail/sts.ts';
import { openWorld, type World } from '../../../rehearsal/world/world.ts';
import { mtaStsId, parseMtaStsPolicy } from '../../../src/dns/mta-sts.ts';
import { createDialer } from '../../../src/net/dial.ts';
import { httpsGet } from '../../../src/net/https-get.ts';

/** A world whose domain has an MTA-STS policy in enforce mode, and two senders that keep to it. */
let world: World;
beforeAll(async () => {
  world = await openWorld({ seed: 23 });
});
afterAll(() => world.close());

const policyNow = async () => {
  const book = new Map(world.addressBook.map((entry) => [`${entry.address} ${entry.port} ${entry.transport}`, entry]));
  const dialer = createDialer({
    trust: [world.trust],
    addressBook: (address, port, transport) => {
      const entry = book.get(`${address} ${port} ${transport}`);
      return entry === undefined ? undefined : { host: entry.host, port: entry.hostPort };
    },
  });
  const host = `mta-sts.${world.plan.domain}`;
  const address = (await plain().ask(host, 'A'))?.answers[0]?.value ?? '';
  const get = { address, hostname: host, path: '/.well-known/mta-sts.txt', timeoutMs: 2_000, maxBytes: 65_536 };
  const answer = await httpsGet(dialer, get);
  expect(answer).toMatchObject({ status: 200, contentType: 'text/plain' });
  return parseMtaStsPolicy(answer.body.toString('utf8'));
};
const plain = () => {
  const found = world.resolvers.find(({ name }) => name === world.plan.plainResolver);
  if (found === undefined) throw new Error('no resolver');
  return found;
};
const idNow = async () => {
  const reply = await plain().ask(`_mta-sts.${world.plan.domain}`, 'TXT');
  return mtaStsId(reply?.answers.map(({ value }) => value) ?? []);
};

test('the policy is served over verified TLS; before the move it names the old server, then both', async () => {
  const { plan } = world;
  expect(await policyNow()).toMatchObject({ mode: 'enforce', mx: [plan.old.name] });
  const before = await idNow();

  const keeper = openStsKeeper(plan.domain, plain(), () => ({ mx: [plan.old.name], maxAgeSeconds: 60 }));
  expect(await keeper.allows(plan.old.name, Date.now())).toBe(true);
  // A new MX that the policy does not name is refused, also while no id can be read.
  expect(await keeper.allows(plan.new.name, Date.now())).toBe(false);
  expect(await keeper.allows(plan.new.name, Date.now() + 61_000)).toBe(false);

  await world.zone.prepare();
  expect(await policyNow()).toMatchObject({ mode: 'enforce', mx: [plan.new.name, plan.old.name].sort() });
  await new Promise((resolve) => setTimeout(resolve, plan.ttl.beforeSeconds * 1_000 + 50));
  expect(await idNow()).not.toBe(before);
}, 15_000);

test('a sender fetches the policy again for a new id, and not for the same', async () => {
  const { plan } = world;
  const served = [{ mx: [plan.old.name], maxAgeSeconds: 60 }];
  const keeper = openStsKeeper(plan.domain, plain(), () => served[0]);
  expect(await keeper.allows(plan.old.name, Date.now())).toBe(true);
  served[0] = { mx: [plan.new.name], maxAgeSeconds: 60 };
  expect(await keeper.allows(plan.new.name, Date.now())).toBe(false);
  await world.zone.clean();
  await new Promise((resolve) => setTimeout(resolve, plan.ttl.loweredSeconds * 1_000 + 50));
  expect(await keeper.allows(plan.new.name, Date.now())).toBe(true);
}, 15_000);
