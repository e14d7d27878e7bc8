import { setTimeout as delay } from 'node:timers/promises';
import { openWorkspace, type Workspace, type WorkspaceOptions } from '../slack/workspace.ts';
import { type Book, type BookEntry, openBook } from './book.ts';
import { openCertificates, type WorldAuthority } from './certificates.ts';
import { openAuthorities } from './dns/authority.ts';
import { domainZones, policyHosts, type ZoneStage } from './dns/domain.ts';
import { openResolver, type Resolver } from './dns/resolver.ts';
import { surroundingZones } from './dns/surroundings.ts';
import { writeHistory } from './history.ts';
import { newMailbox } from './imap/store.ts';
import { type Habits, openHabits } from './mail/habits.ts';
import { type MailServer, openMailServer } from './mail/mail-server.ts';
import { handOver, mailHost } from './mail/outgoing.ts';
import { openPolicyServer, type PolicyServer } from './mail/policy-server.ts';
import { openSenders, type Senders } from './mail/senders.ts';
import { isSpammer, startSpam } from './mail/spam.ts';
import type { WorldPlan } from './plan.ts';
import { randomFrom } from './random.ts';
import { makeWorld } from './seed.ts';
import { openTeamAffairs, type TeamAffairs } from './team.ts';
import { openTruth, type Truth } from './truth.ts';
import { openZoneAffairs, type ZoneAffairs } from './zone-affairs.ts';

export type World = {
  readonly plan: WorldPlan;
  /** For the bot's process, as plain JSON. */
  readonly addressBook: readonly BookEntry[];
  /** The authority that signed every certificate here, PEM. */
  readonly trust: string;
  readonly rootHints: readonly string[];
  readonly siteResolvers: readonly string[];
  readonly zone: ZoneAffairs;
  readonly old: MailServer;
  readonly new: MailServer;
  readonly senders: Senders;
  readonly habits: Habits;
  readonly team: TeamAffairs;
  readonly truth: Truth;
  /** What is not ready for the rewrite at this moment; empty: all is. */
  notReady(now: number): readonly string[];
  readonly resolvers: readonly Resolver[];
  readonly slack: Workspace;
  /** Senders and spammers begin to write. */
  start(): void;
  close(): Promise<void>;
};

export type WorldOptions = {
  readonly seed: number;
  readonly slack?: WorkspaceOptions;
  /** So many mailboxes more than the seed has, with which nothing happens. */
  readonly idleMailboxes?: number;
};

/** Builds the whole small internet of a seed, on free loopback ports. Nothing writes before `start()`. */
export const openWorld = async ({ seed, slack: slackOptions, idleMailboxes = 0 }: WorldOptions): Promise<World> => {
  const seeded = makeWorld(seed);
  const plan = { ...seeded, mailboxes: [...seeded.mailboxes, ...idle(seeded, idleMailboxes)] };
  const random = randomFrom(seed).fork('life');
  const book = openBook();
  const zones = [...surroundingZones(plan), ...domainZones(plan, { stage: 'before', serial: FIRST_SERIAL })];
  const authorities = await openAuthorities(plan.authorities, zones, book);
  const resolvers: Resolver[] = [];
  for (const resolver of plan.resolvers)
    resolvers.push(await openResolver(resolver, authorities, random.fork(resolver.name), book));

  const mailboxesOf = (password: 'oldPassword' | 'newPassword') =>
    plan.mailboxes.map((mailbox) => newMailbox(mailbox.address, mailbox[password], mailbox.folders));
  const [oldMailboxes, newMailboxes] = [mailboxesOf('oldPassword'), mailboxesOf('newPassword')];
  writeHistory(plan, oldMailboxes, newMailboxes, random.fork('history'), Date.now());

  const certificates = await openCertificates();
  const relayResolver = resolvers.find((resolver) => resolver.name === plan.plainResolver);
  if (relayResolver === undefined) throw new Error(`no resolver ${plan.plainResolver}`);
  const common = {
    book,
    addressOf: (helo: string) => addressOf(plan, helo),
    judge: (helo: string) => judge(plan, helo, random),
    sortedInto: (from: string) => plan.senders.find((sender) => sender.from === from)?.sortedInto,
    relay: relayThrough(plan, book, relayResolver),
  };
  const oldNames = [plan.old.name];
  const hostnames = [...plan.hostnames, 'autodiscover'].map((host) => `${host}.${plan.domain}`);
  const newNames = [plan.new.name, plan.domain, ...hostnames];
  const old = await openMailServer({
    ...common,
    host: plan.old,
    identity: await certificates.identify(oldNames),
    mailboxes: oldMailboxes,
    greylistMs: 0,
    ...(plan.alias === undefined ? {} : { aliases: { [plan.alias.address]: plan.alias.mailbox } }),
  });
  const fresh = await openMailServer({
    ...common,
    host: plan.new,
    identity: await certificates.identify(newNames),
    mailboxes: newMailboxes,
    greylistMs: plan.greylistMs,
  });

  const policies = await policyServer(plan, certificates, book);
  const senders = openSenders({
    plan,
    resolvers,
    book,
    random: random.fork('senders'),
    ...(policies === undefined ? {} : { policy: policies.current }),
  });
  const team = openTeamAffairs(plan);
  const habits = openHabits(plan, old, fresh, random.fork('habits'));
  const truth = openTruth({ plan, authorities, resolvers, senders, habits, old, new: fresh });
  const slack = await openWorkspace(slackOptions);
  let spam: { readonly stop: () => void } | undefined;

  const zone = openZoneAffairs({ plan, authorities, firstSerial: FIRST_SERIAL });
  /** The file first, then the id that tells of it. */
  const policyFor = (stage: ZoneStage): void => {
    const { sts } = plan.traits;
    if (sts !== undefined) policies?.publish({ mx: policyHosts(plan, stage), maxAgeSeconds: sts.maxAgeSeconds });
  };
  const extender = resolvers.find(({ seed }) => seed.cache.kind === 'extends' && seed.addresses.length > 0);
  let preparedAt: number | undefined;
  const notReady = (now: number): readonly string[] => [
    ...(preparedAt === undefined || now < preparedAt + plan.ttl.beforeSeconds * 1_000
      ? ['TTLs have not been low for as long as they were high']
      : []),
    // Mistakes made before the rewrite: keys that would not fit where the delegation leads next.
    ...(zone.stage() === 'prepared' ? zone.mistakes().map((mistake) => `${mistake} is not mended`) : []),
    ...team
      .clients()
      .filter((client) => client.pinnedAt === undefined)
      .map((client) => `${client.plan.device} is not pinned`),
    ...team
      .accounts()
      .filter((account) => fresh.mailbox(account.address)?.password !== account.newPassword)
      .map((account) => `the new password of ${account.address} is wrong`),
    ...(plan.alias !== undefined && !fresh.takes(plan.alias.address)
      ? [`the new server does not know ${plan.alias.address}`]
      : []),
  ];

  return {
    plan,
    addressBook: book.entries(),
    trust: certificates.certificate,
    rootHints: plan.rootHints,
    siteResolvers: plan.siteResolvers,
    zone: {
      ...zone,
      prepare: async () => {
        policyFor('prepared');
        await zone.prepare();
        preparedAt = Date.now();
      },
      rewrite: async () => {
        // Asked at the last moment by one of its customers, it holds the old data for as long as it can.
        if (plan.traits.extender !== undefined) extender?.askAnew(zone.changes);
        await zone.rewrite();
      },
      clean: async () => {
        policyFor('cleaned');
        await zone.clean();
      },
    },
    old,
    new: fresh,
    senders,
    habits,
    team,
    truth,
    notReady,
    resolvers,
    slack,
    start: () => {
      senders.start();
      habits.start();
      spam = startSpam(plan, book, random.fork('spam'));
    },
    close: async () => {
      spam?.stop();
      habits.stop();
      senders.close();
      await Promise.all([
        slack.close(),
        old.close(),
        fresh.close(),
        authorities.close(),
        policies?.close(),
        ...resolvers.map((resolver) => resolver.close()),
      ]);
    },
  };
};

