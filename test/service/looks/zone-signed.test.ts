import { afterAll, beforeAll, expect, it } from 'vitest';
import { decide } from '../../../src/migration/decide.ts';
import type { Facts } from '../../../src/migration/facts.ts';
import { assessGate } from '../../../src/migration/gates/assess.ts';
import { lookAtZone } from '../../../src/service/looks/zone.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { openSqlite, type SqliteAdapter } from '../../../src/store/sqlite.ts';
import { createVault } from '../../../src/store/vault.ts';
import { type LittleInternet, startLittleInternet, wholeZone } from '../../dns/little-internet.ts';
import { started } from '../../migration/a-migration.ts';
import { stopDnsDaemons } from '../../servers/dns-daemon.ts';
import { startNsd } from '../../servers/nsd.ts';
import { signZone } from '../../servers/signed-zone.ts';
import { mailDeps } from '../mail-deps.ts';

const SAME_KEY = '198.51.100.53';
const OWN_KEY = '198.51.100.54';
const ZONE = 'signed.test';
let internet: LittleInternet;
let adapter: SqliteAdapter;
let ds: number;

beforeAll(async () => {
  const text = wholeZone(ZONE, '@ IN MX 10 mail\nmail IN A 192.0.2.10');
  const [present, other] = [signZone(ZONE, text), signZone(ZONE, text)];
  ds = Number(present.ds.split(' ')[0]);
  const [old, same, own] = await Promise.all([present, present, other].map((one) => startNsd({ [ZONE]: one.text })));
  internet = await startLittleInternet(
    { 'dns.test': `same IN A ${SAME_KEY}\nown IN A ${OWN_KEY}` },
    { delegated: [{ name: ZONE, ds: present.ds, servers: { [`ns.${ZONE}`]: '192.0.2.54' } }] },
  );
  for (const [address, server] of [
    ['192.0.2.54', old],
    [SAME_KEY, same],
    [OWN_KEY, own],
  ] as const) {
    if (server !== undefined) internet.book.set(address, server);
  }
  adapter = openSqlite({ path: ':memory:' });
}, 60_000);
afterAll(async () => {
  await stopDnsDaemons();
  await adapter?.disconnect();
});

/** The item on DNSSEC after a look, with these servers to come, and a validating resolver's word as given. */
async function judged(servers: readonly string[]) {
  const migration = started({ domain: ZONE });
  const plan: Facts['plan'] = [
    { name: `mail.${ZONE}`, type: 'A', before: ['192.0.2.10'], after: ['203.0.113.20'], when: 'rewrite' },
  ];
  const facts: Facts = { ...migration.facts, plan, dnsMove: { servers: [...servers], at: 1, by: 'UAOI' } };
  const report = await lookAtZone(
    {
      dialer: internet.dialer,
      vault: createVault(adapter, ringOfOne(Buffer.alloc(32, 7))),
      vantages: [],
      roots: internet.roots,
      ...mailDeps,
      now: Date.now,
    },
    { ...migration, facts },
    AbortSignal.timeout(20_000),
  );
  const now = Date.now();
  const result = { outcome: 'signing', at: now, state: 'secure', ds: [ds], keys: [], ede: [] } as const;
  const seen = { ...report, extras: { ...report.extras, signing: [{ zone: ZONE, result }] } };
  const decision = decide({ ...migration, facts }, seen, now);
  if (!decision.ok) throw new Error(decision.refusal.code);
  const rest = assessGate(decision.migration, 'cut-over', now).criteria.find(({ id }) => id === 'CUT-PLAN-REST');
  return rest?.items.find(({ key }) => key === `dnssec:${ZONE}`);
}

it('a DNS provider to come that serves the key which the parent vouches for may be led to', async () => {
  expect(await judged(['same.dns.test'])).toMatchObject({ outcome: 'pass', evidence: { code: 'dnssec-secure' } });
});

it('one of its servers that signs with a key of its own takes the domain off the air: it is named', async () => {
  expect(await judged(['same.dns.test', 'own.dns.test'])).toMatchObject({
    outcome: 'fail',
    evidence: { code: 'dnssec-keys-missing', figures: { servers: ['own.dns.test'] } },
  });
});

it('one that nobody finds leaves it open', async () => {
  expect((await judged(['nowhere.dns.test']))?.outcome).toBe('unknown');
});
