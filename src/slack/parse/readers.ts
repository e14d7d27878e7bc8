import { checklistOf } from '../../migration/checklists.ts';
import { STEPS } from '../../migration/facts.ts';
import { CRITERIA } from '../../migration/gates/criterion.ts';
import { GATES, type GateId, LOOKS, type Look } from '../../migration/settings.ts';
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
import { settings } from './settings.ts';
import { mentionedGroup, plain } from './text.ts';
import { window } from './window.ts';
import { type Reader, wholeNumber } from './words.ts';

/** Whatever a checklist may hold. */
const ITEMS: readonly string[] = (['cut-over', 'cancel'] as const).flatMap((gate) =>
  checklistOf(gate, 'whole-contract'),
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
  passwords: (reader) => {
    if (reader.count === 0) return { kind: 'passwords', isOwn: false };
    reader.oneOf(0, ['mine'], undefined, { 自分: 'mine' });
    return { kind: 'passwords', isOwn: true };
  },
  checklist,
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
    const isAll = ALL.has(plain(reader.raw(0) ?? ''));
    return { kind: 'history', last: isAll ? MAX_HISTORY : Math.min(MAX_HISTORY, wholeNumber(reader, 0)) };
  },
  pause: (reader) => ({ kind: 'pause', reason: reader.rest(0) }),
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
  return Array.from({ length: reader.count }, (_, index) => apart(reader, index) ?? reader.oneOf(index, LOOKS));
}

/** "zone,survey": several words with commas alone between them are shown apart. */
function apart(reader: Reader, index: number): undefined {
  const parts = plain(reader.peek(index) ?? '')
    .split(/[,、]+/)
    .filter((part) => part !== '');
  return parts.length > 1 ? reader.instead(index, parts.join(' ')) : undefined;
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
  if (ITEMS.includes(plain(reader.raw(0) ?? ''))) return reader.instead(0, 'done', 0);
  const done = reader.oneOf(0, ['done', 'undo']) === 'done';
  if (reader.count === 1) return reader.fail('missing', 'ITEM', done ? 'checklist done' : 'checklist undo');
  if (ALL.has(plain(reader.raw(1) ?? ''))) return { kind: 'checklist-mark', items: 'all', done };
  const items = Array.from({ length: reader.count - 1 }, (_, at) => {
    return apart(reader, at + 1) ?? reader.oneOf(at + 1, ITEMS, 'checklist');
  });
  return { kind: 'checklist-mark', items: [...new Set(items)], done };
}

const ALL: ReadonlySet<string> = new Set(['all', '全部', 'すべて']);

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
  // It cannot be guessed what is to be waived: the forms are shown.
  if (reader.count === 0) return { kind: 'help', subcommand: 'waive' };
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
