import type {
  dkimStates as enDkim,
  dnsEvidence as enEvidence,
  flush as enFlush,
  stsReasons as enSts,
  dnsVariants as enVariants,
} from '../en/evidence-dns.ts';
import type { SameKeys } from '../phrases.ts';

/** What was seen of the records that carry mail, of delegations and of caches: the figure, what it means, what to do. */
export const dnsEvidence = {
  'ttl-parent':
    '{{record, record}}: {{zone}} の親ゾーンにある TTL が{{ttlSeconds}}秒です。こちらでは下げられないので、その分だけ期限が延びます。',
  'domain-empty':
    '{{domain}} にはレコードが1つもありません。綴りの誤り、未登録、または委任されていないのではありませんか。名前を正して始め直すか、登録と委任を済ませてください。それまでは、何を計画してもどこにもつながりません。',
  'mx-ok': '{{domain}} 宛てのメールは、計画では {{values}} に届きます。',
  'mx-null':
    '{{domain}} は「メールを受け取らない」と宣言しています（MX が「.」）。送信側はすぐに配送をあきらめます。MX を計画してください: `/migration plan set 名前 MX 10 ホスト`',
  'mx-alias':
    '{{domain}} の MX にある {{host}} は {{target}} の別名（CNAME）です。受け付けない送信元があるので、MX に {{target}} を直接書いてください。',
  'mx-address':
    '{{domain}} の MX に IP アドレス（{{host}}）が書かれています。名前として引かれるので届きません。ホスト名を書いてください。',
  'mx-dangling':
    '{{domain}} の MX にある {{host}} にアドレスがありません。メールは待たされた末に戻ります。A レコードを加えるか、名前を直してください。',
  'spf-passes': '{{address}}（{{side, sides}}）は SPF を通ります（参照{{lookups}}/10回）。',
  'spf-fails':
    '{{address}}（{{side, sides}}）の SPF 判定は「{{verdict}}」です。迷惑メール扱いや受信拒否になります。SPF レコードにこのアドレスを加えてください。',
  'spf-broken':
    '{{address}}（{{side, sides}}）の SPF を判定できません。参照{{lookups}}/10回、空の参照{{voids}}/2回{{detail, tail}}。受信側は SPF がないものとして扱います。SPF レコードを1つにし、include を減らしてください。',
  'spf-none': '{{domain}} に SPF レコードがありません。受信側は本物となりすましを見分けられません。公開してください。',
  'dkim-published': '{{domain}} に、新サーバーの鍵 {{selector}} が公開されています。',
  'dkim-bad':
    '{{domain}} の {{selector}}: {{state, dkimStates}}。書き換えの前に、新サーバーの管理画面から鍵を全文コピーし直してください。',
  'dkim-selector-unknown':
    '新サーバーが {{domain}} の署名に使う DKIM セレクターが分かりません。事業者に確かめて `/migration plan dkim セレクター`、署名しないなら `/migration plan dkim none`',
  'dkim-not-signed':
    'チームによると、新サーバーは {{domain}} のメールに署名（DKIM）しません。Gmail や Outlook で迷惑メール扱いになることがあります。',
  'dmarc-ok': '{{domain}} の DMARC: {{policy}}。',
  'dmarc-none':
    '{{domain}} に DMARC レコードがありません。移行には要りませんが、大量に送るドメインには Gmail が求めています。',
  'dmarc-bad': '{{domain}} の DMARC が使えません: {{values}}。レコードは1つだけで、v=DMARC1 から始まる必要があります。',
  'sts-ok': '{{domain}} の MTA-STS ポリシー（{{mode}}）に、新旧両方の MX が載っています。',
  'sts-misses':
    '{{domain}} の MTA-STS ポリシー（{{mode}}）にあるのは {{mx}} で、{{host}} がありません。ポリシーを守る送信元からは届かなくなります。書き加え、TXT レコードの id も変えてください。',
  'sts-same-id':
    '{{domain}} の MTA-STS ポリシーは変わりましたが、id（{{id}}）が同じままです。古いポリシーを持つ送信元は読み直しません。TXT レコードの id を変えてください。',
  'sts-new-lately':
    '{{domain}} の MTA-STS ポリシー {{id}} は新しいものです。{{goneAt}}までは、前のポリシーを使う送信元が残りえます。書き換えはその後にしてください。',
  'sts-broken':
    '{{domain}} の MTA-STS が働いていません: {{reason, stsReasons}}。以前のポリシーを持つ送信元はそれに従います。直すか、mode を none にしたポリシーを公開してください。',
  'tlsa-fits': '{{host}} の TLSA は新サーバーの証明書に合っています。',
  'tlsa-misfits':
    '{{host}} の TLSA（{{values}}）が新サーバーの証明書に合いません。DANE を確かめる送信元からは届かなくなります。書き換えの前に正しいものを公開してください。',
  'tlsa-unseen':
    '新サーバーが25番ポートでまだ証明書を示していないため、{{host}} の TLSA を比べられません。`/migration check`',
  'ptr-confirmed': '{{address}} の逆引きは {{names}} で、正引きとも一致します。',
  'ptr-missing':
    '{{address}} に逆引き（PTR）がありません。Gmail などに受信を拒否されます。新サーバーの事業者に設定してもらってください。',
  'ptr-unconfirmed':
    '{{address}} の逆引きは {{names}} ですが、その名前はこのアドレスに戻りません。Gmail などに拒否されることがあります。新サーバーの事業者に直してもらってください。',
  'ptr-greeting-differs':
    '{{address}} の逆引きは {{names}} ですが、サーバーは {{greeting}} と名乗ります。受信側によっては信用されません。新サーバーの事業者に揃えてもらってください。',
  'dnssec-secure': '{{zone}} は署名され、検証も通ります。',
  'dnssec-unsigned': '{{zone}} は DNSSEC で署名されていません。壊れる心配もありません。',
  'dnssec-broken':
    '{{zone}} の DNSSEC が壊れています{{ede, ede}}。検証するリゾルバーはドメイン全体を拒むので、いまメールが届かず戻されています。レジストラで DS を直すか外すか、切り戻してください。',
  'dnssec-unvalidated':
    '{{zone}} について、検証するリゾルバーの応答がまだありません。DNSSEC の状態は分かっていません。',
  'dnssec-keys-missing':
    '親ゾーンの DS が指す {{zone}} の鍵を {{servers}} が出していません。このまま委任を移すと、検証するリゾルバーがドメイン全体を拒否します。新しい DNS 事業者に同じ鍵も出してもらうか、先にレジストラで DS を消して TTL が切れるのを待ってください。',
  'dnssec-ds-remembered':
    '{{zone}} の DS は消されましたが、{{goneAt}}まではリゾルバーが覚えていることがあります。委任を移すのはその後にしてください。',
  'new-zone-equal': '新しい DNS 事業者の {{zone}} は計画どおりです（{{servers}} で{{total, record}}）。',
  'new-zone-differs':
    '新しい DNS 事業者の {{zone}} で{{count, record}}が違います。{{server}} の {{record, record}} は {{values}}、あるべき値は {{expected}} です。委任を移す前に直してください。',
  'new-zone-unread':
    '新しい DNS 事業者の {{server}} が、まだ {{zone}} に答えません。委任を移す前に、ゾーンを作ってください。',
  'authority-former':
    '{{server}} は委任から外れましたが、{{goneAt}}まではキャッシュから尋ねられます。古いデータは返していません。それまでは動かしておいてください。',
  'authority-former-old':
    '{{server}} は委任から外れましたが、まだ古いデータ（{{record, record}} {{values}}）を返し、{{goneAt}}まではキャッシュから尋ねられます。こちらも書き換えるか、お待ちください。古い DNS は解約しないでください。',
  'serials-differ':
    '{{zone}} の権威サーバーで版が揃っていません: {{serials}}。ゾーン転送の途中か、止まっています。15分たっても揃わなければ、DNS 事業者に尋ねてください。',
  'vantage-aside': '{{operator}} は書き換えの前から応答がないため、数に入れません。{{reason, failures, why}}',
  'vantage-extended':
    '{{operator}} は {{record, record}} の古いデータ（{{values}}）を{{goneAt}}まで持ち続けます。期限を{{beyondMs}}過ぎており、TTL を延ばすリゾルバーです。こちらで直すところはありません。{{flush, ready}}',
  'vantage-stale':
    '{{operator}} は、期限の切れたキャッシュから {{record, record}} {{values}} を返しています。権威サーバーに届かないためです。権威サーバーが応答しているか確かめてください。{{flush, ready}}',
  'vantage-wrong':
    '{{operator}} が {{record, record}} に {{values}} を返しています。この移行では誰も公開していない値です。{{flush, ready}}',
  'dns-web-stays': '{{record, record}} {{values}} は旧サーバーに残ります。Web の名前で、移すのはメールだけだからです。',
  'dns-hosting-needed':
    '{{zone}} はまだ古い DNS 事業者（{{servers}}）が配っています。サーバーと一緒に解約しないでください。先にゾーンを移すか、DNS の契約を残してください。',
  'dns-hosting-free':
    '{{zone}} は別の事業者が配っており、古い DNS 事業者がキャッシュから尋ねられることもありません。もう要りません。',
} as const satisfies SameKeys<typeof enEvidence>;

