import {
  bodyStructure,
  decodeFolderName,
  encodeFolderName,
  envelope,
  internalDate,
  quoted,
  section,
} from './format.ts';
import { expunge, messagesIn, type Session, sync } from './session.ts';
import { search } from './sets.ts';
import { addMessage, type Folder, newFolder, type StoredMessage, setMessages } from './store.ts';
import { listOf, SyntaxProblem, type Token, textOf } from './tokens.ts';

/** The tagged answer to a command: "OK …", "NO …" or "BAD …". */
export type Status = string;

/** Commands of a logged-in session; each sends its untagged lines and returns its tagged one. */
export const COMMANDS: Readonly<Record<string, (session: Session, args: readonly Token[], byUid: boolean) => Status>> =
  {
    NOOP: () => 'OK done',
    CHECK: () => 'OK done',
    ENABLE: () => 'OK enabled',
    SUBSCRIBE: () => 'OK done',
    UNSUBSCRIBE: () => 'OK done',
    NAMESPACE: (session) => {
      session.send('* NAMESPACE (("" "/")) NIL NIL');
      return 'OK done';
    },
    LIST: (session, args) => list(session, args, 'LIST'),
    LSUB: (session, args) => list(session, args, 'LSUB'),
    STATUS: (session, args) => {
      const folder = folderAt(session, args[0]);
      if (folder === undefined) return 'NO [NONEXISTENT] no such folder';
      sendStatus(session, folder, listOf(args[1]));
      return 'OK done';
    },
    SELECT: (session, args) => open(session, args, false),
    EXAMINE: (session, args) => open(session, args, true),
    CLOSE: (session) => {
      if (session.selected?.readOnly === false) expunge(session, undefined);
      session.selected = undefined;
      return 'OK closed';
    },
    UNSELECT: (session) => {
      session.selected = undefined;
      return 'OK closed';
    },
    CREATE: (session, args) => {
      const path = decodeFolderName(textOf(args[0]));
      const folders = session.mailbox?.folders;
      if (folders === undefined || folders.has(path)) return 'NO [ALREADYEXISTS] it is there';
      folders.set(path, newFolder({ path }, folders.size + 1));
      return 'OK created';
    },
    DELETE: (session, args) => {
      const folder = folderAt(session, args[0]);
      if (folder === undefined || folder.path === 'INBOX') return 'NO [CANNOT] not this one';
      session.mailbox?.folders.delete(folder.path);
      return 'OK gone';
    },
    APPEND: append,
    FETCH: (session, args, byUid) => {
      const items = args[1]?.kind === 'list' ? args[1].items : args.slice(1);
      for (const { seq, message } of messagesIn(session, textOf(args[0]), byUid))
        fetchOne(session, seq, message, items, byUid);
      return 'OK fetched';
    },
    SEARCH: (session, args, byUid) => {
      const found = search(session.selected?.known ?? [], args);
      session.send(`* SEARCH${found.map(({ seq, message }) => ` ${byUid ? message.uid : seq}`).join('')}`);
      return 'OK searched';
    },
    STORE: store,
    COPY: (session, args, byUid) => copy(session, args, byUid, false),
    MOVE: (session, args, byUid) => copy(session, args, byUid, true),
    EXPUNGE: (session, args, byUid) => {
      const only = byUid
        ? new Set(messagesIn(session, textOf(args[0]), true).map(({ message }) => message.uid))
        : undefined;
      expunge(session, only);
      sync(session);
      return 'OK expunged';
    },
  };

const folderAt = (session: Session, token: Token | undefined): Folder | undefined => {
  const path = decodeFolderName(textOf(token));
  return session.mailbox?.folders.get(path.toUpperCase() === 'INBOX' ? 'INBOX' : path);
};

