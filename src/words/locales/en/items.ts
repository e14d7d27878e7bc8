/** Subjects of a criterion: "kind:what" → readable. The core's prefixes; others are shown as they are. */
export const items = {
  mailbox: '{{what}}',
  client: 'client {{what}}',
  record: '{{name}} {{type}}',
  server: 'server {{what}}',
  vantage: 'resolver {{what}}',
  path: 'path {{what}}',
  puzzle: 'puzzle {{what}}',
  checklist: '{{what, checklist}}',
  all: 'all items',
} as const;
