import { addMessage, headerValue, type Mailbox, type StoredMessage, setMessages } from '../imap/store.ts';
import { pause } from '../pause.ts';
import type { WorldPlan } from '../plan.ts';
import type { Random } from '../random.ts';
import type { MailServer } from './mail-server.ts';

/** What people and their programs do with mail once it is there. */
export type Habits = {
  readonly start: () => void;
  /** Message-IDs that only the reader's own program holds, with when it took each off the old server (ms since the epoch). */
  readonly atReaders: () => ReadonlyMap<string, number>;
  /** Somebody told the reader: the program leaves mail on the server from now on, and what it holds is put on the new one. */
  readonly leaveOnServer: () => void;
  readonly stop: () => void;
};

const SORTS_MS = { min: 60, max: 250 };
const DOWNLOADS_MS = { min: 700, max: 1_500 };
const SORTED = '受注/2026';

/** The one who sorts mail away at once, and the one whose POP3 client takes it off the old server. */
export const openHabits = (plan: WorldPlan, old: MailServer, fresh: MailServer, random: Random): Habits => {
  const stopped = new AbortController();
  const held: { readonly message: StoredMessage; readonly takenAt: number }[] = [];
  const history = new Map<string, number>();
  let leaves = false;

  /** Takes what has come since the start out of the inbox of the old server. */
  const takeNew = (mailbox: Mailbox): readonly StoredMessage[] => {
    const inbox = mailbox.folders.get('INBOX');
    if (inbox === undefined) return [];
    const from = history.get(mailbox.address) ?? 0;
    const taken = inbox.messages.filter(({ uid }) => uid >= from);
    if (taken.length > 0)
      setMessages(
        mailbox,
        inbox,
        inbox.messages.filter(({ uid }) => uid < from),
      );
    return taken;
  };
  const every = async ({ min, max }: { min: number; max: number }, work: () => void, own: Random): Promise<void> => {
    while (!stopped.signal.aborted) {
      await pause(own.between(min, max), stopped.signal);
      if (!stopped.signal.aborted) work();
    }
  };
  const sort = (mailbox: Mailbox): void => {
    const into = mailbox.folders.get(SORTED);
    if (into === undefined) throw new Error(`${mailbox.address} has no folder to sort into`);
    for (const message of takeNew(mailbox)) addMessage(mailbox, into, message);
  };
  const download = (mailbox: Mailbox): void => {
    if (!leaves) for (const message of takeNew(mailbox)) held.push({ message, takenAt: Date.now() });
  };

  return {
    start: () => {
      for (const address of [plan.sorter, plan.downloader]) {
        const mailbox = address === undefined ? undefined : old.mailbox(address);
        if (mailbox === undefined) continue;
        history.set(mailbox.address, mailbox.folders.get('INBOX')?.uidNext ?? 0);
        const own = random.fork(mailbox.address);
        if (address === plan.sorter) void every(SORTS_MS, () => sort(mailbox), own);
        else void every(DOWNLOADS_MS, () => download(mailbox), own);
      }
    },
    atReaders: () =>
      new Map(held.map(({ message, takenAt }) => [headerValue(message.raw, 'Message-ID') ?? '', takenAt])),
    leaveOnServer: () => {
      leaves = true;
      const mailbox = plan.downloader === undefined ? undefined : fresh.mailbox(plan.downloader);
      const inbox = mailbox?.folders.get('INBOX');
      if (mailbox === undefined || inbox === undefined) return;
      const there = fresh.messageIds();
      for (const { message } of held.splice(0))
        if (!there.has(headerValue(message.raw, 'Message-ID') ?? '')) addMessage(mailbox, inbox, message);
    },
    stop: () => stopped.abort(),
  };
};
