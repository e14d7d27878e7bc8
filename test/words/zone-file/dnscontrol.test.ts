import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { PLAN_PARTS, type PlanPart } from '../../../src/words/zone-file/changes.ts';
import { planFile } from '../../../src/words/zone-file/plan-file.ts';
import { aPlan, LONG_KEY, PLAN, PROOF, SPF_BOTH, wanted, ZONE } from './a-plan.ts';

type Call = { readonly of: string; readonly with: readonly unknown[] };

/** Runs the file where every function of DNSControl only notes what it was called with. */
function run(part: PlanPart, facts = aPlan()) {
  const extended: { readonly zone: unknown; readonly records: readonly Call[] }[] = [];
  const noting =
    (of: string) =>
    (...args: readonly unknown[]) => ({ of, with: args });
  const types = ['A', 'AAAA', 'MX', 'TXT', 'CNAME', 'SRV', 'TLSA', 'NS', 'NAMESERVER', 'TTL'];
  const functions = Object.fromEntries(types.map((type) => [type, noting(type)]));
  const D_EXTEND = (zone: unknown, ...records: readonly Call[]) => extended.push({ zone, records });
  runInNewContext(planFile(facts, 'dnscontrol', part), { ...functions, D_EXTEND });
  return extended;
}

const calls = (part: PlanPart, facts = aPlan()) =>
  run(part, facts).flatMap(({ records }) => records.map((call) => [call.of, ...call.with.slice(0, -1)]));

describe('the code', () => {
  test.each(PLAN_PARTS.filter((part) => part !== 'after'))('runs, every record with its TTL: %s', (part) => {
    const [extension, ...rest] = run(part);
    expect(rest).toEqual([]);
    expect(extension?.zone).toBe(ZONE);
    const ttl = part === 'before-image' ? 3_600 : 300;
    for (const { with: args } of extension?.records ?? []) expect(args.at(-1)).toEqual({ of: 'TTL', with: [ttl] });
  });

  test('makes the rewrite, numbers and targets apart', () => {
    expect(calls('rewrite')).toEqual([
      ['CNAME', 'imap', 'imap.newhost.example.'],
      ['A', 'mail', '203.0.113.20'],
      ['AAAA', 'webmail', '2001:db8::20'],
      ['SRV', '_imaps._tcp', 0, 1, 993, 'imap.newhost.example.'],
      ['SRV', '_pop3._tcp', 0, 0, 0, '.'],
      ['MX', '@', 10, 'mx3.newhost.example.'],
      ['MX', '@', 20, 'mx12.newhost.example.'],
      ['NS', 'lists', 'ns1.newhost.example.'],
      ['NS', 'lists', 'ns2.newhost.example.'],
    ]);
    const planned = [...wanted('rewrite').values()].flat();
    expect(calls('rewrite')).toHaveLength(planned.length);
  });

  test('leaves quoting and cutting of text to DNSControl', () => {
    expect(calls('now')).toContainEqual(['TXT', 'n1._domainkey', LONG_KEY]);
    expect(calls('now')).toContainEqual(['TXT', '@', SPF_BOTH]);
    expect(calls('now')).toContainEqual(['TLSA', '_25._tcp.mx', 3, 1, 1, '0123456789abcdef'.repeat(4)]);
    expect(calls('before-image')).toContainEqual(['TXT', '@', PROOF]);
  });

  test('what to take out of the D() stands as a comment', () => {
    expect(planFile(aPlan(), 'dnscontrol', 'rewrite')).toContain(
      `// CHANGE ${ZONE} MX\n//- MX("@", 10, "mail.${ZONE}.", TTL(3600))\n`,
    );
    expect(planFile(aPlan(), 'dnscontrol', 'now')).toContain('//= TXT("@", "site-verification');
  });

  test('the name servers of the zone itself are not a record', () => {
    const ns = { name: ZONE, type: 'NS' as const, before: ['ns1.old.example'], after: ['ns1.new.example'] };
    const records = run('rewrite', aPlan({ plan: [{ ...ns, when: 'rewrite' }] }))[0]?.records;
    expect(records).toEqual([{ of: 'NAMESERVER', with: ['ns1.new.example.'] }]);
  });

  test('an extension a zone, and none where nothing is to be added', () => {
    const further = { name: 'mail.minami.example', type: 'A' as const, before: [], after: ['203.0.113.20'] };
    const facts = aPlan({ furtherDomains: ['minami.example'], plan: [...PLAN, { ...further, when: 'rewrite' }] });
    expect(run('rewrite', facts).map(({ zone }) => zone)).toEqual([ZONE, 'minami.example']);
    expect(run('after', aPlan({ plan: PLAN.filter(({ when }) => when === 'after') }))).toEqual([]);
  });

  test('is JavaScript of 2009: no comma before a closing bracket, nothing that ends a string', () => {
    const odd = { name: ZONE, type: 'TXT' as const, before: [], after: ['a"\u2028\n//b'], when: 'rewrite' as const };
    const text = planFile(aPlan({ plan: [odd], image: undefined }), 'dnscontrol', 'rewrite');
    expect(text).not.toMatch(/,\s*\)|\u2028/);
    expect(calls('rewrite', aPlan({ plan: [odd], image: undefined }))).toEqual([['TXT', '@', 'a"\u2028\n//b']]);
  });
});
