import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '../../../src/migration/decide.ts';
import type { Event } from '../../../src/migration/events.ts';
import { findings } from '../../../src/migration/findings.ts';
import { assessGate } from '../../../src/migration/gates/assess.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { HOUR_MS } from '../../../src/migration/time.ts';
import type { Endpoint } from '../../../src/net/dial.ts';
import { lookAtZone } from '../../../src/service/looks/zone.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { openSqlite, type SqliteAdapter } from '../../../src/store/sqlite.ts';
import { createVault } from '../../../src/store/vault.ts';
import { type Delegated, type LittleInternet, startLittleInternet, wholeZone } from '../../dns/little-internet.ts';
import { started } from '../../migration/a-migration.ts';
import { stopDnsDaemons } from '../../servers/dns-daemon.ts';
import { startNsd } from '../../servers/nsd.ts';
import { mailDeps } from '../mail-deps.ts';

const OLD = '192.0.2.10';
const LIVE = '192.0.2.54';
/** Its packets are taken, and nothing comes back. */
const SILENT = '192.0.2.98';

let internet: LittleInternet;
let adapter: SqliteAdapter;
let blackHole: Socket;

const host = (text: string) => `@ IN MX 10 mail\nmail IN A ${OLD}\n${text}`;
const zones = {
  'gone.test': host('webmail IN NS ns1.nobody.test.\nwebmail IN NS ns2.nobody.test.'),
  'silent.test': host(`webmail IN NS ns.webmail\nns.webmail IN A ${SILENT}`),
  'lame.test': host('webmail IN NS ns.lame.test.'),
  'alias.test': host('webmail IN CNAME web.webmail.silent.test.'),
  'mx.test': '@ IN MX 10 mail\n@ IN MX 20 in.dead\n@ IN MX 10 mail\ndead IN NS ns1.nobody.test.\nmail IN A 192.0.2.10',
};
const DEAD = Array.from({ length: 5 }, (_, index) => `198.51.100.${101 + index}`);

beforeAll(async () => {
  blackHole = createSocket('udp4');
  const hole = await new Promise<Endpoint>((resolve) => {
    blackHole.bind(0, '127.0.0.1', () => resolve({ host: '127.0.0.1', port: blackHole.address().port }));
  });
  const names = [['ns0.half.test', LIVE], ...DEAD.map((address, index) => [`ns${index + 1}.half.test`, address])];
  const half: Delegated = { name: 'half.test', servers: Object.fromEntries(names) };
  const text = wholeZone('half.test', host(names.map(([name, address]) => `${name}. IN A ${address}`).join('\n')), 1, [
    ...names.map(([name]) => `${name}.`),
  ]);
  const [made, live] = await Promise.all([
    startLittleInternet(zones, { delegated: [half] }),
    startNsd({ 'half.test': text }),
  ]);
  internet = made;
  internet.book.set(LIVE, live);
  for (const address of [SILENT, ...DEAD]) internet.book.set(address, hole);
  adapter = openSqlite({ path: ':memory:' });
}, 60_000);
afterAll(async () => {
  await stopDnsDaemons();
  blackHole.close();
  await adapter?.disconnect();
});

/** A first look, `laterMs` after the migration was started, and what it makes of the record. */
async function looked(
  domain: string,
  laterMs = 0,
): Promise<{ record: Migration; events: readonly Event[]; tookMs: number }> {
  const now = Date.now();
  const fresh = started({ domain });
  const migration: Migration = { ...fresh, facts: { ...fresh.facts, startedAt: now - laterMs } };
  const vault = createVault(adapter, ringOfOne(Buffer.alloc(32, 7)));
  const deps = { dialer: internet.dialer, vault, vantages: [], roots: internet.roots, now: Date.now, ...mailDeps };
  const report = await lookAtZone(deps, migration, AbortSignal.timeout(30_000));
  const tookMs = Date.now() - now;
  const decision = decide(migration, report, Date.now());
  if (!decision.ok) throw new Error(decision.refusal.code);
  return { record: decision.migration, events: decision.events, tookMs };
}
const planned = (record: Migration) => record.facts.plan.map(({ name, type }) => `${name}/${type}`);
const remarked = (record: Migration) =>
  findings(record).flatMap(({ code, figures }) => (code === 'name-unserved' ? [figures.name] : []));

describe('a usual name that nobody serves keeps neither plan nor before-image waiting, and is remarked', () => {
  it.each([
    ['to name servers that do not exist', 'gone.test'],
    ['to name servers that do not answer', 'silent.test'],
    ['to a name server that knows nothing of it', 'lame.test'],
    ['by an alias', 'alias.test'],
  ])('handed %s', { timeout: 30_000 }, async (_how, domain) => {
    const { record } = await looked(domain);
    expect(planned(record)).toContain(`mail.${domain}/A`);
    expect(record.facts.image?.records[`mail.${domain}/A`]?.values).toEqual([OLD]);
    expect(remarked(record)).toEqual([`webmail.${domain}`]);
    expect(planned(record).filter((key) => key.startsWith('webmail.'))).toEqual([]);
  });

  it('an MX that leads there is waited for, but not for ever: then its host counts as unknown', {
    timeout: 30_000,
  }, async () => {
    expect((await looked('mx.test')).record.facts.plan).toEqual([]);
    const { record } = await looked('mx.test', HOUR_MS);
    expect(planned(record)).toContain('mail.mx.test/A');
    expect(remarked(record)).toEqual(['in.dead.mx.test']);
    const unplanned = {
      ...record,
      facts: { ...record.facts, plan: record.facts.plan.filter(({ type }) => type !== 'MX') },
    };
    const rest = assessGate(unplanned, 'cut-over', Date.now()).criteria.find(({ id }) => id === 'CUT-PLAN-REST');
    expect(rest?.items.find(({ key }) => key === 'mx:mx.test')?.outcome).toBe('unknown');
  });
});

it('a domain all of whose servers but one are dead is read all the same, in time', { timeout: 40_000 }, async () => {
  const { record, tookMs } = await looked('half.test');
  expect(planned(record)).toContain('mail.half.test/A');
  expect(record.facts.image?.records['half.test/MX']?.values).toEqual(['10 mail.half.test']);
  expect(Object.keys(record.facts.authorities).sort()).toEqual([LIVE, ...DEAD].sort());
  expect(remarked(record)).toEqual([]);
  expect(tookMs).toBeLessThan(15_000);
});

it('a domain that nobody has registered is told apart from one that was not heard', { timeout: 30_000 }, async () => {
  const { record } = await looked('aozora.exmaple');
  expect(record.facts.image).toBeUndefined();
  expect(findings(record).map(({ code }) => code)).toContain('domain-empty');
  const rest = assessGate(record, 'cut-over', Date.now()).criteria.find(({ id }) => id === 'CUT-PLAN-REST');
  expect(rest?.items.find(({ key }) => key === 'domain:aozora.exmaple')).toMatchObject({
    outcome: 'fail',
    evidence: { code: 'domain-empty', figures: { domain: 'aozora.exmaple' } },
    waivable: true,
  });
});
