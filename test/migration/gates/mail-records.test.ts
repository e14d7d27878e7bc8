import { describe, expect, test } from 'vitest';
import type { Facts, PlanRecord } from '../../../src/migration/facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { Sightings } from '../../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { BEGIN, NEW, NS, OLD, SPF_BOTH, SPF_OLD } from '../a-migration.ts';
import { at, CUT_OVER_READY, criterion, having, itemOf, upTo, withFacts, withSightings } from '../stages.ts';

const DOMAIN = 'kitano.example';
const NOW = CUT_OVER_READY;
/** When the script last looked at the zone. */
const LOOKED = BEGIN - 2 * HOUR_MS;
const ready = upTo(NOW);
const judged = (record: Migration, when = NOW) => criterion(record, 'cut-over', 'CUT-PLAN-REST', when);
const item = (record: Migration, key: string, when = NOW) => itemOf(judged(record, when), key);

type Extras = NonNullable<Sightings['extras']>;
const withExtras = (change: Partial<Extras>, record = ready): Migration =>
  withSightings(record, { extras: { ...record.sightings.extras, ...change } });
const seen = <Seen>(fields: Seen) => ({ seen: { at: at(LOOKED), ...fields } });

/** The record after every server has been seen to serve this as well; undefined: it was not heard. */
function serving(served: Readonly<Record<string, readonly string[] | undefined>>, record = ready): Migration {
  const authority = { ...record.sightings.authority };
  for (const { address } of NS) {
    for (const [key, values] of Object.entries(served)) {
      if (values === undefined) delete authority[`${address}|${key}`];
      else authority[`${address}|${key}`] = { seen: { at: at(LOOKED), values: [...values], ttlSeconds: 300 } };
    }
  }
  return withSightings(record, { authority });
}

const image = (records: Readonly<Record<string, readonly string[]>>): Partial<Facts> => ({
  image: {
    at: at(0),
    records: Object.fromEntries(
      Object.entries(records).map(([key, values]) => [key, { values: [...values], ttlSeconds: 300 }]),
    ),
  },
});
const planning = (record: Migration, ...more: readonly PlanRecord[]) =>
  withFacts(record, { plan: [...record.facts.plan, ...more] });
const mx = (...after: readonly string[]): PlanRecord => ({
  name: DOMAIN,
  type: 'MX',
  before: [`10 mail.${DOMAIN}`],
  after: [...after],
  when: 'rewrite',
});

describe('CUT-PLAN-REST', () => {
  test('pass: everything is right, freshly', () => {
    expect(judged(ready)).toMatchObject({ outcome: 'pass' });
    expect(judged(ready).items.map((one) => one.key)).toEqual([
      `mx:${DOMAIN}`,
      `spf:${DOMAIN}|${NEW}`,
      `spf:${DOMAIN}|${OLD}`,
      `dkim:${DOMAIN}`,
      `dmarc:${DOMAIN}`,
      `sts:${DOMAIN}`,
      `tlsa:mail.${DOMAIN}`,
      `ptr:${NEW}`,
      `dnssec:${DOMAIN}`,
    ]);
    expect(judged(ready, LOOKED + 12 * HOUR_MS).outcome).toBe('pass');
  });
  test('unknown: the look is too old, nothing was learnt, or there is no plan yet', () => {
    expect(judged(ready, LOOKED + 12 * HOUR_MS + 1)).toMatchObject({ outcome: 'unknown', closes: false });
    expect(judged(withSightings(ready, { extras: {} })).outcome).toBe('unknown');
    expect(judged(withSightings(ready, { authority: {} })).outcome).toBe('unknown');
    expect(judged(withFacts(ready, { plan: [] })).outcome).toBe('unknown');
  });
  test.each(Object.keys(ready.sightings.extras ?? {}))('a look that failed, or was lost (%s), never passes', (kind) => {
    const failed = { failed: { at: at(LOOKED), code: 'dns-timeout' } };
    const extras = ready.sightings.extras?.[kind as keyof Extras] ?? {};
    const failing = Object.fromEntries(Object.keys(extras).map((key) => [key, failed]));
    expect(judged(withExtras({ [kind]: failing })).outcome).toBe('unknown');
    expect(judged(withExtras({ [kind]: {} })).outcome).toBe('unknown');
  });
  test('waived: one item by its name', () => {
    const bad = withExtras({ pointers: { [NEW]: seen({ names: [], confirmed: [] }) } });
    expect(judged(bad).outcome).toBe('fail');
    const key = `ptr:${NEW}`;
    const waived = having(bad, NOW, {
      kind: 'waived',
      gate: 'cut-over',
      criteria: ['CUT-PLAN-REST'],
      item: key,
      reason: 'ordered',
    });
    expect(judged(waived).outcome).toBe('pass');
  });
});

