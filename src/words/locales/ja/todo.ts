import type { todo as en } from '../en/todo.ts';
import type { SameKeys } from '../phrases.ts';

/** What to do now, step by step; people's part only. */
export const todo = {
  'wait-gate': '{{gate, gateWaits}}。先に「{{gate, gates}}」のゲートが開く必要があります: `/migration gate {{gate}}`',
  'inventory-clients':
    'メールを使う端末とシステムを、担当者とともにすべて登録してください: `/migration clients add` でよくあるものを選ぶフォームが開きます。いま{{clients, client}}。',
  'inventory-mailboxes':
    'メールボックスをすべて登録してください: `/migration mailboxes add アドレス`。いま{{mailboxes, mailbox}}。',
  'inventory-credentials':
    '認証情報を登録してください。Slack には書かないでください: `npm run vault -- import accounts.csv`。足りないのは{{count, mailbox}}: {{names}}。',
  'inventory-plan': 'DNS に書く内容を確かめてください: `/migration plan`。いま{{records, record}}。',
  'prepare-accounts':
    '新サーバー（{{target}}）にすべてのアカウントを、別々の強いパスワードで作ってください: `npm run mail -- generate --output FILE`。内容は {{from}} からコピーしてください。足りないものと受け付けの様子は `/migration copy`、`/migration accept`',
  'prepare-accounts-copied':
    '新サーバー（{{target}}）にすべてのアカウントを、別々の強いパスワードで作ってください: `npm run mail -- generate --output FILE`。内容は {{from}} からボットがコピーします。足りないものと受け付けの様子は `/migration copy`、`/migration accept`',
  'prepare-addresses': '旧サーバーで使われている{{count, address}}の扱いを決めてください: `/migration addresses`',
  'prepare-senders':
    '{{count, sender}}は DNS を見ずに旧サーバーへ届いています: {{senders}}。書き換えのときに変えられるよう、管理者を確かめてください: `/migration senders`',
  'parallel-rescue':
    '旧サーバーに届いたものはボットが移します: `/migration rescue`。届いた経路は `/migration stragglers`',
  'close-copy':
    '旧サーバーの新しい分を最後にコピーしてください: `/migration copy now`。受け付けを終えたあと、ボットがもう一度突き合わせます。',
  'close-compare':
    '旧サーバーの新しい分を最後にコピーしてください。受け付けを終えたあと、ボットがもう一度突き合わせます: `/migration copy compare`',
  'close-probe':
    '旧事業者を通して {{domain}} 宛ての確認メールを送ってください: `/migration probes now`。新サーバーに届けば大丈夫です。',
  'prepare-ttl': 'DNS 事業者で、値は変えずに TTL（答えが覚えられる時間）だけ今のうちに下げてください:',
  'prepare-publish':
    '書き換えより先に、この順で公開してください: {{names}}。入力する内容は `/migration plan as panel before`',
  'prepare-ttl-more': '…ほか{{n}}件は `/migration plan`',
  'prepare-open': '値が未定: {{names}}。`/migration plan set 名前 種類 値`',
  'prepare-checklist':
    '転送、エイリアス、キャッチオール、メーリングリスト、振り分け、共有メールボックスも作り直し、印を付けてください: `/migration checklist`。残り: {{items, ready}}。',
  'prepare-dkim':
    '署名（DKIM）: 新サーバーの事業者にセレクターを確かめて `/migration plan dkim セレクター`、署名しないなら `/migration plan dkim none`',
  'prepare-dns-move': 'DNS も {{servers}} に移します。次の順で:',
  'prepare-dns-move-where': 'DNS も {{servers}} へ移します。安全な順番は `/migration step prepare`',
  'prepare-dns-asked':
    'DNS も旧事業者から移すなら `/migration plan dns NS1 NS2`、すでに別の事業者なら `/migration plan dns stay`',
  'profile-microsoft365':
    'Microsoft 365: 端末は outlook.office365.com と smtp.office365.com をずっと使います。DKIM は Defender ポータルで有効にすると、selector1 と selector2 の値が表示されます。',
  'profile-google':
    'Google Workspace: 端末は imap.gmail.com と smtp.gmail.com をずっと使います。DKIM の鍵は管理コンソールの「アプリ」→「Gmail」→「メールの認証」で作ります。',
  'profile-same-provider-prepare':
    '新旧が同じ事業者なので、{{domain}} 宛てが DNS を引かずに社内配送されることがあります。書き換えと同時に切り替えるよう、いま頼んでおいてください。',
  'profile-same-provider-rewrite':
    '同じ時刻に、事業者側の {{domain}} の社内配送も切り替えてもらう必要があります。電話をつないだまま進めてください。',
  'profile-gateway-prepare':
    '{{domain}} のメールはフィルタリングゲートウェイを通ります。旧サーバーへの配送先をどこで設定し、誰が変えられるかを、いま確かめてください。',
  'profile-gateway-rewrite':
    'MX は変えません。ゲートウェイで {{domain}} の配送先を新サーバーに変え、`/migration step rewrite done` と宣言してください。',
  checklist: '次を確かめ、`/migration checklist done 項目` で印を付けてください:',
  'checklist-item': '`{{item}}` {{item, checklist}}',
  'prepare-window':
    '書き換える人と時間を決めてください: `/migration window @担当者 2026-12-01 09:00 11:00`。火曜から木曜の午前が安心です。',
  'pin-none-needed': '端末が使うホスト名は変わりません。各端末に新しいアカウントを加えるだけです。',
  'pin-old': '各端末の今のアカウント: サーバー名 {{names}} を `{{target}}` に変えてください。',
  'pin-new':
    '各端末に新しいアカウントを受信用に加えてください: サーバー `{{target}}`、ポート{{port}}（{{security, securities}}）。送信は、書き換えまで今のアカウントを使ってください。',
  'pin-pop': 'POP の端末（{{names}}）: サーバーにメールを14日以上残す設定にしてください。',
  'pin-client': '{{id}} {{name}}{{owner, tail}}',
  'clients-list': '1台ずつの一覧は `/migration clients`',
  'pin-mark': '担当者が確かめたら `/migration clients pinned 番号`。残り{{count, client}}。',
  'rewrite-who': '{{executor}} が{{fromAt}}から{{toAt}}までに DNS を書き換えます。',
  'rewrite-nobody': '担当者が決まっていません: `/migration window @担当者 日付 開始 終了`',
  'rewrite-begin':
    '書き換える直前に `/migration step rewrite begin` と宣言してください。ボットが先に最新の状況を確かめます。',
  'rewrite-create': '追加 {{name}} {{type}} {{after}}',
  'rewrite-change': '変更 {{name}} {{type}} {{before}} → {{after}}',
  'rewrite-delete': '削除 {{name}} {{type}} {{before}}',
  'rewrite-panel': '管理画面の項目ごとの値と、間違えやすいところ（末尾のドットなど）は `/migration plan as panel`',
  'rewrite-send':
    'その時から、端末・複合機・Web フォームの送信はすべて新サーバー `{{target}}`、ポート{{port}}（{{security, securities}}）を使ってください。',
  'rewrite-seen': '完了の印は要りません。ボットが権威サーバーで確かめます。',
  'parallel-leave': '旧サーバーは受け付けたまま残し、両方のアカウントを読んでください。',
  'parallel-carry': '次のものは手で新サーバーへ移してください: `/migration rescue`。残り: {{count, straggler}}。',
  'parallel-wait': 'ほかにすることはありません。新サーバーだけに届くようになるまで、ボットが見守ります。',
  'restore-new': '各端末の新しいアカウント: サーバー `{{target}}` を {{names}} に変えてください。',
  'restore-none-needed': 'ホスト名は変わっていないので、端末の設定は戻さなくて大丈夫です。すべてに印を付けてください。',
  'restore-fixed':
    '戻す設定はありません。新しい事業者の名前をそのまま使います。送受信できることを担当者が確かめたら、印を付けてください。',
  'restore-old': '古いアカウントは、最後まで受信専用で残してください。',
  'restore-client': '{{id}} {{name}}{{owner, tail}}',
  'restore-mark': '担当者が確かめたら `/migration clients restored 番号`。残り{{count, client}}。',
  'close-quiet': '旧サーバーに何も届かなくなるまで待ってください。',
  'close-archive': '閉じたあとで旧メールボックスを保存し、復元を試してください: `/migration archive`',
  'close-door':
    '旧サーバーの受け付けを、メールを失わずに止めてください: {{domain}} のローカル配送を切り、25番ポートは4xx（後で再送）を返します。5xx は返さないでください。',
  'close-relay':
    '旧事業者の送信サーバーを登録してください。そこから送る確認メールで、{{domain}} のメールが新サーバーに届くことを示せます: `/migration probes relay 名前 old ホスト:587`',
  'close-final': '{{name}} {{type}} から旧サーバーを外してください: {{after}}',
  'retire-cancel': '旧サーバー（{{target}}）を解約し、受付の控えを残してください。',
  'retire-dns': 'そのあと、旧サーバーだけが使っていた DNS レコードを片付けてください: `/migration plan as panel after`',
  'retire-accounts': 'すべての端末から古いアカウントを消してください。',
  'back-dns': 'DNS を元のとおりに戻してください:',
  'back-carry':
    '新サーバーだけに届いたメールを旧サーバーへ戻してください: `/migration stragglers`。残り{{count, message}}。',
  'back-route':
    '経路を変えたところで、元に戻してください。ボットからは見えないので、メールが旧サーバーに届くか確かめてください。',
  'back-caches':
    'DNS は {{at}} から元に戻っています。キャッシュは {{watermarkAt}} まで新サーバーを指すことがあります。設定することはないので、お待ちください。',
  'back-over':
    'DNS は {{at}} から元に戻っています。キャッシュが新サーバーを指すのも {{watermarkAt}} までで終わりました。',
  'back-unseen':
    '{{count, mailbox}}は、切り戻してからまだ新サーバーを調べられず、戻すメールがあるか分かりません: {{names}}。',
  'back-none': '戻すメールは残っていません。新サーバーだけに届いたメールは、すべて旧サーバーにあります。',
  'back-judge': '新サーバーの迷惑メールらしき{{count, message}}を判定してください: `/migration stragglers`',
  'back-watch': '新サーバーだけに届くメールをボットが見守ります。届いたら旧サーバーへ戻してください。',
  'back-resume':
    '済んだら、移行をやり直すには `/migration resume`、取りやめるには `/migration abandon {{domain}} 理由`',
  'ended-dns-old':
    'メールはこれまでどおり旧サーバー（{{target}}）に届きます。旧サーバーも契約もそのまま残してください。',
  'ended-dns-new':
    'DNS は書き換えられていましたが、もうどちらのサーバーも見守っていません。メールをどちらで受けるかを決め、それまで両方を残してください。書き換え前の DNS:',
  'ended-mail': '片方のサーバーにしかないメールを移してください: {{count, message}}、`/migration stragglers`',
  'ended-accounts':
    '{{target}} のアカウントのうち使わないものは、メールが残っていないことを確かめてから閉じてください。',
  'ended-ttl': '移行のために下げた TTL は、元に戻してかまいません。',
  'ended-report': '作業の内容と根拠: `/migration report`',
  'ended-anew': '改めて移行を始めるには `/migration start`',
  'mark-done': 'すべて済んだら `/migration step {{step}} done`',

  'pin-new-for':
    '{{protocol, protocols}} で受信する端末には、新しいアカウントを受信用に加えてください: サーバー `{{target}}`、ポート{{port}}（{{security, securities}}）。',
  'pin-send': '送信は、書き換えまで今のアカウントを使ってください。',
  'clients-type': '入力する内容は `/migration step {{step}}`',
  'restore-new-bare': '各端末の新しいアカウント: サーバーを {{names}} に変えてください。',
  'target-unknown':
    '{{side, sides}}に何を入力するかはまだ決まりません。サーバー名はドメインと一緒に移り、アドレスが見つかっていないためです。`/migration check`',
  'flaw-unseen':
    '`{{target}}` の証明書をまだ見ていないので、端末が警告するかは分かりません。ボットがログインしたときに確かめます: `/migration check`',
  'flaw-name-mismatch':
    '`{{target}}` は証明書に載っていないので（載っているのは {{shown}}）、端末が名前の違いを警告します。載っているサーバー名を事業者に聞き、なければ端末ごとに一度だけ許可してください。',
  'flaw-name-mismatch-instead':
    '`{{target}}` は証明書に載っていないので（載っているのは {{shown}}）、端末が名前の違いを警告します。代わりに {{instead}} を入力してください。',
  'flaw-no-names':
    '`{{target}}` の証明書には名前がひとつもなく、端末が警告します。サーバーの管理者に入れ直してもらってください。',
  'flaw-not-looked-up':
    '`{{target}}` は証明書から選んだ名前で、つながる先をまだ確かめていません。{{address}} になるか見てください: `nslookup {{target}}`',
  'flaw-not-looked-up-bare':
    '`{{target}}` は証明書から選んだ名前で、つながる先をまだ確かめていません。このサーバーになるか見てください: `nslookup {{target}}`',
  'flaw-self-signed':
    '`{{target}}` の証明書は自己署名なので、端末ごとに一度、許可を求められます。SHA-256 フィンガープリントが次と同じときだけ許可してください: `{{fingerprint}}`',
  'flaw-self-signed-bare':
    '`{{target}}` の証明書は自己署名なので、端末ごとに一度、許可を求められます。サーバーの管理者にフィンガープリントを聞き、同じときだけ許可してください。',
  'flaw-untrusted':
    '`{{target}}` の証明書は発行元が信頼されず、端末が警告することがあります（多くは中間証明書の入れ忘れです）。サーバーの管理者に一式を入れてもらい、それまでは SHA-256 フィンガープリントが次と同じときだけ許可してください: `{{fingerprint}}`',
  'flaw-untrusted-bare':
    '`{{target}}` の証明書は発行元が信頼されず、端末が警告することがあります（多くは中間証明書の入れ忘れです）。サーバーの管理者に一式を入れてもらってください。',
  'flaw-expired':
    '`{{target}}` の証明書は{{expiresAt}}に期限が切れ、端末が警告するか、つながりません。サーバーの管理者に更新してもらってください。',
  'flaw-expires-soon':
    '`{{target}}` の証明書は{{expiresAt}}に期限が切れ、それからは端末が警告します。その前に、サーバーの管理者に更新してもらってください。',
  'flaw-out-of-time':
    '`{{target}}` の証明書はいま有効期間の外にあり、端末が警告するか、つながりません。サーバーの管理者に、更新するか時計を直してもらってください。',
} as const satisfies SameKeys<typeof en>;
