import type { joints as enJoints, nouns as enNouns, units as enUnits } from '../en/nouns.ts';
import type { SameKeys } from '../phrases.ts';

/** A number with its noun and counter: "{{open, mailbox}}" → "メールボックス3個". */
export const nouns = {
  address_other: 'アドレス{{n}}件',
  approval_other: '承認{{n}}件',
  approver_other: '承認者{{n}}人',
  arrival_other: '着信{{n}}件',
  cache_other: 'キャッシュ{{n}}個',
  client_other: '端末{{n}}台',
  criterion_other: '条件{{n}}件',
  credential_other: '認証情報{{n}}件',
  day_other: '{{n}}日',
  delivery_other: '配送{{n}}件',
  difference_other: '違い{{n}}件',
  host_other: '送信ホスト{{n}}台',
  item_other: '{{n}}件',
  mailbox_other: 'メールボックス{{n}}件',
  month_other: '{{n}}か月',
  message_other: 'メール{{n}}通',
  probe_other: '確認メール{{n}}通',
  path_other: '経路{{n}}件',
  record_other: 'レコード{{n}}件',
  relay_other: '送信サーバー{{n}}台',
  resolver_other: 'リゾルバー{{n}}台',
  sender_other: '差出人{{n}}件',
  server_other: 'サーバー{{n}}台',
  round_other: '{{n}}巡',
  straggler_other: '旧サーバーに届いたメール{{n}}通',
  workday_other: '平日が{{n}}日',
} as const satisfies SameKeys<typeof enNouns>;

/** How lengths of time are written, largest unit first, two units at most. */
export const units = {
  day_other: '{{n}}日',
  hour_other: '{{n}}時間',
  minute_other: '{{n}}分',
  second_other: '{{n}}秒',
} as const satisfies SameKeys<typeof enUnits>;

/** Small words that join figures. */
export const joints = {
  and: '、',
  more: 'ほか{{n}}件',
  tail: '（{{text, ready}}）',
  besides: '（ほかに免除{{text, ready}}件）',
  ask: '{{text, ready}} に確かめてください。',
  why: '{{text, ready}}',
  after: '（{{text, ready}}後）',
  from: '、差出人 {{text, ready}}',
  via: '、経路 {{text, ready}}',
  about: '、件名「{{text, ready}}」',
  'two-units': '{{first, ready}}{{second, ready}}',
  'waived-item': '{{item, item}}は {{by}} が免除（{{reason}}）。',
  'waived-all': '{{by}} が免除（{{reason}}）。',
  ede: '（理由 EDE {{text, ready}}）',
  nothing: 'なし',
  bot: 'ボット',
  console: 'サーバーのコンソールの操作者（{{account}}）',
  nobody: 'なし',
  'two-sentences': '{{first, ready}}{{second, ready}}',
  'title-says': '{{title, ready}}: {{text, ready}}',
} as const satisfies SameKeys<typeof enJoints>;