describe('mx', () => {
  const KEY = `mx:${DOMAIN}`;
  const of = (...after: readonly string[]) => item(planning(ready, mx(...after)), KEY);
  test('pass: the new server by its name, whose addresses are known', () => {
    expect(of('10 mx3.newhost.example')).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'mx-ok', figures: { domain: DOMAIN, values: ['10 mx3.newhost.example'] } },
    });
  });
  test('fail: an address in the place of a name', () => {
    expect(of('10 203.0.113.20').evidence).toEqual({
      code: 'mx-address',
      figures: { domain: DOMAIN, host: '203.0.113.20' },
    });
  });
  test('fail: a null MX that nobody replaces', () => {
    expect(item(serving({ [`${DOMAIN}/MX`]: ['0 .'] }), KEY).evidence.code).toBe('mx-null');
  });
  test('fail: an alias; unknown while nobody asked whether it is one', () => {
    const host = `mx.${DOMAIN}`;
    const record = planning(ready, mx(`10 ${host}`));
    const served = { [`${host}/A`]: [NEW], [`${host}/AAAA`]: [] };
    expect(item(serving({ ...served, [`${host}/CNAME`]: ['mx3.newhost.example'] }, record), KEY).evidence).toEqual({
      code: 'mx-alias',
      figures: { domain: DOMAIN, host, target: 'mx3.newhost.example' },
    });
    expect(item(serving({ ...served, [`${host}/CNAME`]: [] }, record), KEY).outcome).toBe('pass');
    expect(item(serving(served, record), KEY).outcome).toBe('unknown');
  });
  test('fail: a host without address; unknown while nobody asked', () => {
    const host = `mx.${DOMAIN}`;
    const record = planning(ready, mx(`10 ${host}`));
    const none = { [`${host}/A`]: [], [`${host}/AAAA`]: [], [`${host}/CNAME`]: [] };
    expect(item(serving(none, record), KEY).evidence.code).toBe('mx-dangling');
    expect(item(serving({ ...none, [`${host}/AAAA`]: undefined }, record), KEY).outcome).toBe('unknown');
    expect(of('10 mx9.newhost.example').outcome).toBe('unknown');
  });
  describe('a host elsewhere, a backup that stays', () => {
    const HOST = 'backup.provider.example';
    const record = planning(ready, mx('10 mx3.newhost.example', `20 ${HOST}`));
    const found = (exchangers: Extras['exchangers'], when = NOW) => item(withExtras({ exchangers }, record), KEY, when);
    test('pass: it has an address; fail: it has none, or is an alias', () => {
      expect(found({ [HOST]: seen({ addresses: ['203.0.113.90'] }) }).outcome).toBe('pass');
      expect(found({ [HOST]: seen({ addresses: [] }) }).evidence).toEqual({
        code: 'mx-dangling',
        figures: { domain: DOMAIN, host: HOST },
      });
      expect(found({ [HOST]: seen({ addresses: [], alias: 'other.example' }) }).evidence).toEqual({
        code: 'mx-alias',
        figures: { domain: DOMAIN, host: HOST, target: 'other.example' },
      });
    });
    test('unknown: nobody asked, nobody answered, or too long ago', () => {
      expect(item(record, KEY).evidence.code).toBe('never-seen');
      expect(found({ [HOST]: { failed: { at: at(LOOKED), code: 'dns-timeout' } } })).toMatchObject({
        outcome: 'unknown',
        evidence: { code: 'look-failed', figures: { reason: 'dns-timeout' } },
      });
      const longAgo = { seen: { at: at(LOOKED) - 24 * HOUR_MS, addresses: ['203.0.113.90'] } };
      expect(found({ [HOST]: longAgo })).toMatchObject({ outcome: 'unknown', evidence: { code: 'gone-stale' } });
    });
  });
  test('unknown: a person must still say it, or a server was not heard', () => {
    expect(of().evidence.code).toBe('plan-no-after');
    expect(item(serving({ [`${DOMAIN}/MX`]: undefined }), KEY).outcome).toBe('unknown');
  });
});