/** LIST with its RETURN options (RFC 5258, 5819, 6154); the selection options in front are read over. */
const list = (session: Session, args: readonly Token[], word: string): Status => {
  const rest = args[0]?.kind === 'list' ? args.slice(1) : args;
  const pattern = textOf(rest[0]) + decodeFolderName(textOf(rest[1]));
  const returns = listOf(rest[3]);
  const statusAt = returns.findIndex((item) => item.kind === 'atom' && item.text.toUpperCase() === 'STATUS');
  if (textOf(rest[1]) === '') {
    session.send(`* ${word} (\\Noselect) "/" ""`);
    return 'OK done';
  }
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/%/g, '[^/]*');
  const matches = new RegExp(`^${source}$`, pattern.toUpperCase() === 'INBOX' ? 'i' : '');
  for (const folder of session.mailbox?.folders.values() ?? []) {
    if (!matches.test(folder.path)) continue;
    const flags = ['\\HasNoChildren', ...(folder.specialUse === undefined ? [] : [folder.specialUse])];
    session.send(`* ${word} (${flags.join(' ')}) "/" ${quoted(encodeFolderName(folder.path))}`);
    if (statusAt !== -1) sendStatus(session, folder, listOf(returns[statusAt + 1]));
  }
  return 'OK listed';
};

const sendStatus = (session: Session, folder: Folder, wanted: readonly Token[]): void => {
  const unseen = folder.messages.filter((message) => !message.flags.has('\\Seen')).length;
  const figures: Readonly<Record<string, number>> = {
    MESSAGES: folder.messages.length,
    RECENT: 0,
    UIDNEXT: folder.uidNext,
    UIDVALIDITY: folder.uidValidity,
    UNSEEN: unseen,
    SIZE: folder.messages.reduce((total, message) => total + message.raw.length, 0),
  };
  const parts = wanted.map((item) => textOf(item).toUpperCase()).filter((name) => name in figures);
  session.send(
    `* STATUS ${quoted(encodeFolderName(folder.path))} (${parts.map((name) => `${name} ${figures[name]}`).join(' ')})`,
  );
};

const open = (session: Session, args: readonly Token[], readOnly: boolean): Status => {
  session.selected = undefined;
  const folder = folderAt(session, args[0]);
  if (folder === undefined) return 'NO [NONEXISTENT] no such folder';
  session.selected = { folder, readOnly, known: folder.messages };
  session.send('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)');
  session.send(`* OK [PERMANENTFLAGS (${readOnly ? '' : '\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*'})] flags`);
  session.send(`* ${folder.messages.length} EXISTS`);
  session.send('* 0 RECENT');
  session.send(`* OK [UIDVALIDITY ${folder.uidValidity}] valid`);
  session.send(`* OK [UIDNEXT ${folder.uidNext}] next`);
  return readOnly ? 'OK [READ-ONLY] examined' : 'OK [READ-WRITE] selected';
};

/** APPEND, several messages at once included (RFC 3502). Changes nothing unless all of them can be read. */
function append(session: Session, args: readonly Token[]): Status {
  const folder = folderAt(session, args[0]);
  if (folder === undefined || session.mailbox === undefined) return 'NO [TRYCREATE] no such folder';
  const messages: { raw: Buffer; internalDate: number; flags: string[] }[] = [];
  let flags: string[] = [];
  let date = Date.now();
  for (const [index, token] of args.slice(1).entries()) {
    const following = args[index + 2];
    if (token.kind === 'list') flags = token.items.map(textOf);
    else if (token.kind === 'string' && isDateTime(token.bytes) && following?.kind === 'string')
      date = Date.parse(dateText(token.bytes));
    else if (token.kind === 'string') {
      messages.push({ raw: Buffer.from(token.bytes), internalDate: date, flags });
      flags = [];
      date = Date.now();
    } else throw new SyntaxProblem('a message expected');
  }
  if (messages.length === 0) throw new SyntaxProblem('a message expected');
  const { mailbox } = session;
  const uids = messages.map((message) => addMessage(mailbox, folder, message));
  return `OK [APPENDUID ${folder.uidValidity} ${uids.join(',')}] appended`;
}

const isDateTime = (bytes: Buffer): boolean =>
  /^[ \d]\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d [+-]\d{4}$/.test(bytes.toString('latin1'));
const dateText = (bytes: Buffer): string => bytes.toString('latin1').trim().replace('-', ' ').replace('-', ' ');

