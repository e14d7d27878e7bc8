import type { refusals as en } from '../en/refusals.ts';
import type { Pairs } from '../phrases.ts';

/** Why a command was not carried out, and what to do next. Nothing has changed. */
export const refusals = {
  ended: ['この移行は終わっています。', '新しく始めるには `/migration start` を使ってください。'],
  paused: ['移行は一時停止中です。', '先に `/migration resume` で再開してください。'],
  'rolled-back': [
    'DNS を元に戻したため、ゲートも手順も止まっています。',
    '一覧のメールを戻してから、`/migration resume` で再開するか、`/migration abandon ドメイン 理由` で中止してください。',
  ],
  'not-paused': ['一時停止中ではありません。', '何もしなくて大丈夫です。'],
  already: ['すでにそうなっているので、何も変えていません。', '今の状況は `/migration status` で分かります。'],
  'step-by-bot': [
    '手順「{{step, steps}}」は、ボットが確かめたうえで自動で完了にします。',
    '何を待っているかは `/migration status` で分かります。',
  ],
  'step-not-ready': [
    '{{missing, client}}が残っているので、手順「{{step, steps}}」は完了にできません。',
    '`/migration clients` で印を付けるか、一台ずつ免除してください。',
  ],
  'step-by-clients': [
    '手順「{{step, steps}}」は端末の印に従います。いまはすべての端末に印があります。',
    '取り消すには、どれかの端末の印を外してください: `/migration clients undo {{mark}} ID`',
  ],
  'no-mailbox': [
    'メールボックスが一つも登録されていないので、ボットは何も見守れません。',
    '先に登録してください: `/migration mailboxes add アドレス`',
  ],
  'unknown-client': ['番号「{{client}}」の端末はありません。', '番号は `/migration clients` で見られます。'],
  'not-client-owner': [
    '「{{client}}」はあなたの担当として登録されていません。',
    '担当者は `/migration clients` で見られ、`/migration clients owner 番号 @担当者` で登録できます。',
  ],
  'sending-too-early': [
    'DNS を書き換えるまで、端末は旧サーバーから送信します。',
    'それまでにすることは `/migration step pin` で見られます。',
  ],
  'sends-nothing': [
    '「{{client}}」は送信をしないので、切り替えるものがありません。',
    'プロトコルは `/migration clients` で見られます。',
  ],
  'mailbox-watched': [
    '{{mailbox}} は一覧から外せません。DNSの書き換え後なので、片方のサーバーにしかないメールが入っているかもしれません。',
    '承認者なら、理由を添えてこのメールボックスだけを免除できます: `/migration gate switch-back` の「1件を免除…」か、`/migration waive switch-back SWB-QUIET mailbox:{{mailbox}} 理由`',
  ],
  'unknown-mailbox': [
    '{{mailbox}} はこの移行のメールボックスではありません。',
    '一覧は `/migration mailboxes` で見られます。',
  ],
  'duplicate-mailbox': [
    '{{mailbox}} はすでに一覧にあるので、何も追加していません。',
    '見守り方を変えるには `/migration mailboxes watch アドレス モード` を使ってください。',
  ],
  'bad-address': ['「{{address}}」はメールアドレスではありません。', '`aoi@example.jp` のように全部書いてください。'],
  'foreign-address': [
    '{{address}} は {{domain}} のアドレスではないので、何も追加していません。',
    'ここで移すのは {{domain}} のメールだけです。ほかのドメインは、別のチャンネルで別の移行として始めてください。',
  ],
  'bad-name': ['「{{name}}」は名前に使えません。', '空欄は不可、長さは{{most}}文字までです。'],
  'nothing-given': ['対象がありません。', '一つ以上書いてください。書き方は `/migration help` で分かります。'],
  'too-many': ['上限は{{most}}件なので、何も追加していません。', '要らないものを外してください。'],
  'unknown-item': [
    '「{{item}}」はありません。',
    '`/migration checklist`、`/migration plan`、`/migration settings`、`/migration gate` の一覧から選んでください。',
  ],
  'not-approver': ['これができるのは承認者だけです。', '承認者は `/migration approvers` で見られます。'],
  'group-silent': [
    '{{groups}} のメンバーを Slack に確かめられなかったため、何もしていません。',
    '1分ほどしてからもう一度試すか、名前で指定された承認者に頼んでください: `/migration approvers`',
  ],
  'group-unreadable': [
    '{{groups}} のメンバーをボットが読めないため、何もしていません。',
    '管理者にスコープ usergroups:read の追加と再インストールを頼んでください。グループがもう無い場合や急ぐ場合は、人を指定してください: `/migration approvers set @a @b`',
  ],
  'guest-reads': [
    'ワークスペースのゲストの方は閲覧できます。変更できるのは、担当として指定されたことだけです。',
    'メンバーに頼むか、承認者に加えてもらってください: `/migration approvers`',
  ],
  'elsewhere-reads': [
    'ほかの組織の方は閲覧できます。変更できるのは、担当として指定されたことだけです。',
    'このワークスペースのメンバーに頼むか、担当に加えてもらってください。',
  ],
  'not-executor': [
    'DNS を書き換える担当は {{executor}} です。',
    '担当者本人が宣言するか、担当を替えてください: `/migration window @担当 now 2h`（承認は取り直しになります）',
  ],
  'own-request': ['ご自身の依頼なので、ご自身の承認は数えられません。', 'ほかの承認者に頼んでください。'],
  'already-approved': ['すでに承認済みです。', 'ほかの承認者の返事を待っています。'],
  'no-open-request': [
    'いま承認を待っている依頼はありません。',
    'ゲートの準備が整ったら `/migration gate NAME ask` で依頼してください。',
  ],
  'stale-request': [
    'この依頼は新しい依頼に置き換わっています。',
    '最新のメッセージのボタンを使ってください: `/migration gate {{gate}}`',
  ],
  'request-open': ['すでに依頼済みで、返事を待っています。', '依頼はこのチャンネルにあります。'],
  'gate-not-ready': [
    'ゲート「{{gate, gates}}」はまだ準備中です。{{open, criterion}}が残っています。',
    'どれがなぜ残っているかは `/migration gate {{gate}}` で分かります。',
  ],
  'gate-not-open': [
    'ゲート「{{gate, gates}}」は開いていません。{{gate, gateWaits}}。',
    '何を待っているかは `/migration gate {{gate}}` で分かります。',
  ],
  'gate-done': [
    'ゲート「{{gate, gates}}」は済んでいるので、その根拠は変えられません。',
    '次にすることは `/migration status` で分かります。',
  ],
  'reason-missing': ['理由が必要です。報告書に残ります。', 'コマンドの最後に書いてください。'],
  'not-waivable': [
    '「{{criterion, criteria}}」の{{item, item}}は免除できません。',
    '条件を満たすか、`/migration gate` に出ているとおりに指定してください。',
  ],
  'not-waived': [
    '「{{criterion, criteria}}」の{{item, item}}は免除されていません。',
    '免除の一覧は `/migration gate` で見られます。',
  ],
  'too-few-approvers': [
    '返事ができるのは{{given, approver}}で、{{needed}}人必要です。依頼した人は数えません。',
    '`/migration approvers set @a @b` で増やすか、`/migration settings` で必要数を減らしてください。',
  ],
  'bad-window': [
    '{{fromAt}}から{{toAt}}までは作業時間にできません。終わりは始まりより後かつ未来で、長さは7日までです。',
    '例: `/migration window @who 2026-12-01 09:00 11:00`',
  ],
  'bad-plan': ['「{{value}}」は {{record, record}} の値に使えません。', '種類ごとの書き方は `/migration help plan`'],
  'one-text': [
    '{{record, record}} に置けるテキスト（v= で始まるもの）は1つですが、2つありました。2つあると、受信側はどちらも使いません。',
    '1つにまとめてください。引用符を並べて書くと、1つのテキストを分けたものとして扱います: `/migration help plan`',
  ],
  'plan-alias': [
    '{{record, record}} は {{other, record}} と一緒には置けません。別名（CNAME）は、その名前にただ一つのレコードです。',
    '別名の先のアドレスを計画してください: `/migration plan set 名前 A アドレス`',
  ],
  'plan-delegation': [
    '{{record, record}} は直接は決められません。ネームサーバーはレジストラで変えるものです。',
    '変える先を伝えてください: `/migration plan dns ns1.new-dns.example ns2.new-dns.example`',
  ],
  'plan-fixed': [
    '新しいデータがすでに DNS に出ているので、計画は変えられません。',
    '元のデータに戻すには `/migration rollback 理由` を使ってください。',
  ],
  'out-of-bounds': [
    '「{{item, settings}}」に使えるのは{{min}}から{{max}}までの整数です。',
    '設定の一覧は `/migration settings` で見られます。',
  ],
  'too-early': [
    '作業時間は{{fromAt}}からです。',
    'それまで待つか、`/migration window @who now 2h` で決め直してください。',
  ],
  'not-rewritten': [
    'DNS はまだ書き換えられていないので、戻すものがありません。',
    '中止するには `/migration abandon ドメイン 理由` を使ってください。',
  ],
  'still-rewritten': [
    '{{server}} の最後の応答では {{record, record}} がまだ新しいデータなので、DNS は元に戻っていません。',
    'DNS を元に戻し、`/migration check` で確認してから再開してください。',
  ],
  'foreign-name': [
    '{{name}} は、この移行のドメインの名前ではありません。何も加えていません。',
    '`www.example.jp` のように最後まで書いてください。',
  ],
  'bad-servers': [
    '「{{value}}」はネームサーバーの名前に使えません。',
    '新しい DNS 事業者の示す名前を2つ以上書いてください: `/migration plan dns ns1.example.net ns2.example.net`',
  ],
  'one-server': [
    '{{value}} だけでは足りません。ドメインの委任にはネームサーバーが2つ以上要ります。',
    '新しい DNS 事業者の示す名前をすべて書いてください: `/migration plan dns ns1.example.net ns2.example.net`',
  ],
  'bad-selector': [
    '「{{selector}}」は DKIM セレクターに使えません。',
    '`._domainkey` の前にある語です。例: `/migration plan dkim s1`',
  ],
  'bad-country': [
    '「{{country}}」は国ではありません。',
    '2文字で書いてください: `/migration resolvers globalping JP,US`',
  ],
  'nothing-read': [
    'その文章には、尋ねた名前への答えが見つかりません。',
    'コマンドをもう一度すべて実行し、出力を残らず貼り付けてください: `/migration resolvers office`',
  ],
  'suspect-unknown': ['そのメールはもう一覧にありません。', '一覧は `/migration stragglers` で見られます。'],
  'unknown-address': [
    '{{address}} は、見つかったアドレスの中にありません。',
    '一覧は `/migration addresses` で見られます。',
  ],
  'unknown-sender': ['{{sender}} は、いつもの差出人の中にいません。', '一覧は `/migration senders` で見られます。'],
  'address-is-mailbox': [
    '{{address}} はこの移行のメールボックスなので、扱いは決まっています。',
    '扱いの決まっていないものは `/migration addresses` で見られます。',
  ],
  'relay-is-new': [
    '{{host}} は新サーバー自身です。渡されたメールを自分で配達するだけなので、外からの経路の証明になりません。',
    '種類を new として登録してください: `/migration probes relay 名前 new ホスト:587 starttls`',
  ],
  'bad-relay': [
    'この送信サーバーは確認メールに使えません。名前は小文字の英数字、ポートは 25、465、587 のどれかです。',
    '名前、種類、場所を書いてください: `/migration probes relay 名前 old ホスト:587 starttls`',
  ],
  'unknown-relay': ['送信サーバー「{{relay}}」はありません。', '一覧は `/migration probes` で見られます。'],
  'foreign-log': [
    'このログには、この移行のメールボックスが一つも出てきません。',
    '旧サーバーの配送ログを読ませてください。メールボックスの一覧は `/migration mailboxes` で見られます。',
  ],
  'log-of-another-host': [
    'このログには {{host}} の行があり、これまでに分かっている旧サーバーの名前ではありません。',
    '旧サーバーのログを読ませてください。{{host}} が旧サーバーなら、そう指定してください: `npm run mail -- log FILE --host {{host}}`',
  ],
  'log-without-host': [
    'このログの行には、どのサーバーが書いたかが出てきません。',
    '旧サーバーのログなら、その名前を指定してください: `npm run mail -- log FILE --host ホスト`',
  ],
  'not-owner': [
    'これを申告できるのは、このメールボックスの持ち主か承認者だけです。',
    '先に持ち主を登録してください: `/migration mailboxes owner アドレス @担当者`',
  ],
  'bad-date': ['日付として読み取れません（{{date}}）。', '2027-02-28 のように入力してください。'],
} as const satisfies Pairs<keyof typeof en>;
