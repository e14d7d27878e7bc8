import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContext, TLSSocket } from 'node:tls';
import { listenTcp } from '../book.ts';
import { COMMANDS } from './commands.ts';
import { type CommandReader, readCommands } from './reader.ts';
import { type Session, sync } from './session.ts';
import type { Mailbox } from './store.ts';
import { SyntaxProblem, type Token, textOf, tokenize } from './tokens.ts';

export type ImapOptions = {
  readonly hostName: string;
  readonly context: SecureContext;
  readonly pem: { readonly key: string; readonly cert: string };
  /** The mailbox of a login name, and undefined for a stranger. */
  readonly find: (login: string) => Mailbox | undefined;
};

export type ImapServer = { readonly plainPort: number; readonly tlsPort: number; close(): Promise<void> };

const CAPABILITIES =
  'IMAP4rev1 LITERAL+ SASL-IR ID ENABLE NAMESPACE UIDPLUS LIST-EXTENDED LIST-STATUS SPECIAL-USE CHILDREN UNSELECT MOVE IDLE MULTIAPPEND';
const REFUSED = 'NO [AUTHENTICATIONFAILED] Authentication failed.';

/**
 * A small IMAP4rev1 server over mailboxes held in memory, as much of it as mail clients use: implicit TLS on one port,
 * STARTTLS on the other (no login there before it).
 */
export const openImapServer = async (options: ImapOptions): Promise<ImapServer> => {
  const sockets = new Set<Socket>();
  const accept = (socket: Socket, secure: boolean): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.write(`* OK [CAPABILITY ${capabilities(secure)}] ${options.hostName} ready\r\n`);
    converse(options, socket, secure).catch((error: unknown) => {
      // A client that breaks the protocol or the connection is let go; the server lives on.
      socket.destroy(error instanceof Error ? undefined : new Error('conversation failed'));
    });
  };
  const plain = createServer((socket) => accept(socket, false));
  const secured = createTlsServer(options.pem, (socket) => accept(socket, true));
  secured.on('tlsClientError', () => undefined);
  const [plainPort, tlsPort] = [await listenTcp(plain), await listenTcp(secured)];
  const shut = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    plainPort,
    tlsPort,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all([shut(plain), shut(secured)]);
    },
  };
};

const capabilities = (secure: boolean): string => `${CAPABILITIES} ${secure ? 'AUTH=PLAIN' : 'STARTTLS LOGINDISABLED'}`;

const converse = async (options: ImapOptions, first: Socket, alreadySecure: boolean): Promise<void> => {
  let socket = first;
  let secure = alreadySecure;
  let reader = readCommands(socket);
  const session: Session = {
    mailbox: undefined,
    selected: undefined,
    send: (line) => {
      socket.write(Buffer.isBuffer(line) ? Buffer.concat([line, Buffer.from('\r\n')]) : `${line}\r\n`);
    },
  };
  for (;;) {
    const bytes = await reader.next();
    if (bytes === undefined) return;
    const command = parse(bytes);
    if (command === undefined) {
      session.send('* BAD what?');
      continue;
    }
    const { tag, word, args } = command;
    if (word === 'LOGOUT') {
      session.send('* BYE see you');
      session.send(`${tag} OK bye`);
      socket.end();
      return;
    }
    if (word === 'STARTTLS' && !secure) {
      session.send(`${tag} OK go ahead`);
      reader.detach();
      socket = new TLSSocket(socket, { isServer: true, secureContext: options.context });
      const securing = socket;
      securing.on('error', () => securing.destroy());
      reader = readCommands(socket);
      secure = true;
      continue;
    }
    session.send(`${tag} ${await answer(options, session, reader, secure, word, args)}`);
  }
};

type Command = { readonly tag: string; readonly word: string; readonly args: readonly Token[] };

const parse = (bytes: Buffer): Command | undefined => {
  try {
    const [tag, word, ...args] = tokenize(bytes);
    return { tag: textOf(tag), word: textOf(word).toUpperCase(), args };
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
};

const answer = async (
  options: ImapOptions,
  session: Session,
  reader: CommandReader,
  secure: boolean,
  word: string,
  args: readonly Token[],
): Promise<string> => {
  if (word === 'CAPABILITY') {
    session.send(`* CAPABILITY ${capabilities(secure)}`);
    return 'OK done';
  }
  if (word === 'ID') {
    session.send(`* ID ("name" "${options.hostName}")`);
    return 'OK done';
  }
  if (word === 'NOOP' && session.mailbox === undefined) return 'OK done';
  if (session.mailbox === undefined) return logIn(options, session, reader, secure, word, args);
  if (word === 'IDLE') return idle(session, reader, session.mailbox);
  const byUid = word === 'UID';
  const name = byUid ? textOf(args[0]).toUpperCase() : word;
  const command = COMMANDS[name];
  if (command === undefined) return `BAD no command ${name}`;
  try {
    const status = command(session, byUid ? args.slice(1) : args, byUid);
    // Numbers must not shift under a command that uses them (RFC 3501 section 7.4.1).
    if (byUid || !['FETCH', 'STORE', 'SEARCH'].includes(name)) sync(session);
    return status;
  } catch (error) {
    if (error instanceof SyntaxProblem) return `BAD ${error.message}`;
    throw error;
  }
};

const logIn = async (
  options: ImapOptions,
  session: Session,
  reader: CommandReader,
  secure: boolean,
  word: string,
  args: readonly Token[],
): Promise<string> => {
  if (!secure) return 'NO [PRIVACYREQUIRED] use STARTTLS first';
  if (word === 'LOGIN') return admit(options, session, textOf(args[0]), textOf(args[1]));
  if (word !== 'AUTHENTICATE' || textOf(args[0]).toUpperCase() !== 'PLAIN') return 'BAD log in first';
  if (args[1] === undefined) session.send('+ ');
  const encoded = args[1] === undefined ? await reader.line() : textOf(args[1]);
  const [, login = '', password = ''] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split('\0');
  return admit(options, session, login, password);
};

const admit = (options: ImapOptions, session: Session, login: string, password: string): string => {
  const mailbox = options.find(login.toLowerCase());
  if (mailbox === undefined || mailbox.password !== password) return REFUSED;
  session.mailbox = mailbox;
  return `OK [CAPABILITY ${capabilities(true)}] welcome`;
};

const idle = async (session: Session, reader: CommandReader, mailbox: Mailbox): Promise<string> => {
  session.send('+ idling');
  const tell = (): void => sync(session);
  mailbox.listeners.add(tell);
  tell();
  await reader.line();
  mailbox.listeners.delete(tell);
  return 'OK idled';
};
