import { CLIENT_KINDS, CLIENT_PROTOCOLS, type ClientKind } from '../../migration/client-facts.ts';
import type { ClientInput } from '../../migration/commands.ts';
import { nearest } from './meant.ts';
import { mailAddress } from './names.ts';
import type { Request } from './request.ts';
import { mentioned, plain } from './text.ts';
import { type Reader, readerOf } from './words.ts';

const MARKS = ['pinned', 'sending', 'restored'] as const;

/** `clients`: list, add, import, owner, pinned, sending, restored, undo, sheet, remove. */
export function clients(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'clients' };
  const verb = reader.oneOf(0, ['add', 'import', 'owner', ...MARKS, 'undo', 'sheet', 'remove'], undefined, {
    取り込み: 'import',
  });
  switch (verb) {
    case 'add':
      return reader.count === 1 ? { kind: 'clients-form' } : { kind: 'clients-add', clients: clientList(reader) };
    case 'import':
      return { kind: 'import', list: 'clients' };
    case 'owner':
      return owner(reader);
    case 'pinned':
    case 'sending':
    case 'restored':
      return { kind: 'clients-mark', clients: picks(reader, 1, `clients ${verb}`), mark: verb, done: true };
    case 'undo': {
      const mark = reader.oneOf(1, MARKS, 'clients undo');
      return { kind: 'clients-mark', clients: picks(reader, 2, 'clients undo'), mark, done: false };
    }
    case 'sheet':
      return sheet(reader);
    case 'remove':
      return { kind: 'clients-remove', client: clientId(reader.word(1, 'ID', 'clients remove')) };
  }
}

/** `owner c3 c5 @ken`, `owner c1-c9 "Mr Sato"`: the last word is the owner. */
function owner(reader: Reader): Request {
  const words = reader.words(1, 'ID', 'clients owner');
  const last = words.at(-1);
  if (last === undefined || words.length < 2) return reader.fail('missing', '@', 'clients owner');
  const person = mentioned(last) ?? last;
  // Nobody outside Slack is called so: a name that Slack made no person of.
  if (/^[@＠]/u.test(person)) return reader.fail('not-a-person', person, 'clients owner');
  return { kind: 'clients-owner', clients: picked(reader, words.slice(0, -1)), owner: person };
}

/** `sheet`, `sheet c1 c2`, `sheet all ja`, `sheet all page 2`, the words in any order. */
function sheet(reader: Reader): Request {
  const words = Array.from({ length: reader.count - 1 }, (_, index) => reader.raw(index + 1) ?? '');
  const at = words.findIndex((word) => plain(word) === 'page');
  const page = at < 0 ? 1 : Number(plain(words[at + 1] ?? ''));
  if (!Number.isInteger(page) || page < 1) return reader.fail('not-a-number', words[at + 1] ?? '', 'clients sheet');
  const rest = at < 0 ? words : words.toSpliced(at, 2);
  const lang = rest.map(plain).find((word) => word === 'ja' || word === 'en');
  const named = rest.filter((word) => plain(word) !== lang);
  return {
    kind: 'clients-sheet',
    clients: picked(reader, named),
    page,
    ...(lang === 'ja' || lang === 'en' ? { lang } : {}),
  };
}

/** One client, several or all of them: "1 2", "1,2", "c1-c9", "@aoi" (all of hers), "mine", "all"; each once. */
function picks(reader: Reader, index: number, starts: string): readonly string[] {
  return picked(reader, reader.words(index, 'ID', starts));
}

/** What is picked stays a word until it is known which clients there are: `c3`, `c1-c9`, `@U1`, `mine`, `all`. */
function picked(reader: Reader, words: readonly string[]): readonly string[] {
  const found = words.flatMap((word) => {
    const person = mentioned(word);
    return person === undefined ? plain(word).split(/[,、]+/) : [`@${person}`];
  });
  return [...new Set(found.filter((one) => one !== '').map((one) => pickOf(reader, one)))];
}

