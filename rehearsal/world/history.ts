import { addMessage, type Mailbox } from './imap/store.ts';
import { compose } from './mail/letter.ts';
import { deliveryLines } from './mail/stamp.ts';
import type { WorldPlan } from './plan.ts';
import type { Random } from './random.ts';

const DAY_MS = 86_400_000;

/**
 * Fills the old server with what the last months brought, and the new one with its host's greeting and with the copy
 * that the team made: appended there, so it bears the old server's stamps.
 */
export const writeHistory = (
  plan: WorldPlan,
  old: readonly Mailbox[],
  fresh: readonly Mailbox[],
  random: Random,
  now: number,
): void => {
  for (const mailbox of fresh) welcome(plan, mailbox, now - DAY_MS);
  for (const mailbox of old) {
    const copyTo = fresh.find((each) => each.address === mailbox.address);
    const writers = plan.senders.filter((sender) => sender.from !== mailbox.address);
    for (const message of peculiar(plan, mailbox, now)) {
      put(mailbox, 'INBOX', message);
      if (copyTo !== undefined) put(copyTo, 'INBOX', message);
    }
    for (const [index, sender] of writers.entries()) {
      // Nobody of these writes but once a month: who does has a plan of their own.
      const at = now - Math.round(random.between(1, 20) * DAY_MS);
      const id = `<history.${index}.${mailbox.address.replace('@', '.')}@${sender.helo}>`;
      const letter = compose({ ...sender, id, to: mailbox.address, subject: random.pick(sender.subjects), at });
      const hop = {
        helo: sender.helo,
        address: sender.address,
        recipient: mailbox.address,
        id: `h${index}`,
        authenticated: sender.route.kind === 'submission',
        at,
      };
      const lines = deliveryLines(plan.old, hop, sender.from, { dmarc: 'pass', junk: false });
      const message = { raw: Buffer.from(lines + letter.raw), internalDate: at, flags: ['\\Seen'] };
      const path =
        sender.sortedInto !== undefined && mailbox.folders.has(sender.sortedInto) ? sender.sortedInto : 'INBOX';
      put(mailbox, path, message);
      if (copyTo !== undefined) put(copyTo, path, message);
    }
  }
};

/** What came to an address that nobody lists, and what comes once a month. */
const peculiar = (plan: WorldPlan, mailbox: Mailbox, now: number): readonly Message[] => {
  const { alias, monthly } = plan;
  const [first] = plan.senders;
  const toAlias =
    alias === undefined || alias.mailbox !== mailbox.address || first === undefined
      ? []
      : [12, 40].map((days) => letterTo(plan, { ...first, subject: 'Question' }, alias.address, now - days * DAY_MS));
  const bills =
    monthly === undefined || mailbox.address !== plan.mailboxes[0]?.address
      ? []
      : [25, 55, 86].map((days) => letterTo(plan, monthly, mailbox.address, now - days * DAY_MS));
  return [...toAlias, ...bills];
};

const letterTo = (
  plan: WorldPlan,
  writer: {
    readonly name: string;
    readonly from: string;
    readonly helo: string;
    readonly address: string;
    readonly subject: string;
  },
  to: string,
  at: number,
): Message => {
  const letter = compose({ ...writer, id: `<${at.toString(36)}.${to.replace('@', '.')}@${writer.helo}>`, to, at });
  const hop = { helo: writer.helo, address: writer.address, recipient: to, id: 'p1', authenticated: false, at };
  const lines = deliveryLines(plan.old, hop, writer.from, { dmarc: 'pass', junk: false });
  return { raw: Buffer.from(lines + letter.raw), internalDate: at, flags: ['\\Seen'] };
};

/** The new host greets each new mailbox: the first message that it stamps itself. */
const welcome = (plan: WorldPlan, mailbox: Mailbox, at: number): void => {
  const id = `<welcome.${mailbox.address.replace('@', '.')}@${plan.new.name}>`;
  const [from, helo, address] = ['welcome@newhost.example', 'setup.newhost.example', '203.0.113.30'];
  const letter = compose({
    id,
    name: 'New Host',
    from,
    to: mailbox.address,
    subject: 'Your mailbox is ready',
    helo,
    at,
  });
  const hop = { helo, address, recipient: mailbox.address, id: 'w1', authenticated: false, at };
  const lines = deliveryLines(plan.new, hop, from, { dmarc: 'pass', junk: false });
  put(mailbox, 'INBOX', { raw: Buffer.from(lines + letter.raw), internalDate: at, flags: [] });
};

type Message = { readonly raw: Buffer; readonly internalDate: number; readonly flags: readonly string[] };

const put = (mailbox: Mailbox, path: string, message: Message): void => {
  const folder = mailbox.folders.get(path);
  if (folder !== undefined) addMessage(mailbox, folder, message);
};
