import { checklistOf } from '../../migration/checklists.ts';
import { STEPS } from '../../migration/facts.ts';
import { CRITERIA } from '../../migration/gates/criterion.ts';
import { GATES, type GateId, LOOKS, type Look, TUNABLES, type TunableKey } from '../../migration/settings.ts';
import { clients } from './clients.ts';
import { contract } from './contract.ts';
import { ALIASES, GATE_ALIASES, SUBCOMMANDS, type Subcommand } from './grammar.ts';
import { mailboxes } from './lists.ts';
import { accept, addresses, copy, rescue, senders, stragglers } from './mail.ts';
import { gateOf } from './meant.ts';
import { plan } from './plan.ts';
import { probes } from './probes.ts';
import type { Request } from './request.ts';
import { resolvers } from './resolvers.ts';
import { mentionedGroup, plain } from './text.ts';
import { window } from './window.ts';
import type { Reader } from './words.ts';

/** Whatever a checklist may hold. */
const ITEMS: ReadonlySet<string> = new Set(
  (['cut-over', 'cancel'] as const).flatMap((gate) => checklistOf(gate, 'whole-contract')),
);
const MAX_HISTORY = 100;
const DEFAULT_HISTORY = 15;

/** What a person means who says nothing but "check": looks that take minutes, send nothing and move nothing. */
const QUICK: readonly Look[] = ['zone', 'vantages', 'survey', 'logins', 'acceptance'];

/** What each subcommand makes of the words behind it. */
export const READERS: Readonly<Record<Subcommand, (reader: Reader) => Request>> = {
  start: (reader) => (reader.count === 0 ? { kind: 'start' } : { kind: 'start', domain: reader.rest(0) }),
  status: (reader) => {
    if (reader.count === 0) return { kind: 'status' };
    reader.oneOf(0, ['here']);
    return { kind: 'status', here: true };
  },
  check: (reader) => ({
    kind: 'check',
    looks: reader.count === 0 ? QUICK : LOOKS.filter((look) => asked(reader).includes(look)),
  }),
  step,
  clients,
  mailboxes,
  checklist,
  passwords: (reader) => {
    if (reader.count === 0) return { kind: 'passwords', isOwn: false };
    reader.oneOf(0, ['mine'], undefined, { 自分: 'mine' });
    return { kind: 'passwords', isOwn: true };
  },
  approvers: (reader) => {
    if (reader.count === 0) return { kind: 'approvers' };
    if (/^[@<]/.test(reader.raw(0) ?? '')) return reader.instead(0, 'set', 0);
    reader.oneOf(0, ['set']);
    if (reader.count === 1) return reader.fail('missing', '@', 'approvers set');
    return { kind: 'approvers-set', ...approversNamed(reader) };
  },
  window,
  contract,
  plan,
  timeline: () => ({ kind: 'timeline' }),
  report: () => ({ kind: 'report' }),
  resolvers,
  gate,
  waive,
  addresses,
  senders,
  accept,
  stragglers,
  rescue,
  copy,
  probes,
  ledger: () => ({ kind: 'ledger' }),
  archive: () => ({ kind: 'archive' }),
  settings,
  history: (reader) => {
    if (reader.count === 0) return { kind: 'history', last: DEFAULT_HISTORY };
    const isAll = ['all', '全部', 'すべて'].includes(plain(reader.raw(0) ?? ''));
    return { kind: 'history', last: isAll ? MAX_HISTORY : Math.min(MAX_HISTORY, wholeNumber(reader, 0)) };
  },
  pause: () => ({ kind: 'pause' }),
  resume: () => ({ kind: 'resume' }),
  rollback: (reader) => ({ kind: 'rollback', reason: reader.rest(0) }),
  abandon: (reader) => ({
    kind: 'abandon',
    domain: plain(reader.raw(0) ?? ''),
    reason: reader.rest(1),
    words: reader.rest(0),
  }),
  help: (reader) =>
    reader.count === 0
      ? { kind: 'help' }
      : { kind: 'help', subcommand: reader.oneOf(0, SUBCOMMANDS, undefined, ALIASES) },
};

/** People and user groups, in any order. */
function approversNamed(reader: Reader): Omit<Extract<Request, { kind: 'approvers-set' }>, 'kind'> {
  const groups = new Map<string, string>();
  const approvers = new Set<string>();
  for (let index = 1; index < reader.count; index += 1) {
    const group = mentionedGroup(reader.raw(index) ?? '');
    if (group === undefined) approvers.add(reader.person(index, 'approvers set'));
    else groups.set(group.id, group.name);
  }
  return { approvers: [...approvers], groups: [...groups].map(([id, name]) => ({ id, name })) };
}

function asked(reader: Reader): readonly string[] {
  return Array.from({ length: reader.count }, (_, index) => {
    const typed = reader.raw(index) ?? '';
    const parts = plain(typed)
      .split(/[,、]+/)
      .filter((part) => part !== '');
    return parts.length > 1 ? reader.instead(index, parts.join(' ')) : reader.oneOf(index, LOOKS);
  });
}

