import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Instant } from '../migration/time.ts';
import { digestFile, makePrivate, onDisk, type Stored, storePieces, syncDirectory } from './archive-files.ts';
import {
  type FolderLine,
  type MessageLine,
  openArchiveIndex,
  readArchiveIndex,
  writeArchiveIndex,
} from './archive-index.ts';
import { folderDirectory, mailboxDirectory } from './archive-names.ts';

/** What is not as it should be, by name. */
export type ArchiveProblem = {
  /**
   * `unreadable`: the server does not give out this message; `folder-refused`: it does not open this folder;
   * `uncounted`: it counts more messages than it lists; `altered`, `lost`: a file of the archive; `index`: a line of it.
   */
  readonly kind: 'unreadable' | 'folder-refused' | 'uncounted' | 'altered' | 'lost' | 'index';
  readonly folder: string;
  readonly uid?: number;
  readonly file?: string;
  readonly detail?: string;
};

/** Messages on the server as far as counted, and those of them that are kept. */
export type ArchiveProgress = { readonly messages: number; readonly kept: number };

/** A message as the server lists it. */
export type Listed = Pick<MessageLine, 'uidValidity' | 'uid' | 'flags' | 'date'>;
export type ArchiveFolder = Pick<FolderLine, 'folder' | 'name' | 'directory'>;

/** The archive of one mailbox while it is made: what it holds already, what comes on top, and what is wrong. */
export class ArchiveKeeper {
  readonly directory: string;
  readonly mailbox: string;
  readonly #folders: Map<string, FolderLine>;
  readonly #messages: Map<string, MessageLine>;
  readonly #index: FileHandle;
  readonly #problems = new Map<string, ArchiveProblem>();
  /** Files that were read back in this run, and hold what the index says. */
  readonly #sound = new Set<string>();
  /** What the server has now. */
  readonly #present = new Set<string>();
  readonly #presentFolders = new Set<string>();
  #fetched = 0;

  private constructor(
    directory: string,
    mailbox: string,
    known: {
      readonly folders: ReadonlyMap<string, FolderLine>;
      readonly messages: ReadonlyMap<string, MessageLine>;
      readonly handle: FileHandle;
    },
  ) {
    this.directory = directory;
    this.mailbox = mailbox;
    this.#folders = new Map(known.folders);
    this.#messages = new Map(known.messages);
    this.#index = known.handle;
  }

  /** Opens the archive of a mailbox below `root`, and makes it where there is none. */
  static async open(root: string, mailbox: string): Promise<ArchiveKeeper> {
    const directory = path.join(root, mailboxDirectory(mailbox));
    await makePrivate(directory);
    const { folders = new Map(), messages = new Map() } = (await readArchiveIndex(directory)) ?? {};
    // Not whole until this run says so; and whatever was cut off at its end is off it.
    await writeArchiveIndex(directory, { mailbox, folders, messages });
    return new ArchiveKeeper(directory, mailbox, { folders, messages, handle: await openArchiveIndex(directory) });
  }

  get fetched(): number {
    return this.#fetched;
  }

  /** How far it has come: where this does not grow, trying again leads nowhere. */
  get steps(): number {
    return this.#sound.size + this.#problems.size;
  }

  async folder(seen: Omit<FolderLine, 'kind' | 'directory'>): Promise<ArchiveFolder> {
    const { folder, name } = seen;
    const directory = this.#folders.get(folder)?.directory ?? folderDirectory(this.#nextNumber(), name);
    const line: FolderLine = { kind: 'folder', directory, ...seen };
    await makePrivate(path.join(this.directory, directory));
    await this.#add(line);
    this.#folders.set(folder, line);
    this.#presentFolders.add(folder);
    return { folder, name, directory };
  }

  /** True where the message is kept already, and its file holds what it should. */
  async holds(folder: ArchiveFolder, listed: Listed): Promise<boolean> {
    const file = fileOf(folder, listed);
    this.#present.add(file);
    const line = this.#messages.get(file);
    if (line === undefined) return false;
    if (!this.#sound.has(file)) {
      const found = await digestFile(path.join(this.directory, file));
      if (found?.sha256 !== line.sha256 || found.sizeBytes !== line.sizeBytes) return false;
      this.#sound.add(file);
    }
    // Read or answered since: the index is written anew at the end.
    this.#messages.set(file, { ...withoutGone(line), flags: [...listed.flags], date: listed.date });
    return true;
  }

