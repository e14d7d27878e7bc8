import { describe, expect, test } from 'vitest';
import type { Facts, Language, StepId } from '../../../src/migration/facts.ts';
import { loginKey } from '../../../src/migration/keys.ts';
import type { PinFlaw } from '../../../src/migration/pin-target.ts';
import { type LoginSighting, NO_SIGHTINGS, type Sightings } from '../../../src/migration/sightings.ts';
import { speaker } from '../../../src/words/engine.ts';
import { flawLines } from '../../../src/words/todo/flaws.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { aMigration, at, T0 } from '../sample.ts';

const OLD_HOST = 'sv1.old-host.example';
const FINGERPRINT = Array.from({ length: 32 }, () => 'A7').join(':');
const LANGUAGES: readonly Language[] = ['en', 'ja'];
const wordsIn = (lang: Language) => wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
const en = wordsIn('en');

type Shown = NonNullable<LoginSighting['ok']>;
const login = (names: readonly string[], over: Partial<Shown> = {}): LoginSighting => ({
  ok: { at: T0, address: '192.0.2.10', certificateNames: [...names], ...over },
});
const seen = (old: LoginSighting, fresh: LoginSighting): Sightings => ({
  ...NO_SIGHTINGS,
  login: {
    [loginKey('aoi@example.jp', 'old', 'address', 'imap')]: old,
    [loginKey('aoi@example.jp', 'new', 'address', 'imap')]: fresh,
  },
});
const open = (facts: Partial<Facts> = {}): Facts => {
  const { gates } = aMigration().facts;
  const state = 'open' as const;
  const opened = {
    'cut-over': { ...gates['cut-over'], state },
    'switch-back': { ...gates['switch-back'], state },
    cancel: gates.cancel,
  };
  return aMigration({ gates: opened, ...facts }).facts;
};

describe('what people are told to type', () => {
  const lines = (step: StepId, sightings: Sightings, facts: Partial<Facts> = {}) =>
    en.stepTodo(step, open(facts), T0, sightings).join('\n');

  test('is by the certificate that was seen, not by the name that was given', () => {
    const other = seen(login(['mail7.old-host.example']), login(['mx.new-host.example']));
    expect(lines('pin', other)).toContain('change mail.example.jp to `mail7.old-host.example`');
    expect(lines('pin', other)).toContain('add it with server `mx.new-host.example`, port 993 (TLS)');
    expect(lines('rewrite', other)).toContain(
      'sends through the new server: `mx.new-host.example`, port 587 (STARTTLS)',
    );
    expect(lines('restore', other)).toContain('change `mx.new-host.example` to mail.example.jp');
  });

  test('says nothing more where the certificate is good', () => {
    const good = seen(login([OLD_HOST]), login(['198.51.100.10', 'mail.example.jp']));
    for (const step of ['pin', 'rewrite', 'restore'] as const) expect(lines(step, good)).not.toContain('certificate');
  });

  test('says under it what clients will complain of, once', () => {
    const own = login([OLD_HOST], { certificateFailure: 'tls-self-signed', certificateFingerprint: FINGERPRINT });
    const found = lines('pin', seen(own, login(['198.51.100.10'])));
    expect(found.split(FINGERPRINT)).toHaveLength(2);
    expect(found).toContain(`\`${OLD_HOST}\`: the server signed its certificate itself`);
  });

  test('does not change when a login fails afterwards', () => {
    const before = seen(login([OLD_HOST]), login(['mx.new-host.example']));
    const failed = { at: at(1), code: 'connect-timeout' } as const;
    const after = seen({ ...login([OLD_HOST]), failed }, { ...login(['mx.new-host.example']), failed });
    for (const step of ['pin', 'rewrite', 'restore'] as const) expect(lines(step, after)).toBe(lines(step, before));
  });

  test('is the same in the step prompt', () => {
    const sightings = seen(login(['mail7.old-host.example']), login(['mx.new-host.example']));
    const said = en.announcement({ kind: 'step-prompt', step: 'pin' }, open(), T0, sightings);
    expect(said.lines).toEqual(en.stepTodo('pin', open(), T0, sightings));
  });

  test('is never a name that moves: while no other is known, that is said', () => {
    const { servers } = aMigration().facts;
    const unknown = { servers: { ...servers, new: { ...servers.new, addresses: [] } } };
    expect(lines('pin', NO_SIGHTINGS, unknown)).toContain('What to type for the new server is not known yet');
    expect(lines('pin', NO_SIGHTINGS, unknown)).not.toContain('`mail.example.jp`');
    expect(lines('rewrite', NO_SIGHTINGS, unknown)).toContain('What to type for the new server is not known yet');
    expect(lines('restore', NO_SIGHTINGS, unknown)).toContain('change the server to mail.example.jp');
  });
});

