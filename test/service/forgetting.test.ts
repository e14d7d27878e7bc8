import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { parseMigration } from '../../src/migration/record.ts';
import { DAY_MS, type Instant } from '../../src/migration/time.ts';
import { createDialer } from '../../src/net/dial.ts';
import { createService, type RunningService } from '../../src/service/service.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { createVault } from '../../src/store/vault.ts';
import { aStart, MAILBOXES, T0 } from '../migration/a-migration.ts';
import { openForTest, temporaryFile } from '../store/temporary.ts';
import { mailDeps } from './mail-deps.ts';

function openHouse() {
  const file = temporaryFile();
  const adapter = openForTest(file);
  const vault = createVault(adapter, ringOfOne(Buffer.alloc(32, 1)));
  const clock: { at: Instant } = { at: T0 };
  const letGo: string[] = [];
  const store = createMigrationStore(adapter, parseMigration);
  const start = () =>
    createService({
      store,
      vault,
      dialer: createDialer({ addressBook: () => undefined }),
      vantages: [],
      roots: ['192.0.2.1'],
      ...mailDeps,
      now: () => clock.at,
      log: createLogger({ level: 'silent' }),
      metrics: createMetrics(),
      onCommit: () => {},
      ended: (id) => letGo.push(id),
    });
  const bytes = () =>
    readdirSync(path.dirname(file))
      .map((name) => readFileSync(path.join(path.dirname(file), name), 'latin1'))
      .join('');
  const sealed = async () =>
    (await adapter.list('vault:', { limit: 100 })).map(({ value }) => JSON.parse(value).value.text);
  return { file, adapter, vault, store, clock, letGo, start, bytes, sealed };
}

async function withLogins({ vault }: ReturnType<typeof openHouse>, service: RunningService): Promise<string> {
  const begun = await service.start(aStart({ place: { teamId: 'T1', channelId: 'C1' } }), 'UAOI');
  if (!begun.ok) throw new Error(begun.refusal.code);
  const { id } = begun.migration;
  const entries = MAILBOXES.map((mailbox) => ({ mailbox, side: 'old' as const, user: 'u', password: 'p'.repeat(200) }));
  await service.credentialsImported(id, await vault.putAll(id, entries), 'cli:root');
  return id;
}

const abandon = { kind: 'abandon', by: 'UAOI', reason: 'over' } as const;

describe('a migration that ends', () => {
  it('has every login forgotten, in the vault and in its files, and then says so in journal and report', async () => {
    const house = openHouse();
    const service = house.start();
    const id = await withLogins(house, service);
    const sealed = await house.sealed();
    expect(sealed.length).toBe(MAILBOXES.length);
    expect(sealed.every((text) => house.bytes().includes(text))).toBe(true);
    await service.change(id, abandon);
    await service.stop();
    expect(await house.vault.list(id)).toEqual([]);
    const all = house.bytes();
    expect(sealed.filter((text) => all.includes(text))).toEqual([]);
    expect((await service.read(id))?.facts.credentialsForgottenAt).toBe(T0);
    expect((await service.history(id, 2)).map(({ event }) => event.kind)).toEqual([
      'abandoned',
      'credentials-forgotten',
    ]);
    expect(house.letGo).toEqual([id]);
  });

  it('while the bot was down is forgotten at the next start, and told once', async () => {
    const house = openHouse();
    const first = house.start();
    const id = await withLogins(house, first);
    await first.change(id, abandon);
    await first.stop();
    // As if it had died between the end and the forgetting.
    const entry = { mailbox: 'left@example.jp', side: 'old' as const, user: 'u', password: 'left' };
    await house.vault.putAll(id, [entry]);
    for (const start of [1, 2]) {
      const service = house.start();
      await service.begin();
      expect(await house.vault.list(id), `start ${start}`).toEqual([]);
      const told = (await service.history(id, 100)).filter(({ event }) => event.kind === 'credentials-forgotten');
      expect(told).toHaveLength(1);
      await service.stop();
    }
  });

  it('long before this version is not written into again', async () => {
    const house = openHouse();
    const service = house.start();
    const id = await withLogins(house, service);
    const loaded = await house.store.load(id);
    if (loaded === undefined) throw new Error('no record');
    const { migration } = loaded;
    const facts = { ...migration.facts, state: { kind: 'finished', at: T0, by: 'UAOI' } as const };
    await house.store.commit({
      id,
      expectedVersion: loaded.version,
      migration: { ...migration, facts },
      place: { teamId: 'T1', channelId: 'C1' },
      journal: [],
      outbox: [],
      ended: true,
    });
    await house.vault.forget(id);
    house.clock.at = T0 + 30 * DAY_MS;
    const later = house.start();
    await later.begin();
    expect((await later.read(id))?.facts.credentialsForgottenAt).toBeUndefined();
  });

  it('is not said to be forgotten while a backup still reads the files, and is when it has ended', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const house = openHouse();
    const service = house.start();
    const id = await withLogins(house, service);
    const backup = new DatabaseSync(house.file);
    backup.exec('BEGIN; SELECT count(*) FROM kv');
    await service.change(id, abandon);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await house.vault.list(id)).toEqual([]);
    expect((await service.read(id))?.facts.credentialsForgottenAt).toBeUndefined();
    backup.close();
    await vi.advanceTimersByTimeAsync(60_000);
    await service.stop();
    expect((await service.read(id))?.facts.credentialsForgottenAt).toBe(T0);
  });

  it('takes no report of a forgetting while it goes on', async () => {
    const house = openHouse();
    const service = house.start();
    const id = await withLogins(house, service);
    expect(await service.change(id, { kind: 'report-forgotten' })).toMatchObject({ ok: true, events: [] });
    expect((await service.read(id))?.facts.credentialsForgottenAt).toBeUndefined();
  });
});
