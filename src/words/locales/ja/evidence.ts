import type { evidence as enEvidence, evidenceVariants as enVariants } from '../en/evidence.ts';
import type { SameKeys } from '../phrases.ts';
import { dnsEvidence, dnsVariants } from './evidence-dns.ts';
import { mailEvidence, mailVariants } from './evidence-mail.ts';

/** What was seen, one short sentence each: the figure first, then what it means, then what to do. */
export const evidence = {
  ...dnsEvidence,
  ...mailEvidence,
  'not-checked-yet': 'ボットはまだ確認できません。ご自身で確かめてから、理由を付けて免除してください。',
  'not-used': 'この移行では使いません。',
  'never-seen': 'まだ確認していません。',
  'look-failed': '{{failedAt}}の確認に失敗しました。{{reason, failures}}',
  'gone-stale': '最後の確認は{{seenAt}}で、古すぎます。確認し直すには `/migration check`',
  waived: '{{waived, item}}を免除。',
  'all-pass': '{{ok}}/{{total}}{{waived, besides}}。',
  'some-open': '{{ok}}/{{total}}{{waived, besides}}。残り: {{names}}。',
  'list-empty': 'まだ何も登録または確認されていません。',
  'login-ok': '{{side, sides}}にログインできました。',
  'login-refused':
    '{{side, sides}}がパスワードを受け付けません。正しいものを登録してください: `npm run vault -- import FILE`',
  'login-failed': '{{side, sides}}にログインできません。{{reason, failures}}',
  'login-no-credentials': '{{side, sides}}の認証情報がありません。登録してください: `npm run vault -- import FILE`',
  'watch-not-checked-yet': '見守り方「{{mode}}」はボットがまだ確認できません。名指しで免除すれば通ります。',
  'client-pinned': '「{{client}}」は固定済みです。',
  'client-not-pinned': '「{{client}}」はまだ固定されていません。{{owner, ask}}',
  'client-not-pinned-nobody':
    '「{{client}}」はまだ固定されておらず、担当者もいません。担当者の登録: `/migration clients owner {{id}} @担当者`',
  'client-restored': '「{{client}}」はホスト名に戻りました。',
  'client-not-restored': '「{{client}}」はまだホスト名に戻っていません。{{owner, ask}}',
  'client-not-restored-nobody':
    '「{{client}}」はまだホスト名に戻っておらず、担当者もいません。担当者の登録: `/migration clients owner {{id}} @担当者`',
  'confirmation-old': '確認が古くなっています。{{owner, ask}}',
  'ttl-low': 'TTL {{ttlSeconds}}秒。以前の長い TTL も切れています。',
  'ttl-high': 'TTL {{ttlSeconds}}秒、上限は{{maxSeconds}}秒です。DNS 事業者で{{targetSeconds}}秒に下げてください。',
  'ttl-lowered-lately':
    'TTL は{{ttlSeconds}}秒に下がりましたが、長い TTL のキャッシュが{{goneAt}}まで残りえます。お待ちください。',
  'ttl-unseen': 'TTL を確認できていない権威サーバーがあります。',
  'plan-empty': '計画が空です。`/migration plan set 名前 種類 値`',
  'plan-no-after': '{{record, record}} の新しい値が未定です。`/migration plan set 名前 種類 値`',
  'plan-published': '{{server}} は {{record, record}} を計画どおりに返しています。',
  'plan-not-published':
    '{{server}} は {{record, record}} をまだ計画どおりに返していません。書き換えより先に公開してください。',
  'plan-ready': '{{total, record}}を計画済み。',
  'plan-no-routing': '新サーバーへメールを導くレコードが計画にありません。`/migration plan set 名前 種類 値`',
  'plan-dropped':
    '{{by}} が {{record, record}} を計画から外しました。計画し直すか、承認者が免除してください。`/migration plan set 名前 種類 値`',
  'certificate-covers': '証明書に {{host}} があります。',
  'certificate-misses':
    '証明書に {{host}} がありません（あるのは {{names}}）。新サーバーの管理者に加えてもらってください。',
  'executor-named': '{{executor}}、{{fromAt}}から{{toAt}}まで。',
  'executor-missing': '担当者が決まっていません。`/migration window @担当者 日付 開始 終了`',
  'window-over':
    '{{executor}} の作業時間は{{toAt}}に終わりました。決め直してください: `/migration window @担当者 日付 開始 終了`',
  ticked: '{{by}} が{{tickedAt}}に確認。',
  'not-ticked': '未確認です。`/migration checklist done 項目`',
  'quorum-reached': '{{given}}/{{needed}}: {{names, people}}。',
  'quorum-waiting': '{{given}}/{{needed}}。',
  'quorum-not-asked': 'まだ依頼されていません。{{needed, approval}}が必要です。',
  'quorum-expired': '{{given}}/{{needed}}。承認の期限が切れました。依頼し直してください。',
  'approvers-too-few': '承認者が足りません。{{needed}}人必要です。`/migration approvers set @a @b`',
  'authority-new': '{{server}} は新しいデータだけを返しています。',
  'authority-old': '{{server}} はまだ古いデータを返しています: {{record, record}} {{values}}',
  'authority-other':
    '{{server}} が計画にないデータを返しています: {{record, record}} {{values}}。打ち間違いではありませんか。',
  'authority-silent': '{{server}} の応答がありません。',
  'delegation-unknown': '権威サーバーがまだ見つかっていません。',
  'watermark-passed': '期限の{{watermarkAt}}を過ぎました。TTL を守るキャッシュに古いデータはもうありません。',
  'watermark-ahead': '古いキャッシュは{{watermarkAt}}までに消えます。あと{{leftMs}}です。',
  'watermark-unknown': '権威サーバーがすべて新しくなるまで決まりません。',
  'vantage-clean': '{{sinceAt}}から{{rounds, round}}続けて新しいデータです（{{operator}}）。',
  'vantage-old':
    '{{operator}} が {{record, record}} に古いデータ（{{values}}）を返しました。キャッシュに{{goneAt}}まで残りえます。',
  'vantage-rounds': '新しいデータが続いているのは{{rounds}}/{{roundsNeeded}}巡です（{{sinceAt}}から、{{operator}}）。',
  'vantage-silent': '{{operator}} の応答がありません。{{reason, failures, why}}',
  'operators-enough': '{{ok}}/{{total}}の運用者で新しいデータを確認（必要数{{needed}}）。',
  'operators-few': 'いまのところ{{ok}}/{{total}}の運用者で新しいデータを確認（必要数{{needed}}）。',
  arrived: '最初の着信は{{arrivedAt}}。',
  'not-arrived': '書き換え後の着信がありません。外部から一通送ってみてください。',
  'survey-ok': '{{seenAt}}に確認済み。',
  'survey-unfinished': '確認が途中です。次の確認で続きを見ます。',
  quiet: '{{fromAt}}から{{quietForMs}}、着信がありません。',
  'not-quiet-yet': '着信なしが{{quietForMs}}（必要なのは{{neededMs}}）。何も届かなければ、最短で{{untilAt}}。',
  straggler: '{{path}} から{{count, message}}、最後は{{lastAt}}。',
  'straggler-carried': '{{mailbox}}、{{stampedAt}}: 新サーバーにもあります。',
  'straggler-not-carried':
    '{{mailbox}}、{{stampedAt}}{{from, from}}: 旧サーバーにしかありません。新サーバーへ移してください。',
  'straggler-unwatched':
    '{{mailbox}}、{{stampedAt}}: このメールボックスはもう見守られていません。登録し直してください: `/migration mailboxes add {{mailbox}}`',
  'suspects-unjudged':
    '{{count, message}}が迷惑メールかもしれません（{{sinceAt}}から判定待ち）。`/migration stragglers`',
  puzzle: '{{kind, puzzles}}（{{seenAt}}に確認）。何があったか調べてください。',
  'no-stragglers': '見つかっていません。',
  'gate-passed': '「{{gate, gates}}」は{{doneAt}}に済みました。',
  'gate-not-passed': '「{{gate, gates}}」がまだ済んでいません。',
  'step-done': '{{by}} が{{doneAt}}に完了としました。',
  'step-not-done': '手順「{{step, steps}}」がまだ完了していません。`/migration step {{step}} done`',
  'dns-clear': '{{server}} に旧サーバーの名前はありません。',
  'dns-names-old': '{{server}} にまだ旧サーバーの名前があります: {{record, record}} {{values}}',
} as const satisfies SameKeys<typeof enEvidence>;

