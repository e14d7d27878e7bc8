/** The form for common clients. */
export const templates = {
  title: 'Common clients',
  submit: 'Add them',
  how: 'Press what there is: each press adds an entry, filled in. Name the owners, mend what differs, and add them all at once.',
  which: '*What uses mail of this domain?*',
  'which-more': '*What else?* When nothing is missing, press “Add them”.',
  else: 'Owners who are not in Slack: leave the owner empty, then `/migration clients owner ID NAME`. From a spreadsheet: `/migration clients import`. In one line: `/migration clients add NAME @owner imap,smtp`',
  row: '*{{text, ready}}*\n{{hint, ready}}',
  'take-out': 'Take out',
  name: 'Name',
  owners: 'Owners',
  owner: 'Owner',
  protocols: 'What it does',
  user: 'Mail address it logs in with',
  'owners-hint': 'One entry for each of them. They are told what to type in when it is time.',
  'owner-hint': 'Whoever can change its settings. They are told what to type in when it is time.',
  'protocol-imap': 'Receives by IMAP',
  'protocol-pop3': 'Receives by POP',
  'protocol-smtp': 'Sends (SMTP)',

  'name-outlook': 'Outlook',
  'name-apple-mail': 'Apple Mail',
  'name-thunderbird': 'Thunderbird',
  'name-phone': 'Phone',
  'name-scanner': 'Scanner',
  'name-web-form': 'Web form',
  'name-monitoring': 'Monitoring',
  'name-invoicing': 'Invoicing',
  'name-other': 'Something else',

  // What people forget.
  'hint-outlook':
    'Each computer has settings of its own: whoever uses two needs two entries, told apart by name. An account by POP must leave its mail on the server for 14 days.',
  'hint-apple-mail':
    'The Mac alone; the same person’s iPhone is an entry of its own. It likes to change server and port back by itself until that is unticked.',
  'hint-thunderbird':
    'Receiving and sending are set in two places there. The one for sending is forgotten at the rewrite.',
  'hint-phone': 'Private phones and tablets that read this mail count too. Nobody remembers them until they stop.',
  'hint-scanner':
    'It sends only, and nobody notices when it stops. Have its administrator’s password at hand; an old one may not know the new server’s encryption.',
  'hint-web-form':
    'It sends only, from a web host that is often another provider. Does it send by itself rather than through the mail server? Then that host must stand in SPF.',
  'hint-monitoring':
    'It sends alerts, and some read a mailbox too: untick what it does not do. Its password stands in a file that somebody must find.',
  'hint-invoicing':
    'Often its maker’s servers send in your name: then they need their place in SPF and a DKIM key of their own in the new DNS.',
  'hint-other': 'Whatever else logs in or sends: ticket systems, CRM, calendars, cron jobs, alarm systems, lifts.',

  'no-protocol': 'Tick at least one.',
  twice: 'An entry above has the same name and owner. Give this one another name, or take it out.',
  'no-owner': 'Without an owner still: {{names}}. Name one: `/migration clients owner ID @who`',
} as const;
