import { inSet } from './sets.ts';
import { type Folder, type Mailbox, type StoredMessage, setMessages } from './store.ts';

/** What a session knows of its client's view: the mailbox, the folder, and which messages it has been told of. */
export type Session = {
  mailbox: Mailbox | undefined;
  selected: { readonly folder: Folder; readonly readOnly: boolean; known: readonly StoredMessage[] } | undefined;
  readonly send: (line: string | Buffer) => void;
};

/**
 * Tells the client what became of the selected folder since it last heard: what is gone (by the numbers it knows),
 * then how many there are.
 */
export const sync = (session: Session): void => {
  const { selected } = session;
  if (selected === undefined) return;
  const present = new Set(selected.folder.messages.map((message) => message.uid));
  const kept = [...selected.known];
  for (let index = kept.length - 1; index >= 0; index -= 1) {
    const message = kept[index];
    if (message === undefined || present.has(message.uid)) continue;
    session.send(`* ${index + 1} EXPUNGE`);
    kept.splice(index, 1);
  }
  if (selected.folder.messages.length !== kept.length) session.send(`* ${selected.folder.messages.length} EXISTS`);
  selected.known = selected.folder.messages;
};

/** The messages that a set names, with their numbers: numbers are those that the client knows. */
export const messagesIn = (
  session: Session,
  set: string,
  byUid: boolean,
): readonly { readonly seq: number; readonly message: StoredMessage }[] => {
  const known = session.selected?.known ?? [];
  const within = inSet(set, byUid ? (known.at(-1)?.uid ?? 0) : known.length);
  const current = new Map(session.selected?.folder.messages.map((message) => [message.uid, message]));
  return known
    .map((message, index) => ({ seq: index + 1, message: current.get(message.uid) }))
    .filter((placed): placed is { seq: number; message: StoredMessage } => placed.message !== undefined)
    .filter(({ seq, message }) => within(byUid ? message.uid : seq));
};

/** Removes what is flagged \Deleted, or only those of `only`. */
export const expunge = (session: Session, only: ReadonlySet<number> | undefined): void => {
  const { mailbox, selected } = session;
  if (mailbox === undefined || selected === undefined) return;
  const stays = (message: StoredMessage): boolean =>
    !message.flags.has('\\Deleted') || (only !== undefined && !only.has(message.uid));
  setMessages(mailbox, selected.folder, selected.folder.messages.filter(stays));
};
