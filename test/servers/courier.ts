import { chmodSync, chownSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Issued } from './certificates.ts';
import { startCourierAuth } from './courier-auth.ts';
import { asServant, freePorts, greets, ownAll, servant } from './mail-daemon.ts';
import { startDaemon, untilReady } from './process.ts';
import { unpackedLibraries, unpackedLibrary, unpackedProgram } from './unpacked.ts';

export type CourierOptions = {
  /** A loopback address of its own. */
  readonly address: string;
  /** The name in the Received lines of what is delivered. */
  readonly hostname?: string;
  /** Passwords by user; everybody else is refused, after some seconds. */
  readonly users: Readonly<Record<string, string>>;
  readonly tls?: Issued;
};

export type Courier = {
  readonly address: string;
  readonly hostname: string;
  /** Plain with STARTTLS (STLS), and TLS from the start (0 without a certificate). */
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly pop3Port: number;
  readonly pop3sPort: number;
  /** Delivers as Courier's own MTA does, stamped with Delivered-To, Return-Path and Received. */
  receive(
    user: string,
    message: string,
    options?: { readonly helo?: string; readonly from?: string; readonly at?: Date },
  ): Promise<void>;
  stop(): Promise<void>;
};

const START_MS = 10_000;
const HERE = 'usr/lib/courier/courier';

/**
 * Starts an independent, unprivileged Courier (IMAP and POP3) in a directory of its own. Folders are below INBOX, with a
 * dot between; no SPECIAL-USE, no LITERAL+, no LIST-STATUS. `stop` ends it and removes everything.
 */
