import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyName } from '../../../src/dns/mail-records.ts';
import type { Facts } from '../../../src/migration/facts.ts';
import type { AuthorityObservation } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { lookAtZone } from '../../../src/service/looks/zone.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { openSqlite, type SqliteAdapter } from '../../../src/store/sqlite.ts';
import { createVault } from '../../../src/store/vault.ts';
import { type LittleInternet, startLittleInternet, USUAL_SERVER, wholeZone } from '../../dns/little-internet.ts';
import { started } from '../../migration/a-migration.ts';
import { makeSelfSigned } from '../../servers/certificates.ts';
import { stopDnsDaemons } from '../../servers/dns-daemon.ts';
import { type Nsd, startNsd } from '../../servers/nsd.ts';
import { mailDeps } from '../mail-deps.ts';

const OLD = '192.0.2.10';
const NEW = '203.0.113.20';
const NEW_HOST = 'mx3.newhost.example';
const TO_COME = '198.51.100.53';
/** 日本語.test: internationalised names are asked for as they stand in DNS. */
const NIHONGO = 'xn--wgv71a119e.test';
const KEY = `v=DKIM1; k=rsa; p=${generateKeyPairSync('rsa', { modulusLength: 1_024 })
  .publicKey.export({ type: 'spki', format: 'der' })
  .toString('base64')}`;
/** A text of a zone file, in pieces of at most 255 bytes. */
const text = (value: string) => (value.match(/.{1,200}/g) ?? []).map((piece) => `"${piece}"`).join(' ');

let internet: LittleInternet;
let toCome: Nsd;
let smtp: SMTPServer;
let adapter: SqliteAdapter;
let pin: string;

const moving = () => `@ IN A 192.0.2.80
@ IN MX 10 mail
@ IN MX 20 in
@ IN MX 30 backup.provider.example.
@ IN TXT "v=spf1 ip4:${OLD} ip4:${NEW} -all"
* IN TXT "v=spf1 ip4:192.0.2.99 -all"
mail IN A ${OLD}
in IN A ${OLD}
imap IN CNAME mail
webmail IN CNAME web.silent.test.
www IN A 192.0.2.80
shop IN A 192.0.2.81
_dmarc IN TXT "v=DMARC1; p=none"
_mta-sts IN TXT "v=STSv1; id=1;"
_smtp._tls IN TXT "v=TLSRPTv1; rua=mailto:tls@moving.test"
_imaps._tcp IN SRV 0 1 993 box
_pop3._tcp IN SRV 0 0 0 .
box IN A ${OLD}
_25._tcp.mail IN TLSA 3 1 1 ${pin}
_25._tcp.in IN TLSA 3 1 1 ${'00'.repeat(32)}
autodiscover IN CNAME autodiscover.provider.example.
s1._domainkey IN TXT ${text(KEY)}
selector1._domainkey IN CNAME selector1.provider.example.
sv12._domainkey IN TXT "v=DKIM1; p="
autoconfig IN NS ns.silent.test.`;

