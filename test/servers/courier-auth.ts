import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Servant } from './mail-daemon.ts';
import { unpackedProgram } from './unpacked.ts';

export type CourierAuth = { stop(): Promise<void> };

const LIBRARY = 'usr/lib/libcourierauth.so.0.0.0';
/** Where Debian's library looks for authdaemond: compiled in, and no setting changes it. */
const COMPILED_IN = '/run/courier/authdaemon/socket';
const CHUNK_BYTES = 16;

/**
 * Answers Courier's logins as authdaemond does ("AUTH length", then service, "login", user, password), at a socket in
 * `root`; a copy of Courier's library that looks for it there is put into `root` too. A home is `homes`/user.
 */
export async function startCourierAuth(
  root: string,
  homes: string,
  users: Readonly<Record<string, string>>,
  { uid, gid }: Servant,
): Promise<CourierAuth> {
  const path = join(root, 'auth');
  writeFileSync(join(root, 'libcourierauth.so.0'), redirected(readFileSync(unpackedProgram(LIBRARY)), path));
  const server = createServer((socket) => {
    let heard = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      // The client's address may come first.
      const request = /(?:^|\n)AUTH (\d+)\n([\s\S]*)$/.exec(heard);
      if (request?.[1] === undefined || Buffer.byteLength(request[2] ?? '') < Number(request[1])) return;
      const [, type, user = '', password] = (request[2] ?? '').split('\n');
      const isKnown = type === 'login' && Object.hasOwn(users, user) && users[user] === password;
      socket.end(isKnown ? `UID=${uid}\nGID=${gid}\nHOME=${join(homes, user)}\nADDRESS=${user}\n.\n` : 'FAIL\n');
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
  chmodSync(path, 0o777);
  return { stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** The path stands in the library as one string, or as the two overlapping halves that a compiler loads it by. */
function redirected(library: Buffer, path: string): Buffer {
  const room = COMPILED_IN.length + 1;
  if (Buffer.byteLength(path) >= room) throw new Error(`${path} is too long for Courier: ${room - 1} bytes at most`);
  const inTwo = (text: string) => {
    const whole = Buffer.alloc(room);
    whole.write(text);
    return Buffer.concat([whole.subarray(0, CHUNK_BYTES), whole.subarray(room - CHUNK_BYTES)]);
  };
  const inOne = (text: string) => {
    const whole = Buffer.alloc(room);
    whole.write(text);
    return whole;
  };
  for (const form of [inOne, inTwo]) {
    const at = library.indexOf(form(COMPILED_IN));
    if (at < 0) continue;
    const copy = Buffer.from(library);
    form(path).copy(copy, at);
    return copy;
  }
  throw new Error(
    'this libcourierauth does not hold the path that it is known by: Courier cannot run unprivileged here',
  );
}
