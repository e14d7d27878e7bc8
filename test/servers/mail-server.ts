import { connect } from 'node:net';
import { type Dovecot, type DovecotOptions, startDovecot } from './dovecot.ts';
import { type MxFront, startMxFront } from './mx-front.ts';

/** A mail server whole: a Dovecot, and before it an MX of the same name. */
export type MailServer = Dovecot & { readonly receive: MxFront['send'] };

export async function startMailServer(options: DovecotOptions): Promise<MailServer> {
  const store = await startDovecot(options);
  try {
    const mx = await startMxFront({ address: store.address, hostname: store.hostname, deliver: store.deliver });
    return {
      ...store,
      receive: mx.send,
      async stop() {
        await Promise.all([mx.stop(), store.stop()]);
      },
    };
  } catch (error) {
    await store.stop();
    throw error;
  }
}

/** What a POP3 client does that leaves nothing behind: the first messages, read and deleted. Returns what was said. */
export async function downloadAndDelete(
  server: Dovecot,
  user: string,
  password: string,
  count: number,
): Promise<string> {
  const commands = [`USER ${user}`, `PASS ${password}`];
  for (let number = 1; number <= count; number += 1) commands.push(`RETR ${number}`, `DELE ${number}`);
  const socket = connect(server.pop3Port, server.address);
  socket.write(`${[...commands, 'QUIT'].join('\r\n')}\r\n`);
  let said = '';
  for await (const chunk of socket) said += String(chunk);
  return said;
}
