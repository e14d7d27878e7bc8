import type { CacheHabit } from './dns/cache.ts';
import type { ResolverManner, ResolverSeed } from './dns/resolver.ts';
import type { FolderSeed } from './imap/store.ts';
import { COMPANIES, CORRESPONDENTS, OWNERS, PUBLIC_RESOLVERS } from './names.ts';
import type { ClientPlan, MailboxPlan, SenderPlan, WorldPlan } from './plan.ts';
import { type Random, randomFrom } from './random.ts';

/**
 * The quiet windows that the bot is given in a rehearsal. What reaches the old server by a way that no vantage can see
 * writes more often than the shorter one, so that silence for that long does mean that it has stopped.
 */
export const QUIET_MS = { switchBack: 6_000, cancel: 9_000 } as const;
const PLAIN_RESOLVER = 'isp-plain';
const UNSEEN_EVERY_MS = { min: 1_000, max: 2_600 };
const SEEN_EVERY_MS = { min: 1_500, max: 5_000 };

/** Everything about the world that a seed decides. Pure: the same seed, the same plan. */
export const makeWorld = (seed: number): WorldPlan => {
  const random = randomFrom(seed);
  const company = random.pick(COMPANIES);
  const domain = `${company.toLowerCase()}.example`;
  const mailboxes = makeMailboxes(domain, random.fork('mailboxes'));
  const wrongPassword = random.pick(mailboxes).address;
  const resolvers = makeResolvers(random.fork('resolvers'));
  const hostnames = ['mail', ...random.sample(['smtp', 'imap', 'pop'], random.int(1, 2))];
  return {
    seed,
    company,
    domain,
    rewrite: random.chance(0.5) ? 'host-address' : 'mx-target',
    ttl: { beforeSeconds: random.int(3, 4), loweredSeconds: random.int(1, 2), negativeSeconds: random.int(1, 2) },
    hostnames,
    old: {
      name: `sv${random.int(10, 99)}.oldhost.example`,
      address: '192.0.2.10',
      dialect: random.pick(['postfix', 'exim']),
    },
    new: {
      name: `mx${random.int(1, 9)}.newhost.example`,
      address: '203.0.113.20',
      dialect: random.pick(['postfix', 'exim']),
    },
    greylistMs: random.pick([0, 0, 400, 800]),
    authorities: [
      { name: 'a.root.example', address: '198.51.100.1', serves: [''], lagMs: 0 },
      { name: 'a.nic.example', address: '198.51.100.2', serves: ['example'], lagMs: 0 },
      { name: 'b.nic.example', address: '198.51.100.3', serves: ['example'], lagMs: 0 },
      {
        name: 'ns1.dnsharbor.example',
        address: '198.51.100.11',
        serves: ['dnsharbor.example', domain],
        lagMs: random.int(50, 200),
      },
      {
        name: 'ns2.dnsharbor.example',
        address: '198.51.100.12',
        serves: ['dnsharbor.example', domain],
        lagMs: random.int(300, 1_500),
      },
      { name: 'ns.oldhost.example', address: '192.0.2.2', serves: ['oldhost.example'], lagMs: 0 },
      { name: 'ns.newhost.example', address: '203.0.113.2', serves: ['newhost.example'], lagMs: 0 },
    ],
    rootHints: ['198.51.100.1'],
    resolvers,
    plainResolver: PLAIN_RESOLVER,
    siteResolvers: resolvers
      .filter((resolver) => resolver.name.startsWith('site'))
      .flatMap((resolver) => resolver.addresses),
    mailboxes: mailboxes.map((mailbox) =>
      mailbox.address === wrongPassword ? { ...mailbox, listedNewPassword: `${mailbox.newPassword}x` } : mailbox,
    ),
    wrongPassword,
    clients: makeClients(domain, mailboxes, hostnames, random.fork('clients')),
    senders: makeSenders(domain, mailboxes, resolvers, random.fork('senders')),
    spam: { everyMs: { min: 1_500, max: 4_000 }, address: '198.51.100.66', junkShare: random.between(0.5, 0.9) },
  };
};

/**
 * One operator each is down, slow, failing at times, capping, extending and serving stale; the others keep to TTLs.
 * The slow and the failing ones keep to TTLs too: what a vantage cannot read must not be able to hold old data past
 * the watermark. Three caches stand inside providers, where only senders see what they hold.
 */
const makeResolvers = (random: Random): readonly ResolverSeed[] => {
  const order = random.shuffle(PUBLIC_RESOLVERS);
  const habits: readonly { readonly cache: CacheHabit; readonly manner: ResolverManner }[] = [
    { cache: { kind: 'honours' }, manner: { kind: 'down' } },
    { cache: { kind: 'honours' }, manner: { kind: 'slow', minMs: 150, maxMs: random.int(300, 900) } },
    { cache: { kind: 'honours' }, manner: { kind: 'failing', share: random.between(0.15, 0.4) } },
    { cache: { kind: 'caps', maxTtlSeconds: 1 }, manner: { kind: 'prompt' } },
    { cache: { kind: 'extends', minTtlSeconds: random.int(4, 6) }, manner: { kind: 'prompt' } },
    { cache: { kind: 'serves-stale', staleForMs: random.int(5_000, 20_000) }, manner: { kind: 'prompt' } },
  ];
  const open = order.flatMap(({ name, addresses }, index) => {
    const habit = habits[index] ?? { cache: { kind: 'honours' }, manner: { kind: 'prompt' } };
    return addresses.map(
      (address, at): ResolverSeed => ({ name: at === 0 ? name : `${name}-${at + 1}`, addresses: [address], ...habit }),
    );
  });
  const site: readonly ResolverSeed[] = [
    { name: 'site', addresses: ['192.0.2.53'], cache: siteHabit(random), manner: { kind: 'prompt' } },
    ...(random.chance(0.4)
      ? [{ name: 'site-2', addresses: ['192.0.2.54'], cache: siteHabit(random), manner: { kind: 'prompt' } } as const]
      : []),
  ];
  const hidden: readonly ResolverSeed[] = [
    { name: PLAIN_RESOLVER, addresses: [], cache: { kind: 'honours' }, manner: { kind: 'prompt' } },
    {
      name: 'isp-east',
      addresses: [],
      cache: { kind: 'extends', minTtlSeconds: random.int(3, 6) },
      manner: { kind: 'prompt' },
    },
    {
      name: 'isp-west',
      addresses: [],
      cache: { kind: 'serves-stale', staleForMs: random.int(5_000, 20_000) },
      manner: { kind: 'failing', share: 0.1 },
    },
  ];
  return [...open, ...site, ...hidden];
};

