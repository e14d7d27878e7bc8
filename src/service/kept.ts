import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { readArchiveIndex } from '../mail/archive-index.ts';
import { mailboxDirectory } from '../mail/archive-names.ts';
import { makeDirectory } from '../store/directory.ts';

/** Why a job is not begun. */
export const NOT_BEGUN = [
  'busy',
  'ended',
  'not-absolute',
  'not-empty',
  'of-another',
  'no-archive',
  'no-directory',
  'unknown-mailbox',
  'nothing-to-read',
] as const;
export type NotBegun = (typeof NOT_BEGUN)[number];

/** `archive.json` says whose archive a directory is: nothing is ever written into a directory without it that is not empty. */
const MARK = 'archive.json';
const mark = z.object({ kind: z.literal('mail-archive'), schema: z.literal(1), migration: z.string() });

/** Makes sure that a directory is an archive of this migration; with `make` it becomes one when it is empty, or not there. */
export async function prepareArchive(
  directory: string,
  migration: string,
  make: boolean,
): Promise<NotBegun | undefined> {
  if (!path.isAbsolute(directory)) return 'not-absolute';
  try {
    if (make) makeDirectory(directory);
    const names = await readdir(directory);
    if (names.includes(MARK)) return (await marked(directory)) === migration ? undefined : 'of-another';
    if (!make) return 'no-archive';
    if (names.length > 0) return 'not-empty';
    await writeFile(path.join(directory, MARK), `${JSON.stringify({ kind: 'mail-archive', schema: 1, migration })}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return !make && error.code === 'ENOENT' ? 'no-archive' : 'no-directory';
  }
}

async function marked(directory: string): Promise<string | undefined> {
  const text = await readFile(path.join(directory, MARK), 'utf8');
  try {
    return mark.safeParse(JSON.parse(text)).data?.migration;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How many mailboxes and messages an archive holds; undefined unless each of these mailboxes is in it, and whole. */
export async function keptIn(
  directory: string,
  mailboxes: readonly string[],
): Promise<{ readonly mailboxes: number; readonly messages: number } | undefined> {
  let messages = 0;
  for (const mailbox of mailboxes) {
    const index = await readArchiveIndex(path.join(directory, mailboxDirectory(mailbox)));
    if (index?.mailbox !== mailbox || index.wholeAt === undefined) return undefined;
    messages += [...index.messages.values()].filter(({ gone }) => gone === undefined).length;
  }
  return { mailboxes: mailboxes.length, messages };
}
