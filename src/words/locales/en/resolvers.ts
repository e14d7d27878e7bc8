/** Resolvers one by one, an office's own, and those of internet providers. */
export const resolvers = {
  title: '{{count, resolver}} asked',
  none: 'No resolver has been asked yet: asked earlier, it would remember the old data. It begins when every authoritative server is new; sooner with `/migration check vantages`',
  'none-but-reach':
    'No resolver has been asked for the names in the plan yet: asked earlier, it would remember the old data. Looked at so far is only whether resolvers can be reached, by another name: {{ok}} of {{total}}, last {{at}}. The names follow when every authoritative server is new; sooner with `/migration check vantages`',
  'globalping-on':
    'Globalping is on: resolvers of internet providers in {{countries}} are asked as well. To end it: `/migration resolvers globalping off`',
  caches: '{{count, cache}}, the last until {{goneAt}}',
  'filled-by-us': 'filled by our own question, so it says little',
  nsid: 'answered by {{names}}',
  ede: 'its own reasons: EDE {{codes, ready}}',
  'seen-at': 'last answer {{seenAt}}',
  pasted: 'pasted',
  'not-counted': 'not counted',
  more: 'An office’s own resolver: `/migration resolvers office LABEL`. Those of internet providers: `/migration resolvers globalping JP,US`',
  'office-title': 'What the resolver of {{office}} says',
  'office-early':
    '✗ Do not run this yet. The rewrite is not done: asked now, the resolver there would remember the old data until its TTL has run out. Keep the command until the rewrite is done.',
  'office-how': 'Run one of these on any machine there, and paste all that it prints:',
  'office-windows': 'Windows (PowerShell):',
  'office-unix': 'macOS, Linux:',
  'office-done':
    'The answers count as those of a resolver of your own. Paste anew whenever you like: the newest counts.',
  'office-again': 'For each office: `/migration resolvers office LABEL`',
  'office-none': 'Nothing is planned yet, so there is nothing to ask. `/migration plan`',
  'office-default': 'office',
  'office-modal': 'Paste the answer',
  'office-submit': 'Read it',
  'office-field': 'All that the command printed, at {{office}}',
  'office-hint':
    'Commands and answers, as they stand. It is read here, and only what it says about the planned names is kept.',
  'office-unread': 'None of this can be read as an answer. Paste all that the command printed, from its first line.',
  'office-unread-some': 'Not read: {{text, ready}}. Paste all that the command printed, from its first line.',
  'office-parts': 'So many names take {{n}} commands: paste the answer of this one, and the form shows the next.',
  'office-close': 'Close',
  'office-read': '{{ok}} of {{total}} names read.',
  'office-new': '✓ {{count, record}} new.',
  'office-old': '✗ {{record, record}}: still old ({{values}}), until {{goneAt}} at the latest.',
  'office-before': '– {{count, record}} as it should be before the rewrite; kept until {{goneAt}}.',
  'office-wrong': '✗ {{record, record}}: {{values}}, which nobody published. A DNS of your own may hold it.',
  'office-silent': '? {{record, record}}: {{text, ready}}',
  'office-odd': 'Not understood: {{text, ready}}.',
  'office-missing': 'Still missing: {{names}}.',
  'office-more': 'Run this for the rest, and paste once more:',
  'office-see': 'All resolvers: `/migration resolvers`',
  'globalping-title': 'Ask resolvers of internet providers in {{countries}}?',
  'globalping-what':
    'What it does: probes at homes and offices there ask their own provider’s resolver, as senders of mail do. It shows caches that no public resolver does.',
  'globalping-who':
    'What it discloses: globalping.io (run by jsDelivr) and the probes learn these names: {{names}}. No mail address, no password, no person.',
  'globalping-budget':
    'What it costs: nothing; without a token the service allows 250 tests an hour for this bot, and it keeps below that.',
  'globalping-ask': 'Until somebody presses the button, nothing is sent.',
  'globalping-cancelled': 'Nothing has been sent.',
} as const;
