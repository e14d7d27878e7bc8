/** What is served against what was planned, record by record: what it looks like, and what to mend. */
export const differences = {
  old: '✗ {{record, record}}: still old ({{served}}) on {{where, ready}}.',
  typo: '✗ {{record, record}}: {{served}} on {{where, ready}}, planned {{expected}}. A typing mistake? Correct it.',
  'missing-dot':
    '✗ {{record, record}}: {{served}} on {{where, ready}}. The dot at the end is missing, so the zone’s own name was added. Write {{expected}} with a dot behind it.',
  wrong: '✗ {{record, record}}: {{served}} on {{where, ready}}, planned {{expected}}. Correct it there.',
  missing: '✗ {{record, record}}: nothing on {{where, ready}}, planned {{expected}}. Forgotten? Create it.',
  extra: '✗ {{record, record}}: {{served}} on {{where, ready}}, planned {{expected}} alone. Take the rest out.',
  dnssec:
    '✗ {{record, record}}: DNSSEC is broken on {{where, ready}} (keys {{served}}, DS {{expected}}): validating resolvers refuse the whole domain, so mail bounces now. Put the DS right or take it out at the registrar, or roll back.',
  serials: '{{first, ready}} Zone version there: {{serials}}. A transfer is on its way, or stuck.',
  'where-parent': 'the parent',
  'where-all': 'every server',
  'where-some': '{{servers}} ({{n}} of {{total}} servers)',
} as const;
