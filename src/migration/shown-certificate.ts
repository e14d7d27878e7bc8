import type { Facts } from './facts.ts';
import { loginKey } from './keys.ts';
import type { MailProtocol, Side } from './observations.ts';
import type { ShownCertificate } from './pin-target.ts';
import { doorOf, readBy } from './read-by.ts';
import type { Migration } from './record.ts';
import type { LoginSighting } from './sightings.ts';

/** All that is known: what people decided, and what was seen last. */
export type Known = Pick<Migration, 'facts' | 'sightings'>;

type SeenLogin = NonNullable<LoginSighting['ok']>;

/** The last login of a mailbox on a server by its address, over what mailboxes are read by there. */
export function lastLogin({ facts, sightings }: Known, mailbox: string, side: Side): LoginSighting | undefined {
  return sightings.login[loginKey(mailbox, side, 'address', readBy(facts.servers[side]))];
}

/** The certificate that a login showed. */
export function certificateOf(login: SeenLogin): ShownCertificate {
  return {
    names: login.certificateNames,
    expiresAt: login.certificateExpiresAt,
    failure: login.certificateFailure,
    fingerprint: login.certificateFingerprint,
  };
}

/**
 * The certificate that a server shows to clients of a protocol, as a login by address saw it last, whichever mailbox
 * that was; undefined while none has. A login that fails takes nothing away: what was seen last stands.
 *
 * Where nobody has logged in over that protocol, another one's stands for it: most servers show the same on all doors.
 * A door without encryption shows none and has nothing checked, and says nothing of the others.
 */
export function shownCertificate(known: Known, side: Side, protocol: MailProtocol): ShownCertificate | undefined {
  const server = known.facts.servers[side];
  const isInClear = (one: MailProtocol) => doorOf(server, one).security === 'plain';
  if (isInClear(protocol)) return { names: [] };
  const others = PROTOCOLS.filter((one) => one !== protocol && !isInClear(one));
  const own = latest(loginsOver(known, side, protocol));
  const login = own ?? latest(others.flatMap((one) => loginsOver(known, side, one)));
  return login === undefined ? undefined : certificateOf(login);
}

const PROTOCOLS = ['imap', 'pop3', 'smtp'] as const satisfies readonly MailProtocol[];

function loginsOver({ facts, sightings }: Known, side: Side, protocol: MailProtocol): readonly SeenLogin[] {
  return facts.mailboxes.flatMap(({ address }: Facts['mailboxes'][number]) => {
    const ok = sightings.login[loginKey(address, side, 'address', protocol)]?.ok;
    return ok === undefined ? [] : [ok];
  });
}

/** Of logins at the same moment the first: the order of the mailboxes is the record's own. */
function latest(logins: readonly SeenLogin[]): SeenLogin | undefined {
  return logins.reduce<SeenLogin | undefined>(
    (best, login) => (best === undefined || login.at > best.at ? login : best),
    undefined,
  );
}
