/** Dates that bind: the window and what speaks against it, its eve, contracts, holidays. */
export const dates = {
  'event-country-set': '{{by}}: public holidays are those of {{text, ready}}.',
  'event-holidays-known': 'Public holidays of {{text, ready}}: {{n}} known until {{untilOn}}.',
  'event-contracts-set': '{{by}} noted the contracts: {{text, ready}}.',
  'event-contracts-none': '{{by}}: there is no contract to keep to.',
  'event-contract-warned':
    'The channel was told: the old contract ends {{endsOn}}, the earliest safe day to cancel is {{safeOn}}.',
  'event-contract-warned-unknown':
    'The channel was told: the old contract ends {{endsOn}}, and it cannot be cancelled before {{safeOn}}.',
  'event-rewrite-eve-go': 'Before the window: go.',
  'event-rewrite-eve-no-go': 'Before the window: no go. Open: {{text, ready}}.',
  'event-rewrite-kept': '{{by}}: the rewrite is kept.',
  'contract-old': 'the old server’s ends {{endsOn}}',
  'contract-old-notice': 'the old server’s ends {{endsOn}} (notice {{noticeMs}} before)',
  'contract-new': 'the new server’s begins {{startsOn}}',

  window: '{{executor}} rewrites DNS, {{fromAt}} to {{toAt}}.',
  'window-by': 'Appointed by {{by}}.',
  'window-next': '15 minutes before, the bot looks afresh and says go or no go.',
  'window-soon': 'Before it begins, the bot looks afresh and says go or no go.',
  'window-now':
    'It has begun, so no word comes before it: as soon as the gate is open, `/migration step rewrite begin` takes a fresh look first.',
  'caution-weekend': 'It is a weekend: providers and owners may be hard to reach.',
  'caution-before-weekend': 'The day after is a weekend: little time to mend what comes to light.',
  'caution-holiday': 'It is a public holiday: {{name}}.',
  'caution-before-holiday': 'The day after is a public holiday: {{name}}.',
  'caution-month-end': 'The month ends: invoices are on their way.',
  'caution-too-early':
    'It is too early: not every criterion can pass before {{earliestAt}}. Which: `/migration gate cut-over`',
  'caution-before-contract': 'The new server’s contract begins only {{startsOn}}.',
  'caution-past-contract':
    'The old server’s contract ends {{endsOn}}, before it could be cancelled safely. `/migration contract`',
  caution: '⚠ {{text, ready}}',

  'eve-go': 'Go: DNS may be rewritten from {{fromAt}} on.',
  'eve-go-looked': 'Every criterion passes on a fresh look.',
  'eve-go-older':
    'Every criterion passes; but not all that was asked just now has answered, the last answers are from {{seenAt}}.',
  'eve-go-next':
    '{{executor}}: press this as you begin; the bot looks once more. The exact change: `/migration step rewrite`',
  'eve-no-go': 'No go: as things stand DNS must not be rewritten at {{fromAt}}.',
  'eve-no-go-next': 'As soon as that changes, it says so here. Another time: `/migration window`',
  'eve-begun': 'The rewrite that was to begin {{fromAt}} is under way, or done.',
  'eve-over': 'The window of {{fromAt}} passes unused: the migration was given up.',
  'eve-moved': 'The window of {{fromAt}} was given up for another.',
  countdown: 'It begins in less than {{waitMs}}.',

  'rewrite-probes': 'Probes: {{text, ready}}.',
  'probe-new': '{{count}} landed on the new server',
  'probe-junk': '{{count}} filed as junk',
  'probe-old': '{{count}} landed on the old server',
  'probe-lost': '{{count}} lost',
  'probe-failed': '{{count}} not taken by the relay',
  'probe-on-its-way': '{{count}} on the way',
  'rewrite-no-probe': 'No probe was sent: no relay is set. `/migration probes`',
  'rewrite-kept': 'Kept by {{by}}, {{at}}.',
  'rewrite-choose':
    '“Keep”: the new server stays, and this is written down. “Roll back”: DNS goes back to what it was; anybody may until {{freeAt}}, then an approver must agree.',
  'rewrite-choose-late':
    '“Keep”: the new server stays, and this is written down. “Roll back”: DNS goes back to what it was; an approver must agree.',
  'rewrite-choose-back':
    '“Roll back”: DNS goes back to what it was; anybody may until {{freeAt}}, then an approver must agree.',
  'rewrite-choose-back-late': '“Roll back”: DNS goes back to what it was; an approver must agree.',

  'contract-short': 'The old server’s contract ends {{endsOn}}; the earliest safe day to cancel it is {{safeOn}}.',
  'contract-short-unknown':
    'The old server’s contract ends {{endsOn}}; even if DNS were rewritten now, it could not be cancelled before {{safeOn}}.',
  'contract-open': 'The old server’s contract ends {{endsOn}}. Whether all is done by then is not certain yet.',
  'contract-in-time': 'The old server’s contract ends {{endsOn}}: in time, as things stand.',
  'contract-ended':
    'The old server’s contract ends {{endsOn}}, and the server is not closed: mail that still reaches it is lost.',
  'contract-extend': 'Extend it by {{count, month}}, before {{decideOn}}.',
  'contract-extend-late': 'It had to be extended by {{count, month}} before {{decideOn}}: ask the provider at once.',
  'contract-decide': 'The last day to extend it: {{decideOn}}.',
  'contract-decide-late': 'The last day to extend it was {{decideOn}}.',
  'contract-safe': 'Earliest safe day to cancel: {{safeOn}}, if nothing else comes.',
  'contract-safe-unknown': 'The earliest safe day to cancel is not known yet; surely not before {{safeOn}}.',
  'contract-ended-next':
    '{{people}}: have the provider keep it running, today. Then note the new end: `/migration contract`',
  'contract-note': 'When it is extended, note the new end: `/migration contract old DATE`',

  'contract-title': 'Contracts',
  'contract-view-old': 'Old server: ends {{endsOn}}.',
  'contract-view-old-none': 'Old server: no end is noted. `/migration contract old 2027-02-28 notice 30d`',
  'contract-view-new': 'New server: begins {{startsOn}}.',
  'contract-view-new-none': 'New server: no start is noted. `/migration contract new 2026-12-01`',
  'contract-view-free': 'The old server may be cancelled.',
  'settings-country': '`country` Public holidays of: {{text, ready}} (`JP`, `US`, …)',
  'settings-country-none': '`country` Public holidays: no country is set (`JP`, `US`, …)',

  'windows-title': 'Windows that suit, in {{zone}}:',
  'windows-none':
    'No Tuesday to Thursday of the next six weeks suits. Choose a time yourselves: `/migration window @who DATE FROM TO`',
  'windows-line': '{{fromAt}} to {{toAt}}',
  'windows-good': '{{count, workday}} to follow before the next rest; nothing speaks against it.',
  'windows-earliest': 'Not before {{earliestAt}}: TTLs and other waits, as far as they can be reckoned.',
  'button-choose': 'Choose',
  'button-begin': 'I am rewriting now',
  'button-keep': 'Keep',
  'button-rollback': 'Roll back…',
  'window-form-title': 'Window',
  'window-form-submit': 'Appoint',
  'window-form-executor': 'Who rewrites DNS?',
  'window-form-date': 'Day',
  'window-form-from': 'From',
  'window-form-to': 'To',
  'window-form-zone': 'In {{zone}}, the team’s time zone.',
  'window-form-to-hint': 'Earlier than “from”: on the next day.',
  'window-form-noted': 'Appointed. Worth knowing:',
  'error-window-date': 'Choose a day that lies ahead.',
  'error-window-to': 'It must end later than it begins.',
  'rollback-form-title': 'Roll back',
  'rollback-form-submit': 'Roll back',
  'rollback-form-reason': 'Why?',
  'rollback-form-hint': 'DNS goes back to what it was. The channel reads the reason, and it stands in the report.',
} as const;
