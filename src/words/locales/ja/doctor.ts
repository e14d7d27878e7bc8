import type { doctor as en } from '../en/doctor.ts';

/** What `npm run doctor` finds. */
export const doctor = {
  'node-ok': 'Node {{version}} です。',
  'node-old': [
    'Node {{version}} ではボットは動きません。',
    'Node 24 を入れるか、`npm ci` のあと `npm start` で起動してください。',
  ],

  'config-ok': 'そろっています（Slack との接続は {{mode}}）。',
  'config-bad': ['{{variable}} に問題があります（{{problem}}）。', '用途: {{purpose}}。入手方法: {{howToGet}}。'],

  'data-ok': '{{path}} に書き込めます。',
  'data-new': '{{path}} はまだありませんが、作成できます。',
  'data-bad': [
    '{{path}} に書き込めません（{{reason}}）。',
    'ボットを動かすユーザーの所有にするか、DATA_DIR を設定してください。',
  ],

  'key-env': 'VAULT_KEY で与えられています。',
  'key-file': '{{path}}（所有者だけが読めます）。',
  'key-new': '{{path}} は初回の起動時に作られます。写しをデータベースとは別の場所に保管してください。',
  'key-exposed': ['{{path}} をほかの人も読めます（モード {{mode}}）。', '実行してください: chmod 600 {{path}}'],
  'key-bad': [
    '{{path}} の鍵が使えません（{{reason}}）。',
    '正しいファイルを戻してください。保存済みのパスワードはその鍵でしか開けません。',
  ],

  'slack-ok': '{{team}} の {{bot}} としてつながりました。',
  'slack-refused': [
    'Slack が SLACK_BOT_TOKEN を拒みました（{{error}}）。',
    'アプリをもう一度インストールし、ボットトークン（xoxb-…）を写してください。',
  ],
  'slack-away': [
    'Slack に届きません（{{reason}}）。',
    'slack.com の 443 番ポートへ出られるようにするか、プロキシを確かめてください。',
  ],
  'slack-not-asked': ['設定がそろっていないため、問い合わせていません。', 'まず設定を直してください。'],

  'scopes-ok': '必要な権限はすべてあります。',
  'scopes-optional': '必要な権限はすべてあります。次の任意の権限はなく、なくても動きます: {{scopes}}。',
  'scopes-missing': [
    '足りない権限: {{scopes}}。',
    'アプリを manifest.yml と見比べ、ワークスペースに再インストールしてください。',
  ],
  'scopes-unknown': [
    'どの権限があるのか、Slack から答えがありませんでした。',
    'アプリを manifest.yml と見比べてください。',
  ],

  'socket-ok': 'SLACK_APP_TOKEN で接続を開けます。',
  'socket-refused': [
    'Slack が SLACK_APP_TOKEN を拒みました（{{error}}）。',
    'connections:write を付けたアプリレベルトークンを作り、Socket Mode を有効にしてください。',
  ],
  'socket-http': [
    'リクエストは HTTP で {{port}} 番ポートに届く設定です。Slack から届くかどうかは、ここからは分かりません。',
    'アプリの設定でリクエスト URL を保存すると、Slack がその場で確かめます。',
  ],

  'clock-ok': 'Slack の時計との差は{{seconds}}秒以内です。',
  'clock-off': [
    'Slack の時計と{{seconds}}秒ずれています。',
    '時刻同期（NTP）を有効にしてください。証拠にはすべてこの時刻が付きます。',
  ],
  'clock-unknown': ['比べる相手がありません。', 'Slack につながれば、その時計と比べます。'],

  'dns-enough': '{{asked}} 台のリゾルバーのうち {{answered}} 台（{{operators}} 事業者）が答えました。',
  'dns-few': [
    '答えたのは {{operators}} 事業者だけです。ゲート `switch-back` には {{needed}} 事業者が必要です。',
    '任意のアドレスの 53 番ポート（{{transport}}）へ出られるようにしてください。',
  ],
  'dns-none': [
    '{{asked}} 台のリゾルバーのどれも答えません。',
    '任意のアドレスの 53 番ポート（{{transport}}）へ出られるようにしてください。',
  ],

  'direct-ok': 'ルートサーバーが直接答えました。',
  'direct-proxied': [
    '問い合わせた相手の代わりに、途中の何かが答えています。',
    'ボットを DNS プロキシの対象から外してください。そのままでは、誰に尋ねても同じ一つのキャッシュしか見えません。',
  ],
  'direct-unknown': [
    'ルートサーバーが答えません（{{reason}}）。',
    '任意のアドレスの 53 番ポートへ出られるようにしてください。',
  ],

  'networks-none':
    'プライベートアドレスには接続しません。そのようなアドレスのサーバーがあれば、PRIVATE_NETWORKS に書いてください。',
  'networks-ok': '{{networks}} への接続を許可しています。ボットを使える人は誰でも、そこへの接続を起こせます。',
  'networks-inner':
    '{{networks}} はこのマシン自身か、クラウドが鍵を渡すアドレスです。意図したものでなければ外してください。',
  'networks-all': [
    '{{networks}} はプライベートネットワークをすべて開きます。',
    'PRIVATE_NETWORKS には必要なサーバーだけを書いてください。このマシン自身とメタデータは、これでは開きません。',
  ],
  'networks-idle': [
    '{{networks}} では何も開きません。公開アドレスに許可は要りません。',
    'PRIVATE_NETWORKS を直してください。ループバック・リンクローカル・メタデータのアドレスは、その範囲に収まるネットワークでだけ開きます。',
  ],

  'site-ok': '{{servers}} が答えました。',
  'site-none': [
    '分かっていません。',
    '社内の端末が使うリゾルバーを SITE_RESOLVERS に設定してください。判定で最も重く見ます。',
  ],
  'site-silent': [
    '{{servers}} が答えません。',
    'このマシンから問い合わせできるリゾルバーを SITE_RESOLVERS に設定してください。',
  ],

  'port25-ok': '{{host}} が答えました。',
  'port25-not-asked': [
    '確かめていません。',
    'メールサーバーに接続してよいドメインを指定してください: npm run doctor -- --mail-domain example.com',
  ],
  'port25-no-host': [
    '確かめていません。{{domain}} のメールサーバーが見つかりません。',
    '--mail-domain で別のドメインを指定してください。',
  ],
  'port25-untested': [
    '確かめられませんでした。{{host}} から答えがありません（{{reason}}）。25 番ポートを塞いでいる事業者は少なくありません。',
    '契約先に開放を頼んでください。それまでは、サーバーがメールを受け取るかどうかをここから確かめられません。',
  ],
} as const satisfies {
  readonly [Code in keyof typeof en]: (typeof en)[Code] extends string ? string : readonly [string, string];
};