/** Other sentences of the same codes, where the figures ask for one; see `evidence.ts` of the room. */
export const evidenceVariants = {
  ...dnsVariants,
  ...mailVariants,
  'some-open-mailbox': '{{total, mailbox}}のうち合格は{{ok}}{{waived, besides}}。残り: {{names}}。',
  'some-open-client': '{{total, client}}のうち合格は{{ok}}{{waived, besides}}。残り: {{names}}。',
  'some-open-record': '{{total, record}}のうち合格は{{ok}}{{waived, besides}}。残り: {{names}}。',
  'gone-stale-undated': '最後の確認が古すぎます。確認し直すには `/migration check`',
  'login-ok-hostname': '{{host}} の {{protocol, protocols}} は {{address}} につながり、証明書も正しいです。',
  'login-failed-hostname': '{{host}} の {{protocol, protocols}} が使えません。{{reason, failures}}',
  'certificate-misses-all': '新サーバーが {{host}} の証明書を示しませんでした。管理者に入れてもらってください。',
  'authority-new-all': '{{sinceAt}}から{{ok}}/{{total}}が新しいデータです。',
  'authority-new-undated': '{{ok}}/{{total}}が新しいデータです。',
  'quiet-ahead': '着信のない期間{{neededMs}}は{{fromAt}}から数えます。何も届かなければ、最短で{{untilAt}}。',
  'quiet-after-straggler':
    '最後に旧サーバーへ届いてから（{{lastAt}}、{{path}}）{{quietForMs}}（必要なのは{{neededMs}}）。ほかに何も届かなければ、最短で{{untilAt}}。',
  'quiet-few-hosts': '新サーバーで見た送信ホストは{{hosts}}/{{hostsExpected}}。',
  'step-done-plain': '完了しています。',
} as const satisfies SameKeys<typeof enVariants>;
