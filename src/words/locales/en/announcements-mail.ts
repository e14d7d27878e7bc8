/** What the channel hears of addresses, senders, content, rescues, probes and the archive. */
export const mailAnnouncements = {
  addresses: '{{total, address}} received mail on the old server and have no place on the new one.',
  'addresses-one': '{{total, address}} received mail on the old server and has no place on the new one.',
  'addresses-over': 'Every address that received mail on the old server has its place now.',
  'addresses-line': '{{address}}: {{count, message}}, the last {{lastAt}}',
  'addresses-next':
    'Say what each is: `/migration addresses alias ADDRESS`, `/migration addresses list ADDRESS`, `/migration mailboxes add ADDRESS`, or an approver drops it: `/migration addresses drop ADDRESS because REASON`. Until then no gate opens.',
  'senders-silent': 'Not heard from on the new server: {{total, sender}} that wrote regularly to the old one.',
  'sender-line': '{{sender}}: about every {{everyDays, day}}, last {{lastAt}}, expected {{expectedAt}}',
  'senders-silent-next':
    'Ask them where they send to; their mail may still go to the old server, or nowhere. All regular senders: `/migration senders`',
  'old-refuses': 'Mail bounces now: the old server refuses {{count, address}}.',
  'old-refuses-over': 'The old server accepts mail again.',
  'old-refuses-line': '✗ {{address}}, since {{at}}: “{{reply}}”',
  'old-refuses-line-over': '✓ {{address}}: refused from {{at}} to {{overAt}}, “{{reply}}”',
  'old-refuses-next':
    'Whoever manages the old server: see to it now that it accepts them again. If single addresses are refused, make that mailbox or alias there again. If all are, switch local delivery of the domain back on: in a control panel often “remote” mail routing, which must be off (“local”). Senders with old DNS data are turned away until then.',
  'old-refuses-after':
    'What was sent meanwhile went back to its senders, and stands in neither server. Ask the regular ones to send again: `/migration senders`',
  'rescued-all': '{{total, message}} carried over from the old server to the new one.',
  'rescued-some': 'Of {{total, message}} to be carried over, {{open}} could not be put on the new server.',
  'rescued-many': 'Of {{total, message}} to be carried over, some could not be put on the new server.',
  'rescued-line': '✓ {{line, ready}}: {{says, ready}}',
  'rescued-line-open': '✗ {{line, ready}}: {{says, ready}}',
  'rescued-appended': 'now in {{folder}} on the new server',
  'rescued-present': 'was on the new server already',
  'rescued-gone': 'no longer on the old server, and not seen on the new one; ask whoever reads this mailbox',
  'rescued-refused': 'not taken by the new server ({{reason, missingReasons}})',
  'rescued-open-next':
    'What is not on the new server: see to it by hand, or an approver waives it by name. `/migration rescue`',
  'copy-going': 'Copying: {{percent}}% done, {{mailboxesDone}} of {{mailboxes, mailbox}}.',
  'copy-done': 'Copied and compared: {{mailboxes, mailbox}}.',
  'copy-broken': 'The copy broke off at {{percent}}%: {{mailboxesDone}} of {{mailboxes, mailbox}} done.',
  'copy-broken-next':
    'What is copied stays. The bot goes on from there at the next look, at night at the latest; at once: `/migration copy now`',
  'copy-bar':
    '`{{text, ready}}` {{percent}}%. {{messages, message}} of the old server found so far, {{copied}} copied this time.',
  'copy-left': 'About {{leftMs}} left at this pace.',
  'copy-failed': 'Not compared, and so unknown: {{failed, mailbox}}. Which, and why: `/migration copy`',
  'compare-going': 'Comparing: {{percent}}% done, {{mailboxesDone}} of {{mailboxes, mailbox}}.',
  'compare-done': 'Compared: {{mailboxes, mailbox}}.',
  'compare-broken': 'The comparison broke off at {{percent}}%: {{mailboxesDone}} of {{mailboxes, mailbox}} done.',
  'compare-broken-next': 'Once more: `/migration copy compare`. How it stands, mailbox by mailbox: `/migration copy`',
  'compare-bar': '`{{text, ready}}` {{percent}}%. {{messages, message}} of the old server read so far.',
  'compare-missing':
    '{{missing, message}} not on the new server. Which: `/migration copy`. To have the bot copy them: `/migration settings copy on`',
  'compare-next': 'This message keeps up by itself. Nothing is copied.',
  'copy-missing': '{{missing, message}} could not be copied. Which, and why: `/migration copy`',
  'copy-missing-yet': '{{missing, message}} missing, as last compared. Mailbox by mailbox: `/migration copy`',
  'copy-whole': 'Nothing is missing of what was read. Mailbox by mailbox: `/migration copy`',
  'copy-next': 'This message keeps up by itself; the copy goes on after a break, too.',
  'probes-open': 'On {{total, path}} probes do not arrive as they should.',
  'probes-one': 'On {{total, path}} probes do not arrive as they should.',
  'probes-over': 'Probes arrive as they should again.',
  'probes-turned': 'Nothing here stands as it did; how each path is now: `/migration probes`',
  'probe-line': '✗ {{relay}} to {{text, ready}}, sent {{sentAt}}: {{says, ready}}',
  'probe-line-over': '✓ {{relay}} to {{text, ready}}, sent {{sentAt}}: {{what, probeFates}}. Over since {{overAt}}.',
  'probe-line-turned':
    '– {{relay}} to {{text, ready}}, sent {{sentAt}}: {{what, probeFates}}. Since {{overAt}}: {{turned, probeFates}}.',
  'probe-lost':
    'taken by {{relay}}, and found on neither server. Whoever runs that relay: look for it in the queue and the log. Does it wait there, and for what? Who refused it?',
  'probe-old-outside':
    'landed on the old server ({{folder}}), where no DNS cache can send it any more. The relay has the old server set by hand, or delivers the domain by itself: ask whoever runs {{relay}} to take {{domain}} out of its routes and its local delivery.',
  'probe-old-new':
    'landed on the old server ({{folder}}): the new server sends mail of {{domain}} away. Whoever manages it: make {{domain}} a domain that it delivers by itself, and look for a route to the old one.',
  'probe-old-old':
    'landed on the old server ({{folder}}): the old provider delivers {{domain}} to itself, whatever DNS says. Once old caches are gone, ask it to take {{domain}} out of its local delivery, so that it delivers by MX and refuses nothing.',
  'probe-junk':
    'in {{folder}} on the new server, taken for spam. Look at why its filter says so (in the header of that message), and at SPF and DKIM of {{domain}}: is {{relay}} allowed to send for it?',
  'probe-failed': '{{relay}} did not take it. {{failed, failures}}',
  'probe-failed-login':
    '{{relay}} refuses its login. Give it anew: `npm run mail -- relay {{relay}} {{relayKind}} HOST:PORT --login FILE`',
  'probe-answer': ' It answered: “{{reply}}”.',
  'probe-id': ' Its Message-ID begins with probe-{{id}}.',
  'probes-next': 'The whole matrix, relay by mailbox: `/migration probes`',
  archive: '{{by}} archived the old server: {{mailboxes, mailbox}}, {{messages, message}}.',
  'archive-restored': 'A restore from it was tried, and gave the same messages.',
  'archive-not-restored': 'No restore has been tried: until one has, it does not count. `/migration archive`',
  'incident-next-old-refuses':
    'Whoever manages the old server: see to it now that it accepts mail for the domain again.',
  'straggler-on-new': 'on the new server, too',
  'straggler-not-on-new': 'not on the new server yet',
  'straggler-by-bot': 'the bot carries it over',
  'straggler-put': 'carried over into {{folder}}',
  'stragglers-rescue':
    'The bot carries over by itself what is not there yet, and says so here. How far it is: `/migration rescue`',
} as const;

/** How mail can have come to the old server, and so what to do. */
export const causes = {
  cache: 'An old DNS answer may still live there: wait for its end.',
  pinned:
    'No cache can hold old data any more: that server has the old one set by hand. Write to its postmaster: `/migration stragglers note PATH`',
  local:
    'Handed over inside the old provider, without asking DNS. Once old caches are gone, have the provider switch its local delivery of the domain off.',
  inside:
    'Sent through the old server with a login, or from inside: find that device, and set it to send through the new one.',
  smarthost: 'Through a relay set by hand: whoever manages it must change the route to the new server.',
  unknown: 'By which path is unknown: its header does not say.',
} as const;

export const probeFates = {
  lost: 'found on neither server',
  old: 'landed on the old server',
  junk: 'landed in Junk, taken for spam',
  failed: 'not taken by the relay',
  off: 'no longer looked at, since the relay or the mailbox was taken off the list or named anew',
} as const;
