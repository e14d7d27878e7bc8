import type { ClientKind } from '../../../migration/client-facts.ts';
import type { Phrases } from '../phrases.ts';

export const clients = {
  // To the owner: the message of a phase.
  'owner-pin': 'The mail of {{domain}} moves: please set {{count, client}} of yours.',
  'owner-rewrite': 'The mail of {{domain}} has moved: please switch sending now in {{count, client}} of yours.',
  'owner-restore': 'The mail of {{domain}}: please set {{count, client}} of yours back to the hostname.',
  'owner-restore-check': 'The mail of {{domain}}: please check that mail comes and goes in {{count, client}} of yours.',
  'owner-reminder': 'Reminder {{n}} of {{total}}: {{text, ready}}',
  'owner-done': 'The mail of {{domain}}: all set ({{count, client}} of yours). Thank you, there is nothing to do now.',
  'owner-empty': 'The mail of {{domain}}: nothing of yours is on the list any more. There is nothing to do.',
  'owner-moved': 'The mail of {{domain}}: what is open stands in the newer message below.',
  'owner-over':
    'The mail of {{domain}}: leave your clients as they are. This is asked for no longer; if something else is to be done, a message of its own says so.',
  'owner-rolled-back':
    'The mail of {{domain}} goes back to the old server. Send through your old account again, and leave both accounts as they are.',
  'owner-abandoned': 'The move of {{domain}} was given up. Leave your clients as they are and ask the team.',
  'owner-finished':
    'The move of {{domain}} is finished and the old server is cancelled. Take the old account out of your clients.',
  'owner-why':
    'You are told because {{channel, ready}}, where the mail of {{domain}} is being moved to {{server}}, lists you as the owner of these.',
  'owner-more':
    'And {{n, client}} more, with the same settings: each takes its place here as others are done. All of them to print: `/migration clients sheet mine`',
  'owner-set': 'Set already: {{clients}}.',
  'owner-line': '`{{client}}` {{name}}{{kind, clientKinds, tail}}. {{user, ready}}',
  'user-is': 'User name: `{{user}}`.',
  'user-mailbox': 'User name: the full mail address of the mailbox.',
  'owner-helping': 'The team has been asked for help.',
  // To the owner: what was asked holds no longer.
  'owner-back-closed':
    'The mail of {{domain}}: not to the hostname yet. Please set {{count, client}} of yours back, as it says here.',
  'owner-leave-closed':
    'The mail of {{domain}}: not to the hostname yet. Please leave {{count, client}} of yours as they are.',
  'owner-back-rolled-back':
    'The mail of {{domain}} goes back to the old server: please set {{count, client}} of yours back, as it says here.',
  'owner-leave-rolled-back':
    'The mail of {{domain}} goes back to the old server: do not switch sending in {{count, client}} of yours.',
  'owner-back-abandoned': 'The move of {{domain}} was given up: please set {{count, client}} of yours back.',
  'owner-leave-abandoned':
    'The move of {{domain}} was given up: change nothing more in {{count, client}} of yours, and leave both accounts as they are.',
  'owner-next-closed': 'When clients may go back to the hostname, a new message says so.',
  'owner-next-rolled-back':
    'Both accounts stay as they are otherwise. When the move goes on, a message says what to do.',
  'owner-next-abandoned': 'No further message follows: whatever else is to be done, the team tells you.',
  'owner-back-clients': 'Clients: {{clients}}.',
  'owner-back-leave':
    'Leave as they are: {{clients}}. Where one of them was changed already, set it back in the same way.',
  'owner-back-only': 'Only where you have changed something already, set it back:',
  'owner-back-past':
    'The mail of {{domain}}: what stood here is past. If something else is to be done, a newer message says so.',
  'back-new': 'In the new account, in place of the hostname:',
  'back-old': 'In every account, for sending:',
  'back-receive': 'In the new account, for receiving, in place of the hostname:',
  'back-host': 'In the account that you had first (the second one may be removed):',
  'back-stays': 'The account that you had first stays as it is; the second one may be removed.',
  recalled: 'Told by a direct message what to set back, or to leave as it is: {{people}}.',
  'sheet-closed':
    'What this is about: the hostname may still lead to the old server here and there, so the makeshift name comes back for a while.',
  'sheet-rolled-back': 'What this is about: mail goes back to the old server, so sending goes through it again.',
  'sheet-abandoned': 'What this is about: the move was given up.',

  // What to type, phase by phase.
  'old-stays': '1. The account that you have now stays as it is.',
  'old-pin': '1. In the account that you have now, change the server name {{names}} to:',
  'new-pin': '2. Add a second account for the new server, for receiving:',
  'new-pin-password': 'Its password is the new one that the team gives you. Go on sending through the first account.',
  'new-pin-none': '2. Nothing is to be received here: no second account is needed yet.',
  'new-rewrite': 'From now on send through the new server, in every account:',
  'old-rewrite': 'Receiving stays as it is.',
  'new-restore': 'Where the new server is entered, change it to:',
  'new-restore-check': 'Nothing is to be changed. The new account keeps these settings:',
  'old-restore': 'The old account stays as it is, for receiving only, until the end.',
  'door-receive': '• Receiving ({{protocol, protocols}}): server `{{target}}`, port {{port}}, {{security, securities}}',
  'door-send':
    '• Sending (SMTP): server `{{target}}`, port {{port}}, {{security, securities}}, with user name and password',
  'flaw-unseen':
    'Whether `{{target}}` shows a proper certificate has not been seen yet. If a warning comes up, ask before you accept it.',
  'flaw-name-mismatch':
    'With `{{target}}` a warning comes up that the name does not match. It is expected here: accept it once, and only if it names {{shown}}.',
  'flaw-name-instead':
    'With `{{target}}` a warning comes up that the name does not match. Type {{instead}} in its place.',
  'flaw-not-looked-up': 'Whether `{{target}}` leads there has not been seen yet. If it does not work, ask the team.',
  'flaw-untrusted':
    'With `{{target}}` a warning comes up. Accept it once, and only if it shows this SHA-256 fingerprint: `{{fingerprint}}`',
  'flaw-untrusted-bare': 'With `{{target}}` a warning comes up. Ask the team before you accept it.',
  'flaw-expired':
    'The certificate of `{{target}}` expired on {{expiresAt}}. Do not accept the warning: ask the team, who must have it renewed.',
  'flaw-expires-soon':
    'The certificate of `{{target}}` holds until {{expiresAt}}. If a warning comes up after that, ask the team.',
  'flaw-out-of-time':
    'The certificate of `{{target}}` is not valid at present. Do not accept the warning: ask the team, who must see to it.',
  'pop-keep': 'POP: leave mail on the server for 14 days at least, in both accounts.',

  // Buttons and what they answer.
  'button-done': 'Done',
  'button-not-mine': 'Not mine',
  'button-help': 'Help',
  'button-all-done': 'All {{n}} are done',
  'confirm-not-mine': '“{{name}}” is taken off your list, and the channel is asked to find its owner.',
  'confirm-all-done': 'You confirm that all {{count, client}} of yours are set as it says here.',
  'click-not-yours': 'This message was for {{people}}. Yours, if you have clients to set, are in your own messages.',
  'click-moved-on':
    'Nothing was noted: the move of {{domain}} has gone on, and this is asked for no longer. What is to be done now stands in the newest message here.',
  'click-list-changed': 'Nothing was noted: your list has changed since. Look at it again, then press there.',
  'click-not-listed': 'Nothing was noted: this client is not on your list any more.',
  'click-ended': 'Nothing was noted: the move of {{domain}} has ended.',
  'all-done': '✓ Noted as set: {{count, client}} of yours. Thank you.',

  // Help.
  'help-title': 'Help',
  'help-submit': 'Ask the team',
  'help-for': '{{client}} {{name}}{{kind, clientKinds, tail}}',
  'help-pin':
    'What this is about: the name that your mail program knows will soon lead to the new server. So that no mail is lost in between, it keeps the old one under another name, and gets the new one as a second account.',
  'help-rewrite':
    'What this is about: the new server is in charge now. What is sent through the old one would stay there, so sending changes to the new one; receiving goes on from both.',
  'help-restore':
    'What this is about: everybody reaches the new server by its proper name now, so the makeshift name can go. The old account stays until the old server is cancelled.',
  'help-type': 'To be typed in',
  'help-where': 'Where it is typed in',
  'help-question': 'What does not work?',
  'help-hint':
    'It goes to the channel with your name. Never write a password here. Without a question the team is told that you need help.',
  'help-asked': 'The team has been told.',

  // To the channel.
  asked: '{{by}} needs help with client {{client}} “{{name}}”.',
  'asked-question': '{{by}} asks about client {{client}} “{{name}}”: {{question}}',
  'asked-next': '{{people}}, please answer {{by}}. What was to be typed: `/migration clients sheet {{client}}`',
  'asked-next-nobody': 'Please answer {{by}}. What was to be typed: `/migration clients sheet {{client}}`',
  disowned: '{{by}} says that they do not own {{count, client}}. Who does?',
  'disowned-line': '• {{client}} {{name}}',
  'disowned-next': 'Name the owner: `/migration clients owner {{client}} @who`',

  unreachable:
    'Clients: {{clients}}. Print what is to be typed into them: `/migration clients sheet {{text, ready}}`, or name another owner: `/migration clients owner ID @who`',

  // Lists.
  title:
    '{{count, client}}: {{pinned}} pinned, {{sending}} sending through the new server, {{restored}} back on hostnames',
  key: 'Marks, in this order: pinned, sending through the new server (· where it sends nothing), back on hostnames.',
  line: '`{{id, ready}}` {{marks, ready}} {{text, ready}}',
  'line-behalf': 'marked by {{people}} on behalf of the owner',
  'line-help': 'asked for help',
  'line-disowned': 'not {{people}}’s',
  'missing-pin': 'Still to pin: {{text, ready}}.',
  'missing-rewrite': 'Still sending through the old server: {{text, ready}}.',
  'missing-restore': 'Still to go back to hostnames: {{text, ready}}.',
  'missing-owner': '{{owner}} {{n}}',
  'missing-nobody': 'without an owner {{n}}',
  told: 'Told by a direct message what to type in: {{people}}.',
  'told-sheet': 'For owners who are not in Slack there are sheets to print: `/migration clients sheet`',
  'sending-mark': 'When its owner has switched: `/migration clients sending ID`. Open: {{count, client}}.',
  'missing-sheet': 'Without Slack: `/migration clients sheet`',
  'bulk-marked': '✓ {{count, client}} marked as {{mark, clientMarks}}: {{clients}}.',
  'bulk-unmarked': '✓ {{count, client}} no longer marked as {{mark, clientMarks}}: {{clients}}.',
  'bulk-none': 'No client fits that. The list: `/migration clients`',

  // History.
  'event-owned': '{{by}}: clients {{clients}} belong to {{people}}.',
  'event-owned-one': '{{by}}: client {{clients}} belongs to {{people}}.',
  'event-disowned': '{{by}}: client {{client}} is not theirs.',
  'event-help': '{{by}} asked for help with client {{client}}.',
  'event-help-question': '{{by}} asked about client {{client}}: {{question}}',
  'event-asked': 'Told what to type ({{phase, clientPhases}}): {{people}}.',
  'event-reminded': 'Reminded ({{phase, clientPhases}}): {{people}}.',
  'event-typed': 'What owners are told to type in ({{phase, clientPhases}}): {{targets}}.',
  'event-typed-unknown': 'What owners are to type in ({{phase, clientPhases}}) is not known.',
  'event-hours': 'Reminders for {{people}}: from {{from}} to {{to}}, as they chose.',
  'event-hours-weekends':
    'Reminders for {{people}}: from {{from}} to {{to}}, at weekends and on public holidays as well, as they chose.',
  'event-hours-workdays': 'Reminders for {{people}}: from {{from}} to {{to}}, on working days only, as they chose.',
  'event-zone': 'Time zone of {{people}}: {{timeZone}}.',
  'event-pinned-for': '{{by}}, on behalf of {{people}}: client {{client}} pinned.',
  'event-unpinned-for': '{{by}}, on behalf of {{people}}: client {{client}} not pinned after all.',
  'event-sending': '{{by}}: client {{client}} sends through the new server.',
  'event-unsending': '{{by}}: client {{client}} does not send through the new server after all.',
  'event-sending-for': '{{by}}, on behalf of {{people}}: client {{client}} sends through the new server.',
  'event-unsending-for':
    '{{by}}, on behalf of {{people}}: client {{client}} does not send through the new server after all.',
  'event-restored-for': '{{by}}, on behalf of {{people}}: client {{client}} back on hostnames.',
  'event-unrestored-for': '{{by}}, on behalf of {{people}}: client {{client}} not restored after all.',

  // The sheet.
  'sheet-title': 'Sheets to print: {{count, client}}',
  'sheet-how': 'Copy, print, and give each part to whoever has that client. When it is done: {{line, ready}}',
  'sheet-none': 'No client is left to print a sheet for in this phase.',
  'sheet-next': 'Page {{n}} of {{total}}. The next one: {{line, ready}}',
  'sheet-head': 'MAIL OF {{domain}}',
  'sheet-client': 'Client {{client}}: {{name}}{{kind, clientKinds, tail}}',
  'sheet-owner': 'For: {{people}}',
  'sheet-user': 'User name: {{user}}',
  'sheet-tell':
    'When it is done, or where it does not work, tell whoever gave you this sheet; or fill this in and hand it back:',
  'sheet-sign': '[ ] done    Date: ____________    Name: ____________________',
} as const;

