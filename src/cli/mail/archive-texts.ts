import type { NotBegun } from '../../service/kept.ts';
import type { Lang } from '../io.ts';
import type { JobMailbox, JobProblem } from '../keeping-operations.ts';

type Count = Pick<JobMailbox, 'mailbox' | 'messages' | 'done' | 'folder'>;

/** What is said of archives, restores and missing messages. */
export type ArchiveTexts = {
  readonly notBegun: Readonly<Record<NotBegun, string>>;
  readonly progress: (bar: string, mailboxes: string, at: Omit<Count, 'folder'>) => string;
  readonly kept: (one: Count) => string;
  readonly wanting: (one: Pick<JobMailbox, 'mailbox' | 'problems'>) => string;
  readonly equal: (one: Count) => string;
  readonly differs: (one: Count) => string;
  readonly folderStays: (mailbox: string, folder: string) => string;
  readonly failed: (mailbox: string, reason: string) => string;
  readonly unrestorable: Readonly<Record<'damaged' | 'no-archive', (mailbox: string) => string>>;
  readonly problem: Readonly<Record<JobProblem['kind'], (problem: JobProblem) => string>>;
  readonly missing: (message: JobMailbox['missing'][number]) => string;
  readonly extra: (count: number) => string;
  readonly leftOut: (mailboxes: readonly string[]) => string;
  readonly told: Readonly<Record<'archive' | 'restore', string>>;
  readonly notAll: string;
  readonly botGone: string;
  readonly lostSight: string;
  readonly notCompared: string;
  readonly missingListed: (list: {
    readonly mailbox: string;
    readonly total: number;
    readonly listed: number;
    readonly seenAt: string;
    readonly file: string | undefined;
  }) => string;
};

export function archiveTexts(lang: Lang): ArchiveTexts {
  return lang === 'ja' ? ja : en;
}

const saying = (detail: string | undefined) => (detail === undefined || detail === '' ? '' : ` (${detail})`);
const plural = (count: number) => `${count} ${count === 1 ? 'message' : 'messages'}`;

const en: ArchiveTexts = {
  notBegun: {
    busy: 'An archive or a restore of this migration is under way already. Wait until it has ended.',
    ended: 'This migration has ended.',
    'not-absolute': 'The directory must be given from the root on: it is on the machine of the bot.',
    'not-empty': 'The directory holds something that is no archive. Name an empty one, or one that is not there yet.',
    'of-another': 'The directory holds the archive of another migration. Name another one.',
    'no-archive': 'There is no archive in that directory. Make one: npm run mail -- archive DIRECTORY',
    'no-directory': 'The bot cannot use that directory. Check that the user it runs as may write there.',
    'unknown-mailbox': 'No such mailbox is in the list of this migration.',
    'nothing-to-read': 'The bot has no mailbox to read: none is watched by a login.',
  },
  progress: (line, mailboxes, { mailbox, done, messages }) =>
    `${line} ${mailboxes} mailboxes  ${mailbox} ${done}/${messages}`,
  kept: ({ mailbox, messages }) => `ok       ${mailbox}: ${plural(messages)} kept, read back, and the same`,
  wanting: ({ mailbox, problems }) => `WANTING  ${mailbox}: not whole, ${problems.length} named below`,
  equal: ({ mailbox, messages, folder }) =>
    `ok       ${mailbox}: ${plural(messages)} restored into “${folder}” on the new server, and the same there`,
  differs: ({ mailbox, messages, done, folder }) =>
    `DIFFERS  ${mailbox}: ${done} of ${plural(messages)} are the same in “${folder}” on the new server`,
  folderStays: (mailbox, folder) =>
    `“${folder}” stays in ${mailbox}: the bot never deletes mail. Whoever reads that mailbox may delete the folder.`,
  failed: (mailbox, reason) => `FAILED   ${mailbox}: ${reason}`,
  unrestorable: {
    damaged: (mailbox) =>
      `DAMAGED  ${mailbox}: nothing was restored, the archive is not as it was made. Archive it again.`,
    'no-archive': (mailbox) =>
      `FAILED   ${mailbox}: there is no whole archive of it in that directory. Archive it first.`,
  },
  problem: {
    unreadable: ({ folder, uid, detail }) => `${folder}, UID ${uid}: the server does not give it out${saying(detail)}`,
    'folder-refused': ({ folder, detail }) => `${folder}: the server does not open this folder${saying(detail)}`,
    uncounted: ({ folder, detail }) => `${folder}: the server counts more messages than it lists${saying(detail)}`,
    altered: ({ file }) => `${file}: altered since it was written`,
    lost: ({ file }) => `${file}: no longer there`,
    index: ({ detail }) => `index.jsonl: line ${detail} cannot be read`,
  },
  missing: ({ file, folder, reason }) => `${file} (${folder}): not found as it was${saying(reason)}`,
  extra: (count) => `${plural(count)} there that were not put there`,
  leftOut: (mailboxes) =>
    `Not archived, since the bot has no login for them: ${mailboxes.join(', ')}. Keep these by hand.`,
  told: {
    archive: 'The record knows of the archive. Now try a restore: npm run mail -- restore DIRECTORY --mailbox ADDRESS',
    restore: 'The record knows that a restore was tried and gave the same.',
  },
  notAll: 'The record was told nothing yet: not every mailbox that the bot can read is whole in this archive.',
  botGone: 'The bot stopped meanwhile. What is kept stays: start it, then say this again, and it goes on from there.',
  lostSight:
    'Another archive or restore was begun in the meantime; this one is over. Say it again to see what it came to.',
  notCompared: 'This mailbox has not been compared yet: npm run mail -- copy',
  missingListed: ({ mailbox, total, listed, seenAt, file }) =>
    total === 0
      ? `${mailbox}: nothing is missing (compared at ${seenAt}).`
      : `${mailbox}: ${plural(total)} not on the new server (compared at ${seenAt})${listed < total ? `, the first ${listed} are listed` : ''}${file === undefined ? '' : `: ${file}`}.`,
};

