import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountsFile, parseAccounts } from '../../src/service/accounts-csv.ts';

const HEADER = 'address,old login,old password,new login,new password';
const LINE = 'info@example.com,info,old-pw,info@example.com,new-pw';
const INFO = {
  line: 2,
  address: 'info@example.com',
  old: { user: 'info', password: 'old-pw' },
  new: { user: 'info@example.com', password: 'new-pw' },
};

const parse = (...lines: readonly string[]): AccountsFile => parseAccounts(Buffer.from(`${lines.join('\n')}\n`));
const codes = (file: AccountsFile) => file.problems.map(({ line, code }) => [line, code]);

describe('an accounts file', () => {
  it('is a header and a line for each mailbox', () => {
    expect(parse(HEADER, LINE)).toEqual({
      accounts: [INFO],
      problems: [],
      ignoredColumns: [],
      encoding: 'utf-8',
      delimiter: ',',
    });
  });

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('may be separated by %s', (_, delimiter) => {
    const text = [HEADER, LINE].join('\n').replaceAll(',', delimiter);
    expect(parseAccounts(Buffer.from(text))).toMatchObject({ accounts: [INFO], problems: [], delimiter });
  });

  it.each(['\n', '\r\n', '\r'])('may end its lines in %j, or not end the last one', (end) => {
    expect(parseAccounts(Buffer.from([HEADER, LINE].join(end))).accounts).toEqual([INFO]);
    expect(parseAccounts(Buffer.from([HEADER, LINE, ''].join(end))).accounts).toEqual([INFO]);
  });

  it('may begin with the separator line that Excel reads', () => {
    const file = parse('sep=;', HEADER.replaceAll(',', ';'), LINE.replaceAll(',', ';'));
    expect(file).toMatchObject({ accounts: [{ ...INFO, line: 3 }], problems: [] });
  });

  it.each(['old master user', '旧マスターユーザー', 'Master (old)'])('may name a master user: %s', (column) => {
    const file = parse(`${HEADER},${column}`, `${LINE},root`, 'b@example.com,,old-pw,,,root', 'c@example.com,c,pw,,, ');
    expect(file.problems).toEqual([]);
    expect(file.accounts.map((account) => account.old)).toEqual([
      { user: 'root', password: 'old-pw', authzid: 'info' },
      { user: 'root', password: 'old-pw', authzid: 'b@example.com' },
      { user: 'c', password: 'pw' },
    ]);
  });

  it('may have its columns in any order, and others among them', () => {
    const file = parse('New password,Name,E-Mail,Old_Password', 'new-pw,Reception,info@example.com,old-pw');
    expect(file.ignoredColumns).toEqual(['Name']);
    expect(file.accounts).toEqual([
      {
        line: 2,
        address: 'info@example.com',
        old: { user: 'info@example.com', password: 'old-pw' },
        new: { user: 'info@example.com', password: 'new-pw' },
      },
    ]);
  });

  it.each([
    'メールアドレス,旧ログイン,旧パスワード,新ログイン,新パスワード',
    'アドレス,旧サーバーのユーザー名,旧サーバーのパスワード,新サーバーのユーザー名,新サーバーのパスワード',
    'ﾒｰﾙｱﾄﾞﾚｽ,移行元ID,移行元パスワード,移行先ID,移行先パスワード',
    'E-mail,ログイン(旧),パスワード(旧),ログイン(新),パスワード(新)',
    'Mailbox,OLD USER,Old Pass,new_user,new-pass',
  ])('understands the header %s', (header) => {
    expect(parse(header, LINE)).toMatchObject({ accounts: [INFO], problems: [], ignoredColumns: [] });
  });
});

it('spells a domain in ASCII, whatever script it was typed in', () => {
  expect(parse(HEADER, 'Sales@北野.example,,old-pw,,').accounts).toMatchObject([
    { address: 'sales@xn--djr827l.example' },
  ]);
});

describe('its encoding', () => {
  const text = 'メールアドレス,旧ログイン,旧パスワード\r\n営業@example.jp,営業,パス表\r\n';
  const expected = [{ line: 2, address: '営業@example.jp', old: { user: '営業', password: 'パス表' } }];
  // As an encoder writes it that knows Shift_JIS; 表 ends in 0x5C, the backslash, the classic trap.
  const shiftJis = Buffer.from(
    [
      '8381815b838b83418368838c83582c8b8c838d834f834383932c8b8c83708358838f815b83680d0a89638bc640657861',
      '6d706c652e6a702c89638bc62c83708358955c0d0a',
    ].join(''),
    'hex',
  );

  it.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.concat([Buffer.from('efbbbf', 'hex'), Buffer.from(text)]), 'utf-8'],
    [
      'UTF-16LE with a byte order mark',
      Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(text, 'utf16le')]),
      'utf-16le',
    ],
    [
      'UTF-16BE with a byte order mark',
      Buffer.concat([Buffer.from('feff', 'hex'), Buffer.from(text, 'utf16le').swap16()]),
      'utf-16be',
    ],
    ['Shift_JIS', shiftJis, 'shift_jis'],
  ])('may be %s', (_, bytes, encoding) => {
    expect(parseAccounts(bytes)).toMatchObject({ encoding, accounts: expected, problems: [] });
  });

  it('is refused when it is none of them', () => {
    expect(parseAccounts(Buffer.from('61ff00fe0a', 'hex')).problems).toEqual([
      { line: 1, code: 'encoding', fatal: true },
    ]);
  });
});

