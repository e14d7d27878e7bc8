import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/migration/agenda.ts';
import type { Command } from '../../../src/migration/commands.ts';
import type { Event } from '../../../src/migration/events.ts';
import type { FailureCode, LoginObservation, SignatureSeen } from '../../../src/migration/observations.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { BEGIN, loginReport, MAILBOXES, NEW } from '../a-migration.ts';
import { at, CUT_OVER_READY, criterion, did, itemOf, kindsOf, upTo } from '../stages.ts';

const [AOI] = MAILBOXES;
const NOW = BEGIN - 90 * MINUTE_MS;
const ready = upTo(CUT_OVER_READY);

const ok = (change: Partial<LoginObservation> = {}, when = NOW): LoginObservation => ({
  mailbox: AOI,
  side: 'new',
  by: 'address',
  protocol: 'imap',
  credentialsVersion: 1,
  result: {
    outcome: 'ok',
    at: at(when),
    address: NEW,
    certificateNames: ['*.kitano.example'],
    certificateExpiresAt: at(90),
    certificateFingerprint: 'AB:CD',
  },
  ...change,
});
const failed = (code: FailureCode, change: Partial<LoginObservation> = {}): LoginObservation =>
  ok({ result: { outcome: 'failed', at: at(NOW), code }, ...change });
const report = (...observations: readonly LoginObservation[]): Command => ({ kind: 'report-logins', observations });
const AOI_NEW = `${AOI}|new|address|imap|`;

describe('what logins say', () => {
  test('a login is kept with its certificate, and no event', () => {
    const { record, events } = did(ready, NOW, report(ok()));
    expect(events).toEqual([]);
    expect(record.sightings.login[AOI_NEW]).toEqual({
      ok: {
        at: at(NOW),
        address: NEW,
        certificateNames: ['*.kitano.example'],
        certificateExpiresAt: at(90),
        certificateFingerprint: 'AB:CD',
      },
    });
  });

  test('one that could not connect leaves the last success to age', () => {
    const { record, events } = did(ready, NOW, report(failed('connect-timeout')));
    expect(events).toEqual([]);
    expect(record.sightings.login[AOI_NEW]).toEqual({
      ...ready.sightings.login[AOI_NEW],
      failed: { at: at(NOW), code: 'connect-timeout' },
    });
    expect(itemOf(criterion(record, 'cut-over', 'CUT-LOGIN-NEW', NOW), `mailbox:${AOI}`).outcome).toBe('pass');
  });

  test('logins by hostname are one subject a hostname and protocol, whoever made them', () => {
    const named = { by: 'hostname', hostname: 'mail.kitano.example' } as const;
    const { record } = did(ready, NOW, report(ok(named), ok({ ...named, mailbox: MAILBOXES[1], protocol: 'smtp' })));
    expect(Object.keys(record.sightings.login).filter((key) => key.includes('hostname'))).toEqual([
      '*|new|hostname|imap|mail.kitano.example',
      '*|new|hostname|smtp|mail.kitano.example',
    ]);
  });

  test('a refusal is a fact, told once, until the credentials change', () => {
    const { record, events } = did(
      ready,
      NOW,
      report(failed('login-refused'), failed('login-refused', { protocol: 'smtp' })),
    );
    expect(events.filter((event) => event.kind === 'credentials-refused')).toMatchObject([
      { entries: [{ mailbox: AOI, side: 'new', version: 1 }] },
    ]);
    expect(itemOf(criterion(record, 'cut-over', 'CUT-LOGIN-NEW', NOW), `mailbox:${AOI}`).outcome).toBe('fail');
    expect(did(record, NOW + 1, report(failed('login-refused'))).events).toEqual([]);
    const imported = did(record, NOW + 1, {
      kind: 'credentials-imported',
      by: 'UAOI',
      entries: [{ mailbox: AOI, side: 'new', version: 2 }],
    }).record;
    expect(itemOf(criterion(imported, 'cut-over', 'CUT-LOGIN-NEW', NOW), `mailbox:${AOI}`).outcome).not.toBe('fail');
    const again = did(imported, NOW + 2, report(failed('login-refused', { credentialsVersion: 2 })));
    expect(kindsOf(again.events)).toContain('credentials-refused');
  });

  test('a look that tried credentials which have been changed meanwhile says nothing, and is taken again at once', () => {
    const changed = did(ready, NOW, {
      kind: 'credentials-imported',
      by: 'UAOI',
      entries: [{ mailbox: AOI, side: 'new', version: 2 }],
    }).record;
    const { record, events } = did(changed, NOW + MINUTE_MS, report(ok({}, NOW + MINUTE_MS), failed('login-refused')));
    expect(events).toEqual([]);
    expect(record.sightings.login[AOI_NEW]).toEqual(ready.sightings.login[AOI_NEW]);
    const due = agenda(record, at(NOW + MINUTE_MS)).find((one) => one.what === 'logins');
    expect(due?.dueAt).toBe(at(NOW + MINUTE_MS));
  });

  test('credentials of another mailbox that came while it looked make it look again', () => {
    const begun = NOW - 30_000;
    const imported = did(ready, NOW - 10_000, {
      kind: 'credentials-imported',
      by: 'UAOI',
      entries: [{ mailbox: 'new@kitano.example', side: 'new', version: 1 }],
    }).record;
    const { record } = did(imported, NOW, report(ok({}, begun)));
    expect(agenda(record, at(NOW)).find((one) => one.what === 'logins')?.dueAt).toBe(at(NOW));
  });

  test('a whole look sets when the next one is due', () => {
    const { record } = did(ready, NOW, loginReport(at(NOW)));
    expect(record.sightings.looks.logins).toEqual({ at: at(NOW) });
    // The eve of the window comes first.
    expect(agenda(record, at(NOW)).find((one) => one.what === 'logins')?.dueAt).toBe(
      at(BEGIN - HOUR_MS - 15 * MINUTE_MS),
    );
  });

  test('a look at nothing is over all the same', () => {
    expect(did(ready, NOW, report()).record.sightings.looks.logins).toEqual({ at: at(NOW) });
  });
});