export const clientKinds = {
  outlook: 'Outlook',
  'apple-mail': 'Apple Mail',
  thunderbird: 'Thunderbird',
  phone: 'phone or tablet',
  scanner: 'scanner or copier',
  'web-form': 'web form',
  monitoring: 'monitoring',
  invoicing: 'invoicing',
  other: 'other',
} as const satisfies Phrases<ClientKind>;

export const clientMarks = {
  pinned: 'pinned',
  sending: 'sending through the new server',
  restored: 'back on hostnames',
} as const;

export const clientPhases = {
  pin: 'pinning',
  rewrite: 'switching sending',
  restore: 'going back to hostnames',
} as const;

/** Where such settings are found. */
export const clientHelp = {
  outlook:
    'Outlook for Windows: File, Account Settings, Account Settings, choose the account, Change (or Server Settings). To add one: File, Add Account, and tick “Let me set up my account manually”. The new Outlook and the one for Mac: Settings, Accounts, then Manage beside the account.',
  'apple-mail':
    'Mail on the Mac: Mail, Settings, Accounts, choose the account, Server Settings. Untick “Automatically manage connection settings” to see the port. To add one: the + under the list, then Other Mail Account.',
  thunderbird:
    'Thunderbird: ≡, Account Settings. Receiving is under Server Settings, sending at the bottom of the list under Outgoing Server (SMTP). To add one: Account Actions, Add Mail Account, then Configure manually.',
  phone:
    'iPhone and iPad: Settings, Apps, Mail, Mail Accounts (before iOS 18: Settings, Mail, Accounts), choose the account; the port is under Advanced, sending under SMTP. Android with Gmail: Settings, choose the account, then Incoming settings and Outgoing settings.',
  scanner:
    'Open the device’s own page in a browser (its address is on its network report), log in as administrator, and look for E-mail, SMTP or Scan to E-mail. Send one test scan. Some devices take only a port and either SSL or STARTTLS: choose as it says above.',
  'web-form':
    'The settings of the form or of the site (in WordPress those of the SMTP plug-in; else the configuration file of the script): SMTP server, port, encryption, user name. Then send the form once to yourself.',
  monitoring:
    'The settings for notifications: the mail or SMTP server that alerts are sent through (in Zabbix: Alerts, Media types, Email). Then have it send a test alert.',
  invoicing:
    'The settings for sending mail of the accounting or invoicing software: SMTP server, port, encryption, user name. Where its maker’s own service sends for you, nothing is to be changed: mark it as done. Then send one invoice to yourself.',
  other:
    'Look for Account, Server or SMTP in the settings. Where you find nothing, ask the team: somebody will look at it with you.',
} as const satisfies Phrases<ClientKind>;
