import type { Book } from '../book.ts';
import type { ServerIdentity } from '../certificates.ts';
import { type ImapServer, openImapServer } from '../imap/server.ts';
import { addMessage, headerValue, type Mailbox } from '../imap/store.ts';
import type { HostPlan } from '../plan.ts';
import { openSmtpServer, type SmtpServer } from './smtp-server.ts';
import { deliveryLines, type Hop, type Opinion, receivedLine } from './stamp.ts';

export type MailServerOptions = {
  readonly host: HostPlan;
  readonly identity: ServerIdentity;
  readonly mailboxes: readonly Mailbox[];
  readonly book: Book;
  /** The address behind a HELO name: on loopback every sender has the same one. */
  readonly addressOf: (helo: string) => string;
  /** What the server's filter thinks of a message, given who brings it. */
  readonly judge: (helo: string) => Opinion;
  /** Where a mailbox's own filter sorts a sender's mail. */
  readonly sortedInto: (from: string) => string | undefined;
  /** A stranger's first message is put off for so long; 0 takes it at once. */
  readonly greylistMs: number;
  /** Hands a message on to wherever MX points once local delivery is off. */
  readonly relay: (raw: Buffer, envelope: { readonly from: string; readonly to: string }) => Promise<void>;
  /** Addresses that lead to a mailbox of another name. */
  readonly aliases?: Readonly<Record<string, string>>;
};

export type MailServer = {
  readonly host: HostPlan;
  mailbox(address: string): Mailbox | undefined;
  mailboxes(): readonly Mailbox[];
  /** Message-IDs of everything that lies in any folder of any mailbox. */
  messageIds(): ReadonlySet<string>;
  /** When each message was delivered here from outside, by Message-ID; what was copied here is not among them. */
  deliveredAt(): ReadonlyMap<string, number>;
  /** Local delivery off: port 25 answers "later", what is submitted is handed on to the new server. */
  shut(): void;
  isShut(): boolean;
  /** Mail for these addresses is put off from now on, whoever brings it; for nobody: all is well again. */
  trouble(addresses: readonly string[]): void;
  /** Whether mail for this address finds a mailbox. */
  takes(address: string): boolean;
  /** An address that leads to that mailbox from now on; to none: it is refused for good. */
  alias(address: string, mailbox: string | undefined): void;
  close(): Promise<void>;
};

/** One host with SMTP (25, 587, 465) and IMAP (143, 993), entered into the address book at its address. */
export const openMailServer = async (options: MailServerOptions): Promise<MailServer> => {
  const { host, book, identity } = options;
  const byAddress = new Map(options.mailboxes.map((mailbox) => [mailbox.address, mailbox]));
  const deliveredAt = new Map<string, number>();
  let shut = false;
  let troubled: readonly string[] = [];
  const aliases = new Map(Object.entries(options.aliases ?? {}));

  const deliver = (mailbox: Mailbox, raw: Buffer, hop: Hop, from: string): void => {
    const opinion: Opinion = hop.authenticated ? { dmarc: 'pass', junk: false } : options.judge(hop.helo);
    const sorted = options.sortedInto(from);
    const wanted = opinion.junk ? 'Junk' : sorted !== undefined && mailbox.folders.has(sorted) ? sorted : 'INBOX';
    const folder = mailbox.folders.get(wanted) ?? mailbox.folders.get('INBOX');
    if (folder === undefined) return;
    const lines = Buffer.from(deliveryLines(host, hop, from, opinion));
    addMessage(mailbox, folder, { raw: Buffer.concat([lines, raw]), internalDate: hop.at });
    deliveredAt.set(headerValue(raw, 'Message-ID') ?? '', Date.now());
  };

  const smtp: SmtpServer = await openSmtpServer({
    host,
    identity,
    isOurs: (address) => byAddress.values().some((mailbox) => domainOf(mailbox.address) === domainOf(address)),
    mailboxOf: (address) => byAddress.get(aliases.get(address.toLowerCase()) ?? address.toLowerCase()),
    addressOf: options.addressOf,
    greylistMs: options.greylistMs,
    isShut: () => shut,
    isTroubled: (address) => troubled.includes(address.toLowerCase()),
    deliver,
    relay: (raw, hop, from) =>
      options.relay(Buffer.concat([Buffer.from(receivedLine(host, hop)), raw]), { from, to: hop.recipient }),
  });
  const imap: ImapServer = await openImapServer({
    hostName: host.name,
    context: identity.context,
    pem: identity,
    find: (login) => byAddress.get(login),
  });
  for (const [port, hostPort] of [
    [25, smtp.relayPort],
    [587, smtp.submissionPort],
    [465, smtp.submissionTlsPort],
    [143, imap.plainPort],
    [993, imap.tlsPort],
  ] as const)
    book.enter(host.address, port, 'tcp', hostPort);

  return {
    host,
    mailbox: (address) => byAddress.get(address),
    mailboxes: () => options.mailboxes,
    messageIds: () => {
      const folders = options.mailboxes.flatMap((mailbox) => [...mailbox.folders.values()]);
      return new Set(
        folders.flatMap((folder) => folder.messages.map(({ raw }) => headerValue(raw, 'Message-ID') ?? '')),
      );
    },
    deliveredAt: () => deliveredAt,
    shut: () => {
      shut = true;
    },
    isShut: () => shut,
    trouble: (addresses) => {
      troubled = addresses;
    },
    takes: (address) => byAddress.has(aliases.get(address) ?? address),
    alias: (address, mailbox) => {
      if (mailbox === undefined) aliases.delete(address);
      else aliases.set(address, mailbox);
    },
    close: async () => {
      await Promise.all([smtp.close(), imap.close()]);
    },
  };
};

const domainOf = (address: string): string => (address.split('@')[1] ?? '').toLowerCase();