describe('what messages were signed with', () => {
  const DOMAIN = 'kitano.example';
  const withSignatures = (side: 'old' | 'new', ...signatures: readonly SignatureSeen[]): LoginObservation => {
    const seen = ok({ side });
    return seen.result.outcome === 'ok' ? { ...seen, result: { ...seen.result, signatures } } : seen;
  };
  const found = (events: readonly Event[]) =>
    events.flatMap((event) => (event.kind === 'selectors-found' ? event.selectors : []));

  test('selectors become facts, with the side that signs by them, where a user of it wrote the message', () => {
    const { record, events } = did(
      ready,
      NOW,
      report(
        withSignatures('old', { domain: DOMAIN, selector: 's12', own: true }, { domain: DOMAIN, selector: 'k1' }),
        withSignatures('new', { domain: DOMAIN, selector: 'mx3', own: true }, { domain: DOMAIN, selector: 'k1' }),
      ),
    );
    const selectors = [
      { domain: DOMAIN, selector: 's12', side: 'old' },
      { domain: DOMAIN, selector: 'k1' },
      { domain: DOMAIN, selector: 'mx3', side: 'new' },
    ];
    expect(found(events)).toEqual(selectors);
    expect(record.facts.selectors).toEqual(expect.arrayContaining(selectors));
  });

  test('one that both sign by is nobody’s alone', () => {
    const own = { domain: DOMAIN, selector: 'default', own: true } as const;
    const { events } = did(ready, NOW, report(withSignatures('old', own), withSignatures('new', own)));
    expect(found(events)).toEqual([{ domain: DOMAIN, selector: 'default' }]);
  });

  test('told once, and again only when it is learnt whose it is', () => {
    const once = did(ready, NOW, report(withSignatures('old', { domain: DOMAIN, selector: 's12' })));
    expect(found(once.events)).toHaveLength(1);
    const twice = did(once.record, NOW + 1, report(withSignatures('old', { domain: DOMAIN, selector: 's12' })));
    expect(found(twice.events)).toEqual([]);
    const own = withSignatures('old', { domain: DOMAIN, selector: 's12', own: true });
    const known = did(once.record, NOW + 1, report(own));
    expect(found(known.events)).toEqual([{ domain: DOMAIN, selector: 's12', side: 'old' }]);
    expect(known.record.facts.selectors).toEqual([{ domain: DOMAIN, selector: 's12', side: 'old' }]);
    expect(found(did(known.record, NOW + 2, report(own)).events)).toEqual([]);
  });
});
