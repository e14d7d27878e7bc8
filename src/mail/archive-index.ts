import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { onDisk, syncDirectory } from './archive-files.ts';

/**
 * `index.jsonl` of one archived mailbox: a line for the mailbox, for each folder and each message. Lines are added while
 * the archive grows, a later one standing for an earlier one; at the end the file is written anew.
 */
const mailboxLine = z.object({
  kind: z.literal('mailbox'),
  schema: z.literal(1),
  mailbox: z.string(),
  /** When everything had been read, read back and found to be the same; absent until then. */
  wholeAt: z.number().optional(),
});
const folderLine = z.object({
  kind: z.literal('folder'),
  directory: z.string().regex(/^\d{3,}-[^/\\\0]+$/),
  /** As the server names it, and as people read it. */
  folder: z.string(),
  name: z.string(),
  delimiter: z.string(),
  uidValidity: z.string(),
  /** How many it held then. */
  messages: z.int(),
  at: z.number(),
  /** It was no longer on the server when the archive was last made. */
  gone: z.literal(true).optional(),
});
const messageLine = z.object({
  kind: z.literal('message'),
  /** Relative to the index. Nothing else would be read: an index may have come from anywhere. */
  file: z.string().regex(/^\d{3,}-[^/\\\0]+\/[a-z0-9]+-\d+\.eml$/),
  folder: z.string(),
  name: z.string(),
  uidValidity: z.string(),
  uid: z.number(),
  flags: z.array(z.string()),
  /** INTERNALDATE as the server gave it; '' where it dates nothing (POP3). */
  date: z.string(),
  sizeBytes: z.int(),
  sha256: z.string(),
  /** It was no longer on the server when the archive was last made. */
  gone: z.literal(true).optional(),
});
const anyLine = z.discriminatedUnion('kind', [mailboxLine, folderLine, messageLine]);
export type FolderLine = z.infer<typeof folderLine>;
export type MessageLine = z.infer<typeof messageLine>;

export type ArchiveIndex = {
  readonly mailbox: string;
  readonly wholeAt?: number;
  /** By the server's name. */
  readonly folders: ReadonlyMap<string, FolderLine>;
  /** By file. */
  readonly messages: ReadonlyMap<string, MessageLine>;
  /** Numbers of the lines that cannot be read. */
  readonly unread: readonly number[];
};

const FILE = 'index.jsonl';

/** The index in a mailbox's directory; undefined where there is none. A last line that was cut off counts for nothing. */
export async function readArchiveIndex(directory: string): Promise<ArchiveIndex | undefined> {
  const text = await onDisk(() => readOrNothing(path.join(directory, FILE)));
  if (text === undefined) return undefined;
  const folders = new Map<string, FolderLine>();
  const messages = new Map<string, MessageLine>();
  const unread: number[] = [];
  let head: z.infer<typeof mailboxLine> | undefined;
  // What follows the last line end is a line that was being written when the machine stopped.
  for (const [number, line] of text.split('\n').slice(0, -1).entries()) {
    const parsed = parseLine(line);
    if (parsed === undefined) unread.push(number + 1);
    else if (parsed.kind === 'mailbox') head = parsed;
    else if (parsed.kind === 'folder') folders.set(parsed.folder, parsed);
    else messages.set(parsed.file, parsed);
  }
  if (head === undefined) return undefined;
  const { mailbox, wholeAt } = head;
  return { mailbox, folders, messages, unread, ...(wholeAt === undefined ? {} : { wholeAt }) };
}

/** Writes the index anew, in one step: before it the former one stands, after it this one. */
export async function writeArchiveIndex(directory: string, index: Omit<ArchiveIndex, 'unread'>): Promise<void> {
  const { mailbox, wholeAt, folders, messages } = index;
  const head = { kind: 'mailbox', schema: 1, mailbox, wholeAt };
  const lines = [head, ...folders.values(), ...messages.values()].map((line) => `${JSON.stringify(line)}\n`);
  await onDisk(async () => {
    const fresh = path.join(directory, `${FILE}.new`);
    const handle = await open(fresh, 'w', 0o600);
    try {
      await handle.writeFile(lines.join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, path.join(directory, FILE));
    await syncDirectory(directory);
  });
}

/** Opens the index to add lines to it. */
export function openArchiveIndex(directory: string): Promise<FileHandle> {
  return onDisk(() => open(path.join(directory, FILE), 'a', 0o600));
}

async function readOrNothing(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseLine(line: string): z.infer<typeof anyLine> | undefined {
  try {
    return anyLine.safeParse(JSON.parse(line)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
