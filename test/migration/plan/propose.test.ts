import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanRecord, Server } from '../../../src/migration/facts.ts';
import { recordKey } from '../../../src/migration/keys.ts';
import type { Known } from '../../../src/migration/plan/image.ts';
import { proposePlan, servedAs, withDelegation } from '../../../src/migration/plan.ts';
import { NEW, OLD } from '../a-migration.ts';

const DOMAIN = 'kitano.example';
const server = (addresses: readonly string[], host?: string): Server => ({
  ...(host === undefined ? {} : { host }),
  addresses: [...addresses],
  imap: { port: 993, security: 'tls' },
  smtp: { port: 587, security: 'starttls' },
});
const HOSTER: Known = {
  domain: DOMAIN,
  profile: 'hoster',
  startedAt: Date.UTC(2026, 11, 1),
  servers: { old: server([OLD], 'sv12.oldhost.example'), new: server([NEW], 'mx3.newhost.example') },
};
const M365: Known = {
  ...HOSTER,
  profile: 'microsoft365',
  servers: { ...HOSTER.servers, new: server([], 'outlook.office365.com') },
};
const GOOGLE: Known = {
  ...HOSTER,
  profile: 'google',
  servers: { ...HOSTER.servers, new: server([], 'imap.gmail.com') },
};

type Image = Readonly<Record<string, readonly string[]>>;
const planned = (image: Image, known: Known = HOSTER) => proposePlan(known, new Map(Object.entries(image)));
const line = ({ name, type, before, after, when }: PlanRecord): string =>
  `${when} ${name}/${type}: ${before.join(', ')} > ${after.join(', ')}`;
const lines = (image: Image, known?: Known): readonly string[] => planned(image, known).map(line);

