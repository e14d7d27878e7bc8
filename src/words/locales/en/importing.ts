/** Lists of clients and mailboxes, pasted from a spreadsheet or saved by one. */
export const importing = {
  'clients-title': 'Clients from a list',
  'mailboxes-title': 'Mailboxes from a list',
  submit: 'Add',
  how: 'Copy the rows from your spreadsheet, header line included, and paste them below. Columns may be separated by tab, comma or semicolon. What is listed already is left as it is. *Leave passwords out:* they do not pass through Slack.',
  'how-file':
    'Copy the rows from your spreadsheet, header line included, and paste them below; or save the list as CSV and choose the file. What is listed already is left as it is. *Leave passwords out:* they do not pass through Slack.',
  'clients-columns':
    'Columns: `name`, and if you have them `owner`, `protocols` (imap, pop3, smtp), `kind` (outlook, apple-mail, thunderbird, phone, scanner, web-form, monitoring, invoicing, other), `user` (the mail address it logs in with). Others are passed over. An owner who is a member of this workspace: the member ID from their Slack profile; any other name is somebody outside Slack.',
  'mailboxes-columns':
    'Columns: `address`, and if you like `watch` (login, oauth, log, forwarded, attested, unwatched). Others are passed over.',
  field: 'The list',
  hint: 'For example:\n{{text, ready}}\n3,000 characters at most; paste a longer list in parts, each with the header line.',
  file: 'Or the list as a file',
  'file-hint':
    'One CSV, TSV or text file of up to {{most}} KB, as Excel, Numbers or Google Sheets save it. Leave the field above empty then.',
  'no-files':
    'To choose a file here instead, the app needs the optional scope `files:read`: an administrator of the workspace can add it.',
  'clients-example': 'name,owner,protocols,kind,user\nScanner 2F,Ken Sato,smtp,scanner,scan@example.jp',
  'mailboxes-example': 'address,watch\naoi@example.jp,login',
  'clients-needed': 'name',
  'mailboxes-needed': 'address',

  // What is wrong, at the field.
  line: 'Line {{n}}: {{text, ready}}',
  more: 'And {{n}} more.',
  'nothing-taken': 'Nothing has been added yet: mend this and press the button again.',
  'password-column':
    'The list has a column for passwords. Passwords do not pass through Slack: nothing of it was read or kept. Take that column out here; the passwords are given on the bot’s own machine: npm run vault -- import FILE',
  'no-column': 'The header line names no column “{{column, ready}}”.',
  'column-twice': 'Two columns mean the same. Take one out.',
  'cell-count': 'It has more or fewer cells than the header line.',
  quotes: 'A quotation mark is opened or closed where it should not be.',
  'nothing-given':
    'Nothing has been added yet: nothing was pasted. Paste a header line and the rows below it, for example:\n{{text, ready}}',
  empty: 'No row follows the header line.',
  'no-name': 'The name is missing.',
  'no-address': 'The address is missing.',
  'bad-address': '“{{text}}” is not a mail address.',
  'foreign-address': '{{text}} is not an address of {{domain}}.',
  'bad-protocols': '“{{text}}” is not a list of protocols. There are: {{allowed, ready}}.',
  'bad-kind': '“{{text}}” is not a kind of client. There are: {{allowed, ready}}.',
  'bad-watch': '“{{text}}” is not a way to watch a mailbox. There are: {{allowed, ready}}.',
  'odd-owner': 'The owner “{{text}}” could be taken for a Slack member ID. Write a name in small letters too.',
  twice: 'It says the same as line {{first}}. Take one out, or tell them apart.',

  // What is wrong with a file.
  'file-both':
    'A list was pasted, and a file chosen as well. Empty the field above or take the file out, so that it is clear which is meant.',
  'file-type':
    'This is no CSV, TSV or text file. In the spreadsheet: Save as (or Download), CSV; then choose that file.',
  'file-big':
    'The file is larger than {{most}} KB. Take out the columns that are not asked for, or bring it in parts, each with the header line.',
  'file-unreadable':
    'The file is no text that can be read (UTF-8, UTF-16 with a byte order mark, Shift_JIS). Save it once more as CSV UTF-8.',
  'file-page':
    'Slack handed out a web page in place of the file: as a rule the app lacks the scope files:read. Paste the list instead, or ask an administrator of the workspace to add it.',
  'file-scope':
    'Slack does not give the file to the bot: the app lacks the scope files:read. Paste the list instead, or ask an administrator of the workspace to add it.',
  'file-gone':
    'Slack does not have this file any more, or does not show it to the bot. Choose it again, or paste the list.',
  'file-elsewhere':
    'This file does not lie with Slack itself, so it was not fetched. Choose one from your own machine, or paste the list.',
  'file-away': 'Slack did not hand out the file in time. Try again in a minute, or paste the list.',
  'file-nothing-taken': 'Nothing has been added. Mend the file, then choose it again.',
  'file-passwords':
    'The file itself is with Slack now: delete it there, and have new passwords set for these mailboxes.',

  // What came of it.
  'clients-added': '{{count, client}} added.',
  'mailboxes-added': '{{count, mailbox}} added.',
  'nothing-new': 'Nothing was added.',
  known: 'Listed already, and left as they are: {{n}}.',
  outside:
    'Taken as people outside Slack, whom the bot cannot write to: {{owners}}. If one is a member: `/migration clients owner ID @who`',
  'mailbox-owners':
    'Owners of mailboxes are not taken from a list. Name them: `/migration mailboxes owner ADDRESS @who`',
  'clients-see': 'The list: `/migration clients`',
  'mailboxes-see': 'The list: `/migration mailboxes`. Their passwords: `npm run vault -- import FILE`',
} as const;
