import type { errors as en } from '../en/errors.ts';
import type { Pairs } from '../phrases.ts';

/** What can go wrong outside the core. */
export const errors = {
  'config-invalid': [
    '設定が足りないか、誤っています: {{variables}}。',
    '直してください。変数の役割と入手方法は `npm run doctor` で分かります。',
  ],
  'store-not-writable': [
    '{{path}} に書き込めません。',
    'ボットのユーザーに書き込み権限を与えるか、DATA_DIR を設定してください。',
  ],
  'store-in-use': [
    '{{path}} は別のプロセスが使っています{{pid, tail}}。',
    '先にそれを止めるか、動いているボットに頼んでください。',
  ],
  'store-damaged': [
    '{{path}} はデータベースとして壊れています。',
    'ボットを止め、ファイルは残したまま、最後のバックアップから戻してください。',
  ],
  'store-full': ['{{path}} のディスクがいっぱいです。', '空きを作ってください。確定した記録は失われていません。'],
  'store-busy': [
    '{{path}} が長い間ロックされています。',
    'もう一度試してください。続くようなら、バックアップなどほかのプログラムが使っていないか確かめてください。',
  ],
  'store-too-new': [
    '{{path}} は新しい版のボットが書いたものです（形式{{found}}、この版は{{supported}}まで）。',
    '新しい版を使うか、更新前のバックアップから戻してください。',
  ],
  'store-failed': ['データベース {{path}} で問題が起きました。', '原因はログにあります。もう一度試してください。'],
  'store-clear-refused': ['保管庫の全体を一度に空にはできません。', '名前空間を一つずつ指定してください。'],
  'row-damaged': [
    '記録 {{key}} が読み取れません。',
    'ファイルは残したまま、この記録をバックアップから戻してください。',
  ],
  'record-damaged': [
    '移行 {{id}} の記録に食い違いがあります: {{part}}。',
    '`npm run journal -- verify` で確かめてください。',
  ],
  'vault-key-exposed': [
    '鍵ファイル {{path}} をほかのユーザーが読めます（モード {{mode}}）。',
    '`chmod 600` を実行してください。ほかの人も使うマシンなら、鍵を作り直してください。',
  ],
  'vault-key-invalid': [
    '金庫の鍵として使えません: {{path}}{{variable}}。',
    'base64で書いた32バイトか、ボットが作った鍵ファイルが必要です。',
  ],
  'vault-key-unreadable': ['鍵ファイル {{path}} を読むことも作ることもできません。', 'パスと権限を確かめてください。'],
  'vault-key-unwritable': [
    '鍵ファイル {{path}} を書き換えられません。元のまま残っています。',
    'ボットのユーザーに、そのディレクトリへの書き込み権限を与えてください(ファイル単体のマウントは置き換えられないため、ディレクトリごとマウントします)。',
  ],
  'vault-key-unknown': [
    '{{mailbox}}（{{side, sides}}）の認証情報は、ここにない鍵 {{keyId}} で暗号化されています。',
    'その鍵を戻すか、認証情報を登録し直してください。',
  ],
  'vault-tampered': [
    '{{mailbox}}（{{side, sides}}）の認証情報を復号できません。',
    '書き換えられたか、移されたようです。登録し直してください。',
  ],
  'delivery-retry': ['いま Slack に投稿できません。', 'ボットがまた試します{{retryAfterMs, after}}。'],
  'delivery-impossible': [
    'このチャンネルには投稿できません{{reason, tail}}。',
    'ボットをチャンネルに招待してください。たまっている知らせを届けます。',
  ],
  'person-unreachable': [
    'ダイレクトメッセージを送れない人がいます{{reason, tail}}。',
    'だれかはチャンネルに知らせます。直接伝えるか、別の持ち主を登録してください。',
  ],
  'socket-failed': [
    '動いているボットに {{path}} でつながりません。',
    'ボットは動いていますか。同じユーザーで実行していますか。',
  ],
  'socket-protocol': [
    '動いているボットの応答が想定と違います。',
    '同じ版か確かめ、ボットを再起動してからもう一度試してください。',
  ],
  'unknown-migration': [
    '該当する移行がありません: {{id}}{{channel}}。',
    '`/migration start` で始めるか、ID を確かめてください。',
  ],
  'migration-ended': [
    '移行 {{id}} は終わっています。ログイン情報は登録できず、登録されていたものは削除済みです。',
    '進行中の移行を指定してください。',
  ],
  'ambiguous-migration': ['{{channel}} には移行が複数あります: {{ids}}。', 'どれか一つを指定してください。'],
  'usage-wrong': ['「{{argument}}{{option}}」はここでは使えません。', '`--help` をご覧ください。'],
  'file-unreadable': ['ファイル {{path}} を読めません。', 'パスと権限を確かめてください。'],
  'file-unwritable': ['ファイル {{path}} に書き込めません。', 'パスと権限、ディスクの空きを確かめてください。'],
  internal: ['想定していない問題が起きました。', 'ログに記録があります。開発者に知らせてください。'],
} as const satisfies Pairs<keyof typeof en>;
