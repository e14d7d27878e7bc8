import type { ResolverSeed } from './dns/resolver.ts';
import type { FolderSeed } from './imap/store.ts';
import { CORRESPONDENTS, OWNERS } from './names.ts';
import type { ClientPlan, MailboxPlan, SenderPlan } from './plan.ts';
import type { Random } from './random.ts';
import type { Traits } from './traits.ts';

const UNSEEN_EVERY_MS = { min: 1_000, max: 2_600 };
/** Where they write to two domains in turn: each of the two still hears of them often enough. */
const UNSEEN_TWICE_EVERY_MS = { min: 700, max: 2_000 };
const SEEN_EVERY_MS = { min: 1_500, max: 5_000 };

const FOLDERS: readonly FolderSeed[] = [
  { path: 'INBOX' },
  { path: 'Sent', specialUse: '\\Sent' },
  { path: 'Drafts', specialUse: '\\Drafts' },
  { path: 'Junk', specialUse: '\\Junk' },
];
const SORTED = '受注/2026';

export const makeMailboxes = (
  domain: string,
  furtherDomain: string | undefined,
  random: Random,
): readonly MailboxPlan[] => {
  const people = random.sample(OWNERS, random.int(2, 4));
  const own = ['info', 'sales', ...people].map((local) => ({ local, at: domain }));
  const further = furtherDomain === undefined ? [] : [{ local: 'info', at: furtherDomain }];
  return [...own, ...further].map(({ local, at }) => {
    const newPassword = password(random);
    return {
      address: `${local}@${at}`,
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

export const makeClients = (
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

export const makeSenders = (
  parts: {
    readonly domain: string;
    readonly mailboxes: readonly MailboxPlan[];
    readonly resolvers: readonly ResolverSeed[];
    readonly traits: Traits;
  },
  random: Random,
): readonly SenderPlan[] => {
  const { domain, mailboxes, resolvers, traits } = parts;
  const unseenEveryMs = traits.furtherDomain === true ? UNSEEN_TWICE_EVERY_MS : UNSEEN_EVERY_MS;
  const people = random.shuffle(CORRESPONDENTS);
  const asked = resolvers.filter((resolver) => resolver.addresses.length > 0 && resolver.manner.kind !== 'down');
  const drawn = random.sample(asked, 3);
  // Where one resolver holds on for long, somebody's mail server asks it.
  const extender = asked.find((resolver) => resolver.cache.kind === 'extends' && !resolver.name.startsWith('site'));
  const chosen =
    traits.extender === undefined || extender === undefined || drawn.includes(extender)
      ? drawn
      : [extender, ...drawn.slice(1)];
  const visible = chosen.map((resolver) => ({ kind: 'resolves', resolver: resolver.name }) as const);
  const hidden = ['isp-east', 'isp-west'].map((resolver) => ({ kind: 'resolves', resolver }) as const);
  const stubborn = random.sample(
    [
      { kind: 'fixed' },
      { kind: 'neighbour' },
      { kind: 'smarthost' },
      { kind: 'submission', mailbox: random.pick(mailboxes).address },
    ] as const,
    random.int(1, 3),
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
      everyMs: seen ? SEEN_EVERY_MS : unseenEveryMs,
      subjects: who.subjects,
      mendsAfterMs: random.int(300, 1_200),
      ...(index === 0 ? { sortedInto: SORTED } : {}),
      ...(index === 1 && traits.alias?.isAlive === true ? { writesTo: `${traits.alias.local}@${domain}` } : {}),
      // The first asks a resolver that anybody can ask, the fourth one inside a provider.
      ...(traits.sts !== undefined && (index === 0 || index === visible.length) ? { honoursSts: true } : {}),
    };
    if (route.kind === 'smarthost') return { ...base, helo: 'out1.smarthost.example', address: '198.51.100.140' };
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