/** A zone whose mail host moves under an MX that stays. */
const ZONE: Image = { [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`], [`mail.${DOMAIN}/A`]: [OLD] };
const HOST = `rewrite mail.${DOMAIN}/A: ${OLD} > ${NEW}`;

describe('hosts', () => {
  test('the domain and www stay with the website; an alias of the domain gets a target of its own', () => {
    const image = {
      [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`],
      [`${DOMAIN}/A`]: [OLD],
      [`www.${DOMAIN}/A`]: [OLD],
      [`mail.${DOMAIN}/CNAME`]: [DOMAIN],
      [`mail.${DOMAIN}/A`]: [OLD],
    };
    expect(lines(image)).toEqual([`rewrite mail.${DOMAIN}/CNAME: ${DOMAIN} > mx3.newhost.example`]);
  });
  test('a host of any name moves when MX or SRV lead to it', () => {
    const image = {
      [`${DOMAIN}/MX`]: [`10 berlin.${DOMAIN}`],
      [`berlin.${DOMAIN}/A`]: [OLD],
      [`_imaps._tcp.${DOMAIN}/SRV`]: [`0 1 993 paris.${DOMAIN}`],
      [`paris.${DOMAIN}/A`]: [OLD],
      [`rome.${DOMAIN}/A`]: [OLD],
    };
    expect(lines(image)).toEqual([
      `rewrite berlin.${DOMAIN}/A: ${OLD} > ${NEW}`,
      `rewrite paris.${DOMAIN}/A: ${OLD} > ${NEW}`,
    ]);
  });
  test('autoconfig and autodiscover move; who serves the MTA-STS policy then must be said', () => {
    const image = {
      ...ZONE,
      [`autoconfig.${DOMAIN}/CNAME`]: ['sv12.oldhost.example'],
      [`autodiscover.${DOMAIN}/A`]: [OLD],
      [`mta-sts.${DOMAIN}/A`]: [OLD],
    };
    expect(lines(image)).toEqual([
      `rewrite autoconfig.${DOMAIN}/CNAME: sv12.oldhost.example > mx3.newhost.example`,
      `rewrite autodiscover.${DOMAIN}/A: ${OLD} > ${NEW}`,
      HOST,
      `rewrite mta-sts.${DOMAIN}/A: ${OLD} > `,
    ]);
  });
  test('IPv6 in any spelling is the same address', () => {
    const known = { ...HOSTER, servers: { ...HOSTER.servers, old: server(['2001:DB8:0:0::10']) } };
    const image = { [`mail.${DOMAIN}/AAAA`]: ['2001:db8::10'], [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`] };
    expect(lines(image, known)).toContain(`rewrite mail.${DOMAIN}/AAAA: 2001:db8::10 > `);
  });
  test('aliases in a circle end', () => {
    const image = { [`mail.${DOMAIN}/CNAME`]: [`imap.${DOMAIN}`], [`imap.${DOMAIN}/CNAME`]: [`mail.${DOMAIN}`] };
    expect(lines(image)).toEqual([`rewrite ${DOMAIN}/MX:  > 10 mx3.newhost.example`]);
  });
});

test('further domains move along, each with records of its own', () => {
  const other = 'kitano-shop.example';
  const image = { ...ZONE, [`${other}/MX`]: ['10 sv12.oldhost.example'], [`${other}/TXT`]: [`v=spf1 ip4:${OLD} -all`] };
  expect(lines(image, { ...HOSTER, furtherDomains: [other] })).toEqual([
    `rewrite ${other}/MX: 10 sv12.oldhost.example > 10 mx3.newhost.example`,
    HOST,
    `before ${other}/TXT: v=spf1 ip4:${OLD} -all > v=spf1 ip4:${OLD} ip4:${NEW} -all`,
  ]);
});

describe('SPF', () => {
  const spf = (text: string, known: Known = HOSTER) =>
    planned({ ...ZONE, [`${DOMAIN}/TXT`]: [text] }, known).find((record) => record.type === 'TXT');
  test('in the end the include of the old provider goes too', () => {
    expect(spf('v=spf1 include:spf.oldhost.example include:crm.example -all')).toMatchObject({
      after: [`v=spf1 include:spf.oldhost.example include:crm.example ip4:${NEW} -all`],
      final: [`v=spf1 include:crm.example ip4:${NEW} -all`],
    });
  });
  test('it stays where the new server is of the same provider', () => {
    const fresh = server([NEW], 'sv99.oldhost.example');
    const known = { ...HOSTER, servers: { ...HOSTER.servers, new: fresh } };
    expect(spf('v=spf1 include:spf.oldhost.example -all', known)?.final).toEqual([
      `v=spf1 include:spf.oldhost.example ip4:${NEW} -all`,
    ]);
  });
  test('two strings become one', () => {
    const image = { ...ZONE, [`${DOMAIN}/TXT`]: [`v=spf1 ip4:${OLD} -all`, 'v=spf1 include:crm.example ~all'] };
    expect(planned(image).find((record) => record.type === 'TXT')?.after).toEqual([
      `v=spf1 ip4:${OLD} include:crm.example ip4:${NEW} -all`,
    ]);
  });
  test('a provider with many addresses is included by name', () => {
    expect(spf(`v=spf1 ip4:${OLD} -all`, M365)).toMatchObject({
      after: [`v=spf1 ip4:${OLD} include:spf.protection.outlook.com -all`],
      final: ['v=spf1 include:spf.protection.outlook.com -all'],
    });
  });
  test('a host below the domain has one in the plan where it names the old server', () => {
    const image = {
      ...ZONE,
      [`mail.${DOMAIN}/TXT`]: ['v=spf1 a:sv12.oldhost.example -all'],
      [`news.${DOMAIN}/TXT`]: ['v=spf1 -all'],
    };
    expect(lines(image)).toContain(
      `before mail.${DOMAIN}/TXT: v=spf1 a:sv12.oldhost.example -all > v=spf1 a:sv12.oldhost.example ip4:${NEW} -all`,
    );
    expect(lines(image).filter((one) => one.includes('news.'))).toEqual([]);
  });
});

describe('keys, policies, certificates and services', () => {
  test('the key of the old server goes at the end; that of the new one, and of nobody knows whom, stays', () => {
    const image = {
      ...ZONE,
      [`old._domainkey.${DOMAIN}/TXT`]: ['v=DKIM1; p=AAAA'],
      [`crm._domainkey.${DOMAIN}/TXT`]: ['v=DKIM1; p=BBBB'],
    };
    const selectors = [
      { domain: DOMAIN, selector: 'old', side: 'old' as const },
      { domain: DOMAIN, selector: 'crm' },
    ];
    expect(lines(image, { ...HOSTER, selectors })).toEqual([
      HOST,
      `after old._domainkey.${DOMAIN}/TXT: v=DKIM1; p=AAAA > `,
    ]);
    expect(lines(image, { ...HOSTER, selectors, newSelectors: ['old'] })).toEqual([HOST]);
  });
  test('an MTA-STS policy that must list both gets a new id beforehand', () => {
    const image = {
      [`${DOMAIN}/MX`]: ['10 sv12.oldhost.example'],
      [`_mta-sts.${DOMAIN}/TXT`]: ['v=STSv1; id=20250101T0000Z;'],
    };
    const record = `before _mta-sts.${DOMAIN}/TXT: v=STSv1; id=20250101T0000Z; > v=STSv1; id=20261201T0000Z;`;
    expect(lines(image)).toContain(record);
    const policy = { id: '1', mode: 'enforce' as const, maxAgeSeconds: 86_400, since: 0, staleId: false };
    const listing = (...mx: string[]) => ({ ...HOSTER, policies: { [DOMAIN]: { ...policy, mx } } });
    expect(lines(image, listing('sv12.oldhost.example'))).toContain(record);
    expect(lines(image, listing('sv12.oldhost.example', '*.newhost.example'))).not.toContain(record);
    // The MX names the same host before and after: the policy has nothing to learn.
    expect(lines({ ...image, ...ZONE })).toEqual([HOST]);
  });
  test('what pins the certificate of a host that moves must be said; of an MX that is left it goes', () => {
    const pin = { [`_25._tcp.mail.${DOMAIN}/TLSA`]: ['3 1 1 ab'] };
    expect(lines({ ...ZONE, ...pin })).toContain(`before _25._tcp.mail.${DOMAIN}/TLSA: 3 1 1 ab > `);
    const left = { ...pin, [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`, '20 backup.example'], [`mail.${DOMAIN}/A`]: [OLD] };
    expect(lines(left)).toContain(`after _25._tcp.mail.${DOMAIN}/TLSA: 3 1 1 ab > `);
  });
  test('a service whose target does not move with its name is led to the new server', () => {
    const image = {
      ...ZONE,
      [`_imaps._tcp.${DOMAIN}/SRV`]: ['0 1 993 sv12.oldhost.example'],
      [`_submission._tcp.${DOMAIN}/SRV`]: [`0 1 587 mail.${DOMAIN}`],
      [`_pop3s._tcp.${DOMAIN}/SRV`]: ['0 0 0 .'],
    };
    expect(lines(image)).toEqual([
      HOST,
      `rewrite _imaps._tcp.${DOMAIN}/SRV: 0 1 993 sv12.oldhost.example > 0 1 993 mx3.newhost.example`,
    ]);
  });
});