const NAMES = ['a.example', 'b.example'];
/** Each flaw with what its sentence must tell, in any language. */
const FLAWS: readonly { readonly flaw: PinFlaw; readonly tells: readonly string[] }[] = [
  { flaw: { kind: 'unseen' }, tells: ['/migration check'] },
  { flaw: { kind: 'name-mismatch', names: NAMES, instead: [] }, tells: [...NAMES] },
  { flaw: { kind: 'name-mismatch', names: NAMES, instead: ['c.example'] }, tells: [...NAMES, 'c.example'] },
  { flaw: { kind: 'name-mismatch', names: [], instead: [] }, tells: [] },
  { flaw: { kind: 'not-looked-up', address: '192.0.2.1' }, tells: ['192.0.2.1', `nslookup ${OLD_HOST}`] },
  { flaw: { kind: 'not-looked-up', address: undefined }, tells: [`nslookup ${OLD_HOST}`] },
  { flaw: { kind: 'self-signed', fingerprint: FINGERPRINT }, tells: [FINGERPRINT] },
  { flaw: { kind: 'self-signed', fingerprint: undefined }, tells: [] },
  { flaw: { kind: 'untrusted', fingerprint: FINGERPRINT }, tells: [FINGERPRINT] },
  { flaw: { kind: 'untrusted', fingerprint: undefined }, tells: [] },
  { flaw: { kind: 'expired', expiresAt: at(-24) }, tells: [] },
  { flaw: { kind: 'expires-soon', expiresAt: at(24) }, tells: [] },
  { flaw: { kind: 'out-of-time' }, tells: [] },
];

describe.each(LANGUAGES)('what clients will complain of, %s', (lang) => {
  const say = speaker(lang, 'plain', 'Asia/Tokyo');
  const lineOf = (flaw: PinFlaw) => {
    const door = { protocol: 'imap', target: OLD_HOST, port: 993, security: 'tls', flaws: [flaw] } as const;
    return flawLines(say, [door, door]);
  };

  test.each(FLAWS)('$flaw', ({ flaw, tells }) => {
    const [line = '', ...more] = lineOf(flaw);
    expect(more).toEqual([]);
    expect(line.startsWith(`\`${OLD_HOST}\``)).toBe(true);
    for (const told of tells) expect(line).toContain(told);
    expect(line).not.toMatch(/undefined|\{\{|\(\)|（）|``/);
    if ('expiresAt' in flaw) expect(line).toContain(say.moment(flaw.expiresAt));
  });

  test('whatever stands on a certificate, it stays text', () => {
    const slack = speaker(lang, 'slack', 'Asia/Tokyo');
    const names = ['<!channel>', '`x` <@U0AB12>'];
    const flaws: readonly PinFlaw[] = [{ kind: 'name-mismatch', names, instead: [] }];
    const [line] = flawLines(slack, [{ protocol: 'imap', target: OLD_HOST, port: 993, security: 'tls', flaws }]);
    expect(line).toContain('&lt;!channel&gt;');
    expect(line).not.toMatch(/<[!@]|`x`/);
  });

  test('each in a sentence of its own', () => {
    const lines = FLAWS.flatMap(({ flaw }) => lineOf(flaw));
    expect(new Set(lines).size).toBe(FLAWS.length);
  });
});
