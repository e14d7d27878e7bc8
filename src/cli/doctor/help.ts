import type { Lang } from '../io.ts';

/** What `doctor` does, and what to make of it: shown for `--help` alone, so that whoever asks sets nothing going. */
export const doctorHelp: Readonly<Record<Lang, string>> = {
  en: `npm run doctor [-- --mail-domain DOMAIN] [--lang en|ja]
Looks at this installation from this machine, and says in a line each what works and what does not:
  the settings           every variable of the environment, and what is wrong with it
  Node, data, vault key  the version, whether the data directory can be written, whether the key is there and private
  Slack                  whether the token is taken, which scopes the bot has, what it cannot do without the others
  DNS                    whether root servers and resolvers answer, by UDP and by TCP, and whether anything in between
                         answers in their place
  port 25                whether mail servers can be reached from here: with --mail-domain, that domain's own
It changes nothing, and it may run beside the bot. It sends DNS questions, asks Slack, and opens connections to port 25.
Exit status: 0 nothing is wrong (what could not be found out is said, and is not counted), 1 something is, 2 it was
called wrongly.
Examples:
  npm run doctor
  npm run doctor -- --mail-domain example.com`,
  ja: `npm run doctor [-- --mail-domain ドメイン] [--lang en|ja]
このマシンから、インストールの状態を調べ、動くもの・動かないものを1行ずつ示します。
  設定                   環境変数のすべてと、その誤り
  Node・データ・保管庫の鍵  バージョン、データディレクトリに書き込めるか、鍵があって他人に読まれないか
  Slack                  トークンが通るか、どのスコープがあるか、足りないスコープで何ができないか
  DNS                    ルートサーバーとリゾルバーが UDP と TCP で応答するか、途中で誰かが代わりに応答していないか
  25番ポート             ここからメールサーバーに接続できるか。--mail-domain を付けると、そのドメインのサーバーで確かめます
何も変更しません。ボットの動作中でも実行できます。DNS の問い合わせ、Slack への確認、25番ポートへの接続を行います。
終了コード: 0 は問題なし(調べられなかったものは表示しますが、数えません)、1 は問題あり、2 は使い方の誤り。
例:
  npm run doctor
  npm run doctor -- --mail-domain example.com`,
};
