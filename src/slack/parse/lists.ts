import { WATCH_MODES, type WatchMode } from '../../migration/facts.ts';
import { mailAddress } from './names.ts';
import type { Request } from './request.ts';
import { plain } from './text.ts';
import type { Reader } from './words.ts';

/** `mailboxes`: list, add, import, watch, owner, attest, remove. */
export function mailboxes(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'mailboxes' };
  if (reader.raw(0)?.includes('@') === true) return reader.instead(0, 'add', 0);
  const verb = reader.oneOf(0, ['add', 'import', 'watch', 'owner', 'attest', 'remove'], undefined, {
    取り込み: 'import',
  });
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
    case 'import':
      return { kind: 'import', list: 'mailboxes' };
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
