import type * as en from '../en/announcements-mail.ts';
import type { SameKeys } from '../phrases.ts';

/** What the channel hears of addresses, senders, content, rescues, probes and the archive. */
export const mailAnnouncements = {
  addresses: '旧サーバーで使われている{{total, address}}の、新サーバーでの扱いが決まっていません。',
  'addresses-one': '旧サーバーで使われている{{total, address}}の、新サーバーでの扱いが決まっていません。',
  'addresses-over': '旧サーバーで使われているアドレスの扱いが、すべて決まりました。',
  'addresses-line': '{{address}}: {{count, message}}、最後は{{lastAt}}',
  'addresses-next':
    'それぞれの扱いを決めてください: `/migration addresses alias アドレス`、`/migration addresses list アドレス`、`/migration mailboxes add アドレス`。廃止するなら承認者が `/migration addresses drop アドレス because 理由`。決まるまで、どのゲートも開きません。',
  'senders-silent': '旧サーバーにいつも届いていた{{total, sender}}を、新サーバーでまだ見ていません。',
  'sender-line': '{{sender}}: およそ{{everyDays, day}}ごと、最後は{{lastAt}}、見込みは{{expectedAt}}',
  'senders-silent-next':
    'どこへ送っているか尋ねてください。まだ旧サーバーに送っているか、どこにも届いていないかもしれません。いつもの差出人の一覧は `/migration senders`',
  'old-refuses': '旧サーバーが{{count, address}}を拒み、宛てたメールが送信者に戻されています。',
  'old-refuses-over': '旧サーバーが、またメールを受け付けるようになりました。',
  'old-refuses-line': '✗ {{address}}、{{at}}から: 「{{reply}}」',
  'old-refuses-line-over': '✓ {{address}}: {{at}}から{{overAt}}まで拒否、「{{reply}}」',
  'old-refuses-next':
    '旧サーバーの管理者は、いますぐまた受け付けるようにしてください。一部のアドレスだけなら、そのメールボックスやエイリアスを作り直します。すべてなら、ドメインのローカル配送を有効に戻します（管理画面では「リモート」のメールルーティングを「ローカル」にする設定であることが多いです）。それまで、古い DNS を見ている送信者のメールは戻されます。',
  'old-refuses-after':
    'その間に送られたメールは送信者に戻り、どちらのサーバーにもありません。いつもの差出人に再送を頼んでください: `/migration senders`',
  'rescued-all': '旧サーバーに届いた{{total, message}}を新サーバーへ移しました。',
  'rescued-some': '新サーバーへ移す{{total, message}}のうち、{{open}}通を入れられませんでした。',
  'rescued-many': '新サーバーへ移す{{total, message}}のうち、入れられなかったものがあります。',
  'rescued-line': '✓ {{line, ready}}: {{says, ready}}',
  'rescued-line-open': '✗ {{line, ready}}: {{says, ready}}',
  'rescued-appended': '新サーバーの {{folder}} に入れました',
  'rescued-present': 'すでに新サーバーにありました',
  'rescued-gone': '旧サーバーからなくなり、新サーバーでも見ていません。このメールボックスを読む人に確かめてください',
  'rescued-refused': '新サーバーに入りませんでした（{{reason, missingReasons}}）',
  'rescued-open-next':
    '新サーバーに入っていないものは、手で移すか、承認者が名指しで免除してください。`/migration rescue`',
  'copy-going': 'コピーしています。{{percent}}%、{{mailboxes, mailbox}}のうち{{mailboxesDone}}件が済みました。',
  'copy-done': 'コピーと突き合わせが済みました: {{mailboxes, mailbox}}。',
  'copy-broken': 'コピーが{{percent}}%で中断しました。{{mailboxes, mailbox}}のうち{{mailboxesDone}}件が済んでいます。',
  'copy-broken-next':
    'コピーしたものはそのまま残っています。次の確認（遅くとも夜間）に続きから再開します。いますぐなら `/migration copy now`',
  'copy-bar':
    '`{{text, ready}}` {{percent}}%。これまでに旧サーバーで{{messages, message}}を見つけ、今回{{copied}}通をコピーしました。',
  'copy-left': 'このままの速さで、残り約{{leftMs}}です。',
  'copy-failed': '突き合わせられず、不明なもの: {{failed, mailbox}}。どれがなぜかは `/migration copy`',
  'compare-going': '突き合わせています。{{percent}}%、{{mailboxes, mailbox}}のうち{{mailboxesDone}}件が済みました。',
  'compare-done': '突き合わせが済みました: {{mailboxes, mailbox}}。',
  'compare-broken':
    '突き合わせが{{percent}}%で中断しました。{{mailboxes, mailbox}}のうち{{mailboxesDone}}件が済んでいます。',
  'compare-broken-next': 'もう一度行うには `/migration copy compare`。メールボックスごとの様子は `/migration copy`',
  'compare-bar': '`{{text, ready}}` {{percent}}%。これまでに旧サーバーの{{messages, message}}を読みました。',
  'compare-missing':
    '新サーバーに{{missing, message}}が足りません。どれかは `/migration copy`。ボットにコピーさせるには `/migration settings copy on`',
  'compare-next': 'この投稿は自動で更新されます。コピーはしません。',
  'copy-missing': '{{missing, message}}をコピーできませんでした。どれがなぜかは `/migration copy`',
  'copy-missing-yet':
    '最後に比べた時点で{{missing, message}}が足りません。メールボックスごとの様子は `/migration copy`',
  'copy-whole': '読んだ範囲で、足りないものはありません。メールボックスごとの様子は `/migration copy`',
  'copy-next': 'この投稿は自動で更新されます。中断しても、続きから再開します。',
  'probes-open': '{{total, path}}で、確認メールが正しく届きません。',
  'probes-one': '{{total, path}}で、確認メールが正しく届きません。',
  'probes-over': '確認メールが、また正しく届くようになりました。',
  'probes-turned': 'ここに挙げた状態は、どれも変わりました。いまの様子は `/migration probes`',
  'probe-line': '✗ {{relay}} から {{text, ready}}、{{sentAt}}に送信: {{says, ready}}',
  'probe-line-over': '✓ {{relay}} から {{text, ready}}、{{sentAt}}に送信: {{what, probeFates}}。{{overAt}}に解消。',
  'probe-line-turned':
    '– {{relay}} から {{text, ready}}、{{sentAt}}に送信: {{what, probeFates}}。{{overAt}}から: {{turned, probeFates}}。',
  'probe-lost':
    '{{relay}} は受け取りましたが、どちらのサーバーにもありません。送信サーバーの管理者は、キューとログを調べてください。何かを待って止まっていないか、どこかに拒まれていないか。',
  'probe-old-outside':
    '旧サーバー（{{folder}}）に届きました。古い DNS はもう残っていないはずです。旧サーバーが手で設定されているか、{{relay}} がこのドメインを自分で配送しています。その管理者に、配送先とローカル配送の設定から {{domain}} を外すよう頼んでください。',
  'probe-old-new':
    '旧サーバー（{{folder}}）に届きました。新サーバーが {{domain}} のメールをよそへ送っています。新サーバーの管理者は、{{domain}} を自分で配送する設定にし、旧サーバーへの配送設定が残っていないか調べてください。',
  'probe-old-old':
    '旧サーバー（{{folder}}）に届きました。旧事業者は DNS にかかわらず {{domain}} を自分に配送しています。古いキャッシュが消えたら、{{domain}} をローカル配送から外し、拒まずに MX どおり配送するよう頼んでください。',
  'probe-junk':
    '新サーバーの {{folder}} に、迷惑メールとして入りました。そのメールのヘッダーで判定の理由を見て、{{domain}} の SPF と DKIM を調べてください。{{relay}} からの送信が許されていますか。',
  'probe-failed': '{{relay}} が受け取りませんでした。{{failed, failures}}',
  'probe-failed-login':
    '{{relay}} がログインを拒みました。登録し直してください: `npm run mail -- relay {{relay}} {{relayKind}} ホスト:ポート --login FILE`。',
  'probe-answer': '応答: 「{{reply}}」。',
  'probe-id': 'Message-ID は probe-{{id}} で始まります。',
  'probes-next': '送信元とメールボックスごとの一覧は `/migration probes`',
  archive: '{{by}} が旧サーバーのメールを保存しました: {{mailboxes, mailbox}}、{{messages, message}}。',
  'archive-restored': '復元を試し、同じ内容になることを確かめました。',
  'archive-not-restored': '復元はまだ試していません。試すまで条件は満たされません: `/migration archive`',
  'incident-next-old-refuses': '旧サーバーの管理者は、いますぐこのドメイン宛てをまた受け付けるようにしてください。',
  'straggler-on-new': '新サーバーにもあります',
  'straggler-not-on-new': '新サーバーにはまだありません',
  'straggler-by-bot': 'ボットがこれから移します',
  'straggler-put': '新サーバーの {{folder}} へ移しました',
  'stragglers-rescue': 'まだないものはボットが自動で移し、この投稿でお知らせします。進み具合は `/migration rescue`',
} as const satisfies SameKeys<typeof en.mailAnnouncements>;

/** How mail can have come to the old server, and so what to do. */
export const causes = {
  cache: '古い DNS がまだ残っているのでしょう。切れるのを待ってください。',
  pinned:
    '古い DNS はもう残っていないはずで、送信側に旧サーバーが固定されています。管理者に書いてください: `/migration stragglers note 経路`',
  local:
    '旧事業者の中で、DNS を見ずに渡されています。古いキャッシュが消えたら、旧事業者にローカル配送を切ってもらってください。',
  inside:
    '旧サーバーにログインして、または内側から送られています。その端末を探し、新サーバーから送る設定にしてください。',
  smarthost: '手で設定された中継を通っています。その管理者に、配送先を新サーバーへ変えてもらってください。',
  unknown: '経路は分かりません。ヘッダーに書かれていません。',
} as const satisfies SameKeys<typeof en.causes>;

export const probeFates = {
  lost: 'どちらのサーバーにもない',
  old: '旧サーバーに届いた',
  junk: '迷惑メールに入った',
  failed: '送信サーバーが受け取らなかった',
  off: '送信サーバーかメールボックスが一覧から外れた、または登録し直されたため、見ていない',
} as const satisfies SameKeys<typeof en.probeFates>;
