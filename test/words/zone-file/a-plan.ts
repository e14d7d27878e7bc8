import type { Facts, PlanRecord } from '../../../src/migration/facts.ts';
import { started } from '../../migration/a-migration.ts';

export const ZONE = 'kitano.example';
export const LONG_KEY = `v=DKIM1; k=rsa; p=${'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A'.repeat(12)}`;
export const SPF_OLD = 'v=spf1 ip4:192.0.2.10 -all';
export const SPF_BOTH = 'v=spf1 ip4:192.0.2.10 ip4:203.0.113.20 -all';
export const SPF_NEW = 'v=spf1 ip4:203.0.113.20 -all';
export const PROOF = 'site-verification="a\\b;c"';

const record = (
  when: PlanRecord['when'],
  name: string,
  type: PlanRecord['type'],
  before: readonly string[],
  after: readonly string[],
  more: Partial<PlanRecord> = {},
): PlanRecord => ({
  name: name === '@' ? ZONE : `${name}.${ZONE}`,
  type,
  before: [...before],
  after: [...after],
  when,
  ...more,
});

/** One record set of every type, in every part of the plan. */
export const PLAN: readonly PlanRecord[] = [
  record('before', '@', 'TXT', [SPF_OLD], [SPF_BOTH], { final: [SPF_NEW], purpose: 'spf' }),
  record('before', 'n1._domainkey', 'TXT', [], [LONG_KEY], { purpose: 'dkim' }),
  record('before', '_25._tcp.mx', 'TLSA', [], [`3 1 1 ${'0123456789abcdef'.repeat(4)}`, `3 1 1 ${'ab'.repeat(32)}`]),
  record('rewrite', '@', 'MX', ['10 mail.kitano.example'], ['10 mx3.newhost.example', '20 mx12.newhost.example']),
  record('rewrite', 'mail', 'A', ['192.0.2.10'], ['203.0.113.20']),
  record('rewrite', 'mail', 'AAAA', ['2001:db8::10'], []),
  record('rewrite', 'imap', 'CNAME', ['sv12.oldhost.example'], ['imap.newhost.example']),
  record('rewrite', 'webmail', 'AAAA', [], ['2001:db8::20']),
  record('rewrite', '_imaps._tcp', 'SRV', ['0 1 993 mail.kitano.example'], ['0 1 993 imap.newhost.example']),
  record('rewrite', '_pop3._tcp', 'SRV', ['0 1 110 mail.kitano.example'], ['0 0 0 .']),
  record('rewrite', 'lists', 'NS', ['ns1.oldhost.example'], ['ns1.newhost.example', 'ns2.newhost.example']),
  record('rewrite', 'same', 'A', ['198.51.100.7'], ['198.51.100.7']),
  record('rewrite', 'dropped', 'A', ['192.0.2.10'], ['203.0.113.20'], { dropped: { at: 1, by: 'U1' } }),
  record('rewrite', 'fax', 'CNAME', ['fax.oldhost.example'], []),
  record('after', 'o1._domainkey', 'TXT', ['v=DKIM1; p=old'], [], { purpose: 'dkim' }),
];

export function aPlan(change: Partial<Facts> = {}): Facts {
  const records = Object.fromEntries(
    PLAN.filter(({ before }) => before.length > 0).map(({ name, type, before }) => [
      `${name}/${type}`,
      { values: name === ZONE && type === 'TXT' ? [...before, PROOF] : before, ttlSeconds: 3_600 },
    ]),
  );
  return { ...started().facts, plan: [...PLAN], image: { at: 1, records }, ...change };
}

/** Planned record sets of a part, by "name/TYPE", as the wire brings them. */
export const wanted = (when: PlanRecord['when']): ReadonlyMap<string, readonly string[]> =>
  new Map(
    PLAN.filter((one) => one.when === when && one.after.length > 0 && one.dropped === undefined)
      .filter(({ before, after }) => before.join() !== after.join())
      .map(({ name, type, after }) => [`${name}/${type}`, after]),
  );
