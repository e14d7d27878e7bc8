import { execFileSync } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { createTransport } from 'nodemailer';

/** Who a mail server of the tests runs as: nobody where that can be chosen, else whoever runs the tests. */
export type Servant = { readonly user: string; readonly group: string; readonly uid: number; readonly gid: number };

export function servant(): Servant {
  const { username, uid, gid } = userInfo();
  if (uid !== 0) return { user: username, group: execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim(), uid, gid };
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { user: 'nobody', group: 'nogroup', uid: idOf('-u'), gid: idOf('-g') };
}

/** The command line that runs a program as the servant, from whoever runs the tests. */
export function asServant(program: string, args: readonly string[]): readonly [string, readonly string[]] {
  if (process.getuid?.() !== 0) return [program, args];
  const { uid, gid } = servant();
  return ['/usr/bin/setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', program, ...args]];
}

/** Hands everything below a directory to the servant. */
export function ownAll(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { user, group } = servant();
  execFileSync('chown', ['-R', `${user}:${group}`, path]);
}

/** Ports that were free a moment ago, all held at once so that they differ. */
export async function freePorts(address: string, count: number): Promise<readonly number[]> {
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

/** Every mail protocol begins with a greeting. */
export function greets(address: string, port: number): Promise<boolean> {
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

export async function deliverByLmtp(
  host: string,
  port: number,
  user: string,
  message: string,
  from: string,
): Promise<void> {
  const transport = createTransport({ host, port, lmtp: true, ignoreTLS: true, logger: false });
  try {
    await transport.sendMail({ envelope: { from, to: [user] }, raw: message });
  } finally {
    transport.close();
  }
}
