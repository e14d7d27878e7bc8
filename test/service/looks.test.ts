import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { authorityKey, mailboxKey, recordKey } from '../../src/migration/keys.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import { createService, type RunningService } from '../../src/service/service.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { openSqlite, type SqliteAdapter } from '../../src/store/sqlite.ts';
import { createVault, type Vault } from '../../src/store/vault.ts';
import { ADDRESSES, domainZone, type Internet, OLD_MAIL, startInternet } from '../dns/internet.ts';
import { aStart } from '../migration/a-migration.ts';
import { type MailServer, startMailServer } from '../servers/mail-server.ts';
import { mailDeps } from './mail-deps.ts';

const AOI = 'aoi@moving.test';
const KEN = 'ken@moving.test';
const NEW_HOST = 'backup.provider.example';
const NEW_MAIL = '203.0.113.20';
const OLD_HOST = 'sv12.oldhost.example';

let internet: Internet;
let old: MailServer;
let fresh: MailServer;
let adapter: SqliteAdapter;
let vault: Vault;
let service: RunningService;
let id: string;
/** Behind the machine's, where a test needs to have seen something before mail bears its second. */
let lagMs = 0;

/** Real DNS servers, two real mail servers, and the house from the store up to the service. */
beforeAll(async () => {
  const users = { [AOI]: 'aoi-pw', [KEN]: 'ken-pw' };
  [internet, old, fresh] = await Promise.all([
    startInternet(),
    startMailServer({ address: '127.0.0.31', hostname: OLD_HOST, users, fsync: false }),
    startMailServer({ address: '127.0.0.32', hostname: NEW_HOST, users, fsync: false }),
  ]);
  internet.book.set(OLD_MAIL, { host: old.address, port: old.imapPort });
  internet.book.set(NEW_MAIL, { host: fresh.address, port: fresh.imapPort });
  adapter = openSqlite({ path: ':memory:' });
  vault = createVault(adapter, ringOfOne(Buffer.alloc(32, 7)));
  service = createService({
    store: createMigrationStore<Migration>(adapter, parseMigration),
    vault,
    dialer: internet.dialer,
    roots: internet.roots,
    ...mailDeps,
    // An authoritative server is a poor cache, and yet what it answers is an answer.
    vantages: [{ id: 'site-1', operator: 'site', address: ADDRESSES.ns1, site: true }],
    now: () => Date.now() - lagMs,
    log: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    onCommit: () => {},
  });
  const plain = { imap: { port: 143, security: 'plain' }, smtp: { port: 587, security: 'plain' } } as const;
  const result = await service.start(
    aStart({
      domain: 'moving.test',
      servers: {
        old: { host: OLD_HOST, addresses: [OLD_MAIL], ...plain },
        new: { host: NEW_HOST, addresses: [], ...plain },
      },
    }),
    'UAOI',
  );
  if (!result.ok) throw new Error(result.refusal.code);
  id = result.migration.id;
});

afterAll(async () => {
  await service?.stop();
  await Promise.all([internet?.stop(), old?.stop(), fresh?.stop()]);
  await adapter?.disconnect();
});

const record = async (): Promise<Migration> => {
  const migration = await service.read(id);
  if (migration === undefined) throw new Error('the migration is gone');
  return migration;
};
const kindsSince = async (seq: number) =>
  (await service.history(id, 1_000)).filter((line) => line.seq > seq).map(({ event }) => event.kind);
const lastSeq = async () => (await service.history(id, 1)).at(-1)?.seq ?? 0;