describe('profiles', () => {
  test('Microsoft 365: its own MX and autodiscover, keys by aliases that a person names; the hosts go at the end', () => {
    expect(lines({ ...ZONE, [`imap.${DOMAIN}/CNAME`]: ['sv12.oldhost.example'] }, M365)).toEqual([
      `rewrite ${DOMAIN}/MX: 10 mail.${DOMAIN} > 0 kitano-example.mail.protection.outlook.com`,
      `rewrite autodiscover.${DOMAIN}/CNAME:  > autodiscover.outlook.com`,
      `after imap.${DOMAIN}/CNAME: sv12.oldhost.example > `,
      `after mail.${DOMAIN}/A: ${OLD} > `,
      `before selector1._domainkey.${DOMAIN}/CNAME:  > `,
      `before selector2._domainkey.${DOMAIN}/CNAME:  > `,
    ]);
  });
  test('Microsoft 365: what stands already is left alone, and no keys where it does not sign', () => {
    const image = { ...ZONE, [`autodiscover.${DOMAIN}/CNAME`]: ['autodiscover.outlook.com'] };
    const names = planned(image, { ...M365, newSelectors: [] }).map((record) => record.name);
    expect(names).toEqual([DOMAIN, `mail.${DOMAIN}`]);
  });
  test('services lead to the provider’s fixed names, and those that it has not go', () => {
    const image = {
      ...ZONE,
      [`_imaps._tcp.${DOMAIN}/SRV`]: [`0 1 993 mail.${DOMAIN}`],
      [`_pop3s._tcp.${DOMAIN}/SRV`]: [`0 1 995 mail.${DOMAIN}`],
    };
    expect(lines(image, GOOGLE)).toEqual([
      `rewrite ${DOMAIN}/MX: 10 mail.${DOMAIN} > 1 smtp.google.com`,
      `after mail.${DOMAIN}/A: ${OLD} > `,
      `rewrite _imaps._tcp.${DOMAIN}/SRV: 0 1 993 mail.${DOMAIN} > 0 1 993 imap.gmail.com`,
      `after _pop3s._tcp.${DOMAIN}/SRV: 0 1 995 mail.${DOMAIN} > `,
    ]);
  });
  test('a gateway in front: MX stays', () => {
    const image = { ...ZONE, [`${DOMAIN}/MX`]: ['10 in.gateway.example'] };
    expect(lines(image, { ...HOSTER, profile: 'gateway' })).toEqual([HOST]);
  });
});

