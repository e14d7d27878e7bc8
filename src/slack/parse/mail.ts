import { mailAddress } from './names.ts';
import type { Request } from './request.ts';
import { plain } from './text.ts';
import type { Reader } from './words.ts';

/** `addresses`: the list; alias, list, drop … because …, undo. */
export function addresses(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'addresses' };
  const verb = reader.oneOf(0, ['alias', 'list', 'drop', 'undo'], undefined, PLACE_ALIASES);
  const starts = `addresses ${verb}`;
  const { names, reason } = namesAndReason(reader, 1, starts, verb === 'drop');
  const isAll = names.length === 1 && UNPLACED.has(names[0] ?? '');
  const found = isAll ? ('unplaced' as const) : addressList(reader, names, starts);
  switch (verb) {
    case 'alias':
    case 'list':
      return { kind: 'addresses-place', addresses: found, as: verb };
    case 'drop':
      return { kind: 'addresses-place', addresses: found, as: 'dropped', reason };
    case 'undo':
      return { kind: 'addresses-place', addresses: found, as: undefined };
  }
}

const PLACE_ALIASES = { エイリアス: 'alias', リスト: 'list', 廃止: 'drop', 取り消し: 'undo' } as const;
const UNPLACED: ReadonlySet<string> = new Set(['unplaced', '未定']);
const BECAUSE: ReadonlySet<string> = new Set(['because', '理由']);

/** The names from `index` on, and what stands behind "because": the reason, as written. */
function namesAndReason(
  reader: Reader,
  index: number,
  starts: string,
  hasReason: boolean,
): { readonly names: readonly string[]; readonly reason: string } {
  const at = hasReason
    ? Array.from({ length: reader.count }, (_, n) => n).find(
        (n) => n >= index && BECAUSE.has(plain(reader.raw(n) ?? '')),
      )
    : undefined;
  const typed = reader.words(index, 'ADDRESS', starts).slice(0, at === undefined ? undefined : at - index);
  const names = typed.flatMap((word) => plain(word).split(/[,、;；]+/)).filter((word) => word !== '');
  if (names.length === 0) return reader.fail('missing', 'ADDRESS', starts);
  return { names: [...new Set(names)], reason: at === undefined ? '' : reader.rest(at + 1).trim() };
}

function addressList(reader: Reader, names: readonly string[], starts: string): readonly string[] {
  const wrong = names.find((name) => !name.includes('@'));
  if (wrong !== undefined) return reader.fail('bad-address', wrong, starts);
  return names.map(mailAddress);
}

/** `senders`: the list; dismiss … because …. */
export function senders(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'senders' };
  reader.oneOf(0, ['dismiss'], undefined, { 外す: 'dismiss' });
  const { names, reason } = namesAndReason(reader, 1, 'senders dismiss', true);
  return { kind: 'senders-dismiss', senders: addressList(reader, names, 'senders dismiss'), reason };
}

/** `accept`: what the servers take; helper: the command to ask from elsewhere. */
export function accept(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'accept' };
  if (['old', 'new'].includes(plain(reader.raw(0) ?? ''))) return reader.instead(0, 'helper', 0);
  reader.oneOf(0, ['helper']);
  if (reader.count === 1) return { kind: 'accept-helper', side: 'new' };
  return { kind: 'accept-helper', side: reader.oneOf(1, ['old', 'new'], 'accept helper', SIDE_ALIASES) };
}

const SIDE_ALIASES = { 旧: 'old', 旧サーバー: 'old', 新: 'new', 新サーバー: 'new' } as const;

/** `stragglers`: all of them, those of one path, or a note to its postmaster. */
export function stragglers(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'stragglers' };
  const first = plain(reader.raw(0) ?? '');
  if (first === 'note' || first === '文面')
    return { kind: 'stragglers-note', path: pathName(reader.word(1, 'PATH', 'stragglers note')) };
  return { kind: 'stragglers-path', path: pathName(first) };
}

/** As a list shows it ("relay.example.net [203.0.113.9]"), or a key ("path:203.0.113.9"), or the bare name. */
function pathName(text: string): string {
  return text.replace(/^path:/, '').replace(/^\[(.*)\]$/, '$1');
}

/** `rescue`: what was carried over; dry: what would be; now. */
export function rescue(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'rescue' };
  return { kind: `rescue-${reader.oneOf(0, ['dry', 'now'])}` };
}

/** `copy`: how it stands; now, compare; missing MAILBOX [PAGE]. */
export function copy(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'copy' };
  const verb = reader.oneOf(0, ['now', 'compare', 'missing']);
  if (verb !== 'missing') return { kind: 'copy-run', verb };
  const mailbox = mailAddress(reader.word(1, 'MAILBOX', 'copy missing'));
  if (reader.count === 2) return { kind: 'copy-missing', mailbox, page: 1 };
  const page = plain(reader.raw(2) ?? '');
  if (!/^[1-9]\d{0,3}$/.test(page)) return reader.fail('not-a-number', page, 'copy missing aoi@example.jp 2');
  return { kind: 'copy-missing', mailbox, page: Number(page) };
}
