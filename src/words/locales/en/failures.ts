import type { FailureCode } from '../../../migration/observations.ts';
import type { Pairs } from '../phrases.ts';

/** Why a look learnt nothing, and which side must mend it. */
export const failures = {
  'dns-timeout': [
    'The DNS server did not answer in time.',
    'The bot asks again by itself; if it lasts, the operator of that server must look.',
  ],
  'dns-servfail': [
    'The DNS server answered SERVFAIL.',
    'Its operator must look: often a broken DNSSEC signature or an unreachable authoritative server.',
  ],
  'dns-refused': [
    'The DNS server refused the question.',
    'Its operator must allow it, or take this server out of the delegation.',
  ],
  'dns-malformed': [
    'The DNS answer cannot be read.',
    'Its operator must look, or a firewall on the way changes DNS packets.',
  ],
  'dns-lame': [
    'The server named for the domain does not serve it.',
    'The DNS provider must load the zone there, or the registrar must take the server out of the delegation.',
  ],
  'dns-network': ['No way to the DNS server.', 'Check the network of the bot, then that the server is up.'],
  'dns-bad-name': ['This is not a name that DNS can be asked for.', 'Correct the name in the plan.'],
  'dns-no-servers': [
    'No authoritative server was found for the domain.',
    'Check the delegation at the registrar: do its name servers have addresses?',
  ],
  'not-asked-budget': [
    'Not asked this time: this resolver has had its share of questions.',
    'The bot asks again at the next look.',
  ],
  'connect-refused': [
    'The mail server refuses the connection.',
    'Its administrator must start the service on that port, or open the firewall for the bot.',
  ],
  'connect-timeout': [
    'The mail server did not answer in time.',
    'Check the address and port; its administrator may have to open the firewall for the bot.',
  ],
  'connect-network': ['The connection to the mail server broke off.', 'The bot tries again at the next look.'],
  'tls-name-mismatch': [
    'The certificate does not name this host.',
    "The server's administrator must add the name to the certificate, or clients must use a name that is on it.",
  ],
  'tls-expired': ['The certificate has expired.', "The server's administrator must renew it."],
  'tls-self-signed': [
    'The certificate is signed by the server itself.',
    "The server's administrator must install one from a public authority.",
  ],
  'tls-untrusted': [
    'Nobody the bot trusts has signed the certificate.',
    "The server's administrator must install the whole chain, the intermediate certificates included.",
  ],
  'tls-not-offered': [
    'The server offers no encryption on this port.',
    "The server's administrator must switch on STARTTLS, or give the TLS port.",
  ],
  'tls-failed': [
    'The encrypted connection could not be set up.',
    "The server's administrator must check its TLS settings.",
  ],
  'wrong-port': [
    'Another service answers on this port.',
    'Correct the port: 993 is IMAP over TLS, 143 IMAP with STARTTLS.',
  ],
  'port-blocked': [
    'Port 25 does not open from here, though the server answers on other ports: nothing was tested.',
    "Ask the hosting provider of the bot's machine to open port 25 outwards, or run the helper elsewhere: `/migration accept helper`.",
  ],
  'login-from-here': [
    'The server refuses logins from where the bot runs; the password was not judged.',
    "The server's administrator must allow the bot's address (a filter on countries or foreign addresses).",
  ],
  'token-refused': [
    'The sign-in service gave no access token, or the mail server does not take it.',
    "The administrator of the mail service must check the app's id, secret, permissions and consent.",
  ],
  'login-refused': [
    'The server refuses the user name or password.',
    "The mailbox's owner or the administrator must give the right ones: `npm run vault -- import FILE`. The bot does not try these again.",
  ],
  'login-limit': [
    'Too many connections for this mailbox; the password was not judged.',
    'Close other clients or raise the limit on the server. The bot tries again at the next look.',
  ],
  'no-credentials': [
    'No user name and password are known for this mailbox.',
    'Import them (`npm run vault -- import FILE`), or choose another watch mode.',
  ],
  'server-bye': [
    'The mail server ended the session.',
    'If it lasts, its administrator finds the reason in the log of the mail server.',
  ],
  'server-no': [
    'The mail server refused a command.',
    'If it lasts, its administrator finds the reason in the log of the mail server.',
  ],
  protocol: [
    'The mail server answered something unexpected.',
    'Check host and port; then its administrator must look.',
  ],
  'host-unresolved': ['The host name has no address.', 'Check the name for a mistake, then its A and AAAA records.'],
  'address-refused': [
    'The bot does not connect to this address{{refused, tail}}: it belongs to a private network or to a machine itself.',
    'If it is right, the administrator of the bot can allow it: `PRIVATE_NETWORKS` takes addresses and networks.',
  ],
  'disk-full': [
    "No room is left on the bot's disk.",
    'Make room, or name a directory on another disk, then say it again: what is kept already is not fetched anew.',
  ],
  'disk-failed': [
    "The bot's disk does not let it read or write there.",
    'Check that the directory is there, and that the user the bot runs as may write to it.',
  ],
  cancelled: ['The look was stopped before it ended.', 'The bot looks again by itself.'],
  internal: ['The look failed inside the bot.', 'The bot looks again by itself; its log says why.'],
} as const satisfies Pairs<FailureCode>;
