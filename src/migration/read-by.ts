import type { Server } from './facts.ts';

/** How mailboxes are read on a server: over IMAP, or over POP3 where it has nothing else. */
export function readBy({ pop3Only }: Pick<Server, 'pop3Only'>): 'imap' | 'pop3' {
  return pop3Only === true ? 'pop3' : 'imap';
}
