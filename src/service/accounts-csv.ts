import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { Side } from '../migration/observations.ts';
import type { PasswordCredentials as Credentials } from '../store/credentials.ts';
import { type Column, columnOf } from './accounts-header.ts';
import { speltAddress } from './spelt-address.ts';
import { type Delimiter, decodeText, delimiterOf, type Encoding, withoutSeparatorLine } from './text-file.ts';

/** One line of the file: the sides that it gives a password for. A side without one is left as it is. */
export type Account = { readonly line: number; readonly address: string } & { readonly [S in Side]?: Credentials };

export type AccountsProblemCode =
  /** Neither UTF-8, UTF-16 with a byte order mark, nor Shift_JIS. */
  | 'encoding'
  /** A quotation mark is never closed: where its cell ends, nobody can tell. */
  | 'quotes'
  /** The file has no line but, perhaps, its header. */
  | 'empty'
  /** The header names no column for addresses. */
  | 'no-address-column'
  /** The header names no column for passwords. */
  | 'no-password-column'
  /** Two columns hold the same thing; `detail` says which. */
  | 'column-twice'
  /** More or fewer cells than the header has. */
  | 'cell-count'
  /** Not a mail address; `detail` is what stands there. */
  | 'address'
  /** The address is on an earlier line; `detail` is its number. */
  | 'duplicate'
  /** A login or password holds a line break or another control character. */
  | 'control-character';

/** What is wrong, and in which line (from 1). `fatal`: nothing of the file can be used, the other lines neither. */
export type AccountsProblem = {
  readonly line: number;
  readonly code: AccountsProblemCode;
  readonly detail?: string;
  readonly fatal: boolean;
};

export type AccountsFile = {
  readonly accounts: readonly Account[];
  readonly problems: readonly AccountsProblem[];
  /** Header cells that name nothing we know: passed over. */
  readonly ignoredColumns: readonly string[];
  readonly encoding?: Encoding;
  readonly delimiter?: Delimiter;
};

/**
 * Reads the accounts file that a team keeps in a spreadsheet: a header, then one line a mailbox with its address and
 * the logins and passwords on the old and the new server. A password without a login belongs to the address itself; with
 * a master user named it is that one's.
 * What a problem repeats of the file comes from its header or its address column, never from a password's.
 */
export function parseAccounts(bytes: Uint8Array): AccountsFile {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return failed({ line: 1, code: 'encoding' });
  const { skipped, text } = withoutSeparatorLine(decoded.text);
  const delimiter = delimiterOf(text.slice(0, text.indexOf('\n') + 1 || text.length));
  const parsed = parseRows(text, delimiter, skipped);
  if ('code' in parsed) return failed(parsed);
  const [header, ...lines] = parsed.rows;
  if (header === undefined) return failed({ line: 1, code: 'empty' });
  const about = { encoding: decoded.encoding, delimiter };
  const { columns, ignoredColumns, problem } = readHeader(header);
  if (problem !== undefined) return { ...failed(problem), ...about, ignoredColumns };
  if (lines.length === 0) return { ...failed({ line: header.line, code: 'empty' }), ...about, ignoredColumns };
  return { ...about, ignoredColumns, ...readLines(lines, columns, header.cells.length) };
}

type Row = { readonly line: number; readonly cells: readonly string[] };
type Columns = ReadonlyMap<Column, number>;

function failed(problem: Omit<AccountsProblem, 'fatal'>): AccountsFile {
  return { accounts: [], problems: [{ ...problem, fatal: true }], ignoredColumns: [] };
}

