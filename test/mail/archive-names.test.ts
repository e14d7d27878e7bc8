import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { folderDirectory, mailboxDirectory } from '../../src/mail/archive-names.ts';

describe('the directory of a mailbox', () => {
  it.each([
    ['aoi@kitano.example', 'aoi@kitano.example'],
    ['葵@例.jp', '葵@例.jp'],
  ])('of %s is %s', (mailbox, expected) => {
    expect(mailboxDirectory(mailbox)).toBe(expected);
  });

  it('is never another one\'s, on a file system that takes "A" and "a" for one', () => {
    const names = ['a/b@x.jp', 'a_b@x.jp', 'A_b@x.jp', 'a\\b@x.jp', 'a:b@x.jp'].map((one) => mailboxDirectory(one));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  });

  it('is a name that every file system takes, whatever the mailbox is called', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('../../etc', '..', '.', '', 'CON', 'con.txt@x', 'nul', ' x ', 'x'.repeat(300), '語'.repeat(200)),
    );
    fc.assert(
      fc.property(hostile, (name) => {
        for (const made of [mailboxDirectory(name), folderDirectory(7, name)]) {
          expect(Buffer.byteLength(made)).toBeLessThan(143);
          expect(made).not.toMatch(/[/\\\0:*?"<>|]|^\.|\.$|^$| $|^(?:con|nul)(?:\.|$)/i);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('the directory of a folder', () => {
  it.each([
    [1, 'INBOX', '001-INBOX'],
    [12, '受信/2026年 請求書', '012-受信_2026年 請求書'],
    [1234, '../..', '1234-___'],
  ])('%d, %s is %s', (number, name, expected) => {
    expect(folderDirectory(number, name)).toBe(expected);
  });
});
