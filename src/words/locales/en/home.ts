/** The App Home: what one person sees of all migrations, and their language. */
export const home = {
  title: 'Mail migrations',
  waits: 'Waiting for you: {{n}}',
  going: 'Under way: {{n}}',
  ended: 'Ended lately: {{n}}',
  none: 'No migration to show you yet. To start one, type `/migration start` in the channel that the move belongs to.',
  'none-going':
    'Nothing is under way. To start a migration, type `/migration start` in the channel that it belongs to.',
  'only-own':
    'Slack did not tell the bot all the channels that you are in: besides those it knows of, this shows only migrations that you take part in yourself.',
  'groups-unknown':
    'Slack did not say which of the approving user groups you are in: what waits for you through one is missing here. It is in the channel.',
  more: '… and {{n}} more, {{waiting}} of them waiting for you. In each one’s channel: `/migration status`',
  place: 'Channel: {{channel, ready}}',
  'wait-approve': '→ {{by}} asks for your approval of {{gate, gates}}.',
  'wait-approve-rollback': '→ {{by}} asks for your approval of the rollback.',
  'wait-ask': '→ {{gate, gates}} is ready: ask for approval.',
  'wait-rewrite': '→ You rewrite DNS, {{fromAt}} to {{toAt}}.',
  'wait-keep': '→ DNS is rewritten. Do you keep it, or roll back?',
  'wait-pin': '→ To pin: {{count, client}} of yours. A direct message says what to type.',
  'wait-switch': '→ To switch sending: {{count, client}} of yours. A direct message says what to type.',
  'wait-restore': '→ Back to hostnames: {{count, client}} of yours. A direct message says what to type.',
  'next-reminder':
    'The bot reminds you of that at {{remindAt}}, within working hours of your time zone. For everybody here: `/migration settings reminders off`, `/migration settings remind-weekends on`',
  'next-window': 'DNS is to be rewritten {{fromAt}}.',
  'next-contract': 'The old server’s contract ends {{endsOn}}.',
  language: '*Your language.* In it the bot speaks to you alone; each channel has its own.',
  'language-choose': 'Your language',
  'language-auto': 'As in Slack',
  'language-en': 'English',
  'language-ja': '日本語 (Japanese)',
  'language-set': '✓ The bot speaks English to you.',
  'language-set-auto': '✓ The bot speaks to you in the language that Slack is set to.',
} as const;
