import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import type { Stored } from './archive-files.ts';
import type { ArchiveFolder, ArchiveKeeper, ArchiveProgress, Listed } from './archive-keeper.ts';
import { examine, fetchedOf, readIndex } from './content-index.ts';
import { setOf } from './fetch-bodies.ts';
import { MailError } from './mail-error.ts';
import { listOf, quote, textOf } from './raw-imap/data.ts';
import { type ListedFolder, listFolders } from './raw-imap/list.ts';
import { type RawImap, withRawImap } from './raw-imap/session.ts';

/** How one session of an archive goes. */
export type ArchiveSession = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly onProgress: (progress: ArchiveProgress) => void;
  /** Messages over which a session broke off, and how often: they are asked for alone, and named in the end. */
  readonly suspects: Map<string, number>;
};

/** Asked for in one command: what a session that breaks off leaves open stays a few. */
const BATCH = 50;
/** So often a session may end over one message before it is called unreadable. */
const STRIKES = 3;

/** Fetches what is not kept yet from every folder, without leaving a trace in it. Rejects with MailError. */
export async function archiveOverImap(
  dialer: Dialer,
  account: MailAccount,
  keeper: ArchiveKeeper,
  session: ArchiveSession,
): Promise<void> {
  await withRawImap(dialer, account, session.signal, (imap) => new Walk(imap, keeper, session).run());
}

class Walk {
  readonly #imap: RawImap;
  readonly #keeper: ArchiveKeeper;
  readonly #session: ArchiveSession;
  #messages = 0;
  #kept = 0;

  constructor(imap: RawImap, keeper: ArchiveKeeper, session: ArchiveSession) {
    this.#imap = imap;
    this.#keeper = keeper;
    this.#session = session;
  }

