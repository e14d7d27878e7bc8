import { expect, test } from 'vitest';
import type { PlanRecord } from '../../../src/migration/facts.ts';
import { type PlanEntry, planSections } from '../../../src/migration/plan.ts';
import { NEW, OLD, SPF_BOTH, SPF_NEW, SPF_OLD } from '../a-migration.ts';

const DOMAIN = 'kitano.example';
const record = (
  name: string,
  type: PlanRecord['type'],
  before: readonly string[],
  after: readonly string[],
  when: PlanRecord['when'] = 'rewrite',
): PlanRecord => ({ name, type, before: [...before], after: [...after], when });
const spf: PlanRecord = { ...record(DOMAIN, 'TXT', [SPF_OLD], [SPF_BOTH], 'before'), final: [SPF_NEW] };
const host = record(`mail.${DOMAIN}`, 'A', [OLD], [NEW]);
const mx = record(DOMAIN, 'MX', [], [`10 mail.${DOMAIN}`]);

const lines = (entries: readonly PlanEntry[]): readonly string[] =>
  entries.map(({ record: { name, type }, action, before, after }) => `${action} ${name}/${type}: ${before} > ${after}`);

test('beforehand what must stand, then hosts, MX, and the delegation last; the old side goes as it closes; at the end what is tidied up', () => {
  const plan = [
    record(DOMAIN, 'NS', ['ns1.a.example'], ['ns1.b.example']),
    mx,
    record(`_25._tcp.mail.${DOMAIN}`, 'TLSA', ['3 1 1 ab'], ['3 1 1 ab', '3 1 1 cd'], 'before'),
    record(`_imaps._tcp.${DOMAIN}`, 'SRV', ['0 1 993 a.example'], ['0 1 993 b.example']),
    record(`old._domainkey.${DOMAIN}`, 'TXT', ['v=DKIM1; p=AAAA'], [], 'after'),
    record(`new._domainkey.${DOMAIN}`, 'TXT', [], ['v=DKIM1; p=BBBB'], 'before'),
    host,
    record(`mail.${DOMAIN}`, 'AAAA', ['2001:db8::10'], []),
    spf,
    { ...record(`imap.${DOMAIN}`, 'A', [OLD], [NEW]), dropped: { at: 0, by: 'UAOI' } },
  ];
  const { before, rewrite, close, after } = planSections({ plan });
  expect(lines(before)).toEqual([
    `change ${DOMAIN}/TXT: ${SPF_OLD} > ${SPF_BOTH}`,
    `create new._domainkey.${DOMAIN}/TXT:  > v=DKIM1; p=BBBB`,
    `change _25._tcp.mail.${DOMAIN}/TLSA: 3 1 1 ab > 3 1 1 ab,3 1 1 cd`,
  ]);
  expect(lines(rewrite)).toEqual([
    `change mail.${DOMAIN}/A: ${OLD} > ${NEW}`,
    `delete mail.${DOMAIN}/AAAA: 2001:db8::10 > `,
    `change _imaps._tcp.${DOMAIN}/SRV: 0 1 993 a.example > 0 1 993 b.example`,
    `create ${DOMAIN}/MX:  > 10 mail.${DOMAIN}`,
    `change ${DOMAIN}/NS: ns1.a.example > ns1.b.example`,
  ]);
  expect(lines(close)).toEqual([`change ${DOMAIN}/TXT: ${SPF_BOTH} > ${SPF_NEW}`]);
  expect(lines(after)).toEqual([`delete old._domainkey.${DOMAIN}/TXT: v=DKIM1; p=AAAA > `]);
});

test('what stands already is kept', () => {
  const kept = { ...spf, before: [SPF_BOTH] };
  expect(planSections({ plan: [kept] }).before.map(({ action }) => action)).toEqual(['keep']);
  expect(planSections({ plan: [{ ...kept, final: [SPF_BOTH] }] }).close).toEqual([]);
});
