import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DovecotOptions, type DovecotPorts, dovecotConfig, tokenSettings } from './dovecot-config.ts';
import { deliverByLmtp, freePorts, greets } from './mail-daemon.ts';
import { findDaemon, startDaemon, untilReady } from './process.ts';

export type { DovecotOptions } from './dovecot-config.ts';

export type Dovecot = DovecotPorts & {
  readonly address: string;
  readonly hostname: string;
  readonly users: DovecotOptions['users'];
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
    users: options.users,
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
