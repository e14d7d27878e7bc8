import type { Figures } from './figures.ts';
import { isKey, type Key } from './resources.ts';

/** As much of a speaker as an item needs. */
type Voice = {
  readonly t: (key: Key, figures?: Figures) => string;
  readonly text: (text: string) => string;
};

/** An item's key in words: "mailbox:aoi@example.jp" → "aoi@example.jp", "client:3" → "client 3", "*" → "all of it". */
export function sayItem(speaker: Voice, key: string): string {
  if (key === '*') return speaker.t('items:all');
  const colon = key.indexOf(':');
  const kind = colon < 0 ? key : key.slice(0, colon);
  const what = key.slice(colon + 1);
  const [phrase, figures] = partsOf(kind, what);
  const found = `items:${phrase}`;
  return isKey(found) ? speaker.t(found, figures) : speaker.text(key);
}

/** The phrase that a key wants, and its figures. Keys are made by the criteria, see `migration/gates/`. */
function partsOf(kind: string, what: string): readonly [phrase: string, figures: Figures] {
  switch (kind) {
    case 'record': {
      const [, name = what, type = '', server] = /^([^/]*)\/([A-Z]+)(?:@(.*))?$/.exec(what) ?? [];
      return server === undefined ? ['record', { name, type }] : ['record-at', { name, type, server }];
    }
    case 'web': {
      const [, name = what, type = ''] = /^([^/]*)\/([A-Z]+)$/.exec(what) ?? [];
      return ['web', { name, type }];
    }
    case 'spf': {
      const [domain = '', address] = what.split('|');
      return address === undefined ? ['spf', { what: domain }] : ['spf-for', { domain, address }];
    }
    case 'host': {
      if (what === 'none') return ['host-none', {}];
      const [host = '', protocol] = what.split('/');
      return protocol === undefined ? ['host', { what: host }] : ['host-by', { host, protocol }];
    }
    case 'address': {
      // Of an address that bounced more than once, each outage is an item; then what came after the last.
      const [, address = what, part] = /^(.*)#(\d+|after)$/.exec(what) ?? [];
      if (part === undefined) return ['address', { what }];
      return part === 'after' ? ['address-after', { address }] : ['address-again', { address, n: Number(part) }];
    }
    case 'message': {
      const [mailbox = what, folder = ''] = what.split('|');
      if (folder === 'rest') return ['message-rest', { mailbox }];
      return folder === '' ? ['message', { mailbox }] : ['message-in', { mailbox, folder }];
    }
    case 'probe':
      return ['probe-old', {}];
    case 'probed': {
      const bar = what.indexOf('|');
      return ['probed', { relay: what.slice(0, bar), mailbox: what.slice(bar + 1) }];
    }
    case 'puzzle':
    case 'straggler': {
      const parts = what.split('|');
      // A puzzle's key begins with what is puzzling.
      const [mailbox = what, folder = ''] = parts.slice(parts[0]?.includes('@') ? 0 : 1);
      return folder === '' ? [kind, { mailbox }] : [`${kind}-in`, { mailbox, folder }];
    }
    case 'path':
      return what === 'unknown' ? ['path-unknown', {}] : ['path', { what }];
    default:
      return [kind, { what }];
  }
}
