import { expect, test } from 'vitest';
import type { PlanRecord, Purpose } from '../../../src/migration/facts.ts';
import { purposeOf, type Served, servedAs } from '../../../src/migration/plan.ts';

const DOMAIN = 'kitano.example';
const record = (name: string, type: PlanRecord['type'], before: string[], after: string[]): PlanRecord => ({
  name,
  type,
  before,
  after,
  when: 'rewrite',
});

test.each<readonly [Purpose, string, PlanRecord['type']]>([
  ['mx', DOMAIN, 'MX'],
  ['delegation', DOMAIN, 'NS'],
  ['spf', DOMAIN, 'TXT'],
  ['spf', `mail.${DOMAIN}`, 'TXT'],
  ['dkim', `s1._domainkey.${DOMAIN}`, 'TXT'],
  ['dkim', `S1._DomainKey.${DOMAIN}`, 'CNAME'],
  ['dmarc', `_dmarc.${DOMAIN}`, 'TXT'],
  ['mta-sts', `_mta-sts.${DOMAIN}`, 'TXT'],
  ['mta-sts', `mta-sts.${DOMAIN}`, 'A'],
  ['tls-rpt', `_smtp._tls.${DOMAIN}`, 'TXT'],
  ['tlsa', `_25._tcp.mail.${DOMAIN}`, 'TLSA'],
  ['srv', `_imaps._tcp.${DOMAIN}`, 'SRV'],
  ['autoconfig', `autodiscover.${DOMAIN}`, 'CNAME'],
  ['host', `mail.${DOMAIN}`, 'AAAA'],
])('%s: %s %s', (purpose, name, type) => {
  expect(purposeOf({ name, type })).toBe(purpose);
  expect(purposeOf({ name, type, purpose: 'web' })).toBe('web');
});

const key = record(`s1._domainkey.${DOMAIN}`, 'TXT', [], ['v=DKIM1; k=rsa; p=AbCd']);
const dmarc = record(`_dmarc.${DOMAIN}`, 'TXT', ['v=DMARC1; p=none'], ['v=DMARC1; p=reject']);
const sts = record(`_mta-sts.${DOMAIN}`, 'TXT', ['v=STSv1; id=1;'], ['v=STSv1; id=2;']);
const srv = record(`_imaps._tcp.${DOMAIN}`, 'SRV', ['0 1 993 a.example'], ['0 1 993 b.example', '5 1 993 c.example']);
const tlsa = record(`_25._tcp.mail.${DOMAIN}`, 'TLSA', ['3 1 1 ab'], ['3 1 1 ab', '3 1 1 cd']);
const mx = record(DOMAIN, 'MX', ['10 a.example', '20 backup.example'], ['10 b.example', '20 backup.example']);
const ns = record(DOMAIN, 'NS', ['ns1.a.example', 'ns2.a.example'], ['ns1.b.example', 'ns2.b.example']);
const aaaa = record(`mail.${DOMAIN}`, 'AAAA', ['2001:db8::10'], ['2001:db8:0:1::20']);

test.each<readonly [Served, PlanRecord, string[]]>([
  ['new', key, ['v=DKIM1;k=rsa;\tp=Ab Cd']],
  ['other', key, ['v=DKIM1; k=rsa; p=abcd']],
  ['old', key, []],
  ['new', dmarc, ['site=1', 'v=dmarc1;p=reject;']],
  ['old', dmarc, ['v=DMARC1; p=none']],
  ['other', dmarc, ['site=1']],
  ['new', sts, ['v=STSv1;id=2']],
  ['new', sts, ['v=STSv1; id=20261224;']],
  ['old', sts, ['v=STSv1; id=1']],
  ['other', sts, ['v=STSv1; id=2;', 'v=STSv1; id=3;']],
  ['new', srv, ['5 1 993 C.example', '0 1 993 B.example']],
  ['old', srv, ['0 1 993 a.example']],
  ['new', tlsa, ['3 1 1 CD', '3 1 1 ab']],
  ['old', tlsa, ['3 1 1 ab']],
  ['other', mx, ['10 typo.example', '20 backup.example']],
  ['old', mx, ['10 a.example', '20 backup.example']],
  ['new', ns, ['NS2.b.example.', 'ns1.b.example']],
  ['old', ns, ['ns1.a.example', 'ns1.b.example']],
  ['new', aaaa, ['2001:DB8:0:1:0:0:0:20']],
])('%s: %j serving %j', (as, planned, values) => {
  expect(servedAs(planned, values)).toBe(as);
});