/** Other sentences of the same codes, where the figures ask for one. */
export const dnsVariants = {
  'authority-former-over': '{{server}} は委任から外れ、{{sinceAt}}からはキャッシュに尋ねられることもありません。',
  'vantage-old-site':
    '社内のリゾルバー {{vantage}} が {{record, record}} に古いデータ（{{values}}）を返しました。キャッシュに{{goneAt}}まで残りえます。{{flush, ready}}',
  'vantage-extended-undated':
    '{{operator}} は {{record, record}} の古いデータ（{{values}}）を、TTL を超えて{{goneAt}}まで持ち続けます。TTL を延ばすリゾルバーです。こちらで直すところはありません。{{flush, ready}}',
  'dns-hosting-needed-until':
    '{{zone}} の古い DNS 事業者のサーバー（{{servers}}）は、{{goneAt}}まではキャッシュから尋ねられます。それまで古い DNS を解約しないでください。',
} as const satisfies SameKeys<typeof enVariants>;

/** How to have a cache forget: by the page of its operator, or, in one's own house, by hand. */
export const flush = {
  page: '{{page, ready}} で消去できます（{{record, record}}）。待つだけでもかまいません。',
  wait: '外から消す方法はないので、お待ちください。',
  'own-name': '社内のリゾルバー {{vantage}}',
  own: 'キャッシュを消してください: `unbound-control flush_zone {{name}}`、`rndc flushname {{name}}`、Windows Server なら `Clear-DnsServerCache`。dnsmasq やルーターは再起動します。',
  'wrong-page':
    '途中の値がキャッシュに残っているのかもしれません。{{page, ready}} で消去し（{{record, record}}）、また出るようならゾーンを確かめてください。',
  'wrong-wait': 'フィルターか、途中の値です。`/migration check` で尋ね直し、ゾーンも確かめてください。',
  'wrong-own':
    'フィルターか、社内の DNS が {{name}} を独自に持っています（スプリットホライズン、Active Directory など）。後者なら待っても変わらないので、そちらのレコードを手で書き換えてください。',
} as const satisfies SameKeys<typeof enFlush>;

export const dkimStates = {
  absent: '鍵がありません',
  revoked: '鍵が空（失効）です',
  malformed: '鍵を読み取れません',
  valid: '鍵があります',
} as const satisfies SameKeys<typeof enDkim>;

export const stsReasons = {
  absent: 'レコードもポリシーもありません',
  'no-record': 'ポリシーはありますが、TXT レコードがありません',
  'no-policy': 'TXT レコードはありますが、ポリシーがありません',
  version: 'ポリシーが version: STSv1 で始まっていません',
  mode: 'mode が enforce、testing、none のどれでもありません',
  'max-age': 'max_age が数字ではありません',
  mx: 'mx の行にホスト名でないものがあります',
  line: '読み取れない行があります',
  host: 'ポリシーのホストにアドレスがありません',
  status: 'ポリシーのホストがエラーを返します',
  'content-type': 'ポリシーがただのテキストではありません',
  'too-long': 'ポリシーが長すぎます',
  tls: 'ポリシーのホストが正しい証明書を示しません',
} as const satisfies SameKeys<typeof enSts>;
