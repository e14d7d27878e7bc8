import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Failure } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { type Appended, appendAll, appendStreamed } from './append.ts';
import { onDisk, piecesOf } from './archive-files.ts';
import { type ArchiveIndex, type MessageLine, readArchiveIndex } from './archive-index.ts';
import { type ArchiveProblem, checkFiles } from './archive-keeper.ts';
import { mailboxDirectory } from './archive-names.ts';
import { mapFolders } from './folder-map.ts';
import { failureOf, MailError } from './mail-error.ts';
import { messageDigest, readDigests } from './message-digest.ts';
import { quote } from './raw-imap/data.ts';
import { type FolderTree, listFolders } from './raw-imap/list.ts';
import { encodeName } from './raw-imap/names.ts';
import { type RawImap, withRawImap } from './raw-imap/session.ts';

export type RestoreOptions = {
  /** Whose archive it is. */
  readonly mailbox: string;
  /** What the new folder is called; a number is added where it is taken. */
  readonly label: string;
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly onProgress: (progress: { readonly messages: number; readonly restored: number }) => void;
};

/** A message that did not come back as it was: it is not there, or the server did not take it. */
export type Unrestored = { readonly file: string; readonly folder: string; readonly reason: string };

export type RestoredMailbox = {
  readonly at: Instant;
  /** The new folder, as people read its name. */
  readonly folder: string;
  readonly messages: number;
} & (
  | { readonly outcome: 'equal' }
  /** `extra`: messages in the new folders that were not put there. */
  | { readonly outcome: 'differs'; readonly missing: readonly Unrestored[]; readonly extra: number }
);
/** Nothing was restored: there is no whole archive of this mailbox. */
export type Unrestorable = { readonly outcome: 'damaged' | 'no-archive'; readonly problems: readonly ArchiveProblem[] };

/** A larger message is not held whole. */
const HELD_BYTES = 1024 * 1024;

/**
 * Puts the archive of a mailbox into a new folder of an account, reads it back from there, and says whether each message
 * came back as it was, but for the ends of lines. Existing folders are left alone, and nothing is ever deleted: trying
 * again makes another folder. Messages that had left the server before the archive was last made are not put back.
 *
 * Never rejects. Without a whole archive nothing is begun; after a failure what was put there stays.
 */
export async function restoreMailbox(
  dialer: Dialer,
  account: MailAccount,
  root: string,
  options: RestoreOptions,
): Promise<RestoredMailbox | Unrestorable | Failure> {
  const { mailbox, signal, now } = options;
  const directory = path.join(root, mailboxDirectory(mailbox));
  try {
    const index = await readArchiveIndex(directory);
    if (index?.mailbox !== mailbox || index.wholeAt === undefined) return { outcome: 'no-archive', problems: [] };
    const lines = [...index.messages.values()].filter(({ gone }) => gone === undefined);
    const unread = index.unread.map((line) => ({ kind: 'index' as const, folder: '', detail: String(line) }));
    const problems = [...unread, ...(await checkFiles(directory, lines))];
    if (problems.length > 0) return { outcome: 'damaged', problems };
    return await withRawImap(dialer, account, signal, (imap) =>
      new Restore(imap, directory, index, lines, options).run(),
    );
  } catch (error) {
    return failureOf(error, now());
  }
}

type Target = { readonly folder: string; readonly path: string };

class Restore {
  readonly #imap: RawImap;
  readonly #directory: string;
  readonly #index: ArchiveIndex;
  readonly #lines: readonly MessageLine[];
  readonly #options: RestoreOptions;

  constructor(
    imap: RawImap,
    directory: string,
    index: ArchiveIndex,
    lines: readonly MessageLine[],
    options: RestoreOptions,
  ) {
    this.#imap = imap;
    this.#directory = directory;
    this.#index = index;
    this.#lines = lines;
    this.#options = options;
  }

