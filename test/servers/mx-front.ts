import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';

export type MxFront = {
  readonly port: number;
  /** Sends a message in, as a host that calls itself `helo` would. */
  send(to: string, message: string, options?: { readonly helo?: string; readonly from?: string }): Promise<void>;
  stop(): Promise<void>;
};

export type MxFrontOptions = {
  readonly address: string;
  /** The name in its Received lines. */
  readonly hostname: string;
  readonly deliver: (user: string, message: string, from: string) => Promise<void>;
  readonly now?: () => Date;
};

/** What stands before a mail store on port 25: stamps each message with a Received line and hands it over. */
export async function startMxFront({
  address,
  hostname,
  deliver,
  now = () => new Date(),
}: MxFrontOptions): Promise<MxFront> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
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
