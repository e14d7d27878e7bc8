/** 誤って Slack に書かれた秘密の情報。 */
export const secrets = {
  password: 'パスワード',
  'private-key': '秘密鍵',
  token: 'アクセストークン',
  url: 'パスワードを含むアドレス',
  list: 'パスワードを含む一覧',
  refused:
    '{{what, ready}}が書かれているようです。実行も保存もしておらず、ボットのログにも残っていません。ただし Slack を通っているので、メッセージに書いた場合はそれを削除し、新しいものに変更してください。\nパスワードは専用のページ(`/migration passwords`)か、ボットのマシン(`npm run vault -- import FILE`)で登録します。\n秘密の情報でない場合は、書き方を変えて送り直してください。',
} as const;
