import { setTimeout as delay } from 'node:timers/promises';
import type { Book } from '../book.ts';
import type { Resolver } from '../dns/resolver.ts';
import { pause } from '../pause.ts';
import type { SenderPlan, WorldPlan } from '../plan.ts';
import type { Random } from '../random.ts';
import { compose } from './letter.ts';
import { type Delivery, handOver, type Letter, mailHost, type Try } from './outgoing.ts';
import type { StsPolicy } from './policy-server.ts';
import { openStsKeeper } from './sts.ts';

/** A legitimate message, as the world remembers it. */
export type Sent = {
  readonly id: string;
  readonly sender: string;
  readonly from: string;
  readonly to: string;
  readonly sentAt: number;
};

export type Sender = {
  readonly plan: SenderPlan;
  /** True until a postmaster has mended a way that does not ask DNS; always false for senders that do ask. */
  isStubborn(): boolean;
  /** Addresses to which a message of it is under way at this moment. */
  underWayTo(): readonly string[];
  /** Ids of messages not yet taken by any server. */
  waiting(): ReadonlySet<string>;
  /** Someone writes to its postmaster; it is mended a little later. */
  writeToPostmaster(): void;
};

export type Senders = {
  all(): readonly Sender[];
  sent(): readonly Sent[];
  /** Messages that a server refused for good: a bounce went back. */
  bounced(): readonly Sent[];
  /** How often a sender kept a message back because the policy that it holds does not name the MX. */
  keptBack(): number;
  start(): void;
  /** No new messages; resolves once every message is with a server, or after `timeoutMs`. */
  stop(timeoutMs?: number): Promise<void>;
  close(): void;
};

export type SendersOptions = {
  readonly plan: WorldPlan;
  readonly resolvers: readonly Resolver[];
  readonly book: Book;
  readonly random: Random;
  /** Fetches the domain's MTA-STS policy; undefined where there is none. */
  readonly policy?: () => StsPolicy | undefined;
};

const RETRY_MS = { min: 250, max: 700 };

/** Everyone who writes to the domain in earnest: each with a rhythm, a queue and a resolver of its own. */
export const openSenders = ({ plan, resolvers, book, random, policy }: SendersOptions): Senders => {
  const sent: Sent[] = [];
  const bounced: Sent[] = [];
  const closed = new AbortController();
  const stopped = new AbortController();
  let seq = 0;
  let keptBack = 0;

  const open = (senderPlan: SenderPlan): Sender & { readonly run: () => Promise<void> } => {
    const own = random.fork(senderPlan.helo);
    const everybody = plan.mailboxes.map((mailbox) => mailbox.address);
    const written = senderPlan.writesTo === undefined ? everybody : [...everybody, senderPlan.writesTo];
    const recipients = inTurn(own.shuffle(written).filter((to) => to !== senderPlan.from));
    const { route } = senderPlan;
    const resolverName = route.kind === 'resolves' ? route.resolver : plan.plainResolver;
    const resolver = resolvers.find((each) => each.name === resolverName);
    if (resolver === undefined) throw new Error(`no resolver ${resolverName}`);
    let stubborn = route.kind !== 'resolves';
    let count = 0;
    const underWay: string[] = [];
    const sts = senderPlan.honoursSts === true ? openStsKeeper(plan.domain, resolver, () => policy?.()) : undefined;
    const waiting = new Set<string>();

    const way = async (domain: string): Promise<Delivery | undefined> => {
      const { helo } = senderPlan;
      if (route.kind === 'submission') {
        const mailbox = plan.mailboxes.find((each) => each.address === route.mailbox);
        const pass = (stubborn ? mailbox?.oldPassword : mailbox?.newPassword) ?? '';
        return {
          address: stubborn ? plan.old.address : plan.new.address,
          port: 587,
          helo,
          login: { user: route.mailbox, pass },
        };
      }
      if (stubborn) return { address: plan.old.address, port: 25, helo };
      const found = await mailHost(resolver, domain);
      if (found === undefined) return undefined;
      if (sts !== undefined && domain === plan.domain && !(await sts.allows(found.host, Date.now()))) {
        keptBack += 1;
        return undefined;
      }
      return { address: found.address, port: 25, helo };
    };
    const attempt = async (letter: Letter): Promise<Try> => {
      const delivery = await way(letter.to.split('@')[1] ?? plan.domain);
      if (delivery === undefined) return { taken: false, final: false, why: 'no host to hand it to' };
      underWay.push(delivery.address);
      const result = await handOver(book, letter, delivery);
      underWay.splice(underWay.indexOf(delivery.address), 1);
      return result;
    };
    const deliver = async (letter: Letter, record: Sent): Promise<void> => {
      waiting.add(letter.id);
      try {
        for (;;) {
          const result = await attempt(letter);
          if (result.taken) return;
          if (result.final) {
            bounced.push(record);
            return;
          }
          await pause(own.between(RETRY_MS.min, RETRY_MS.max), closed.signal);
          if (closed.signal.aborted) return;
        }
      } finally {
        waiting.delete(letter.id);
      }
    };
    const write = (): void => {
      seq += 1;
      const to = recipients[count % recipients.length];
      const subject = senderPlan.subjects[count % senderPlan.subjects.length];
      count += 1;
      if (to === undefined || subject === undefined) return;
      const at = Date.now();
      const id = `<${at.toString(36)}.${seq}@${senderPlan.helo}>`;
      const record: Sent = { id, sender: senderPlan.name, from: senderPlan.from, to, sentAt: at };
      sent.push(record);
      void deliver(
        compose({
          id,
          name: senderPlan.name,
          from: senderPlan.from,
          to,
          subject: `${subject} ${count}`,
          helo: senderPlan.helo,
          at,
          ...(route.kind === 'smarthost' ? { handedOverBy: `mail.${senderPlan.from.split('@')[1] ?? ''}` } : {}),
        }),
        record,
      );
    };
    return {
      plan: senderPlan,
      isStubborn: () => stubborn,
      underWayTo: () => underWay,
      waiting: () => waiting,
      writeToPostmaster: () => {
        void pause(senderPlan.mendsAfterMs, closed.signal).then(() => {
          stubborn = false;
        });
      },
      run: async () => {
        await pause(own.between(0, senderPlan.everyMs.max), stopped.signal);
        while (!stopped.signal.aborted) {
          write();
          await pause(own.between(senderPlan.everyMs.min, senderPlan.everyMs.max), stopped.signal);
        }
      },
    };
  };

  const senders = plan.senders.map(open);
  return {
    all: () => senders,
    sent: () => sent,
    bounced: () => bounced,
    keptBack: () => keptBack,
    start: () => {
      for (const sender of senders) void sender.run();
    },
    stop: async (timeoutMs = 5_000) => {
      stopped.abort();
      const until = Date.now() + timeoutMs;
      while (senders.some((sender) => sender.waiting().size > 0) && Date.now() < until) await delay(20);
    },
    close: () => {
      stopped.abort();
      closed.abort();
    },
  };
};

/**
 * Domain by domain in turn, each with its own round of mailboxes: every domain has an MX of its own in a cache, and what
 * keeps writing to one says nothing of the other.
 */
export const inTurn = (addresses: readonly string[]): readonly string[] => {
  const rounds = [...Map.groupBy(addresses, (address) => address.split('@')[1] ?? '').values()];
  const longest = Math.max(0, ...rounds.map((round) => round.length));
  return Array.from({ length: longest }, (_, at) => rounds.flatMap((round) => round[at % round.length] ?? [])).flat();
};
