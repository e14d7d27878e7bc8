import type { Issued } from './certificates.ts';
import { servant } from './mail-daemon.ts';

export type DovecotOptions = {
  /** A loopback address of its own, such as 127.0.0.2: two servers never share one. */
  readonly address: string;
  /** The name it signs its Received lines with. */
  readonly hostname?: string;
  /** Passwords by user; everybody else is refused. */
  readonly users: Readonly<Record<string, string>>;
  /** Passwords of master users: they may act for everybody (by authorization identity, or as `user*master`). */
  readonly masters?: Readonly<Record<string, string>>;
  /**
   * Access tokens are taken too (XOAUTH2, OAUTHBEARER): GET on this URL, the token at its end, says whose it is, as
   * `{ "username": …, "active": true }`.
   */
  readonly tokenInfo?: string;
  /** Certificate and key, PEM: without them there is no TLS. */
  readonly tls?: Issued;
  /** Speaks POP3 to mail programs and nothing else. */
  readonly pop3Only?: boolean;
  /** Between the names of nested folders: `/` unless told. With `.`, all folders are below INBOX, as on older servers. */
  readonly separator?: '/' | '.';
  /** Quota of each mailbox, and the largest message that it takes: what is beyond is answered OVERQUOTA, and LIMIT. */
  readonly quotaKib?: number;
  readonly messageLimitKib?: number;
  /** Sessions that one user may have open from one address (IMAP). */
  readonly connectionsPerUser?: number;
  /** The disk waits for every message by default, as on a real server; `false` takes it out of a benchmark. */
  readonly fsync?: boolean;
};

export type DovecotPorts = {
  /** Plain with STARTTLS (STLS), and TLS from the start (0 without a certificate); IMAP's are 0 with POP3 only. */
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  readonly lmtpPort: number;
};

/** All that a Dovecot 2.3 needs to run by itself in `root`. */
export function dovecotConfig(root: string, options: DovecotOptions, hostname: string, ports: DovecotPorts): string {
  const { user, group } = servant();
  const ssl = options.tls ? `ssl = yes\nssl_cert = <${root}/certificate.pem\nssl_key = <${root}/key.pem` : 'ssl = no';
  const unchrooted = ['anvil', 'stats', 'imap-login', 'pop3-login'].map((name) => `service ${name} {\n  chroot =\n}`);
  return `
instance_name = ${root.slice(root.lastIndexOf('/') + 1)}
base_dir = ${root}/run
state_dir = ${root}/state
log_path = /dev/stderr
info_log_path = ${root}/log
listen = ${options.address}
protocols = ${options.pop3Only ? '' : 'imap '}pop3 lmtp
hostname = ${hostname}
postmaster_address = postmaster@${hostname}
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
auth_master_user_separator = *
auth_mechanisms = plain login${options.tokenInfo === undefined ? '' : ' xoauth2 oauthbearer'}
mail_location = maildir:~/Maildir
mail_fsync = ${options.fsync === false ? 'never' : 'optimized'}
mail_max_userip_connections = ${options.connectionsPerUser ?? 100}
${ssl}
${options.tokenInfo === undefined ? '' : tokenPassdb(root)}
passdb {
  driver = passwd-file
  master = yes
  args = scheme=PLAIN username_format=%u ${root}/masters
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${root}/passwd
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${root}/mail/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  separator = ${options.separator ?? '/'}
${options.separator === '.' ? '  prefix = INBOX.\n' : ''}${['Junk', 'Sent', 'Drafts', 'Trash']
  .map((name) => `  mailbox ${name} {\n    auto = create\n    special_use = \\${name}\n  }`)
  .join('\n')}
  mailbox "All Mail" {
    special_use = \\All
  }
}
${unchrooted.join('\n')}
${limits(options)}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service auth {
  client_limit = 2000
}
service imap-login {
  service_count = 0
  inet_listener imap {
    port = ${ports.imapPort}
  }
  inet_listener imaps {
    port = ${ports.imapsPort}
    ssl = yes
  }
}
service imap {
  service_count = 200
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3Port}
  }
  inet_listener pop3s {
    port = ${ports.pop3sPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    address = ${options.address}
    port = ${ports.lmtpPort}
  }
}
`;
}

/** Without any, the plugin is left out: it costs at every message. */
function limits({ quotaKib, messageLimitKib }: DovecotOptions): string {
  if (quotaKib === undefined && messageLimitKib === undefined) return '';
  return `mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=${quotaKib ?? 0}K
  quota_grace = 0
  quota_max_mail_size = ${messageLimitKib ?? 0}K
}`;
}

function tokenPassdb(root: string): string {
  return `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${root}/oauth2
}`;
}

/** What the passdb for access tokens asks. */
export function tokenSettings(tokenInfo: string): string {
  return `tokeninfo_url = ${tokenInfo}
username_attribute = username
active_attribute = active
active_value = true
`;
}
