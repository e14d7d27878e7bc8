import type { Message } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { ownerOf } from './acting.ts';
import { kindOf, saidIn } from './channel.ts';
import { namesAddress } from './told-mail.ts';
import type { ToldFact } from './world-facts.ts';

export type OwnersWatch = {
  /** A message that was posted or edited, to the channel or to one person, so many milliseconds after the start. */
  readonly note: (message: Message, at: number) => void;
  readonly facts: () => readonly ToldFact[];
};

type Told = { told: number; saidAt?: number };

/** A line that says of a message that the bot put it into a mailbox, in either language; what stands before names it. */
const PUT = /^(?:[✓•] )?(?<what>.*?)(?:: now in | \(carried over into |: ?新サーバーの |（新サーバーの ).*$/;

/**
 * Each message that the channel says was put into a mailbox: its owner must hear of it, by themselves, exactly once.
 * A message of the channel is taken as it stands in the end, and what two of them say counts once.
 */
export function watchOwners(world: World): OwnersWatch {
  const channel = new Map<string, readonly string[]>();
  const told = new Map<string, Told>();
  const counted = new Set<string>();
  return {
    note(message, at) {
      const kind = kindOf(message);
      if (kind === 'rescued' || kind === 'stragglers') channel.set(message.ts, linesOf(message));
      if (kind !== 'carried-over' || counted.has(message.ts)) return;
      counted.add(message.ts);
      for (const line of linesOf(message).filter((one) => one.startsWith('•'))) {
        const key = keyOf(world.slack.readerOf(message.channel)?.name ?? 'channel', line);
        const entry = told.get(key) ?? { told: 0 };
        entry.told += 1;
        entry.saidAt ??= at;
        told.set(key, entry);
      }
    },
    facts() {
      const awaited = awaitedBy(world, [...channel.values()]);
      // Of a long list the channel shows the beginning: who else must be told, it does not say.
      const isCut = [...channel.values()].some((lines) => lines.some((line) => /^… /.test(line)));
      return [...new Set([...awaited.keys(), ...told.keys()])].map((names) => {
        const { told: times, saidAt } = told.get(names) ?? { told: 0 };
        const due = awaited.get(names) ?? 0;
        return {
          kind: 'owner' as const,
          names,
          because: times > due && !isCut ? [`told ${times} times of ${due}`] : [],
          ...(saidAt === undefined || times < due ? {} : { saidAt }),
        };
      });
    },
  };
}

/** Messages of the same second are counted together: the two lists name different things of each. */
const keyOf = (person: string, line: string): string => `@${person} ${/<!date\^(\d+)/.exec(line)?.[1] ?? ''}`;

/** How many messages of each owner and second the channel says were put into a mailbox. */
function awaitedBy(world: World, messages: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, { readonly key: string; count: number }>();
  for (const lines of messages) {
    const here = new Map<string, number>();
    for (const line of lines) {
      const what = PUT.exec(line)?.groups?.what;
      if (what !== undefined) here.set(what, (here.get(what) ?? 0) + 1);
    }
    for (const [what, count] of here) {
      const owner = ownerIn(world, what);
      if (owner === undefined) continue;
      const entry = counts.get(what) ?? { key: keyOf(owner, what), count: 0 };
      entry.count = Math.max(entry.count, count);
      counts.set(what, entry);
    }
  }
  const byKey = new Map<string, number>();
  for (const { key, count } of counts.values()) byKey.set(key, (byKey.get(key) ?? 0) + count);
  return byKey;
}

/** Whoever was named as the owner of the mailbox in this line: it begins with it, and a colleague may have written. */
function ownerIn(world: World, line: string): string | undefined {
  const [mailbox] = world.plan.mailboxes
    .filter(({ address }) => namesAddress(line, address))
    .sort((a, b) => placeIn(line, a.address) - placeIn(line, b.address));
  return mailbox === undefined ? undefined : ownerOf({ world }, mailbox.owner).name;
}

/** Where an address stands in a line, by its local part: its domain may be shown in its own script. */
const placeIn = (line: string, address: string): number => line.indexOf(address.slice(0, address.lastIndexOf('@') + 1));

/** Each line once, although a message says it in its text and in its blocks. */
const linesOf = (message: Message): readonly string[] =>
  saidIn(message.blocks.length === 0 ? message : { ...message, text: '' })
    .split(/\n|\\n|"/)
    .map((line) => line.trim());
