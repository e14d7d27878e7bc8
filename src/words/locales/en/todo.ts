/** What to do now, step by step; people's part only. */
export const todo = {
  'wait-gate': '{{gate, gateWaits}}: first the gate “{{gate, gates}}” must open. `/migration gate {{gate}}`',
  'inventory-clients':
    'List every device and system that uses mail, with its owner: `/migration clients add` opens a form with common ones. So far: {{clients, client}}.',
  'inventory-mailboxes': 'List every mailbox: `/migration mailboxes add ADDRESS`. So far: {{mailboxes, mailbox}}.',
  'inventory-credentials':
    'Import the credentials, never through Slack: `npm run vault -- import accounts.csv`. Missing for {{count, mailbox}}: {{names}}.',
  'inventory-plan': 'Check what DNS shall say: `/migration plan`. So far: {{records, record}}.',
  'prepare-accounts':
    'Create every account on the new server ({{target}}), with strong passwords (`npm run mail -- generate --output FILE`), and copy the content from {{from}}. How it stands: `/migration copy`, `/migration accept`',
  'prepare-accounts-copied':
    'Create every account on the new server ({{target}}), with strong passwords (`npm run mail -- generate --output FILE`). The bot copies the content from {{from}}. How it stands: `/migration copy`, `/migration accept`',
  'prepare-addresses': 'Say what becomes of {{count, address}} in use on the old server: `/migration addresses`',
  'prepare-senders':
    'The old server is reached without asking DNS by {{count, sender}}: {{senders}}. Find who manages each, to be changed at the rewrite: `/migration senders`',
  'parallel-rescue':
    'What still reaches the old server is carried over by the bot: `/migration rescue`. By which paths it came: `/migration stragglers`',
  'close-copy':
    'Take the last copy of what is new on it: `/migration copy now`. After the door is shut the bot compares once more.',
  'close-compare':
    'Take the last copy of what is new on it. After the door is shut the bot compares once more: `/migration copy compare`',
  'close-probe':
    'Send a probe for {{domain}} through the old provider: `/migration probes now`. It must land on the new server.',
  'prepare-ttl': 'Lower these TTLs (how long others remember an answer) at the DNS provider now. The values stay:',
  'prepare-publish':
    'Publish these now, before the rewrite, in this order: {{names}}. What to type: `/migration plan as panel before`',
  'prepare-ttl-more': '… and {{n}} more: `/migration plan`',
  'prepare-open': 'Still without a value: {{names}}. `/migration plan set NAME TYPE VALUE`',
  'prepare-checklist':
    'Recreate forwarders, aliases, catch-all, mailing lists, filters and shared mailboxes there, and tick them: `/migration checklist`. Open: {{items, ready}}.',
  'prepare-dkim':
    'Signatures (DKIM): ask the provider of the new server for its selectors, then `/migration plan dkim SELECTOR`; if it does not sign: `/migration plan dkim none`',
  'prepare-dns-move': 'DNS moves as well, to {{servers}}. In this order:',
  'prepare-dns-move-where': 'DNS moves as well, to {{servers}}. The order that is safe: `/migration step prepare`',
  'prepare-dns-asked':
    'Does DNS leave the old provider too? `/migration plan dns NS1 NS2`; if it lives elsewhere already: `/migration plan dns stay`',
  'profile-microsoft365':
    'Microsoft 365: clients use outlook.office365.com and smtp.office365.com for good. Turn DKIM on in the Defender portal: it shows what selector1 and selector2 must lead to.',
  'profile-google':
    'Google Workspace: clients use imap.gmail.com and smtp.gmail.com for good. The DKIM key is made in the Admin console: Apps, Gmail, Authenticate email.',
  'profile-same-provider-prepare':
    'Both servers are at one provider, which may deliver mail of {{domain}} without asking DNS. Ask it now to switch that delivery at the appointed moment.',
  'profile-same-provider-rewrite':
    'At the same moment the provider must move its own delivery of {{domain}}: have somebody there on the telephone.',
  'profile-gateway-prepare':
    'Mail of {{domain}} comes in through a filtering gateway. Find out now where its route to the old server is set, and who may change it.',
  'profile-gateway-rewrite':
    'The MX stays: in the gateway, change the route of {{domain}} to the new server. Then say `/migration step rewrite done`',
  checklist: 'See to these, then tick them with `/migration checklist done ITEM`:',
  'checklist-item': '`{{item}}` {{item, checklist}}',
  'prepare-window':
    'Name who rewrites DNS, and when: `/migration window @who 2026-12-01 09:00 11:00`. Best Tuesday to Thursday, in the morning.',
  'pin-none-needed': 'The plan changes no hostname that clients use: only add the new account to each.',
  'pin-old': 'Old account, in each client: change {{names}} to `{{target}}`',
  'pin-new':
    'New account, in each client: add it with server `{{target}}`, port {{port}} ({{security, securities}}), for receiving. Send through the old one until the rewrite.',
  'pin-pop': 'POP clients ({{names}}): leave mail on the server for 14 days at least.',
  'pin-client': '{{id}} {{name}}{{owner, tail}}',
  'clients-list': 'One by one: `/migration clients`',
  'pin-mark': 'When its owner has confirmed: `/migration clients pinned ID`. Open: {{count, client}}.',
  'rewrite-who': '{{executor}} rewrites DNS, {{fromAt}} to {{toAt}}.',
  'rewrite-nobody': 'Nobody is named yet: `/migration window @who DATE FROM TO`',
  'rewrite-begin': 'Right before, say so: `/migration step rewrite begin`. The bot takes a fresh look first.',
  'rewrite-create': 'CREATE {{name}} {{type}} {{after}}',
  'rewrite-change': 'CHANGE {{name}} {{type}} {{before}} → {{after}}',
  'rewrite-delete': 'DELETE {{name}} {{type}} {{before}}',
  'rewrite-panel': 'Field by field, with what trips people up there (the dot at the end!): `/migration plan as panel`',
  'rewrite-send':
    'From that moment every client, scanner and web form sends through the new server: `{{target}}`, port {{port}} ({{security, securities}}).',
  'rewrite-seen': 'Nothing to tick: the bot sees it on the authoritative servers.',
  'parallel-leave': 'Leave the old server running and accepting mail. Read both accounts.',
  'parallel-carry': 'Carry these over to the new server by hand: `/migration rescue`. Open: {{count, straggler}}.',
  'parallel-wait': 'Nothing else: the bot watches until only the new server receives.',
  'restore-new': 'New account, in each client: change `{{target}}` to {{names}}.',
  'restore-none-needed': 'No hostname changed: nothing to set back in the clients. Mark them all.',
  'restore-fixed':
    'Nothing to set back: the names of the new provider stay. Mark each client when its owner has confirmed that mail comes and goes.',
  'restore-old': 'The old account stays, for receiving only, until the end.',
  'restore-client': '{{id}} {{name}}{{owner, tail}}',
  'restore-mark': 'When its owner has confirmed: `/migration clients restored ID`. Open: {{count, client}}.',
  'close-quiet': 'Wait until the old server has been quiet.',
  'close-archive':
    'Then, with the door shut, keep an archive of the old mailboxes, and have its restore tried: `/migration archive`',
  'close-door':
    'Shut the old server to new mail without loss: local delivery of {{domain}} off, port 25 answers 4xx (try later), never 5xx.',
  'close-relay':
    'Name the old provider’s own relay, so that a probe through it can show that mail of {{domain}} lands on the new server: `/migration probes relay NAME old HOST:587`',
  'close-final': 'Take the old side out of {{name}} {{type}}: {{after}}',
  'retire-cancel': 'Cancel the old server ({{target}}). Keep the confirmation.',
  'retire-dns': 'Then tidy up in DNS what only the old server used: `/migration plan as panel after`',
  'retire-accounts': 'Remove the old account from every client.',
  'back-dns': 'Set DNS back to what it was:',
  'back-carry':
    'Carry back to the old server what reached only the new one: `/migration stragglers`. Open: {{count, message}}.',
  'back-route':
    'Set the route back where it was changed. The bot cannot see it: look whether mail comes to the old server.',
  'back-caches':
    'DNS is back since {{at}}. Caches may lead to the new server until {{watermarkAt}}: wait for that, nothing is to be set.',
  'back-over': 'DNS is back since {{at}}, and caches have led to the new server no longer than {{watermarkAt}}.',
  'back-unseen':
    'The bot has not looked through {{count, mailbox}} on the new server since, so it is not known whether mail there is to be carried back: {{names}}.',
  'back-none': 'Nothing is left to carry back: all that reached only the new server is on the old one.',
  'back-judge': 'Judge {{count, message}} on the new server that may be spam: `/migration stragglers`',
  'back-watch': 'The bot watches for mail that reaches only the new server: it must be carried back to the old one.',
  'back-resume':
    'When that is done: `/migration resume` to begin the move again, or `/migration abandon {{domain}} REASON` to give it up.',
  'ended-dns-old': 'Mail goes to the old server ({{target}}), as before: keep it, and its contract.',
  'ended-dns-new':
    'DNS had been rewritten, and nobody watches both servers any more: decide which of them shall have the mail, and keep both until then. DNS as it was before:',
  'ended-mail': 'Carry over what is on one of the servers alone: {{count, message}}, `/migration stragglers`',
  'ended-accounts': 'Close the accounts on {{target}} that nobody is to use, once there is no mail in them.',
  'ended-ttl': 'TTLs that were lowered for the move may go up again.',
  'ended-report': 'What was done, with the evidence for it: `/migration report`',
  'ended-anew': 'Another move begins with: `/migration start`',
  'mark-done': 'When all is done: `/migration step {{step}} done`',

  'pin-new-for':
    'New account, in each client that reads over {{protocol, protocols}}: add it with server `{{target}}`, port {{port}} ({{security, securities}}), for receiving.',
  'pin-send': 'Send through the old account until the rewrite.',
  'clients-type': 'What to type in each: `/migration step {{step}}`',
  'restore-new-bare': 'New account, in each client: change the server to {{names}}.',
  'target-unknown':
    'What to type for the {{side, sides}} is not known yet: its name moves with the domain, and no address of it has been found. `/migration check`',
  'flaw-unseen':
    '`{{target}}`: no login has shown the certificate yet, so whether clients will warn of it is unknown. The bot looks whenever it logs in: `/migration check`',
  'flaw-name-mismatch':
    '`{{target}}` is not on the certificate, which names {{shown}}: clients warn of the name. Ask the provider for a name of this server that is on it; else accept the warning in each client once.',
  'flaw-name-mismatch-instead':
    '`{{target}}` is not on the certificate, which names {{shown}}: clients warn of the name. Type {{instead}} in its place.',
  'flaw-no-names':
    '`{{target}}`: the certificate bears no name at all, and clients warn. Its administrator must install a proper one.',
  'flaw-not-looked-up':
    '`{{target}}` is taken from the certificate; nobody has looked yet where it leads. Check that it is {{address}}: `nslookup {{target}}`',
  'flaw-not-looked-up-bare':
    '`{{target}}` is taken from the certificate; nobody has looked yet where it leads. Check that it is this server: `nslookup {{target}}`',
  'flaw-self-signed':
    '`{{target}}`: the server signed its certificate itself, so each client asks once whether to accept it. Accept only the one with this SHA-256 fingerprint: `{{fingerprint}}`',
  'flaw-self-signed-bare':
    '`{{target}}`: the server signed its certificate itself, so each client asks once whether to accept it. Ask its administrator for the fingerprint, and accept only that one.',
  'flaw-untrusted':
    '`{{target}}`: clients may not trust whoever signed the certificate (often an intermediate one is missing). Its administrator must install the whole chain; until then accept only the one with this SHA-256 fingerprint: `{{fingerprint}}`',
  'flaw-untrusted-bare':
    '`{{target}}`: clients may not trust whoever signed the certificate (often an intermediate one is missing). Its administrator must install the whole chain.',
  'flaw-expired':
    '`{{target}}`: the certificate expired on {{expiresAt}}, and clients warn or refuse. Its administrator must renew it.',
  'flaw-expires-soon':
    '`{{target}}`: the certificate expires on {{expiresAt}}, and clients will warn from then on. Have its administrator renew it before.',
  'flaw-out-of-time':
    '`{{target}}`: the certificate is not valid at present, and clients warn or refuse. Its administrator must renew it, or set the server’s clock right.',
} as const;
