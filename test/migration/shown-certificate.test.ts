import { describe, expect, test } from 'vitest';
import type { Server } from '../../src/migration/facts.ts';
import { loginKey } from '../../src/migration/keys.ts';
import type { LoginObservation, MailProtocol, Side } from '../../src/migration/observations.ts';
import { type Known, shownCertificate } from '../../src/migration/shown-certificate.ts';
import { NO_SIGHTINGS } from '../../src/migration/sightings.ts';
import { MINUTE_MS } from '../../src/migration/time.ts';
import { aMigration, at, T0 } from '../words/sample.ts';
import { BEGIN, MAILBOXES } from './a-migration.ts';
import { CUT_OVER_READY, did, upTo } from './stages.ts';

type Shown = {
  readonly mailbox?: string;
  readonly side?: Side;
  readonly protocol?: MailProtocol;
  readonly at?: number;
};

/** A record in which these names were shown, by login. */
function seen(logins: readonly (Shown & { readonly names: readonly string[] })[], server: Partial<Server> = {}): Known {
  const { facts } = aMigration();
  const login = Object.fromEntries(
    logins.map(({ mailbox = 'aoi@example.jp', side = 'new', protocol = 'imap', at: when = T0, names }) => [
      loginKey(mailbox, side, 'address', protocol),
      { ok: { at: when, address: '198.51.100.10', certificateNames: [...names] } },
    ]),
  );
  const servers = { ...facts.servers, new: { ...facts.servers.new, ...server } };
  return { facts: { ...facts, servers }, sightings: { ...NO_SIGHTINGS, login } };
}

describe('the certificate that a server shows', () => {
  test('is the one that was seen last, whichever mailbox saw it', () => {
    const known = seen([
      { names: ['before.example'], at: at(1) },
      { mailbox: 'ken@example.jp', names: ['now.example'], at: at(2) },
      { side: 'old', names: ['old.example'], at: at(3) },
    ]);
    expect(shownCertificate(known, 'new', 'imap')?.names).toEqual(['now.example']);
    expect(shownCertificate(known, 'old', 'imap')?.names).toEqual(['old.example']);
  });

  test('is unknown until a login showed one', () => {
    expect(shownCertificate(seen([{ side: 'old', names: ['old.example'] }]), 'new', 'imap')).toBeUndefined();
  });

  test('of a protocol is its own where one was seen, however old; else that of another', () => {
    const known = seen([
      { protocol: 'smtp', names: ['smtp.example'], at: at(1) },
      { protocol: 'imap', names: ['imap.example'], at: at(2) },
    ]);
    expect(shownCertificate(known, 'new', 'smtp')?.names).toEqual(['smtp.example']);
    expect(shownCertificate(known, 'new', 'pop3')?.names).toEqual(['imap.example']);
  });

  test('is none in clear, and that says nothing of the doors with encryption', () => {
    const known = seen([{ names: [] }], { imap: { port: 143, security: 'plain' } });
    expect(shownCertificate(known, 'new', 'imap')).toEqual({ names: [] });
    expect(shownCertificate(known, 'new', 'smtp')).toBeUndefined();
  });

  test('stays as it was when logins fail afterwards', () => {
    const ready = upTo(CUT_OVER_READY);
    const now = BEGIN - 90 * MINUTE_MS;
    const before = shownCertificate(ready, 'new', 'imap');
    expect(before?.names).toContain('mx3.newhost.example');
    const observations = MAILBOXES.map(
      (mailbox): LoginObservation => ({
        mailbox,
        side: 'new',
        by: 'address',
        protocol: 'imap',
        credentialsVersion: 1,
        result: { outcome: 'failed', at: now, code: 'connect-timeout' },
      }),
    );
    const { record } = did(ready, now, { kind: 'report-logins', observations });
    expect(shownCertificate(record, 'new', 'imap')).toEqual(before);
  });
});
