import type { approving as en } from '../en/approving.ts';

/** Approvers as teams have them: groups, guests; and setting one thing aside. */
export const approving = {
  title: '承認者: 個人{{count, approver}}、グループ{{groups}}件。必要な承認: {{needed}}',
  group: '{{group}}: 承認の時点でのメンバー（指定時は、ほかに{{count}}人）',
  'set-silent': [
    '{{names}} のメンバーを Slack に確かめられなかったため、承認者は変えていません。',
    '1分ほどしてからもう一度試すか、人を指定してください。',
  ],
  'set-unreadable': [
    '{{names}} のメンバーをボットが読めないため、承認者は変えていません。',
    '管理者にスコープ usergroups:read の追加と再インストールを頼むか、人を指定してください: `/migration approvers set @a @b`',
  ],
  'groups-unknown':
    '{{names}} というユーザーグループはありません。@mail-admins のようにメンションと同じ名前で書くか、空欄にしてください。',
  'groups-solo': '一人体制では承認者のグループを指定できません。空欄にするか、印を外してください。',
  'waive-button': '1件を免除…',
  'waive-title': '1件を免除',
  'waive-submit': '免除する',
  'waive-gate':
    '*{{gate, gates}}*: 選んだものは、このゲートを止めなくなります。お名前と理由が報告書に残ります。取り消すには `/migration waive undo`',
  'waive-item': '免除するもの',
  'waive-choose': '選んでください',
  'waive-reason': '免除してよい理由',
  'waive-reason-hint': '監査で読まれる文章として、そのまま残ります。500文字まで。',
  'waive-more': 'ほかに{{n}}件あります。`/migration gate {{gate}} 条件` で、1件ずつキーとともに見られます。',
  'waive-none':
    '「{{gate, gates}}」で免除できるものは、いまはありません。状態は `/migration gate {{gate}}` で見られます。',
  'waive-passes':
    'これはすでに満たされているので、免除は要りません。このフォームは閉じてください。ゲートの状態: `/migration gate {{gate}}`',
  'waive-gone':
    'これはもうゲートの条件ではありません。フォームを閉じて、`/migration gate {{gate}}` から開き直してください。',
  'waive-done': '✓ 免除しました。',
} as const satisfies { readonly [K in keyof typeof en]: string | readonly string[] };
