import { ImapFlow } from 'imapflow';

/** A server, and who has a mailbox on it: passwords by user. */
type Mailboxes = {
  readonly address: string;
  readonly imapPort: number;
  readonly users: Readonly<Record<string, string>>;
};

/** What the owner of a mailbox does in a mail program. It is a client of its own: none of what is under test is in it. */
export async function inMailbox<T>(
  server: Mailboxes,
  user: string,
  act: (client: ImapFlow) => Promise<T>,
  password = server.users[user],
): Promise<T> {
  if (password === undefined) throw new Error(`${user} has no mailbox on ${server.address}`);
  const client = new ImapFlow({
    host: server.address,
    port: server.imapPort,
    doSTARTTLS: false,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    disableAutoEnable: true,
  });
  // Without a listener a session that the server kills would end the whole test run; the command under way rejects.
  client.on('error', () => {});
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.logout();
  }
}