const fetchOne = (
  session: Session,
  seq: number,
  message: StoredMessage,
  items: readonly Token[],
  byUid: boolean,
): void => {
  const parts: Buffer[] = [];
  const add = (name: string, value: string | Buffer): void => {
    if (parts.length > 0) parts.push(Buffer.from(' '));
    if (Buffer.isBuffer(value)) parts.push(Buffer.from(`${name} {${value.length}}\r\n`), value);
    else parts.push(Buffer.from(`${name} ${value}`));
  };
  const names = items.map((item) => textOf(item));
  if (byUid && !names.some((name) => name.toUpperCase() === 'UID')) names.unshift('UID');
  for (const name of names) {
    const upper = name.toUpperCase();
    const body = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d+)(?:\.(\d+))?>)?$/i.exec(name);
    if (body !== null) {
      const bytes = section(message, body[2] ?? '');
      const from = Number(body[3] ?? 0);
      const to = body[4] === undefined ? bytes.length : from + Number(body[4]);
      add(`BODY[${body[2] ?? ''}]${body[3] === undefined ? '' : `<${from}>`}`, bytes.subarray(from, to));
      if (body[1] === undefined) markSeen(session, message);
    } else if (upper === 'UID') add('UID', String(message.uid));
    else if (upper === 'FLAGS') add('FLAGS', `(${[...message.flags].join(' ')})`);
    else if (upper === 'INTERNALDATE') add('INTERNALDATE', internalDate(message.internalDate));
    else if (upper === 'RFC822.SIZE') add('RFC822.SIZE', String(message.raw.length));
    else if (upper === 'ENVELOPE') add('ENVELOPE', envelope(message));
    else if (upper === 'BODYSTRUCTURE' || upper === 'BODY') add(upper, bodyStructure(message));
    else if (upper === 'RFC822.HEADER') add('RFC822.HEADER', section(message, 'HEADER'));
    else if (upper === 'RFC822') add('RFC822', message.raw);
  }
  session.send(Buffer.concat([Buffer.from(`* ${seq} FETCH (`), ...parts, Buffer.from(')')]));
};

const markSeen = (session: Session, message: StoredMessage): void => {
  if (session.selected?.readOnly === false)
    reflag(session, new Set([message.uid]), (flags) => new Set([...flags, '\\Seen']));
};

const reflag = (
  session: Session,
  uids: ReadonlySet<number>,
  change: (flags: ReadonlySet<string>) => ReadonlySet<string>,
): void => {
  const { mailbox, selected } = session;
  if (mailbox === undefined || selected === undefined) return;
  const changed = selected.folder.messages.map((message) =>
    uids.has(message.uid) ? { ...message, flags: change(message.flags) } : message,
  );
  setMessages(mailbox, selected.folder, changed);
};

function store(session: Session, args: readonly Token[], byUid: boolean): Status {
  if (session.selected?.readOnly !== false) return 'NO [READ-ONLY] examined only';
  const mode = textOf(args[1]).toUpperCase();
  const flags = (args[2]?.kind === 'list' ? args[2].items : args.slice(2)).map(textOf);
  const placed = messagesIn(session, textOf(args[0]), byUid);
  reflag(session, new Set(placed.map(({ message }) => message.uid)), (had) => {
    if (mode.startsWith('+')) return new Set([...had, ...flags]);
    if (mode.startsWith('-')) return new Set([...had].filter((flag) => !flags.includes(flag)));
    return new Set(flags);
  });
  if (!mode.endsWith('.SILENT'))
    for (const { seq, message } of messagesIn(session, textOf(args[0]), byUid))
      session.send(`* ${seq} FETCH (${byUid ? `UID ${message.uid} ` : ''}FLAGS (${[...message.flags].join(' ')}))`);
  return 'OK stored';
}

const copy = (session: Session, args: readonly Token[], byUid: boolean, move: boolean): Status => {
  const target = folderAt(session, args[1]);
  const { mailbox, selected } = session;
  if (target === undefined || mailbox === undefined || selected === undefined) return 'NO [TRYCREATE] no such folder';
  const placed = messagesIn(session, textOf(args[0]), byUid);
  const from = placed.map(({ message }) => message.uid);
  const to = placed.map(({ message }) => addMessage(mailbox, target, message));
  const code = `[COPYUID ${target.uidValidity} ${from.join(',')} ${to.join(',')}]`;
  if (!move) return from.length === 0 ? 'OK nothing to copy' : `OK ${code} copied`;
  if (from.length > 0) session.send(`* OK ${code} moved`);
  setMessages(
    mailbox,
    selected.folder,
    selected.folder.messages.filter((message) => !from.includes(message.uid)),
  );
  sync(session);
  return 'OK moved';
};
