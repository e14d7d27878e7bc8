/**
 * The servers that the tests talk to, in one place: what they are called in each package collection, and a program
 * by which their presence shows. Tests run them unprivileged on loopback, with configuration of their own.
 */
import { join } from 'node:path';
import { UNPACKED } from './unpacked.ts';

export type ServerPackage = {
  readonly apt: string;
  /** undefined: part of another formula of this list. */
  readonly brew?: string;
  /** Not installed, since Debian lets it be installed only in place of another of this list: unpacked beside. */
  readonly isUnpacked?: true;
  /** A file that only this package brings; the first that exists counts. Looked for in place of asking dpkg: it is instant. */
  readonly shownBy: readonly string[];
};

const multiarch = (name: string): readonly string[] =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((machine) => join(UNPACKED, 'usr/lib', machine, name));

export const SERVER_PACKAGES: readonly ServerPackage[] = [
  {
    apt: 'dovecot-imapd',
    brew: 'dovecot',
    shownBy: [
      '/usr/lib/dovecot/imap',
      '/opt/homebrew/opt/dovecot/libexec/dovecot/imap',
      '/usr/local/opt/dovecot/libexec/dovecot/imap',
    ],
  },
  {
    apt: 'dovecot-pop3d',
    shownBy: [
      '/usr/lib/dovecot/pop3',
      '/opt/homebrew/opt/dovecot/libexec/dovecot/pop3',
      '/usr/local/opt/dovecot/libexec/dovecot/pop3',
    ],
  },
  {
    apt: 'dovecot-lmtpd',
    shownBy: [
      '/usr/lib/dovecot/lmtp',
      '/opt/homebrew/opt/dovecot/libexec/dovecot/lmtp',
      '/usr/local/opt/dovecot/libexec/dovecot/lmtp',
    ],
  },
  {
    apt: 'unbound',
    brew: 'unbound',
    shownBy: ['/usr/sbin/unbound', '/opt/homebrew/sbin/unbound', '/usr/local/sbin/unbound'],
  },
  { apt: 'nsd', brew: 'nsd', shownBy: ['/usr/sbin/nsd', '/opt/homebrew/sbin/nsd', '/usr/local/sbin/nsd'] },
  { apt: 'bind9', brew: 'bind', shownBy: ['/usr/sbin/named', '/opt/homebrew/sbin/named', '/usr/local/sbin/named'] },
  { apt: 'knot', brew: 'knot', shownBy: ['/usr/sbin/knotd', '/opt/homebrew/sbin/knotd', '/usr/local/sbin/knotd'] },
  {
    apt: 'pdns-recursor',
    brew: 'pdnsrec',
    shownBy: ['/usr/sbin/pdns_recursor', '/opt/homebrew/sbin/pdns_recursor', '/usr/local/sbin/pdns_recursor'],
  },
  {
    apt: 'dnsmasq-base',
    brew: 'dnsmasq',
    shownBy: ['/usr/sbin/dnsmasq', '/opt/homebrew/sbin/dnsmasq', '/usr/local/sbin/dnsmasq'],
  },
  // The browser that the page for passwords is driven in.
  {
    apt: 'chromium',
    brew: 'chromium',
    shownBy: ['/usr/bin/chromium', '/opt/homebrew/bin/chromium', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  },
  // What copying is measured beside.
  { apt: 'isync', brew: 'isync', shownBy: ['/usr/bin/mbsync', '/opt/homebrew/bin/mbsync', '/usr/local/bin/mbsync'] },
  { apt: 'cyrus-imapd', isUnpacked: true, shownBy: [join(UNPACKED, 'usr/lib/cyrus/bin/imapd')] },
  // Courier looks up users of its own: this tells it of them.
  { apt: 'libnss-wrapper', isUnpacked: true, shownBy: multiarch('libnss_wrapper.so') },
  { apt: 'courier-imap', isUnpacked: true, shownBy: [join(UNPACKED, 'usr/lib/courier/courier/imaplogin')] },
  { apt: 'courier-pop', isUnpacked: true, shownBy: [join(UNPACKED, 'usr/lib/courier/courier/courierpop3d')] },
];
