import { PLANNED_TYPES } from '../../migration/facts.ts';
import { dnsName, nameList } from './names.ts';
import { PLAN_FORMS, PLAN_WHICH, type Request } from './request.ts';
import { plain } from './text.ts';
import { valuesOf } from './values.ts';
import type { Reader } from './words.ts';

/** `plan`: show it (whole, as a file, or what differs), set and drop records, say what only people know. */
export function plan(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'plan' };
  const bare = plain(reader.raw(0) ?? '');
  if (PLAN_FORMS.some((form) => form === bare)) return reader.fail('unknown-word', bare, `plan as ${bare}`);
  const verb = reader.oneOf(0, VERBS, undefined, VERB_ALIASES);
  switch (verb) {
    case 'set':
    case 'drop':
      return record(reader, verb);
    case 'as':
      return asForm(reader);
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

const VERBS = ['set', 'drop', 'as', 'diff', 'dkim', 'names', 'dns'] as const;
/** What people type as well, and the Japanese words. */
const VERB_ALIASES: Readonly<Record<string, (typeof VERBS)[number]>> = {
  differences: 'diff',
  add: 'set',
  remove: 'drop',
  name: 'names',
  設定: 'set',
  外す: 'drop',
  形式: 'as',
  違い: 'diff',
  差分: 'diff',
  名前: 'names',
};
const FORM_ALIASES: Readonly<Record<string, (typeof PLAN_FORMS)[number]>> = { zone: 'bind', 管理画面: 'panel' };
const WHICH_ALIASES: Readonly<Record<string, (typeof PLAN_WHICH)[number]>> = {
  前: 'before',
  書き換え: 'rewrite',
  閉じる: 'close',
  後: 'after',
  切り戻し: 'back',
  元: 'image',
};

/** `as FORM [PART] [PAGE]`; the page may stand without the part. */
function asForm(reader: Reader): Request {
  const form = reader.oneOf(1, PLAN_FORMS, 'plan as', FORM_ALIASES);
  const page = (index: number): number | undefined =>
    /^[1-9]\d{0,3}$/.test(plain(reader.raw(index) ?? '')) ? Number(plain(reader.raw(index) ?? '')) : undefined;
  const first = page(2);
  if (reader.count === 2 || first !== undefined) return { kind: 'plan-as', form, which: undefined, page: first ?? 1 };
  const which = reader.oneOf(2, PLAN_WHICH, 'plan as', WHICH_ALIASES);
  if (reader.count === 3) return { kind: 'plan-as', form, which, page: 1 };
  return {
    kind: 'plan-as',
    form,
    which,
    page: page(3) ?? reader.fail('not-a-number', reader.raw(3) ?? '', 'plan as bind rewrite 2'),
  };
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
