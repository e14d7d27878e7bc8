import type { home as en } from '../en/home.ts';
import type { SameKeys } from '../phrases.ts';

/** The App Home: what one person sees of all migrations, and their language. */
export const home = {
  title: 'メールの移行',
  waits: 'あなたの対応待ち: {{n}}件',
  going: '進行中: {{n}}件',
  ended: '最近終わったもの: {{n}}件',
  none: '表示できる移行はまだありません。始めるには、その移行を扱うチャンネルで `/migration start` と入力してください。',
  'none-going':
    '進行中の移行はありません。始めるには、その移行を扱うチャンネルで `/migration start` と入力してください。',
  'only-own':
    'あなたが参加しているチャンネルの一部を Slack から確かめられませんでした。確かめられたチャンネルのほかは、あなたが関わっている移行だけを表示しています。',
  'groups-unknown':
    'あなたが承認者のグループに入っているかどうかを Slack から確かめられませんでした。グループとしての承認依頼は、ここではなくチャンネルでご確認ください。',
  more: '…ほかに{{n}}件（うち対応待ち{{waiting}}件）。それぞれのチャンネルで `/migration status`',
  place: 'チャンネル: {{channel, ready}}',
  'wait-approve': '→ {{by}} が「{{gate, gates}}」の承認を求めています。',
  'wait-approve-rollback': '→ {{by}} が切り戻しの承認を求めています。',
  'wait-ask': '→ 「{{gate, gates}}」の準備ができました。承認を依頼してください。',
  'wait-rewrite': '→ {{fromAt}}から{{toAt}}までに DNS を書き換えてください。',
  'wait-keep': '→ DNS が書き換わりました。このまま進めるか、切り戻すかを決めてください。',
  'wait-pin': '→ 固定する端末: {{count, client}}。入力する内容はダイレクトメッセージにあります。',
  'wait-switch': '→ 送信を切り替える端末: {{count, client}}。入力する内容はダイレクトメッセージにあります。',
  'wait-restore': '→ ホスト名に戻す端末: {{count, client}}。入力する内容はダイレクトメッセージにあります。',
  'next-reminder':
    '次のお知らせは {{remindAt}}（下で設定した時間帯の中）です。この移行の全員についての設定: `/migration settings reminders off`、`/migration settings remind-weekends on`',
  'next-window': 'DNS の書き換え予定: {{fromAt}}',
  'next-contract': '旧サーバーの契約終了日: {{endsOn}}',
  hours:
    '*再度のお願いを受け取る時間帯。* 対応待ちの端末についての再度のお願いを、あなたのタイムゾーンのこの時間帯にだけお届けします。すべての移行に共通です。',
  'hours-choose': '時刻',
  'hours-from': '{{time}} から',
  'hours-to': '{{time}} まで',
  'weekends-choose': '週末',
  'weekends-auto': '週末: 移行ごとの設定に合わせる',
  'weekends-on': '週末と祝日にも受け取る',
  'weekends-off': '週末と祝日には受け取らない',
  'hours-set': '✓ 再度のお願いは {{from}}〜{{to}} の間にお届けします。週末と祝日は移行ごとの設定に合わせます。',
  'hours-set-weekends': '✓ 再度のお願いは {{from}}〜{{to}} の間に、週末と祝日にもお届けします。',
  'hours-set-workdays': '✓ 再度のお願いは {{from}}〜{{to}} の間に、営業日にだけお届けします。',
  language: '*表示言語。* ボットがあなた宛てに使う言語です。チャンネルの言語はチャンネルごとに決まっています。',
  'language-choose': '表示言語',
  'language-auto': 'Slack の設定に合わせる',
  'language-en': 'English (英語)',
  'language-ja': '日本語',
  'language-set': '✓ これからは日本語でお伝えします。',
  'language-set-auto': '✓ Slack の言語設定に合わせてお伝えします。',
} as const satisfies SameKeys<typeof en>;
