import type { dates as en } from '../en/dates.ts';
import type { SameKeys } from '../phrases.ts';

/** Dates that bind: the window and what speaks against it, its eve, contracts, holidays. */
export const dates = {
  'event-country-set': '{{by}} が祝日の国を「{{text, ready}}」にしました。',
  'event-holidays-known': '{{text, ready}}の祝日を読み取りました（{{untilOn}}まで{{n}}日）。',
  'event-contracts-set': '{{by}} が契約日を記録しました: {{text, ready}}。',
  'event-contracts-none': '{{by}}: 守るべき契約日はありません。',
  'event-contract-warned': 'お知らせ: 旧サーバーの契約は{{endsOn}}まで、安全に解約できるのは早くて{{safeOn}}。',
  'event-contract-warned-unknown': 'お知らせ: 旧サーバーの契約は{{endsOn}}まで、{{safeOn}}より前には解約できません。',
  'event-rewrite-eve-go': '作業直前の確認: 書き換えてよい状態。',
  'event-rewrite-eve-no-go': '作業直前の確認: まだ書き換えられない。残り: {{text, ready}}。',
  'event-rewrite-kept': '{{by}}: 書き換えをこのまま続けると決めました。',
  'contract-old': '旧サーバーは{{endsOn}}まで',
  'contract-old-notice': '旧サーバーは{{endsOn}}まで（{{noticeMs}}前までに連絡）',
  'contract-new': '新サーバーは{{startsOn}}から',

  window: '{{executor}} が DNS を書き換えます。{{fromAt}}〜{{toAt}}',
  'window-by': '決めた人: {{by}}',
  'window-next': '15分前にもう一度調べ、書き換えてよいかをお知らせします。',
  'window-soon': '始まる前にもう一度調べ、書き換えてよいかをお知らせします。',
  'window-now':
    'もう始まっているため、事前のお知らせはありません。ゲートが開いていれば、`/migration step rewrite begin` のときにもう一度調べます。',
  'caution-weekend': '週末です。事業者や担当者に連絡がつきにくくなります。',
  'caution-before-weekend': '翌日は週末です。問題が見つかっても直す時間がありません。',
  'caution-holiday': '祝日です（{{name}}）。',
  'caution-before-holiday': '翌日は祝日です（{{name}}）。',
  'caution-month-end': '月末です。請求書のやりとりが多い時期です。',
  'caution-too-early': '早すぎます。{{earliestAt}}より前には満たせない条件があります。`/migration gate cut-over`',
  'caution-before-contract': '新サーバーの契約が始まるのは{{startsOn}}です。',
  'caution-past-contract':
    '旧サーバーの契約は{{endsOn}}までで、安全に解約できる日に間に合いません。`/migration contract`',
  caution: '⚠ {{text, ready}}',

  'eve-go': '準備完了です。{{fromAt}}から DNS を書き換えられます。',
  'eve-go-looked': 'いま調べ直し、すべての条件が満たされています。',
  'eve-go-older':
    'すべての条件が満たされています。ただし、いまの確認に答えなかったものがあり、その最後の答えは{{seenAt}}のものです。',
  'eve-go-next':
    '{{executor}}: 始めるときに押してください。ボットがもう一度調べます。書き換える内容は `/migration step rewrite`',
  'eve-no-go': 'まだ書き換えられません。このままでは{{fromAt}}に DNS を書き換えないでください。',
  'eve-no-go-next': '状況が変われば、ここでお知らせします。別の時間にするには `/migration window`',
  'eve-begun': '{{fromAt}}からの書き換えは、もう始まっています（または終わりました）。',
  'eve-over': '移行が中止されたため、{{fromAt}}からの書き換えはありません。',
  'eve-moved': '{{fromAt}}からの予定は、別の時間に変わりました。',
  countdown: '開始まで{{waitMs}}を切りました。',

  'rewrite-probes': '確認メール: {{text, ready}}。',
  'probe-new': '新サーバーに{{count}}通',
  'probe-junk': '迷惑メールに{{count}}通',
  'probe-old': '旧サーバーに{{count}}通',
  'probe-lost': '行方不明{{count}}通',
  'probe-failed': '送信サーバーが受け取らなかったもの{{count}}通',
  'probe-on-its-way': '配送中{{count}}通',
  'rewrite-no-probe': '確認メールは送っていません。送信サーバーが登録されていないためです。`/migration probes`',
  'rewrite-kept': '{{by}} が{{at}}に、このまま続けると決めました。',
  'rewrite-choose':
    '「このまま続ける」: 新サーバーを使い続け、その決定を記録します。「切り戻す」: DNS を書き換え前に戻します。{{freeAt}}までは誰でもでき、その後は承認者の同意が要ります。',
  'rewrite-choose-late':
    '「このまま続ける」: 新サーバーを使い続け、その決定を記録します。「切り戻す」: DNS を書き換え前に戻します。承認者の同意が要ります。',
  'rewrite-choose-back':
    '「切り戻す」: DNS を書き換え前に戻します。{{freeAt}}までは誰でもでき、その後は承認者の同意が要ります。',
  'rewrite-choose-back-late': '「切り戻す」: DNS を書き換え前に戻します。承認者の同意が要ります。',

  'contract-short': '旧サーバーの契約は{{endsOn}}までですが、安全に解約できるのは早くて{{safeOn}}です。',
  'contract-short-unknown':
    '旧サーバーの契約は{{endsOn}}までです。いますぐ DNS を書き換えても、{{safeOn}}より前には解約できません。',
  'contract-open': '旧サーバーの契約は{{endsOn}}までです。それまでに終わるかどうかは、まだ確かではありません。',
  'contract-in-time': '旧サーバーの契約は{{endsOn}}まで。このまま進めば間に合います。',
  'contract-ended':
    '旧サーバーの契約は{{endsOn}}までですが、まだ受け付けを終えていません。旧サーバーに届くメールは失われます。',
  'contract-extend': '{{decideOn}}より前に、{{count, month}}延長してください。',
  'contract-extend-late':
    '{{decideOn}}より前に{{count, month}}の延長が必要でした。すぐに事業者へ問い合わせてください。',
  'contract-decide': '延長できる最後の日: {{decideOn}}',
  'contract-decide-late': '延長できる最後の日は{{decideOn}}でした。',
  'contract-safe': '安全に解約できるのは、このまま何も来なければ早くて{{safeOn}}です。',
  'contract-safe-unknown': '安全に解約できる日はまだ分かりません。{{safeOn}}より前でないことは確かです。',
  'contract-ended-next':
    '{{people}}: 今日のうちに、事業者に継続を頼んでください。新しい終了日は `/migration contract` で記録してください。',
  'contract-note': '延長したら、新しい終了日を記録してください: `/migration contract old 日付`',

  'contract-title': '契約',
  'contract-view-old': '旧サーバー: {{endsOn}}まで。',
  'contract-view-old-none': '旧サーバー: 終了日の記録がありません。`/migration contract old 2027-02-28 notice 30d`',
  'contract-view-new': '新サーバー: {{startsOn}}から。',
  'contract-view-new-none': '新サーバー: 開始日の記録がありません。`/migration contract new 2026-12-01`',
  'contract-view-free': '旧サーバーは解約できます。',
  'settings-country': '`country` 祝日の国: {{text, ready}}（`JP`、`US` など）',
  'settings-country-none': '`country` 祝日の国: 設定されていません（`JP`、`US` など）',

  'windows-title': '候補の時間帯（{{zone}}）:',
  'windows-none':
    '今後6週間の火〜木曜に、適した日がありません。時間を自分で決めるには `/migration window @担当者 日付 開始 終了`',
  'windows-line': '{{fromAt}}〜{{toAt}}',
  'windows-good': '後に{{count, workday}}続き、差し支えはありません。',
  'windows-earliest': '{{earliestAt}}より前は候補にしていません（TTL など、計算できる待ち時間のため）。',
  'button-choose': '選ぶ',
  'button-begin': 'いま書き換えます',
  'button-keep': 'このまま続ける',
  'button-rollback': '切り戻す…',
  'window-form-title': '作業時間',
  'window-form-submit': '決める',
  'window-form-executor': 'DNS を書き換える人',
  'window-form-date': '日付',
  'window-form-from': '開始',
  'window-form-to': '終了',
  'window-form-zone': 'チームのタイムゾーン（{{zone}}）の時刻です。',
  'window-form-to-hint': '開始より早い時刻は、翌日になります。',
  'window-form-noted': '決まりました。ご注意ください:',
  'error-window-date': 'これからの日付を選んでください。',
  'error-window-to': '終了は開始より後にしてください。',
  'rollback-form-title': '切り戻し',
  'rollback-form-submit': '切り戻す',
  'rollback-form-reason': '理由',
  'rollback-form-hint': 'DNS を書き換え前に戻します。理由はチャンネルに表示され、報告書に残ります。',
} as const satisfies SameKeys<typeof en>;