describe('spf', () => {
  const evaluated = (verdict: 'pass' | 'softfail' | 'none' | 'permerror', lookups = 1, voids = 0) => ({
    spf: {
      ...ready.sightings.extras?.spf,
      [`${DOMAIN}|${NEW}`]: seen({ verdict, lookups, voids }),
    },
  });
  const of = (...args: Parameters<typeof evaluated>) => item(withExtras(evaluated(...args)), `spf:${DOMAIN}|${NEW}`);
  test('pass and fail by verdict', () => {
    expect(of('pass').evidence).toEqual({ code: 'spf-passes', figures: { address: NEW, side: 'new', lookups: 1 } });
    expect(of('softfail')).toMatchObject({ outcome: 'fail', evidence: { code: 'spf-fails' } });
    expect(of('none')).toMatchObject({ outcome: 'fail', evidence: { code: 'spf-fails' } });
  });
  test('fail: broken, by its own word, or over the limits', () => {
    for (const broken of [of('permerror'), of('pass', 11), of('pass', 3, 3)])
      expect(broken).toMatchObject({ outcome: 'fail', evidence: { code: 'spf-broken' } });
    expect(of('pass', 10, 2).outcome).toBe('pass');
  });
  test('the old server must go on passing as well', () => {
    const spf = {
      ...ready.sightings.extras?.spf,
      [`${DOMAIN}|${OLD}`]: seen({ verdict: 'fail' as const, lookups: 0, voids: 0 }),
    };
    expect(item(withExtras({ spf }), `spf:${DOMAIN}|${OLD}`)).toMatchObject({
      outcome: 'fail',
      evidence: { figures: { side: 'old', verdict: 'fail' } },
    });
  });
  test('pass: there was none; unknown while nobody knows what there was', () => {
    const bare = withFacts(withExtras(evaluated('none')), {
      plan: ready.facts.plan.filter((record) => record.type !== 'TXT'),
    });
    const key = `spf:${DOMAIN}|${NEW}`;
    expect(item(withFacts(bare, image({ [`${DOMAIN}/MX`]: ['10 a.example'] })), key).evidence.code).toBe('spf-none');
    expect(item(withFacts(bare, image({ [`${DOMAIN}/TXT`]: [SPF_OLD] })), key).outcome).toBe('fail');
    expect(item(withFacts(bare, { image: undefined }), key).outcome).toBe('unknown');
  });
  test('a provider with many addresses: its include must stand there', () => {
    const hosted = withFacts(ready, { profile: 'microsoft365' });
    const key = `spf:${DOMAIN}|spf.protection.outlook.com`;
    const text = (spf: string) => item(serving({ [`${DOMAIN}/TXT`]: [spf] }, hosted), key);
    expect(text('v=spf1 ip4:192.0.2.10 include:spf.protection.outlook.com -all').outcome).toBe('pass');
    expect(text(SPF_BOTH).outcome).toBe('fail');
    expect(judged(hosted).items.map((one) => one.key)).not.toContain(`spf:${DOMAIN}|${NEW}`);
    expect(item(hosted, 'ptr:mx3.newhost.example').evidence.code).toBe('not-used');
  });
});

describe('dkim', () => {
  const KEY = `dkim:${DOMAIN}`;
  const key = (state: 'valid' | 'absent' | 'revoked') => ({ dkim: { [`s1._domainkey.${DOMAIN}`]: seen({ state }) } });
  test('unknown: nobody has said which; pass: it does not sign', () => {
    const { newSelectors: _none, ...facts } = ready.facts;
    expect(item({ ...ready, facts }, KEY)).toMatchObject({
      outcome: 'unknown',
      waivable: true,
      evidence: { code: 'dkim-selector-unknown' },
    });
    expect(item(withFacts(ready, { newSelectors: [] }), KEY).evidence.code).toBe('dkim-not-signed');
  });
  test('each selector must have a valid key', () => {
    expect(item(withExtras(key('valid')), KEY).evidence.code).toBe('dkim-published');
    expect(item(withExtras(key('revoked')), KEY)).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'dkim-bad', figures: { selector: 's1', state: 'revoked' } },
    });
    expect(item(withFacts(ready, { newSelectors: ['s1', 's2'] }), KEY).outcome).toBe('unknown');
  });
  test('a profile’s selectors count as given', () => {
    const { newSelectors: _none, ...facts } = ready.facts;
    const google = withFacts({ ...ready, facts }, { profile: 'google' });
    const dkim = { [`google._domainkey.${DOMAIN}`]: seen({ state: 'valid' as const }) };
    expect(item(google, KEY).outcome).toBe('unknown');
    expect(item(withExtras({ dkim }, google), KEY).outcome).toBe('pass');
  });
});

