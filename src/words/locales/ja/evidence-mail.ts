import type * as en from '../en/evidence-mail.ts';
import type { SameKeys } from '../phrases.ts';

/** Evidence about mailboxes, addresses, senders, content, probes and the closing of the old server. */
export const mailEvidence = {
  'watch-log': '配送ログを{{untilAt}}まで読みました。',
  'log-missing': '配送ログで見守りますが、まだ一つも読んでいません。読ませるには `npm run mail -- log FILE`',
  'log-gap':
    '配送ログが{{fromAt}}から{{untilAt}}まで抜けていて、その間の着信は分かりません。その分を読ませてください: `npm run mail -- log FILE`',
  'watch-forwarded': '転送は働いています。旧サーバーから送られたメールを{{seenAt}}に新サーバーで確認しました。',
  'forward-unproven':
    '旧サーバーから転送されたメールを、この30日間、新サーバーで見ていません。転送が働いているかは分かりません。旧サーバー経由で一通送ってください。',
  'watch-attested': '{{by}} が{{attestedAt}}に申告しました。ボットは見ていません。名指しで免除すれば通ります。',
  'watch-not-attested':
    '旧サーバーにはもう何も届かない、という申告がまだありません。持ち主か承認者が申告してください: `/migration mailboxes attest アドレス`',
  'watch-unwatched': '誰も見ていないため、旧サーバーへの着信は分かりません。名指しで免除すれば通ります。',
  'pop3-not-lasting':
    'POP3 でしか見られず、メールが{{neededMs}}残っているのをまだ確認できません。端末が取り込んで消しているかもしれません。サーバーに残す設定にしてください。',
  accepts: '受け付けます（{{via, acceptVias}}）。',
  'accept-refused':
    '新サーバーが {{address}} を拒みます（「{{reply}}」）。このままでは送信者に戻ります。新サーバーに作るか、扱いを決めてください: `/migration addresses`',
  'accept-deferred':
    '{{address}} は後回しにされました（「{{reply}}」）。多くはグレーリストです。ボットがまた尋ねます。',
  'accept-untested': '{{address}} はまだ試せていません。{{reason, failures}}',
  'accept-catch-all':
    '新サーバーはどんなアドレスも受け付けるため、{{address}} があるとは言えません。一通送って届き先を見てから、承認者が免除してください。',
  'address-unplaced':
    '旧サーバーに{{count, message}}、最後は{{lastAt}}。新サーバーでの扱いが決まっていません。メールボックス、エイリアス、リスト、廃止のどれですか。`/migration addresses`',
  'address-dropped': '{{by}} が廃止としました: {{reason}}',
  'relay-closed': '他人から他ドメイン宛てのメールを、正しく拒みます。',
  'relay-open':
    '新サーバーが誰からでも他ドメイン宛てのメールを中継します。数時間で迷惑メールの踏み台になります。書き換えより先に、管理者に閉じてもらってください。',
  'relay-untested': '新サーバーが他人のメールを中継するかは、まだ試せていません。{{reason, failures}}',
  'scan-ok': '{{messages, message}}を読みました。これまでに分かったのは{{addresses, address}}です。',
  'scan-partial':
    '一部しか読めておらず、残りにあるアドレスは分かりません。`/migration check scan` で読み直すか、承認者が名指しで免除してください。',
  'old-accepts': '旧サーバーは{{sinceAt}}から受け付けています（最後の確認は{{untilAt}}）。',
  'old-refused':
    '旧サーバーが{{refusedAt}}に {{address}} を拒みました（「{{reply}}」）。その間のメールは送信者に戻っています。いつもの送信者に再送を頼み、承認者が名指しで免除してください。',
  'old-accept-gap':
    '{{untilAt}}の前後に、旧サーバーが {{address}} を受け付けるか確認できない時間がありました。その間に戻されたメールがあるかもしれません。承認者が名指しで免除できます。',
  'content-verified': '{{messages, message}}すべてを新サーバーで確認しました（{{verifiedAt}}）。',
  'content-missing':
    '{{messages, message}}のうち{{missing}}通が新サーバーにありません。どれかは `/migration copy missing アドレス`',
  'message-missing': '{{stampedAt}}{{from, from}}: {{reason, missingReasons}}。',
  'messages-missing-more':
    'ほかに{{count, message}}が新サーバーにありません。一覧は `/migration copy missing アドレス`',
  'ledger-complete': '旧サーバーの{{messages, message}}すべてを新サーバーで確認しました（{{seenAt}}）。',
  'ledger-before-close':
    '突き合わせは{{seenAt}}で、旧サーバーの受け付けを終える前です。その後の着信は分かりません。終えたあとにもう一度: `/migration copy compare`',
  'sender-seen': '{{seenAt}}に新サーバーで確認しました。',
  'sender-awaited':
    'およそ{{everyDays, day}}ごとに届きます（最後は{{lastAt}}）。次は{{expectedAt}}ごろの見込みで、それまでは何もしなくて大丈夫です。',
  'sender-silent':
    'およそ{{everyDays, day}}ごとに届いていました（最後は{{lastAt}}、見込みは{{expectedAt}}）が、新サーバーで見ていません。どこへ送っているか尋ねるか、承認者が外してください: `/migration senders dismiss 差出人 because 理由`',
  'sender-dismissed': '{{by}} が外しました: {{reason}}',
  'senders-none': '書き換え前の90日間に、二日以上送ってきた差出人はいません。',
  'senders-left-out':
    '少なくしか送らない{{count, sender}}は多すぎて追えず、新サーバーに届いているかは分かりません。承認者が免除できます。',
  'probe-landed': '{{relay}} から送った確認メールが、{{landedAt}}に新サーバーに届きました。',
  'probe-junk':
    '{{relay}} から送った確認メールが、{{landedAt}}に {{folder}} に入りました。届きはしますが、迷惑メール扱いです。新サーバーのフィルターを確かめてください。',
  'probe-lost':
    '{{sentAt}}に {{relay}} から送った確認メールが、どちらのサーバーにも見つかりません。中継サーバーの管理者は送信待ちを調べてください。送り直すには `/migration probes now`',
  'probe-reached-old':
    '{{sentAt}}に {{relay}} から送った確認メールが、旧サーバーに届きました（{{folder}}、{{landedAt}}）。この経路のメールはまだ旧サーバーに届きます。中継サーバーの管理者は、DNS のキャッシュを消すか、固定の配送先を外してください。',
  'probe-reached-old-own':
    '旧事業者の中継サーバー {{relay}} から送った確認メールは、旧サーバーに届いています（{{folder}}、{{landedAt}}）。「旧サーバーの閉鎖」の手順までは想定どおりで、そこで確かめます。このゲートはこれを待ちません。',
  'archive-kept':
    '{{keptAt}}に保存しました: {{mailboxes, mailbox}}、{{messages, message}}。{{restoredAt}}に復元を試し、同じ内容でした。',
  'archive-not-restored': '{{keptAt}}に保存しましたが、復元をまだ試していません。方法は `/migration archive`',
  'archive-outdated':
    '{{keptAt}}の保存は、DNS の書き換えより前のものか、あとから加わったメールボックスを含んでいません。作り直す方法は `/migration archive`',
  'archive-short':
    '{{keptAt}}の保存には、旧サーバーを閉じるまでに届いたメールが欠けています。今もう一度保存し、復元を試してください: `/migration archive`',
  'archive-before-close':
    '{{keptAt}}の保存は、旧サーバーを閉じる前（{{closedAt}}より前）のものです。その間に届いたかどうかは、次の照合で分かります: `/migration copy compare`',
  'archive-missing': '旧メールボックスの保存がまだありません。作るには `npm run mail -- archive DIRECTORY`',
  'door-shut': '旧サーバーは新しいメールを受け取らず、送信者に戻してもいません（「{{reply}}」）。',
  'door-open':
    '旧サーバーがまだメールを受け取ります（「{{reply}}」）。届いた分は解約とともに失われます。このドメインのローカル配送を切り、25番ポートは 4xx を返すようにしてください。',
  'door-bounces':
    '旧サーバーがメールを送信者に戻しています（「{{reply}}」）。送信者が新サーバーを探せるよう、25番ポートは 4xx（後で再送）を返すようにしてください。',
  'door-untested': '旧サーバーがまだメールを受け取るかは、試せていません。{{reason, failures}}',
  'probe-through-old': '旧事業者（{{relay}}）から送った確認メールが、{{landedAt}}に新サーバーに届きました。',
  'probe-through-old-missing':
    '受け付けを終えてから、旧事業者を通した確認メールがまだ届いていません。送るには `/migration probes now`',
  'probe-through-old-wrong':
    '旧事業者から送った確認メールが{{side, sides}}の {{folder}} に届きました。旧事業者に、このドメインのローカル配送を切ってもらってください。',
  'no-old-relay':
    '旧事業者の送信サーバーが登録されておらず、旧事業者からの配送は試せていません。登録するには `/migration probes relay 名前 old ホスト:ポート`',
} as const satisfies SameKeys<typeof en.mailEvidence>;

