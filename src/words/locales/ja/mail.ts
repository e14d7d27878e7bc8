import type * as en from '../en/mail.ts';
import type { SameKeys } from '../phrases.ts';

/** What is shown on request of addresses, senders, acceptance, rescues, content, probes and the archive. */
export const mail = {
  'look-progress':
    '確認中です。`{{text, ready}}` {{percent}}%、両サーバーのメールボックス計{{total}}件のうち{{done}}件を確認しました。',
  'look-begun': '始めました。メールボックス全体を読むので、数時間かかることがあります。様子は `/migration status`',
  'addresses-title': '旧サーバーで使われている{{total, address}}、うち{{open}}件は扱いが未定',
  'addresses-title-placed': '旧サーバーで使われている{{total, address}}、扱いはすべて決定済み',
  'addresses-none': '読んだメールボックスには、このドメインのアドレスが見つかりません。',
  'addresses-unread':
    'まだメールボックスからアドレスを読み取っていません。書き換えまで一日に一度読みます。いま読むには `/migration check scan`',
  'address-line': '{{address}}: {{count, message}}、最後は{{lastAt}}。{{says, ready}}',
  'address-line-bare': '{{address}}: {{says, ready}}',
  'place-open': '扱いが未定',
  'place-mailbox': 'メールボックス',
  'place-alias': 'エイリアス（{{by}}）',
  'place-list': 'メーリングリスト（{{by}}）',
  'place-dropped': '廃止（{{by}}）: {{reason}}',
  'scan-coverage': '読み取り済み: {{total, mailbox}}のうち{{ok}}件。',
  'scan-coverage-open': '読み取り済み: {{total, mailbox}}のうち{{ok}}件。残りの中身は分かりません: {{names}}。',
  'scan-partial-of': '一部しか読めていないもの: {{names}}。',
  'addresses-how':
    '扱いを決めるには `/migration addresses alias アドレス`、`list アドレス`、`drop アドレス because 理由`。未定のものすべてを廃止するには `/migration addresses drop unplaced because 理由`',
  'unplaced-none': '見つかったアドレスの扱いは、すべて決まっています。',

  'senders-title-before': 'この90日間、旧サーバーにいつも送ってくる{{total, sender}}',
  'senders-title':
    '書き換え前のいつもの{{total, sender}}: 新サーバーで確認{{seen}}件、待ち{{awaited}}件、音沙汰なし{{silent}}件',
  'senders-none': '読んだ範囲では、90日間に二日以上送ってきた差出人はいません。',
  'senders-unread':
    'まだメールボックスから差出人を読み取っていません。書き換えまで一日に一度読みます。いま読むには `/migration check scan`',
  'sender-line': '{{sender}}: およそ{{everyDays, day}}ごと、最後は{{lastAt}}。{{says, ready}}{{way, ready, tail}}',
  'sender-seen': '{{seenAt}}に新サーバーで確認',
  'sender-awaited': '{{expectedAt}}ごろの見込み',
  'sender-silent': '見込みの{{expectedAt}}を過ぎても届かず',
  'sender-dismissed': '{{by}} が外しました、{{reason}}',
  'sender-before': '次は{{expectedAt}}ごろの見込み',
  'senders-left-out': 'ほかに、まれにしか送らない{{count, sender}}は追っていません。',
  'senders-how':
    'DNS を見ない経路は、書き換えのときに手で変えてください。もう届かなくてよい差出人は `/migration senders dismiss 差出人 because 理由`',

  'accept-title': '新サーバーでの{{total, address}}: 受け付け{{ok}}、未確認{{untested}}、拒否{{refused}}',
  'accept-title-both': '新旧両サーバーでの{{total, address}}: 受け付け{{ok}}、未確認{{untested}}、拒否{{refused}}',
  'accept-none':
    'メールボックスがまだ登録されておらず、尋ねるアドレスがありません。`/migration mailboxes add アドレス`',
  'accept-line': '{{address}}: {{text, ready}}',
  'accept-side': '{{side, sides}}は{{says, ready}}',
  'accept-accepted': '受け付けます（{{at}}）',
  'accept-refused': '拒みます（{{at}}「{{reply}}」）',
  'accept-deferred': '後回しにします（{{at}}「{{reply}}」）',
  'accept-failed': '試せていません',
  'accept-untested': '{{side, sides}}: {{count, address}}は試せていません。{{reason, failures}}',
  'accept-never': 'まだ尋ねていません',
  'trial-random-accepted':
    '{{side, sides}}（{{domain}}）: ありもしないアドレスも受け付けます（キャッチオール）。受け付けるだけでは、あるとは言えません。',
  'trial-random-refused': '{{side, sides}}（{{domain}}）: ありもしないアドレスは拒むので、受け付ければあると言えます。',
  'trial-random-unknown': '{{side, sides}}（{{domain}}）: 何でも受け付けるのかは分かりません。',
  'trial-foreign-accepted': '{{side, sides}}（{{domain}}）: 他人のメールを中継します。管理者に閉じてもらってください。',
  'trial-foreign-refused': '{{side, sides}}（{{domain}}）: 他人のメールは中継しません。',
  'trial-foreign-unknown': '{{side, sides}}（{{domain}}）: 他人のメールを中継するかは試せていません。',
  'accept-how': 'ボットから25番ポートに出られないときは、別の場所から尋ねられます: `/migration accept helper new`',
  'helper-title': '別の場所から{{side, sides}}に尋ねる',
  'helper-how':
    '外向きの25番ポートが開いている機械で、これを実行してください。それぞれのアドレスを受け付けるか尋ねるだけで、メールは送りません。',
  'helper-parts':
    '{{total, address}}のうち、まだ答えのないものから{{n}}件分です。残りは、結果を貼り付けたあと、もう一度 `/migration accept helper`',
  'helper-left': 'ASCII でないため尋ねないもの: {{names}}。',
  'helper-done': '終わったら、表示されたものをすべて貼り付けてください。',
  'helper-none': 'メールボックスがまだ登録されておらず、尋ねるものがありません。`/migration mailboxes add アドレス`',
  'helper-modal': '結果の貼り付け',
  'helper-field': 'コマンドが表示したもの',
  'helper-hint': 'エラーらしい行も含めて、すべて貼り付けてください。',
  'helper-submit': '読み取る',
  'helper-close': '閉じる',
  'helper-unread':
    'その文章にメールサーバーの返事が見つかりません。コマンドをもう一度すべて実行し、残らず貼り付けてください。',
  'helper-read': '読み取りました: {{total, address}}のうち{{ok}}件。',
  'helper-see': '結果は `/migration accept`',

  'path-line': '{{path, ready}}: {{count, message}}、最後は{{lastAt}}。新サーバーに{{carried}}通',
  'path-unknown': '不明な経路',
  'path-detail': '詳しくは `/migration stragglers 経路`、管理者への文面は `/migration stragglers note 経路`',
  'path-title': '{{path, ready}}: {{count, message}}、うち新サーバーに{{carried}}通',
  'path-none': '{{path}} から届いたものはありません。経路の一覧は `/migration stragglers`',
  'note-title': '{{path, ready}} の管理者への文面',
  'note-unknown': '経路が分からないので、書く相手がいません。経路の一覧は `/migration stragglers`',

  'rescue-title': '移したもの: {{total, message}}のうち{{ok}}通。待ち{{wait}}通、移せなかったもの{{open}}通',
  'rescue-none': '移すべきメールは旧サーバーに届いていません。',
  'rescue-off': 'いまは自動で移しません。移すようにするには `/migration settings rescue on`',
  'rescue-on':
    'ボットが自動で移します。いますぐ移すには `/migration rescue now`。何をするか見るには `/migration rescue dry`',
  'rescue-waits': '移すのを待っています',
  'rescue-by-hand': '手で移してください。ログか転送でしか分かっていません',
  'rescue-there': '新サーバーで確認済み',
  'rescue-dry-title': '移すのは{{count, message}}です。まだ何もしていません',
  'rescue-dry-none': '移すのを待っているものはありません。',
  'rescue-dry-line': '{{line, ready}}: {{folder}} から新サーバーの {{mailbox}} へ',
  'rescue-dry-how':
    'フォルダーは同じ役割のもの（受信箱、迷惑メール、送信済み）、なければ同じ名前で、なければ作ります。日付と印はそのままです。すでにあるものは二度入れません。',
  'rescue-not-active': '一時停止中、切り戻し中、終了後は移しません。',

  'copy-title': '新サーバーにすべてそろったメールボックス {{ok}}/{{total}}',
  'copy-none': 'メールボックスがまだ登録されていません。`/migration mailboxes add アドレス`',
  'copy-line': '{{mailbox}}: {{says, ready}}',
  'copy-whole': 'そろっています（{{messages, message}}、{{at}}）',
  'copy-missing-of':
    '{{messages, message}}のうち{{missing}}通が足りません（{{at}}）。`/migration copy missing {{mailbox}}`',
  'copy-never': 'まだ比べていません',
  'copy-failed': '比べられません。{{reason, failures}}',
  'copy-not-watched': '比べられません（見守り方 {{watch}}）',
  'copy-running':
    'コピー中（{{at}}時点）: `{{text, ready}}` {{percent}}%、{{mailboxes, mailbox}}のうち{{mailboxesDone}}件、コピー{{copied}}通。',
  'compare-running':
    '突き合わせ中（{{at}}時点）: `{{text, ready}}` {{percent}}%、{{mailboxes, mailbox}}のうち{{mailboxesDone}}件。',
  'copy-on': 'コピーは有効で、足りないものをコピーします。いますぐなら `/migration copy now`',
  'copy-off': 'コピーは無効で、比べるだけです。コピーさせるには `/migration settings copy on`',
  'copy-begun': '始めました。進み具合はチャンネルに出ます。様子は `/migration copy`',
  'compare-begun': '比べています。数時間かかることがあります。進み具合はチャンネルに出ます。様子は `/migration copy`',
  'copy-still-off':
    'コピーが無効なので、比べるだけです。コピーするには `/migration settings copy on` のあと `/migration copy now`',
  'compare-copies': 'コピーが有効なので、足りないものはコピーもします。進み具合はチャンネルに出ます。',
  'missing-title': '{{mailbox}}: 新サーバーに足りない{{missing, message}}',
  'missing-none': '{{mailbox}} に足りないものはありません（{{at}}の突き合わせ）。',
  'missing-never': '{{mailbox}} はまだ比べていません。`/migration copy compare`',
  'missing-line':
    '{{folder}}、{{stampedAt}}{{from, from}}: {{reason, missingReasons}}{{detail, tail}}  `{{key, ready}}`',
  'missing-page': '{{total}}ページ中{{n}}ページ。続きは `{{line, ready}}`',
  'missing-last': '{{total}}ページ中{{n}}ページ。',
  'missing-cut':
    'ほかに{{count, message}}が足りません。名前を控えるのは{{most}}通までで、これらが片付けば続きが出ます。',
  'missing-how':
    'ファイルで取り出すには `npm run mail -- missing --mailbox ADDRESS`。直せるものは直して比べ直すか、求めているゲートで、承認者がキーを指定して免除してください。',

  'probes-title': '{{count, relay}}から{{mailboxes, mailbox}}へ: 最後の確認メールの届き先',
  'probes-none':
    '送信サーバーの登録がなく、確認メールは送っていません。登録するには `/migration probes relay 名前 outside ホスト:587 starttls`、旧事業者のものは `/migration probes relay 名前 old ホスト:587 starttls`',
  'relay-line': '{{relay}}: {{kind, relayKinds}}、{{host}}（{{security, securities}}）{{says, ready}}',
  'relay-no-login': '、ログインなし',
  'probe-cell': '{{relay}} {{says, ready}}',
  'probe-new': '✓ {{tookMs}}で到着',
  'probe-junk': '? 迷惑メール（{{tookMs}}で到着）',
  'probe-old': '✗ 旧サーバーに到着',
  'probe-lost': '✗ 行方不明',
  'probe-failed': '✗ 送信サーバーが受け取らず',
  'probe-on-way': '… {{sentAt}}から配送中',
  'probe-never': '– まだなし',
  'probes-early': '確認メールは、DNS を書き換えてから送ります。',
  'probes-how':
    'ログインの要る送信サーバーは、パスワードを Slack に流さないよう、コマンドラインで登録します: `npm run mail -- relay 名前 old ホスト:587 --login FILE`。いますぐ送るには `/migration probes now`',

  'coverage-line': '{{watch, watchModes}}: {{count, mailbox}}',
  'coverage-weak':
    '{{count, mailbox}}は中を見られません。旧サーバーへの着信は分からず、名指しで免除したときだけ通ります。',
  'mailbox-owner': '読む人 {{owner}}',
  'mailbox-attested': '{{by}} が{{at}}に申告',
  'mailbox-not-attested': '申告待ち',

  'ledger-title': '旧サーバーの{{messages, message}}のうち、新サーバーで確認したもの{{verified}}通',
  'ledger-none': 'まだ何も比べていません。`/migration copy compare`',
  'ledger-line': '{{mailbox}}: {{verified}}/{{messages}}、不足{{missing}}通（{{at}}に確認）{{since, ready}}',
  'ledger-since': '、{{verifiedAt}}にすべて確認',
  'ledger-unread': '{{mailbox}}: まだ読んでいません',
  'ledger-how':
    '新サーバーであとから動かしたり消したりしても、取り消されません。受け付けを終えたあと、もう一度すべて読みます。',

  'archive-title': '旧メールボックスの保存',
  'archive-none': 'まだありません。',
  'archive-kept': '{{by}} が{{at}}に保存: {{mailboxes, mailbox}}、{{messages, message}}。',
  'archive-place':
    '場所はマシン {{machine}} の `{{directory}}` です。メールボックスを戻すには、そこで `npm run mail -- restore {{directory}} --mailbox アドレス`',
  'archive-place-unknown': '場所は記録されていません。作った人に聞いてください。',
  'archive-restored': '{{restoredAt}}に復元を試し、同じ内容でした。',
  'archive-not-restored': '復元をまだ試していないので、条件は満たされません。',
  'archive-how':
    'ボットの機械で、旧契約より長く残るディスクに保存してください: `npm run mail -- archive DIRECTORY`。書いたものは読み返して確かめます。そのあと復元を試してください: `npm run mail -- restore DIRECTORY --mailbox ADDRESS`。メールが Slack を通ることはありません。',
} as const satisfies SameKeys<typeof en.mail>;