  store(folder: ArchiveFolder, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Stored> {
    return storePieces(path.join(this.directory, folder.directory), pieces);
  }

  async keep(folder: ArchiveFolder, listed: Listed, stored: Stored): Promise<void> {
    const file = fileOf(folder, listed);
    await stored.keepAs(path.join(this.directory, file));
    const { sizeBytes, sha256 } = stored;
    const { uidValidity, uid, flags, date } = listed;
    const place = { folder: folder.folder, name: folder.name, uidValidity, uid };
    const line: MessageLine = { kind: 'message', file, ...place, flags: [...flags], date, sizeBytes, sha256 };
    await this.#add(line);
    this.#messages.set(file, line);
    this.#present.add(file);
    this.#sound.add(file);
    this.#fetched += 1;
  }

  /** It was listed, and is gone from the server by now. */
  left(folder: ArchiveFolder, listed: Listed): void {
    this.#present.delete(fileOf(folder, listed));
  }

  isNamed(folder: ArchiveFolder, uid: number): boolean {
    return this.#problems.has(keyOf({ kind: 'unreadable', folder: folder.name, uid }));
  }

  problem(found: ArchiveProblem): void {
    this.#problems.set(keyOf(found), found);
  }

  /**
   * Ends the archive: what the server no longer has is marked, everything is read back, and the index is written anew.
   */
  async end(now: () => Instant): Promise<{
    readonly messages: number;
    readonly bytes: number;
    readonly folders: number;
    readonly problems: readonly ArchiveProblem[];
  }> {
    const refused = new Set(
      [...this.#problems.values()].filter(({ kind }) => kind === 'folder-refused').map(({ folder }) => folder),
    );
    for (const [file, line] of this.#messages)
      if (!this.#present.has(file) && !refused.has(line.name)) this.#messages.set(file, { ...line, gone: true });
    for (const [folder, line] of this.#folders)
      if (!this.#presentFolders.has(folder) && !refused.has(line.name))
        this.#folders.set(folder, { ...line, gone: true });
    for (const { directory } of this.#folders.values()) await syncDirectory(path.join(this.directory, directory));
    for (const problem of await checkFiles(this.directory, this.#messages.values())) this.problem(problem);
    const problems = [...this.#problems.values()];
    await this.close();
    const parts = { mailbox: this.mailbox, folders: this.#folders, messages: this.#messages };
    await writeArchiveIndex(this.directory, { ...parts, ...(problems.length === 0 ? { wholeAt: now() } : {}) });
    const present = [...this.#messages.values()].filter(({ gone }) => gone === undefined);
    const bytes = present.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { messages: present.length, bytes, folders: this.#presentFolders.size, problems };
  }

  /** What was written stands, and is gone on with the next time. */
  async close(): Promise<void> {
    await onDisk(() => this.#index.close());
  }

  async #add(line: FolderLine | MessageLine): Promise<void> {
    await onDisk(() => this.#index.appendFile(`${JSON.stringify(line)}\n`));
  }

  #nextNumber(): number {
    const numbers = [...this.#folders.values()].map(({ directory }) => Number.parseInt(directory, 10));
    return Math.max(0, ...numbers) + 1;
  }
}

/** Holds files against what the index says of them. */
export async function checkFiles(directory: string, lines: Iterable<MessageLine>): Promise<readonly ArchiveProblem[]> {
  const problems: ArchiveProblem[] = [];
  for (const { file, name, uid, sha256, sizeBytes } of lines) {
    const found = await digestFile(path.join(directory, file));
    if (found === undefined) problems.push({ kind: 'lost', folder: name, uid, file });
    else if (found.sha256 !== sha256 || found.sizeBytes !== sizeBytes)
      problems.push({ kind: 'altered', folder: name, uid, file });
  }
  return problems;
}

function withoutGone({ gone: _, ...line }: MessageLine): MessageLine {
  return line;
}

function fileOf({ directory }: ArchiveFolder, { uidValidity, uid }: Listed): string {
  return `${directory}/${uidValidity}-${uid}.eml`;
}

function keyOf({ kind, folder, uid, file }: ArchiveProblem): string {
  return JSON.stringify([kind, folder, uid, file]);
}
