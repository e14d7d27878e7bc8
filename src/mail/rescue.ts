import type { ImapFlow } from 'imapflow';
import type { MissingReason, RescueResult } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { findHeads } from './find-messages.ts';
import { counterpartOf, treeOf } from './folder-tree.ts';
import { readFolders } from './folders.ts';
import { withImap } from './imap.ts';
import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { failureOf, MailError, safeDetail } from './mail-error.ts';
import { bodyDigest, identityOf } from './message-identity.ts';
import type { MessageHead } from './new-messages.ts';
import { downloadWhole, type FetchedMessage, fetchStraggler, type StragglerPlace } from './rescue-message.ts';
import { isRefusal } from './server-refusal.ts';

export type RescueOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** Look only. A message that would be appended is then `refused` as `missing`, with its folder in `detail`. */
  readonly dryRun: boolean;
  /** Names that the new server stamps with. */
  readonly newStamps: readonly string[];
  readonly limits?: SessionLimits;
  /** A message is held whole while it is carried: a longer one is `too-big` (default 60 MB). */
  readonly maxBytes?: number;
};

const MAX_BYTES = 60 * 1024 * 1024;
/** Of each session: a long message over a slow line is waited for. */
const LIMITS: SessionLimits = { ...SESSION_LIMITS, sessionMs: 900_000 };

/**
 * Carries one straggler from the old server to the new one, into the folder it belongs in, with its flags and its date;
 * nothing is delivered by that, and nothing is ever removed from the old server. Never rejects.
 *
 * `appended`: it was put there, and read back the same. `present`: it is there already, by whatever way (an append that
 * was never reported, too). `gone`: no longer on the old server. `refused`: it cannot be carried, and trying again would
 * not help. Two runs for one message at once are the caller's to prevent.
 */
export async function rescueStraggler(
  dialer: Dialer,
  accounts: { readonly old: MailAccount; readonly new: MailAccount },
  straggler: StragglerPlace,
  options: RescueOptions,
): Promise<RescueResult> {
  const { signal, now, limits = LIMITS, maxBytes = MAX_BYTES } = options;
  try {
    const fetched = await fetchStraggler(dialer, accounts.old, straggler, { signal, limits, maxBytes });
    if (fetched === 'gone') return { outcome: 'gone', at: now() };
    if (typeof fetched === 'string') return { outcome: 'refused', at: now(), reason: fetched };
    const carry = ({ client }: { readonly client: ImapFlow }) =>
      carryOver(client, accounts.new, fetched, straggler, options);
    return await withImap(dialer, accounts.new, signal, carry, limits);
  } catch (error) {
    return failureOf(error, now());
  }
}

async function carryOver(
  client: ImapFlow,
  account: MailAccount,
  message: FetchedMessage,
  { specialUse }: StragglerPlace,
  { now, dryRun, newStamps }: RescueOptions,
): Promise<RescueResult> {
  const { folders } = await readFolders(client);
  const refused = (reason: MissingReason, detail?: string): RescueResult => ({
    ...{ outcome: 'refused', at: now(), reason },
    ...(detail !== undefined && { detail }),
  });
  const target = counterpartOf(message.folder, specialUse, message.tree, await treeOf(client));
  // Where it would be put is where an earlier run has put it.
  const inOrder = [...folders].sort((a, b) => Number(b.path === target) - Number(a.path === target));
  for (const { path } of inOrder) {
    if ((await findCopy(client, path, message)) !== undefined) return { outcome: 'present', at: now(), folder: path };
  }
  const top = message.identity.headers.received[0]?.by;
  if (top !== undefined && newStamps.includes(top)) return refused('refused', 'it came from the new server');
  if (dryRun) return refused('missing', target);
  const no = await append(client, target, message);
  if (no !== undefined) return refused(no.reason, safeDetail(no.said, account));
  const copy = await findCopy(client, target, message);
  const isWhole =
    copy !== undefined && (copy.size === message.raw.length || (await hasSameBody(client, copy, message)));
  // For a person to look at: trying again would put it there twice.
  if (!isWhole) return refused('refused', `what was appended to ${target} does not read back the same`);
  return { outcome: 'appended', at: now(), folder: target };
}

/**
 * A copy of this message in that folder. Equal Message-IDs can be two mails: so it must bear the same topmost stamp, which
 * no two deliveries share, or, delivered twice, have the same body. A fingerprint without Message-ID holds the stamp.
 */
async function findCopy(client: ImapFlow, path: string, message: FetchedMessage): Promise<MessageHead | undefined> {
  await client.mailboxOpen(path, { readOnly: true });
  const { identity, internalDate } = message;
  const { messageId } = identity.headers;
  const headers = messageId?.startsWith('<') ? [['Message-ID', messageId] as const] : [];
  const at = identity.headers.received[0]?.at ?? internalDate;
  const days = { from: Math.min(at, internalDate), to: Math.max(at, internalDate) };
  for await (const head of findHeads(client, { headers, days })) {
    const other = identityOf(head.header, head.size);
    if (other.fingerprint !== identity.fingerprint) continue;
    if (other.stamp === identity.stamp && identity.stamp !== '') return head;
    if (await hasSameBody(client, head, message)) return head;
  }
  return undefined;
}

async function hasSameBody(client: ImapFlow, head: MessageHead, { raw }: FetchedMessage): Promise<boolean> {
  // Headers differ by what hosts on the way have written: no more than that.
  if (Math.abs(head.size - raw.length) > 64 * 1024) return false;
  const other = await downloadWhole(client, head.uid, head.size + 64 * 1024);
  return other !== undefined && bodyDigest(other) === bodyDigest(raw);
}

type No = { readonly reason: MissingReason; readonly said: string };

/** undefined: the server has taken it. Rejects where it is only troubled at present. */
async function append(client: ImapFlow, path: string, message: FetchedMessage): Promise<No | undefined> {
  // \Recent is the server's own; what is marked as deleted would go with the next expunge.
  const flags = message.flags.filter((flag) => !/^\\(?:recent|deleted|\*)$/i.test(flag));
  const known = flags.filter((flag) => flag.startsWith('\\'));
  const no = await tryAppend(client, path, message, flags);
  // Not every server lets keywords be made up.
  return no === undefined || known.length === flags.length ? no : await tryAppend(client, path, message, known);
}

async function tryAppend(
  client: ImapFlow,
  path: string,
  { raw, internalDate }: FetchedMessage,
  flags: readonly string[],
): Promise<No | undefined> {
  try {
    if ((await client.append(path, raw, [...flags], new Date(internalDate))) === false)
      throw new MailError('server-no');
    return undefined;
  } catch (error) {
    const code = error instanceof Error ? String(Reflect.get(error, 'serverResponseCode') ?? '') : '';
    if (!(error instanceof Error) || (!isRefusal(error) && code !== 'APPENDLIMIT')) throw error;
    // For the moment, or for want of the folder: the next run may find it otherwise (RFC 5530).
    if (/^(?:TRYCREATE|NONEXISTENT|UNAVAILABLE|INUSE|SERVERBUG|EXPIRED|LIMIT)$/.test(code)) throw error;
    const said = `${code} ${String(Reflect.get(error, 'responseText') ?? error.message)}`.trim();
    return { reason: reasonOf(code, said), said };
  }
}

function reasonOf(code: string, said: string): MissingReason {
  if (code === 'OVERQUOTA' || /quota|mailbox (?:is )?full/i.test(said)) return 'quota';
  if (code === 'TOOBIG' || code === 'APPENDLIMIT' || /too (?:big|large)|size limit/i.test(said)) return 'too-big';
  return 'refused';
}
