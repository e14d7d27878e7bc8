import type { Lang } from '../io.ts';

/** The sentences of `npm run mail`. */
export type MailTexts = {
  readonly usage: string;
  readonly needsBot: (dataDir: string) => string;
  readonly logRead: (log: {
    readonly format: string;
    readonly lines: number;
    readonly deliveries: number;
    readonly unread: number;
    readonly from: string;
    readonly to: string;
  }) => string;
  readonly logUnknown: string;
  readonly zoneAssumed: (timeZone: string) => string;
  readonly following: (file: string) => string;
  readonly generated: (count: number, file: string) => readonly string[];
  readonly nothingToGenerate: string;
  readonly fileExists: (file: string) => string;
  readonly weak: (addresses: readonly string[]) => string;
  readonly progress: (bar: string, copied: number, messages: number, mailboxes: string) => string;
  readonly mailbox: (line: {
    readonly address: string;
    readonly messages: number;
    readonly verified: number;
  }) => string;
  readonly mailboxMissing: (line: {
    readonly address: string;
    readonly messages: number;
    readonly missing: number;
  }) => string;
  readonly mailboxFailed: (address: string, reason: string) => string;
  readonly mailboxUnseen: (address: string) => string;
  readonly compareOnly: string;
  readonly relayNamed: (name: string) => string;
  readonly badLogin: (file: string) => string;
};

export function mailTexts(lang: Lang): MailTexts {
  return lang === 'ja' ? ja : en;
}

const en: MailTexts = {
  usage: `Usage:
  npm run mail -- log FILE... [--host HOST] [--time-zone ZONE] [--follow]
                                                 read a delivery log of the old server (Postfix, Exim, Dovecot; .gz too)
  npm run mail -- generate --output FILE         strong passwords for accounts yet to be made on the new server
  npm run mail -- relay NAME old|new|outside HOST[:PORT] [--login FILE] [--security starttls|tls|plain]
                                                 a relay that probes are sent through; FILE: {"user": "…", "password": "…"}
  npm run mail -- copy                           compare all mailboxes, and copy what is missing where that is switched on
  npm run mail -- missing --mailbox A [--output FILE]
                                                 the messages of a mailbox that are not on the new server, as CSV
  npm run mail -- archive DIRECTORY [--mailbox A]
                                                 keep the old mailboxes as files on the bot's machine, and read them back
  npm run mail -- restore DIRECTORY --mailbox A [--to B]
                                                 try a restore into a new folder of the new server, and compare
HOST: the old server, where the lines do not name it as it is known; ZONE: of lines that name none (else the migration's).
Each takes --migration ID | --channel C and --lang en|ja. The bot must be running.
Examples:
  npm run mail -- log /var/log/mail.log.1 /var/log/mail.log --channel C0123456789
  npm run mail -- log /var/log/mail.log --follow
  npm run mail -- generate --output new-accounts.csv
  npm run mail -- archive /backup/old-mail`,
  needsBot: (dataDir) =>
    `The bot is not running here: it alone holds records and passwords. Start it (npm start), then say this again. Looked in ${dataDir}; if the bot keeps its data elsewhere, set DATA_DIR as for the bot.`,
  logRead: ({ format, lines, deliveries, unread, from, to }) =>
    `${format}: ${lines} lines from ${from} to ${to}, ${deliveries} deliveries for the domain${unread === 0 ? '' : `, ${unread} lines not understood`}.`,
  logUnknown: 'No line of it is of a Postfix, Exim or Dovecot delivery log.',
  zoneAssumed: (timeZone) =>
    `Its lines name no time zone; they were read as ${timeZone}, the migration's. If the old server's clock keeps another: --time-zone ZONE`,
  following: (file) => `Following ${file}; end it with Ctrl-C.`,
  generated: (count, file) => [
    `${count === 1 ? '1 new password is' : `${count} new passwords are`} in ${file}.`,
    "Create the accounts with it in the new server's control panel. Only then give it to the bot, hand each owner theirs, and delete it:",
    `  npm run vault -- import ${file}`,
  ],
  nothingToGenerate: 'Every mailbox has a password for the new server already.',
  fileExists: (file) => `${file} exists: it is not written over. Name another file.`,
  weak: (addresses) =>
    `Weak passwords for the new server, easily guessed: ${addresses.join(', ')}. Change them before anybody relies on them.`,
  progress: (line, copied, messages, mailboxes) =>
    `${line} ${mailboxes} mailboxes, ${messages} messages, ${copied} copied`,
  mailbox: ({ address, messages, verified }) =>
    `ok       ${address}: ${verified} of ${messages} messages are on the new server`,
  mailboxMissing: ({ address, messages, missing }) =>
    `MISSING  ${address}: ${missing} of ${messages} messages are not on the new server`,
  mailboxFailed: (address, reason) => `UNKNOWN  ${address}: ${reason}`,
  mailboxUnseen: (address) =>
    `UNKNOWN  ${address}: not compared (no passwords for both servers, or watched in another way)`,
  relayNamed: (name) => `The relay ${name} is named; probes go through it from the rewrite on.`,
  badLogin: (file) => `${file} does not hold a login: {"user": "…", "password": "…"}.`,
  compareOnly: 'Compared only. To have the bot copy what is missing: `/migration settings copy on`.',
};

