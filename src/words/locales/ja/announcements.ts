import type { announcements as enAnnouncements, puzzles as enPuzzles } from '../en/announcements.ts';
import type { SameKeys } from '../phrases.ts';
import { mailAnnouncements } from './announcements-mail.ts';
import { peopleAnnouncements } from './announcements-people.ts';

/** What the channel hears of: one first line each, and the lines under it. */
export const announcements = {
  ...mailAnnouncements,
  ...peopleAnnouncements,
  started: '{{domain}} のメール移行を始めます: {{old}} → {{new}}',
  'started-domains': 'ドメイン（{{n}}件）: {{text, ready}}。',
  'started-what': '{{profile, profiles}}。移すもの: {{scope, scopes}}。',
  'started-approvers': '承認者: {{people}}',
  'started-solo': '一人体制です。{{by}} が依頼も承認もします。報告書に残ります。',
  'started-how':
    'ボットは DNS を書き換えず、メールも消しません。作業するのは人で、ボットは内容を示し、結果を確かめます。',
  digest: '{{domain}}: 今日は新しい動きがありません。{{sinceAt}}から待っていること: {{text, ready}}',
  'digest-gate':
    '{{domain}}: 今日は新しい動きがありません。「{{gate, gates}}」がいつ開くかは、まだ分かりません。{{sinceAt}}から待っていること: {{text, ready}}',
  'digest-earliest':
    '{{domain}}: 今日は新しい動きがありません。「{{gate, gates}}」が開くのは、早くて{{earliestAt}}です。{{sinceAt}}から待っていること: {{text, ready}}',
  'digest-nothing': 'いまのところ、することはありません。',
  'of-domain': '{{domain}}',
  'moves-mail': '{{domain}} のメール移行',
  'step-prompt': '手順 {{n}}/{{total}}: {{step, steps}}',
  'step-prompt-done': '手順 {{n}}/{{total}} は完了しました: {{step, steps}}',
  'step-prompt-over': '手順 {{n}}/{{total}} のお願いは終わりました: {{step, steps}}',
  'step-prompt-now': 'いま必要なことは `/migration step`',
  'gate-ready': '「{{gate, gates}}」の準備が整いました。残るは承認だけです。',
  'gate-ready-count': 'ほかの{{total}}条件はすべて満たされています。根拠は `/migration gate {{gate}}` で見られます。',
  'gate-ready-waived':
    'ほかの{{total}}条件はすべて満たされています（うち免除を含むもの {{waived}}）。根拠は `/migration gate {{gate}}` で見られます。',
  'gate-ready-open':
    '「{{gate, gates}}」は準備が整っていましたが、いまは承認のほかにも満たされていない条件があります。',
  'gate-ready-open-what': '満たされていない条件: {{text, ready}}。詳しくは `/migration gate {{gate}}`',
  'gate-ready-open-ask': '承認はいまでも依頼できますが、これらの条件がふたたび満たされるまで、ゲートは開きません。',
  'gate-ready-ask': '承認を依頼するには `/migration gate {{gate}} ask`',
  'gate-ready-asked': '承認を {{by}} が依頼しました。依頼は別のメッセージにあります。',
  'gate-ready-opened': '「{{gate, gates}}」は準備が整ったあと、ゲートが開きました。',
  'gate-ready-closed': '「{{gate, gates}}」は準備が整っていましたが、いまはそうではありません。',
  'gate-ready-now': 'いまの状態は `/migration gate {{gate}}` で見られます。',
  'approval-open': '「{{gate, gates}}」の承認をお願いします。いま{{ok}}/{{needed}}です。',
  'approval-declined': '「{{gate, gates}}」は承認されませんでした。',
  'approval-lapsed': '「{{gate, gates}}」の依頼は無効になりました。',
  'approval-used': '「{{gate, gates}}」が承認されました（{{ok}}/{{needed}}）。',
  'approval-by': '依頼: {{requestedBy}}、{{requestedAt}}',
  'approval-change': 'DNS の変更内容:',
  'approval-enough':
    '満たされていない条件があります: {{text, ready}}。承認は{{ok}}/{{needed}}で足りており、これらが満たされればゲートが開きます。',
  'approval-open-items':
    '満たされていない条件があります: {{text, ready}}。承認は数えられますが、これらが満たされるまでゲートは開きません。',
  'approval-waiting': '返事待ち: {{people}}',
  'approval-given': '承認: {{by}}、{{at}}',
  'approval-given-via': '承認: {{by}}（{{group}} のメンバー）、{{at}}',
  'approval-reason': '{{declinedBy}} の理由: {{reason}}',
  declined: '{{by}} が「{{gate, gates}}」を承認しませんでした: {{reason}}',
  'declined-next': '解決したら、もう一度依頼してください: `/migration gate {{gate}} ask`',
  'lapsed-gate-closed': 'ゲートが閉じたため、「{{gate, gates}}」の承認は無効になりました。',
  'lapsed-expired': '「{{gate, gates}}」の承認の期限が切れました。',
  'lapsed-changed': '承認された内容が変更されたため、「{{gate, gates}}」の承認は無効になりました。',
  'lapsed-shut': '{{gate, gateWaits}}。',
  'lapsed-waits': '{{gate, gateWaits}}。もう一度承認されるまで待ってください。',
  'lapsed-goes-on':
    '新しいデータはもう公開されているため、ゲートは開いたままです。書き換えはこのまま終わらせてください。変更した内容は承認されていないので、問題があればいま相談してください。',
  'lapsed-next': '{{people}}: 準備が整えばまたお知らせします。いまは何もしなくて大丈夫です。',
  'lapsed-ask': '{{people}}: もう一度依頼してください: `/migration gate {{gate}} ask`',
  'gate-opened': '{{gate, gateSays}}。',
  'gate-opened-ahead': '決めた時刻になったら、{{gate, gateSays}}。',
  'opened-from': '{{executor}} は、{{fromAt}}から{{toAt}}までに DNS を書き換えてください。',
  'opened-cut-over':
    '{{executor}}: 先に `/migration step rewrite begin` と宣言し、それから書き換えてください。項目ごとの入力内容は `/migration step rewrite`',
  'opened-cut-over-nobody':
    '書き換える方は、先に `/migration step rewrite begin` と宣言してください。項目ごとの入力内容は `/migration step rewrite`',
  'opened-switch-back':
    '端末の担当者は、新しいアカウントの設定をホスト名に戻してください。入力する内容は `/migration step restore`',
  'opened-used': '済み: {{gate, gateSays}}。',
  'opened-used-cut-over': '{{at}}に書き換えが始まったか、最初に確認されました。経過は専用のメッセージにあります。',
  'opened-used-switch-back': '{{at}}までに、すべての端末がホスト名に戻りました。',
  'opened-used-cancel': '旧サーバーは解約されました（{{at}}に記録）。',
  'opened-taken-back': '取り消し済み: {{gate, gateSays}}。',
  'opened-closed': '根拠が成り立たなくなったため、{{at}}にボットが取り消しました。いまの状況は `/migration status`',
  'opened-rolled-back': '{{at}}に {{by}} が切り戻したため、無効になりました。いまの状況は `/migration status`',
  'opened-abandoned': '{{at}}に {{by}} が移行を中止したため、無効になりました。残っている作業は `/migration step`',
  'opened-evidence': '開いたときの根拠は `/migration report`',
  'gate-retracted': '止まってください。「{{gate, gates}}」を取り消します。{{gate, gateWaits}}。',
  'retracted-people': '{{people}}: ご確認ください。',
  'retracted-next':
    'これまでの承認は無効です。ボットは確認を続け、準備が整えばまたお知らせします。詳しい理由は `/migration gate {{gate}}`',
  waived: '{{by}} が{{item, item}}を免除しました: {{reason}}',
  'waived-all': '{{by}} が、ボットのまだ確認できない条件を免除しました: {{reason}}',
  'waived-where': '{{gate, gates}}: {{text, ready}}',
  'plan-changed': '{{by}} が計画を変えました: {{name}} {{type}} {{before}} → {{after}}',
  'plan-new': '{{by}} が計画に加えました: {{name}} {{type}} {{after}}',
  'plan-dropped': '{{by}} が {{name}} {{type}} を計画から外しました。',
  'plan-changed-next': '書き換えの前と後は `/migration plan`',
  'plan-dropped-next':
    'DNS では今のまま残ります。`/migration plan set` で計画し直すか、承認者が免除してください: `/migration gate cut-over`',
  'removed-client': '{{by}} が端末「{{name}}」を外しました。',
  'removed-mailbox': '{{by}} がメールボックス {{name}} を外しました。',
  'removed-client-next': 'ボットはこの端末をもう確認しません。残りの一覧は `/migration clients`',
  'removed-mailbox-next': 'ボットはこのメールボックスをもう確認しません。残りの一覧は `/migration mailboxes`',
  'rewrite-begun': '{{by}} が DNS を書き換えています。',
  'rewrite-begun-next': 'ボットは{{everyMs}}ごとに権威サーバーを確認します。',
  'rewrite-seen': '新しいデータが出ました。{{at}}に権威サーバーで確認しました。',
  'rewrite-seen-next': 'これより後の送信は、どの端末も新サーバーを使ってください。',
  'rewrite-done': '{{at}}に、すべての権威サーバーが新しくなりました。',
  'rewrite-seen-by': '新しいデータが{{at}}から出ています。全部そろったのは権威サーバーの{{ok}}/{{total}}です。',
  'rewrite-begun-route': '{{by}} がゲートウェイの配送先を変えています。',
  'rewrite-begun-route-next': '新サーバーに向いたら `/migration step rewrite done`',
  'rewrite-done-route': '{{at}}から、ゲートウェイは新サーバーに配送しています。',
  'rewrite-both': 'それまでは両方のサーバーに届きます。',
  'rewrite-holders': '古いデータを持つリゾルバーがあるかは、まだ分かりません。',
  'rewrite-holders-where': '1台ずつの様子は `/migration resolvers`',
  'rewrite-differences': '計画と違うところ:',
  'rewrite-formers':
    '古い DNS はまだ解約しないでください。以前の委任を覚えているキャッシュから、{{formersGoneAt}}までは尋ねられます。',
  'vantage-alarm': '{{count, resolver}}に、もうないはずのデータが残っています。',
  'vantage-alarm-over': '古いデータを持ち続けていたリゾルバーは、すべて新しくなりました。',
  'vantage-alarm-next': 'ゲートはこれらを待ちます。リゾルバーごとの様子は `/migration resolvers`',
  'zone-released': '{{zone}} の以前の DNS サーバーは、もう要りません: {{servers}}。',
  'zone-released-next':
    'TTL を守るキャッシュは、もうこれらに尋ねません。{{zone}} については、止めても、以前の DNS 事業者を解約してもかまいません。旧メールサーバーの解約は、そのゲートを待ってください。',
  'zone-released-rollback':
    '切り戻すときは、これらがまた必要になります。切り戻す可能性があるうちは動かしておき、「このまま続ける」か `/migration step rewrite keep` で決めてから止めてください。',
  'dns-move': '{{by}}: DNS 事業者も変えます。委任先を {{servers}} にします。',
  'dns-move-first':
    '1. 移す先に、ゾーン全体を作ってください。計画にあるレコードは書き換え後の内容、ほかは今のままです。まだ誰もそこには尋ねません。「切り替え」のゲートが開く前に、ボットが1件ずつ比べます。',
  'dns-move-second':
    '2. DNSSEC で署名しているなら、先にレジストラで DS を外し、その TTL が切れるのを待ってください。移す先での署名と新しい DS は、以前の DNS サーバーが要らなくなったとボットが知らせてからにしてください。',
  'dns-move-third':
    '3. 決めた時間に、古い方でも計画のとおりに書き換え、それからレジストラでネームサーバーを変えてください。古い方は動かしたままにします。委任の TTL（多くは1〜2日）の間は尋ねられます。',
  'dns-move-none': '{{by}}: DNS は今の事業者のままです。',
  'dns-move-none-next': '変わるのは計画のレコードだけです: `/migration plan`',
  globalping: '{{by}} が、{{countries}}のプロバイダーのリゾルバーにも尋ねることにしました。',
  'globalping-next':
    'これより、公開サービス Globalping（globalping.io）とその測定点に、計画にある名前が伝わります。ほかは伝わりません。やめるには `/migration resolvers globalping off`',
  'globalping-off': '{{by}} が、プロバイダーのリゾルバーに尋ねるのをやめました。',
  'globalping-off-next': 'Globalping に名前が伝わることはもうありません。尋ねる先の一覧は `/migration resolvers`',
  stragglers: '書き換え後、旧サーバーに{{total, message}}が届きました。',
  'stragglers-announced': '書き換えの宣言後、旧サーバーに{{total, message}}が届きました。',
  'stragglers-early': 'すべての権威サーバーが新しくなるまでは、まだこちらに届くことがあります。異常ではありません。',
  'stragglers-caches': '{{watermarkAt}}までは、古いキャッシュのためにこちらに届くことがあります。異常ではありません。',
  'stragglers-back': '切り戻し後、新サーバーだけに{{total, message}}が届きました。',
  'stragglers-back-next': '旧サーバーへ戻してください。戻ったことはボットが確認します。一覧は `/migration stragglers`',
  'straggler-line': '{{mailbox}}、{{at}}{{from, from}}{{path, via}}{{subject, about}}{{where, ready, tail}}',
  'stragglers-there': 'すべて新サーバーにも入りました。',
  'stragglers-next': '新サーバーへ移してください。移ったことはボットが確認します。一覧は `/migration stragglers`',
  'stragglers-rest': 'メールはまた旧サーバーに届くので、そのままでかまいません。移すものはありません。',
  'stragglers-path': '{{names}} の管理者に、DNS キャッシュの消去か、固定された配送先の削除を頼んでください。',
  'suspects-one': '{{side, sides}}に届いた{{count, message}}は迷惑メールのようです。',
  suspects: '{{side, sides}}に届いた{{count, message}}は迷惑メールのようです。',
  'suspects-next':
    'すべて迷惑メールなら片付けてください。そうでなければ1通ずつ確かめてください。判定するまでゲートは開きません。',
  'suspects-next-back':
    '全部が迷惑メールなら一覧を消し、そうでなければ詳しく見てください。本物のメールは旧サーバーへ戻す必要があります。',
  'suspects-next-rest':
    '全部が迷惑メールなら一覧を消し、そうでなければ詳しく見てください。切り戻している間、これで止まるものはありません。',
  'suspects-judged': '迷惑メールらしきものは {{by}} が判定しました。迷惑メール{{spam}}通、本物{{real}}通です。',
  puzzles: '説明のつかないものがメールボックスに{{count, item}}あります。',
  'puzzle-line': '{{mailbox}}、{{folder}}: {{text, ready}}',
  'puzzles-next-back':
    '何があったか調べてください。旧サーバーへ戻すメールが含まれているかもしれません。詳しくは `/migration stragglers`',
  'puzzles-next': '何があったか調べてください。そのうえで、承認者がキーを指定して免除できます: `/migration stragglers`',
  'credentials-refused': '{{count, mailbox}}のパスワードが受け付けられませんでした。',
  'credentials-line': '{{mailbox}}（{{side, sides}}）',
  'credentials-next':
    '正しいものを登録してください: `npm run vault -- import accounts.csv`。今のものではもう試しません。',
  incident: '異常: {{code, incidents}}。',
  'incident-what': '{{subject}}、{{at}}',
  'incident-next-rewrite-without-gate':
    '意図しない書き換えなら、すぐ DNS を戻してください。意図したものなら、ボットはこのまま見守ります。',
  'incident-next-old-data-again':
    'ゾーンの管理者は、このサーバーに新しいデータをもう一度公開してください。わざと戻したのなら `/migration rollback 理由`',
  'incident-next-straggler-after-switch-back':
    '新サーバーへ移し、どの経路で届いたか調べてください: `/migration stragglers`',
  'incident-next-straggler-after-cancel':
    '旧サーバーがまだ動いているなら、解約しないでください。メールは新サーバーへ移してください: `/migration stragglers`',
  'incident-next-not-planned-data':
    'ゾーンの管理者は、打ち間違いでないか確かめ、ゾーンか計画を直してください: `/migration plan`',
  'state-paused': '{{by}} が移行を一時停止しました。',
  'state-paused-because': '{{by}} が移行を一時停止しました: {{reason}}',
  'state-resumed': '{{by}} が移行を再開しました。',
  'state-rolled-back': '{{by}} が切り戻しを決めました: {{reason}}',
  'state-abandoned': '{{by}} が移行を中止しました: {{reason}}',
  'paused-next':
    '停止中は、手順の案内もゲートも止まります。メールボックスの見守りは続け、旧サーバーに届いたメールはお知らせします。再開するには `/migration resume`',
  'resumed-next': 'いまの状況は `/migration status`',
  'rolled-back-next':
    'ボットは、新サーバーだけに届いたメールを見守ります。旧サーバーへ戻してください。DNS は元のとおりに戻してください:',
  'rolled-back-already':
    'DNS はすでに元に戻っているので、設定することはありません。キャッシュが新サーバーを指さなくなったらお知らせします。ボットは、新サーバーだけに届いたメールを見守ります。旧サーバーへ戻してください。',
  'rollback-back': 'DNS が元に戻りました。{{at}} から、すべての権威サーバーが元のデータを返しています。',
  'rollback-back-caches':
    'キャッシュには {{watermarkAt}} まで新しいデータが残ることがあり、それまでは新サーバーにもメールが届くことがあります。',
  'rollback-over': '切り戻しが完了しました。TTL を守るキャッシュは、もう新サーバーを指しません。',
  'rollback-over-caches':
    'すべての権威サーバーが {{at}} から元のデータを返しており、キャッシュに新しいデータが残りえたのは {{watermarkAt}} までです。',
  'rollback-again': 'DNS がまた変わりました。{{server}} の {{record}} が、書き換え前のデータではありません。',
  'rollback-again-next': 'ゾーンの管理者は、元のとおりに戻してください: `/migration step`',
  'abandoned-left': '移されていないメールが残っています: {{count, straggler}}。',
  'abandoned-passwords': 'ボットはパスワードをすべて消去します。',
  'abandoned-next':
    'ボットは見守りを終えます。残っている作業は `/migration step`、記録は `/migration history` で見られます。',
  'rollback-request': '{{by}} が切り戻しを依頼しています: {{reason}}',
  'rollback-request-granted': '{{by}} の依頼どおり切り戻しました: {{reason}}',
  'rollback-request-over': '{{by}} が切り戻しを依頼していましたが（{{reason}}）、承認はもう必要ありません。',
  'rollback-request-next': '{{people}}: 書き換えから{{freeMs}}を過ぎたので、どなたかの承認が必要です。',
} as const satisfies SameKeys<typeof enAnnouncements>;

export const puzzles = {
  unexplained: '二度の確認の間に、{{count, message}}が届いて消えました',
  'unknown-stamp': 'どちらのサーバーのものでもない名前が記されたメールが{{count, item}}あります',
  vanished: 'フォルダーがなくなり、中身が分かりません',
  uidvalidity: 'フォルダーが作り直され、以前の中身が分かりません',
} as const satisfies SameKeys<typeof enPuzzles>;
