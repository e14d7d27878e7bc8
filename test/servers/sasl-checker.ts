import { chmodSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';

export type SaslChecker = { stop(): Promise<void> };

/**
 * Answers as saslauthd does on its socket: login, password, service and realm come, each after its length in two bytes,
 * and "OK" or "NO" goes back in the same manner. A realm is the part of the login after the @.
 */
export async function startSaslChecker(path: string, users: Readonly<Record<string, string>>): Promise<SaslChecker> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let heard = Buffer.alloc(0);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      const fields = fieldsOf(heard);
      if (fields === undefined) return;
      const [login = '', password = '', , realm = ''] = fields;
      const user = realm === '' || login.includes('@') ? login : `${login}@${realm}`;
      const verdict = Object.hasOwn(users, user) && users[user] === password ? 'OK' : 'NO';
      socket.end(Buffer.from([0, verdict.length, ...Buffer.from(verdict)]));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  chmodSync(path, 0o777);
  return {
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function fieldsOf(heard: Buffer): readonly string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  while (fields.length < 4) {
    if (heard.length < at + 2) return undefined;
    const end = at + 2 + heard.readUInt16BE(at);
    if (heard.length < end) return undefined;
    fields.push(heard.subarray(at + 2, end).toString());
    at = end;
  }
  return fields;
}
