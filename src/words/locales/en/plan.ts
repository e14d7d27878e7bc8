/** The plan: what DNS says and shall say, in the order that loses no mail. */
export const plan = {
  'section-before': 'Publish before the rewrite',
  'section-rewrite': 'At the rewrite, in this order',
  'section-close': 'While the old server closes, before it may be cancelled',
  'section-after': 'Tidy up once the old server is cancelled',
  create: 'CREATE {{name}} {{type}} {{after}}',
  change: 'CHANGE {{name}} {{type}} {{before}} → {{after}}',
  delete: 'DELETE {{name}} {{type}} {{before}}',
  keep: 'KEEP {{name}} {{type}} {{before}}',
  open: '✗ {{name}} {{type}} {{before}} → its new value is missing: `/migration plan set NAME TYPE VALUE`',
  'section-ttl': 'TTLs',
  'ttl-high': '{{record, record}}: {{ttlSeconds}} s → {{targetSeconds}} s',
  'ttl-high-by': '{{record, record}}: {{ttlSeconds}} s → {{targetSeconds}} s, lower it before {{lowerAt}}',
  'ttl-negative':
    '{{record, record}} does not exist yet: that it does not is remembered for {{ttlSeconds}} s (negative TTL, in the SOA). Create it that long before anybody asks.',
  'ttl-parent':
    '{{record, record}}: {{ttlSeconds}} s, set by the parent; nobody here can lower it. Old name servers are asked for so long after the change.',
  'ttl-low': '{{record, record}}: {{ttlSeconds}} s, low enough',
  'section-findings': 'Worth knowing',
  'scope-mail':
    'Only mail moves: web names may go on naming the old host ({{names}}). The old contract is then still needed for them.',
  'scope-whole':
    'The whole contract ends: every name and the DNS itself must live elsewhere before the old server is cancelled.',
  forms:
    'To copy: `/migration plan as panel`, `bind`, `octodns` or `dnscontrol`. What differs now: `/migration plan diff`',
  'file-title': '{{part, planParts}}, as {{form}}',
  'file-empty': '{{part, planParts}}: nothing to write there.',
  'file-next': 'Page {{n}} of {{total}}. The next: `{{line, ready}}`',
  'file-beyond': 'There is no page {{n}}; the last is {{total}}, shown here.',
  'file-last': 'Page {{n}} of {{total}}, the last.',
  'panel-title': '{{zone}} in the panel of {{panel}}',
  'panel-unknown': '{{zone}} (a panel that the bot does not know: both ways of writing are shown)',
  'kind-CREATE': 'CREATE',
  'kind-CHANGE': 'CHANGE',
  'kind-DELETE': 'DELETE',
  'kind-KEEP': 'KEEP',
  'kind-OPEN': 'OPEN',
  'panel-name': 'name {{text, ready}}',
  'panel-name-empty': 'name: leave empty',
  'panel-or': '{{first, ready}} or {{second, ready}}',
  'panel-value': 'value {{text, ready}}',
  'panel-priority': 'priority {{n, ready}}',
  'panel-service': 'weight {{weight, ready}}, port {{port, ready}}',
  'panel-ttl': 'TTL {{ttlSeconds}}',
  'panel-gone': 'take out: {{text, ready}}',
  'panel-keep': 'leave as it is: {{text, ready}}',
  'panel-open': 'its new value is missing: `/migration plan set NAME TYPE VALUE`',
  'diff-none-yet': 'Nothing has been rewritten yet. The plan: `/migration plan`',
  'diff-none': 'What is served is what was planned, as far as the servers have answered.',
  'diff-title': '{{count, difference}} from the plan',
} as const;

export const planParts = {
  'before-image': 'As it was before anything changed',
  now: 'Before the rewrite',
  rewrite: 'The rewrite',
  back: 'The way back',
  close: 'While the old server closes',
  after: 'After the cancelling',
} as const;

/** What trips people up while they type a record into a panel. */
export const traps = {
  'zone-appended': 'The panel appends the domain to the name: type the part before it alone.',
  'name-both-ways':
    'If the panel shows the domain behind the name field, type the first form of the name, else the second.',
  'apex-at': '@ stands for the domain itself.',
  'apex-empty': 'For the domain itself the name stays empty.',
  'apex-both-ways': 'For the domain itself: @, or empty.',
  'dot-needed': 'End the host name with a dot, else the domain is appended to it.',
  'no-dot': 'No dot at the end of the host name.',
  'dot-both-ways':
    'See how the other host names there end, with a dot or without, and do the same: without it some panels append the domain.',
  'priority-own-field': 'The priority has a field of its own.',
  'priority-in-value': 'The priority stands in the value, before the host name.',
  'priority-both-ways': 'If there is a field for the priority, it goes there, else before the host name.',
  'quotes-by-hand': 'Type the quotes as well.',
  'no-quotes': 'Without quotes: the panel sets them.',
  'quotes-both-ways': 'See whether other TXT values there stand in quotes, and do the same.',
  'text-by-hand': 'Longer than 255 characters: several strings in quotes, as shown.',
  'text-too-long':
    'Longer than 255 characters, which this panel does not take: ask the provider for a shorter key (1024 bits).',
  'text-long-unknown': 'Longer than 255 characters: if the panel refuses it, cut it into strings in quotes.',
  'proxy-off': 'Set the cloud to grey (“DNS only”): the proxy carries no mail.',
  'mx-elsewhere': 'MX records stand under “Mail Settings”, as “Custom MX”.',
  'one-set': 'All values of one name and type are one entry there, one value a line.',
  'text-lines': 'The zone is one text there: change these lines, leave the others.',
  'at-registrar':
    'The name servers (NS) are changed at the registrar, not in the zone. With a change of DNS provider the other records are changed at both.',
  'keep-others': 'Other TXT values of this name stay as they are.',
} as const;
