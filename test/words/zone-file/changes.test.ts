import { describe, expect, test } from 'vitest';
import type { PlanRecord } from '../../../src/migration/facts.ts';
import { changesOf, type PlanPart } from '../../../src/words/zone-file/changes.ts';
import { planFile } from '../../../src/words/zone-file/plan-file.ts';
import { aPlan, PLAN, PROOF, SPF_BOTH, SPF_NEW, SPF_OLD, ZONE } from './a-plan.ts';

const lines = (part: PlanPart, facts = aPlan()) =>
  changesOf(facts, part).map(({ kind, name, type }) => `${kind} ${name.replace(`.${ZONE}`, '')}/${type}`);
const apexText = (part: PlanPart, facts = aPlan()) =>
  changesOf(facts, part).find(({ name, type }) => name === ZONE && type === 'TXT');

describe('the parts of a plan', () => {
  test('beforehand: what serves both sides', () => {
    expect(lines('now')).toEqual([`CHANGE ${ZONE}/TXT`, 'CREATE n1._domainkey/TXT', 'CREATE _25._tcp.mx/TLSA']);
  });

  test('the rewrite, hosts first and the delegation last: dropped and unchanged records are left out, a name without new data is open', () => {
    expect(lines('rewrite')).toEqual([
      'OPEN fax/CNAME',
      'CHANGE imap/CNAME',
      'CHANGE mail/A',
      'DELETE mail/AAAA',
      'CREATE webmail/AAAA',
      'CHANGE _imaps._tcp/SRV',
      'CHANGE _pop3._tcp/SRV',
      `CHANGE ${ZONE}/MX`,
      'CHANGE lists/NS',
    ]);
  });

  test('the way back undoes the rewrite from its end, and only that', () => {
    expect(lines('back')).toEqual([
      'CHANGE lists/NS',
      `CHANGE ${ZONE}/MX`,
      'CHANGE _pop3._tcp/SRV',
      'CHANGE _imaps._tcp/SRV',
      'DELETE webmail/AAAA',
      'CREATE mail/AAAA',
      'CHANGE mail/A',
      'CHANGE imap/CNAME',
    ]);
    for (const { name, type, before } of PLAN.filter(({ when, dropped }) => when === 'rewrite' && !dropped)) {
      const back = changesOf(aPlan(), 'back').find((change) => change.name === name && change.type === type);
      if (back !== undefined) expect(back.after).toEqual(before);
    }
  });

  test('while the old server closes SPF loses the old side, at the end its DKIM key goes', () => {
    expect(lines('close')).toEqual([`CHANGE ${ZONE}/TXT`]);
    expect(lines('after')).toEqual(['DELETE o1._domainkey/TXT']);
    expect(apexText('close')).toMatchObject({ before: [SPF_BOTH], after: [SPF_NEW], keep: [PROOF] });
  });

  test('the before-image: all that was served, with its TTL', () => {
    const image = changesOf(aPlan(), 'before-image');
    expect(image.find(({ name, type }) => name === ZONE && type === 'TXT')).toMatchObject({
      kind: 'KEEP',
      after: [SPF_OLD, PROOF],
      ttlSeconds: 3_600,
    });
    expect(image).toHaveLength(PLAN.filter(({ before }) => before.length > 0).length);
    expect(changesOf({ ...aPlan(), image: undefined }, 'before-image')).toEqual([]);
  });

  test('the before-image: an alias stands alone, and what it led to is its target’s', () => {
    const alias = 'pop.kitano.example';
    const records = {
      [`${alias}/CNAME`]: { values: ['mail.kitano.example'], ttlSeconds: 300 },
      [`${alias}/A`]: { values: ['192.0.2.10'], ttlSeconds: 300 },
    };
    const image = changesOf({ ...aPlan(), image: { at: 0, records } }, 'before-image');
    expect(image.map(({ name, type }) => `${name} ${type}`)).toEqual([`${alias} CNAME`]);
  });

  test('what nobody has said yet is open, not left out: the aliases that a provider’s console tells', () => {
    const alias: PlanRecord = {
      name: `selector1._domainkey.${ZONE}`,
      type: 'CNAME',
      before: [],
      after: [],
      when: 'before',
    };
    const facts = aPlan({ plan: [alias] });
    expect(lines('now', facts)).toEqual(['OPEN selector1._domainkey/CNAME']);
    expect(planFile(facts, 'bind', 'now')).toContain('; OPEN selector1._domainkey.kitano.example. CNAME');
  });

  test('TTL is the target of the settings, never what stood before', () => {
    for (const part of ['now', 'rewrite', 'back', 'after'] as const)
      expect(new Set(changesOf(aPlan(), part).map(({ ttlSeconds }) => ttlSeconds))).toEqual(new Set([300]));
  });
});

