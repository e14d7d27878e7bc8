import type { Server } from './facts.ts';
import type { MailProtocol } from './observations.ts';

/** How mailboxes are read on a server: over IMAP, or over POP3 where it has nothing else. */
export function readBy({ pop3Only }: Pick<Server, 'pop3Only'>): 'imap' | 'pop3' {
  return pop3Only === true ? 'pop3' : 'imap';
}

const POP3 = { port: 995, security: 'tls' } as const;

/** Port and security of each protocol; of POP3 what is usual, where nobody said otherwise. */
export function doorOf(server: Pick<Server, MailProtocol>, protocol: MailProtocol): Pick<Server, MailProtocol>['imap'] {
  return protocol === 'pop3' ? (server.pop3 ?? POP3) : server[protocol];
}
