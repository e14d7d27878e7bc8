import { describe, expect, test } from 'vitest';
import type { ClientPhase } from '../../src/migration/client-facts.ts';
import { clientPhase, clientSettings, pinnedDoor, restoredDoor } from '../../src/migration/client-settings.ts';
import type { Client, Facts, PlanRecord, Server } from '../../src/migration/facts.ts';
import { ANY_MAILBOX, loginKey } from '../../src/migration/keys.ts';
import type { Side } from '../../src/migration/observations.ts';
import type { Known } from '../../src/migration/shown-certificate.ts';
import { type LoginSighting, NO_SIGHTINGS, type Sightings } from '../../src/migration/sightings.ts';
import { aMigration, at, T0 } from '../words/sample.ts';

const OLD_HOST = 'sv1.old-host.example';
const NEW_ADDRESS = '198.51.100.10';
const HOST = 'mail.example.jp';

const ok = (names: readonly string[], when = T0): LoginSighting => ({
  ok: { at: when, address: NEW_ADDRESS, certificateNames: [...names] },
});
const byAddress = (side: Side, names: readonly string[]): Sightings['login'] => ({
  [loginKey('aoi@example.jp', side, 'address', 'imap')]: ok(names),
});
const byHostname = (sighting: LoginSighting): Sightings['login'] => ({
  [loginKey(ANY_MAILBOX, 'new', 'hostname', 'imap', HOST)]: sighting,
});

/** Both servers show a certificate with their name on it, but for what is given. */
function known(facts: Partial<Facts> = {}, login: Sightings['login'] = {}): Known {
  return {
    facts: aMigration(facts).facts,
    sightings: { ...NO_SIGHTINGS, login: { ...byAddress('old', [OLD_HOST]), ...byAddress('new', [HOST]), ...login } },
  };
}
const withNew = (server: Partial<Server>, facts: Partial<Facts> = {}): Partial<Facts> => {
  const { servers } = aMigration().facts;
  return { ...facts, servers: { ...servers, new: { ...servers.new, ...server } } };
};
const host = (name: string, after = NEW_ADDRESS): PlanRecord => ({
  name,
  type: 'A',
  before: ['192.0.2.10'],
  after: [after],
  when: 'rewrite',
});

const ALL: Pick<Client, 'protocols'> = { protocols: ['smtp', 'pop3', 'imap'] };
const MAIL: Pick<Client, 'protocols'> = { protocols: ['imap', 'smtp'] };
/** "protocol target:port security" of each door of a side. */
const typed = (record: Known, client: Pick<Client, 'protocols'>, phase: ClientPhase, side: Side) =>
  clientSettings(record, client, T0, phase)[side].map(
    (door) => `${door.protocol} ${door.target}:${door.port} ${door.security}`,
  );

describe('what is typed into a client', () => {
  test('to pin it: the old account by its pin target, the new one for receiving only', () => {
    expect(typed(known(), ALL, 'pin', 'old')).toEqual([
      `imap ${OLD_HOST}:993 tls`,
      `pop3 ${OLD_HOST}:995 tls`,
      `smtp ${OLD_HOST}:465 tls`,
    ]);
    expect(typed(known(), ALL, 'pin', 'new')).toEqual([`imap ${NEW_ADDRESS}:993 tls`, `pop3 ${NEW_ADDRESS}:995 tls`]);
    expect(clientSettings(known(), ALL, T0, 'pin').moved).toEqual([HOST]);
  });

  test('at the rewrite: sending moves to the new server, reading stays on both', () => {
    expect(typed(known(), MAIL, 'rewrite', 'old')).toEqual([`imap ${OLD_HOST}:993 tls`]);
    expect(typed(known(), MAIL, 'rewrite', 'new')).toEqual([
      `imap ${NEW_ADDRESS}:993 tls`,
      `smtp ${NEW_ADDRESS}:587 starttls`,
    ]);
  });

  test('to restore it: the new account by its hostname, the old one for receiving only', () => {
    expect(typed(known(), MAIL, 'restore', 'old')).toEqual([`imap ${OLD_HOST}:993 tls`]);
    expect(typed(known(), MAIL, 'restore', 'new')).toEqual([`imap ${HOST}:993 tls`, `smtp ${HOST}:587 starttls`]);
  });

  test('a device that only sends has one account at a time', () => {
    const scanner: Pick<Client, 'protocols'> = { protocols: ['smtp'] };
    const record = known();
    expect(typed(record, scanner, 'pin', 'new')).toEqual([]);
    expect(typed(record, scanner, 'rewrite', 'old')).toEqual([]);
    expect(typed(record, scanner, 'rewrite', 'new')).toHaveLength(1);
  });

  test('a server that has nothing but POP3 is read by that', () => {
    const pop3Only = known(withNew({ pop3Only: true, pop3: { port: 110, security: 'starttls' } }));
    expect(typed(pop3Only, ALL, 'pin', 'new')).toEqual([`pop3 ${NEW_ADDRESS}:110 starttls`]);
  });
});

