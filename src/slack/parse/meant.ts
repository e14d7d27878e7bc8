import { distance } from 'fastest-levenshtein';
import { STEPS } from '../../migration/facts.ts';
import { CRITERIA } from '../../migration/gates/criterion.ts';
import { GATES, type GateId, LOOKS } from '../../migration/settings.ts';

/** What people mean by words that are not the grammar's. None of it is carried out: the right line is shown. */

/** A slip of the hand is no more than this many letters; more is another word. */
const MOST_SLIPS = 2;
/** So many letters say which word was begun. */
const PREFIX = 3;
/** A word of characters that say more each. */
const PREFIX_CJK = 2;

/**
 * The word that was meant: the one that it begins, or the nearest one, whatever the case, of equally near ones the most
 * alike in length, or the one that people call so. Undefined when none of them is near enough.
 */
export function nearest(given: string, words: readonly string[]): string | undefined {
  const names = Object.hasOwn(CALLED, given) ? CALLED[given] : undefined;
  const called = names?.find((one) => words.includes(one));
  return called ?? begun(given, words) ?? slipped(given, words);
}

/** "stat" begins "status" and nothing else; "状況を教えて" begins with one of ours. */
function begun(given: string, words: readonly string[]): string | undefined {
  if (given.length < (isAscii(given) ? PREFIX : PREFIX_CJK)) return undefined;
  const started = words.filter((word) => word.toLowerCase().startsWith(given));
  const [only, ...more] = started;
  if (only !== undefined && more.every((word) => word.startsWith(only))) return only;
  if (isAscii(given)) return undefined;
  return words
    .filter((word) => word.length >= PREFIX_CJK && !isAscii(word) && given.startsWith(word))
    .toSorted((a, b) => b.length - a.length)[0];
}

function slipped(given: string, words: readonly string[]): string | undefined {
  const away = (word: string): number =>
    slips(given, word.toLowerCase()) + Math.abs(given.length - word.length) / 1_000;
  const near = words.filter((word) => {
    const count = slips(given, word.toLowerCase());
    return count <= MOST_SLIPS && count < given.length / 2;
  });
  return near.reduce<string | undefined>(
    (best, word) => (best === undefined || away(word) < away(best) ? word : best),
    undefined,
  );
}

/** Two letters that changed places are one slip. */
function slips(given: string, word: string): number {
  const count = distance(given, word);
  return count === 2 && sorted(given) === sorted(word) ? 1 : count;
}

const sorted = (text: string): string => [...text].sort().join('');
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** What people call words of the grammar, where the place decides which of them it can be. */
const CALLED: Readonly<Record<string, readonly string[]>> = {
  delete: ['remove', 'drop', 'dismiss'],
  del: ['remove', 'drop', 'dismiss'],
  rm: ['remove', 'drop', 'dismiss'],
  remove: ['drop', 'dismiss', 'undo'],
  削除: ['remove', 'drop', 'dismiss'],
  new: ['start', 'add', 'set'],
  create: ['start', 'add', 'set'],
  add: ['set', 'alias'],
  追加: ['add', 'set'],
  登録: ['add', 'set'],
  change: ['set', 'watch'],
  変更: ['set', 'watch'],
  pin: ['pinned'],
  fixed: ['pinned'],
  固定: ['pinned'],
  send: ['sending'],
  switched: ['sending'],
  送信: ['sending'],
  back: ['restored'],
  復帰: ['restored'],
  戻す: ['restored', 'undo'],
  print: ['sheet'],
  印刷: ['sheet'],
  担当: ['owner'],
  担当者: ['owner'],
  begin: ['start', 'begin', 'now'],
  started: ['begin'],
  run: ['now'],
  start: ['now', 'begin'],
  go: ['now'],
  実行: ['now'],
  今すぐ: ['now'],
  finished: ['done'],
  finish: ['done'],
  complete: ['done'],
  completed: ['done'],
  ok: ['done'],
  tick: ['done'],
  完了: ['done'],
  済み: ['done'],
  取り消し: ['undo'],
  cancel: ['undo'],
  reset: ['undo'],
  untick: ['undo'],
  dns: ['zone', 'plan'],
  mx: ['plan'],
  mail: ['survey'],
  resolvers: ['vantages'],
  password: ['logins'],
  passwords: ['logins'],
  approve: ['ask', 'gate'],
  approval: ['ask', 'gate'],
  approvals: ['ask', 'gate'],
  request: ['ask'],
  decline: ['gate'],
  reject: ['gate'],
  承認: ['ask', 'gate'],
  依頼: ['ask'],
  cutoff: ['cut-over'],
  switchover: ['cut-over'],
  言語: ['language'],
  国: ['country'],
  list: ['status'],
  show: ['status'],
  info: ['status'],
  進捗: ['status'],
  状態: ['status'],
  一覧: ['status'],
  ステータス: ['status'],
  新規: ['start'],
  todo: ['step'],
  next: ['step'],
  done: ['step'],
  devices: ['clients'],
  device: ['clients'],
  機器: ['clients'],
  users: ['mailboxes'],
  accounts: ['mailboxes'],
  アカウント: ['mailboxes'],
  date: ['window'],
  when: ['window'],
  schedule: ['window'],
  日時: ['window'],
  日程: ['window'],
  ウィンドウ: ['window'],
  undo: ['rollback'],
  revert: ['rollback'],
  stop: ['pause'],
  halt: ['pause'],
  停止: ['pause'],
  continue: ['resume'],
  unpause: ['resume'],
  再会: ['resume'],
  delay: ['pause'],
  quit: ['abandon'],
  log: ['history'],
  journal: ['history'],
  ログ: ['history'],
  chart: ['timeline'],
  picture: ['timeline'],
  lang: ['language', 'settings'],
  config: ['settings'],
  credentials: ['passwords'],
  logins: ['passwords'],
  vault: ['passwords'],
  own: ['mine'],
  my: ['mine'],
  me: ['mine'],
  認証情報: ['passwords'],
  ends: ['old'],
  end: ['old'],
  starts: ['new'],
  begins: ['new'],
};

/** Asked for in place of a word, whatever the subcommand. */
const HELP: ReadonlySet<string> = new Set(['help', '-h', '--help', '-help', '/?', '?', '？', 'ヘルプ', '使い方']);
export const isHelp = (word: string): boolean => HELP.has(word);

/** The line that a first word stands for which is no subcommand but is said inside one: a step, a gate, a look. */
export function lineWith(word: string): string | undefined {
  if (GATES.some((gate) => gate === word)) return `gate ${word}`;
  if (STEPS.some((step) => step === word)) return `step ${word}`;
  if (LOOKS.some((look) => look === word)) return `check ${word}`;
  const gate = gateOf(word);
  if (gate !== undefined) return `gate ${gate} ${word.toUpperCase()}`;
  return word === 'cancelled' ? 'gate cancel' : undefined;
}

/** The gate that a criterion belongs to. */
export function gateOf(word: string): GateId | undefined {
  return GATES.find((gate) => CRITERIA[gate].some((id) => id.toLowerCase() === word.toLowerCase()));
}
