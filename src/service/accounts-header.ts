import type { Side } from '../migration/observations.ts';

/** What a column of the accounts file holds. */
export type Column = 'address' | `${Side}-login` | `${Side}-password` | `${Side}-master`;

/**
 * Which column a header cell names, in English or Japanese, whatever its case, spaces and brackets:
 * "Old password", "new_login", "メールアドレス", "旧サーバーのパスワード", "パスワード(新)". Undefined for any other.
 */
export function columnOf(cell: string): Column | undefined {
  return COLUMNS.get(simplify(cell));
}

const SIDES: Readonly<Record<Side, readonly string[]>> = {
  old: ['old', 'oldserver', 'former', 'source', 'from', '旧', '旧サーバー', '旧サーバ', '移行元', '移転元'],
  new: ['new', 'newserver', 'target', 'destination', 'to', '新', '新サーバー', '新サーバ', '移行先', '移転先'],
};
const LOGIN = ['login', 'loginname', 'loginid', 'user', 'username', 'userid', 'id', 'account', 'accountname'];
const LOGIN_JA = [
  'ログイン',
  'ログイン名',
  'ログインid',
  'ユーザー',
  'ユーザ',
  'ユーザー名',
  'ユーザ名',
  'ユーザーid',
  'ユーザid',
  'アカウント',
  'アカウント名',
];
const PASSWORD = ['password', 'passwd', 'pass', 'pw', 'パスワード'];
const MASTER = ['master', 'masteruser', 'masterlogin', 'admin', 'adminuser'];
const MASTER_JA = ['マスター', 'マスターユーザー', 'マスターユーザ', '管理者', '管理ユーザー', '管理ユーザ'];
/** What a column of addresses is called, in every list that comes out of a spreadsheet. */
export const ADDRESS_COLUMNS: readonly string[] = [
  'address',
  'email',
  'emailaddress',
  'mail',
  'mailaddress',
  'mailbox',
  'アドレス',
  'メール',
  'メールアドレス',
  'メールボックス',
  'eメール',
];

const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ...ADDRESS_COLUMNS.map((name): [string, Column] => [name, 'address']),
  ...sideColumns('old'),
  ...sideColumns('new'),
]);

function sideColumns(side: Side): readonly [string, Column][] {
  return SIDES[side].flatMap((word) => [
    ...[...LOGIN, ...LOGIN_JA].flatMap((noun) => bothOrders(word, noun, `${side}-login`)),
    ...PASSWORD.flatMap((noun) => bothOrders(word, noun, `${side}-password`)),
    ...[...MASTER, ...MASTER_JA].flatMap((noun) => bothOrders(word, noun, `${side}-master`)),
  ]);
}

function bothOrders(word: string, noun: string, column: Column): readonly [string, Column][] {
  return [
    [word + noun, column],
    [noun + word, column],
  ];
}

/** Full-width letters and brackets become plain ones (NFKC); what only separates words goes. */
function simplify(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./:()[\]・の]/gu, '');
}