const ja: MailTexts = {
  usage: `使い方:
  npm run mail -- log FILE... [--host HOST] [--time-zone ZONE] [--follow]
                                                 旧サーバーの配送ログを読む（Postfix、Exim、Dovecot。.gz も可）
  npm run mail -- generate --output FILE         新サーバーにこれから作るアカウントの強いパスワードを用意する
  npm run mail -- relay NAME old|new|outside HOST[:PORT] [--login FILE] [--security starttls|tls|plain]
                                                 確認メールを送る中継サーバー。FILE の中身: {"user": "…", "password": "…"}
  npm run mail -- copy                           全メールボックスを比べ、設定が有効なら足りないものをコピーする
  npm run mail -- missing --mailbox A [--output FILE]
                                                 新サーバーにないメールを CSV で書き出す
  npm run mail -- archive DIRECTORY [--mailbox A]
                                                 旧メールボックスをボットのマシンにファイルとして保存し、読み直して確かめる
  npm run mail -- restore DIRECTORY --mailbox A [--to B]
                                                 新サーバーの新しいフォルダーに復元してみて、一致を確かめる
HOST は、行から旧サーバーと分からないときの旧サーバーの名前。ZONE は、行に時間帯がないときの時間帯（省くと移行の時間帯）。
どれにも --migration ID | --channel C と --lang en|ja を付けられます。ボットが動いている必要があります。
例:
  npm run mail -- log /var/log/mail.log.1 /var/log/mail.log --channel C0123456789
  npm run mail -- log /var/log/mail.log --follow
  npm run mail -- generate --output new-accounts.csv
  npm run mail -- archive /backup/old-mail`,
  needsBot: (dataDir) =>
    `ボットが動いていません。記録とパスワードはボットだけが持っています。npm start で起動してから、もう一度実行してください。調べた場所は ${dataDir} です。ボットのデータが別の場所にあるなら、ボットと同じ DATA_DIR を設定してください。`,
  logRead: ({ format, lines, deliveries, unread, from, to }) =>
    `${format}: ${from} から ${to} までの${lines}行、このドメイン宛ての配送${deliveries}件${unread === 0 ? '' : `、読み取れない行${unread}行`}。`,
  logUnknown: 'Postfix、Exim、Dovecot の配送ログと読める行がありません。',
  zoneAssumed: (timeZone) =>
    `行に時間帯が書かれていないため、移行の時間帯 ${timeZone} として読みました。旧サーバーの時計が違うなら: --time-zone ZONE`,
  following: (file) => `${file} を追いかけています。終わるときは Ctrl-C を押してください。`,
  generated: (count, file) => [
    `新しいパスワード${count}件を ${file} に書きました。`,
    '新サーバーの管理画面で先にアカウントを作り、そのあとでボットに登録してください。それぞれの持ち主に渡したら、ファイルを消してください:',
    `  npm run vault -- import ${file}`,
  ],
  nothingToGenerate: '新サーバーのパスワードは、すべてのメールボックスにもうあります。',
  fileExists: (file) => `${file} はすでにあるため、上書きしません。別のファイル名を指定してください。`,
  weak: (addresses) =>
    `新サーバーのパスワードが弱く、推測されやすいものがあります: ${addresses.join('、')}。使い始める前に変えてください。`,
  progress: (line, copied, messages, mailboxes) =>
    `${line} メールボックス ${mailboxes}、メール${messages}通、コピー済み${copied}通`,
  mailbox: ({ address, messages, verified }) =>
    `ok      ${address}: ${messages}通のうち${verified}通が新サーバーにあります`,
  mailboxMissing: ({ address, messages, missing }) =>
    `不足    ${address}: ${messages}通のうち${missing}通が新サーバーにありません`,
  mailboxFailed: (address, reason) => `不明    ${address}: ${reason}`,
  mailboxUnseen: (address) =>
    `不明    ${address}: 比べていません（両サーバーのパスワードがないか、見守り方が違います）`,
  relayNamed: (name) => `中継サーバー ${name} を登録しました。書き換えのあと、ここを通して確認メールを送ります。`,
  badLogin: (file) => `${file} からログイン情報を読み取れません。形式: {"user": "…", "password": "…"}`,
  compareOnly: '比べただけです。足りないものをボットにコピーさせるには: `/migration settings copy on`',
};
