import { ImapFlow } from 'imapflow';
import type { World } from '../world/world.ts';

/**
 * Carries over by hand what lies on the old server alone, as a person with two mailboxes open would: over IMAP, same
 * folder, flags and date kept. Returns how many messages were carried.
 */
export function carryOver(world: World): Promise<number> {
  return carryAll(world, (old, fresh) => carryMailbox(old, fresh));
}

/** The other way round, after a rollback: what the new server alone has taken in. */
export function carryBack(world: World): Promise<number> {
  return carryAll(world, (old, fresh) => carryMailbox(fresh, old));
}

async function carryAll(
  world: World,
  carryBetween: (old: ImapFlow, fresh: ImapFlow) => Promise<number>,
): Promise<number> {
  let carried = 0;
  for (const mailbox of world.plan.mailboxes) {
    const old = await open(world, world.plan.old.address, mailbox.address, mailbox.oldPassword);
    const fresh = await open(world, world.plan.new.address, mailbox.address, mailbox.newPassword);
    try {
      carried += await carryBetween(old, fresh);
    } finally {
      old.close();
      fresh.close();
    }
  }
  return carried;
}

async function carryMailbox(from: ImapFlow, to: ImapFlow): Promise<number> {
  const there = new Set<string>();
  for (const folder of await to.list()) for (const { id } of await envelopes(to, folder.path)) there.add(id);
  let carried = 0;
  for (const folder of await from.list()) {
    const missing = (await envelopes(from, folder.path)).filter(({ id }) => !there.has(id));
    if (missing.length === 0) continue;
    await from.mailboxOpen(folder.path, { readOnly: true });
    for (const { uid, id } of missing) {
      const message = await from.fetchOne(
        String(uid),
        { source: true, flags: true, internalDate: true },
        { uid: true },
      );
      if (message === false || message.source === undefined) continue;
      const date = message.internalDate === undefined ? undefined : new Date(message.internalDate);
      await to.append(
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