beforeAll(async () => {
  const issued = await makeSelfSigned(['mail.moving.test']);
  const spki = new X509Certificate(issued.cert).publicKey.export({ type: 'spki', format: 'der' });
  pin = createHash('sha256').update(spki).digest('hex');
  smtp = new SMTPServer({ name: NEW_HOST, secure: false, ...issued });
  const port = await new Promise<number>((resolve) => {
    smtp.listen(0, '127.0.0.1', () => {
      const bound = smtp.server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  [internet, toCome] = await Promise.all([
    startLittleInternet(
      {
        'moving.test': moving(),
        [NIHONGO]: '@ IN MX 10 imap.moving.test.\n@ IN MX 20 192.0.2.10.',
        'null.test': '@ IN MX 0 .\n*._domainkey IN TXT "v=DKIM1; p="',
        'provider.example': `backup IN A 203.0.113.90\nalias IN CNAME backup\nautodiscover IN A 203.0.113.91\nselector1 IN TXT ${text(KEY)}`,
        'newhost.example': `mx3 IN A ${NEW}\nns1 IN A ${TO_COME}`,
        '113.0.203.in-addr.arpa': `20 IN PTR ${NEW_HOST}.`,
        '2.0.192.in-addr.arpa': '',
      },
      { delegated: [{ name: 'silent.test', servers: { 'ns.silent.test': '192.0.2.99' } }] },
    ),
    startNsd({
      'moving.test': wholeZone('moving.test', moving().replace('shop IN A 192.0.2.81', ''), 1, [
        'ns1.newhost.example.',
      ]),
    }),
  ]);
  internet.book.set(TO_COME, toCome);
  internet.book.set(`${NEW}:587`, { host: '127.0.0.1', port });
  adapter = openSqlite({ path: ':memory:' });
}, 60_000);

afterAll(async () => {
  await stopDnsDaemons();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  await adapter?.disconnect();
});

const server = { imap: { port: 993, security: 'tls' }, smtp: { port: 587, security: 'starttls' } } as const;
const aMigration = (change: Partial<Facts> = {}): Migration => {
  const migration = started({
    domain: 'moving.test',
    furtherDomains: [NIHONGO, 'null.test'],
    servers: {
      old: { host: 'sv12.oldhost.example', addresses: [OLD], ...server },
      new: { host: NEW_HOST, addresses: [], ...server },
    },
  });
  return { ...migration, facts: { ...migration.facts, ...change } };
};
const look = (migration: Migration, now = Date.now) =>
  lookAtZone(
    {
      dialer: internet.dialer,
      vault: createVault(adapter, ringOfOne(Buffer.alloc(32, 7))),
      vantages: [],
      roots: internet.roots,
      ...mailDeps,
      now,
    },
    migration,
    AbortSignal.timeout(20_000),
  );

/** "name/TYPE" → values, of what is there. */
const imageOf = (observations: readonly AuthorityObservation[]) =>
  Object.fromEntries(
    observations.flatMap(({ question: { name, type }, result }) =>
      result.outcome === 'answer' && result.values.length > 0 ? [[`${name}/${type}`, result.values] as const] : [],
    ),
  );
const PLAN: Facts['plan'] = [
  { name: 'mail.moving.test', type: 'A', before: [OLD], after: [NEW], when: 'rewrite' },
  { name: 'in.moving.test', type: 'A', before: [OLD], after: [NEW], when: 'rewrite' },
];

describe('before anything is planned', () => {
  it('finds every record set that carries mail, of each domain, and where it leads', async () => {
    const report = await look(
      aMigration({ selectors: [{ domain: 'moving.test', selector: 'sv12' }], names: ['shop.moving.test'] }),
    );
    const image = imageOf(report.observations);
    expect(image).toMatchObject({
      'moving.test/MX': ['10 mail.moving.test', '20 in.moving.test', '30 backup.provider.example'],
      'moving.test/TXT': [`v=spf1 ip4:${OLD} ip4:${NEW} -all`],
      'moving.test/NS': ['ns.moving.test'],
      'moving.test/A': ['192.0.2.80'],
      'moving.test/SOA': ['ns.moving.test hostmaster.moving.test 1 3600 900 604800 60'],
      'mail.moving.test/A': [OLD],
      'in.moving.test/A': [OLD],
      'box.moving.test/A': [OLD],
      'imap.moving.test/CNAME': ['mail.moving.test'],
      'webmail.moving.test/CNAME': ['web.silent.test'],
      'www.moving.test/A': ['192.0.2.80'],
      'shop.moving.test/A': ['192.0.2.81'],
      '_dmarc.moving.test/TXT': ['v=DMARC1; p=none'],
      '_mta-sts.moving.test/TXT': ['v=STSv1; id=1;'],
      '_smtp._tls.moving.test/TXT': ['v=TLSRPTv1; rua=mailto:tls@moving.test'],
      '_imaps._tcp.moving.test/SRV': ['0 1 993 box.moving.test'],
      '_pop3._tcp.moving.test/SRV': ['0 0 0 .'],
      '_25._tcp.mail.moving.test/TLSA': [`3 1 1 ${pin}`],
      'autodiscover.moving.test/CNAME': ['autodiscover.provider.example'],
      's1._domainkey.moving.test/TXT': [KEY],
      'selector1._domainkey.moving.test/TXT': [KEY],
      'sv12._domainkey.moving.test/TXT': ['v=DKIM1; p='],
      [`${NIHONGO}/MX`]: ['10 imap.moving.test', '20 192.0.2.10'],
      'null.test/MX': ['0 .'],
    });
    expect(report.addresses).toEqual({ new: [NEW] });
  });

  it('takes no wildcard for a key, and asks no one twice', async () => {
    const { observations } = await look(aMigration());
    const keys = Object.keys(imageOf(observations)).filter((key) => key.includes('._domainkey.'));
    expect(keys.sort()).toEqual(['s1._domainkey.moving.test/TXT', 'selector1._domainkey.moving.test/TXT']);
    const asked = observations.map(({ question: { name, type }, server: { address } }) => `${name}/${type} ${address}`);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('lets no name that leads to nobody keep all the rest waiting', async () => {
    const { observations } = await look(aMigration());
    expect(observations.filter(({ result }) => result.outcome === 'failed')).toEqual([]);
  });

  it('says how the world is led to each zone', async () => {
    const { delegations, servers } = await look(aMigration());
    expect(delegations?.map(({ zone }) => zone).sort()).toEqual(['moving.test', 'null.test', NIHONGO]);
    expect(delegations?.find(({ zone }) => zone === 'moving.test')).toMatchObject({
      parent: { outcome: 'answer', values: ['ns.moving.test'], ttlSeconds: 7_200 },
      child: { outcome: 'answer', values: ['ns.moving.test'], ttlSeconds: 600 },
      servers: [{ name: 'ns.moving.test', address: USUAL_SERVER }],
    });
    expect(servers?.map(({ address }) => address)).toEqual([USUAL_SERVER]);
  });
});

describe('what the cut-over gate judges', () => {
  it('SPF, keys, names of the addresses, pins and signatures, at the first look already', async () => {
    const { extras } = await look(aMigration({ plan: PLAN, newSelectors: ['s9'] }));
    expect(extras?.spf).toHaveLength(6);
    expect(extras?.spf).toContainEqual(
      expect.objectContaining({
        domain: 'moving.test',
        side: 'new',
        address: NEW,
        result: expect.objectContaining({ verdict: 'pass' }),
      }),
    );
    expect(extras?.spf?.find(({ domain }) => domain === NIHONGO)?.result).toMatchObject({ verdict: 'none' });
    const states = extras?.dkim
      ?.toSorted((a, b) => (keyName(a) < keyName(b) ? -1 : 1))
      .map(({ domain, selector, result }) => [selector, domain, result.outcome === 'key' && result.state]);
    expect(states?.filter(([, domain]) => domain === 'moving.test')).toEqual([
      ['s1', 'moving.test', 'valid'],
      ['s9', 'moving.test', 'absent'],
      ['selector1', 'moving.test', 'valid'],
    ]);
    expect(extras?.pointers).toMatchObject([
      { address: OLD, side: 'old', result: { names: [], confirmed: [] } },
      { address: NEW, side: 'new', result: { names: [NEW_HOST], confirmed: [NEW_HOST], greeting: NEW_HOST } },
    ]);
    expect(extras?.tlsa).toMatchObject([
      { host: 'in.moving.test', result: { fits: false } },
      { host: 'mail.moving.test', result: { values: [`3 1 1 ${pin}`], fits: true } },
    ]);
    expect(extras?.policies?.map(({ domain, result }) => [domain, result.outcome])).toEqual([
      ['moving.test', 'no-policy'],
      [NIHONGO, 'no-policy'],
      ['null.test', 'no-policy'],
    ]);
    expect(extras?.signing?.map(({ zone, result }) => [zone, result.outcome === 'signing' && result.state])).toEqual([
      ['moving.test', 'unsigned'],
      [NIHONGO, 'unsigned'],
      ['null.test', 'unsigned'],
    ]);
    expect(extras).not.toHaveProperty('newZones');
  });

  it('MX hosts elsewhere, served and planned, at the servers of their own zones', async () => {
    const mx = ['5 alias.provider.example', `10 ${NEW_HOST}`, '20 none.provider.example', '30 mx.silent.test'];
    const planned: Facts['plan'][number] = { name: 'moving.test', type: 'MX', before: [], after: mx, when: 'rewrite' };
    const { extras } = await look(aMigration({ plan: [...PLAN, planned] }));
    const found = Object.fromEntries((extras?.exchangers ?? []).map(({ host, result }) => [host, result]));
    expect(found).toMatchObject({
      [NEW_HOST]: { outcome: 'exchanger', addresses: [NEW] },
      'backup.provider.example': { outcome: 'exchanger', addresses: ['203.0.113.90'] },
      'alias.provider.example': { outcome: 'exchanger', addresses: [], alias: 'backup.provider.example' },
      'none.provider.example': { outcome: 'exchanger', addresses: [] },
      'mx.silent.test': { outcome: 'failed' },
    });
    // Hosts of ours are asked at every server of theirs; an address in the place of a name is none.
    expect(Object.keys(found)).toHaveLength(5);
  });
});

describe('while the rewrite is being done', () => {
  const begun = (at: number, lookedAt: number): Migration => {
    const migration = aMigration({ plan: PLAN, furtherDomains: [], rewriteBegunAt: at });
    return { ...migration, sightings: { ...migration.sightings, looks: { zone: { at: lookedAt } } } };
  };

  it('asks for the plan and the serial alone, and looks at signatures', async () => {
    const now = Date.now();
    const migration = begun(now - 60_000, now - 30_000);
    const policies = { 'moving.test': { seen: { at: now - 30_000, reason: 'absent' } } };
    const { observations, extras } = await look({
      ...migration,
      sightings: { ...migration.sightings, extras: { policies } },
    });
    expect(observations.map(({ question: { name, type } }) => `${name}/${type}`)).toEqual([
      'mail.moving.test/A',
      'in.moving.test/A',
      'moving.test/SOA',
    ]);
    expect(Object.keys(extras ?? {})).toEqual(['signing']);
  });

  it('asks for everything once more at its very beginning', async () => {
    const now = Date.now();
    const { observations } = await look(begun(now - 1_000, now - 60_000));
    expect(imageOf(observations)).toHaveProperty('_dmarc.moving.test/TXT');
  });
});

describe('a change of DNS provider', () => {
  const dnsMove = { servers: ['ns1.newhost.example', 'ns2.nowhere.test'], at: 1, by: 'UAOI' };
  const image = (served: Readonly<Record<string, readonly string[]>>): NonNullable<Facts['image']> => ({
    at: 1,
    records: Object.fromEntries(
      Object.entries(served).map(([key, values]) => [key, { values: [...values], ttlSeconds: 600 }]),
    ),
  });
  const known = image({
    'shop.moving.test/A': ['192.0.2.81'],
    '_dmarc.moving.test/TXT': ['v=DMARC1; p=none'],
    'imap.moving.test/A': [OLD],
    'null.test/MX': ['0 .'],
  });

  it('asks the servers to come for the before-image and the plan, and says which it cannot find', async () => {
    const migration = aMigration({ plan: PLAN, furtherDomains: [], image: known, dnsMove });
    const { extras, delegations } = await look(migration);
    const [zone, ...others] = extras?.newZones ?? [];
    expect(others).toEqual([]);
    expect(zone).toMatchObject({
      zone: 'moving.test',
      servers: [{ name: 'ns1.newhost.example', address: TO_COME }],
      failures: [{ server: 'ns2.nowhere.test', failure: { code: 'dns-no-servers' } }],
    });
    expect(
      zone?.observations.map(({ question: { name, type }, result }) => [
        name,
        type,
        result.outcome === 'answer' && result.values,
      ]),
    ).toEqual([
      ['shop.moving.test', 'A', []],
      ['_dmarc.moving.test', 'TXT', ['v=DMARC1; p=none']],
      ['imap.moving.test', 'A', [OLD]],
      ['mail.moving.test', 'A', [OLD]],
      ['in.moving.test', 'A', [OLD]],
      // A DS at the parent must lead to a key of theirs.
      ['moving.test', 'DNSKEY', []],
    ]);
    expect(delegations?.find((one) => one.zone === 'moving.test')?.servers.map(({ address }) => address)).toEqual([
      USUAL_SERVER,
    ]);
  });

  it('once the parent leads there: the new servers are those of the zone, the old one is asked on, and no new zone is left', async () => {
    await internet.delegate([{ name: 'moving.test', servers: { 'ns1.newhost.example': TO_COME } }], 2);
    const servers = { 'moving.test': [USUAL_SERVER] };
    const { extras, delegations, observations } = await look(
      aMigration({
        plan: PLAN,
        furtherDomains: [],
        image: known,
        dnsMove: { ...dnsMove, servers: ['ns1.newhost.example'] },
        zones: servers,
        authorities: { [USUAL_SERVER]: 'ns.moving.test' },
      }),
    );
    expect(extras?.newZones).toEqual([]);
    expect(delegations?.find((one) => one.zone === 'moving.test')).toMatchObject({
      parent: { values: ['ns1.newhost.example'] },
      servers: [{ name: 'ns1.newhost.example', address: TO_COME }],
    });
    const shop = observations.filter(({ question }) => question.name === 'shop.moving.test' && question.type === 'A');
    expect(
      shop.map(({ server: { address }, result }) => [address, result.outcome === 'answer' && result.values]),
    ).toEqual([
      [TO_COME, []],
      [USUAL_SERVER, ['192.0.2.81']],
    ]);
  });
});
