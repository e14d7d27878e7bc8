/** What was seen of the records that carry mail, of delegations and of caches: the figure, what it means, what to do. */
export const dnsEvidence = {
  'ttl-parent':
    '{{record, record}}: TTL {{ttlSeconds}} s at the parent of {{zone}}. Nobody here can lower it; the watermark waits for it.',
  'domain-empty':
    '{{domain}} has no records at all: misspelt, not registered, or not delegated? Correct the name (start anew with it), or have it registered and delegated; nothing planned for it leads anywhere until then.',
  'mx-ok': 'As planned, mail for {{domain}} goes to {{values}}.',
  'mx-null':
    '{{domain}} says that it takes no mail (MX “.”): every sender gives up at once. Plan a real one: `/migration plan set NAME MX 10 HOST`',
  'mx-alias':
    '{{host}}, MX of {{domain}}, is an alias (CNAME) of {{target}}. Some senders refuse that: name {{target}} in the MX itself.',
  'mx-address':
    'The MX of {{domain}} is an address ({{host}}), which senders look up as a name and do not find. Name a host there.',
  'mx-dangling':
    '{{host}}, MX of {{domain}}, has no address: mail for it waits, then bounces. Give it an A record, or correct the name.',
  'spf-passes': '{{address}} ({{side, sides}}) passes SPF, {{lookups}}/10 lookups.',
  'spf-fails':
    '{{address}} ({{side, sides}}) gets SPF “{{verdict}}”: receivers file its mail as junk or refuse it. Put the address into the SPF record.',
  'spf-broken':
    'SPF breaks for {{address}} ({{side, sides}}): {{lookups}}/10 lookups, {{voids}}/2 empty ones{{detail, tail}}. Receivers then judge no mail by it: leave one SPF record, and fewer includes.',
  'spf-none': '{{domain}} has no SPF record: receivers cannot tell its mail from forged mail. Publish one.',
  'dkim-published': 'The key {{selector}} of the new server is published for {{domain}}.',
  'dkim-bad':
    '{{selector}} for {{domain}}: {{state, dkimStates}}. Copy the key from the new server’s panel once more, whole, before the rewrite.',
  'dkim-selector-unknown':
    'Which DKIM selectors the new server signs {{domain}} with is not known. Ask its provider, then `/migration plan dkim SELECTOR`; if it does not sign: `/migration plan dkim none`',
  'dkim-not-signed':
    'The new server does not sign mail of {{domain}} (DKIM), says the team. Gmail and Outlook may file it as junk.',
  'dmarc-ok': 'DMARC of {{domain}}: {{policy}}.',
  'dmarc-none': '{{domain}} has no DMARC record. The move does not need one; Gmail asks for one of large senders.',
  'dmarc-bad': 'DMARC of {{domain}} cannot be used: {{values}}. There must be one record, and it begins with v=DMARC1.',
  'sts-ok': 'The MTA-STS policy of {{domain}} ({{mode}}) lists the MX hosts of both sides.',
  'sts-misses':
    'The MTA-STS policy of {{domain}} ({{mode}}) lists {{mx}}, not {{host}}: senders that keep to it will refuse to deliver there. Add it, and give the TXT record a new id.',
  'sts-same-id':
    'The MTA-STS policy of {{domain}} has changed, and its id ({{id}}) has not: senders that hold the old one will not look again. Give the TXT record a new id.',
  'sts-new-lately':
    'The MTA-STS policy {{id}} of {{domain}} is new: senders may hold the one before until {{goneAt}}. Rewrite after that.',
  'sts-broken':
    'MTA-STS of {{domain}} does not work: {{reason, stsReasons}}. Senders that hold an older policy keep to that. Mend it, or publish a policy with mode “none”.',
  'tlsa-fits': 'TLSA of {{host}} fits the certificate of the new server.',
  'tlsa-misfits':
    'TLSA of {{host}} ({{values}}) does not fit the certificate of the new server: senders that check it (DANE) will not deliver. Publish the right one before the rewrite.',
  'tlsa-unseen':
    'TLSA of {{host}} cannot be compared: the new server has shown no certificate on port 25 yet. `/migration check`',
  'ptr-confirmed': '{{address}} is {{names}}, and that name leads back to it.',
  'ptr-missing':
    '{{address}} has no name (PTR): Gmail and others refuse mail from it. The provider of the new server must set one.',
  'ptr-unconfirmed':
    '{{address}} is called {{names}}, but that name does not lead back to it: Gmail and others may refuse its mail. The provider of the new server must mend it.',
  'ptr-greeting-differs':
    '{{address}} is {{names}}, but greets as {{greeting}}: some receivers mistrust that. The provider of the new server should make them one.',
  'dnssec-secure': '{{zone}} is signed, and the signatures hold.',
  'dnssec-unsigned': '{{zone}} is not signed (DNSSEC): nothing to break there.',
  'dnssec-broken':
    'DNSSEC of {{zone}} is broken{{ede, ede}}: validating resolvers refuse the whole domain, so mail bounces now. Put the DS right or take it out at the registrar, or roll back.',
  'dnssec-unvalidated': 'No validating resolver has answered for {{zone}} yet: whether DNSSEC holds is not known.',
  'dnssec-keys-missing':
    'The parent vouches (DS) for a key of {{zone}} that {{servers}} do not serve: once the delegation leads there, validating resolvers refuse the whole domain. Have the new DNS provider serve that key too, or take the DS out at the registrar and let its TTL run out first.',
  'dnssec-ds-remembered':
    'The DS of {{zone}} was taken out, and resolvers may go by it until {{goneAt}}: move the delegation after that.',
  'new-zone-equal': 'The new DNS provider serves {{zone}} as planned: {{total, record}} on {{servers}}.',
  'new-zone-differs':
    '{{count, record}} of {{zone}} differ at the new DNS provider. {{server}}: {{record, record}} {{values}}, expected {{expected}}. Mend it there before the delegation moves.',
  'new-zone-unread':
    '{{server}} of the new DNS provider does not answer for {{zone}} yet. Create the zone there before the delegation moves.',
  'authority-former':
    '{{server}} is out of the delegation, but caches may ask it until {{goneAt}}. It gives no old data; leave it running until then.',
  'authority-former-old':
    '{{server}} is out of the delegation, still serves old data ({{record, record}} {{values}}), and caches may ask it until {{goneAt}}. Change it there as well, or wait; do not cancel the old DNS.',
  'serials-differ':
    'The servers of {{zone}} hold different versions: {{serials}}. A zone transfer is on its way, or stuck: after 15 minutes, ask the DNS provider.',
  'vantage-aside':
    '{{operator}} could not be reached before the rewrite either, so it does not count.{{reason, failures, why}}',
  'vantage-extended':
    '{{operator}} holds old data for {{record, record}} ({{values}}) until {{goneAt}}, {{beyondMs}} beyond the watermark: it extends TTLs. Nothing to mend on your side. {{flush, ready}}',
  'vantage-stale':
    '{{operator}} serves {{record, record}} {{values}} from a cache that has run out: it cannot reach the authoritative servers. Check that they answer it. {{flush, ready}}',
  'vantage-wrong':
    '{{operator}} gives {{record, record}} {{values}}, which nobody has published for this move. {{flush, ready}}',
  'dns-web-stays': '{{record, record}} {{values}} stays on the old host: a web name, and only mail moves here.',
  'dns-hosting-needed':
    '{{zone}} is still served by the old DNS provider ({{servers}}): it must not be cancelled with the server. Move the zone first, or keep its contract.',
  'dns-hosting-free': '{{zone}} is served elsewhere, and caches ask the old DNS provider no more: it is not needed.',
} as const;