  async run(): Promise<RestoredMailbox> {
    const { now, signal, onProgress } = this.#options;
    const { label, targets } = await this.#makeFolders();
    const missing: Unrestored[] = [];
    let restored = 0;
    let extra = 0;
    for (const { folder, path: target } of targets) {
      const refused = new Map<string, string>();
      const put = this.#lines.filter((line) => line.folder === folder);
      for (const line of put) {
        signal.throwIfAborted();
        const result = await this.#append(target, line);
        if (result !== 'accepted') refused.set(line.file, result.detail ?? result.reason);
        restored += 1;
        onProgress({ messages: this.#lines.length, restored });
      }
      const found = await readDigests(this.#imap, target);
      for (const line of put) {
        const digest = await onDisk(() => messageDigest(piecesOf(path.join(this.#directory, line.file))));
        const count = found.get(digest) ?? 0;
        if (count > 0) found.set(digest, count - 1);
        else missing.push({ file: line.file, folder: line.name, reason: refused.get(line.file) ?? '' });
      }
      extra += [...found.values()].reduce((sum, count) => sum + count, 0);
    }
    const result = { at: now(), folder: label, messages: this.#lines.length };
    if (missing.length === 0 && extra === 0) return { ...result, outcome: 'equal' };
    return { ...result, outcome: 'differs', missing, extra };
  }

  async #append(target: string, { file, flags, date, sizeBytes }: MessageLine): Promise<Appended> {
    const source = path.join(this.#directory, file);
    if (sizeBytes > HELD_BYTES)
      return await appendStreamed(this.#imap, target, { flags, date, size: sizeBytes }, piecesOf(source));
    const body = await onDisk(() => readFile(source));
    const [result = { reason: 'refused' as const }] = await appendAll(this.#imap, target, [{ body, flags, date }]);
    return result;
  }

  /** A new folder with the old ones in it; side by side on a server that has no folders within folders. */
  async #makeFolders(): Promise<{ readonly label: string; readonly targets: readonly Target[] }> {
    const there = await listFolders(this.#imap);
    const { delimiter, prefix } = there;
    const label = freeLabel(this.#options.label, there);
    if (delimiter !== '') await this.#create(encodeName(`${prefix}${label}`));
    const below = { delimiter, prefix: `${prefix}${label}${delimiter === '' ? ' ' : delimiter}`, folders: [] };
    const targets = mapFolders(this.#oldTree(), below).map(({ from, path: target }) => ({
      folder: from.path,
      path: target,
    }));
    // What stands above comes first: a server makes it by itself when something is made below it.
    for (const { path: target } of targets.toSorted((a, b) => a.path.length - b.path.length))
      await this.#create(target);
    return { label, targets };
  }

  async #create(folder: string): Promise<void> {
    const answer = await this.#imap.run(`CREATE ${quote(folder)}`);
    if (answer.status !== 'OK') throw new MailError('server-no', this.#imap.shown(answer.text));
  }

  #oldTree(): FolderTree {
    const folders = [...this.#index.folders.values()];
    const used = new Set(this.#lines.map(({ folder }) => folder));
    const delimiter = folders.find((one) => one.delimiter !== '')?.delimiter ?? '';
    // Without their special uses: each keeps its own name.
    return {
      delimiter,
      prefix: '',
      folders: folders
        .filter(({ folder, gone }) => gone === undefined || used.has(folder))
        .map(({ folder, name }) => ({ path: folder, name })),
    };
  }
}

/** Existing folders are never put into, however a server takes upper and lower case. */
function freeLabel(label: string, { folders, prefix }: FolderTree): string {
  const taken = folders.map(({ name }) => name.toLowerCase());
  const isTaken = (candidate: string) => taken.some((name) => name.startsWith(`${prefix}${candidate}`.toLowerCase()));
  for (let number = 1, candidate = label; ; number += 1, candidate = `${label} (${number})`)
    if (!isTaken(candidate)) return candidate;
}
