import type { ClientInput } from '../../migration/commands.ts';
import { CLIENT_PROTOCOLS, WATCH_MODES, type WatchMode } from '../../migration/facts.ts';
import { mailAddress } from './names.ts';
import type { Request } from './request.ts';
import { mentioned, plain } from './text.ts';
import { type Reader, readerOf } from './words.ts';

/** `clients`: list, add, pinned, restored, undo, remove. */
export function clients(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'clients' };
  const verb = reader.oneOf(0, ['add', 'pinned', 'restored', 'undo', 'remove']);
  switch (verb) {
    case 'add':
      return { kind: 'clients-add', clients: clientList(reader) };
    case 'pinned':
    case 'restored':
      return { kind: 'clients-mark', clients: ids(reader, 1, `clients ${verb}`), mark: verb, done: true };
    case 'undo': {
      const mark = reader.oneOf(1, ['pinned', 'restored'], 'clients undo');
      return { kind: 'clients-mark', clients: ids(reader, 2, 'clients undo'), mark, done: false };
    }
    case 'remove':
      return { kind: 'clients-remove', client: clientId(reader.word(1, 'ID', 'clients remove')) };
  }
}

/** "1 2", "1,2", "#1 、2": ids of clients, each once. */
function ids(reader: Reader, index: number, starts: string): readonly string[] {
  const found = reader.words(index, 'ID', starts).flatMap((word) => plain(word).split(/[,、]+/));
  return [...new Set(found.filter((id) => id !== '').map(clientId))];
}

/** "3", "#3" and "c3" are the same client. */
function clientId(word: string): string {
  const id = word.replace(/^#/, '');
  return /^\d+$/.test(id) ? `c${id}` : id;
}

function clientList(reader: Reader): readonly ClientInput[] {
  const parts = reader
    .rest(1)
    .split(/[;；\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return reader.fail('missing', 'NAME', 'clients add');
  return parts.map((part) => client(reader, part));
}

const EVERY_PROTOCOL = ['imap', 'smtp'] as const;

/** NAME [@owner] [imap,smtp,pop3]: owner and protocols are taken off the end, the rest is the name. */
function client(line: Reader, part: string): ClientInput {
  const words = readerOf('clients', part);
  let last = words.count - 1;
  const protocols = protocolsOf(words.raw(last));
  if (protocols !== undefined && last > 0) last -= 1;
  const owner = mentioned(words.raw(last) ?? '');
  if (owner !== undefined) last -= 1;
  const name = Array.from({ length: last + 1 }, (_, index) => words.raw(index) ?? '').join(' ');
  if (name.trim() === '') return line.fail('missing', 'NAME', 'clients add');
  return {
    name,
    ...(owner === undefined ? {} : { owner }),
    protocols: protocols ?? EVERY_PROTOCOL,
  };
}

function protocolsOf(word: string | undefined): ClientInput['protocols'] | undefined {
  const parts = plain(word ?? '').split(/[,、+/]+/);
  const known = CLIENT_PROTOCOLS.filter((protocol) =>
    parts.some((part) => part === protocol || `${part}3` === protocol),
  );
  return known.length > 0 && known.length === new Set(parts).size ? known : undefined;
}

/** `mailboxes`: list, add, watch, owner, attest, remove. */
export function mailboxes(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'mailboxes' };
  const verb = reader.oneOf(0, ['add', 'watch', 'owner', 'attest', 'remove']);
  switch (verb) {
    case 'owner':
      return {
        kind: 'mailboxes-owner',
        mailbox: mailAddress(reader.word(1, 'ADDRESS', 'mailboxes owner')),
        owner: reader.person(2, 'mailboxes owner'),
      };
    case 'attest':
      return { kind: 'mailboxes-attest', mailbox: mailAddress(reader.word(1, 'ADDRESS', 'mailboxes attest')) };
    case 'add':
      return { kind: 'mailboxes-add', mailboxes: mailboxList(reader) };
    case 'watch':
      return {
        kind: 'mailboxes-watch',
        mailbox: mailAddress(reader.word(1, 'ADDRESS', 'mailboxes watch')),
        watch: reader.oneOf(2, WATCH_MODES, 'mailboxes watch'),
      };
    case 'remove':
      return { kind: 'mailboxes-remove', mailbox: mailAddress(reader.word(1, 'ADDRESS', 'mailboxes remove')) };
  }
}

function mailboxList(reader: Reader): Extract<Request, { kind: 'mailboxes-add' }>['mailboxes'] {
  const words = reader
    .words(1, 'ADDRESS', 'mailboxes add')
    .flatMap((word) => plain(word).split(/[,、;；]+/))
    .filter((word) => word !== '');
  const mode = WATCH_MODES.find((candidate) => candidate === words.at(-1));
  const watch: WatchMode = mode ?? 'login';
  const addresses = mode === undefined ? words : words.slice(0, -1);
  if (addresses.length === 0) return reader.fail('missing', 'ADDRESS', 'mailboxes add');
  const wrong = addresses.find((address) => !address.includes('@'));
  if (wrong !== undefined) return reader.fail('bad-address', wrong, 'mailboxes add');
  return [...new Set(addresses.map(mailAddress))].map((address) => ({ address, watch }));
}