const FIRST_SERIAL = 2026_112_401;

const policyServer = async (
  plan: WorldPlan,
  certificates: WorldAuthority,
  book: Book,
): Promise<PolicyServer | undefined> => {
  const { sts } = plan.traits;
  if (sts === undefined) return undefined;
  const policy = { mx: policyHosts(plan, 'before'), maxAgeSeconds: sts.maxAgeSeconds };
  return await openPolicyServer({ domain: plan.domain, policy, certificates, book });
};

/** The old server's relay: asks DNS, and tries for a while, since the new server may put it off at first. */
const relayThrough =
  (plan: WorldPlan, book: Book, resolver: Resolver) =>
  async (raw: Buffer, { from, to }: { readonly from: string; readonly to: string }): Promise<void> => {
    const letter = { id: '', from, to, raw: raw.toString('utf8') };
    const until = Date.now() + RELAY_MS;
    for (;;) {
      const found = await mailHost(resolver, to.split('@')[1] ?? plan.domain);
      const delivery = { address: found?.address ?? plan.new.address, port: 25, helo: plan.old.name } as const;
      const result = await handOver(book, letter, delivery);
      if (result.taken) return;
      if (result.final || Date.now() > until) throw new Error(`the new server did not take it: ${result.why ?? ''}`);
      await delay(200);
    }
  };
const RELAY_MS = 3_000;

/** Whoever is not known here comes from somewhere outside. */
const OUTSIDE = '198.51.100.200';

const addressOf = (plan: WorldPlan, helo: string): string => {
  if (isSpammer(helo)) return plan.spam.address;
  if (helo === plan.old.name) return plan.old.address;
  return plan.senders.find((sender) => sender.helo === helo)?.address ?? OUTSIDE;
};

const judge = (plan: WorldPlan, helo: string, random: { readonly chance: (share: number) => boolean }) =>
  isSpammer(helo)
    ? ({ dmarc: 'fail', junk: random.chance(plan.spam.junkShare) } as const)
    : ({ dmarc: 'pass', junk: false } as const);

/** Mailboxes beside the seed's own: as the first one, each with a name and passwords of its own. */
const idle = ({ mailboxes, domain }: WorldPlan, count: number): readonly WorldPlan['mailboxes'][number][] => {
  const [first] = mailboxes;
  if (first === undefined) return [];
  return Array.from({ length: count }, (_, index) => ({
    ...first,
    address: `desk${index + 1}@${domain}`,
    oldPassword: `${first.oldPassword}-${index}`,
    newPassword: `${first.newPassword}-${index}`,
    listedNewPassword: `${first.newPassword}-${index}`,
  }));
};
