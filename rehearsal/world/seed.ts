import { domainToASCII } from 'node:url';
import { authoritySeeds, NAME_SERVERS } from './dns/surroundings.ts';
import { COMPANIES } from './names.ts';
import type { MailboxPlan, WorldPlan } from './plan.ts';
import { randomFrom } from './random.ts';
import { makeClients, makeMailboxes, makeSenders } from './seed-people.ts';
import { makeResolvers, PLAIN_RESOLVER } from './seed-resolvers.ts';
import { type Traits, traitsOf } from './traits.ts';

/**
 * The quiet windows that the bot is given in a rehearsal. What reaches the old server by a way that no vantage can see
 * writes to each domain more often than the shorter one, so that silence for that long does mean that it has stopped.
 */
export const QUIET_MS = { switchBack: 6_000, cancel: 9_000 } as const;

/** The team's mail as it is nowhere written down. */
const peculiar = (
  domain: string,
  mailboxes: readonly MailboxPlan[],
  { alias, monthly, sorter, downloads }: Traits,
): Pick<WorldPlan, 'alias' | 'monthly' | 'sorter' | 'downloader'> => {
  const of = (index: number): string => mailboxes.at(index)?.address ?? `info@${domain}`;
  return {
    ...(alias === undefined ? {} : { alias: { address: `${alias.local}@${domain}`, mailbox: `info@${domain}` } }),
    ...(monthly === undefined ? {} : { monthly: MONTHLY }),
    // Two people, or one would take the mail from under the other.
    ...(sorter === undefined ? {} : { sorter: of(1) }),
    ...(downloads === undefined ? {} : { downloader: of(2) }),
  };
};
const MONTHLY = {
  name: 'Invoicing',
  from: 'invoicing@leasing.example',
  helo: 'mta.leasing.example',
  address: '198.51.100.150',
  subject: 'Your monthly invoice',
} as const;

/** Everything about the world that a seed decides. Pure: the same seed, the same plan. */
export const makeWorld = (seed: number): WorldPlan => {
  const random = randomFrom(seed);
  const traits = traitsOf(seed, random.fork('traits'));
  const { name: company, inKanji } = random.pick(COMPANIES);
  const latin = company.toLowerCase();
  const typedDomain = `${traits.idn === true ? inKanji : latin}.example`;
  const domain = domainToASCII(typedDomain);
  const furtherDomain = traits.furtherDomain === true ? `${latin}-shop.example` : undefined;
  const domains = furtherDomain === undefined ? [domain] : [domain, furtherDomain];
  const mailboxes = makeMailboxes(domain, furtherDomain, random.fork('mailboxes'));
  const wrongPassword = random.pick(mailboxes).address;
  const resolvers = makeResolvers(traits, random.fork('resolvers'));
  const hostnames = ['mail', ...random.sample(['smtp', 'imap', 'pop'], random.int(1, 2))];
  const byHost = random.chance(0.5);
  // A slip in the MX, and a policy that the new MX is missing from, want an MX that is rewritten.
  const rewritesMx = traits.slip !== undefined || traits.sts !== undefined || !byHost;
  return {
    seed,
    company,
    domain,
    typedDomain,
    ...(furtherDomain === undefined ? {} : { furtherDomain }),
    traits,
    rewrite: rewritesMx ? 'mx-target' : 'host-address',
    ttl: { beforeSeconds: random.int(3, 4), loweredSeconds: random.int(1, 2), negativeSeconds: random.int(1, 2) },
    hostnames,
    servicesName: random.fork('services').pick(['host', 'server']),
    nameServers: NAME_SERVERS.present,
    ...(traits.dnsMove === undefined ? {} : { nextNameServers: NAME_SERVERS.next }),
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
    authorities: authoritySeeds(domains, random.int),
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
    senders: makeSenders({ domain, mailboxes, resolvers, traits }, random.fork('senders')),
    ...peculiar(domain, mailboxes, traits),
    spam: { everyMs: { min: 1_500, max: 4_000 }, address: '198.51.100.66', junkShare: random.between(0.5, 0.9) },
  };
};
