import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { MailAccount } from '../../src/mail/account.ts';
import { makeAuthority } from '../../test/servers/certificates.ts';
import { type Dovecot, startDovecot } from '../../test/servers/dovecot.ts';
import { planInstall } from '../../test/servers/install.ts';
import { SERVER_PACKAGES } from '../../test/servers/packages.ts';

/** A mailbox on one of the two servers. */
export type Box = { readonly mailbox: string; readonly account: MailAccount; readonly hostname: string };

export type Servers = {
  readonly boxes: readonly Box[];
  /** The authority that signed both certificates, PEM. */
  readonly trust: string;
  readonly stop: () => Promise<void>;
};

const ADDRESSES = ['127.0.0.51', '127.0.0.52'] as const;
const PASSWORD = 'correct horse battery';
const MESSAGES = 3;

/**
 * Two Dovecots over TLS, so many mailboxes on each, five folders in every one and a few messages in its inbox; the disk is
 * not waited for. Throws with the line to run where a Dovecot is missing.
 */
export async function openServers(mailboxes: number): Promise<Servers> {
  demandDovecot();
  const names = Array.from({ length: mailboxes }, (_, index) => `user${index + 1}@kitano.example`);
  const users = Object.fromEntries(names.map((name) => [name, PASSWORD]));
  const authority = await makeAuthority();
  const started: Dovecot[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(started.map((server) => server.stop())));
  try {
    for (const address of ADDRESSES) {
      const hostname = `${started.length === 0 ? 'old' : 'new'}.host.example`;
      const tls = await authority.issue([hostname, address]);
      started.push(await startDovecot({ address, hostname, users, tls, fsync: false }));
    }
    await Promise.all(started.map((server) => fill(server, names)));
  } catch (error) {
    await stop();
    throw error;
  }
  const boxes = names.flatMap((mailbox) =>
    started.map(({ address, imapsPort, hostname }): Box => {
      const account = { address, port: imapsPort, security: 'tls', verify: 'report', user: mailbox } as const;
      return { mailbox, hostname, account: { ...account, password: PASSWORD } };
    }),
  );
  return { boxes, trust: authority.cert, stop };
}

function demandDovecot(): void {
  const plan = planInstall(
    { platform: process.platform, isRoot: false, hasApt: existsSync('/usr/bin/apt-get'), exists: existsSync },
    SERVER_PACKAGES.filter(({ apt }) => apt.startsWith('dovecot-')),
  );
  if (plan.kind === 'ask') throw new Error(`Dovecot is missing. Run this once, then try again:\n  ${plan.line}`);
}

/** A few deliveries to the first one, which make its folders too, and a copy of its directory for every other. */
async function fill(server: Dovecot, [first = '', ...others]: readonly string[]): Promise<void> {
  for (let number = 1; number <= MESSAGES; number += 1)
    await server.deliver(
      first,
      `From: shop@sender.example\r\nTo: you\r\nMessage-ID: <${number}@sender.example>\r\nSubject: Order\r\n\r\nThank you.\r\n`,
    );
  const home = (await server.doveadm('user', '-f', 'home', first)).trim();
  const copy = 'cd "$1" && from="$2" && shift 2 && for name; do cp -a "$from" "$name" || exit 1; done';
  await promisify(execFile)('/bin/sh', ['-c', copy, 'sh', path.dirname(home), path.basename(home), ...others]);
}