const parsedRows = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** Rows with the number of their last line; empty ones, and those that spreadsheets append with separators alone, are left out. */
function parseRows(
  text: string,
  delimiter: Delimiter,
  skipped: number,
): { readonly rows: readonly Row[] } | Omit<AccountsProblem, 'fatal'> {
  try {
    const options = { delimiter, info: true, relax_column_count: true, relax_quotes: true, record_delimiter: '\n' };
    const rows = parsedRows
      .parse(parse(text, options))
      .map(({ record, info }) => ({ line: info.lines + skipped, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
    return { rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: typeof error.lines === 'number' ? error.lines + skipped : 1, code: 'quotes' };
  }
}

function readHeader(header: Row): {
  readonly columns: Columns;
  readonly ignoredColumns: readonly string[];
  readonly problem?: Omit<AccountsProblem, 'fatal'>;
} {
  const columns = new Map<Column, number>();
  const ignoredColumns: string[] = [];
  for (const [index, cell] of header.cells.entries()) {
    const column = columnOf(cell);
    if (column === undefined) {
      if (cell.trim() !== '') ignoredColumns.push(shown(cell));
      continue;
    }
    const problem = { line: header.line, code: 'column-twice', detail: shown(cell) } as const;
    if (columns.has(column)) return { columns, ignoredColumns, problem };
    columns.set(column, index);
  }
  const code = missingColumn(columns);
  // Without a header the first cells may be credentials: they are not repeated.
  if (code === 'no-address-column') return { columns, ignoredColumns: [], problem: { line: header.line, code } };
  return code === undefined
    ? { columns, ignoredColumns }
    : { columns, ignoredColumns, problem: { line: header.line, code } };
}

function missingColumn(columns: Columns): AccountsProblemCode | undefined {
  if (!columns.has('address')) return 'no-address-column';
  return columns.has('old-password') || columns.has('new-password') ? undefined : 'no-password-column';
}

function readLines(
  rows: readonly Row[],
  columns: Columns,
  width: number,
): { readonly accounts: readonly Account[]; readonly problems: readonly AccountsProblem[] } {
  const accounts: Account[] = [];
  const problems: AccountsProblem[] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const account = readLine(row, columns, width);
    const first = 'address' in account ? seen.get(account.address) : undefined;
    if ('code' in account) problems.push(account);
    else if (first !== undefined) problems.push(lineProblem(row, 'duplicate', String(first)));
    else {
      seen.set(account.address, row.line);
      accounts.push(account);
    }
  }
  return { accounts, problems };
}

function readLine(row: Row, columns: Columns, width: number): Account | AccountsProblem {
  // Cells past the header that are empty come from a spreadsheet that was wider once.
  if (row.cells.length < width || row.cells.slice(width).some((cell) => cell !== ''))
    return lineProblem(row, 'cell-count');
  const cell = (column: Column) => row.cells[columns.get(column) ?? -1] ?? '';
  const address = speltAddress(cell('address'));
  if (!isAddress(address)) return lineProblem(row, 'address', shown(cell('address')));
  const before = credentials(address, cell('old-login'), cell('old-password'), cell('old-master'));
  const after = credentials(address, cell('new-login'), cell('new-password'), cell('new-master'));
  if (hasControls(before) || hasControls(after)) return lineProblem(row, 'control-character');
  return {
    line: row.line,
    address,
    ...(before === undefined ? {} : { old: before }),
    ...(after === undefined ? {} : { new: after }),
  };
}

/**
 * A password is taken as it stands, blanks at its ends too; a login's are a slip of the hand. Where a master user is
 * named, it is that one's password, and the login is whom the master user acts for.
 */
function credentials(address: string, login: string, password: string, master: string): Credentials | undefined {
  if (password === '') return undefined;
  const user = login.trim() || address;
  return master.trim() === '' ? { user, password } : { user: master.trim(), password, authzid: user };
}

function hasControls(given: Credentials | undefined): boolean {
  return given !== undefined && /\p{Cc}/u.test(given.user + given.password + (given.authzid ?? ''));
}

function lineProblem(row: Row, code: AccountsProblemCode, detail?: string): AccountsProblem {
  return { line: row.line, code, ...(detail === undefined ? {} : { detail }), fatal: false };
}

/** A cell as it may be repeated on a terminal: nothing in it that moves the cursor, and not a page of it. */
function shown(cell: string): string {
  return cell
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 80);
}

/** Dot-atom and hostname (RFC 5321, RFC 1035 lengths), letters of other scripts allowed (RFC 6531); no quoted local parts. */
function isAddress(text: string): boolean {
  const match =
    /^([^\s@"(),:;<>[\]\\]{1,64})@((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63})$/u.exec(
      text,
    );
  return match !== null && text.length <= 254 && !/^\.|\.\.|\.@|\p{Cc}/u.test(text);
}
