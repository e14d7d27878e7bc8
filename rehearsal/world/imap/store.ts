/** A message as it lies in a folder. UIDs only ever grow (RFC 3501 section 2.3.1.1). */
export type StoredMessage = {
  readonly uid: number;
  readonly raw: Buffer;
  readonly internalDate: number;
  readonly flags: ReadonlySet<string>;
};

export type SpecialUse = '\\Junk' | '\\Sent' | '\\Drafts' | '\\Trash' | '\\Archive';

export type Folder = {
  readonly path: string;
  readonly specialUse?: SpecialUse;
  readonly uidValidity: number;
  uidNext: number;
  messages: readonly StoredMessage[];
};

/** Everything that one user has on one server. */
export type Mailbox = {
  readonly address: string;
  /** The owner may change it; logins are held to what it is at that moment. */
  password: string;
  readonly folders: Map<string, Folder>;
  /** Told after every change, so that idling sessions can tell their clients. */
  readonly listeners: Set<() => void>;
};

export type FolderSeed = { readonly path: string; readonly specialUse?: SpecialUse };

export const newMailbox = (address: string, password: string, folders: readonly FolderSeed[]): Mailbox => ({
  address,
  password,
  folders: new Map(folders.map((folder, index) => [folder.path, newFolder(folder, index + 1)])),
  listeners: new Set(),
});

export const newFolder = (seed: FolderSeed, uidValidity: number): Folder => ({
  ...seed,
  uidValidity,
  uidNext: 1,
  messages: [],
});

/** Puts a message in and returns its UID. */
export const addMessage = (
  mailbox: Mailbox,
  folder: Folder,
  message: { readonly raw: Buffer; readonly internalDate: number; readonly flags?: Iterable<string> },
): number => {
  const uid = folder.uidNext;
  folder.uidNext += 1;
  const stored = { uid, raw: message.raw, internalDate: message.internalDate, flags: new Set(message.flags ?? []) };
  folder.messages = [...folder.messages, stored];
  for (const listener of mailbox.listeners) listener();
  return uid;
};

/** Replaces a folder's messages after a change of flags or a removal. */
export const setMessages = (mailbox: Mailbox, folder: Folder, messages: readonly StoredMessage[]): void => {
  folder.messages = messages;
  for (const listener of mailbox.listeners) listener();
};

/** Where the header ends: the empty line is part of it. */
export const headerOf = (raw: Buffer): Buffer => {
  const end = raw.indexOf('\r\n\r\n');
  return end === -1 ? raw : raw.subarray(0, end + 4);
};

/** One header field's value, unfolded; undefined when the message has none. */
export const headerValue = (raw: Buffer, name: string): string | undefined => {
  const unfolded = headerOf(raw)
    .toString('latin1')
    .replace(/\r\n[ \t]+/g, ' ');
  const line = unfolded.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? undefined : line.slice(name.length + 1).trim();
};