describe('a change of DNS provider', () => {
  const move = { servers: ['ns2.newdns.example', 'ns1.newdns.example'], at: 0, by: 'UAOI' };
  const parent = ['ns1.dns.example', 'ns2.dns.example'];
  const delegations = { [DOMAIN]: { parent, ttlSeconds: 86_400, since: 0, servers: [] } };
  const delegation = `rewrite ${DOMAIN}/NS: ns1.dns.example, ns2.dns.example > ns1.newdns.example, ns2.newdns.example`;
  test('is the last record of the plan', () => {
    expect(lines(ZONE, { ...HOSTER, dnsMove: move, delegations })).toEqual([HOST, delegation]);
  });
  test('comes and goes with what is said, after the plan was proposed too', () => {
    const before = planned(ZONE);
    const moved = withDelegation({ ...HOSTER, dnsMove: move, delegations }, before);
    expect(moved.map(line)).toEqual([delegation, HOST]);
    expect(withDelegation({ ...HOSTER, delegations }, moved)).toEqual(before);
    expect(withDelegation({ ...HOSTER, dnsMove: move, delegations }, [])).toEqual([]);
  });
});

/** Zones of all kinds: what may stand at each question, the old server among it. */
const zones: fc.Arbitrary<Image> = fc.record(
  {
    [`${DOMAIN}/MX`]: fc.constantFrom([`10 mail.${DOMAIN}`], ['10 sv12.oldhost.example'], ['0 .'], [`10 ${DOMAIN}`]),
    [`${DOMAIN}/A`]: fc.constantFrom([OLD], ['198.51.100.9']),
    [`mail.${DOMAIN}/A`]: fc.constantFrom([OLD], [NEW], ['198.51.100.9']),
    [`imap.${DOMAIN}/CNAME`]: fc.constantFrom([`mail.${DOMAIN}`], ['sv12.oldhost.example'], [DOMAIN]),
    [`${DOMAIN}/TXT`]: fc.constantFrom(
      [`v=spf1 ip4:${OLD} include:spf.oldhost.example -all`],
      ['v=spf1 mx ~all', 'site=1'],
      [`v=spf1 ip4:${OLD} -all`, 'v=spf1 a -all'],
    ),
    [`_mta-sts.${DOMAIN}/TXT`]: fc.constant(['v=STSv1; id=1;']),
    [`_25._tcp.mail.${DOMAIN}/TLSA`]: fc.constant(['3 1 1 ab']),
    [`_imaps._tcp.${DOMAIN}/SRV`]: fc.constantFrom(['0 1 993 sv12.oldhost.example'], [`0 1 993 mail.${DOMAIN}`]),
    [`old._domainkey.${DOMAIN}/TXT`]: fc.constant(['v=DKIM1; p=AAAA']),
    [`autoconfig.${DOMAIN}/A`]: fc.constant([OLD]),
  },
  { requiredKeys: [] },
);
const selectors = [{ domain: DOMAIN, selector: 'old', side: 'old' as const }];

describe('over zones of all kinds', () => {
  const knowns: readonly Known[] = [
    { ...HOSTER, selectors },
    { ...GOOGLE, selectors },
  ];
  test('a zone that is as the plan leaves it in the end needs nothing more', () => {
    fc.assert(
      fc.property(zones, fc.constantFrom(...knowns), (image, known) => {
        const done = new Map<string, readonly string[]>(Object.entries(image));
        for (const record of proposePlan(known, done)) {
          const others = (done.get(recordKey(record)) ?? []).filter((value) => !record.before.includes(value));
          done.set(recordKey(record), [...others, ...(record.final ?? record.after)]);
          // An alias leads where it is written to, not to what was read behind it before.
          if (record.type === 'CNAME') done.delete(`${record.name}/A`);
        }
        expect(proposePlan(known, done).map(line)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
  test('what the plan says is served new when it is served, and old as long as what stood there differs', () => {
    fc.assert(
      fc.property(zones, fc.constantFrom(...knowns), (image, known) => {
        for (const record of planned(image, known)) {
          expect(servedAs(record, record.after)).toBe('new');
          expect(servedAs(record, record.final ?? record.after)).toBe('new');
          expect(servedAs(record, record.before)).not.toBe('other');
        }
      }),
      { numRuns: 500 },
    );
  });
});
