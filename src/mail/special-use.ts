import type { FolderState } from '../migration/observations.ts';

export type SpecialUse = NonNullable<FolderState['specialUse']>;

/** SPECIAL-USE attributes (RFC 6154) that mean something to us; `\Important` and `\Flagged` are views, not folders. */
const BY_ATTRIBUTE: Readonly<Record<string, SpecialUse>> = {
  '\\inbox': 'inbox',
  '\\junk': 'junk',
  '\\sent': 'sent',
  '\\drafts': 'drafts',
  '\\trash': 'trash',
  '\\archive': 'archive',
  '\\all': 'all',
  // XLIST, which older servers speak.
  '\\spam': 'junk',
  '\\allmail': 'all',
};

/** Names that clients and hosting panels give these folders, English and Japanese, folded as `fold` does. */
const BY_NAME: readonly (readonly [SpecialUse, readonly string[]])[] = [
  [
    'junk',
    ['junk', 'junk e-mail', 'junk email', 'junk mail', 'junk-e-mail', 'spam', 'bulk', 'bulk mail', 'probably-spam'],
  ],
  ['junk', ['quarantine', '迷惑メール', '迷惑メールフォルダ', '迷惑メールフォルダー', '迷惑', 'スパム']],
  ['sent', ['sent', 'sent items', 'sent messages', 'sent mail', 'sent-mail']],
  ['sent', ['送信済み', '送信済みメール', '送信済みアイテム', '送信済みトレイ', '送信済みメッセージ']],
  ['drafts', ['drafts', 'draft', '下書き', '草稿']],
  ['trash', ['trash', 'deleted', 'deleted items', 'deleted messages', 'bin']],
  ['trash', ['ごみ箱', 'ゴミ箱', '削除済み', '削除済みアイテム', '削除済みメール']],
  ['archive', ['archive', 'archives', 'アーカイブ']],
  ['all', ['all mail', 'すべてのメール']],
];
const USE_OF_NAME = new Map(BY_NAME.flatMap(([use, names]) => names.map((name) => [fold(name), use] as const)));

/**
 * What a folder is for: by its SPECIAL-USE attribute, else by a well-known name; undefined for a folder of a person's own.
 * Each folder is judged alone, so "Junk" and "Spam" side by side are both junk.
 */
export function specialUseOf(folder: {
  readonly path: string;
  readonly delimiter: string;
  readonly flags: ReadonlySet<string>;
}): SpecialUse | undefined {
  if (folder.path.toUpperCase() === 'INBOX') return 'inbox';
  for (const flag of folder.flags) {
    const use = BY_ATTRIBUTE[flag.toLowerCase()];
    if (use) return use;
  }
  const name = folder.delimiter ? (folder.path.split(folder.delimiter).at(-1) ?? '') : folder.path;
  return USE_OF_NAME.get(fold(name));
}

/** NFKC maps the half-width katakana and full-width Latin letters that some servers send onto the usual ones. */
function fold(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