/** Other sentences of the same codes, where the figures ask for one. */
export const dnsVariants = {
  'authority-former-over': '{{server}} is out of the delegation, and caches ask it no more since {{sinceAt}}.',
  'vantage-old-site':
    'Your own resolver {{vantage}} gave old data for {{record, record}} ({{values}}); its cache may hold it until {{goneAt}}. {{flush, ready}}',
  'vantage-extended-undated':
    '{{operator}} holds old data for {{record, record}} ({{values}}) for longer than its TTL, until {{goneAt}}: it extends TTLs. Nothing to mend on your side. {{flush, ready}}',
  'dns-hosting-needed-until':
    'Caches may ask the old DNS provider’s servers of {{zone}} ({{servers}}) until {{goneAt}}. Do not cancel the old DNS before.',
} as const;

/** How to have a cache forget: by the page of its operator, or, in one's own house, by hand. */
export const flush = {
  page: 'Clear it at {{page, ready}} ({{record, record}}), or wait.',
  wait: 'Its operator offers no way to clear it: wait.',
  'own-name': 'Your own resolver {{vantage}}',
  own: 'Clear its cache: `unbound-control flush_zone {{name}}`, `rndc flushname {{name}}`, on Windows Server `Clear-DnsServerCache`; restart dnsmasq or the router.',
  'wrong-page':
    'Its cache may hold an answer from between: clear it at {{page, ready}} ({{record, record}}). If it comes again, look at the zone.',
  'wrong-wait': 'A filter, or an answer from between: ask again with `/migration check`, and look at the zone.',
  'wrong-own':
    'Either a filter, or your own DNS holds its own {{name}} (split-horizon, Active Directory): then change the record there by hand, no cache will run out.',
} as const;

export const dkimStates = {
  absent: 'no key stands there',
  revoked: 'the key is empty, that is: revoked',
  malformed: 'the key cannot be read',
  valid: 'the key is there',
} as const;

export const stsReasons = {
  absent: 'neither record nor policy is there',
  'no-record': 'the policy is there, the TXT record is not',
  'no-policy': 'the TXT record is there, the policy is not',
  version: 'the policy does not begin with version: STSv1',
  mode: 'its mode is not enforce, testing or none',
  'max-age': 'its max_age is not a number',
  mx: 'one of its mx lines is no host name',
  line: 'one of its lines cannot be read',
  host: 'the policy host has no address',
  status: 'the policy host answers with an error',
  'content-type': 'the policy is not plain text',
  'too-long': 'the policy is too long',
  tls: 'the policy host shows no valid certificate',
} as const;
