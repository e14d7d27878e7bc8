import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { PlanRecord } from '../../../src/migration/facts.ts';
import { recordKey } from '../../../src/migration/keys.ts';
import { NEW, OLD } from '../a-migration.ts';
import { CUT_OVER_READY, criterion, did, having, itemOf, kindsOf, upTo, withFacts } from '../stages.ts';

const DOMAIN = 'kitano.example';
const ready = upTo(CUT_OVER_READY);
const asked = did(ready, CUT_OVER_READY, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
const set = (name: string, type: PlanRecord['type'], ...after: string[]): Command => ({
  kind: 'set-plan',
  by: 'UAOI',
  record: { name, type, after },
});
const planned = (command: Command, record = ready): PlanRecord | undefined => {
  if (command.kind !== 'set-plan') return undefined;
  const { name, type } = command.record;
  const { plan } = did(record, 0, command).record.facts;
  return plan.find((one) => one.name === name.toLowerCase() && one.type === type);
};
const KEY = `v=DKIM1; k=rsa; p=${'MIGf'.repeat(20)}`;
const DIGEST = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

describe('a record set by hand', () => {
  test.each<readonly [string, PlanRecord['type'], string, PlanRecord['when'], string]>([
    [`s1._domainkey.${DOMAIN}`, 'TXT', KEY, 'before', 'dkim'],
    [`selector1._domainkey.${DOMAIN}`, 'CNAME', 'selector1.onmicrosoft.example', 'before', 'dkim'],
    [`_dmarc.${DOMAIN}`, 'TXT', 'v=DMARC1; p=none; rua=mailto:a@kitano.example', 'before', 'dmarc'],
    [`_mta-sts.${DOMAIN}`, 'TXT', 'v=STSv1; id=20261201;', 'before', 'mta-sts'],
    [`_smtp._tls.${DOMAIN}`, 'TXT', 'v=TLSRPTv1; rua=mailto:a@kitano.example', 'before', 'tls-rpt'],
    [`_25._tcp.mail.${DOMAIN}`, 'TLSA', `3 1 1 ${DIGEST}`, 'before', 'tlsa'],
    [`_imaps._tcp.${DOMAIN}`, 'SRV', '0 1 993 mx3.newhost.example', 'rewrite', 'srv'],
    [`_pop3s._tcp.${DOMAIN}`, 'SRV', '0 0 0 .', 'rewrite', 'srv'],
    [`autodiscover.${DOMAIN}`, 'CNAME', 'mx3.newhost.example', 'rewrite', 'autoconfig'],
  ])('%s %s %s stands %s', (name, type, value, when, purpose) => {
    expect(planned(set(name, type, value))).toEqual({
      name,
      type,
      purpose,
      before: ready.facts.image?.records[`${name}/${type}`]?.values ?? [],
      after: [value],
      added: true,
      when,
    });
  });
  test('what was waived of it as it was planned before is asked for anew; what was waived of others stands', () => {
    const host = `record:${recordKey({ name: `mail.${DOMAIN}`, type: 'A' })}`;
    const items = [host, `${host}@198.51.100.1`, `${host}AAA@198.51.100.1`];
    const waived = items.reduce(
      (record, item) =>
        having(record, 0, { kind: 'waived', gate: 'cut-over', criteria: ['CUT-PLAN'], item, reason: 'known' }),
      ready,
    );
    const { waivers } = did(waived, 0, set(`mail.${DOMAIN}`, 'A', '203.0.113.99')).record.facts;
    expect(waivers.filter(({ criterion }) => criterion === 'CUT-PLAN').map(({ item }) => item)).toEqual([items[2]]);
  });
  test.each([
    [set(DOMAIN, 'MX', '10 mx9.elsewhere.example'), [`mx:${DOMAIN}`, `sts:${DOMAIN}`]],
    [set(DOMAIN, 'TXT', `v=spf1 ip4:${NEW} -all`), [`spf:${DOMAIN}|${NEW}`]],
    [set(`s9._domainkey.${DOMAIN}`, 'TXT', KEY), [`dkim:${DOMAIN}`]],
    [set(`_dmarc.${DOMAIN}`, 'TXT', 'v=DMARC1; p=none'), [`dmarc:${DOMAIN}`]],
    [set(`_mta-sts.${DOMAIN}`, 'TXT', 'v=STSv1; id=20261202;'), [`sts:${DOMAIN}`]],
    [set(`_25._tcp.mail.${DOMAIN}`, 'TLSA', `3 1 1 ${DIGEST}`), [`tlsa:mail.${DOMAIN}`]],
    [{ kind: 'set-selectors', by: 'UAOI', selectors: ['s2'] } satisfies Command, [`dkim:${DOMAIN}`]],
  ])('what was waived of mail by it is asked for anew: %j', (command, gone) => {
    const rest = ['mx', 'sts', 'dkim', 'dmarc'].map((what) => `${what}:${DOMAIN}`);
    const items = [...rest, `spf:${DOMAIN}|${NEW}`, `tlsa:mail.${DOMAIN}`, `ptr:${NEW}`];
    const waived = items.reduce(
      (record, item) =>
        having(record, 0, { kind: 'waived', gate: 'cut-over', criteria: ['CUT-PLAN-REST'], item, reason: 'known' }),
      ready,
    );
    const { waivers } = did(waived, 0, command).record.facts;
    const left = waivers.filter(({ criterion }) => criterion === 'CUT-PLAN-REST').map(({ item }) => item);
    expect(left).toEqual(items.filter((item) => !gone.includes(item)));
  });
  test('of any domain that moves', () => {
    const two = withFacts(ready, { furtherDomains: ['kitano-shop.example'] });
    expect(planned(set('mail.kitano-shop.example', 'A', NEW), two)?.after).toEqual([NEW]);
  });
  test('names in any case, addresses in one spelling', () => {
    expect(planned(set(`IMAP.${DOMAIN}`, 'AAAA', '2001:DB8:0:0::20'))?.after).toEqual(['2001:db8::20']);
  });
  test('SPF loses the old provider in the end, TLSA the old digest', () => {
    const spf = planned(set(DOMAIN, 'TXT', `v=spf1 ip4:${OLD} include:spf.oldhost.example ip4:${NEW} -all`));
    expect(spf?.final).toEqual([`v=spf1 ip4:${NEW} -all`]);
    const tlsa: PlanRecord = {
      name: `_25._tcp.mail.${DOMAIN}`,
      type: 'TLSA',
      before: [`3 1 1 ${DIGEST}`],
      after: [],
      when: 'before',
    };
    const record = withFacts(ready, { plan: [...ready.facts.plan, tlsa] });
    expect(planned(set(tlsa.name, 'TLSA', `3 1 1 ${DIGEST}`, `3 1 1 ${OTHER}`), record)?.final).toEqual([
      `3 1 1 ${OTHER}`,
    ]);
  });
  test('until it is said, CUT-PLAN stays shut', () => {
    const open: PlanRecord = {
      name: `_25._tcp.mail.${DOMAIN}`,
      type: 'TLSA',
      before: ['3 1 1 ab'],
      after: [],
      when: 'before',
    };
    const record = withFacts(ready, { plan: [...ready.facts.plan, open] });
    const judged = criterion(record, 'cut-over', 'CUT-PLAN', CUT_OVER_READY);
    expect(itemOf(judged, `record:${open.name}/TLSA`).evidence.code).toBe('plan-no-after');
  });
});

describe('a record that a person alone has planned', () => {
  const slip = set(`imap.${DOMAIN}`, 'A', NEW);
  const drop: Command = { kind: 'drop-plan', by: 'UAOI', name: `imap.${DOMAIN}`, type: 'A' };
  const inPlan = (record: typeof ready) => record.facts.plan.find(({ name }) => name === `imap.${DOMAIN}`);
  const image = (values: readonly string[]) =>
    withFacts(ready, { image: { at: 0, records: { [`imap.${DOMAIN}/A`]: { values: [...values], ttlSeconds: 300 } } } });

  test('dropped while nothing stands there, is forgotten', () => {
    const added = did(ready, 0, slip).record;
    const again = did(added, 0, set(`imap.${DOMAIN}`, 'A', '203.0.113.99')).record;
    const left = did(again, 0, drop).record.facts.plan.map(recordKey);
    expect(left.sort()).toEqual(ready.facts.plan.map(recordKey).sort());
  });
  test('what DNS serves is what it takes the place of, and is never forgotten', () => {
    const added = did(image([OLD]), 0, slip).record;
    expect(inPlan(added)?.before).toEqual([OLD]);
    expect(inPlan(did(added, 0, drop).record)?.dropped).toEqual({ at: expect.any(Number), by: 'UAOI' });
  });
  test('nor what has been published since as it was planned', () => {
    const { facts } = did(ready, 0, slip).record;
    const set = { ttlSeconds: 300, ttlSince: 0, formerGoneAt: 0, allNewAt: 1 };
    const published = withFacts(ready, { ...facts, recordSets: { ...facts.recordSets, [`imap.${DOMAIN}/A`]: set } });
    expect(inPlan(did(published, 0, drop).record)?.dropped).toBeDefined();
  });
  test('of the texts of a name, SPF takes the place of SPF alone', () => {
    const texts = { [`shop.${DOMAIN}/TXT`]: { values: ['site=1', `v=spf1 ip4:${OLD} -all`], ttlSeconds: 300 } };
    const record = withFacts(ready, { image: { at: 0, records: texts } });
    expect(planned(set(`shop.${DOMAIN}`, 'TXT', 'v=spf1 -all'), record)?.before).toEqual([`v=spf1 ip4:${OLD} -all`]);
  });
});

describe('another DNS provider', () => {
  const move = (...servers: string[]): Command => ({ kind: 'set-dns-move', by: 'UAOI', servers });
  const parent = ['ns1.dns.example', 'ns2.dns.example'];
  const led = withFacts(asked, { delegations: { [DOMAIN]: { parent, ttlSeconds: 86_400, since: 0, servers: [] } } });
  const moved = did(led, CUT_OVER_READY, move('NS1.newdns.example.', 'ns2.newdns.example'));
  test('is planned as the last thing to be rewritten, and asked about anew', () => {
    expect(kindsOf(moved.events).slice(0, 2)).toEqual(['dns-move-set', 'approvals-lapsed']);
    expect(moved.record.facts.plan.find((record) => record.type === 'NS')).toEqual({
      name: DOMAIN,
      type: 'NS',
      purpose: 'delegation',
      before: parent,
      after: ['ns1.newdns.example', 'ns2.newdns.example'],
      when: 'rewrite',
    });
  });
  test('its TTL is the parent’s: told, and no obstacle', () => {
    const ttl = itemOf(criterion(moved.record, 'cut-over', 'CUT-TTL', CUT_OVER_READY), `record:${DOMAIN}/NS`);
    expect(ttl).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'ttl-parent', figures: { record: `${DOMAIN}/NS`, ttlSeconds: 86_400, zone: DOMAIN } },
    });
  });
  test('taken back, the plan is what it was', () => {
    const { dnsMove, plan } = did(moved.record, CUT_OVER_READY, move()).record.facts;
    expect(dnsMove).toBeUndefined();
    expect(plan.map(recordKey).sort()).toEqual(led.facts.plan.map(recordKey).sort());
  });
});

