import type { plan as en, planParts as enParts, traps as enTraps } from '../en/plan.ts';
import type { SameKeys } from '../phrases.ts';

/** The plan: what DNS says and shall say, in the order that loses no mail. */
export const plan = {
  'section-before': '書き換えより先に公開するもの',
  'section-rewrite': '書き換え（この順に）',
  'section-close': '旧サーバーを閉じるとき（解約の前に）',
  'section-after': '旧サーバーを解約したあとの片付け',
  create: '追加 {{name}} {{type}} {{after}}',
  change: '変更 {{name}} {{type}} {{before}} → {{after}}',
  delete: '削除 {{name}} {{type}} {{before}}',
  keep: '維持 {{name}} {{type}} {{before}}',
  open: '✗ {{name}} {{type}} {{before}} → 新しい値が未定です: `/migration plan set 名前 種類 値`',
  'section-ttl': 'TTL',
  'ttl-high': '{{record, record}}: {{ttlSeconds}}秒 → {{targetSeconds}}秒に',
  'ttl-high-by': '{{record, record}}: {{ttlSeconds}}秒 → {{targetSeconds}}秒に。{{lowerAt}}より前に下げてください',
  'ttl-negative':
    '{{record, record}} はまだありません。「ない」という答えは{{ttlSeconds}}秒間覚えられます（SOA のネガティブ TTL）。使い始めるより、それだけ早く作ってください。',
  'ttl-parent':
    '{{record, record}}: {{ttlSeconds}}秒。親ゾーンの値なので、こちらでは下げられません。変更後もその間は以前のネームサーバーが尋ねられます。',
  'ttl-low': '{{record, record}}: {{ttlSeconds}}秒で十分です',
  'section-findings': '知っておきたいこと',
  'scope-mail':
    '移すのはメールだけなので、Web の名前（{{names}}）は旧サーバーのままでかまいません。その間、元の契約は要ります。',
  'scope-whole': '契約ごと終えるので、旧サーバーの解約までに、すべての名前と DNS そのものを移す必要があります。',
  forms:
    '写すには `/migration plan as panel`（または `bind`、`octodns`、`dnscontrol`）。いま違うところは `/migration plan diff`',
  'file-title': '{{part, planParts}}（{{form}}）',
  'file-empty': '{{part, planParts}}: 書くものはありません。',
  'file-next': '{{n}}/{{total}}ページ。続きは `{{line, ready}}`',
  'file-beyond': '{{n}}ページはありません。最後は{{total}}ページで、それを表示しています。',
  'file-last': '{{n}}/{{total}}ページ（最後）',
  'panel-title': '{{zone}}（{{panel}} の管理画面）',
  'panel-unknown': '{{zone}}（ボットの知らない管理画面なので、両方の書き方を示します）',
  'kind-CREATE': '追加',
  'kind-CHANGE': '変更',
  'kind-DELETE': '削除',
  'kind-KEEP': '維持',
  'kind-OPEN': '未定',
  'panel-name': '名前 {{text, ready}}',
  'panel-name-empty': '名前は空欄',
  'panel-or': '{{first, ready}} または {{second, ready}}',
  'panel-value': '値 {{text, ready}}',
  'panel-priority': '優先度 {{n, ready}}',
  'panel-service': '重み {{weight, ready}}、ポート{{port, ready}}',
  'panel-ttl': '有効時間 TTL {{ttlSeconds}}',
  'panel-gone': '消すもの: {{text, ready}}',
  'panel-keep': '残すもの: {{text, ready}}',
  'panel-open': '新しい値が未定です: `/migration plan set 名前 種類 値`',
  'diff-none-yet': 'まだ何も書き換えられていません。計画は `/migration plan`',
  'diff-none': '応答のあったサーバーでは、計画どおりです。',
  'diff-title': '計画との違い: {{count, difference}}',
} as const satisfies SameKeys<typeof en>;

export const planParts = {
  'before-image': '何も変える前の姿',
  now: '書き換えの前',
  rewrite: '書き換え',
  back: '切り戻し',
  close: '旧サーバーを閉じるとき',
  after: '解約のあと',
} as const satisfies SameKeys<typeof enParts>;

/** What trips people up while they type a record into a panel. */
export const traps = {
  'zone-appended': '名前にはドメインが自動で付きます。その前の部分だけを入れてください。',
  'name-both-ways': '名前の欄の後ろにドメインが表示されていれば1つ目、なければ2つ目の書き方です。',
  'apex-at': '@ はドメインそのものを表します。',
  'apex-empty': 'ドメインそのものなので、名前は空欄です。',
  'apex-both-ways': 'ドメインそのものなので、名前は @ か空欄です。',
  'dot-needed': 'ホスト名の末尾にドットを付けてください。ないとドメインが付け足されます。',
  'no-dot': 'ホスト名の末尾にドットは付けません。',
  'dot-both-ways':
    'ほかのレコードのホスト名の末尾にドットがあるかを見て、同じに揃えてください。ドットがないとドメインを付け足す管理画面があります。',
  'priority-own-field': '優先度は専用の欄に入れてください。',
  'priority-in-value': '優先度は値の中、ホスト名の前に書いてください。',
  'priority-both-ways': '優先度の欄があればそこに、なければホスト名の前に書いてください。',
  'quotes-by-hand': '引用符も入れてください。',
  'no-quotes': '引用符は要りません。管理画面が付けます。',
  'quotes-both-ways': 'ほかの TXT の値に引用符があるかを見て、同じに揃えてください。',
  'text-by-hand': '255文字を超えるので、示したとおり引用符で区切って並べてください。',
  'text-too-long': '255文字を超え、この管理画面には入りません。短い鍵（1024ビット）を事業者に頼んでください。',
  'text-long-unknown': '255文字を超えます。受け付けられなければ、引用符で区切って並べてください。',
  'proxy-off': '雲の印を灰色（DNS のみ）にしてください。プロキシはメールを通しません。',
  'mx-elsewhere': 'MX は「Mail Settings」の「Custom MX」にあります。',
  'one-set': '同じ名前と種類の値は1つの項目に、1行に1つずつ書きます。',
  'text-lines': 'ゾーン全体が1つの文章になっています。この行だけ変え、ほかは残してください。',
  'at-registrar':
    'ネームサーバー（NS）はゾーンではなくレジストラで変えます。DNS 事業者を変えるときは、ほかのレコードを両方で書き換えてください。',
  'keep-others': 'この名前のほかの TXT の値は残してください。',
} as const satisfies SameKeys<typeof enTraps>;
