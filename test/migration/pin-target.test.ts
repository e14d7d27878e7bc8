import { describe, expect, it } from 'vitest';
import { isCovered, pinTargetOf, type ShownCertificate } from '../../src/migration/pin-target.ts';
import { DAY_MS } from '../../src/migration/time.ts';

const NOW = Date.UTC(2027, 0, 10);
const ADDRESS = '192.0.2.10';
const HOST = 'sv12.oldhost.example';
const OURS = 'mail.kitano.example';

const pin = (
  names: readonly string[] | undefined,
  over: Partial<ShownCertificate> & { host?: string | undefined; leadsTo?: Record<string, readonly string[]> } = {},
) => {
  const { host = HOST, leadsTo, ...shown } = over;
  return pinTargetOf({
    server: { ...('host' in over && over.host === undefined ? {} : { host }), addresses: [ADDRESS] },
    domains: ['kitano.example', 'kitano.test'],
    certificate: names === undefined ? undefined : { names, expiresAt: NOW + 90 * DAY_MS, ...shown },
    now: NOW,
    ...(leadsTo === undefined ? {} : { leadsTo }),
  });
};

describe('the pin target', () => {
  it.each([[[HOST, OURS]], [['*.oldhost.example']]])(
    'is the provider’s name where the certificate has it: %j',
    (names) => {
      expect(pin(names)).toEqual({ target: HOST, from: 'provider-host', flaws: [] });
    },
  );

  it('is another name on the certificate where it has not, of the provider’s own domain if there is one', () => {
    const names = [OURS, 'kitano.test', '*.elsewhere.example', 'a.elsewhere.example', 'mail7.oldhost.example', ADDRESS];
    expect(pin(names)).toEqual({
      target: 'mail7.oldhost.example',
      from: 'certificate',
      flaws: [{ kind: 'not-looked-up', address: ADDRESS }],
    });
    expect(pin(names, { leadsTo: { 'mail7.oldhost.example': [ADDRESS] } }).flaws).toEqual([]);
    expect(pin(names, { leadsTo: { 'mail7.oldhost.example': ['192.0.2.99'] } }).target).toBe('a.elsewhere.example');
  });

  it('is before all others a name that was seen to lead here', () => {
    const names = ['mail7.oldhost.example', 'z9.oldhost.example'];
    expect(pin(names).target).toBe('mail7.oldhost.example');
    expect(pin(names, { leadsTo: { 'z9.oldhost.example': [ADDRESS] } })).toMatchObject({
      target: 'z9.oldhost.example',
      flaws: [],
    });
  });

  it.each([
    'plesk',
    'localhost.localdomain',
    'nas.local',
    'a b.example',
    'a`<!channel>.example',
    '-.example',
    '192.0.2.99',
  ])('is never what no client could be led by: %s', (name) => {
    expect(pin([name]).target).toBe(ADDRESS);
  });

  it('is the address where the certificate has the moved names alone, and then name checks fail', () => {
    expect(pin([OURS, '*.kitano.example'])).toEqual({
      target: ADDRESS,
      from: 'address',
      flaws: [{ kind: 'name-mismatch', names: [OURS, '*.kitano.example'], instead: [] }],
    });
    expect(pin([OURS, ADDRESS])).toEqual({ target: ADDRESS, from: 'address', flaws: [] });
  });

  it('is never a name that the rewrite moves', () => {
    expect(pin([OURS], { host: OURS })).toMatchObject({ target: ADDRESS, from: 'address' });
    expect(pin(undefined, { host: 'kitano.test' })).toMatchObject({ target: ADDRESS });
  });

  it('is a guess until a certificate was seen, and free of checks where there is none', () => {
    expect(pin(undefined)).toEqual({ target: HOST, from: 'provider-host', flaws: [{ kind: 'unseen' }] });
    expect(pin(undefined, { host: undefined })).toMatchObject({ target: ADDRESS, flaws: [{ kind: 'unseen' }] });
    const inClear = { names: [] };
    const { flaws, target } = pinTargetOf({
      server: { host: HOST, addresses: [] },
      domains: [],
      certificate: inClear,
      now: NOW,
    });
    expect({ flaws, target }).toEqual({ flaws: [], target: HOST });
    // A certificate without a name is one all the same.
    expect(pin([])).toMatchObject({ target: ADDRESS, flaws: [{ kind: 'name-mismatch', names: [] }] });
  });

  it('comes with what clients will complain of', () => {
    const fingerprint = 'AB:CD';
    expect(pin([HOST], { failure: 'tls-self-signed', fingerprint }).flaws).toEqual([
      { kind: 'self-signed', fingerprint },
    ]);
    expect(pin([HOST], { failure: 'tls-untrusted' }).flaws).toEqual([{ kind: 'untrusted', fingerprint: undefined }]);
    expect(pin([HOST], { failure: 'tls-expired', expiresAt: NOW - 1 }).flaws).toEqual([
      { kind: 'expired', expiresAt: NOW - 1 },
    ]);
    expect(pin([HOST], { failure: 'tls-expired' }).flaws).toEqual([{ kind: 'out-of-time' }]);
    expect(pin([HOST], { expiresAt: NOW + 10 * DAY_MS }).flaws).toMatchObject([{ kind: 'expires-soon' }]);
    // What the bot itself compared with was another name, or the address.
    expect(pin([HOST], { failure: 'tls-name-mismatch' }).flaws).toEqual([]);
  });
});

describe('a name on a certificate', () => {
  it.each([
    ['mail.example.jp', 'MAIL.example.jp', true],
    ['mail.example.jp', '*.example.jp', true],
    ['a.mail.example.jp', '*.example.jp', false],
    ['example.jp', '*.example.jp', false],
    ['example.jp', '*.jp', true],
    ['192.0.2.10', '*.0.2.10', false],
  ])('%s by %s: %s', (name, shown, expected) => {
    expect(isCovered(name, [shown])).toBe(expected);
  });
});
