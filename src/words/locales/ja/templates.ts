import type * as en from '../en/templates.ts';
import type { SameKeys } from '../phrases.ts';

/** The form for common clients. */
export const templates = {
  title: 'よくある端末を登録',
  submit: 'まとめて登録',
  how: 'あるものを押すと、内容の入った欄が追加されます。担当者を選び、違うところを直して、最後にまとめて登録してください。',
  which: '*このドメインのメールを使っているのは何ですか。*',
  'which-more': '*ほかにありますか。* そろったら「まとめて登録」を押してください。',
  else: 'Slack を使わない担当者: 担当者は空のまま登録し、あとで `/migration clients owner 番号 名前`。表計算ソフトから: `/migration clients import`。一行で: `/migration clients add 名前 @担当者 imap,smtp`',
  row: '*{{text, ready}}*\n{{hint, ready}}',
  'take-out': '外す',
  name: '名前',
  owners: '担当者',
  owner: '担当者',
  protocols: '使い方',
  user: 'ログインに使うメールアドレス',
  'owners-hint': '一人につき一台として登録します。設定を変える時が来たら、ボットが本人に内容を伝えます。',
  'owner-hint': '設定を変えられる人。時が来たら、ボットが本人に内容を伝えます。',
  'protocol-imap': 'IMAP で受信する',
  'protocol-pop3': 'POP で受信する',
  'protocol-smtp': '送信する（SMTP）',

  'name-outlook': 'Outlook',
  'name-apple-mail': 'Apple メール',
  'name-thunderbird': 'Thunderbird',
  'name-phone': 'スマートフォン',
  'name-scanner': '複合機',
  'name-web-form': 'ウェブフォーム',
  'name-monitoring': '監視',
  'name-invoicing': '請求書ソフト',
  'name-other': 'その他',

  'hint-outlook':
    'パソコンごとに設定があります。2台使う人は、名前を変えて2台登録してください。POP の場合は、サーバーにメールを14日以上残す設定が必要です。',
  'hint-apple-mail':
    'Mac だけです。同じ人の iPhone は別に登録してください。チェックを外すまで、サーバーやポートを自動で元に戻すことがあります。',
  'hint-thunderbird': '受信と送信を別々の場所で設定します。DNS 書き換えのときに忘れられるのは送信のほうです。',
  'hint-phone':
    'このメールを読んでいる私物のスマートフォンやタブレットも対象です。使えなくなるまで誰も思い出しません。',
  'hint-scanner':
    '送信だけをします。止まっても気づかれにくい機器です。管理者パスワードを用意してください。古い機種は新サーバーの暗号化に対応していないことがあります。',
  'hint-web-form':
    '送信だけをします。ウェブサーバーはメールと別の事業者であることが多く、メールサーバーを通さず自分で送信しているなら、そのホストを SPF に載せる必要があります。',
  'hint-monitoring':
    'アラートを送信し、メールボックスを読むものもあります。使わないほうのチェックを外してください。パスワードは設定ファイルの中にあるので、置き場所を知る人が必要です。',
  'hint-invoicing':
    '提供元のサーバーが自社の名義で送信していることがよくあります。その場合、新しい DNS でも SPF への記載と専用の DKIM 鍵が必要です。',
  'hint-other': 'ほかにログインや送信をするもの: 問い合わせ管理、顧客管理、カレンダー、定期ジョブ、警報装置など。',

  'no-protocol': '一つ以上選んでください。',
  twice: '上の欄と名前も担当者も同じです。名前を変えるか、外してください。',
  'no-owner': '担当者がまだいないもの: {{names}}。登録するには `/migration clients owner 番号 @担当者`',
} as const satisfies SameKeys<typeof en.templates>;
