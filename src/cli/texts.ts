import type { AccountsProblem } from '../service/accounts-csv.ts';
import type { BrokenReason } from '../store/journal.ts';
import { wordsFor } from '../words/words.ts';
import type { Lang } from './io.ts';

/** The command line's own sentences; what went wrong is said by `words/`, as everywhere. */
export type Texts = {
  readonly usage: string;
  readonly readAs: (encoding: string, delimiter: string) => string;
  readonly ignoredColumns: (names: readonly string[]) => string;
  readonly problem: (problem: AccountsProblem) => string;
  readonly nothingImported: (problems: number, skippable: boolean) => string;
  readonly nothingToImport: string;
  readonly imported: (counts: {
    readonly old: number;
    readonly new: number;
    readonly skipped: number;
    readonly blank: number;
  }) => string;
  readonly tellsAtStart: string;
  readonly deleteFile: (file: string) => string;
  readonly noCredentials: string;
  readonly credentials: (mailbox: string, side: 'old' | 'new', version: number) => string;
  readonly forgetNeedsYes: (count: number) => string;
  readonly forgotten: (count: number) => string;
  readonly notGone: string;
  readonly journalWhole: (entries: number, lastHash: string) => string;
  readonly journalBroken: (seq: number, reason: BrokenReason) => string;
  readonly exported: (entries: number, file: string) => string;
  readonly reported: (people: string, programs: string) => string;
};

export function textsIn(lang: Lang): Texts {
  return lang === 'ja' ? ja : en;
}

