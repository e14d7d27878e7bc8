import type * as en from '../en/importing.ts';
import type { SameKeys } from '../phrases.ts';

/** Lists of clients and mailboxes, pasted from a spreadsheet or saved by one. */
export const importing = {
  'clients-title': '端末をまとめて登録',
  'mailboxes-title': 'メールボックスをまとめて登録',
  submit: '登録',
  how: '表計算ソフトの一覧を、見出しの行も含めてコピーし、下に貼り付けてください。区切りはタブ、コンマ、セミコロンのどれでも構いません。登録済みのものはそのまま残ります。\n*パスワードは含めないでください。* Slack では受け取りません。',
  'how-file':
    '表計算ソフトの一覧を、見出しの行も含めてコピーして下に貼り付けるか、CSV で保存したファイルを選んでください。登録済みのものはそのまま残ります。\n*パスワードは含めないでください。* Slack では受け取りません。',
  'clients-columns':
    '列: `端末名` は必須です。あれば `担当者`、`プロトコル`（imap、pop3、smtp）、`種類`（outlook、apple-mail、thunderbird、phone、scanner、web-form、monitoring、invoicing、other）、`ユーザー名`（ログインに使うメールアドレス）も読みます。ほかの列は読みません。担当者がこのワークスペースのメンバーなら、Slack のプロフィールにあるメンバー ID を書いてください。ほかの名前は Slack を使わない人とみなします。',
  'mailboxes-columns':
    '列: `メールアドレス` は必須です。あれば `見守り方`（login、oauth、log、forwarded、attested、unwatched）も読みます。ほかの列は読みません。',
  field: '一覧',
  hint: '例:\n{{text, ready}}\n一度に 3,000 文字まで。長い一覧は、見出しの行を付けて何回かに分けてください。',
  file: 'または一覧のファイル',
  'file-hint':
    'CSV、TSV、テキストのファイルを一つ、{{most}} KB まで。Excel、Numbers、Google スプレッドシートが保存する形のままで構いません。その場合、上の欄は空にしてください。',
  'no-files':
    'ここでファイルを選べるようにするには、アプリに任意のスコープ `files:read` が必要です。ワークスペースの管理者が追加できます。',
  'clients-example': '端末名,担当者,プロトコル,種類,ユーザー名\n2階の複合機,佐藤 健,smtp,複合機,scan@example.jp',
  'mailboxes-example': 'メールアドレス,見守り方\naoi@example.jp,login',
  'clients-needed': '端末名',
  'mailboxes-needed': 'メールアドレス',

  line: '{{n}}行目: {{text, ready}}',
  more: 'ほかに{{n}}件あります。',
  'nothing-taken': 'まだ何も登録していません。直してから、もう一度ボタンを押してください。',
  'password-column':
    '一覧にパスワードの列があります。パスワードは Slack では受け取らないので、何も読まず、何も保存していません。ここからその列を除いてください。パスワードは、ボットのサーバー上で登録します: npm run vault -- import FILE',
  'no-column': '見出しに「{{column, ready}}」の列がありません。',
  'column-twice': '同じ意味の列が二つあります。一つにしてください。',
  'cell-count': '列の数が見出しと合いません。',
  quotes: '引用符（"）の位置が正しくありません。',
  'nothing-given':
    '何も貼り付けられていないので、まだ何も追加していません。見出しの行と、その下の行を貼り付けてください。例:\n{{text, ready}}',
  empty: '見出しの下に行がありません。',
  'no-name': '端末名がありません。',
  'no-address': 'メールアドレスがありません。',
  'bad-address': '「{{text}}」はメールアドレスではありません。',
  'foreign-address': '{{text}} は {{domain}} のアドレスではありません。',
  'bad-protocols': '「{{text}}」はプロトコルではありません。使えるのは {{allowed, ready}} です。',
  'bad-kind': '「{{text}}」という種類はありません。使えるのは {{allowed, ready}} です。',
  'bad-watch': '「{{text}}」という見守り方はありません。使えるのは {{allowed, ready}} です。',
  'odd-owner': '担当者「{{text}}」は Slack のメンバー ID と区別できません。名前は小文字も使って書いてください。',
  twice: '{{first}}行目と同じ内容です。一つにするか、区別できる名前にしてください。',

  'file-both':
    '一覧の貼り付けとファイルの両方があります。どちらかわかるように、上の欄を空にするか、ファイルを外してください。',
  'file-type':
    'CSV、TSV、テキストのファイルではありません。表計算ソフトで「名前を付けて保存」（または「ダウンロード」）から CSV を選び、そのファイルを選んでください。',
  'file-big': 'ファイルが {{most}} KB を超えています。不要な列を除くか、見出しの行を付けて何回かに分けてください。',
  'file-unreadable':
    'テキストとして読めません（読めるのは UTF-8、BOM 付きの UTF-16、Shift_JIS です）。「CSV UTF-8」で保存し直してください。',
  'file-page':
    'Slack がファイルではなくウェブページを返しました。たいていは、アプリにスコープ files:read がないためです。一覧を貼り付けるか、ワークスペースの管理者に追加を頼んでください。',
  'file-scope':
    'アプリにスコープ files:read がないため、Slack がファイルを渡しません。一覧を貼り付けるか、ワークスペースの管理者に追加を頼んでください。',
  'file-gone': 'このファイルは Slack にもうないか、ボットからは見えません。選び直すか、一覧を貼り付けてください。',
  'file-elsewhere':
    'このファイルは Slack の外にあるため、取得していません。手元のファイルを選ぶか、一覧を貼り付けてください。',
  'file-away': 'Slack から時間内にファイルを受け取れませんでした。少し待ってやり直すか、一覧を貼り付けてください。',
  'file-nothing-taken': '何も登録していません。ファイルを直してから、もう一度選んでください。',
  'file-passwords':
    'ファイルそのものは Slack に残っています。Slack で削除し、これらのメールボックスのパスワードを変更してください。',

  'clients-added': '{{count, client}}を登録しました。',
  'mailboxes-added': '{{count, mailbox}}を登録しました。',
  'nothing-new': '新しく登録したものはありません。',
  known: '登録済みのため、そのまま残したもの: {{n}}件。',
  outside:
    'Slack を使わない人とみなし、ボットからは連絡しない担当者: {{owners}}。メンバーがいれば `/migration clients owner 番号 @担当者` で登録してください。',
  'mailbox-owners':
    'メールボックスの持ち主は一覧からは読みません。登録するには `/migration mailboxes owner アドレス @持ち主`',
  'clients-see': '一覧: `/migration clients`',
  'mailboxes-see': '一覧: `/migration mailboxes`。パスワードの登録: `npm run vault -- import FILE`',
} as const satisfies SameKeys<typeof en.importing>;