export async function startCourier(options: CourierOptions): Promise<Courier> {
  const { address } = options;
  // In /tmp itself: the way to its socket may be thirty characters long.
  const root = mkdtempSync('/tmp/courier-');
  const homes = join(root, 'mail');
  const hostname = options.hostname ?? 'courier.example.net';
  const [imapPort = 0, pop3Port = 0, freeImaps = 0, freePop3s = 0] = await freePorts(address, 4);
  const [imapsPort, pop3sPort] = options.tls ? [freeImaps, freePop3s] : [0, 0];
  prepare(root, homes, options);
  const auth = await startCourierAuth(root, homes, options.users, servant());
  const environment = environmentOf(root, options);
  const serve = (port: number, withTls: boolean, login: string, session: string) => {
    const tls = withTls ? [unpackedProgram('usr/bin/couriertls'), '-server', '-tcpd'] : [];
    const flags = [`-address=${address}`, '-maxprocs=60', '-maxperip=60', '-nodnslookup', '-noidentlookup'];
    const chain = [...tls, unpackedProgram(login), unpackedProgram(session), 'Maildir'];
    const command = asServant(unpackedProgram('usr/sbin/couriertcpd'), [...flags, String(port), ...chain]);
    const protocol = login.includes('imap') ? 'IMAP_TLS' : 'POP3_TLS';
    return startDaemon(command[0], command[1], { ...environment, ...(withTls && { [protocol]: '1' }) });
  };
  const daemons = (
    [
      [imapPort, false, `${HERE}/imaplogin`, 'usr/bin/imapd'],
      [pop3Port, false, `${HERE}/courierpop3login`, `${HERE}/courierpop3d`],
      [imapsPort, true, `${HERE}/imaplogin`, 'usr/bin/imapd'],
      [pop3sPort, true, `${HERE}/courierpop3login`, `${HERE}/courierpop3d`],
    ] as const
  )
    .filter(([port]) => port > 0)
    .map(([port, withTls, login, session]) => serve(port, withTls, login, session));
  const watcher = asServant(unpackedProgram('usr/libexec/gam_server'), ['-notimeout', watcherId(root)]);
  daemons.push(startDaemon(watcher[0], watcher[1], environment));
  const stop = async () => {
    await Promise.all(daemons.map((one) => one.stop()));
    await auth.stop();
    rmSync(root, { recursive: true, force: true });
  };
  try {
    for (const [index, port] of [imapPort, pop3Port].entries()) {
      const daemon = daemons[index];
      if (daemon) await untilReady(daemon, () => greets(address, port), START_MS);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  let delivered = 0;
  return {
    address,
    hostname,
    imapPort,
    imapsPort,
    pop3Port,
    pop3sPort,
    async receive(
      user,
      message,
      { helo = 'mail.sender.example', from = 'sender@sender.example', at = new Date() } = {},
    ) {
      delivered += 1;
      const id = `${Math.floor(at.getTime() / 1_000)}.M${delivered}P${process.pid}`;
      const date = at.toUTCString().replace('GMT', '+0000');
      const received = `Received: from ${helo} (${helo} [127.0.0.1])\r\n  by ${hostname} with ESMTP; ${date}\r\n  id ${id}\r\n`;
      const stamps = `Delivered-To: ${user}\r\nReturn-Path: <${from}>\r\n${received}`;
      // Maildirs hold plain line feeds.
      dropInto(join(homes, user, 'Maildir'), `${id}.${hostname}`, `${stamps}${message}`.replaceAll('\r\n', '\n'));
    },
    stop,
  };
}

const watcherId = (root: string) => root.slice(root.lastIndexOf('/') + 1);

function prepare(root: string, homes: string, options: CourierOptions): void {
  chmodSync(root, 0o755);
  for (const user of Object.keys(options.users)) {
    for (const part of ['cur', 'new', 'tmp']) {
      mkdirSync(join(homes, user, 'Maildir', part), { recursive: true });
    }
  }
  if (options.tls) {
    writeFileSync(join(root, 'tls.pem'), `${options.tls.key}\n${options.tls.cert}`, { mode: 0o600 });
  }
  // After STARTTLS it becomes a user that only the installed package makes: here that is the servant.
  const { user, group, uid, gid } = servant();
  const passwd = [user, 'courier'].map((name) => `${name}:x:${uid}:${gid}::/:/bin/false\n`);
  writeFileSync(join(root, 'passwd'), passwd.join(''));
  writeFileSync(join(root, 'group'), [group, 'courier'].map((name) => `${name}:x:${gid}:\n`).join(''));
  ownAll(root);
}

/** What Debian's /etc/courier files set, as far as it is not about paths. */
function environmentOf(root: string, options: CourierOptions): Readonly<Record<string, string>> {
  const capabilities = 'IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE';
  return {
    PATH: '/usr/bin:/bin',
    LD_LIBRARY_PATH: `${root}:${unpackedLibraries()}`,
    LD_PRELOAD: unpackedLibrary('libnss_wrapper.so'),
    NSS_WRAPPER_PASSWD: join(root, 'passwd'),
    NSS_WRAPPER_GROUP: join(root, 'group'),
    IMAP_CAPABILITY: `${capabilities} AUTH=PLAIN`,
    IMAP_CAPABILITY_TLS: `${capabilities} AUTH=PLAIN`,
    IMAP_KEYWORDS: '1',
    IMAP_ACL: '0',
    IMAP_USELOCKS: '1',
    // Its locks wait for a daemon that watches files; each Courier has its own.
    GAM_CLIENT_ID: watcherId(root),
    IMAP_MAILBOX_SANITY_CHECK: '1',
    IMAP_IDLE_TIMEOUT: '60',
    IMAP_TRASHFOLDERNAME: 'Trash',
    IMAP_EMPTYTRASH: '',
    POP3AUTH: 'PLAIN',
    POP3AUTH_TLS: 'PLAIN',
    ...(options.tls && {
      IMAP_STARTTLS: 'YES',
      POP3_STARTTLS: 'YES',
      COURIERTLS: unpackedProgram('usr/bin/couriertls'),
      TLS_CERTFILE: join(root, 'tls.pem'),
      TLS_VERIFYPEER: 'NONE',
    }),
  };
}

function dropInto(maildir: string, name: string, message: string): void {
  const { uid, gid } = servant();
  const draft = join(maildir, 'tmp', name);
  writeFileSync(draft, message);
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  renameSync(draft, join(maildir, 'new', name));
}