function whatIsWrong(lang: Lang, { code, detail = '' }: AccountsProblem): string {
  const { t } = wordsFor(lang, { style: 'plain', timeZone: 'UTC' });
  return t(code === 'address' && detail === '' ? 'accountsFile:address-missing' : `accountsFile:${code}`, { detail });
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
const delimiterNames: Readonly<Record<string, { readonly en: string; readonly ja: string }>> = {
  ',': { en: 'commas', ja: 'カンマ区切り' },
  ';': { en: 'semicolons', ja: 'セミコロン区切り' },
  '\t': { en: 'tabs', ja: 'タブ区切り' },
};

const en: Texts = {
  usage: `Usage:
  npm run vault -- import accounts.csv [--migration ID | --channel C] [--skip-bad]
  npm run vault -- oauth|master --side old|new FILE [--migration ID | --channel C]
  npm run vault -- list   [--migration ID | --channel C]
  npm run vault -- forget --migration ID | --channel C | --ended --yes
  npm run vault -- rotate [--drop-old --yes]
  npm run journal -- verify [--migration ID | --channel C | --file export.json]
  npm run journal -- export [--migration ID | --channel C] [--output export.json]
  npm run journal -- report [--migration ID | --channel C] [--output NAME]
  npm run mail                    the delivery log, copies, archive, relays: shows its own commands
  npm run doctor
Without --migration and --channel: the migration that is going on, if there is one alone. Each takes --lang en|ja.
accounts.csv (or - for standard input) has a header line:
  address, old login, old password, new login, new password
With a master user, also: old master user, new master user (the password is then the master user's).
One app or master user for all mailboxes of a server (FILE is JSON):
  oauth, Microsoft 365:    {"tenant": "…", "client_id": "…", "client_secret": "…"}
  oauth, Google Workspace: the key file of the service account, as downloaded
  master:                  {"user": "…", "password": "…"}
Examples:
  npm run vault -- import accounts.csv --channel C0123456789
  npm run journal -- export --output journal.json
  npm run journal -- verify --file journal.json`,
  readAs: (encoding, delimiter) => `Read as ${encoding}, ${delimiterNames[delimiter]?.en ?? delimiter}.`,
  ignoredColumns: (names) => `Columns passed over: ${names.join(', ')}.`,
  problem: (problem) => `Line ${problem.line}: ${whatIsWrong('en', problem)}`,
  nothingImported: (problems, skippable) =>
    `Nothing was imported: ${plural(problems, 'line has', 'lines have')} something wrong.${skippable ? ' Correct the file, or leave those lines out with --skip-bad.' : ''}`,
  nothingToImport: 'Nothing was imported: no line gives a password.',
  imported: ({ old, new: next, skipped, blank }) =>
    `Imported: ${old} for the old server, ${next} for the new one.${blank > 0 ? ` ${plural(blank, 'line gives', 'lines give')} no password and changes nothing.` : ''}${skipped > 0 ? ` Left out: ${plural(skipped, 'line', 'lines')}.` : ''}`,
  tellsAtStart: 'No bot is running: it takes note of them when it starts.',
  deleteFile: (file) => `Delete ${file} now: it holds passwords.`,
  noCredentials: 'The vault holds no credentials for this migration.',
  credentials: (mailbox, side, version) => `${mailbox}  ${side} server  version ${version}`,
  forgetNeedsYes: (count) => `This would remove ${plural(count, 'login', 'logins')} for good. Say --yes to do it.`,
  notGone:
    'Something reads the database just now, such as a backup: their encrypted bytes are still in its files. Run this again when it has ended.',
  forgotten: (count) => `Removed ${plural(count, 'login', 'logins')}.`,
  journalWhole: (entries, hash) => `The journal is whole: ${plural(entries, 'entry', 'entries')}, last hash ${hash}.`,
  journalBroken: (seq, reason) => `The journal is NOT whole. Entry ${seq}: ${brokenEn[reason]}`,
  exported: (entries, file) => `Wrote ${plural(entries, 'entry', 'entries')} to ${file}.`,
  reported: (people, programs) => `Wrote the report: ${people} for people, ${programs} for programs.`,
};

const brokenEn = {
  gap: 'missing, doubled or out of order.',
  'broken-link': 'does not follow from the one before.',
  altered: 'its content is not what was written.',
  'cut-off': 'missing at the end.',
} as const satisfies Record<BrokenReason, string>;

const ja: Texts = {
  usage: `使い方:
  npm run vault -- import accounts.csv [--migration ID | --channel C] [--skip-bad]
  npm run vault -- oauth|master --side old|new FILE [--migration ID | --channel C]
  npm run vault -- list   [--migration ID | --channel C]
  npm run vault -- forget --migration ID | --channel C | --ended --yes
  npm run vault -- rotate [--drop-old --yes]
  npm run journal -- verify [--migration ID | --channel C | --file export.json]
  npm run journal -- export [--migration ID | --channel C] [--output export.json]
  npm run journal -- report [--migration ID | --channel C] [--output NAME]
  npm run mail                    配送ログ・コピー・保存・送信サーバーのコマンドを表示
  npm run doctor
--migration も --channel もなければ、進行中の移行が一つだけのときはそれを使います。どれにも --lang en|ja を付けられます。
accounts.csv(標準入力なら -)の1行目は見出しです:
  メールアドレス, 旧ログイン, 旧パスワード, 新ログイン, 新パスワード
マスターユーザーを使うなら、旧マスターユーザー、新マスターユーザーの列も(パスワードはマスターユーザーのもの)。
サーバーの全メールボックスに一つのアプリやマスターユーザーを使うとき(FILE は JSON):
  oauth、Microsoft 365:    {"tenant": "…", "client_id": "…", "client_secret": "…"}
  oauth、Google Workspace: ダウンロードしたサービスアカウントのキーファイル
  master:                  {"user": "…", "password": "…"}
例:
  npm run vault -- import accounts.csv --channel C0123456789
  npm run journal -- export --output journal.json
  npm run journal -- verify --file journal.json`,
  readAs: (encoding, delimiter) => `${encoding}、${delimiterNames[delimiter]?.ja ?? delimiter}として読みました。`,
  ignoredColumns: (names) => `使わなかった列: ${names.join('、')}`,
  problem: (problem) => `${problem.line}行目: ${whatIsWrong('ja', problem)}`,
  nothingImported: (problems, skippable) =>
    `何も取り込みませんでした。${problems}行に誤りがあります。${skippable ? '直してからもう一度実行するか、--skip-bad でその行を除いてください。' : ''}`,
  nothingToImport: '何も取り込みませんでした。パスワードのある行がありません。',
  imported: ({ old, new: next, skipped, blank }) =>
    `取り込みました。旧サーバー ${old}件、新サーバー ${next}件。${blank > 0 ? `パスワードのない${blank}行は変更なしです。` : ''}${skipped > 0 ? `除いた行: ${skipped}行。` : ''}`,
  tellsAtStart: 'ボットは動いていません。次に起動したときに反映されます。',
  deleteFile: (file) => `${file} にはパスワードが入っています。今すぐ削除してください。`,
  noCredentials: 'この移行のログイン情報は保管されていません。',
  credentials: (mailbox, side, version) =>
    `${mailbox}  ${side === 'old' ? '旧サーバー' : '新サーバー'}  第${version}版`,
  forgetNeedsYes: (count) => `ログイン情報${count}件を完全に削除します。実行するには --yes を付けてください。`,
  notGone:
    'バックアップなどがデータベースを読んでいるため、暗号化されたデータがファイルに残っています。終わってからもう一度実行してください。',
  forgotten: (count) => `ログイン情報${count}件を削除しました。`,
  journalWhole: (entries, hash) => `記録に欠けや改変はありません。${entries}件、最後のハッシュ ${hash}`,
  journalBroken: (seq, reason) => `記録が壊れています。${seq}番: ${brokenJa[reason]}`,
  exported: (entries, file) => `${entries}件を ${file} に書き出しました。`,
  reported: (people, programs) => `報告書を書き出しました。人が読むもの: ${people}、プログラム用: ${programs}`,
};

const brokenJa = {
  gap: '欠けているか、重複しているか、順序が違います。',
  'broken-link': '前の記録とつながりません。',
  altered: '内容が書かれたときのものと違います。',
  'cut-off': '末尾が欠けています。',
} as const satisfies Record<BrokenReason, string>;