function pickOf(reader: Reader, word: string): string {
  if (word.startsWith('@U') || word.startsWith('@W')) return word;
  if (word.startsWith('@')) return reader.fail('not-a-person', word, `clients ${plain(reader.raw(0) ?? '')} @`);
  if (word === 'all' || word === '全部' || word === 'すべて') return 'all';
  if (word === 'mine' || word === '自分') return 'mine';
  const [, from, to] = /^[#c]?(\d{1,6})\s*[-–—~〜]\s*[#c]?(\d{1,6})$/.exec(word) ?? [];
  return from === undefined || to === undefined ? clientId(word) : `c${from}-c${to}`;
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

/** What a client speaks of which nothing is said. */
export const EVERY_PROTOCOL = ['imap', 'smtp'] as const;

/**
 * NAME [@owner] [imap,smtp,pop3] [kind] [mail address]: what is known is taken off the end, the rest is the name. A kind
 * counts behind an owner or protocols alone, for "Phone" may well be a name.
 */
function client(line: Reader, part: string): ClientInput {
  const words = readerOf('clients', part);
  const all = Array.from({ length: words.count }, (_, index) => words.raw(index) ?? '');
  const tail = tailOf(line, all);
  let last = all.length - 1 - tail.length;
  const address = tail.find(isAddress);
  const protocols = last > 0 ? protocolsOf(all[last]) : undefined;
  if (protocols !== undefined) last -= 1;
  const person = mentioned(all[last] ?? '');
  if (person !== undefined) last -= 1;
  const name = all.slice(0, last + 1).join(' ');
  if (name.trim() === '') return line.fail('missing', 'NAME', 'clients add');
  const stray = all.slice(0, last + 1).find((word, at) => at > 0 && /^[@＠][^@\s]+$/u.test(word));
  if (stray !== undefined) return line.fail('not-a-person', stray, 'clients add');
  const kind = tail.map(kindOf).find((one) => one !== undefined);
  return {
    name,
    ...(person === undefined ? {} : { owner: person }),
    protocols: protocols ?? EVERY_PROTOCOL,
    ...(kind === undefined ? {} : { kind }),
    ...(address === undefined ? {} : { user: mailAddress(address) }),
  };
}

/** The words behind the name, the owner and the protocols. */
function tailOf(line: Reader, all: readonly string[]): readonly string[] {
  const marked = all.findLastIndex((word, at) => at > 0 && (isOwner(word) || protocolsOf(word) !== undefined));
  if (marked < 0) return all.slice(1).filter((word, at) => at === all.length - 2 && isAddress(word));
  const behind = all.slice(marked + 1);
  if (behind.every((word) => kindOf(word) !== undefined || isAddress(word))) return behind;
  return isOwner(all[marked]) ? line.fail('not-known', oddOne(behind), 'clients add') : [];
}

const isOwner = (word: string | undefined): boolean => mentioned(word ?? '') !== undefined;
const isAddress = (word: string | undefined): boolean => /^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$/.test(word ?? '');

const KIND_ALIASES: Readonly<Record<string, ClientKind>> = {
  iphone: 'phone',
  android: 'phone',
  ipad: 'phone',
  スマホ: 'phone',
  スマートフォン: 'phone',
  タブレット: 'phone',
  携帯: 'phone',
  複合機: 'scanner',
  スキャナー: 'scanner',
  フォーム: 'web-form',
  ウェブフォーム: 'web-form',
  監視: 'monitoring',
  請求書: 'invoicing',
  請求書ソフト: 'invoicing',
  その他: 'other',
};

/** The kind that a word names, in either language. */
export function kindOf(word: string | undefined): ClientKind | undefined {
  const given = plain(word ?? '');
  const kind = CLIENT_KINDS.find((one) => one === given);
  return kind ?? (Object.hasOwn(KIND_ALIASES, given) ? KIND_ALIASES[given] : undefined);
}

/** The word that is no kind, with the nearest one beside it where it is a slip. */
function oddOne(words: readonly string[]): string {
  const odd = words.find((word) => kindOf(word) === undefined && !isAddress(word)) ?? '';
  const near = nearest(plain(odd), CLIENT_KINDS);
  return near === undefined ? odd : `${odd} (${near}?)`;
}

/** "imap,smtp", "pop+smtp": the protocols of a word that names nothing else. */
export function protocolsOf(word: string | undefined): ClientInput['protocols'] | undefined {
  const parts = plain(word ?? '').split(/[,、+/]+/);
  const known = CLIENT_PROTOCOLS.filter((protocol) =>
    parts.some((part) => part === protocol || `${part}3` === protocol),
  );
  return known.length > 0 && known.length === new Set(parts).size ? known : undefined;
}
