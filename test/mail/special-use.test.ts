import { describe, expect, it } from 'vitest';
import { specialUseOf } from '../../src/mail/special-use.ts';

const folder = (path: string, ...flags: readonly string[]) => ({ path, delimiter: '.', flags: new Set(flags) });

describe('what a folder is for', () => {
  it.each([
    [folder('INBOX'), 'inbox'],
    [folder('Inbox'), 'inbox'],
    [folder('Whatever', '\\Junk'), 'junk'],
    [folder('INBOX.Spam'), 'junk'],
    [folder('INBOX.Junk', '\\HasNoChildren'), 'junk'],
    [folder('迷惑メール'), 'junk'],
    // Half-width katakana, as some servers send it.
    [folder('INBOX.迷惑ﾒｰﾙ'), 'junk'],
    [folder('送信済みアイテム'), 'sent'],
    [folder('下書き'), 'drafts'],
    [folder('ゴミ箱'), 'trash'],
    [folder('Deleted Items'), 'trash'],
    [folder('Archive'), 'archive'],
    [folder('[Gmail].All Mail', '\\All'), 'all'],
  ] as const)('%o is %s', (given, use) => {
    expect(specialUseOf(given)).toBe(use);
  });

  it.each(['Customers', 'INBOX.Junkyard', 'Sent.2019', 'Trash.kept', 'INBOX.Inbox'])('%s is a person’s own', (path) => {
    expect(specialUseOf(folder(path))).toBeUndefined();
  });
});
