import { setTimeout as delay } from 'node:timers/promises';
import type { MailboxContent, MailboxLedger } from '../migration/mail-observations.ts';
import type { Failure, FailureCode } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import type { Indexed } from './content-index.ts';
import { accountOfContents } from './contents.ts';
import { copyFolder } from './copy-folder.ts';
import type { CopyOptions, Run } from './copy-run.ts';
import { makeFolder } from './copy-targets.ts';
import { mapFolders } from './folder-map.ts';
import { SESSION_LIMITS } from './limits.ts';
import { failureOf, MailError } from './mail-error.ts';
import { nameMissing } from './name-missing.ts';
import { createPacer } from './pacer.ts';
import { type RawImap, withRawImap } from './raw-imap/session.ts';
import { type Contents, keyOfMessage, readContents } from './side-contents.ts';
import { digestsOn } from './tell-apart.ts';
import { backOffMs, MOST_THROTTLED } from './throttle.ts';
import { inTurn } from './turns.ts';

export type CopyAccounts = { readonly old: MailAccount; readonly new: MailAccount };
export type { CopyOptions } from './copy-run.ts';

/** A connection may break as often as it likes while something is copied in between; in vain, so often. */
const MOST_IDLE_TRIES = 4;
const RETRY_MS = 2_000;
const MOST_NAMED = 200;
/** After these another try may fare better. */
const PASSING: ReadonlySet<FailureCode> = new Set([
  'connect-refused',
  'connect-timeout',
  'connect-network',
  'server-bye',
  'login-limit',
  'protocol',
]);

/** When the connection broke so often at one message, it is the message. */
const MOST_BREAKS = 4;

/**
 * Holds a mailbox of the old server against its counterpart on the new one, and copies what was never there. Folders by
 * special use or name, flags, keywords and dates kept. What was once seen on the new server is in the ledger, and is not
 * put there again when its reader has deleted it since. When the connection is lost nobody knows which messages of the
 * last batch have arrived: both sides are read anew before anything more is sent. Never rejects.
 */
export async function copyMailbox(
  dialer: Dialer,
  accounts: CopyAccounts,
  ledger: MailboxLedger,
  options: CopyOptions,
): Promise<MailboxContent | Failure> {
  const copy = () => tryAndTryAgain(dialer, accounts, ledger, options);
  return options.mode === 'copy' ? await inTurn(accounts.new, copy) : await copy();
}

async function tryAndTryAgain(
  dialer: Dialer,
  accounts: CopyAccounts,
  ledger: MailboxLedger,
  options: CopyOptions,
): Promise<MailboxContent | Failure> {
  const run: Run = {
    options,
    ledger,
    pacer: options.pacer ?? createPacer(),
    refused: new Map(),
    suspects: new Map(),
    unsure: new Set(),
    inFlight: [],
    taken: new Map(),
    opened: new Map(),
    claimed: new Set(),
    remade: new Set(),
    copied: 0,
  };
  const { signal, now, limits = SESSION_LIMITS, retryMs = RETRY_MS } = options;
  for (let idle = 0, throttled = 0; ; ) {
    const before = run.copied + run.refused.size;
    run.inFlight = [];
    try {
      return await withRawImap(
        dialer,
        accounts.old,
        signal,
        (from) => withRawImap(dialer, accounts.new, signal, (to) => attempt(run, from, to), limits),
        limits,
      );
    } catch (error) {
      const isProgress = run.copied + run.refused.size > before;
      const mayPass = error instanceof MailError && PASSING.has(error.code);
      const isThrottled = error instanceof MailError && error.code === 'login-limit';
      if (isThrottled) for (const key of run.inFlight) run.unsure.add(key);
      else suspect(run, error);
      if (isProgress) [idle, throttled] = [0, 0];
      if (isThrottled) throttled += 1;
      else idle += 1;
      const isInVain = idle >= MOST_IDLE_TRIES || throttled >= MOST_THROTTLED;
      if (signal.aborted || !mayPass || isInVain || options.mode !== 'copy') return failureOf(error, now());
      const waitMs = isThrottled ? backOffMs(throttled - 1, error.detail, retryMs) : retryMs;
      // The server meant all that write to it.
      if (isThrottled) run.pacer.backOff(waitMs);
      await delay(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}

/** A server may drop the connection at a message that it cannot bear, as at a bad line: the others are not to suffer. */
function suspect({ inFlight, suspects, refused }: Run, error: unknown): void {
  for (const key of inFlight) suspects.set(key, (suspects.get(key) ?? 0) + 1);
  const [key, ...others] = inFlight;
  if (key === undefined || others.length > 0 || (suspects.get(key) ?? 0) < MOST_BREAKS) return;
  const detail = error instanceof MailError ? error.detail : undefined;
  refused.set(key, { reason: 'refused', ...(detail !== undefined && { detail }) });
}

async function attempt(run: Run, from: RawImap, to: RawImap): Promise<MailboxContent> {
  const { options } = run;
  const at = options.now();
  const contents = await readContents(from, to);
  const digests = { old: digestsOn(from, contents.old), new: digestsOn(to, contents.new) };
  const account = await accountOfContents(digests, contents, await run.ledger.read(), at);
  await run.ledger.add(account.fresh);
  for (const one of account.altered) run.refused.set(contents.keyOf(one), { reason: 'altered' });
  // What had been taken when the connection was lost, and is there now, was copied by this run.
  for (const { folder, uidValidity, uid } of account.fresh)
    if (run.taken.delete(keyOfMessage(folder, uidValidity, uid))) run.copied += 1;
  const total = contents.old.messages.length;
  const state = { messages: total, verified: total - account.missing.length };
  const tell = () => options.onProgress?.({ ...state, copied: run.copied });
  tell();
  if (options.mode !== 'copy') return await resultOf(run, from, contents, account.missing, at);
  const targets = mapFolders(contents.old.tree, contents.new.tree);
  const left: Indexed[] = [];
  for (const [folder, missing] of Map.groupBy(account.missing, (one) => one.folder)) {
    const listed = contents.old.folders[folder];
    const target = targets.find(({ from: origin }) => origin.path === listed?.path);
    if (listed === undefined || target === undefined) throw new MailError('internal', 'a folder without a place');
    const place = await makeFolder(to, target, targets, contents.new.tree.delimiter);
    const stayed = await copyFolder(
      run,
      from,
      to,
      { listed, place, missing, all: contents.old.messages },
      (verified) => {
        state.verified += verified;
        tell();
      },
    );
    for (const one of stayed) left.push(one);
  }
  return await resultOf(run, from, contents, left, at);
}

async function resultOf(
  run: Run,
  from: RawImap,
  contents: Contents,
  missing: readonly Indexed[],
  at: Instant,
): Promise<MailboxContent> {
  const named = await nameMissing(from, contents.old, contents.keyOf, missing.slice(0, MOST_NAMED), run.refused);
  return {
    outcome: 'ok',
    at,
    messages: contents.old.messages.length,
    verified: contents.old.messages.length - missing.length,
    copied: run.copied,
    missingTotal: missing.length,
    missing: named,
  };
}
