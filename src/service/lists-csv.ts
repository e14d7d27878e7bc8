import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { ADDRESS_COLUMNS } from './accounts-header.ts';
import { delimiterOf, withoutSeparatorLine } from './text-file.ts';

export type ListColumn = 'address' | 'name' | 'owner' | 'protocols' | 'kind' | 'user' | 'watch';

/** One line of a list: its cells by column, trimmed; an empty one is absent. */
export type ListLine = { readonly line: number; readonly cells: Readonly<Partial<Record<ListColumn, string>>> };

/**
 * `password-column`: passwords do not come this way. `no-column`: the header names none that is needed. `column-twice`,
 * `cell-count`, `quotes` (one is never closed), `empty` (no line but the header).
 */
export type ListProblem = {
  readonly line: number;
  readonly code: 'password-column' | 'no-column' | 'column-twice' | 'cell-count' | 'quotes' | 'empty';
};
export type ListFile = { readonly lines: readonly ListLine[]; readonly problems: readonly ListProblem[] };

const COLUMNS: Readonly<Record<ListColumn, readonly string[]>> = {
  address: ADDRESS_COLUMNS,
  name: ['name', 'client', 'device', 'system', '名前', '名称', '端末', '端末名', '機器', 'システム'],
  owner: ['owner', 'person', 'who', '担当', '担当者', '持ち主', '所有者', '使用者'],
  protocols: ['protocols', 'protocol', 'プロトコル'],
  kind: ['kind', 'type', '種類', '種別'],
  user: ['user', 'username', 'login', 'loginname', 'ユーザー', 'ユーザー名', 'ログイン', 'ログイン名', 'アカウント'],
  watch: ['watch', 'watchmode', '見守り', '見守り方'],
};
/** Rather one too many: a list is sent again in a minute, a password cannot be unsent. */
const PASSWORD = /passw|passphrase|pass$|^pw|pw$|pwd|passcode|secret|credential|パスワード|パス$|暗証/;

const parsedRows = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/**
 * Reads a list of clients or mailboxes as it is copied from a spreadsheet: a header in English or Japanese, then one line
 * each, separated by tab, semicolon or comma. Columns that mean nothing to us are passed over; of a file with passwords
 * nothing is read at all, and no cell of it is repeated.
 */
export function readList(text: string, needed: ListColumn): ListFile {
  const body = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const rows = rowsOf(body);
  if ('code' in rows) return { lines: [], problems: [rows] };
  const [header, ...rest] = rows;
  if (header === undefined) return { lines: [], problems: [{ line: 1, code: 'empty' }] };
  const names = header.cells.map(simplified);
  const fatal = (code: ListProblem['code']): ListFile => ({ lines: [], problems: [{ line: header.line, code }] });
  if (header.cells.some(namesPassword)) return fatal('password-column');
  const columns = names.map(columnOf);
  const known = columns.filter((column) => column !== undefined);
  if (!known.includes(needed)) return fatal('no-column');
  if (new Set(known).size < known.length) return fatal('column-twice');
  if (rest.length === 0) return fatal('empty');
  const isWhole = ({ cells }: Row) =>
    cells.length >= names.length && cells.slice(names.length).every((cell) => cell === '');
  return {
    lines: rest.filter(isWhole).map(({ line, cells }) => ({ line, cells: cellsOf(columns, cells) })),
    problems: rest.filter((row) => !isWhole(row)).map(({ line }) => ({ line, code: 'cell-count' })),
  };
}

/** Whether a column of this name holds passwords. */
export function namesPassword(name: string): boolean {
  return PASSWORD.test(simplified(name));
}

type Row = { readonly line: number; readonly cells: readonly string[] };

function rowsOf(whole: string): readonly Row[] | ListProblem {
  const { skipped, text } = withoutSeparatorLine(whole);
  const delimiter = delimiterOf(text.slice(0, text.indexOf('\n') + 1 || text.length));
  try {
    return parsedRows
      .parse(
        parse(text, { delimiter, info: true, relax_column_count: true, relax_quotes: true, record_delimiter: '\n' }),
      )
      .map(({ record, info }) => ({ line: info.lines + skipped, cells: record.map((cell) => cell.trim()) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: typeof error.lines === 'number' ? error.lines + skipped : 1, code: 'quotes' };
  }
}

function columnOf(name: string): ListColumn | undefined {
  const found = Object.entries(COLUMNS).find(([, names]) => names.includes(name))?.[0];
  return LIST_COLUMNS.find((column) => column === found);
}

const LIST_COLUMNS = ['address', 'name', 'owner', 'protocols', 'kind', 'user', 'watch'] as const satisfies ListColumn[];

function cellsOf(columns: readonly (ListColumn | undefined)[], cells: readonly string[]): ListLine['cells'] {
  const pairs = columns.map((column, at) => [column, cells[at] ?? ''] as const);
  return Object.fromEntries(pairs.filter(([column, cell]) => column !== undefined && cell !== ''));
}

/** Full-width letters become plain ones; what only separates words goes. */
function simplified(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./:()[\]・]/gu, '');
}
