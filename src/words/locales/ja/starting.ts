import type { starting as en } from '../en/starting.ts';
import type { SameKeys } from '../phrases.ts';

/** The start form, as far as DNS fills it in. */
export const starting = {
  'look-up': 'DNS で調べる',
  'look-up-hint': '上の欄で Enter を押しても調べられます。DNS から分かることを、まだ何も入力していない欄に入れます。',
  'fill-in': '空の欄に入れる',
  looking: '{{domain}} を DNS で調べています。空だった欄はすぐに戻ります。',
  'still-looking': '{{domain}} をまだ調べています。先に進めてください。入力した内容は上書きしません。',
  'no-domain': '先にドメインを入力してください。例: example.jp',
  broken: '{{domain}} を今は調べられませんでした。手で入力するか、もう一度調べてください。',
  wait: 'DNS をまだ調べています。少し待ってください。欄が戻らないときは、もう一度調べてください。',
  'mail-led': '{{domain}} のメールの宛先は {{exchangers}} です。',
  'mail-none': '{{domain}} に MX レコードはありません。ドメイン自身のアドレスで受け取るか、受け取らないかです。',
  'mail-refused': '{{domain}} は、メールを受け取らないと DNS で示しています（null MX）。',
  'mail-failed': '{{domain}} のメールの宛先は分かりません。{{failure, ready}}',
  provider: '事業者は {{provider}} です。',
  gateway: '事業者は {{provider}} です。メールを検査して渡すところなので、メールボックスは別の場所にあります。',
  'provider-unknown': 'どの事業者のサーバーかは、ボットには分かりません。',
  'old-filled': '旧サーバー: {{from}} から入れました。確かめてください。',
  'old-offer': '旧サーバー（{{from}} から）: {{text}}',
  'old-kept': '旧サーバー: 入力された内容のままです。{{from}} からは次のようになります: {{text}}',
  'old-unknown': '旧サーバー: DNS からは分かりません。入力してください。',
  'old-failed': '旧サーバー: DNS が一部答えず、分かりません。入力してください。{{failure, ready}}',
  'profile-filled': '移行の種類: MX が検査サービスのものなので「{{text, ready}}」にしました。確かめてください。',
  'profile-offer': '移行の種類（MX が検査サービスのもの）: {{text, ready}}',
  'profile-kept': '移行の種類: 選ばれたままです。',
  'profile-unknown': '移行の種類: DNS からは分かりません。選ばなければ: {{text, ready}}',
  'profile-empty': '選ばなければ: {{text, ready}}',
  'from-dns': 'DNS から（{{from}}）。',
} as const satisfies SameKeys<typeof en>;
