import type { MailAccount } from '../../../src/mail/account.ts';
import type { TestAuthority } from '../../servers/certificates.ts';
import { startCourier } from '../../servers/courier.ts';
import { startCyrus } from '../../servers/cyrus.ts';
import { startDovecot } from '../../servers/dovecot.ts';
import { startMxFront } from '../../servers/mx-front.ts';

export type Kind = 'dovecot' | 'cyrus' | 'cyrus-dot' | 'courier';

const PASSWORD = 'correct "horse\\';

/** A mail server of some make, its MX before it, seen from outside alike. */
export type AnyServer = {
  readonly kind: Kind;
  readonly address: string;
  readonly hostname: string;
  readonly imapPort: number;
  readonly imapsPort: number;
  readonly users: Readonly<Record<string, string>>;
  /** The path of a folder at the top of a mailbox, as this server names it. */
  readonly path: (...names: readonly string[]) => string;
  receive(user: string, message: string): Promise<void>;
  stop(): Promise<void>;
};

export async function startAny(
  kind: Kind,
  address: string,
  users: readonly string[],
  authority: TestAuthority,
): Promise<AnyServer> {
  const hostname = `${kind}.example.net`;
  const tls = await authority.issue([hostname]);
  const passwords = Object.fromEntries(users.map((user) => [user, PASSWORD]));
  const options = { address, hostname, tls, users: passwords };
  if (kind === 'courier') return { ...(await startCourier(options)), kind, users: passwords, path: dotted };
  const store =
    kind === 'dovecot'
      ? await startDovecot({ ...options, fsync: false })
      : await startCyrus({ ...options, hierarchy: kind === 'cyrus' ? 'slash' : 'dot' });
  const mx = await startMxFront({ address, hostname, deliver: store.deliver });
  const stop = async () => {
    await Promise.all([mx.stop(), store.stop()]);
  };
  return { ...store, kind, users: passwords, path: kind === 'cyrus-dot' ? dotted : slashed, receive: mx.send, stop };
}

const dotted = (...names: readonly string[]) => ['INBOX', ...names].join('.');
const slashed = (...names: readonly string[]) => names.join('/');

export const accountOn = (server: AnyServer, user: string, over: Partial<MailAccount> = {}): MailAccount => ({
  address: server.address,
  port: server.imapsPort,
  security: 'tls',
  verify: 'strict',
  servername: server.hostname,
  user,
  password: PASSWORD,
  ...over,
});