describe('its cells', () => {
  it('keep a password as it stands: quotes, delimiters, blanks', () => {
    const file = parse(HEADER, 'a@example.com,a,"p,w;""x""  ", a , pw"with quotes" ');
    expect(file.accounts[0]).toMatchObject({
      old: { user: 'a', password: 'p,w;"x"  ' },
      new: { user: 'a', password: ' pw"with quotes" ' },
    });
  });

  it('leave a side as it is without a password, and take the address for a missing login', () => {
    const file = parse(HEADER, 'A@Example.com,a,,,new-pw', 'b@example.com,,,,', ',,,,');
    expect(file.problems).toEqual([]);
    expect(file.accounts).toEqual([
      { line: 2, address: 'a@example.com', new: { user: 'a@example.com', password: 'new-pw' } },
      { line: 3, address: 'b@example.com' },
    ]);
  });

  it('may be more than the header has when the rest is empty', () => {
    expect(parse(HEADER, `${LINE},,`)).toMatchObject({ accounts: [INFO], problems: [] });
  });

  it('come back whatever a password is, written as RFC 4180 says', () => {
    const password = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed());
    fc.assert(
      fc.property(password, fc.constantFrom(',', ';', '\t'), (secret, delimiter) => {
        const quoted = `"${secret.replaceAll('"', '""')}"`;
        const file = parse(['address', 'old password'].join(delimiter), ['a@example.com', quoted].join(delimiter));
        expect(file.accounts[0]?.old?.password).toBe(secret);
      }),
    );
  });
});

describe('its problems', () => {
  it('are all reported, by line, with the good lines beside them', () => {
    const file = parse(
      HEADER,
      LINE,
      '',
      'not an address,a,pw,a,pw',
      'INFO@example.com,again,pw,again,pw',
      'short@example.com,a,pw',
      'long@example.com,a,pw,a,pw,and more',
      'tab@example.com,a,"p\tw",a,pw',
      '"break@example.com",a,"p',
      'w",a,pw',
      ',a,pw,a,pw',
      'good@example.com,a,pw,a,pw',
    );
    expect(codes(file)).toEqual([
      [4, 'address'],
      [5, 'duplicate'],
      [6, 'cell-count'],
      [7, 'cell-count'],
      [8, 'control-character'],
      [10, 'control-character'],
      [11, 'address'],
    ]);
    expect(file.problems[0]).toMatchObject({ detail: 'not an address', fatal: false });
    expect(file.problems[1]).toMatchObject({ detail: '2' });
    expect(file.accounts.map(({ line }) => line)).toEqual([2, 12]);
  });

  it.each([
    'a@',
    '@b.example',
    'a@b',
    'a b@example.com',
    'a@exam ple.com',
    'a..b@example.com',
    '.a@example.com',
    'a@-x.example',
    'a@b@c.example',
    `${'a'.repeat(65)}@example.com`,
    'a@example..com',
  ])('%s is not an address', (address) => {
    expect(codes(parse('address,old password', `${address},pw`))).toEqual([[2, 'address']]);
  });

  it('repeat nothing that moves a terminal’s cursor', () => {
    const file = parse('address,old password,\u001b[2Jnote', '\u001b[31mred,pw,x');
    expect(JSON.stringify(file)).not.toMatch(/\\u001b/);
    expect(file.problems).toMatchObject([{ code: 'address', detail: '[31mred' }]);
  });

  it.each(['a+b@sub.example.co.jp', "o'neil@example.com", 'a@xn--r8jz45g.jp', '山田@例え.jp'])(
    '%s is one',
    (address) => {
      expect(parse('address,old password', `${address},pw`).problems).toEqual([]);
    },
  );

  it.each<[string, readonly string[], string, number]>([
    [
      'no header, and does not repeat what stands there',
      ['info@example.com,info,hunter2,info,hunter2'],
      'no-address-column',
      1,
    ],
    ['no password column', ['address,name', 'a@example.com,A'], 'no-password-column', 1],
    ['a column twice', ['address,old password,旧パスワード', 'a@example.com,x,y'], 'column-twice', 1],
    ['a header alone', [HEADER], 'empty', 1],
    ['nothing', [''], 'empty', 1],
    ['a quotation mark that is never closed', [HEADER, LINE, 'b@example.com,b,"hunter2,b,pw', LINE], 'quotes', 5],
  ])('has %s: then nothing of it can be used', (_, lines, code, line) => {
    const file = parse(...lines);
    expect(file.problems).toMatchObject([{ code, fatal: true }]);
    expect(file.problems[0]?.line).toBeLessThanOrEqual(line);
    expect(file.accounts).toEqual([]);
    expect(JSON.stringify(file)).not.toContain('hunter2');
  });
});
