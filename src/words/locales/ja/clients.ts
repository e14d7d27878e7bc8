import type * as en from '../en/clients.ts';
import type { SameKeys } from '../phrases.ts';

export const clients = {
  'owner-pin': '{{domain}} のメールを移します。あなたの{{count, client}}の設定をお願いします。',
  'owner-rewrite': '{{domain}} のメールが移りました。あなたの{{count, client}}の送信を、いま切り替えてください。',
  'owner-restore': '{{domain}} のメール: あなたの{{count, client}}のサーバー名をホスト名に戻してください。',
  'owner-restore-check': '{{domain}} のメール: あなたの{{count, client}}で送受信できるか確かめてください。',
  'owner-reminder': '再度のお願い（{{n}}/{{total}}）: {{text, ready}}',
  'owner-done':
    '{{domain}} のメール: あなたの{{count, client}}の設定は済みました。ありがとうございます。いまは何も必要ありません。',
  'owner-empty': '{{domain}} のメール: あなたの端末は一覧にありません。何も必要ありません。',
  'owner-moved': '{{domain}} のメール: 残りは下の新しいメッセージにあります。',
  'owner-over':
    '{{domain}} のメール: 端末はそのままにしてください。このお願いは終わりました。ほかに必要なことがあれば、別のメッセージでお知らせします。',
  'owner-rolled-back':
    '{{domain}} のメールは旧サーバーに戻します。送信は元のアカウントに戻し、アカウントは2つともそのまま残してください。',
  'owner-abandoned': '{{domain}} の移行は取りやめになりました。端末はそのままにして、チームに尋ねてください。',
  'owner-finished': '{{domain}} の移行が終わり、旧サーバーは解約されました。端末から古いアカウントを削除してください。',
  'owner-why':
    'このお願いは、{{domain}} のメールを {{server}} へ移している {{channel, ready}} で、あなたが次の端末の担当者として登録されているためお送りしています。',
  'owner-more':
    'ほかに{{n, client}}あり、設定は同じです。済んだ分と入れ替わりにここに表示されます。すべてを印刷するには `/migration clients sheet mine`',
  'owner-set': '設定済み: {{clients}}。',
  'owner-line': '`{{client}}` {{name}}{{kind, clientKinds, tail}}。{{user, ready}}',
  'user-is': 'ユーザー名: `{{user}}`。',
  'user-mailbox': 'ユーザー名: メールボックスのメールアドレス全体。',
  'owner-helping': 'チームに問い合わせ済みです。',
  'owner-back-closed':
    '{{domain}} のメール: ホスト名への変更はまだ早いと分かりました。あなたの{{count, client}}を、次のとおりに戻してください。',
  'owner-leave-closed':
    '{{domain}} のメール: ホスト名への変更はまだ早いと分かりました。あなたの{{count, client}}は、そのままにしてください。',
  'owner-back-rolled-back':
    '{{domain}} のメールは旧サーバーに戻します。あなたの{{count, client}}を、次のとおりに戻してください。',
  'owner-leave-rolled-back':
    '{{domain}} のメールは旧サーバーに戻します。あなたの{{count, client}}の送信は切り替えないでください。',
  'owner-back-abandoned':
    '{{domain}} の移行は取りやめになりました。あなたの{{count, client}}の設定を元に戻してください。',
  'owner-leave-abandoned':
    '{{domain}} の移行は取りやめになりました。あなたの{{count, client}}の設定はこれ以上変えず、アカウントもそのまま残してください。',
  'owner-next-closed': 'ホスト名に戻してよくなったら、改めてお知らせします。',
  'owner-next-rolled-back':
    'そのほかは、2つのアカウントともそのままにしてください。移行を再開するときは、改めてお知らせします。',
  'owner-next-abandoned': 'このあとボットからのお知らせはありません。ほかに必要なことは、チームからお伝えします。',
  'owner-back-clients': '対象: {{clients}}。',
  'owner-back-leave': 'そのままにするもの: {{clients}}。すでに変えたものがあれば、同じように戻してください。',
  'owner-back-only': 'すでに変えた場合だけ、次のとおりに戻してください。',
  'owner-back-past':
    '{{domain}} のメール: このお知らせの内容は終わりました。ほかに必要なことがあれば、新しいメッセージでお知らせします。',
  'back-new': '新しいアカウントのサーバー名を、ホスト名から次のとおりに戻してください。',
  'back-old': 'すべてのアカウントの送信:',
  'back-receive': '新しいアカウントの受信（ホスト名の代わりに）:',
  'back-host': '最初のアカウント（追加したアカウントは削除してかまいません）:',
  'back-stays': '最初のアカウントはそのままで構いません。追加したアカウントは削除してかまいません。',
  recalled: '元に戻すこと、またはそのままにすることをダイレクトメッセージで伝えた担当者: {{people}}。',
  'sheet-closed':
    '何のためか: ホスト名が、まだところどころで旧サーバーを指しています。しばらくの間、仮の名前に戻します。',
  'sheet-rolled-back': '何のためか: メールを旧サーバーに戻すので、送信も旧サーバーに戻します。',
  'sheet-abandoned': '何のためか: 移行は取りやめになりました。',

  'old-stays': '1. 今のアカウントはそのままで構いません。',
  'old-pin': '1. 今のアカウントのサーバー名 {{names}} を、次のとおりに変えてください。',
  'new-pin': '2. 新サーバーのアカウントを、受信用にもう1つ追加してください。',
  'new-pin-password': 'パスワードは、チームから伝えられた新しいものです。送信は、今のアカウントのまま続けてください。',
  'new-pin-none': '2. 受信はしないので、アカウントの追加はまだ必要ありません。',
  'new-rewrite': 'これからは、すべてのアカウントで新サーバーから送信してください。',
  'old-rewrite': '受信の設定はそのままです。',
  'new-restore': '新サーバーの設定を、次のとおりに変えてください。',
  'new-restore-check': '変える設定はありません。新しいアカウントは次の設定のまま使います。',
  'old-restore': '古いアカウントは、最後まで受信専用でそのまま残してください。',
  'door-receive': '• 受信（{{protocol, protocols}}）: サーバー `{{target}}`、ポート {{port}}、{{security, securities}}',
  'door-send':
    '• 送信（SMTP）: サーバー `{{target}}`、ポート {{port}}、{{security, securities}}、ユーザー名とパスワードで認証',
  'flaw-unseen': '`{{target}}` の証明書をまだ見ていません。警告が出たら、許可する前にチームに尋ねてください。',
  'flaw-name-mismatch':
    '`{{target}}` では、名前が一致しないという警告が出ます。想定どおりなので、{{shown}} と表示されたときだけ、1回許可してください。',
  'flaw-name-instead':
    '`{{target}}` では、名前が一致しないという警告が出ます。代わりに {{instead}} と入力してください。',
  'flaw-not-looked-up':
    '`{{target}}` が正しいサーバーにつながるかは、まだ確かめていません。つながらないときはチームに尋ねてください。',
  'flaw-untrusted':
    '`{{target}}` では警告が出ます。次の SHA-256 フィンガープリントが表示されたときだけ、1回許可してください: `{{fingerprint}}`',
  'flaw-untrusted-bare': '`{{target}}` では警告が出ます。許可する前にチームに尋ねてください。',
  'flaw-expired':
    '`{{target}}` の証明書は {{expiresAt}} に期限が切れています。警告を許可せず、更新が必要だとチームに伝えてください。',
  'flaw-expires-soon':
    '`{{target}}` の証明書の期限は {{expiresAt}} です。それ以降に警告が出たら、チームに尋ねてください。',
  'flaw-out-of-time': '`{{target}}` の証明書はいま有効ではありません。警告を許可せず、チームに伝えてください。',
  'pop-keep': 'POP: 2つのアカウントとも、サーバーにメールを14日以上残す設定にしてください。',

  'button-done': '済み',
  'button-not-mine': '担当ではない',
  'button-help': 'ヘルプ',
  'button-all-done': '{{n}}台すべて済み',
  'confirm-not-mine': '「{{name}}」をあなたの一覧から外し、担当者を探すようチャンネルに伝えます。',
  'confirm-all-done': 'あなたの{{count, client}}すべてを、ここに書かれたとおり設定したことを確認します。',
  'click-not-yours': 'このメッセージは {{people}} あてです。あなたの端末があれば、あなたあてのメッセージにあります。',
  'click-moved-on':
    '記録していません。{{domain}} の移行が先に進み、このお願いは終わりました。いま必要なことは、ここの最新のメッセージにあります。',
  'click-list-changed':
    '記録していません。一覧がその後変わりました。いまの一覧を確かめてから、そちらで押してください。',
  'click-not-listed': '記録していません。この端末はもうあなたの一覧にありません。',
  'click-ended': '記録していません。{{domain}} の移行は終わっています。',
  'all-done': '✓ あなたの{{count, client}}を設定済みにしました。ありがとうございます。',

  'help-title': 'ヘルプ',
  'help-submit': 'チームに尋ねる',
  'help-for': '{{client}} {{name}}{{kind, clientKinds, tail}}',
  'help-pin':
    '何のためか: メールソフトに設定されているサーバー名は、まもなく新サーバーを指すようになります。その間にメールを失わないよう、旧サーバーは別の名前で受信を続け、新サーバーを2つ目のアカウントとして加えます。',
  'help-rewrite':
    '何のためか: いまは新サーバーが正式な宛先です。旧サーバーから送ったメールは旧サーバーにとどまることがあるので、送信を新サーバーに切り替えます。受信は両方で続けます。',
  'help-restore':
    '何のためか: 正式な名前で新サーバーに届くようになったので、仮の名前をやめます。古いアカウントは、旧サーバーを解約するまで残します。',
  'help-type': '入力する内容',
  'help-where': '設定の場所',
  'help-question': '何がうまくいきませんか',
  'help-hint':
    'あなたの名前とともにチャンネルに表示されます。パスワードは書かないでください。空のままなら、助けが必要だとだけ伝えます。',
  'help-asked': 'チームに伝えました。',

  asked: '{{by}} が端末{{client}}「{{name}}」の設定で困っています。',
  'asked-question': '{{by}} から端末{{client}}「{{name}}」についての質問: {{question}}',
  'asked-next': '{{people}} は {{by}} に答えてください。入力する内容は `/migration clients sheet {{client}}`',
  'asked-next-nobody': '{{by}} に答えてください。入力する内容は `/migration clients sheet {{client}}`',
  disowned: '{{by}} の担当ではないという{{count, client}}があります。担当者はだれですか。',
  'disowned-line': '• {{client}} {{name}}',
  'disowned-next': '担当者を登録してください: `/migration clients owner {{client}} @担当者`',

  unreachable:
    '対象の端末: {{clients}}。入力する内容を印刷して渡すか（`/migration clients sheet {{text, ready}}`）、別の担当者を登録してください: `/migration clients owner 番号 @担当者`',
  title: '{{count, client}}（固定済み {{pinned}}、新サーバーから送信 {{sending}}、ホスト名に戻した {{restored}}）',
  key: '印は順に、固定、新サーバーからの送信（送信しない端末は ·）、ホスト名に戻したことを示します。',
  line: '`{{id, ready}}` {{marks, ready}} {{text, ready}}',
  'line-behalf': '{{people}} が担当者に代わって記録',
  'line-help': '問い合わせあり',
  'line-disowned': '{{people}} の担当ではない',
  'missing-pin': '固定がまだ: {{text, ready}}。',
  'missing-rewrite': 'まだ旧サーバーから送信: {{text, ready}}。',
  'missing-restore': 'ホスト名に戻すのがまだ: {{text, ready}}。',
  'missing-owner': '{{owner}} {{n}}台',
  'missing-nobody': '担当者なし {{n}}台',
  told: '入力する内容をダイレクトメッセージで伝えた担当者: {{people}}。',
  'told-sheet': 'Slack を使わない担当者には、印刷用の用紙があります: `/migration clients sheet`',
  'sending-mark': '担当者が送信を切り替えたら `/migration clients sending 番号`。残り{{count, client}}。',
  'missing-sheet': 'Slack を使わない人には `/migration clients sheet`',
  'bulk-marked': '✓ {{count, client}}を「{{mark, clientMarks}}」にしました: {{clients}}。',
  'bulk-unmarked': '✓ {{count, client}}の「{{mark, clientMarks}}」を取り消しました: {{clients}}。',
  'bulk-none': '当てはまる端末がありません。一覧は `/migration clients`',

  'event-owned': '{{by}} が端末 {{clients}} の担当者を {{people}} にしました。',
  'event-owned-one': '{{by}} が端末 {{clients}} の担当者を {{people}} にしました。',
  'event-disowned': '{{by}}: 端末{{client}}は担当ではありません。',
  'event-help': '{{by}} が端末{{client}}について助けを求めました。',
  'event-help-question': '{{by}} が端末{{client}}について質問しました: {{question}}',
  'event-asked': '入力する内容（{{phase, clientPhases}}）を {{people}} に伝えました。',
  'event-reminded': '{{people}} に再度お願いしました（{{phase, clientPhases}}）。',
  'event-typed': '担当者に伝える入力内容（{{phase, clientPhases}}）: {{targets}}。',
  'event-typed-unknown': '担当者に伝える入力内容（{{phase, clientPhases}}）はまだ分かりません。',
  'event-hours': '{{people}} への再度のお願いは、本人の設定により {{from}}〜{{to}} の間にお届けします。',
  'event-hours-weekends':
    '{{people}} への再度のお願いは、本人の設定により {{from}}〜{{to}} の間に、週末と祝日にもお届けします。',
  'event-hours-workdays':
    '{{people}} への再度のお願いは、本人の設定により {{from}}〜{{to}} の間に、営業日にだけお届けします。',
  'event-zone': '{{people}} のタイムゾーンは {{timeZone}} です。',
  'event-pinned-for': '{{by}} が {{people}} に代わって端末{{client}}を固定済みにしました。',
  'event-unpinned-for': '{{by}} が {{people}} に代わって端末{{client}}の固定を取り消しました。',
  'event-sending': '{{by}}: 端末{{client}}は新サーバーから送信しています。',
  'event-unsending': '{{by}} が端末{{client}}の送信の切り替えを取り消しました。',
  'event-sending-for':
    '{{by}} が {{people}} に代わって、端末{{client}}が新サーバーから送信していることを記録しました。',
  'event-unsending-for': '{{by}} が {{people}} に代わって端末{{client}}の送信の切り替えを取り消しました。',
  'event-restored-for': '{{by}} が {{people}} に代わって、端末{{client}}がホスト名に戻ったことを記録しました。',
  'event-unrestored-for': '{{by}} が {{people}} に代わって端末{{client}}の復帰を取り消しました。',

  'sheet-title': '印刷用の用紙: {{count, client}}',
  'sheet-how': 'コピーして印刷し、それぞれの担当者に渡してください。済んだら {{line, ready}}',
  'sheet-none': 'いま用紙が必要な端末はありません。',
  'sheet-next': '{{n}}/{{total}} ページ。次のページは {{line, ready}}',
  'sheet-head': '{{domain}} のメール',
  'sheet-client': '端末 {{client}}: {{name}}{{kind, clientKinds, tail}}',
  'sheet-owner': '担当者: {{people}}',
  'sheet-user': 'ユーザー名: {{user}}',
  'sheet-tell': '済んだとき、またはうまくいかないときは、この用紙を渡した人に伝えるか、ここに記入して返してください。',
  'sheet-sign': '[ ] 済み    日付: ____________    名前: ____________________',
} as const satisfies SameKeys<typeof en.clients>;

