import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/migration/facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { Sightings } from '../../../src/migration/sightings.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/migration/time.ts';
import { extrasDue } from '../../../src/service/looks/zone/due.ts';
import { breadthOf, knownSelectors, questionsFor } from '../../../src/service/looks/zone/questions.ts';
import { started } from '../../migration/a-migration.ts';

const NOW = 1_000 * MINUTE_MS;
const ago = (ms: number) => NOW - ms;

const aMigration = (facts: Partial<Facts> = {}, sightings: Partial<Sightings> = {}): Migration => {
  const migration = started();
  return { ...migration, facts: { ...migration.facts, ...facts }, sightings: { ...migration.sightings, ...sightings } };
};
const signedAt = (at: number): Partial<Sightings> => ({
  extras: { signing: { 'kitano.example': { seen: { at, state: 'secure', ds: [1], keys: [1], ede: [] } } } },
});
const REWRITING = { rewriteBegunAt: ago(5 * MINUTE_MS) };
const PARALLEL = { ...REWRITING, rewriteDoneAt: ago(MINUTE_MS) };
const MOVE = { dnsMove: { servers: ['ns1.new.example'], at: 1, by: 'UAOI' } };

describe('which extras are due', () => {
  it('before the rewrite: everything, at each look', () => {
    const every = { all: true, policies: true, signing: true, recursors: true };
    expect(extrasDue(aMigration({}, signedAt(ago(1))), NOW)).toEqual({ ...every, newZones: false });
    expect(extrasDue(aMigration(MOVE), NOW)).toEqual({ ...every, newZones: true });
  });

  it('while it is being done: signatures at each look, recursors every two minutes', () => {
    expect(extrasDue(aMigration(REWRITING, signedAt(ago(30 * SECOND_MS))), NOW)).toMatchObject({
      all: false,
      signing: true,
      recursors: false,
    });
    expect(extrasDue(aMigration(REWRITING, signedAt(ago(2 * MINUTE_MS))), NOW)).toMatchObject({ recursors: true });
  });

  it('as long as signatures are broken: at each look, so that whoever mends them is seen to have', () => {
    const bogus = { at: ago(1), state: 'bogus' as const, ds: [1], keys: [2], ede: [9] };
    const broken = { extras: { signing: { 'kitano.example': { seen: bogus } } } };
    expect(extrasDue(aMigration(PARALLEL, broken), NOW)).toMatchObject({ signing: true, recursors: true });
  });

  it('later: signatures and policies every ten minutes, a new zone as long as it waits', () => {
    const lately = ago(9 * MINUTE_MS);
    const seen = {
      extras: {
        ...signedAt(lately).extras,
        policies: { 'kitano.example': { failed: { at: lately, code: 'connect-timeout' } } },
        newZones: { 'kitano.example': { at: lately, servers: [], answers: {}, failures: [] } },
      },
    };
    const quiet = { all: false, policies: false, signing: false, newZones: false };
    expect(extrasDue(aMigration({ ...PARALLEL, ...MOVE }, seen), NOW)).toMatchObject(quiet);
    expect(extrasDue(aMigration({ ...PARALLEL, ...MOVE }, seen), NOW + MINUTE_MS)).toMatchObject({
      all: false,
      policies: true,
      signing: true,
      recursors: true,
      newZones: true,
    });
  });
});

describe('how much is asked', () => {
  const plan: Facts['plan'] = [
    { name: 'mail.kitano.example', type: 'A', before: ['192.0.2.10'], after: ['203.0.113.20'], when: 'rewrite' },
  ];
  const image = {
    at: 1,
    records: {
      'www.kitano.example/A': { values: ['192.0.2.80'], ttlSeconds: 60 },
      'gone.kitano.example/A': { values: [], ttlSeconds: 60 },
      'odd.kitano.example/HTTPS': { values: ['1 .'], ttlSeconds: 60 },
    },
  };
  const asked = (facts: Partial<Facts>, breadth: Parameters<typeof questionsFor>[1]) =>
    questionsFor(aMigration({ plan, image, ...facts }).facts, breadth).map(({ name, type }) => `${name}/${type}`);

  it('everything until the rewrite, the plan alone while it is done, what is followed afterwards', () => {
    expect(breadthOf(aMigration({ plan }), NOW)).toBe('everything');
    expect(breadthOf(aMigration({ plan: [], ...PARALLEL }), NOW)).toBe('everything');
    const looked = { looks: { zone: { at: ago(MINUTE_MS) } } };
    expect(breadthOf(aMigration({ plan, ...REWRITING }, looked), NOW)).toBe('plan');
    expect(breadthOf(aMigration({ plan, rewriteBegunAt: ago(1) }, looked), NOW)).toBe('everything');
    expect(breadthOf(aMigration({ plan, ...PARALLEL }, looked), NOW)).toBe('followed');
  });

  it('the plan and each domain’s serial', () => {
    expect(asked({ furtherDomains: ['kitano.test'] }, 'plan')).toEqual([
      'mail.kitano.example/A',
      'kitano.example/SOA',
      'kitano.test/SOA',
    ]);
  });

  it('what the before-image holds and gates judge is followed, what was not there is not', () => {
    const followed = asked({ newSelectors: ['n1'] }, 'followed');
    expect(followed).toEqual(
      expect.arrayContaining([
        'www.kitano.example/A',
        '_dmarc.kitano.example/TXT',
        'n1._domainkey.kitano.example/TXT',
        'n1._domainkey.kitano.example/CNAME',
      ]),
    );
    expect(
      followed.filter((key) => key.startsWith('gone.') || key.startsWith('odd.') || key.startsWith('_imap')),
    ).toEqual([]);
  });

  it('the profile’s selectors are known in every domain', () => {
    const { facts } = aMigration({ profile: 'microsoft365', furtherDomains: ['kitano.test'] });
    expect(knownSelectors(facts).map(({ domain, selector }) => `${selector} ${domain}`)).toEqual([
      'selector1 kitano.example',
      'selector2 kitano.example',
      'selector1 kitano.test',
      'selector2 kitano.test',
    ]);
  });
});