describe('the phase of clients', () => {
  const gates = (state: 'open' | 'done') => {
    const { gates: all } = aMigration().facts;
    return { ...all, 'switch-back': { ...all['switch-back'], state } };
  };
  test.each<[string, Partial<Facts>, ClientPhase]>([
    ['nothing rewritten', {}, 'pin'],
    ['said to be rewritten', { rewriteBegunAt: T0 }, 'rewrite'],
    ['seen rewritten', { rewriteSeenAt: T0 }, 'rewrite'],
    ['switch-back open', { rewriteSeenAt: T0, gates: gates('open') }, 'restore'],
    ['switch-back done', { rewriteSeenAt: T0, gates: gates('done') }, 'restore'],
    ['rolled back', { rewriteSeenAt: T0, state: { kind: 'rolled-back', at: T0, by: 'U1' } }, 'pin'],
  ])('%s', (_, facts, phase) => {
    expect(clientPhase(aMigration(facts).facts)).toBe(phase);
    expect(clientSettings(known(facts), MAIL, T0).phase).toBe(phase);
  });
});

describe('what a client is pinned to', () => {
  test('comes with what it complains of, by what the server showed last', () => {
    expect(pinnedDoor(known(), 'old', 'imap', T0)).toMatchObject({ target: OLD_HOST, flaws: [] });
    expect(pinnedDoor(known(), 'new', 'imap', T0)).toMatchObject({
      target: NEW_ADDRESS,
      flaws: [{ kind: 'name-mismatch', names: [HOST] }],
    });
    const unseen = { ...known(), sightings: NO_SIGHTINGS };
    expect(pinnedDoor(unseen, 'old', 'imap', T0)).toMatchObject({ target: OLD_HOST, flaws: [{ kind: 'unseen' }] });
  });

  test('is looked up where the bot has met the name already', () => {
    const names = byAddress('new', ['v10.new-host.example', 'mx.new-host.example']);
    const found = (extras: Sightings['extras']) => {
      const record = known({}, names);
      return pinnedDoor({ ...record, sightings: { ...record.sightings, extras } }, 'new', 'imap', T0);
    };
    expect(found(undefined)).toMatchObject({
      target: 'mx.new-host.example',
      flaws: [{ kind: 'not-looked-up', address: NEW_ADDRESS }],
    });
    const pointer = { at: T0, names: [], confirmed: ['v10.new-host.example'] };
    const elsewhere = { 'mx.new-host.example': { seen: { at: T0, addresses: ['203.0.113.77'] } } };
    expect(found({ pointers: { [NEW_ADDRESS]: { seen: pointer } }, exchangers: elsewhere })).toMatchObject({
      target: 'v10.new-host.example',
      flaws: [],
    });
  });

  test('is a provider’s fixed name for each protocol', () => {
    const google = known(withNew({ host: 'imap.gmail.com', addresses: [] }, { profile: 'google' }), {
      ...byAddress('new', ['imap.gmail.com']),
    });
    expect(clientSettings(google, ALL, T0, 'restore').new.map(({ target, flaws }) => [target, flaws])).toEqual([
      ['imap.gmail.com', []],
      ['pop.gmail.com', []],
      ['smtp.gmail.com', []],
    ]);
  });

  test('is not known where the name moves and no address has been found', () => {
    expect(pinnedDoor(known(withNew({ addresses: [] })), 'new', 'imap', T0).target).toBeUndefined();
  });
});

describe('the hostname that a client goes back to', () => {
  test('is the one named for the protocol among those that the plan leads to the new server', () => {
    const plan = [
      host('imap.example.jp'),
      host('mail.example.jp'),
      host('a.example.jp'),
      host('smtp.example.jp', '203.0.113.1'),
    ];
    const record = known({ plan });
    expect(restoredDoor(record, 'imap', T0).target).toBe('imap.example.jp');
    expect(restoredDoor(record, 'pop3', T0).target).toBe('mail.example.jp');
    expect(restoredDoor(record, 'smtp', T0).target).toBe('mail.example.jp');
  });

  test('is what it is pinned to where the plan moves none', () => {
    expect(restoredDoor(known({ plan: [] }), 'imap', T0).target).toBe(NEW_ADDRESS);
  });

  test('is judged by the login by that name, which a later one that could not connect takes nothing from', () => {
    const flaws = (sighting: LoginSighting) =>
      restoredDoor(known({}, { ...byAddress('new', ['sv9.example']), ...byHostname(sighting) }), 'imap', T0).flaws;
    expect(flaws(ok([HOST]))).toEqual([]);
    expect(flaws({ ...ok([HOST]), failed: { at: at(1), code: 'connect-timeout' } })).toEqual([]);
    expect(flaws({ ...ok([HOST]), failed: { at: at(1), code: 'tls-expired' } })).toEqual([{ kind: 'out-of-time' }]);
    expect(flaws({ ...ok([HOST], at(2)), failed: { at: at(1), code: 'tls-expired' } })).toEqual([]);
    expect(flaws({ failed: { at: at(1), code: 'tls-name-mismatch' } })).toEqual([
      { kind: 'name-mismatch', names: ['sv9.example'], instead: [] },
    ]);
  });

  test('is judged by the login by address until then, and another hostname on it may be typed instead', () => {
    const plan = [host('mail.example.jp'), host('mx.example.jp')];
    expect(restoredDoor(known(), 'imap', T0).flaws).toEqual([]);
    expect(restoredDoor(known({ plan }, byAddress('new', ['mx.example.jp'])), 'imap', T0)).toMatchObject({
      target: HOST,
      flaws: [{ kind: 'name-mismatch', names: ['mx.example.jp'], instead: ['mx.example.jp'] }],
    });
  });
});
