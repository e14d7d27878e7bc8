import type { Book } from '../book.ts';
import { SPAM_SUBJECTS } from '../names.ts';
import { pause } from '../pause.ts';
import type { WorldPlan } from '../plan.ts';
import type { Random } from '../random.ts';
import { compose } from './letter.ts';
import { handOver } from './outgoing.ts';

const SPAM_DOMAIN = 'bulk-offers.example';

/** Whether a HELO name is a spammer's: what the servers' filters know from their block lists. */
export const isSpammer = (helo: string): boolean => helo.endsWith(`.${SPAM_DOMAIN}`);

/**
 * Spam that was aimed at the old address long ago and never asks DNS again. It goes on until the world ends; what is
 * refused is not tried again.
 */
export const startSpam = (plan: WorldPlan, book: Book, random: Random): { readonly stop: () => void } => {
  const stopped = new AbortController();
  const run = async (): Promise<void> => {
    for (let count = 1; !stopped.signal.aborted; count += 1) {
      await pause(random.between(plan.spam.everyMs.min, plan.spam.everyMs.max), stopped.signal);
      if (stopped.signal.aborted) return;
      const helo = `m${random.int(1, 99)}.${SPAM_DOMAIN}`;
      const from = `win-${random.int(100, 999)}@lucky-${random.int(1, 9)}.example`;
      const to = random.pick(plan.mailboxes).address;
      const at = Date.now();
      const id = `<${at.toString(36)}.s${count}@${helo}>`;
      const letter = compose({ id, name: 'Lucky Team', from, to, subject: random.pick(SPAM_SUBJECTS), helo, at });
      await handOver(book, letter, { address: plan.old.address, port: 25, helo });
    }
  };
  void run();
  return { stop: () => stopped.abort() };
};
