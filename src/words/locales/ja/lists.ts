import type * as en from '../en/lists.ts';
import type { SameKeys } from '../phrases.ts';

export const steps = {
  inventory: '洗い出し',
  prepare: '新サーバーの準備',
  pin: '端末の固定',
  rewrite: 'DNS の書き換え',
  parallel: '両サーバーの見守り',
  restore: '端末の復帰',
  close: '旧サーバーの受け付け終了',
  retire: '旧サーバーの解約',
} as const satisfies SameKeys<typeof en.steps>;

export const checklist = {
  forwarders: '転送設定を新サーバーに作り直した',
  aliases: 'エイリアスを新サーバーに作り直した',
  'catch-all': 'キャッチオールを作り直した、または意図してやめた',
  lists: 'メーリングリストを参加者ごと作り直した',
  filters: '振り分けと自動返信を作り直した',
  'shared-mailboxes': '共有メールボックスと権限を作り直した',
  'calendars-contacts': 'カレンダーと連絡先を移した',
  devices: '複合機や Web フォームなどの送信を新サーバーに切り替えた',
  retention: '法令や契約で必要な保存を済ませた',
  'contract-dates': '契約期間と解約の申し出期限を確かめた',
  'other-services': '同じ契約で動いているものがほかにない',
  'web-moved': 'Web サイトを別の場所に移した',
  'dns-moved': 'DNS ゾーンを別の場所に移した',
  'registrar-moved': 'ドメインの登録を別の場所に移した',
  'databases-moved': 'データベースを別の場所に移した',
} as const satisfies SameKeys<typeof en.checklist>;

export const settings = {
  'quorum-cut-over': '切り替えに必要な承認の数',
  'quorum-switch-back': 'ホスト名への復帰に必要な承認の数',
  'quorum-cancel': '解約に必要な承認の数',
  'quiet-switch-back': 'ホスト名への復帰までの着信のない期間',
  'quiet-cancel': '解約までの着信のない期間',
  'ttl-max': '書き換え時に許す TTL の上限',
  operators: '確認が要るリゾルバー運用者の数',
  rounds: '続けて確認が要る巡回の数',
  'sending-hosts': '新サーバーで見込む送信ホストの数（少なければ着信のない期間を延長）',
  rescue: '旧サーバーに届いたメールをボットが移す',
  copy: '新サーバーに足りないメールをボットがコピーする（off なら比べるだけ）',
  'copy-rate': '新サーバーへ1秒間にコピーするメールの上限（全メールボックスの合計。0 なら上限なし）',
  subjects: '旧サーバーに届いたメールの件名を読んで示す',
  reminders: '設定がまだの担当者に、勤務時間内に再度お願いする（段階ごとに3回まで）',
  'remind-weekends': '週末と祝日にも再度お願いする',
  digest: '何も投稿のなかった平日の16時に、待っていることを1行で知らせる（`daily`）',
} as const satisfies SameKeys<typeof en.settings>;

export const watchModes = {
  login: 'login: ボットがログインして確認',
  oauth: 'oauth: ボットがトークンで確認',
  log: 'log: 旧サーバーの配送ログで確認',
  forwarded: 'forwarded: 旧サーバーからの転送で確認',
  attested: 'attested: 持ち主の申告',
  unwatched: 'unwatched: 見守りなし',
} as const satisfies SameKeys<typeof en.watchModes>;

export const profiles = {
  hoster: 'レンタルサーバーからレンタルサーバーへ',
  microsoft365: 'Microsoft 365 へ',
  google: 'Google Workspace へ',
  'same-provider': '同じ事業者の2台のサーバー間',
  gateway: 'フィルタリングゲートウェイの内側',
} as const satisfies SameKeys<typeof en.profiles>;

export const scopes = {
  'mail-only': 'メールのみ',
  'whole-contract': '契約全体',
} as const satisfies SameKeys<typeof en.scopes>;

export const sides = { old: '旧サーバー', new: '新サーバー' } as const satisfies SameKeys<typeof en.sides>;

export const securities = { tls: 'TLS', starttls: 'STARTTLS', plain: '暗号化なし' } as const satisfies SameKeys<
  typeof en.securities
>;