describe('dmarc', () => {
  const of = (...values: readonly string[]) => item(serving({ [`_dmarc.${DOMAIN}/TXT`]: values }), `dmarc:${DOMAIN}`);
  test.each([
    ['dmarc-none', []],
    ['dmarc-none', ['site=1']],
    ['dmarc-ok', ['v=DMARC1; p=reject; rua=mailto:a@kitano.example']],
    ['dmarc-ok', ['v=DMARC1;sp=none ; p=quarantine']],
    ['dmarc-bad', ['v=DMARC1; p=none', 'v=DMARC1; p=reject']],
    ['dmarc-bad', ['v=DMARC1; rua=mailto:a@kitano.example']],
    ['dmarc-bad', ['v=DMARC; p=none']],
    ['dmarc-bad', ['v=DMARC1; p=block']],
  ] as const)('%s: %j', (code, values) => {
    expect(of(...values).evidence.code).toBe(code);
    expect(of(...values).outcome).toBe(code === 'dmarc-bad' ? 'fail' : 'pass');
  });
});

describe('sts', () => {
  const KEY = `sts:${DOMAIN}`;
  const policy = {
    id: '1',
    mode: 'enforce' as const,
    mx: ['*.oldhost.example', 'mx3.newhost.example'],
    maxAgeSeconds: 1,
  };
  const moving = planning(serving({ [`${DOMAIN}/MX`]: ['10 sv12.oldhost.example'] }), {
    ...mx('10 mx3.newhost.example'),
    before: ['10 sv12.oldhost.example'],
  });
  const of = (change: Partial<NonNullable<Facts['policies']>[string]>, when = NOW) => {
    const policies = { [DOMAIN]: { ...policy, since: at(0), staleId: false, ...change } };
    const facts = { policies, ...image({ [`${DOMAIN}/MX`]: ['10 sv12.oldhost.example'] }) };
    return item(withExtras({ policies: { [DOMAIN]: seen({ id: '1' }) } }, withFacts(moving, facts)), KEY, when);
  };
  test('pass: it lists the hosts of both sides, or asks for nothing', () => {
    expect(of({}).evidence).toEqual({ code: 'sts-ok', figures: { domain: DOMAIN, mode: 'enforce' } });
    expect(of({ mode: 'none', mx: [] }).outcome).toBe('pass');
  });
  test.each([
    ['the new one', ['sv12.oldhost.example'], 'mx3.newhost.example'],
    ['the old one', ['mx3.newhost.example'], 'sv12.oldhost.example'],
    ['one below the wildcard’s label', ['mx3.newhost.example', '*.example'], 'sv12.oldhost.example'],
  ] as const)('fail: it misses %s', (_, listed, host) => {
    expect(of({ mx: [...listed] })).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'sts-misses', figures: { host } },
    });
    expect(of({ mx: [...listed], mode: 'testing' }).outcome).toBe('fail');
  });
  test('fail: the id is the same; or new so lately that senders may hold the one before', () => {
    expect(of({ staleId: true }).evidence.code).toBe('sts-same-id');
    const since = at(NOW) - 299_000;
    const lately = withFacts(moving, {
      recordSets: { [`_mta-sts.${DOMAIN}/TXT`]: { ttlSeconds: 300, ttlSince: 0, formerGoneAt: 0 } },
    });
    const policies = { [DOMAIN]: { ...policy, since, staleId: false } };
    const record = withExtras(
      { policies: { [DOMAIN]: seen({ id: '1' }) } },
      withFacts(lately, { policies, ...image({ [`${DOMAIN}/MX`]: ['10 sv12.oldhost.example'] }) }),
    );
    expect(item(record, KEY)).toMatchObject({
      outcome: 'fail',
      earliest: since + 300_000,
      evidence: { code: 'sts-new-lately' },
    });
    expect(item(record, KEY, NOW + 1_000).outcome).toBe('pass');
  });
  test('fail: what stands in its place is no policy', () => {
    const broken = withExtras({ policies: { [DOMAIN]: seen({ id: '1', reason: 'host' }) } });
    expect(item(broken, KEY)).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'sts-broken', figures: { reason: 'host' } },
    });
  });
});

