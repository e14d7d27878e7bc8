import type { ImapFlow } from 'imapflow';
import type { MissingReason, RescueResult } from '../migration/mail-observations.ts';
import type { FolderState } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { isFolderGone } from './append.ts';
import { counterpartOf, treeOf } from './folder-tree.ts';
import { readFolders } from './folders.ts';
import { withImap } from './imap.ts';
import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { failureOf, MailError, safeDetail } from './mail-error.ts';
import { appendHeld } from './rescue-append.ts';
import { findCopy, findPut } from './rescue-copies.ts';
import { type FetchedMessage, fetchStraggler, type StragglerPlace } from './rescue-message.ts';
import { passThrough } from './rescue-stream.ts';
import { inTurn } from './turns.ts';

export type RescueOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** Look only. A message that would be appended is then `refused` as `missing`, with its folder in `detail`. */
  readonly dryRun: boolean;
  /** Asked right before something is put there: false ends it with nothing done (failure `cancelled`). */
  readonly goesOn?: () => Promise<boolean>;
  /** Names that the new server stamps with. */
  readonly newStamps: readonly string[];
  readonly limits?: SessionLimits;
  /** A longer one is `too-big`; without it the new server alone says what is. */
  readonly maxBytes?: number;
  /** A longer one is not held while it is carried: it passes through (default 4 MB). */
  readonly heldBytes?: number;
};

const HELD_BYTES = 4 * 1024 * 1024;
/** Of each session: a long message over a slow line is waited for. */
const LIMITS: SessionLimits = { ...SESSION_LIMITS, sessionMs: 2 * 3_600_000 };

/**
 * Carries one straggler from the old server to the new one, into the folder it belongs in, with its flags and its date;
 * nothing is delivered by that, and nothing is ever removed from the old server. What has been put there is read back
 * before it counts. One after the other for each mailbox. Never rejects.
 */
export async function rescueStraggler(
  dialer: Dialer,
  accounts: { readonly old: MailAccount; readonly new: MailAccount },
  straggler: StragglerPlace,
  options: RescueOptions,
): Promise<RescueResult> {
  try {
    return await inTurn(accounts.new, () => carry(dialer, accounts, straggler, options));
  } catch (error) {
    return failureOf(error, options.now());
  }
}

async function carry(
  dialer: Dialer,
  accounts: { readonly old: MailAccount; readonly new: MailAccount },
  straggler: StragglerPlace,
  options: RescueOptions,
): Promise<RescueResult> {
  const { signal, now, limits = LIMITS, maxBytes = Number.POSITIVE_INFINITY, heldBytes = HELD_BYTES } = options;
  const message = await fetchStraggler(dialer, accounts.old, straggler, { signal, limits, maxBytes, heldBytes });
  if (message === 'gone') return { outcome: 'gone', at: now() };
  if (typeof message === 'string') return { outcome: 'refused', at: now(), reason: message };
  const onNew = <T>(use: (client: ImapFlow) => Promise<T>) =>
    withImap(dialer, accounts.new, signal, ({ client }) => use(client), limits);
  const target = await onNew(async (client) => {
    const found = await targetOf(client, message, straggler, options);
    if ('outcome' in found || message.raw === undefined) return found;
    await unlessOver(options);
    const put = await appendHeld(client, found.path, message, message.raw);
    if ('reason' in put) return refused(now(), put.reason, safeDetail(put.said, accounts.new));
    return await resultOf(client, found, message, put.uid, now);
  });
  if ('outcome' in target) return target;
  await unlessOver(options);
  const { appended, uid } = await passThrough(dialer, accounts, message, target.path, { signal, limits });
  if (appended !== 'accepted') {
    // For want of the folder: the next run may find it otherwise.
    if (isFolderGone(appended)) throw new MailError('server-no', appended.detail);
    return refused(now(), appended.reason, appended.detail);
  }
  return await onNew((client) => resultOf(client, target, message, uid, now));
}

/** Whoever rolled back meanwhile wants nothing more on the new server. */
async function unlessOver({ goesOn }: RescueOptions): Promise<void> {
  if (goesOn !== undefined && !(await goesOn())) throw new MailError('cancelled', 'the migration no longer goes on');
}

/** The folder where it is to be put; or how it ends, where nothing is to be put anywhere. */
async function targetOf(
  client: ImapFlow,
  message: FetchedMessage,
  { specialUse }: StragglerPlace,
  { now, dryRun, newStamps }: RescueOptions,
): Promise<FolderState | RescueResult> {
  const { folders } = await readFolders(client);
  const path = counterpartOf(message.folder, specialUse, message.tree, await treeOf(client));
  // Where it would be put is where an earlier run has put it.
  const inOrder = [...folders].sort((a, b) => Number(b.path === path) - Number(a.path === path));
  for (const folder of inOrder) {
    if ((await findCopy(client, folder.path, message)) !== undefined)
      return { outcome: 'present', at: now(), folder: folder.path };
  }
  const top = message.identity.headers.received[0]?.by;
  if (top !== undefined && newStamps.includes(top)) return refused(now(), 'refused', 'it came from the new server');
  if (dryRun) return refused(now(), 'missing', path);
  const target = folders.find((folder) => folder.path === path);
  if (target === undefined) throw new MailError('server-no', `no status of ${path}`);
  return target;
}

/** What has been put there, as it reads back. Whatever it is, it is not put there again. */
async function resultOf(
  client: ImapFlow,
  target: FolderState,
  message: FetchedMessage,
  uid: number | undefined,
  now: () => Instant,
): Promise<RescueResult> {
  switch (await findPut(client, target, message, uid)) {
    case 'whole':
      return { outcome: 'appended', at: now(), folder: target.path };
    case 'altered':
      return refused(now(), 'altered', target.path);
    case 'nowhere':
      // For a person to look at: trying again might put it there twice.
      return refused(now(), 'refused', `what was appended to ${target.path} is not found there`);
  }
}

function refused(at: Instant, reason: MissingReason, detail?: string): RescueResult {
  return { outcome: 'refused', at, reason, ...(detail !== undefined && { detail }) };
}