/** Other sentences of the same codes, where the figures ask for one. */
export const mailVariants = {
  'pop3-not-lasting-oldest':
    'POP3 でしか見られません。残っている最も古いメールは{{oldestAt}}のもので、端末が消していないと言うには{{neededMs}}が要ります。サーバーに残す設定にして、お待ちください。',
  'ledger-not-closed':
    '{{seenAt}}にすべて確認しましたが、旧サーバーの受け付けがまだ終わっていません。終えたあとの突き合わせで通ります。',
  'door-silent': '旧サーバーの25番ポートは応答せず、新しいメールを受け取りません。',
} as const satisfies SameKeys<typeof en.mailVariants>;

/** How an address was asked for. */
export const acceptVias = {
  'port-25': '25番ポートで確認',
  submission: 'ログインして確認',
  pasted: '別の場所で確認し、貼り付け',
} as const satisfies SameKeys<typeof en.acceptVias>;

/** Why a message is not on the new server. */
export const missingReasons = {
  missing: 'まだありません',
  'too-big': '新サーバーの上限より大きなメールです',
  quota: 'メールボックスがいっぱいです',
  refused: '新サーバーが拒みました',
  unreadable: '旧サーバーから読み出せません',
  altered: '移しましたが、新サーバーが書き換えました',
} as const satisfies SameKeys<typeof en.missingReasons>;
