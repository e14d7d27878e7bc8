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
    for (const [index, sender] of writers.entries()) {
      const at = now - Math.round(random.between(1, 90) * DAY_MS);
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

const put = (mailbox: Mailbox, path: string, message: { raw: Buffer; internalDate: number; flags: string[] }): void => {
  const folder = mailbox.folders.get(path);
  if (folder !== undefined) addMessage(mailbox, folder, message);
};
