import type { Dropped, Rotated } from '../store/key-keeper.ts';
import type { Lang } from './io.ts';

type Done = Extract<Rotated, { outcome: 'rotated' }>;
type Gone = Extract<Dropped, { outcome: 'dropped' }>;

/** What is said of a rotation of the vault's key. */
export type RotateTexts = {
  readonly rotated: (done: Done) => readonly string[];
  readonly byVariables: (done: Extract<Rotated, { outcome: 'by-variables' }>) => readonly string[];
  readonly variablesDrop: readonly string[];
  readonly unopened: (mailboxes: readonly string[]) => string;
  readonly notScrubbed: string;
  readonly dropNeedsYes: string;
  readonly dropped: (gone: Gone) => readonly string[];
};

export function rotateTexts(lang: Lang): RotateTexts {
  return lang === 'ja' ? ja : en;
}

const NAMES_SHOWN = 10;
const named = (all: readonly string[], joint: string) =>
  all.slice(0, NAMES_SHOWN).join(joint) + (all.length > NAMES_SHOWN ? ` (+${all.length - NAMES_SHOWN})` : '');
const moment = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const en: RotateTexts = {
  rotated: ({ finished, resealed, older }) => [
    finished
      ? `An earlier rotation had been interrupted: it is finished now, with the key that it made. Logins sealed anew: ${resealed}.`
      : `The vault has a new key. Logins sealed anew: ${resealed}.`,
    `Back up the key file again. Older keys kept on the ring, so that backups of the database open: ${older}. When you need none of those backups any more, or a key has leaked: npm run vault -- rotate --drop-old`,
  ],
  byVariables: ({ resealed, older }) =>
    older > 0
      ? [
          `Every login is sealed with VAULT_KEY now (anew: ${resealed}).`,
          'Take VAULT_KEY_PREVIOUS out of the environment and restart the bot. Keep the former key with the backups of the database from before today: they open with nothing else.',
        ]
      : [
          'The key stands in the variable VAULT_KEY, which only you can change. Nothing was changed.',
          '1. Make a new key: openssl rand -base64 32',
          '2. Set VAULT_KEY to it, and VAULT_KEY_PREVIOUS to the key of before. Restart the bot.',
          '3. Run npm run vault -- rotate again, then take VAULT_KEY_PREVIOUS out.',
        ],
  variablesDrop: [
    'The keys stand in the variables VAULT_KEY and VAULT_KEY_PREVIOUS, which only you can change. Nothing was changed.',
    'Run npm run vault -- rotate, then take VAULT_KEY_PREVIOUS out and restart the bot.',
  ],
  unopened: (mailboxes) =>
    `These logins open with no key of the ring, and stay as they are: ${named(mailboxes, ', ')}. Bring their key back to the ring, or import them again.`,
  notScrubbed:
    'Something reads the database just now, such as a backup: the logins as they were sealed before are still in its files. Run this again when it has ended.',
  dropNeedsYes:
    'This removes every key but the current one for good. Backups of the database from before the last rotation will not open any more. Say --yes to do it.',
  dropped: ({ dropped, since }) =>
    dropped === 0
      ? ['No older key was taken off the ring.']
      : [
          `Older keys removed: ${dropped}. Backups of the database from before ${since === undefined ? 'the last rotation' : `${moment(since)} UTC`} hold logins that open no more.`,
          'Copies of the key file that were made before still hold the old keys: delete them, too. If a key has leaked, change the passwords of the mailboxes as well.',
        ],
};

const ja: RotateTexts = {
  rotated: ({ finished, resealed, older }) => [
    finished
      ? `前回の鍵の交換が途中で止まっていたため、そのとき作られた鍵で完了させました。暗号化し直したログイン情報: ${resealed}件。`
      : `新しい鍵に交換しました。暗号化し直したログイン情報: ${resealed}件。`,
    `鍵ファイルのバックアップを取り直してください。データベースのバックアップを開けるように、以前の鍵も残しています(${older}個)。それらのバックアップが不要になったとき、または鍵が漏れたときは: npm run vault -- rotate --drop-old`,
  ],
  byVariables: ({ resealed, older }) =>
    older > 0
      ? [
          `すべてのログイン情報を VAULT_KEY で暗号化しました(し直したもの: ${resealed}件)。`,
          'VAULT_KEY_PREVIOUS を環境変数から外し、ボットを再起動してください。以前の鍵は、今日より前のデータベースのバックアップと一緒に保管してください。ほかの鍵では開けません。',
        ]
      : [
          '鍵は環境変数 VAULT_KEY にあり、変更できるのは管理者だけです。何も変更していません。',
          '1. 新しい鍵を作ります: openssl rand -base64 32',
          '2. それを VAULT_KEY に、以前の鍵を VAULT_KEY_PREVIOUS に設定し、ボットを再起動します。',
          '3. もう一度 npm run vault -- rotate を実行し、その後 VAULT_KEY_PREVIOUS を外します。',
        ],
  variablesDrop: [
    '鍵は環境変数 VAULT_KEY と VAULT_KEY_PREVIOUS にあり、変更できるのは管理者だけです。何も変更していません。',
    'npm run vault -- rotate を実行してから VAULT_KEY_PREVIOUS を外し、ボットを再起動してください。',
  ],
  unopened: (mailboxes) =>
    `次のログイン情報はどの鍵でも開けないため、そのままにしました: ${named(mailboxes, '、')}。その鍵を鍵ファイルに戻すか、登録し直してください。`,
  notScrubbed:
    'バックアップなどがデータベースを読んでいるため、以前の暗号化データがファイルに残っています。終わってからもう一度実行してください。',
  dropNeedsYes:
    '現在の鍵以外をすべて完全に削除します。前回の交換より前のデータベースのバックアップは開けなくなります。実行するには --yes を付けてください。',
  dropped: ({ dropped, since }) =>
    dropped === 0
      ? ['削除した以前の鍵はありません。']
      : [
          `以前の鍵${dropped}個を削除しました。${since === undefined ? '前回の交換' : `${moment(since)}(UTC)`}より前のデータベースのバックアップにあるログイン情報は、もう開けません。`,
          '以前に取った鍵ファイルのコピーには古い鍵が残っています。それも削除してください。鍵が漏れた場合は、メールボックスのパスワードも変更してください。',
        ],
};