describe('looks at a small internet, in the order of a migration', () => {
  it('the zone: finds the servers, pins the new one’s address, and proposes the plan', async () => {
    expect(service.nextDueAt()).toBeLessThanOrEqual(Date.now());
    await service.runDue();
    const { facts, sightings } = await record();
    expect(facts.servers.new.addresses).toEqual([NEW_MAIL]);
    expect(Object.keys(facts.authorities).sort()).toEqual([ADDRESSES.ns1, ADDRESSES.ns2]);
    expect(facts.plan.map(({ name, type, before, after }) => ({ name, type, before, after }))).toEqual([
      // The MX stays: one of its hosts moves, the other is the new server already.
      { name: 'mail.moving.test', type: 'A', before: [OLD_MAIL], after: [NEW_MAIL] },
      {
        name: 'moving.test',
        type: 'TXT',
        before: [`v=spf1 ip4:${OLD_MAIL} include:_spf.provider.example -all`],
        after: [`v=spf1 ip4:${OLD_MAIL} include:_spf.provider.example ip4:${NEW_MAIL} -all`],
      },
    ]);
    const host = authorityKey(ADDRESSES.ns2, recordKey({ name: 'mail.moving.test', type: 'A' }));
    expect(sightings.authority[host]).toMatchObject({ seen: { values: [OLD_MAIL], ttlSeconds: 300 } });
  });

  it('the vantages, before the rewrite: whether they can be reached, by a name that is none of ours', async () => {
    await service.runDue();
    const { sightings } = await record();
    // It serves `moving.test` alone, and answers nothing else.
    expect(sightings.reach).toMatchObject({ 'site-1': { code: 'dns-refused' } });
    expect(sightings.vantage).toEqual({});
    // Looked at: the next look is hours away.
    expect(service.nextDueAt()).toBeGreaterThan(Date.now() + 60_000);
  });

  it('logins: each mailbox on both servers, by address; a refused password is tried once', async () => {
    await service.change(id, {
      kind: 'add-mailboxes',
      by: 'UAOI',
      mailboxes: [AOI, KEN].map((address) => ({ address, watch: 'login' })),
    });
    const entries = [AOI, KEN].flatMap((mailbox) =>
      (['old', 'new'] as const).map((side) => ({
        mailbox,
        side,
        user: mailbox,
        password: mailbox === KEN && side === 'new' ? 'wrong' : `${mailbox.slice(0, 3)}-pw`,
      })),
    );
    const versions = await vault.putAll(id, entries);
    await service.credentialsImported(id, versions, 'UAOI');
    const before = await lastSeq();
    await service.runDue();
    const { sightings, facts } = await record();
    expect(await kindsSince(before)).toContain('credentials-refused');
    const given = versions.find(({ mailbox, side }) => mailbox === KEN && side === 'new')?.version;
    expect(facts.refusedCredentials).toEqual({ [mailboxKey(KEN, 'new')]: given });
    expect(Object.values(sightings.login).filter(({ ok }) => ok !== undefined)).toHaveLength(3);
    const refused = Object.entries(sightings.login).filter(([, { failed }]) => failed !== undefined);
    expect(refused.map(([key]) => key.split('|').slice(0, 2).join('|'))).toEqual([mailboxKey(KEN, 'new')]);

    const seq = await lastSeq();
    await service.lookNow(id, ['logins']);
    expect(await kindsSince(seq)).not.toContain('credentials-refused');
    // Not tried again: what is known of it is as old as before.
    const [key = '', was] = refused[0] ?? [];
    expect((await record()).sightings.login[key]).toEqual(was);
    const again = await vault.put(id, KEN, 'new', { user: KEN, password: 'ken-pw' });
    await service.credentialsImported(id, [{ mailbox: KEN, side: 'new', version: again }], 'UAOI');
    await service.runDue();
    expect(Object.values((await record()).sightings.login).filter(({ ok }) => ok !== undefined)).toHaveLength(4);
  });

  it('the survey: a baseline first, then a straggler by its path', async () => {
    await old.receive(AOI, letter('before'));
    await service.lookNow(id, ['survey']);
    const baseline = (await record()).facts.baselines[mailboxKey(AOI, 'old')];
    expect(baseline?.folders.find(({ path }) => path === 'INBOX')).toMatchObject({ uidNext: 2, messages: 1 });
    expect((await record()).facts.stamps).toEqual({ old: [OLD_HOST], new: [] });

    lagMs = 3_000;
    for (const server of ['ns1', 'ns2'] as const)
      await internet.servers[server].rewrite('moving.test', domainZone(2, NEW_MAIL), 2);
    const seq = await lastSeq();
    await service.lookNow(id, ['zone']);
    expect(await kindsSince(seq)).toEqual(expect.arrayContaining(['rewrite-seen', 'incident']));
    lagMs = 0;

    await old.receive(AOI, letter('late'), { helo: 'relay.sender.example' });
    await fresh.receive(KEN, letter('right'));
    await service.lookNow(id, ['survey']);
    const { facts } = await record();
    expect(facts.stragglers).toMatchObject([{ mailbox: AOI, path: { helo: 'relay.sender.example' } }]);
    expect(facts.arrivedNew[KEN]).toBeDefined();
    // Once more finds nothing new.
    await service.lookNow(id, ['survey']);
    expect((await record()).facts.stragglers).toHaveLength(1);
  });

  it('the vantages: every record of the plan, several samples each', async () => {
    await service.lookNow(id, ['vantages']);
    const { sightings, facts } = await record();
    expect(Object.keys(sightings.vantage).sort()).toEqual(
      facts.plan.map((planned) => `site-1|${recordKey(planned)}`).sort(),
    );
    expect(sightings.vantage[`site-1|${recordKey({ name: 'mail.moving.test', type: 'A' })}`]).toMatchObject({
      clean: { rounds: 1 },
    });
  });

  it('servers that are gone: what was seen goes on ageing, and the looks are told as failed', async () => {
    const before = await record();
    internet.book.clear();
    await service.lookNow(id, ['zone', 'logins', 'survey']);
    const after = await record();
    const host = authorityKey(ADDRESSES.ns1, recordKey({ name: 'mail.moving.test', type: 'A' }));
    expect(after.sightings.authority[host]?.seen).toEqual(before.sightings.authority[host]?.seen);
    expect(after.sightings.authority[host]?.failed).toBeDefined();
    expect(after.sightings.survey[mailboxKey(AOI, 'old')]).toMatchObject({
      ok: before.sightings.survey[mailboxKey(AOI, 'old')]?.ok,
      failed: { code: expect.any(String) },
    });
    expect(after.facts.plan).toEqual(before.facts.plan);
    expect(after.facts.stragglers).toEqual(before.facts.stragglers);
  });
});

function letter(name: string): string {
  return `Date: ${new Date().toUTCString()}\r\nFrom: A <a@sender.example>\r\nTo: ${AOI}\r\nSubject: ${name}\r\nMessage-ID: <${name}@sender.example>\r\n\r\nhello\r\n`;
}
