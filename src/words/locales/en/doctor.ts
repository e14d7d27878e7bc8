/** What `npm run doctor` finds. A pair says what is wrong, and what to do about it. */
export const doctor = {
  'node-ok': 'Node {{version}}.',
  'node-old': ['Node {{version}} cannot run the bot.', 'Install Node 24, or run `npm ci` and start by `npm start`.'],

  'config-ok': 'Complete; Slack over {{mode}}.',
  'config-bad': ['{{variable}} {{problem}}.', 'What it is for: {{purpose}}. How to get it: {{howToGet}}.'],

  'data-ok': '{{path}} can be written.',
  'data-new': '{{path}} is not there yet and can be made.',
  'data-bad': ['{{path}} cannot be written ({{reason}}).', 'Give it to the user that runs the bot, or set DATA_DIR.'],

  'key-env': 'Given in VAULT_KEY.',
  'key-file': '{{path}}, readable by its owner alone.',
  'key-new': '{{path}} will be made at the first start. Keep a copy of it apart from the database.',
  'key-exposed': ['Others can read {{path}} (mode {{mode}}).', 'Run: chmod 600 {{path}}'],
  'key-bad': [
    '{{path}} holds no usable key ({{reason}}).',
    'Put the right file back; passwords kept under it need it.',
  ],

  'slack-ok': 'The bot is {{bot}} in {{team}}.',
  'slack-refused': [
    'Slack refuses SLACK_BOT_TOKEN ({{error}}).',
    'Install the app again and copy its bot token (xoxb-…).',
  ],
  'slack-away': [
    'Slack cannot be reached ({{reason}}).',
    'Let the bot out to slack.com on port 443, or check the proxy.',
  ],
  'slack-not-asked': ['Not asked, since the configuration is not complete.', 'Mend that first.'],

  'scopes-ok': 'All that are needed are granted.',
  'scopes-optional': 'All that are needed are granted. Not granted, and the bot does without: {{scopes}}.',
  'scopes-missing': [
    'Missing: {{scopes}}.',
    'Compare the app with manifest.yml, then install it again into the workspace.',
  ],
  'scopes-unknown': ['Slack did not say which are granted.', 'Compare the app with manifest.yml.'],

  'socket-ok': 'Slack opens a connection for SLACK_APP_TOKEN.',
  'socket-refused': [
    'Slack refuses SLACK_APP_TOKEN ({{error}}).',
    'Make an app-level token with connections:write, and turn Socket Mode on.',
  ],
  'socket-http': [
    'Requests come over HTTP to port {{port}}; from here it cannot be seen whether Slack reaches it.',
    'Save the request URL in the app: Slack tries it at once.',
  ],

  'clock-ok': 'Within {{seconds}} s of Slack’s.',
  'clock-off': [
    '{{seconds}} s away from Slack’s.',
    'Turn time synchronisation on (NTP): every piece of evidence carries this time.',
  ],
  'clock-unknown': ['Nothing to compare it with.', 'It is compared with Slack’s, once Slack answers.'],

  'dns-enough': '{{answered}} of {{asked}} resolvers answered, of {{operators}} operators.',
  'dns-few': [
    'Only {{operators}} operators answered; the gate `switch-back` needs {{needed}}.',
    'Let the bot out to port 53, {{transport}}, of any address.',
  ],
  'dns-none': ['None of {{asked}} resolvers answered.', 'Let the bot out to port 53, {{transport}}, of any address.'],

  'direct-ok': 'A root server answered for itself.',
  'direct-proxied': [
    'Something on the way answers in place of the servers that are asked.',
    'Exempt the bot from the DNS proxy: behind one it sees one cache, whatever it asks.',
  ],
  'direct-unknown': ['No root server answered ({{reason}}).', 'Let the bot out to port 53 of any address.'],

  'networks-none': 'No private address is connected to. If a server of yours has one, PRIVATE_NETWORKS takes it.',
  'networks-ok': 'Connections are allowed to {{networks}}, to whoever may use the bot.',
  'networks-inner':
    '{{networks}} is this machine, or where a cloud hands out its keys. Take it out unless it is meant.',
  'networks-all': [
    '{{networks}} opens every private network.',
    'Name in PRIVATE_NETWORKS only the servers that are meant. This machine and metadata stay shut.',
  ],
  'networks-idle': [
    '{{networks}} opens nothing: public addresses need no permission.',
    'Correct PRIVATE_NETWORKS; loopback, link-local and metadata addresses are opened only by a network within them.',
  ],

  'site-ok': '{{servers}} answered.',
  'site-none': ['None is known.', 'Set SITE_RESOLVERS to the ones that your clients use: they count most.'],
  'site-silent': ['{{servers}} did not answer.', 'Set SITE_RESOLVERS to resolvers that this machine may ask.'],

  'port25-ok': '{{host}} answered.',
  'port25-not-asked': [
    'Not tested.',
    'Name a domain whose mail server may be called: npm run doctor -- --mail-domain example.com',
  ],
  'port25-no-host': ['Not tested: no mail server of {{domain}} was found.', 'Name another domain by --mail-domain.'],
  'port25-untested': [
    'Not tested: no answer from {{host}} ({{reason}}). Many providers block port 25.',
    'Ask yours to open it; until then, whether a server accepts mail cannot be seen from here.',
  ],
} as const;
