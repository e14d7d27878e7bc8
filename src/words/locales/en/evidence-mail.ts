/** Evidence about mailboxes, addresses, senders, content, probes and the closing of the old server. */
export const mailEvidence = {
  'watch-log': 'Delivery log read up to {{untilAt}}.',
  'log-missing': 'Watched by delivery log, but none has been read for it. Read one: `npm run mail -- log FILE`',
  'log-gap':
    'The delivery log has a gap, {{fromAt}} to {{untilAt}}: what came then is unknown. Read that part: `npm run mail -- log FILE`',
  'watch-forwarded': 'Forwarding works: a message that the old server sent on was seen on the new one at {{seenAt}}.',
  'forward-unproven':
    'Nothing that the old server sent on has been seen on the new one in 30 days, so whether forwarding works is unknown. Send a message through the old server.',
  'watch-attested': '{{by}} attested at {{attestedAt}}; the bot does not look. A waiver by name lets it count.',
  'watch-not-attested':
    'Nobody has said yet that nothing comes to its old place. The owner or an approver: `/migration mailboxes attest ADDRESS`',
  'watch-unwatched': 'Nobody looks: what reaches its old place is unknown. A waiver by name lets it count.',
  'pop3-not-lasting':
    'POP3 only, and no message has been seen to lie there for {{neededMs}}: clients may take mail away unseen. Set them to leave it on the server.',
  accepts: 'Accepted ({{via, acceptVias}}).',
  'accept-refused':
    'The new server refuses {{address}} (“{{reply}}”): mail to it would bounce. Create it there, or say what it is: `/migration addresses`',
  'accept-deferred': '{{address}} was put off (“{{reply}}”), often greylisting. The bot asks again.',
  'accept-untested': '{{address}} is untested. {{reason, failures}}',
  'accept-catch-all':
    'The new server accepts any address, so its yes to {{address}} proves nothing. Write to it and see where it lands; then an approver may waive it.',
  'address-unplaced':
    '{{count, message}} on the old server, the last {{lastAt}}; on the new one it has no place. Mailbox, alias, list, or dropped? `/migration addresses`',
  'address-dropped': 'Dropped by {{by}}: {{reason}}',
  'relay-closed': 'Refuses mail of strangers to other domains, as it must.',
  'relay-open':
    'Open relay: the new server takes mail from anybody to other domains, and spammers find that within hours. Its administrator must close it before the rewrite.',
  'relay-untested': 'Whether the new server relays for strangers is untested. {{reason, failures}}',
  'scan-ok': '{{messages, message}} read; {{addresses, address}} known in all.',
  'scan-partial':
    'Read in part only: addresses in the rest are unknown. Look again with `/migration check scan`, or an approver waives it by name.',
  'old-accepts': 'Accepted by the old server from {{sinceAt}} on, asked last at {{untilAt}}.',
  'old-refused':
    'The old server refused {{address}} at {{refusedAt}} (“{{reply}}”): mail to it bounced. Ask its regular senders to send again; then an approver waives it by name.',
  'old-accept-gap':
    'Around {{untilAt}} nobody heard whether the old server accepts {{address}}. What came then may have bounced; an approver may waive it by name.',
  'content-verified': 'All {{messages, message}} found on the new server, {{verifiedAt}}.',
  'content-missing':
    '{{missing}} of {{messages, message}} not on the new server. Which ones: `/migration copy missing MAILBOX`',
  'message-missing': '{{stampedAt}}{{from, from}}: {{reason, missingReasons}}.',
  'messages-missing-more':
    '{{count, message}} more not on the new server. The whole list: `/migration copy missing MAILBOX`',
  'ledger-complete': 'All {{messages, message}} of the old server verified on the new one, {{seenAt}}.',
  'ledger-before-close':
    'Compared at {{seenAt}}, before the old server was closed: what came later is unknown. Compare once more after the close: `/migration copy compare`',
  'sender-seen': 'Seen on the new server at {{seenAt}}.',
  'sender-awaited':
    'Writes about every {{everyDays, day}}, last {{lastAt}}; expected about {{expectedAt}}. Nothing to do before.',
  'sender-silent':
    'Writes about every {{everyDays, day}}, last {{lastAt}}, expected {{expectedAt}}; not seen on the new server. Ask where they send to, or an approver dismisses it: `/migration senders dismiss SENDER because REASON`',
  'sender-dismissed': 'Dismissed by {{by}}: {{reason}}',
  'senders-none': 'Nobody wrote on two days or more in the 90 days before the rewrite.',
  'senders-left-out':
    '{{count, sender}} who wrote least are too many to follow: whether they have found the new server is unknown. An approver may waive them.',
  'probe-landed': 'A probe through {{relay}} landed on the new server at {{landedAt}}.',
  'probe-junk':
    'A probe through {{relay}} landed in {{folder}} at {{landedAt}}: it arrives, but is taken for spam. Have the filter of the new server looked at.',
  'probe-lost':
    'A probe sent through {{relay}} at {{sentAt}} was found on neither server. Whoever runs that relay: look into its queue. Try anew: `/migration probes now`',
  'probe-reached-old':
    'A probe sent through {{relay}} at {{sentAt}} landed on the old server ({{folder}}, {{landedAt}}): by that way mail still reaches it. Whoever runs that relay: flush its DNS cache, or remove a fixed route.',
  'probe-reached-old-own':
    'Through the old provider’s own relay {{relay}} a probe landed on the old server ({{folder}}, {{landedAt}}). That is so until the step “Close”, where it is proven; this gate does not wait for it.',
  'archive-kept':
    'Kept at {{keptAt}}: {{mailboxes, mailbox}}, {{messages, message}}. A restore was tried at {{restoredAt}} and gave the same.',
  'archive-not-restored': 'Kept at {{keptAt}}, but no restore has been tried. How: `/migration archive`',
  'archive-outdated':
    'The archive of {{keptAt}} is from before the rewrite, or lacks mailboxes that were listed later. How to make it anew: `/migration archive`',
  'archive-short':
    'The archive of {{keptAt}} lacks mail that came before the old server was shut. Make it anew now, and try its restore: `/migration archive`',
  'archive-before-close':
    'The archive of {{keptAt}} is from before the old server was closed ({{closedAt}}). Whether anything came in between shows when the mailboxes are next compared: `/migration copy compare`',
  'archive-missing': 'No archive of the old mailboxes yet. Make one: `npm run mail -- archive DIRECTORY`',
  'door-shut': 'The old server takes no new mail, and none bounces: “{{reply}}”.',
  'door-open':
    'The old server still takes mail (“{{reply}}”): what comes would be lost with it. Switch local delivery of the domain off, and let port 25 answer 4xx.',
  'door-bounces':
    'The old server bounces mail (“{{reply}}”). Have port 25 answer 4xx (try later) instead, so that senders look for the new server.',
  'door-untested': 'Whether the old server still takes mail is untested. {{reason, failures}}',
  'probe-through-old': 'A probe through the old provider ({{relay}}) landed on the new server at {{landedAt}}.',
  'probe-through-old-missing':
    'No probe through the old provider has landed since the close. Send one: `/migration probes now`',
  'probe-through-old-wrong':
    'A probe through the old provider landed on the {{side, sides}}, {{folder}}. The provider must switch local delivery of the domain off.',
  'no-old-relay':
    'No relay of the old provider is known, so its own delivery is untested. Name one: `/migration probes relay NAME old HOST:PORT`',
} as const;

/** Other sentences of the same codes, where the figures ask for one. */
export const mailVariants = {
  'pop3-not-lasting-oldest':
    'POP3 only; the oldest message there is of {{oldestAt}}, and {{neededMs}} are needed to show that clients leave mail there. Wait, and set them to leave it on the server.',
  'ledger-not-closed':
    'All found at {{seenAt}}, but the old server is not closed yet. It counts once compared after the close.',
  'door-silent': 'Nothing answers on the old server’s port 25: it takes no new mail.',
} as const;

/** How an address was asked for. */
export const acceptVias = {
  'port-25': 'asked at port 25',
  submission: 'asked with a login',
  pasted: 'asked from elsewhere, and pasted',
} as const;

/** Why a message is not on the new server. */
export const missingReasons = {
  missing: 'not there yet',
  'too-big': 'larger than the new server takes',
  quota: 'the mailbox is full',
  refused: 'refused by the new server',
  unreadable: 'the old server does not give it out',
  altered: 'put there, and altered by the new server',
} as const;
