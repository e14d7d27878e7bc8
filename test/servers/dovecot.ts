import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import type { Issued } from './certificates.ts';
import { findDaemon, startDaemon, untilReady } from './process.ts';

export type DovecotOptions = {
  /** A loopback address of its own, such as 127.0.0.2: two servers never share one. */
  readonly address: string;
  /** The name it signs its Received lines with. */
  readonly hostname?: string;
  /** Passwords by user; everybody else is refused. */
  readonly users: Readonly<Record<string, string>>;
  /** Passwords of master users: they may act for everybody. */
  readonly masters?: Readonly<Record<string, string>>;
  /**
   * Access tokens are taken too (XOAUTH2, OAUTHBEARER): GET on this URL, the token at its end, says whose it is, as
   * `{ "username": …, "active": true }`.
   */
  readonly tokenInfo?: string;
  /** Certificate and key, PEM: without them there is no TLS. */
  readonly tls?: Issued;
  /** Sessions that one user may have open from one address (IMAP). */
  readonly connectionsPerUser?: number;
  /** The disk waits for every message by default, as on a real server; `false` takes it out of a benchmark. */
  readonly fsync?: boolean;
};

export type Dovecot = {
  readonly address: string;
  readonly hostname: string;
  /** Plain with STARTTLS, TLS from the start (0 without a certificate), POP3, and LMTP. */
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly lmtpPort: number;
  /** Hands a message over by LMTP: stamps Return-Path, Delivered-To and Received, as a delivery does. */
  deliver(user: string, message: string, from?: string): Promise<void>;
  doveadm(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
};

const START_MS = 10_000;

/** Starts an independent, unprivileged Dovecot 2.3 in a directory of its own. `stop` ends it and removes everything. */
export async function startDovecot(options: DovecotOptions): Promise<Dovecot> {
  // Sockets live in it: their paths may not exceed some hundred characters.
  const root = mkdtempSync(join(tmpdir(), 'dovecot-'));
  chmodSync(root, 0o755);
  const hostname = options.hostname ?? 'mail.example.net';
  const [imapPort = 0, imapsPort = 0, pop3Port = 0, lmtpPort = 0] = await freePorts(options.address, 4);
  const ports = { imapPort, imapsPort: options.tls ? imapsPort : 0, pop3Port, lmtpPort };
  const config = join(root, 'dovecot.conf');
  writeFileSync(config, configuration(root, options, hostname, ports));
  prepare(root, options);
  const daemon = startDaemon(findDaemon('dovecot'), ['-F', '-c', config]);
  const stop = async () => {
    await daemon.stop();
    rmSync(root, { recursive: true, force: true });
  };
  const greetsOn = (port: number) => greets(options.address, port);
  try {
    await untilReady(daemon, async () => (await greetsOn(imapPort)) && (await greetsOn(lmtpPort)), START_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: options.address,
    hostname,
    ...ports,
    deliver: (user, message, from = 'sender@example.org') => deliverTo(options.address, lmtpPort, user, message, from),
    doveadm: async (...args) => (await promisify(execFile)(findDoveadm(), ['-c', config, ...args])).stdout,
    stop,
  };
}

function configuration(
  root: string,
  options: DovecotOptions,
  hostname: string,
  ports: {
    readonly imapPort: number;
    readonly imapsPort: number;
    readonly pop3Port: number;
    readonly lmtpPort: number;
  },
): string {
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
protocols = imap pop3 lmtp
hostname = ${hostname}
postmaster_address = postmaster@${hostname}
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
disable_plaintext_auth = no
auth_failure_delay = 0
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
  separator = /
${['Junk', 'Sent', 'Drafts', 'Trash']
  .map((name) => `  mailbox ${name} {\n    auto = create\n    special_use = \\${name}\n  }`)
  .join('\n')}
  mailbox "All Mail" {
    special_use = \\All
  }
}
${unchrooted.join('\n')}
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
    port = 0
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

function tokenPassdb(root: string): string {
  return `passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${root}/oauth2
}`;
}

function tokenSettings(tokenInfo: string): string {
  return `tokeninfo_url = ${tokenInfo}
username_attribute = username
active_attribute = active
active_value = true
`;
}

/** As root, everything inside runs as nobody; else as whoever runs the tests. */
function servant(): { readonly user: string; readonly group: string } {
  if (process.getuid?.() === 0) return { user: 'nobody', group: 'nogroup' };
  return { user: userInfo().username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim() };
}

function prepare(root: string, options: DovecotOptions): void {
  mkdirSync(join(root, 'mail'));
  chmodSync(join(root, 'mail'), 0o777);
  const passwd = (users: Readonly<Record<string, string>>) =>
    Object.entries(users)
      .map(([user, password]) => `${user}:{PLAIN}${password}::::::\n`)
      .join('');
  writeFileSync(join(root, 'passwd'), passwd(options.users));
  if (options.tokenInfo !== undefined) writeFileSync(join(root, 'oauth2'), tokenSettings(options.tokenInfo));
  writeFileSync(join(root, 'masters'), passwd(options.masters ?? {}));
  if (!options.tls) return;
  writeFileSync(join(root, 'certificate.pem'), options.tls.cert);
  writeFileSync(join(root, 'key.pem'), options.tls.key);
}

function findDoveadm(): string {
  const path = ['/usr/bin/doveadm', '/opt/homebrew/bin/doveadm', '/usr/local/bin/doveadm'].find(existsSync);
  if (path === undefined) throw new Error('doveadm is not installed');
  return path;
}

/** Ports that were free a moment ago, all held at once so that they differ. */
async function freePorts(address: string, count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, address, () => {
            const bound = server.address();
            resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
          });
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Every protocol of this server begins with a greeting. */
function greets(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const done = (greeted: boolean) => {
      socket.destroy();
      resolve(greeted);
    };
    socket.setTimeout(1_000, () => done(false));
    socket.once('data', () => done(true));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
  });
}

async function deliverTo(host: string, port: number, user: string, message: string, from: string): Promise<void> {
  const transport = createTransport({ host, port, lmtp: true, ignoreTLS: true, logger: false });
  try {
    await transport.sendMail({ envelope: { from, to: [user] }, raw: message });
  } finally {
    transport.close();
  }
}
