import { expect, test } from 'vitest';
import { readList } from '../../src/service/lists-csv.ts';

test.each([
  ['comma', 'Name,Owner,Protocols\n"Scanner, 2F",@ken,smtp\n'],
  ['semicolon', 'name;OWNER;protocol\r\n"Scanner, 2F";@ken;smtp\r\n'],
  ['tab, in Japanese', '\uFEFF端末名\t担当者\tプロトコル\n"Scanner, 2F"\t@ken\tsmtp'],
])('a list of clients, by %s', (_, text) => {
  const line = { line: 2, cells: { name: 'Scanner, 2F', owner: '@ken', protocols: 'smtp' } };
  expect(readList(text, 'name')).toEqual({ lines: [line], problems: [] });
});

test('columns that mean nothing are passed over, empty cells are absent, and separators alone are no line', () => {
  expect(readList('メールアドレス,部署,見守り方\naoi@example.jp,営業,\n,,\n', 'address')).toEqual({
    lines: [{ line: 2, cells: { address: 'aoi@example.jp' } }],
    problems: [],
  });
});

test.each([
  'Old password',
  'passwd',
  'PW',
  'IMAP pwd',
  'Passcode',
  'secret',
  'パスワード（新）',
  '旧サーバーのパスワード',
  'ログインパス',
  'passphrase',
])('of a list with a column "%s" nothing is read', (column) => {
  const file = readList(`address,${column}\naoi@example.jp,s3cret\n`, 'address');
  expect(file).toEqual({ lines: [], problems: [{ line: 1, code: 'password-column' }] });
});

test.each([
  ['', 1, 'empty'],
  ['address\n', 1, 'empty'],
  ['department\nsales\n', 1, 'no-column'],
  ['address,mail\na@example.jp,b@example.jp\n', 1, 'column-twice'],
  ['address,watch\na@example.jp\n', 2, 'cell-count'],
  ['address,watch\na@example.jp,login,x\n', 2, 'cell-count'],
  ['address\n"a@example.jp\n', undefined, 'quotes'],
])('%j is refused by its line', (text, line, code) => {
  expect(readList(text, 'address').problems).toEqual([{ line: line ?? expect.any(Number), code }]);
});
