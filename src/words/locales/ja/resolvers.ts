import type { resolvers as en } from '../en/resolvers.ts';
import type { SameKeys } from '../phrases.ts';

/** Resolvers one by one, an office's own, and those of internet providers. */
export const resolvers = {
  title: '尋ねているのは{{count, resolver}}',
  none: 'リゾルバーにはまだ尋ねていません。早く尋ねると、古いデータを覚えさせてしまいます。権威サーバーがすべて新しくなると始めます。急ぐなら `/migration check vantages`',
  'none-but-reach':
    '計画にある名前は、まだどのリゾルバーにも尋ねていません。早く尋ねると、古いデータを覚えさせてしまいます。いままでに見たのは、別の名前で応答があるかどうかだけです（{{total}}台のうち{{ok}}台、最後は{{at}}）。権威サーバーがすべて新しくなると、計画の名前を尋ね始めます。急ぐなら `/migration check vantages`',
  'globalping-on':
    'Globalping を使っています。{{countries}}のプロバイダーのリゾルバーにも尋ねます。やめるには `/migration resolvers globalping off`',
  caches: '{{count, cache}}、最後は{{goneAt}}まで',
  'filled-by-us': 'こちらの問い合わせで入った答えなので、参考程度',
  nsid: '応答したのは {{names}}',
  ede: '本人の説明: EDE {{codes, ready}}',
  'seen-at': '最後の応答 {{seenAt}}',
  pasted: '貼り付け',
  'not-counted': '数に入れません',
  more: '社内のリゾルバーは `/migration resolvers office 拠点名`。プロバイダーのリゾルバーは `/migration resolvers globalping JP,US`',
  'office-title': '{{office}} のリゾルバーの答え',
  'office-early':
    '✗ まだ実行しないでください。書き換えが済んでいないので、いま尋ねると、現地のリゾルバーが古いデータを TTL が切れるまで覚えてしまいます。このコマンドは書き換えが済んでから使ってください。',
  'office-how': '現地のどれか1台で次のどちらかを実行し、出力をすべて貼り付けてください:',
  'office-windows': 'Windows（PowerShell）では:',
  'office-unix': 'macOS と Linux では:',
  'office-done': '社内のリゾルバーの答えとして数えます。何度貼り付けてもかまいません。いちばん新しいものが有効です。',
  'office-again': '拠点ごとに `/migration resolvers office 拠点名`',
  'office-none': '計画がまだないので、尋ねるものがありません。`/migration plan`',
  'office-default': '社内',
  'office-modal': '答えを貼り付ける',
  'office-submit': '読み取る',
  'office-field': '{{office}} で実行した出力のすべて',
  'office-hint': 'コマンドも答えもそのままで。計画にある名前についての答えだけを残します。',
  'office-unread': '答えとして読み取れるところがありません。出力を最初の行から残らず貼り付けてください。',
  'office-unread-some': '読み取れません: {{text, ready}}。出力を最初の行から残らず貼り付けてください。',
  'office-parts': '名前が多いので、コマンドは{{n}}回に分かれます。この答えを貼り付けると、次が出ます。',
  'office-close': '閉じる',
  'office-read': '{{total}}件のうち{{ok}}件を読み取りました。',
  'office-new': '✓ {{count, record}}は新しいデータです。',
  'office-old': '✗ {{record, record}}: まだ古いデータ（{{values}}）です。遅くとも{{goneAt}}に消えます。',
  'office-before': '– {{count, record}}は書き換え前のままで、これで合っています。{{goneAt}}まで覚えています。',
  'office-wrong':
    '✗ {{record, record}}: {{values}}。誰も公開していない値です。社内の DNS が別に持っているのかもしれません。',
  'office-silent': '? {{record, record}}: {{text, ready}}',
  'office-odd': '読み取れなかった行: {{text, ready}}。',
  'office-missing': 'まだ足りないもの: {{names}}。',
  'office-more': '残りは次のコマンドで。出力をもう一度貼り付けてください:',
  'office-see': 'すべてのリゾルバーは `/migration resolvers`',
  'globalping-title': '{{countries}}のプロバイダーのリゾルバーにも尋ねますか。',
  'globalping-what':
    'すること: 現地の家庭や会社にある測定点が、契約先のリゾルバーに尋ねます。メールの送り手と同じ見え方で、公開リゾルバーでは分からないキャッシュが見えます。',
  'globalping-who':
    '伝わること: globalping.io（運営は jsDelivr）と測定点に、次の名前が伝わります: {{names}}。メールアドレス、パスワード、人の名前は伝わりません。',
  'globalping-budget': '費用: 無料です。トークンなしでは1時間に250回までの決まりで、ボットはその内に収めます。',
  'globalping-ask': 'ボタンが押されるまで、何も送りません。',
  'globalping-cancelled': '何も送っていません。',
} as const satisfies SameKeys<typeof en>;