/** A proof of ownership for the new side, at the same name as SPF. */
const token = (when: 'before' | 'rewrite'): PlanRecord => ({
  name: ZONE,
  type: 'TXT',
  purpose: 'web',
  before: [],
  after: ['MS=ms1'],
  when,
});

describe('a TXT set holds strings of many owners', () => {
  test('what is none of the move’s business stays beside it', () => {
    expect(apexText('now')).toMatchObject({ before: [SPF_OLD], after: [SPF_BOTH], keep: [PROOF] });
  });

  test('a second SPF string does not: one name has one', () => {
    const facts = aPlan();
    const records = { [`${ZONE}/TXT`]: { values: [SPF_OLD, 'v=spf1 +all', PROOF], ttlSeconds: 60 } };
    expect(apexText('now', { ...facts, image: { at: 1, records } })?.keep).toEqual([PROOF]);
  });

  test('two planned strings of one name are one record set', () => {
    const facts = aPlan({ plan: [...PLAN, token('before')] });
    expect(lines('now', facts).filter((line) => line.endsWith(`${ZONE}/TXT`))).toHaveLength(1);
    expect(apexText('now', facts)).toMatchObject({ after: [SPF_BOTH, 'MS=ms1'], keep: [PROOF] });
  });

  test('what another part has published by then stands on', () => {
    const facts = aPlan({ plan: [...PLAN, token('rewrite')] });
    expect(apexText('now', facts)?.keep).toEqual([PROOF]);
    expect(apexText('rewrite', facts)).toMatchObject({ kind: 'CREATE', after: ['MS=ms1'], keep: [PROOF, SPF_BOTH] });
    expect(apexText('back', facts)).toMatchObject({ kind: 'DELETE', after: [], keep: [PROOF, SPF_BOTH] });
    expect(apexText('close', facts)?.keep).toEqual([PROOF, 'MS=ms1']);
  });
});

test('a part with nothing in it is an empty file in every language', () => {
  for (const format of ['bind', 'octodns', 'dnscontrol'] as const)
    expect(planFile(aPlan({ plan: [] }), format, 'rewrite')).toBe('');
});

test.each([
  ['bind', ';'],
  ['octodns', '#'],
  ['dnscontrol', '//'],
] as const)(
  '%s: above the name servers of a zone it says who changes them, above those of a name inside nothing',
  (format, mark) => {
    const ns = { name: ZONE, type: 'NS' as const, before: ['ns1.old.example'], after: ['ns1.new.example'] };
    const moved = aPlan({ plan: [{ ...ns, when: 'rewrite' }] });
    const remark = `${mark} Name servers are changed at the registrar, not in the zone`;
    for (const part of ['rewrite', 'back'] as const) {
      const file = planFile(moved, format, part);
      expect(file.indexOf(remark)).toBeGreaterThanOrEqual(0);
      expect(file.indexOf(remark)).toBeLessThan(file.indexOf(`${mark} CHANGE`));
    }
    expect(planFile(aPlan(), format, 'rewrite')).not.toContain('registrar');
  },
);
