import type * as en from '../en/events-mail.ts';
import type { SameKeys } from '../phrases.ts';

/** History lines of addresses, senders, content, rescues, probes and logs. */
export const mailEvents = {
  'addresses-found': '旧サーバーで使われている{{count, address}}を見つけました: {{names}}。',
  'addresses-told': '扱いの決まらない{{count, address}}をチャンネルに知らせました。',
  'addresses-alias': '{{by}} がエイリアスとしました: {{names}}。',
  'addresses-list': '{{by}} がメーリングリストとしました: {{names}}。',
  'addresses-dropped': '{{by}} が {{names}} を廃止としました: {{reason}}',
  'addresses-unplaced': '{{by}} が {{names}} の扱いを取り消しました。',
  'senders-found': '旧サーバーに送ってくる{{count, sender}}を見つけました: {{names}}。',
  'senders-seen': '新サーバーで確認した差出人: {{names}}。',
  'senders-dismissed': '{{by}} が {{names}} を外しました: {{reason}}',
  'senders-silent': '新サーバーで見ていない差出人: {{names}}。',
  'old-refused': '旧サーバーが {{names}} を拒み、メールが送信者に戻されています（「{{reply}}」）。',
  'old-accepts-again': '旧サーバーがまた受け付けます: {{names}}。',
  'content-verified': '新サーバーにすべてそろいました: {{names}}（{{messages, message}}）。',
  'content-copied': '新サーバーへ{{copied, message}}をコピーしました（不足{{missing}}通）: {{names}}。',
  'copy-progress':
    'コピー中: {{mailboxes, mailbox}}のうち{{mailboxesDone}}件、{{messages, message}}のうち{{copied}}通。',
  'copy-broken': 'コピーが中断しました: {{mailboxes, mailbox}}のうち{{mailboxesDone}}件、コピー{{copied}}通。',
  'compare-progress': '突き合わせ中: {{mailboxes, mailbox}}のうち{{mailboxesDone}}件、{{messages, message}}を確認。',
  'compare-progress-done': '突き合わせが終わりました: {{mailboxes, mailbox}}、不足{{missing}}通。',
  'compare-broken': '突き合わせが中断しました: {{mailboxes, mailbox}}のうち{{mailboxesDone}}件。',
  'copy-progress-done': 'コピーが終わりました: {{mailboxes, mailbox}}、{{copied, message}}、不足{{missing}}通。',
  'stragglers-rescued': '新サーバーへ移しました: {{done, message}}。移せなかったもの: {{open}}通。',
  'rescues-told': '移した{{count, message}}をチャンネルに知らせました。',
  'owner-set': '{{by}}: {{mailbox}} は {{owner}} が読みます。',
  'looks-late': 'ボットの確認が遅れ、「{{gate, gates}}」の根拠が古くなりました。',
  'looks-caught-up': 'ボットの確認が追いつきました。',
  'person-unreachable': '{{people}} にダイレクトメッセージを送れません（{{reason, unreachableReasons}}）。',
  'person-reached': '{{people}} にまたダイレクトメッセージを送れるようになりました。',
  attested: '{{by}} が、{{mailbox}} の旧サーバーにはもう何も届かないと申告しました。',
  'relay-set': '{{by}}: 確認メールを {{relay}}（{{kind, relayKinds}}、{{host}}）からも送ります。',
  'relay-removed': '{{by}}: {{relay}} からの確認メールをやめました。',
  'probes-sent': '{{count, probe}}を送りました: {{names}}。',
  'probes-landed': '{{count, probe}}が届きました。',
  'probes-lost': '{{count, probe}}が見つかりません。',
  'log-read': '{{by}} が配送ログを読ませました（{{fromAt}}から{{toAt}}まで、{{count, delivery}}）。',
  'archive-kept': '{{by}} が{{mailboxes, mailbox}}、{{messages, message}}を保存しました（復元は未確認）。',
  'archive-restored': '{{by}} が{{mailboxes, mailbox}}、{{messages, message}}を保存し、復元も確かめました。',
  'forwarded-seen': '旧サーバーからの転送を新サーバーで確認しました: {{names}}。',
} as const satisfies SameKeys<typeof en.mailEvents>;

export const relayKinds = { outside: '外部', new: '新サーバー', old: '旧事業者' } as const satisfies SameKeys<
  typeof en.relayKinds
>;