const ja: ArchiveTexts = {
  notBegun: {
    busy: 'この移行では、保存か復元がすでに進んでいます。終わるまでお待ちください。',
    ended: 'この移行は終わっています。',
    'not-absolute': 'ディレクトリは / からのパスで指定してください。ボットのマシン上の場所です。',
    'not-empty':
      'このディレクトリには保存データ以外のものがあります。空のディレクトリか、まだない名前を指定してください。',
    'of-another': 'このディレクトリには別の移行の保存データがあります。別の場所を指定してください。',
    'no-archive':
      'このディレクトリに保存データがありません。先に npm run mail -- archive DIRECTORY で保存してください。',
    'no-directory':
      'ボットがこのディレクトリを使えません。ボットを動かしているユーザーの書き込み権限を確かめてください。',
    'unknown-mailbox': 'この移行の一覧に、そのメールボックスはありません。',
    'nothing-to-read': '保存できるメールボックスがありません。ログインして見守るものが一つもないためです。',
  },
  progress: (line, mailboxes, { mailbox, done, messages }) =>
    `${line} メールボックス ${mailboxes}  ${mailbox} ${done}/${messages}`,
  kept: ({ mailbox, messages }) => `ok      ${mailbox}: ${messages}通を保存し、読み直して一致を確かめました`,
  wanting: ({ mailbox, problems }) =>
    `不足    ${mailbox}: 全部は保存できていません。下の${problems.length}件を確かめてください`,
  equal: ({ mailbox, messages, folder }) =>
    `ok      ${mailbox}: ${messages}通を新サーバーの「${folder}」に復元し、一致を確かめました`,
  differs: ({ mailbox, messages, done, folder }) =>
    `不一致  ${mailbox}: 新サーバーの「${folder}」で、${messages}通のうち${done}通が一致しました`,
  folderStays: (mailbox, folder) =>
    `「${folder}」は ${mailbox} に残ります。ボットはメールを消しません。不要なら、そのメールボックスを読む人がフォルダーを削除してください。`,
  failed: (mailbox, reason) => `失敗    ${mailbox}: ${reason}`,
  unrestorable: {
    damaged: (mailbox) =>
      `破損    ${mailbox}: 保存データが作ったときと違うため、復元していません。もう一度保存してください`,
    'no-archive': (mailbox) =>
      `失敗    ${mailbox}: このディレクトリに完全な保存データがありません。先に保存してください`,
  },
  problem: {
    unreadable: ({ folder, uid, detail }) => `${folder}、UID ${uid}: サーバーが渡しません${saying(detail)}`,
    'folder-refused': ({ folder, detail }) => `${folder}: サーバーがフォルダーを開きません${saying(detail)}`,
    uncounted: ({ folder, detail }) => `${folder}: サーバーの示す通数より一覧が少なくなっています${saying(detail)}`,
    altered: ({ file }) => `${file}: 書いたときから変わっています`,
    lost: ({ file }) => `${file}: なくなっています`,
    index: ({ detail }) => `index.jsonl: ${detail}行目を読み取れません`,
  },
  missing: ({ file, folder, reason }) => `${file}（${folder}）: 元のままでは見つかりません${saying(reason)}`,
  extra: (count) => `復元していないものが${count}通あります`,
  leftOut: (mailboxes) =>
    `ボットのログイン情報がないため保存していないもの: ${mailboxes.join('、')}。別の方法で保存してください。`,
  told: {
    archive:
      '保存したことを記録しました。次は復元を試してください: npm run mail -- restore DIRECTORY --mailbox ADDRESS',
    restore: '復元して一致したことを記録しました。',
  },
  notAll: 'まだ記録していません。ボットが読めるメールボックスのうち、ここに完全に保存されていないものがあります。',
  botGone: 'ボットが途中で止まりました。保存済みの分は残っています。起動してからもう一度実行すると、続きから進みます。',
  lostSight: 'この間に別の保存か復元が始まりました。こちらは終わっています。結果を見るには、もう一度実行してください。',
  notCompared: 'このメールボックスはまだ比べていません: npm run mail -- copy',
  missingListed: ({ mailbox, total, listed, seenAt, file }) =>
    total === 0
      ? `${mailbox}: 足りないメールはありません（${seenAt} に比較）。`
      : `${mailbox}: ${total}通が新サーバーにありません（${seenAt} に比較）${listed < total ? `。一覧は最初の${listed}通です` : ''}${file === undefined ? '' : `: ${file}`}。`,
};