test('selectors of the new server, further names and countries are kept in one spelling', () => {
  const keys = did(ready, 0, { kind: 'set-selectors', by: 'UAOI', selectors: ['S2', `s1._domainkey.${DOMAIN}`] });
  expect(keys.record.facts.newSelectors).toEqual(['s1', 's2']);
  expect(did(keys.record, 0, { kind: 'set-selectors', by: 'UAOI', selectors: [] }).record.facts.newSelectors).toEqual(
    [],
  );
  const names = did(ready, 0, { kind: 'add-names', by: 'UAOI', names: [`WWW.${DOMAIN}.`, `www.${DOMAIN}`] });
  expect(names.record.facts.names).toEqual([`www.${DOMAIN}`]);
  const countries = did(ready, 0, { kind: 'set-globalping', by: 'UAOI', countries: ['us', 'JP', 'jp'] });
  expect(countries.record.facts.globalping?.countries).toEqual(['JP', 'US']);
});

test('mailboxes of further domains are ours', () => {
  const two = withFacts(ready, { furtherDomains: ['kitano-shop.example'] });
  const mailboxes = [{ address: 'shop@kitano-shop.example', watch: 'login' as const }];
  expect(did(two, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes }).record.facts.mailboxes).toHaveLength(3);
});

test('where clients stay on fixed names, no certificate is asked to cover theirs', () => {
  const left = ready.facts.plan.map(
    (record): PlanRecord => (record.type === 'A' ? { ...record, after: [], when: 'after' } : record),
  );
  const hosted = withFacts(ready, { profile: 'microsoft365', plan: left });
  expect(criterion(hosted, 'cut-over', 'CUT-CERTIFICATE', CUT_OVER_READY)).toMatchObject({
    outcome: 'pass',
    evidence: { code: 'not-used' },
  });
});
