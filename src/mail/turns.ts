import type { MailAccount } from './account.ts';

/** The last of those that write to a mailbox, or wait to. */
const lines = new Map<string, Promise<unknown>>();

/**
 * One after the other: two that look for a message, and put it there where it is not, would both put it there. Within
 * this process; a mailbox of a server is written to by one process at a time.
 */
export async function inTurn<T>(account: MailAccount, work: () => Promise<T>): Promise<T> {
  const key = keyOf(account);
  const before = lines.get(key) ?? Promise.resolve();
  const own = before.then(work, work);
  lines.set(key, own);
  try {
    return await own;
  } finally {
    if (lines.get(key) === own) lines.delete(key);
  }
}

/** Whether somebody writes to it: it may take hours. */
export const isWrittenTo = (account: MailAccount): boolean => lines.has(keyOf(account));

const keyOf = ({ address, user, authzid = '' }: MailAccount): string => JSON.stringify([address, user, authzid]);