export const clientKinds = {
  outlook: 'Outlook',
  'apple-mail': 'Apple メール',
  thunderbird: 'Thunderbird',
  phone: 'スマートフォン・タブレット',
  scanner: '複合機・スキャナー',
  'web-form': 'ウェブフォーム',
  monitoring: '監視',
  invoicing: '請求書ソフト',
  other: 'その他',
} as const satisfies SameKeys<typeof en.clientKinds>;

export const clientMarks = {
  pinned: '固定済み',
  sending: '新サーバーから送信',
  restored: 'ホスト名に復帰',
} as const satisfies SameKeys<typeof en.clientMarks>;

export const clientPhases = {
  pin: '固定',
  rewrite: '送信の切り替え',
  restore: 'ホスト名への復帰',
} as const satisfies SameKeys<typeof en.clientPhases>;

/** Where such settings are found. */
export const clientHelp = {
  outlook:
    'Windows の Outlook: 「ファイル」→「アカウント設定」→「アカウント設定」でアカウントを選び「変更」（または「サーバーの設定」）。追加は「ファイル」→「アカウントの追加」で「自分で自分のアカウントを手動で設定」にチェック。新しい Outlook と Mac 版は「設定」→「アカウント」で、アカウントの横の「管理」。',
  'apple-mail':
    'Mac のメール: 「メール」→「設定」→「アカウント」でアカウントを選び「サーバ設定」。「接続設定を自動的に管理」のチェックを外すとポートが表示されます。追加は一覧の下の「+」→「その他のメールアカウント」。',
  thunderbird:
    'Thunderbird: 「≡」→「アカウント設定」。受信は「サーバー設定」、送信は一覧のいちばん下の「送信 (SMTP) サーバー」。追加は「アカウント操作」→「メールアカウントを追加」→「手動設定」。',
  phone:
    'iPhone・iPad: 「設定」→「アプリ」→「メール」→「メールアカウント」（iOS 17 以前は「設定」→「メール」→「アカウント」）でアカウントを選びます。ポートは「詳細」、送信は「SMTP」。Android の Gmail: 「設定」でアカウントを選び「受信設定」と「送信設定」。',
  scanner:
    'ブラウザーで機器の管理画面を開き（アドレスはネットワーク設定の印刷に載っています）、管理者としてログインして「電子メール」「SMTP」「スキャン to メール」などの項目を探します。設定後に1枚送って確かめてください。SSL か STARTTLS のどちらかを選ぶ機種では、上に書かれたほうを選びます。',
  'web-form':
    'フォームまたはサイトの設定（WordPress は SMTP プラグイン、それ以外はスクリプトの設定ファイル）で、SMTP サーバー、ポート、暗号化、ユーザー名を変えます。設定後に自分あてに1回送信してください。',
  monitoring:
    '通知の設定にある、アラートを送るメール（SMTP）サーバーです（Zabbix は「通知」→「メディアタイプ」→「Email」）。設定後にテスト通知を送ってください。',
  invoicing:
    '会計・請求書ソフトのメール送信設定で、SMTP サーバー、ポート、暗号化、ユーザー名を変えます。提供元のサービスが代わりに送信している場合は何も変えず、済みにしてください。設定後に自分あてに1通送ってください。',
  other:
    '設定の中から「アカウント」「サーバー」「SMTP」などの項目を探してください。見つからないときはチームに尋ねてください。一緒に確かめます。',
} as const satisfies SameKeys<typeof en.clientHelp>;
