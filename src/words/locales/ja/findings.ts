import type { findings as en } from '../en/findings.ts';
import type { SameKeys } from '../phrases.ts';

/** What an expert remarks on reading a zone. What the evidence says in the same case is not said anew. */
export const findings = {
  'mx-backup':
    '{{host}} も {{domain}} のメールを受け取っています（バックアップ MX）。旧サーバーへ渡してしまうので、書き換えで外すか、管理者に配送先を変えてもらってください。',
  'spf-many': '{{domain}} に SPF レコードが{{count}}個あり、どれも使われません。内容をまとめて1つにしてください。',
  'spf-lookups':
    '{{domain}} の SPF は参照が{{lookups}}回です。10回までなので、全体が使われません。要らなくなった include を外してください。',
  'dmarc-many': '{{domain}} に DMARC レコードが{{count}}個あり、どれも使われません。1つにしてください。',
  'delegation-differs':
    '{{zone}} のネームサーバーが、親ゾーンでは {{parent}}、ゾーン自身では {{child}} と食い違っています。どちらに従うかはキャッシュ次第なので、書き換えの前に揃えてください。',
  'web-on-old':
    '{{record, record}} {{values}} は旧サーバーを指し、メールには使われていません。契約を終える前に移す必要があります。',
  'dns-on-old':
    '{{zone}} の DNS は旧事業者（{{servers}}）にあります。契約と一緒に終わるなら DNS も移してください: `/migration plan dns NS1 NS2`。残るなら `/migration plan dns stay`',
  'same-provider':
    '新旧のサーバーが同じ事業者なので、{{domain}} のメールが DNS を引かずに社内配送されることがあります。書き換えと同時に切り替えてもらうよう頼んでください。',
  'lan-name': '{{record, record}} {{values}} は社内ネットワークのアドレスで、外からは届きません。',
  'name-unserved':
    '{{name}} に答えるサーバーがありません。委任先のネームサーバー、または別名の先が応答していません。使われているかどうかはわからないので、不要ならゾーンから消してください。',
} as const satisfies SameKeys<typeof en>;