function step(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'step' };
  const name = reader.oneOf(0, STEPS);
  if (reader.count === 1) return { kind: 'step', step: name };
  const verbs = name === 'rewrite' ? (['begin', 'keep', 'done', 'undo'] as const) : (['done', 'undo'] as const);
  const verb = reader.oneOf(1, verbs, name === 'rewrite' ? 'step rewrite' : 'step prepare');
  if (verb === 'keep') return { kind: 'rewrite-keep' };
  return verb === 'begin' ? { kind: 'rewrite-begin' } : { kind: 'step-mark', step: name, done: verb === 'done' };
}

function checklist(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'checklist' };
  if (ITEMS.has(plain(reader.raw(0) ?? ''))) return reader.instead(0, 'done', 0);
  const done = reader.oneOf(0, ['done', 'undo']) === 'done';
  const items = reader.words(1, 'ITEM', done ? 'checklist done' : 'checklist undo').map((item) => item.toLowerCase());
  return { kind: 'checklist-mark', items: items.includes('all') ? 'all' : items, done };
}

function gate(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'gate' };
  const first = plain(reader.raw(0) ?? '');
  const of = gateOf(first);
  if (of !== undefined || first === 'ask') return reader.instead(0, of ?? 'cut-over', 0);
  const name = reader.oneOf(0, GATES, undefined, GATE_ALIASES);
  if (reader.count === 1) return { kind: 'gate', gate: name };
  const second = criterion(reader, 1, name, ['ask', ...CRITERIA[name]]);
  return second === 'ask'
    ? { kind: 'gate-ask', gate: name }
    : { kind: 'gate-criterion', gate: name, criterion: second };
}

function waive(reader: Reader): Request {
  const of = gateOf(plain(reader.raw(0) ?? ''));
  if (of !== undefined) return reader.instead(0, of, 0);
  const first = reader.oneOf(0, ['undo', ...GATES], undefined, GATE_ALIASES);
  const undo = first === 'undo';
  const starts = undo ? 'waive undo' : 'waive';
  const name = undo ? reader.oneOf(1, GATES, starts, GATE_ALIASES) : first;
  const at = undo ? 2 : 1;
  if (undo) {
    const from = criterion(reader, at, name, CRITERIA[name], starts);
    return { kind: 'unwaive', gate: name, criterion: from, item: item(reader, at + 1, starts) };
  }
  const what = criterion(reader, at, name, ['unchecked', ...CRITERIA[name]]);
  if (what === 'unchecked') return { kind: 'waive-unchecked', gate: name, reason: reader.rest(at + 1) };
  return {
    kind: 'waive',
    gate: name,
    criterion: what,
    item: item(reader, at + 1, starts),
    reason: reader.rest(at + 2),
  };
}

/** One of these words; a criterion of another gate is no slip for one of this gate. */
function criterion<Word extends string>(
  reader: Reader,
  index: number,
  gate: GateId,
  words: readonly Word[],
  starts?: string,
): Word {
  const typed = reader.raw(index);
  const isOfAnother = GATES.some(
    (other) => other !== gate && CRITERIA[other].some((id) => id.toLowerCase() === plain(typed ?? '')),
  );
  if (typed !== undefined && isOfAnother)
    return reader.fail('not-known', typed, starts ?? `${reader.subcommand} ${gate}`);
  return reader.oneOf(index, words, starts);
}

function item(reader: Reader, index: number, starts: string): string {
  return reader.raw(index) ?? reader.fail('missing', 'ITEM', starts);
}

function settings(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'settings' };
  const key = reader.oneOf(0, ['language', 'country', ...TUNABLES.map((tunable) => tunable.key)]);
  if (key === 'language') {
    return { kind: 'settings-language', lang: reader.oneOf(1, ['en', 'ja'], 'settings language', LANGUAGE_ALIASES) };
  }
  if (key === 'country')
    return { kind: 'settings-country', country: reader.word(1, 'JP', 'settings country').toUpperCase() };
  return { kind: 'settings-set', key, value: isSwitch(key) ? onOrOff(reader) : wholeNumber(reader, 1) };
}

const isSwitch = (key: TunableKey): boolean =>
  TUNABLES.some((tunable) => tunable.key === key && tunable.unit === 'switch');

/** 1 for on, 0 for off. */
function onOrOff(reader: Reader): number {
  return reader.oneOf(1, ['on', 'off'], 'settings rescue', SWITCH_ALIASES) === 'on' ? 1 : 0;
}

const LANGUAGE_ALIASES = {
  english: 'en',
  英語: 'en',
  japanese: 'ja',
  jp: 'ja',
  日本語: 'ja',
} as const;

const SWITCH_ALIASES = {
  1: 'on',
  0: 'off',
  true: 'on',
  false: 'off',
  有効: 'on',
  無効: 'off',
  yes: 'on',
  daily: 'on',
  毎日: 'on',
  no: 'off',
  する: 'on',
  しない: 'off',
  オン: 'on',
  オフ: 'off',
} as const;

/** A whole number that is not negative, full-width digits allowed. */
function wholeNumber(reader: Reader, index: number): number {
  const text = reader.word(index, 'N', `${reader.subcommand} `);
  if (/^\d{1,9}$/.test(text)) return Number(text);
  const [, digits] = /^-?(\d{1,9})[a-z日時間秒回]*$/.exec(text) ?? [];
  return digits === undefined ? reader.fail('not-a-number', text) : reader.instead(index, digits);
}
