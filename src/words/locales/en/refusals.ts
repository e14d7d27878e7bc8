import type { RefusalCode } from '../../../migration/refusals.ts';
import type { Pairs } from '../phrases.ts';

/** Why a command was not carried out, and what to do next. Nothing has changed. */
export const refusals = {
  ended: ['This migration has ended.', 'Start a new one with `/migration start`'],
  paused: ['The migration is paused.', 'Resume it first: `/migration resume`'],
  'rolled-back': [
    'The migration is rolled back, so there are no gates and no steps.',
    'Carry the listed mail back; then go on with `/migration resume`, or end it with `/migration abandon DOMAIN REASON`',
  ],
  'not-paused': ['The migration is not paused.', 'Nothing to do.'],
  already: ['That is so already; nothing has changed.', 'Where things stand: `/migration status`'],
  'step-by-bot': [
    'Step “{{step, steps}}” is marked by the bot, when it has seen it done.',
    'What it waits for: `/migration status`',
  ],
  'step-not-ready': [
    '{{missing, client}} still open, so step “{{step, steps}}” is not done.',
    'Mark them, or have them waived one by one: `/migration clients`',
  ],
  'step-by-clients': [
    'Step “{{step, steps}}” follows from its clients, and every one of them is marked.',
    'Take one back: `/migration clients undo {{mark}} ID`',
  ],
  'no-mailbox': [
    'No mailbox is listed, so the bot would watch none.',
    'List them first: `/migration mailboxes add ADDRESS`',
  ],
  'unknown-client': ['No client has the number “{{client}}”.', 'The numbers: `/migration clients`'],
  'not-client-owner': [
    '“{{client}}” is not listed as yours.',
    'Whose it is: `/migration clients`. Name the owner: `/migration clients owner ID @who`',
  ],
  'sending-too-early': [
    'Clients send through the old server until DNS has been rewritten.',
    'What is to be done before: `/migration step pin`',
  ],
  'sends-nothing': ['“{{client}}” sends no mail: there is nothing to switch.', 'Its protocols: `/migration clients`'],
  'mailbox-watched': [
    '{{mailbox}} stays on the list: since the rewrite it may hold mail that is on one server alone.',
    'An approver can set it aside by name, with a reason: `/migration gate switch-back`, button “Set one aside…”, or `/migration waive switch-back SWB-QUIET mailbox:{{mailbox}} REASON`',
  ],
  'unknown-mailbox': ['{{mailbox}} is not a mailbox of this migration.', 'The list: `/migration mailboxes`'],
  'duplicate-mailbox': [
    '{{mailbox}} is listed already; nothing was added.',
    'To watch it differently: `/migration mailboxes watch ADDRESS MODE`',
  ],
  'bad-address': ['“{{address}}” is not a mail address.', 'Write it in full, such as `aoi@example.jp`'],
  'foreign-address': [
    '{{address}} is not an address of {{domain}}; nothing was added.',
    'Only mail of {{domain}} moves here. Another domain has a migration, and a channel, of its own.',
  ],
  'bad-name': ['“{{name}}” cannot be a name.', 'It must not be empty, nor longer than {{most}} characters.'],
  'nothing-given': ['Nothing was named.', 'Name at least one; `/migration help` shows how.'],
  'too-many': ['One migration holds {{most}} of these at most; nothing was added.', 'Remove what is not needed.'],
  'unknown-item': [
    'There is no “{{item}}” here.',
    'What there is: `/migration checklist`, `/migration plan`, `/migration settings`, `/migration gate`',
  ],
  'not-approver': ['Only an approver may do this.', 'Who they are: `/migration approvers`'],
  'group-silent': [
    'Slack did not say who is in {{groups}}, so nothing was done.',
    'Try once more in a minute, or ask an approver who is named: `/migration approvers`',
  ],
  'group-unreadable': [
    'The bot cannot read who is in {{groups}}, so nothing was done.',
    'Whoever runs it gives it the scope usergroups:read and installs it anew; if the group is gone, or for now, name people: `/migration approvers set @a @b`',
  ],
  'guest-reads': [
    'As a guest of this workspace you can read here, and change only what you are named for.',
    'Ask a member to do it, or to name you: `/migration approvers`',
  ],
  'elsewhere-reads': [
    'Coming from another organisation you can read here, and change only what you are named for.',
    'Ask a member of this workspace to do it, or to name you.',
  ],
  'not-executor': [
    '{{executor}} is named to rewrite DNS.',
    'They say it, or name somebody else: `/migration window @who now 2h` (asks for approval anew).',
  ],
  'own-request': ['You asked for this, so your own approval does not count.', 'Another approver must answer.'],
  'already-approved': ['You have approved this already.', 'Another approver must answer.'],
  'no-open-request': ['Nothing is asked for just now.', 'Ask with `/migration gate NAME ask` when the gate is ready.'],
  'stale-request': [
    'This request has been replaced by a newer one.',
    'Use the buttons of the newest: `/migration gate {{gate}}`',
  ],
  'request-open': ['This has been asked for already and waits for an answer.', 'The request is in this channel.'],
  'gate-not-ready': [
    '{{gate, gates}} is not ready: {{open, criterion}} open.',
    'Which ones, and why: `/migration gate {{gate}}`',
  ],
  'gate-not-open': [
    '{{gate, gates}} is not open. {{gate, gateWaits}}.',
    'What it waits for: `/migration gate {{gate}}`',
  ],
  'gate-done': ['{{gate, gates}} is done; what it rested on stays as it was.', 'What is next: `/migration status`'],
  'reason-missing': ['A reason is needed: it stands in the report.', 'Write it at the end of the command.'],
  'not-waivable': [
    '{{item, item}} cannot be waived in “{{criterion, criteria}}”.',
    'It must pass, or be named exactly as `/migration gate` shows it.',
  ],
  'not-waived': ['{{item, item}} is not waived in “{{criterion, criteria}}”.', 'What is waived: `/migration gate`'],
  'too-few-approvers': [
    '{{given, approver}} could answer, {{needed}} needed; whoever asks does not count.',
    'Name more with `/migration approvers set @a @b`, or lower the quorum in `/migration settings`',
  ],
  'bad-window': [
    '{{fromAt}} to {{toAt}} is no window: it must end in the future, after it begins, and last 7 days at most.',
    'For example: `/migration window @who 2026-12-01 09:00 11:00`',
  ],
  'bad-plan': ['“{{value}}” does not fit {{record, record}}.', 'How each type is written: `/migration help plan`'],
  'one-text': [
    '{{record, record}} holds one text of its kind (they begin with v=), and two were given: of two, receivers use none.',
    'Put everything into one. Strings in quotes side by side are pieces of one text: `/migration help plan`',
  ],
  'plan-alias': [
    '{{record, record}} cannot stand beside {{other, record}}: an alias (CNAME) is alone under its name.',
    'Plan what the alias would lead to instead: `/migration plan set NAME A ADDRESS`',
  ],
  'plan-delegation': [
    '{{record, record}} is not set by hand: the name servers are changed at the registrar.',
    'Say which ones they shall be: `/migration plan dns ns1.new-dns.example ns2.new-dns.example`',
  ],
  'plan-fixed': [
    'New data has been seen in DNS, so the plan stands.',
    'To go back to the old data: `/migration rollback REASON`',
  ],
  'out-of-bounds': [
    '“{{item, settings}}” takes a whole number from {{min}} to {{max}}.',
    'All settings: `/migration settings`',
  ],
  'too-early': ['The window begins {{fromAt}}.', 'Wait until then, or name another: `/migration window @who now 2h`'],
  'not-rewritten': [
    'DNS has not been rewritten, so there is nothing to roll back.',
    'To stop, use `/migration abandon DOMAIN REASON`',
  ],
  'still-rewritten': [
    '{{server}} was last seen to serve the new data of {{record, record}}, so DNS is not back yet.',
    'Set it back, let the bot look (`/migration check`), then resume.',
  ],
  'foreign-name': [
    '{{name}} is not a name under the domains that move here; nothing was added.',
    'Name it in full, such as `www.example.jp`',
  ],
  'bad-servers': [
    '“{{value}}” cannot be a name server.',
    'Name two at least, as the new DNS provider gives them: `/migration plan dns ns1.example.net ns2.example.net`',
  ],
  'one-server': [
    '{{value}} alone is not enough: a domain is handed to two name servers at least.',
    'Name all that the new DNS provider gives: `/migration plan dns ns1.example.net ns2.example.net`',
  ],
  'bad-selector': [
    '“{{selector}}” cannot be a DKIM selector.',
    'It is the word before `._domainkey`, such as `s1`: `/migration plan dkim s1`',
  ],
  'bad-country': ['“{{country}}” is not a country.', 'Give its two letters: `/migration resolvers globalping JP,US`'],
  'nothing-read': [
    'No answer to any of the questions was found in that text.',
    'Run the whole command again, and paste everything that it prints: `/migration resolvers office`',
  ],
  'suspect-unknown': ['These messages are not on the list any more.', 'The list: `/migration stragglers`'],
  'unknown-address': [
    '{{address}} is not among the addresses that were found.',
    'What was found: `/migration addresses`',
  ],
  'unknown-sender': ['{{sender}} is not among the regular senders.', 'Who they are: `/migration senders`'],
  'address-is-mailbox': [
    '{{address}} is a mailbox of this migration, so it has its place.',
    'What has none yet: `/migration addresses`',
  ],
  'relay-is-new': [
    '{{host}} is the new server itself: what it is handed it delivers by itself, and proves nothing of the paths from elsewhere.',
    'Name it as what it is: `/migration probes relay NAME new HOST:587 starttls`',
  ],
  'bad-relay': [
    'This is no relay that probes can go through: its name must be of small letters and digits, its port 25, 465 or 587.',
    'A name, what it is, and where it answers: `/migration probes relay NAME old HOST:587 starttls`',
  ],
  'unknown-relay': ['There is no relay “{{relay}}”.', 'Those there are: `/migration probes`'],
  'foreign-log': [
    'No line of this log speaks of a mailbox of this migration.',
    'Give the delivery log of the old server; which mailboxes there are: `/migration mailboxes`',
  ],
  'log-of-another-host': [
    'This log has lines of {{host}}, and that is no name the old server is known by.',
    'Give the log of the old server. If {{host}} is the old server, say so: `npm run mail -- log FILE --host {{host}}`',
  ],
  'log-without-host': [
    'The lines of this log do not say which server wrote them.',
    'If it is the old server’s, say so with its name: `npm run mail -- log FILE --host HOST`',
  ],
  'not-owner': [
    'Only the owner of this mailbox or an approver may say so.',
    'Name the owner first: `/migration mailboxes owner ADDRESS @who`',
  ],
  'bad-date': ['That is no day of the calendar: {{date}}.', 'Type it like 2027-02-28'],
} as const satisfies Pairs<RefusalCode>;