describe('tlsa, ptr and dnssec', () => {
  const tlsa = (values: readonly string[], fits?: boolean) =>
    item(
      withExtras({
        tlsa: { [`mail.${DOMAIN}`]: seen({ values: [...values], ...(fits === undefined ? {} : { fits }) }) },
      }),
      `tlsa:mail.${DOMAIN}`,
    );
  test('tlsa: none, one that fits, one that does not, and one that could not be compared', () => {
    expect(tlsa([]).evidence.code).toBe('not-used');
    expect(tlsa(['3 1 1 ab'], true).outcome).toBe('pass');
    expect(tlsa(['3 1 1 ab'], false)).toMatchObject({ outcome: 'fail', evidence: { code: 'tlsa-misfits' } });
    expect(tlsa(['3 1 1 ab'])).toMatchObject({ outcome: 'unknown', evidence: { code: 'tlsa-unseen' } });
  });
  test.each([
    ['ptr-missing', { names: [], confirmed: [] }],
    ['ptr-unconfirmed', { names: ['a.example'], confirmed: [] }],
    ['ptr-greeting-differs', { names: ['a.example'], confirmed: ['a.example'], greeting: 'b.example' }],
    ['ptr-confirmed', { names: ['a.example'], confirmed: ['a.example'], greeting: 'A.example' }],
  ] as const)('%s', (code, pointer) => {
    const fields = { ...pointer, names: [...pointer.names], confirmed: [...pointer.confirmed] };
    const found = item(withExtras({ pointers: { [NEW]: seen(fields) } }), `ptr:${NEW}`);
    expect([found.evidence.code, found.outcome]).toEqual([code, code === 'ptr-confirmed' ? 'pass' : 'fail']);
  });
  const signing = (state: 'secure' | 'bogus' | 'unvalidated', record = ready, ds = [1]) =>
    item(
      withExtras({ signing: { [DOMAIN]: seen({ state, ds, keys: [2], ede: [7, 9] }) } }, record),
      `dnssec:${DOMAIN}`,
    );
  test('dnssec: it holds, it is broken, or nobody validated', () => {
    expect(signing('secure').outcome).toBe('pass');
    expect(signing('bogus')).toMatchObject({ outcome: 'fail', evidence: { figures: { ede: '7, 9' } } });
    expect(signing('unvalidated').outcome).toBe('unknown');
  });
  test('dnssec, before the delegation moves: only where the servers to come hold a key that the parent names', () => {
    const moving = withFacts(ready, { dnsMove: { servers: ['ns1.newdns.example'], at: at(0), by: 'UAOI' } });
    expect(signing('secure', moving).outcome).toBe('unknown');
    // RFC 4034, section 5.4: the key 60485.
    const key =
      '256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==';
    const newZones = {
      [DOMAIN]: {
        at: at(LOOKED),
        servers: [{ name: 'ns1.newdns.example', address: '198.51.100.9' }],
        answers: { [`198.51.100.9|${DOMAIN}/DNSKEY`]: [key] },
        failures: [],
      },
    };
    expect(signing('secure', withExtras({ newZones }, moving), [60_485]).outcome).toBe('pass');
    expect(signing('secure', withExtras({ newZones }, moving), [60_486])).toMatchObject({
      outcome: 'fail',
      waivable: true,
      evidence: { code: 'dnssec-keys-missing', figures: { zone: DOMAIN, servers: ['ns1.newdns.example'] } },
    });
    const unheard = { [DOMAIN]: { ...newZones[DOMAIN], answers: {} } };
    expect(signing('secure', withExtras({ newZones: unheard }, moving), [60_485]).outcome).toBe('unknown');
  });
  test('dnssec: a DS that was taken out is waited for, until caches forget it', () => {
    const moving = withFacts(ready, { dnsMove: { servers: ['ns1.newdns.example'], at: at(0), by: 'UAOI' } });
    const known = { parent: ['ns1.dns.example'], ttlSeconds: 86_400, since: at(0), servers: [] };
    const goneIn = (ms: number, record = moving) =>
      item(
        withExtras(
          { signing: { [DOMAIN]: seen({ state: 'unsigned' as const, ds: [], keys: [2], ede: [] }) } },
          withFacts(record, { delegations: { [DOMAIN]: { ...known, dsGoneAt: at(LOOKED) + ms } } }),
        ),
        `dnssec:${DOMAIN}`,
      );
    const waits = goneIn(DAY_MS);
    expect(waits).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'dnssec-ds-remembered' },
      earliest: at(LOOKED) + DAY_MS,
    });
    expect(goneIn(-DAY_MS).outcome).toBe('pass');
    expect(goneIn(DAY_MS, ready).outcome).toBe('pass');
  });
  test('dnssec, once the parent leads to the new servers: what validates there is enough', () => {
    const delegation = { parent: ['ns1.newdns.example'], ttlSeconds: 300, since: at(0), servers: ['198.51.100.9'] };
    const moved = withFacts(ready, {
      dnsMove: { servers: ['ns1.newdns.example'], at: at(0), by: 'UAOI' },
      delegations: { [DOMAIN]: delegation },
    });
    expect(signing('secure', moved).outcome).toBe('pass');
  });
});

