/** What people are told by themselves, and what the channel hears of that. */
export const peopleAnnouncements = {
  'carried-over': 'Carried over into your mailbox {{mailboxes}}: {{total, message}} that still reached the old server.',
  'carried-over-where': 'They sort by their own date into the past, and may not show as new. Look here:',
  'carried-line': '• {{at}}{{from, from}}{{subject, about}}, in {{folder}}',
  'carried-line-of': '• {{mailbox}}: {{at}}{{from, from}}{{subject, about}}, in {{folder}}',
  'carried-over-why':
    'You are told because {{channel, ready}}, where the mail of {{domain}} is being moved to {{server}}, lists you as the reader of {{mailboxes}}. Nothing is to be done, and nothing was taken off the old server.',
  'ask-people': 'Questions: {{people}}, in {{channel, ready}}.',
  'ask-channel': 'Questions: in {{channel, ready}}.',
  'rescued-written': 'They sort by their own date into the past. A direct message says where, to {{people}}.',
  'rescued-unreached': 'Tell {{people}} in person: no direct message has reached them.',
  'rescued-ownerless':
    'Nobody is told of what is now in {{mailboxes}}: no owner is named. It sorts silently into the past, so tell whoever reads it, and name them: `/migration mailboxes owner ADDRESS @who`',
  unreachable: 'No direct message reaches {{people}}: {{reason, unreachableReasons}}.',
  'unreachable-read':
    'Mailboxes: {{mailboxes}}. Tell them in person what was carried over (`/migration rescue`), or name another owner: `/migration mailboxes owner ADDRESS @who`',
  'unreachable-tell': 'Tell them in person what concerns them.',
  'looks-late': 'I am behind with my looks: {{gate, gates}} rests on evidence that has grown stale.',
  'looks-late-what':
    'The reason is overload: more is due than I get done. No gate opens meanwhile, and nothing is lost: what arrives is found by the next look. What is no longer fresh: `/migration gate {{gate}}`',
  'looks-late-next':
    'You need not do anything. Whoever runs the bot: `/readyz` says how late I am, and the administrator’s guide what to do.',
  'looks-caught-up':
    'I was behind with my looks, and have caught up: what {{gate, gates}} rests on has been looked at since.',
  'unreachable-app':
    'Whoever manages the Slack app: give it what `manifest.yml` asks for, and install it anew. What is kept for them is delivered then.',
} as const;

/** Slack's words for why. */
export const unreachableReasons = {
  user_disabled: 'the account is deactivated',
  user_not_found: 'no such account in this workspace',
  user_not_visible: 'the bot may not see that account',
  cannot_dm_bot: 'that account is an app',
  channel_not_found: 'Slack gives the bot no conversation with them',
  restricted_action: 'the workspace does not let the bot write to them',
  missing_scope: 'the app was installed without the permission to write to people (`im:write`)',
  messages_tab_disabled: 'messages from the app are switched off in its settings',
} as const;
