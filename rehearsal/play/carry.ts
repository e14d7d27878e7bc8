import { ImapFlow } from 'imapflow';
import type { World } from '../world/world.ts';

/**
 * Carries over by hand what lies on the old server alone, as a person with two mailboxes open would: over IMAP, same
 * folder, flags and date kept. Returns how many messages were carried.
 */
export async function carryOver(world: World): Promise<number> {
  let carried = 0;
  for (const mailbox of world.plan.mailboxes) {
    const old = await open(world, world.plan.old.address, mailbox.address, mailbox.oldPassword);
    const fresh = await open(world, world.plan.new.address, mailbox.address, mailbox.newPassword);
    try {
      carried += await carryMailbox(old, fresh);
    } finally {
      old.close();
      fresh.close();
    }
  }
  return carried;
}

async function carryMailbox(old: ImapFlow, fresh: ImapFlow): Promise<number> {
  const there = new Set<string>();
  for (const folder of await fresh.list()) for (const { id } of await envelopes(fresh, folder.path)) there.add(id);
  let carried = 0;
  for (const folder of await old.list()) {
    // Spam is not carried, and what is half written stays where it is.
    if (folder.specialUse === '\\Junk' || folder.specialUse === '\\Drafts') continue;
    const missing = (await envelopes(old, folder.path)).filter(({ id }) => !there.has(id));
    if (missing.length === 0) continue;
    await old.mailboxOpen(folder.path, { readOnly: true });
    for (const { uid, id } of missing) {
      const message = await old.fetchOne(String(uid), { source: true, flags: true, internalDate: true }, { uid: true });
      if (message === false || message.source === undefined) continue;
      const date = message.internalDate === undefined ? undefined : new Date(message.internalDate);
      await fresh.append(
        folder.path,
        message.source,
        [...(message.flags ?? [])].filter((flag) => flag !== '\\Recent'),
        date,
      );
      there.add(id);
      carried += 1;
    }
  }
  return carried;
}

async function envelopes(
  client: ImapFlow,
  folder: string,
): Promise<readonly { readonly uid: number; readonly id: string }[]> {
  const box = await client.mailboxOpen(folder, { readOnly: true });
  if (box.exists === 0) return [];
  const found: { uid: number; id: string }[] = [];
  for await (const message of client.fetch('1:*', { uid: true, envelope: true })) {
    found.push({ uid: message.uid, id: message.envelope?.messageId ?? '' });
  }
  return found.filter(({ id }) => id !== '');
}

async function open(world: World, address: string, user: string, pass: string): Promise<ImapFlow> {
  const entry = world.addressBook.find((one) => one.address === address && one.port === 993 && one.transport === 'tcp');
  if (entry === undefined) throw new Error(`no IMAP server at ${address}`);
  const client = new ImapFlow({
    host: entry.host,
    port: entry.hostPort,
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user, pass },
    logger: false,
    disableAutoIdle: true,
  });
  client.on('error', () => client.close());
  await client.connect();
  return client;
}
