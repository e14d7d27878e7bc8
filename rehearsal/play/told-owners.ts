import type { Message } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { ownerOf } from './acting.ts';
import { kindOf, saidIn } from './channel.ts';
import { namesAddress } from './told-mail.ts';
import type { ToldFact } from './world-facts.ts';

export type OwnersWatch = {
  /** A message that was posted, to the channel or to one person, so many milliseconds after the start. */
  readonly note: (message: Message, at: number) => void;
  readonly facts: () => readonly ToldFact[];
};

type Told = { readonly names: string; awaited: number; told: number; saidAt?: number };

/** A line that says of a message that the bot put it into a mailbox, in either language. */
const PUT = /: now in |入れました/;

/** Each message that the channel says was put into a mailbox: its owner must hear of it, by themselves, exactly once. */
export function watchOwners(world: World): OwnersWatch {
  const known = new Map<string, Told>();
  const entryOf = (person: string, line: string): Told => {
    const at = /<!date\^(\d+)/.exec(line)?.[1] ?? '';
    // Messages of the same second are counted together: the two lists name different things of each.
    const names = `@${person} ${at}`;
    const entry = known.get(names) ?? { names, awaited: 0, told: 0 };
    known.set(names, entry);
    return entry;
  };
  return {
    note(message, at) {
      const kind = kindOf(message);
      if (kind === 'rescued')
        for (const line of linesOf(message).filter((one) => PUT.test(one))) {
          const owner = ownerIn(world, { ...message, text: line, blocks: [] });
          if (owner !== undefined) entryOf(owner, line).awaited += 1;
        }
      if (kind === 'carried-over')
        for (const line of linesOf(message).filter((one) => one.startsWith('•'))) {
          const entry = entryOf(world.slack.readerOf(message.channel)?.name ?? 'channel', line);
          entry.told += 1;
          entry.saidAt ??= at;
        }
    },
    facts: () =>
      [...known.values()].map(({ names, awaited, told, saidAt }) => ({
        kind: 'owner' as const,
        names,
        because: told > awaited ? [`told ${told} times of ${awaited}`] : [],
        ...(saidAt === undefined || told < awaited ? {} : { saidAt }),
      })),
  };
}

/** Whoever was named as the owner of the mailbox in this line: it begins with it, and a colleague may have written. */
function ownerIn(world: World, line: Message): string | undefined {
  const [mailbox] = world.plan.mailboxes
    .filter(({ address }) => namesAddress(line, address))
    .sort((a, b) => placeIn(line, a.address) - placeIn(line, b.address));
  return mailbox === undefined ? undefined : ownerOf({ world }, mailbox.owner).name;
}

/** Where an address stands in a line, by its local part: its domain may be shown in its own script. */
const placeIn = ({ text }: Message, address: string): number =>
  text.indexOf(address.slice(0, address.lastIndexOf('@') + 1));

const linesOf = (message: Message): readonly string[] =>
  saidIn(message)
    .split(/\n|\\n|"/)
    .map((line) => line.trim());