  async run(): Promise<void> {
    const { folders, delimiter } = await listFolders(this.#imap);
    for (const { path } of folders) this.#messages += await this.#count(path);
    this.#tell();
    // A view of all mail comes last: only what lies nowhere else is kept from it.
    const views = folders.filter(({ specialUse }) => specialUse === 'all');
    const seen = views.length > 0 ? new Set<string>() : undefined;
    for (const folder of folders) if (!views.includes(folder)) await this.#folder(folder, delimiter, seen);
    for (const folder of views) await this.#folder(folder, delimiter, seen, true);
  }

  /** For the progress alone. */
  async #count(path: string): Promise<number> {
    let count = 0;
    await this.#imap.run(`STATUS ${quote(path)} (MESSAGES)`, ({ text }) => {
      count = Number(/\(MESSAGES (\d+)\)$/i.exec(text)?.[1] ?? count);
    });
    return count;
  }

  async #folder(listed: ListedFolder, delimiter: string, seen?: Set<string>, isView = false): Promise<void> {
    const { path, name } = listed;
    try {
      const { uidValidity, messages } = await examine(this.#imap, path);
      const elsewhere = seen === undefined || messages === 0 ? undefined : await this.#elsewhere(seen, isView);
      const list = messages === 0 ? [] : await this.#list(uidValidity, messages, name);
      const place = { folder: path, name, delimiter, uidValidity, messages, at: this.#session.now() };
      const folder = await this.#keeper.folder(place);
      await this.#fetch(folder, elsewhere === undefined ? list : list.filter(({ uid }) => !elsewhere.has(uid)));
    } catch (error) {
      // The other folders are there all the same.
      if (!(error instanceof MailError) || error.code !== 'server-no') throw error;
      const detail = error.detail === undefined ? {} : { detail: error.detail };
      this.#keeper.problem({ kind: 'folder-refused', folder: name, ...detail });
    }
  }

  /** Notes what lies in a folder; of a view: the UIDs of what lies in one of the others. */
  async #elsewhere(seen: Set<string>, isView: boolean): Promise<ReadonlySet<number> | undefined> {
    const known = new Set<number>();
    await readIndex(this.#imap, 0, '1:*', ({ uid, date, size, fine }) => {
      const key = `${date}|${size}|${fine}`;
      if (isView && seen.has(key)) known.add(uid);
      if (!isView) seen.add(key);
    });
    return isView ? known : undefined;
  }

  async #list(uidValidity: string, messages: number, name: string): Promise<readonly Listed[]> {
    const found = new Map<number, Listed>();
    let expunged = 0;
    const answer = await this.#imap.run('UID FETCH 1:* (UID FLAGS INTERNALDATE)', (response) => {
      if (/^\* \d+ EXPUNGE\b/i.test(response.text)) expunged += 1;
      const items = fetchedOf(response);
      const uid = Number(textOf(items?.get('UID')));
      const date = textOf(items?.get('INTERNALDATE'));
      if (!(uid > 0) || date === undefined) return;
      const flags = listOf(items?.get('FLAGS')).flatMap((flag) => textOf(flag) ?? []);
      found.set(uid, { uidValidity, uid, date: date.trim(), flags });
    });
    if (answer.status !== 'OK') throw new MailError('server-no', this.#imap.shown(answer.text));
    if (found.size + expunged < messages)
      this.#keeper.problem({ kind: 'uncounted', folder: name, detail: `${found.size} / ${messages}` });
    return [...found.values()];
  }

  async #fetch(folder: ArchiveFolder, list: readonly Listed[]): Promise<void> {
    const { suspects } = this.#session;
    const wanted: Listed[] = [];
    for (const listed of list) {
      this.#session.signal.throwIfAborted();
      if (this.#keeper.isNamed(folder, listed.uid)) continue;
      if (await this.#keeper.holds(folder, listed)) this.#kept += 1;
      else wanted.push(listed);
    }
    this.#tell();
    const isSuspect = (listed: Listed) => suspects.has(keyOf(folder, listed));
    const plain = wanted.filter((listed) => !isSuspect(listed));
    for (let at = 0; at < plain.length; at += BATCH) await this.#batch(folder, plain.slice(at, at + BATCH));
    for (const listed of wanted.filter(isSuspect)) await this.#alone(folder, listed);
  }

  /** One that cannot be read spoils a whole answer: what is left over is asked for alone. */
  async #batch(folder: ArchiveFolder, batch: readonly Listed[]): Promise<void> {
    const open = new Map(batch.map((listed) => [listed.uid, listed]));
    try {
      await this.#ask(folder, open);
    } catch (error) {
      if (isOfTheLine(error)) for (const listed of open.values()) this.#session.suspects.set(keyOf(folder, listed), 0);
      throw error;
    }
    for (const listed of open.values()) await this.#alone(folder, listed);
  }

  async #alone(folder: ArchiveFolder, listed: Listed): Promise<void> {
    const { suspects } = this.#session;
    const key = keyOf(folder, listed);
    const strikes = suspects.get(key) ?? 0;
    if (strikes >= STRIKES) return this.#name(folder, listed, undefined);
    const open = new Map([[listed.uid, listed]]);
    let said: string | undefined;
    try {
      said = await this.#ask(folder, open);
    } catch (error) {
      if (isOfTheLine(error)) suspects.set(key, strikes + 1);
      throw error;
    }
    if (open.size === 0) return;
    if (await this.#isThere(listed.uid)) this.#name(folder, listed, said);
    else this.#keeper.left(folder, listed);
  }

  #name(folder: ArchiveFolder, { uid }: Listed, detail: string | undefined): void {
    const said = detail === undefined ? {} : { detail };
    this.#keeper.problem({ kind: 'unreadable', folder: folder.name, uid, ...said });
  }

  async #isThere(uid: number): Promise<boolean> {
    let isThere = false;
    await this.#imap.run(`UID FETCH ${uid} (UID)`, (response) => {
      isThere ||= Number(textOf(fetchedOf(response)?.get('UID'))) === uid;
    });
    return isThere;
  }

  /** Keeps what comes, and takes it off `open`; answers what the server said at the end, where it was no OK. */
  async #ask(folder: ArchiveFolder, open: Map<number, Listed>): Promise<string | undefined> {
    let stored: Stored | undefined;
    const answer = await this.#imap.run(
      `UID FETCH ${setOf([...open.keys()])} (UID BODY.PEEK[])`,
      async (response) => {
        const literal = stored;
        stored = undefined;
        const items = fetchedOf(response);
        const body = items?.get('BODY[]');
        const listed = open.get(Number(textOf(items?.get('UID'))));
        // A short message may come in quotes.
        const inQuotes =
          typeof body === 'string' ? await this.#keeper.store(folder, [Buffer.from(body, 'latin1')]) : undefined;
        const message = literal ?? inQuotes;
        if (message === undefined) return;
        if (listed === undefined) return await message.discard();
        await this.#keeper.keep(folder, listed, message);
        open.delete(listed.uid);
        this.#kept += 1;
        this.#tell();
      },
      {
        largerThan: -1,
        take: async (pieces) => {
          stored = await this.#keeper.store(folder, pieces);
        },
      },
    );
    return answer.status === 'OK' ? undefined : this.#imap.shown(answer.text);
  }

  #tell(): void {
    this.#session.onProgress({ messages: Math.max(this.#messages, this.#kept), kept: this.#kept });
  }
}

/** A full disk is nobody's message's fault. */
function isOfTheLine(error: unknown): boolean {
  return !(error instanceof MailError) || !error.code.startsWith('disk-');
}

function keyOf({ folder }: ArchiveFolder, { uidValidity, uid }: Listed): string {
  return `${folder}|${uidValidity}|${uid}`;
}
