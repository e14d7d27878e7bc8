import { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Issued } from './certificates.ts';

export type MxFront = {
  readonly port: number;
  /** Sends a message in, as a host that calls itself `helo` would. */
  send(to: string, message: string, options?: { readonly helo?: string; readonly from?: string }): Promise<void>;
  stop(): Promise<void>;
};

/** `hang-up`: the connection is cut without a word. */
export type MxAnswer = { readonly code: number; readonly message: string } | 'hang-up' | undefined;

export type MxFrontOptions = {
  readonly address: string;
  /** The name in its Received lines. */
  readonly hostname: string;
  readonly deliver: (user: string, message: string, from: string) => Promise<void>;
  readonly now?: () => Date;
  /** Certificate and key, PEM: STARTTLS is offered. */
  readonly tls?: Issued;
  /** What it says to a recipient, the `nth` of this session (counted from 0), and to a sender; undefined: taken. */
  readonly onRecipient?: (address: string, nth: number) => MxAnswer | Promise<MxAnswer>;
  readonly onSender?: (address: string) => MxAnswer;
};

/** What stands before a mail store on port 25: stamps each message with a Received line and hands it over. */
export async function startMxFront({
  address,
  hostname,
  deliver,
  now = () => new Date(),
  tls,
  onRecipient,
  onSender,
}: MxFrontOptions): Promise<MxFront> {
  const recipients = new Map<string, number>();
  const say = (session: SMTPServerSession, answer: MxAnswer, done: (error?: Error | null) => void) => {
    if (answer === 'hang-up') hangUp(server, session.id);
    else done(answer && Object.assign(new Error(answer.message), { responseCode: answer.code }));
  };
  const server: SMTPServer = new SMTPServer({
    ...tls,
    authOptional: true,
    disabledCommands: tls === undefined ? ['STARTTLS', 'AUTH'] : ['AUTH'],
    disableReverseLookup: true,
    onMailFrom(from, session, done) {
      say(session, onSender?.(from.address), done);
    },
    onRcptTo({ address: recipient }, session, done) {
      const nth = recipients.get(session.id) ?? 0;
      recipients.set(session.id, nth + 1);
      void Promise.resolve(onRecipient?.(recipient, nth)).then((answer) => say(session, answer, done));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const sender = mailFrom === false ? '' : mailFrom.address;
        const stamp = `Received: from ${session.hostNameAppearsAs} ([${session.remoteAddress}])\r\n\tby ${hostname} with ESMTP id ${session.id};\r\n\t${now().toUTCString().replace('GMT', '+0000')}\r\n`;
        const message = stamp + Buffer.concat(chunks).toString('latin1');
        Promise.all(rcptTo.map((one) => deliver(one.address, message, sender))).then(
          () => done(),
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        );
      });
    },
  });
  // A client that hangs up in the middle is no reason to end the test.
  server.on('error', () => {});
  const port = await new Promise<number>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  return {
    port,
    async send(to, message, { helo = 'mail.sender.example', from = 'sender@sender.example' } = {}) {
      const transport = createTransport({ host: address, port, name: helo, ignoreTLS: true, logger: false });
      try {
        await transport.sendMail({ envelope: { from, to: [to] }, raw: message });
      } finally {
        transport.close();
      }
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The library's types do not show its connections' sockets. */
function hangUp(server: SMTPServer, id: string): void {
  for (const connection of server.connections) {
    const socket: unknown = Reflect.get(connection, '_socket');
    const isIt = Reflect.get(connection, 'id') === id || Reflect.get(connection, 'session')?.id === id;
    if (isIt && socket instanceof Socket) socket.destroy();
  }
}