/** How mail of a regular sender comes in, where it is not by DNS. */
export const senderWays = {
  local: 'DNS を見ない経路: 事業者の中での受け渡し',
  inside: 'DNS を見ない経路: 内側から、またはログインして',
  smarthost: 'DNS を見ない経路: 手で設定された中継',
  unknown: '経路は不明',
} as const satisfies SameKeys<typeof en.senderWays>;

/** A letter to a stranger: always given in both languages. */
export const note = {
  subject: '件名: {{domain}} 宛てのメールが旧サーバーに届いています',
  hello: '{{path}} のメール管理者 様',
  what: '{{domain}} のメールは別のサーバーに移りました。DNS は {{since, ready}} に書き換わり、それより古い応答はどのキャッシュにも残っていないはずです。',
  'what-early': '{{domain}} のメールは別のサーバーに移りました。DNS は {{since, ready}} に書き換わっています。',
  still:
    '貴サーバーからは、まだ旧サーバー（{{old}}）へ配送されています。旧サーバーはまもなく停止し、そこへ送られたメールは失われるか、差出人に戻ります:',
  line: '  {{when, ready}}  HELO {{helo}}  アドレス {{address}}{{id, tail}}',
  more: '  ほか{{n}}通',
  ask: '該当サーバーの DNS キャッシュを消し、{{domain}} 宛ての固定の配送先（transport、スマートホスト、hosts、静的な MX）があれば外してください。現在の DNS が示す MX{{mx, tail}}へ送られるようお願いします。',
  thanks: 'お手数をおかけします。直りましたら、このアドレスまでお知らせください。',
} as const satisfies SameKeys<typeof en.note>;