const siteHabit = (random: Random): CacheHabit =>
  random.chance(0.5) ? { kind: 'honours' } : { kind: 'extends', minTtlSeconds: random.int(2, 4) };

const FOLDERS: readonly FolderSeed[] = [
  { path: 'INBOX' },
  { path: 'Sent', specialUse: '\\Sent' },
  { path: 'Drafts', specialUse: '\\Drafts' },
  { path: 'Junk', specialUse: '\\Junk' },
];
const SORTED = '受注/2026';

const makeMailboxes = (domain: string, random: Random): readonly MailboxPlan[] => {
  const people = random.sample(OWNERS, random.int(2, 4));
  return ['info', 'sales', ...people].map((local) => {
    const newPassword = password(random);
    return {
      address: `${local}@${domain}`,
      owner: local === 'info' || local === 'sales' ? random.pick(people) : local,
      folders: local === 'sales' ? [...FOLDERS, { path: SORTED }] : FOLDERS,
      oldPassword: password(random),
      newPassword,
      listedNewPassword: newPassword,
    };
  });
};

const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const password = (random: Random): string =>
  Array.from({ length: 16 }, (_, index) => (index % 5 === 4 ? '-' : random.pick([...LETTERS]))).join('');

const DEVICES: readonly { readonly device: string; readonly protocols: readonly ('imap' | 'smtp')[] }[] = [
  { device: 'Outlook on the office PC', protocols: ['imap', 'smtp'] },
  { device: 'iPhone', protocols: ['imap', 'smtp'] },
  { device: 'Thunderbird on the laptop', protocols: ['imap', 'smtp'] },
  { device: 'Scanner on floor 2', protocols: ['smtp'] },
  { device: 'Web order form', protocols: ['smtp'] },
  { device: 'Android tablet in the shop', protocols: ['imap'] },
];

const makeClients = (
  domain: string,
  mailboxes: readonly MailboxPlan[],
  hostnames: readonly string[],
  random: Random,
): readonly ClientPlan[] => {
  const devices = random.sample(DEVICES, random.int(4, 6));
  const forgetful = random.int(0, devices.length - 1);
  return devices.map(({ device, protocols }, index) => {
    const mailbox = random.pick(mailboxes);
    const host = protocols.includes('imap')
      ? 'mail'
      : random.pick(hostnames.filter((name) => name !== 'imap' && name !== 'pop'));
    const client = { id: `client-${index + 1}`, owner: mailbox.owner, device, mailbox: mailbox.address };
    return { ...client, hostname: `${host}.${domain}`, protocols, forgetsToRestore: index === forgetful };
  });
};

const makeSenders = (
  domain: string,
  mailboxes: readonly MailboxPlan[],
  resolvers: readonly ResolverSeed[],
  random: Random,
): readonly SenderPlan[] => {
  const people = random.shuffle(CORRESPONDENTS);
  const asked = resolvers.filter((resolver) => resolver.addresses.length > 0 && resolver.manner.kind !== 'down');
  const visible = random.sample(asked, 3).map((resolver) => ({ kind: 'resolves', resolver: resolver.name }) as const);
  const hidden = ['isp-east', 'isp-west'].map((resolver) => ({ kind: 'resolves', resolver }) as const);
  const stubborn = random.sample(
    [
      { kind: 'fixed' },
      { kind: 'neighbour' },
      { kind: 'submission', mailbox: random.pick(mailboxes).address },
    ] as const,
    random.int(1, 2),
  );
  return [...visible, ...hidden, ...stubborn].map((route, index): SenderPlan => {
    const who = people[index % people.length];
    if (who === undefined) throw new Error('nobody writes');
    const seen = route.kind === 'resolves' && !route.resolver.startsWith('isp');
    const base = {
      name: who.name,
      from: `${who.local}@${who.domain}`,
      helo: `mail.${who.domain}`,
      address: `198.51.100.${100 + index}`,
      route,
      everyMs: seen ? SEEN_EVERY_MS : UNSEEN_EVERY_MS,
      subjects: who.subjects,
      mendsAfterMs: random.int(300, 1_200),
      ...(index === 0 ? { sortedInto: SORTED } : {}),
    };
    if (route.kind === 'neighbour') return { ...base, helo: 'web31.oldhost.example', address: '192.0.2.31' };
    if (route.kind !== 'submission') return base;
    return {
      ...base,
      name: 'Order system in the office',
      from: route.mailbox,
      helo: `orders-pc.${domain}`,
      address: '198.51.100.130',
    };
  });
};
