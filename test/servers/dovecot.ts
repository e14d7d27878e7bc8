import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Issued } from './certificates.ts';
import { dovecotConfig, tokenSettings } from './dovecot-config.ts';
import { deliverByLmtp, freePorts, greets } from './mail-daemon.ts';
import { findDaemon, startDaemon, untilReady } from './process.ts';

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

export type Dovecot = {
  readonly address: string;
  readonly hostname: string;
  /** Plain with STARTTLS (STLS), and TLS from the start (0 without a certificate); IMAP's are 0 with POP3 only. */
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
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
  const [imap = 0, imaps = 0, pop3Port = 0, pop3s = 0, lmtpPort = 0] = await freePorts(options.address, 5);
  const ports = {
    imapPort: options.pop3Only ? 0 : imap,
    imapsPort: options.tls && !options.pop3Only ? imaps : 0,
    pop3Port,
    pop3sPort: options.tls ? pop3s : 0,
    lmtpPort,
  };
  const config = join(root, 'dovecot.conf');
  writeFileSync(config, dovecotConfig(root, options, hostname, ports));
  prepare(root, options);
  const daemon = startDaemon(findDaemon('dovecot'), ['-F', '-c', config]);
  const stop = async () => {
    await daemon.stop();
    rmSync(root, { recursive: true, force: true });
  };
  const greetsOn = (port: number) => greets(options.address, port);
  try {
    await untilReady(
      daemon,
      async () => (await greetsOn(ports.imapPort || pop3Port)) && (await greetsOn(lmtpPort)),
      START_MS,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: options.address,
    hostname,
    ...ports,
    deliver: (user, message, from = 'sender@example.org') =>
      deliverByLmtp(options.address, lmtpPort, user, message, from),
    doveadm: async (...args) => (await promisify(execFile)(findDoveadm(), ['-c', config, ...args])).stdout,
    stop,
  };
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
