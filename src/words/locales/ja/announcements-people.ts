import type * as en from '../en/announcements-people.ts';
import type { SameKeys } from '../phrases.ts';

/** What people are told by themselves, and what the channel hears of that. */
export const peopleAnnouncements = {
  'carried-over': 'あなたのメールボックス {{mailboxes}} に、旧サーバーに届いていた{{total, message}}を移しました。',
  'carried-over-where': '元の日付の位置に並ぶので、新着として表示されないことがあります。次の場所を確かめてください。',
  'carried-line': '• {{at}}{{from, from}}{{subject, about}}: {{folder}}',
  'carried-line-of': '• {{mailbox}}、{{at}}{{from, from}}{{subject, about}}: {{folder}}',
  'carried-over-why':
    'このお知らせは、{{domain}} のメールを {{server}} へ移している {{channel, ready}} で、{{mailboxes}} を読む人として登録されているためお送りしています。操作は必要ありません。旧サーバーのメールも消していません。',
  'ask-people': '不明な点は {{channel, ready}} で {{people}} に尋ねてください。',
  'ask-channel': '不明な点は {{channel, ready}} で尋ねてください。',
  'rescued-written':
    '移したメールは元の日付の位置に並びます。どこにあるかを {{people}} にダイレクトメッセージで伝えます。',
  'rescued-unreached': '{{people}} にはダイレクトメッセージが届きません。直接伝えてください。',
  'rescued-ownerless':
    '{{mailboxes}} に移したメールは、読む人が登録されていないため、だれにも伝えていません。元の日付の位置に静かに並ぶので、読む人に伝え、登録してください: `/migration mailboxes owner アドレス @担当者`',
  unreachable: '{{people}} にダイレクトメッセージを送れません（{{reason, unreachableReasons}}）。',
  'unreachable-read':
    '対象のメールボックス: {{mailboxes}}。移したメールのこと（`/migration rescue`）を直接伝えるか、別の持ち主を登録してください: `/migration mailboxes owner アドレス @担当者`',
  'unreachable-tell': '必要なことは直接伝えてください。',
  'looks-late': '確認が遅れています。「{{gate, gates}}」の根拠が古くなりました。',
  'looks-late-what':
    '原因は過負荷です。確認すべきことが、ボットの処理できる量を超えています。遅れているあいだゲートは開きません。届いたメールは次の確認で見つかるので、失われることはありません。古くなったもの: `/migration gate {{gate}}`',
  'looks-late-next':
    'チームの操作は必要ありません。ボットの管理者は、どれだけ遅れているかを `/readyz` で確かめ、管理者ガイドのとおりに対処してください。',
  'looks-caught-up': '遅れていた確認が追いつきました。「{{gate, gates}}」の根拠は、その後すべて確認し直しています。',
  'unreachable-app':
    'Slack アプリの管理者は、`manifest.yml` のとおりに権限を付け、インストールし直してください。送れなかった分はそのあと届きます。',
} as const satisfies SameKeys<typeof en.peopleAnnouncements>;

/** Slack's words for why. */
export const unreachableReasons = {
  user_disabled: 'アカウントが解除されています',
  user_not_found: 'このワークスペースにないアカウントです',
  user_not_visible: 'ボットから見えないアカウントです',
  cannot_dm_bot: '相手がアプリです',
  channel_not_found: 'この人との会話を Slack が開きません',
  restricted_action: 'ワークスペースの設定で、ボットからは送れません',
  missing_scope: 'アプリに人へ送る権限（`im:write`）がありません',
  messages_tab_disabled: 'アプリの設定で、メッセージが無効になっています',
} as const satisfies SameKeys<typeof en.unreachableReasons>;
