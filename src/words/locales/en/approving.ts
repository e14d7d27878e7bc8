/** Approvers as teams have them: groups, guests; and setting one thing aside. */
export const approving = {
  title: 'Approvers: {{count, approver}} by name, {{groups}} by group. Approvals needed: {{needed}}',
  group: '{{group}}: whoever is in it at the click; {{count}} more when it was named',
  'set-silent': [
    'Slack did not say who is in {{names}}, so the approvers stay as they are.',
    'Try once more in a minute, or name people instead.',
  ],
  'set-unreadable': [
    'The bot cannot read who is in {{names}}, so the approvers stay as they are.',
    'Whoever runs the bot gives it the scope usergroups:read and installs it anew; without it, name people: `/migration approvers set @a @b`',
  ],
  'groups-unknown':
    'No user group is called {{names}}. Write it as it is mentioned, e.g. @mail-admins, or leave the field empty.',
  'groups-solo': 'A team of one has no group of approvers. Leave this empty, or take the tick away.',
  'waive-button': 'Set one aside…',
  'waive-title': 'Set one aside',
  'waive-submit': 'Set aside',
  'waive-gate':
    '*{{gate, gates}}*: what you choose no longer holds this gate up. Your name and the reason stand in the report; take it back with `/migration waive undo`.',
  'waive-item': 'What is set aside',
  'waive-choose': 'Choose one',
  'waive-reason': 'Why it may be',
  'waive-reason-hint': 'As an auditor shall read it, word for word. 500 characters at most.',
  'waive-more':
    '{{n}} more do not fit here: `/migration gate {{gate}} CRITERION` shows each with the key to waive it by.',
  'waive-none': 'Nothing in {{gate, gates}} can be set aside now. How it stands: `/migration gate {{gate}}`',
  'waive-passes':
    'This has come right meanwhile and needs no waiver. Close the form; how the gate stands: `/migration gate {{gate}}`',
  'waive-gone':
    'This is no longer what the gate asks for. Close the form and open it anew from `/migration gate {{gate}}`',
  'waive-done': '✓ Set aside.',
} as const;
