import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Issued } from './certificates.ts';
import { asServant, deliverByLmtp, freePorts, greets, ownAll, servant } from './mail-daemon.ts';
import { startDaemon, untilReady } from './process.ts';
import { type SaslChecker, startSaslChecker } from './sasl-checker.ts';
import { unpackedLibraries, unpackedProgram } from './unpacked.ts';

export type CyrusOptions = {
  /** A loopback address of its own. */
  readonly address: string;
  /** The name in its greeting and its Received lines. */
  readonly hostname?: string;
  /** Passwords by user; everybody else is refused. With `dot`, no dots before the @. */
  readonly users: Readonly<Record<string, string>>;
  readonly tls?: Issued;
  /** `slash`: INBOX, Sent, a/b, as Cyrus 3 is set up today. `dot`: INBOX, INBOX.Sent, INBOX.a.b, as it was for long. */
  readonly hierarchy?: 'slash' | 'dot';
  /** Quota of each mailbox. */
  readonly quotaKib?: number;
  /** The largest message that it takes, by APPEND and by LMTP. */
  readonly messageLimitBytes?: number;
};

export type Cyrus = {
  readonly address: string;
  readonly hostname: string;
  readonly imapPort: number;
  /** 0 without a certificate. */
  readonly imapsPort: number;
  readonly lmtpPort: number;
  /** Hands a message over by LMTP: stamps Return-Path and Received. A message that it had already is taken and dropped. */
  deliver(user: string, message: string, from?: string): Promise<void>;
  stop(): Promise<void>;
};

const START_MS = 20_000;
const PROGRAMS = 'usr/lib/cyrus/bin';

/** Starts an independent, unprivileged Cyrus 3 in a directory of its own. `stop` ends it and removes everything. */
export async function startCyrus(options: CyrusOptions): Promise<Cyrus> {
  const master = unpackedProgram(`${PROGRAMS}/master`);
  const root = mkdtempSync(join(tmpdir(), 'cyrus-'));
  const hostname = options.hostname ?? 'cyrus.example.net';
  const [imapPort = 0, lmtpPort = 0, free = 0] = await freePorts(options.address, 3);
  const ports = { imapPort, lmtpPort, imapsPort: options.tls ? free : 0 };
  const config = join(root, 'imapd.conf');
  const services = join(root, 'cyrus.conf');
  prepare(root, options);
  writeFileSync(config, configuration(root, options, hostname));
  writeFileSync(services, servicesOf(config, options.address, ports));
  ownAll(root);
  const checker: SaslChecker = await startSaslChecker(join(root, 'run/mux'), options.users);
  const daemon = startDaemon(...asServant(master, ['-C', config, '-M', services, '-p', join(root, 'run/pid'), '-D']), {
    LD_LIBRARY_PATH: unpackedLibraries(),
  });
  const stop = async () => {
    await daemon.stop();
    await checker.stop();
    rmSync(root, { recursive: true, force: true });
  };
  const isReady = async () => (await greets(options.address, imapPort)) && (await greets(options.address, lmtpPort));
  try {
    await untilReady(daemon, isReady, START_MS);
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
    stop,
  };
}

function prepare(root: string, options: CyrusOptions): void {
  // Its own `makedirs` would make these, and some hundreds more.
  for (const path of ['run', 'spool', ...['db', 'proc', 'socket', 'lock', 'log', 'msg'].map((one) => `state/${one}`)]) {
    mkdirSync(join(root, path), { recursive: true });
  }
  chmodSync(root, 0o755);
  if (!options.tls) return;
  writeFileSync(join(root, 'certificate.pem'), options.tls.cert);
  writeFileSync(join(root, 'key.pem'), options.tls.key, { mode: 0o600 });
}

function configuration(root: string, options: CyrusOptions, hostname: string): string {
  const isDot = options.hierarchy === 'dot';
  const uses = ['Junk', 'Sent', 'Drafts', 'Trash'];
  const tls = `tls_server_cert: ${root}/certificate.pem\ntls_server_key: ${root}/key.pem\ntls_session_timeout: 0`;
  return `
configdirectory: ${root}/state
defaultpartition: default
partition-default: ${root}/spool
cyrus_user: ${servant().user}
servername: ${hostname}
admins: cyrus
allowplaintext: yes
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: ${root}/run/mux
sasl_mech_list: PLAIN LOGIN
failedloginpause: 0
virtdomains: userid
defaultdomain: none.invalid
unixhierarchysep: ${isDot ? 'no' : 'yes'}
altnamespace: ${isDot ? 'no' : 'yes'}
lmtpsocket: ${root}/run/lmtp
idlesocket: ${root}/run/idle
notifysocket: ${root}/run/notify
autocreate_post: yes
autocreate_quota: ${options.quotaKib ?? 0}
autocreate_inbox_folders: ${uses.join(' | ')}
autocreate_subscribe_folders: ${uses.join(' | ')}
${uses.map((use) => `xlist-${use.toLowerCase()}: ${use}`).join('\n')}
maxmessagesize: ${options.messageLimitBytes ?? 0}
${options.tls ? tls : ''}
`;
}

function servicesOf(
  config: string,
  address: string,
  ports: Pick<Cyrus, 'imapPort' | 'imapsPort' | 'lmtpPort'>,
): string {
  const service = (name: string, program: string, port: number) =>
    `  ${name} cmd="${unpackedProgram(`${PROGRAMS}/${program.split(' ')[0]}`)}${program.replace(/^\S+/, '')} -C ${config}" listen="${address}:${port}" prefork=0 maxchild=60`;
  return `
START {
  recover cmd="${unpackedProgram(`${PROGRAMS}/ctl_cyrusdb`)} -C ${config} -r"
}
SERVICES {
${service('imap', 'imapd', ports.imapPort)}
${service('lmtp', 'lmtpd -a', ports.lmtpPort)}
${ports.imapsPort > 0 ? service('imaps', 'imapd -s', ports.imapsPort) : ''}
}
`;
}
