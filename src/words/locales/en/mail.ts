/** What is shown on request of addresses, senders, acceptance, rescues, content, probes and the archive. */
export const mail = {
  'look-progress':
    'Looking. `{{text, ready}}` {{percent}}%, {{done}} of {{total}} mailboxes on both servers looked into.',
  'look-begun': 'Begun. It reads whole mailboxes and may take hours; how it stands: `/migration status`',
  'addresses-title': '{{total, address}} received mail on the old server; {{open}} without a place',
  'addresses-title-placed': '{{total, address}} received mail on the old server; each has its place',
  'addresses-none': 'No address of the domain has been found in the mailboxes that were read.',
  'addresses-unread':
    'The mailboxes have not been read for addresses yet. The bot reads them once a day until the rewrite; now: `/migration check scan`',
  'address-line': '{{address}}: {{count, message}}, the last {{lastAt}}; {{says, ready}}',
  'address-line-bare': '{{address}}: {{says, ready}}',
  'place-open': 'no place yet',
  'place-mailbox': 'mailbox',
  'place-alias': 'alias, said {{by}}',
  'place-list': 'mailing list, said {{by}}',
  'place-dropped': 'dropped by {{by}}: {{reason}}',
  'scan-coverage': 'Read: {{ok}} of {{total, mailbox}}.',
  'scan-coverage-open': 'Read: {{ok}} of {{total, mailbox}}; what the others hold is unknown: {{names}}.',
  'scan-partial-of': 'Read in part only: {{names}}.',
  'addresses-how':
    'To place one: `/migration addresses alias ADDRESS`, `list ADDRESS`, `drop ADDRESS because REASON`; all that have none: `/migration addresses drop unplaced because REASON`',
  'unplaced-none': 'Every address that was found has its place already.',

  'senders-title-before': '{{total, sender}} wrote regularly to the old server in the last 90 days',
  'senders-title':
    '{{total, sender}} wrote regularly before the rewrite: {{seen}} seen on the new server, {{awaited}} awaited, {{silent}} silent',
  'senders-none': 'Nobody wrote on two days or more in 90 days, as far as the mailboxes have been read.',
  'senders-unread':
    'The mailboxes have not been read for senders yet. The bot reads them once a day until the rewrite; now: `/migration check scan`',
  'sender-line': '{{sender}}: about every {{everyDays, day}}, last {{lastAt}}; {{says, ready}}{{way, ready, tail}}',
  'sender-seen': 'seen on the new server at {{seenAt}}',
  'sender-awaited': 'expected about {{expectedAt}}',
  'sender-silent': 'expected {{expectedAt}}, not heard from',
  'sender-dismissed': 'dismissed by {{by}}, {{reason}}',
  'sender-before': 'next expected about {{expectedAt}}',
  'senders-left-out': '{{count, sender}} more wrote seldom and are not followed.',
  'senders-how':
    'What does not go by DNS must be changed by hand at the rewrite. A sender that need not be seen again: `/migration senders dismiss SENDER because REASON`',

  'accept-title': '{{total, address}} at the new server: {{ok}} accepted, {{untested}} untested, {{refused}} refused',
  'accept-title-both':
    '{{total, address}} at both servers: {{ok}} accepted, {{untested}} untested, {{refused}} refused',
  'accept-none': 'No mailbox is listed yet, so no address is asked for. `/migration mailboxes add ADDRESS`',
  'accept-line': '{{address}}: {{text, ready}}',
  'accept-side': '{{side, sides}} {{says, ready}}',
  'accept-accepted': 'accepts, {{at}}',
  'accept-refused': 'refuses, {{at}}: “{{reply}}”',
  'accept-deferred': 'puts off, {{at}}: “{{reply}}”',
  'accept-failed': 'untested',
  'accept-untested': '{{side, sides}}: {{count, address}} untested. {{reason, failures}}',
  'accept-never': 'not asked yet',
  'trial-random-accepted':
    '{{side, sides}}, {{domain}}: accepts addresses that nobody has (catch-all), so its yes proves little.',
  'trial-random-refused': '{{side, sides}}, {{domain}}: refuses addresses that nobody has; its yes counts.',
  'trial-random-unknown': '{{side, sides}}, {{domain}}: whether it accepts anything at all is unknown.',
  'trial-foreign-accepted': '{{side, sides}}, {{domain}}: open relay. Its administrator must close it.',
  'trial-foreign-refused': '{{side, sides}}, {{domain}}: no open relay.',
  'trial-foreign-unknown': '{{side, sides}}, {{domain}}: whether it is an open relay is untested.',
  'accept-how': 'Where port 25 is shut for the bot, somebody elsewhere can ask: `/migration accept helper new`',
  'helper-title': 'Ask the {{side, sides}} from elsewhere',
  'helper-how':
    'On any machine whose port 25 is open outwards, run this. It asks whether the server would take mail for each address; it sends nothing.',
  'helper-parts':
    'It holds {{n}} of {{total, address}}, those without an answer first. For the others: `/migration accept helper` again, when this answer is pasted.',
  'helper-left': 'Not asked for, because the command takes plain ASCII only: {{names}}.',
  'helper-done': 'Then paste all that it printed.',
  'helper-none': 'No mailbox is listed yet, so there is nothing to ask for. `/migration mailboxes add ADDRESS`',
  'helper-modal': 'Paste the answer',
  'helper-field': 'What the command printed',
  'helper-hint': 'All of it, also lines that look like errors.',
  'helper-submit': 'Read',
  'helper-close': 'Close',
  'helper-unread':
    'No answer of a mail server was found in that text. Run the whole command again, and paste all of it.',
  'helper-read': 'Read: {{ok}} of {{total, address}}.',
  'helper-see': 'What it says: `/migration accept`',

  'path-line': '{{path, ready}}: {{count, message}}, last {{lastAt}}; {{carried}} on the new server',
  'path-unknown': 'unknown path',
  'path-detail':
    'In detail, and a note to its postmaster: `/migration stragglers PATH`, `/migration stragglers note PATH`',
  'path-title': '{{path, ready}}: {{count, message}}, {{carried}} of them on the new server',
  'path-none': 'Nothing came by way of {{path}}. The paths: `/migration stragglers`',
  'note-title': 'A note to the postmaster of {{path, ready}}, to copy',
  'note-unknown': 'Of an unknown path nobody can be written to. The paths: `/migration stragglers`',

  'rescue-title': 'Carried over: {{ok}} of {{total, message}}; {{wait}} waiting, {{open}} could not be',
  'rescue-none': 'Nothing has reached the old server that must be carried over.',
  'rescue-off': 'The bot does not carry over by itself now. Switch it on: `/migration settings rescue on`',
  'rescue-on':
    'The bot carries over by itself; at once: `/migration rescue now`. What it would do: `/migration rescue dry`',
  'rescue-waits': 'waiting to be carried over',
  'rescue-by-hand': 'to be carried by hand: known from a log or a forwarded copy only',
  'rescue-there': 'found on the new server',
  'rescue-dry-title': '{{count, message}} would be carried over; nothing was done',
  'rescue-dry-none': 'Nothing waits to be carried over.',
  'rescue-dry-line': '{{line, ready}}: to {{mailbox}} on the new server, from {{folder}}',
  'rescue-dry-how':
    'Folder: the one of the same use (inbox, junk, sent), else the same name, made where there is none; date and flags stay. What is there already is not put there twice.',
  'rescue-not-active': 'Carrying over rests while the migration is paused, rolled back or over.',

  'copy-title': '{{ok}}/{{total}} mailboxes whole on the new server',
  'copy-none': 'No mailbox is listed yet. `/migration mailboxes add ADDRESS`',
  'copy-line': '{{mailbox}}: {{says, ready}}',
  'copy-whole': 'whole: {{messages, message}}, {{at}}',
  'copy-missing-of': '{{missing}} of {{messages, message}} missing, {{at}}. `/migration copy missing {{mailbox}}`',
  'copy-never': 'never compared',
  'copy-failed': 'not compared. {{reason, failures}}',
  'copy-not-watched': 'cannot be compared: watch mode {{watch}}',
  'copy-running':
    'Copying now, as of {{at}}: `{{text, ready}}` {{percent}}%, {{mailboxesDone}} of {{mailboxes, mailbox}}, {{copied}} copied.',
  'compare-running':
    'Comparing now, as of {{at}}: `{{text, ready}}` {{percent}}%, {{mailboxesDone}} of {{mailboxes, mailbox}}.',
  'copy-on': 'Copying is on: what is missing is copied. At once: `/migration copy now`',
  'copy-off': 'Copying is off: the bot compares only. To have it copy: `/migration settings copy on`',
  'copy-begun': 'Begun. Progress shows in the channel; how it stands: `/migration copy`',
  'compare-begun': 'Comparing. It may take hours. Progress shows in the channel; how it stands: `/migration copy`',
  'copy-still-off':
    'Copying is off, so this compares only. To have what is missing copied: `/migration settings copy on`, then `/migration copy now`',
  'compare-copies': 'Copying is on, so what is missing is copied, too. Progress shows in the channel.',
  'missing-title': '{{mailbox}}: {{missing, message}} missing on the new server',
  'missing-none': 'Nothing is missing of {{mailbox}}, as compared at {{at}}.',
  'missing-never': '{{mailbox}} has not been compared yet. `/migration copy compare`',
  'missing-line':
    '{{folder}}, {{stampedAt}}{{from, from}}: {{reason, missingReasons}}{{detail, tail}}  `{{key, ready}}`',
  'missing-page': 'Page {{n}} of {{total}}. Next: `{{line, ready}}`',
  'missing-last': 'Page {{n}} of {{total}}.',
  'missing-cut':
    '{{count, message}} more are missing; the bot keeps {{most}} by name. They follow when these are mended.',
  'missing-how':
    'As a file: `npm run mail -- missing --mailbox ADDRESS`. Mend what can be mended and compare again, or an approver waives a message by its key, in the gate that asks for it.',

  'probes-title': '{{count, relay}} to {{mailboxes, mailbox}}: where the last probe landed',
  'probes-none':
    'No relay is named, so no probes are sent. Name one: `/migration probes relay NAME outside HOST:587 starttls`; the old provider’s own: `/migration probes relay NAME old HOST:587 starttls`',
  'relay-line': '{{relay}}: {{kind, relayKinds}}, {{host}} ({{security, securities}}){{says, ready}}',
  'relay-no-login': ', no login',
  'probe-cell': '{{relay}} {{says, ready}}',
  'probe-new': '✓ after {{tookMs}}',
  'probe-junk': '? Junk, after {{tookMs}}',
  'probe-old': '✗ on the old server',
  'probe-lost': '✗ lost',
  'probe-failed': '✗ not taken by the relay',
  'probe-on-way': '… on its way since {{sentAt}}',
  'probe-never': '– none yet',
  'probes-early': 'Probes are sent once DNS has been rewritten.',
  'probes-how':
    'A relay that wants a login is named at the command line, for no password goes through Slack: `npm run mail -- relay NAME old HOST:587 --login FILE`. Probes at once: `/migration probes now`',

  'coverage-line': '{{watch, watchModes}}: {{count, mailbox}}',
  'coverage-weak':
    '{{count, mailbox}} cannot be looked into: what reaches the old server there is unknown, and counts only with a waiver by name.',
  'mailbox-owner': 'read by {{owner}}',
  'mailbox-attested': 'attested by {{by}}, {{at}}',
  'mailbox-not-attested': 'not attested yet',

  'ledger-title': '{{verified}} of {{messages, message}} of the old server verified on the new one',
  'ledger-none': 'Nothing has been compared yet. `/migration copy compare`',
  'ledger-line': '{{mailbox}}: {{verified}}/{{messages}}, {{missing}} missing, read {{at}}{{since, ready}}',
  'ledger-since': ', whole since {{verifiedAt}}',
  'ledger-unread': '{{mailbox}}: not read yet',
  'ledger-how':
    'What users move or delete on the new server later does not undo it. After the close every mailbox is read once more.',

  'archive-title': 'Archive of the old mailboxes',
  'archive-none': 'None yet.',
  'archive-kept': 'Kept by {{by}} at {{at}}: {{mailboxes, mailbox}}, {{messages, message}}.',
  'archive-place':
    'It lies on the machine {{machine}}, in `{{directory}}`. Putting a mailbox of it back, there: `npm run mail -- restore {{directory}} --mailbox ADDRESS`',
  'archive-place-unknown': 'Where it lies is not recorded: whoever made it knows.',
  'archive-restored': 'A restore was tried at {{restoredAt}} and gave the same messages.',
  'archive-not-restored': 'No restore has been tried; until then it does not count.',
  'archive-how':
    'On the machine of the bot, to a disk that outlives the old contract: `npm run mail -- archive DIRECTORY`. It reads back what it wrote. Then try a restore: `npm run mail -- restore DIRECTORY --mailbox ADDRESS`. Mail never goes through Slack.',
} as const;

/** How mail of a regular sender comes in, where it is not by DNS. */
export const senderWays = {
  local: 'not by DNS: handed over inside the provider',
  inside: 'not by DNS: from inside, or with a login',
  smarthost: 'not by DNS: through a relay set by hand',
  unknown: 'way unknown',
} as const;

/** A letter to a stranger: always given in both languages. */
export const note = {
  subject: 'Subject: Mail for {{domain}} still goes to its former server',
  hello: 'Dear postmaster of {{path}},',
  what: 'The mail of {{domain}} moved to another server. DNS says so since {{since, ready}}; no answer that is older may live in a cache any more.',
  'what-early': 'The mail of {{domain}} moved to another server. DNS says so since {{since, ready}}.',
  still:
    'Your server still delivers to the former one ({{old}}), which will be switched off. Mail sent there will then be lost or returned:',
  line: '  {{when, ready}}  HELO {{helo}}  address {{address}}{{id, tail}}',
  more: '  and {{n}} more',
  ask: 'Please flush the DNS cache of that server, and remove any fixed route (transport map, smarthost, hosts file, static MX) for {{domain}}. Mail must go to the MX that DNS gives now{{mx, tail}}.',
  thanks: 'Thank you. Please answer to this address when it is done.',
} as const;