describe('new-zone', () => {
  const KEY = `new-zone:${DOMAIN}`;
  const server = { name: 'ns1.newdns.example', address: '198.51.100.9' };
  const base = withFacts(ready, {
    dnsMove: { servers: [server.name], at: at(0), by: 'UAOI' },
    ...image({
      [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`],
      [`${DOMAIN}/TXT`]: [SPF_OLD, 'site=1'],
      [`mail.${DOMAIN}/A`]: [OLD],
      [`imap.${DOMAIN}/CNAME`]: [`mail.${DOMAIN}`],
      [`imap.${DOMAIN}/A`]: [OLD],
      [`${DOMAIN}/NS`]: ['ns1.dns.example'],
      [`${DOMAIN}/SOA`]: ['ns1.dns.example a.dns.example 1 2 3 4 5'],
    }),
  });
  const good: Readonly<Record<string, readonly string[]>> = {
    [`${DOMAIN}/MX`]: [`10 MAIL.${DOMAIN}`],
    [`${DOMAIN}/TXT`]: ['site=1', SPF_BOTH],
    [`mail.${DOMAIN}/A`]: [NEW],
    [`imap.${DOMAIN}/CNAME`]: [`mail.${DOMAIN}`],
  };
  const of = (answers: typeof good, failures: readonly { server: string; code: string }[] = [], servers = [server]) => {
    const keyed = Object.entries(answers).map(([key, values]): [string, string[]] => [
      `${server.address}|${key}`,
      [...values],
    ]);
    const zone = { at: at(LOOKED), servers, answers: Object.fromEntries(keyed), failures: [...failures] };
    return item(withExtras({ newZones: { [DOMAIN]: zone } }, base), KEY);
  };
  test('pass: it equals the old one but for the plan', () => {
    expect(of(good)).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'new-zone-equal', figures: { total: 4, servers: [server.name] } },
    });
  });
  test.each([
    ['the plan is not in it', { [`mail.${DOMAIN}/A`]: [OLD] }, `mail.${DOMAIN}/A`],
    ['a text beside SPF was forgotten', { [`${DOMAIN}/TXT`]: [SPF_BOTH] }, `${DOMAIN}/TXT`],
    ['a record was forgotten', { [`imap.${DOMAIN}/CNAME`]: [] }, `imap.${DOMAIN}/CNAME`],
  ] as const)('fail: %s', (_, change, record) => {
    expect(of({ ...good, ...change })).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'new-zone-differs', figures: { count: 1, record, server: server.name } },
    });
  });
  test('unknown: not read, not wholly, or not by every server', () => {
    const { [`${DOMAIN}/MX`]: _mx, ...less } = good;
    for (const unread of [
      of(less),
      of(good, [{ server: 'ns1.newdns.example', code: 'dns-timeout' }]),
      of(good, [], []),
    ])
      expect(unread).toMatchObject({ outcome: 'unknown', evidence: { code: 'new-zone-unread' } });
    expect(item(base, KEY).outcome).toBe('unknown');
  });
});
