import type { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import { LOOPBACK } from '../book.ts';
import type { ServerIdentity } from '../certificates.ts';
import type { Mailbox } from '../imap/store.ts';
import type { HostPlan } from '../plan.ts';
import type { Hop } from './stamp.ts';

export type SmtpOptions = {
  readonly host: HostPlan;
  readonly identity: ServerIdentity;
  /** Whether the server takes mail for the domain of this address. */
  readonly isOurs: (address: string) => boolean;
  readonly mailboxOf: (address: string) => Mailbox | undefined;
  readonly addressOf: (helo: string) => string;
  readonly greylistMs: number;
  readonly isShut: () => boolean;
  /** It cannot take mail for this address at present, though it should. */
  readonly isTroubled: (address: string) => boolean;
  readonly deliver: (mailbox: Mailbox, raw: Buffer, hop: Hop, from: string) => void;
  readonly relay: (raw: Buffer, hop: Hop, from: string) => Promise<void>;
};

export type SmtpServer = {
  readonly relayPort: number;
  readonly submissionPort: number;
  readonly submissionTlsPort: number;
  close(): Promise<void>;
};

/** Port 25 for the world, 587 (STARTTLS) and 465 (TLS) for users who log in. */
export const openSmtpServer = async (options: SmtpOptions): Promise<SmtpServer> => {
  const greyUntil = new Map<string, number>();
  const { key, cert } = options.identity;
  const common: SMTPServerOptions = {
    name: options.host.name,
    key,
    cert,
    disableReverseLookup: true,
    logger: false,
    size: 10 * 1024 * 1024,
    onRcptTo: ({ address }, session, done) => done(refusal(options, greyUntil, inAscii(address), session)),
    onData: (stream, session, done) => {
      take(options, stream, session).then(
        () => done(),
        () => done(reply(451, '4.3.0 Local problem, come back later')),
      );
    },
  };
  const submission: SMTPServerOptions = {
    ...common,
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: (auth, _session, done) => {
      const mailbox = options.mailboxOf(auth.username ?? '');
      if (mailbox === undefined || mailbox.password !== auth.password)
        done(reply(535, '5.7.8 Authentication credentials invalid'));
      else done(null, { user: mailbox.address });
    },
  };
  const relay = new SMTPServer({ ...common, authOptional: true, disabledCommands: ['AUTH'] });
  const starttls = new SMTPServer(submission);
  const tls = new SMTPServer({ ...submission, secure: true });
  const servers = [relay, starttls, tls];
  for (const server of servers) server.on('error', ignoreClientErrors);
  const [relayPort = 0, submissionPort = 0, submissionTlsPort = 0] = await Promise.all(servers.map(listen));
  return {
    relayPort,
    submissionPort,
    submissionTlsPort,
    close: async () => {
      await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
    },
  };
};

/** A client that breaks off is reported as an error of the server; it is the client's matter. */
const ignoreClientErrors = (): void => undefined;

const listen = async (server: SMTPServer): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
};

/** The library hands internationalised domains over in their own script; mailboxes are kept by their ASCII form. */
const inAscii = (address: string): string => {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at + 1)}${domainToASCII(address.slice(at + 1))}`;
};

const reply = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/** Why a recipient is not taken, null when it is. */
const refusal = (
  options: SmtpOptions,
  greyUntil: Map<string, number>,
  recipient: string,
  session: SMTPServerSession,
): Error | null => {
  const loggedIn = typeof session.user === 'string';
  if (!options.isOurs(recipient)) return loggedIn ? null : reply(554, '5.7.1 Relay access denied');
  if (options.mailboxOf(recipient) === undefined) return reply(550, '5.1.1 No such user here');
  if (options.isTroubled(recipient)) return reply(452, '4.2.2 Mailbox full');
  if (loggedIn) return null;
  if (options.isShut()) return reply(450, '4.3.2 This server is being retired, try the one in DNS');
  if (options.greylistMs === 0) return null;
  const helo = session.hostNameAppearsAs;
  const now = Date.now();
  const until = greyUntil.get(helo) ?? now + options.greylistMs;
  greyUntil.set(helo, until);
  return now < until ? reply(451, '4.7.1 Greylisted, come back later') : null;
};

const take = async (options: SmtpOptions, stream: Readable, session: SMTPServerSession): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  const raw = Buffer.concat(chunks);
  const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
  const helo = session.hostNameAppearsAs;
  for (const recipient of session.envelope.rcptTo.map(({ address }) => inAscii(address))) {
    const mailbox = options.mailboxOf(recipient);
    if (mailbox === undefined) continue;
    const authenticated = typeof session.user === 'string';
    const hop: Hop = {
      helo,
      address: options.addressOf(helo),
      recipient,
      id: session.id,
      authenticated,
      at: Date.now(),
    };
    if (options.isShut()) await options.relay(raw, hop, from);
    else options.deliver(mailbox, raw, hop, from);
  }
};
