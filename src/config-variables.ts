type Variable = { readonly name: string; readonly purpose: string; readonly howToGet: string };

/** Every variable that the bot reads: what it is for, and how to get it. */
export const VARIABLES = [
  {
    name: 'SLACK_BOT_TOKEN',
    purpose: 'lets the bot post and answer in your workspace',
    howToGet: 'api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…)',
  },
  {
    name: 'SLACK_APP_TOKEN',
    purpose: 'Socket Mode: receives commands without a public address',
    howToGet:
      'api.slack.com/apps → your app → Basic Information → App-Level Tokens → generate with connections:write (xapp-…); or set SLACK_SIGNING_SECRET instead, for HTTP',
  },
  {
    name: 'SLACK_SIGNING_SECRET',
    purpose: 'HTTP: proves that a request comes from Slack',
    howToGet: 'api.slack.com/apps → your app → Basic Information → App Credentials → Signing Secret',
  },
  { name: 'PORT', purpose: 'HTTP: the port Slack’s requests arrive at', howToGet: 'any free port; 3000 unless set' },
  {
    name: 'SLACK_API_URL',
    purpose: 'points the bot at another Slack API, such as an emulator',
    howToGet: 'leave it unset for Slack itself; for an emulator, its address, such as http://127.0.0.1:4003/api/',
  },
  {
    name: 'DATABASE_URL',
    purpose: 'where migrations are kept',
    howToGet: 'leave it unset for a file in DATA_DIR, or sqlite:/path/to/bot.sqlite',
  },
  {
    name: 'DATA_DIR',
    purpose: 'the directory for the database, the vault’s key and the local socket',
    howToGet: 'any directory that the bot may write and nobody else reads; ./data unless set',
  },
  {
    name: 'VAULT_KEY',
    purpose: 'encrypts the mailboxes’ passwords in the database',
    howToGet: 'leave it unset (a key file is made on the first start), or: openssl rand -base64 32',
  },
  {
    name: 'VAULT_KEY_PREVIOUS',
    purpose: 'the former VAULT_KEY, while a new one takes its place',
    howToGet: 'leave it unset; when VAULT_KEY is changed, the one before, until npm run vault -- rotate has run',
  },
  {
    name: 'VAULT_KEY_FILE',
    purpose: 'the file that holds the key for the mailboxes’ passwords',
    howToGet: 'leave it unset for vault.key in DATA_DIR; keep a copy of the file apart from the database’s backup',
  },
  {
    name: 'SITE_RESOLVERS',
    purpose: 'your own DNS resolvers, which always count when old answers are looked for',
    howToGet: 'their addresses, separated by commas, as your clients are given them by DHCP',
  },
  {
    name: 'PRIVATE_NETWORKS',
    purpose: 'lets the bot connect to mail and DNS servers with private addresses, which it refuses otherwise',
    howToGet:
      'leave it unset unless a server of yours has one; then its address, or a network such as 10.20.0.0/16, by commas',
  },
  {
    name: 'ROOT_HINTS',
    purpose: 'where the walk down the DNS tree starts, if not at the internet’s root servers',
    howToGet: 'leave it unset, or name=address pairs separated by commas',
  },
  {
    name: 'GLOBALPING_TOKEN',
    purpose: 'lets migrations that ask resolvers of internet providers through Globalping ask more of them an hour',
    howToGet: 'leave it unset for 250 tests an hour, or dash.globalping.io → Tokens',
  },
  {
    name: 'HEALTH_PORT',
    purpose: 'the port of /healthz, /readyz and /metrics',
    howToGet: 'any free port; 8080 unless set',
  },
  {
    name: 'HEALTH_HOST',
    purpose: 'the address that the health pages listen on',
    howToGet: 'leave it unset for 127.0.0.1; 0.0.0.0 lets other machines (and, in a container, its host) look',
  },
  {
    name: 'VAULT_PAGE_URL',
    purpose: 'the one-time page where people enter the passwords of mailboxes, as their browsers reach it',
    howToGet:
      'leave it unset for no such page (passwords then come by the command line), or https:// and a host name of its own; a proxy on this machine passes it on, or VAULT_PAGE_CERT and VAULT_PAGE_KEY are set',
  },
  {
    name: 'VAULT_PAGE_HOST',
    purpose: 'the address that the page for passwords listens on',
    howToGet:
      'leave it unset for 127.0.0.1, behind a proxy on this machine; any other needs VAULT_PAGE_CERT and VAULT_PAGE_KEY',
  },
  {
    name: 'VAULT_PAGE_PORT',
    purpose: 'the port that the page for passwords listens on',
    howToGet: 'any free port; 8443 unless set',
  },
  {
    name: 'VAULT_PAGE_CERT',
    purpose: 'the certificate of the page for passwords, where no proxy has one',
    howToGet: 'the path of a PEM file with the whole chain, that the bot may read; read at the start',
  },
  {
    name: 'VAULT_PAGE_KEY',
    purpose: 'the key to that certificate',
    howToGet: 'the path of a PEM file that the bot alone may read',
  },
  { name: 'LOG_LEVEL', purpose: 'how much is logged', howToGet: 'trace, debug, info, warn, error, fatal or silent' },
  {
    name: 'TEAM_TIME_ZONE',
    purpose: 'the time zone of a new migration whose starter’s own zone Slack does not tell',
    howToGet: 'an IANA name such as Asia/Tokyo; UTC unless set',
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];
