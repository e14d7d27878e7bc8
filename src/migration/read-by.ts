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

/**
 * The protocols of clients, as a server has them, in one order. Where it has nothing but POP3, a client that was listed
 * with IMAP reads by that too.
 */
export function protocolsOn(
  server: Pick<Server, 'pop3Only'>,
  protocols: readonly MailProtocol[],
): readonly MailProtocol[] {
  const used = new Set(protocols.map((one) => (one === 'imap' ? readBy(server) : one)));
  return IN_ORDER.filter((protocol) => used.has(protocol));
}

const IN_ORDER = ['imap', 'pop3', 'smtp'] as const satisfies readonly MailProtocol[];
