import { PLANNED_TYPES } from '../../migration/facts.ts';
import { dnsName, nameList } from './names.ts';
import { PLAN_FORMS, PLAN_WHICH, type Request } from './request.ts';
import { plain } from './text.ts';
import { valuesOf } from './values.ts';
import type { Reader } from './words.ts';

/** `plan`: show it (whole, as a file, or what differs), set and drop records, say what only people know. */
export function plan(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'plan' };
  const verb = reader.oneOf(0, ['set', 'drop', 'as', 'diff', 'dkim', 'names', 'dns']);
  switch (verb) {
    case 'set':
    case 'drop':
      return record(reader, verb);
    case 'as': {
      const form = reader.oneOf(1, PLAN_FORMS, 'plan as');
      return { kind: 'plan-as', form, which: reader.count > 2 ? reader.oneOf(2, PLAN_WHICH, 'plan as') : undefined };
    }
    case 'diff':
      return { kind: 'plan-diff' };
    case 'dkim':
      return { kind: 'plan-dkim', selectors: selectors(reader) };
    case 'names':
      return { kind: 'plan-names', names: nameList(reader.words(1, 'NAME', 'plan names')) };
    case 'dns': {
      const servers = reader.words(1, 'NS1 NS2 | stay', 'plan dns');
      return { kind: 'plan-dns', servers: isOnly(servers, STAY) ? [] : nameList(servers) };
    }
  }
}

function record(reader: Reader, verb: 'set' | 'drop'): Request {
  const starts = `plan ${verb}`;
  const name = dnsName(reader.word(1, 'NAME', starts));
  const type = reader.oneOf(2, PLANNED_TYPES, starts);
  if (verb === 'drop') return { kind: 'plan-drop', name, type };
  const after = valuesOf(type, reader.rawRest(3));
  if (after.length === 0) return reader.fail('missing', 'VALUE', starts);
  return { kind: 'plan-set', record: { name, type, after } };
}

const NONE: ReadonlySet<string> = new Set(['none', 'なし']);
const STAY: ReadonlySet<string> = new Set(['stay', 'そのまま']);
const isOnly = (words: readonly string[], known: ReadonlySet<string>): boolean =>
  words.length === 1 && known.has(plain(words[0] ?? ''));

/** "s1", "s1._domainkey" and "s1._domainkey.example.jp" are the same selector. */
function selectors(reader: Reader): readonly string[] {
  const typed = reader.words(1, 'SELECTOR | none', 'plan dkim');
  if (isOnly(typed, NONE)) return [];
  return [...new Set(nameList(typed).map((word) => word.replace(/\._domainkey(\..*)?$/, '')))];
}
