import { describe, expect, it } from 'vitest';
import { ErrorCode, isAppError } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import { createDialer } from '../../src/net/dial.ts';
import { createService, type RunningService } from '../../src/service/service.ts';
import type { StoreAdapter } from '../../src/store/adapter.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { createVault, type Vault } from '../../src/store/vault.ts';
import { aStart, MAILBOXES, T0 } from '../migration/a-migration.ts';
import { openForTest } from '../store/temporary.ts';
import { mailDeps } from './mail-deps.ts';

type House = {
  readonly adapter: StoreAdapter;
  readonly clock: { at: Instant };
  readonly vault: Vault;
  readonly service: RunningService;
  /** Another process on the same store. */
  readonly restart: () => RunningService;
};

/** A service in a world where nobody can be reached: every look is quick, and fails. */
function openHouse(): House {
  const adapter = openForTest();
  const clock = { at: T0 };
  const vault = createVault(adapter, ringOfOne(Buffer.alloc(32, 1)));
  const restart = () =>
    createService({
      store: createMigrationStore<Migration>(adapter, parseMigration),
      vault,
      dialer: createDialer({ addressBook: () => undefined }),
      vantages: [],
      roots: ['192.0.2.1'],
      ...mailDeps,
      now: () => clock.at,
      log: createLogger({ level: 'silent' }),
      metrics: createMetrics(),
      onCommit: () => {},
    });
  return { adapter, clock, vault, service: restart(), restart };
}

async function begun(service: RunningService, channelId = 'C1'): Promise<string> {
  const result = await service.start(aStart({ place: { teamId: 'T1', channelId } }), 'UAOI');
  if (!result.ok) throw new Error(result.refusal.code);
  return result.migration.id;
}
const looksOf = async (service: RunningService, id: string) => (await service.read(id))?.sightings.looks;
const imported = (version = 1) => MAILBOXES.map((mailbox) => ({ mailbox, side: 'old', version }) as const);

describe('a restart', () => {
  it('looks at once at what is due and overdue, and at nothing else', async () => {
    const { service, restart, clock } = openHouse();
    const id = await begun(service);
    await service.runDue();
    expect(await looksOf(service, id)).toEqual({ zone: { at: T0 } });

    clock.at = T0 + 2 * DAY_MS;
    const overdue = restart();
    await overdue.begin();
    // The first round reckons, the second looks: nothing is known of the time in between.
    await overdue.runDue();
    await overdue.runDue();
    expect(await looksOf(overdue, id)).toEqual({ zone: { at: clock.at } });
    expect(overdue.nextDueAt()).toBeGreaterThan(clock.at);

    clock.at += SECOND_MS;
    const soon = restart();
    await soon.begin();
    await soon.runDue();
    await soon.runDue();
    expect(await looksOf(soon, id)).toEqual({ zone: { at: clock.at - SECOND_MS } });
  });

  it('tells the record of credentials that were imported while no bot ran', async () => {
    const { service, restart, vault } = openHouse();
    const id = await begun(service);
    const entries = MAILBOXES.map((mailbox) => ({ mailbox, side: 'old', user: mailbox, password: 'pw' }) as const);
    const stored = await vault.putAll(id, entries);
    const next = restart();
    await next.begin();
    const mailboxes = (await next.read(id))?.facts.mailboxes;
    expect(mailboxes?.map(({ address, credentials }) => [address, credentials.old])).toEqual(
      stored.map(({ mailbox, version }) => [mailbox, version]),
    );
    // Another restart says nothing new.
    const lines = await next.history(id, 100);
    await restart().begin();
    expect(await next.history(id, 100)).toEqual(lines);
  });

  it('forgets the credentials of what has ended, if the end itself could not', async () => {
    const { service, restart, vault } = openHouse();
    const id = await begun(service);
    await service.change(id, { kind: 'abandon', by: 'UAOI', reason: 'another hoster' });
    await vault.put(id, MAILBOXES[0], 'old', { user: 'a', password: 'pw' });
    await restart().begin();
    expect(await vault.list(id)).toEqual([]);
  });

  it('with one record that cannot be read lets the others go on', async () => {
    const { service, restart, adapter, vault } = openHouse();
    const [broken, sound] = [await begun(service, 'C1'), await begun(service, 'C2')];
    await vault.put(broken, MAILBOXES[0], 'old', { user: 'a', password: 'pw' });
    await adapter.set(`record:${broken}:facts`, JSON.stringify({ value: { schema: 1, content: { torn: true } } }));
    const next = restart();
    await next.begin();
    await next.runDue();
    await next.runDue();
    expect(await looksOf(next, sound)).toEqual({ zone: { at: T0 } });
    await expect(next.read(broken)).rejects.toSatisfy((error) => isAppError(error, ErrorCode.RecordDamaged));
    // Neither at once again, nor never.
    expect(next.nextDueAt()).toBe(T0 + 5 * SECOND_MS);
  });
});

describe('what is due', () => {
  it('is done once, whoever fires', async () => {
    const { service } = openHouse();
    const id = await begun(service);
    const before = await service.history(id, 100);
    await Promise.all([service.runDue(), service.runDue(), service.lookNow(id, ['zone'])]);
    expect(service.looksUnderWay()).toBe(0);
    expect(await service.history(id, 100)).toEqual(before);
    await service.runDue();
    expect(service.nextDueAt()).toBeGreaterThan(T0);
  });

  it('after the clock was set back by a day goes by the new time', async () => {
    const { service, clock } = openHouse();
    const id = await begun(service);
    clock.at = T0 + DAY_MS;
    await service.runDue();
    expect(service.nextDueAt()).toBeGreaterThan(T0 + DAY_MS);
    clock.at = T0;
    await service.reconsider();
    await service.runDue();
    await service.runDue();
    expect(await looksOf(service, id)).toEqual({ zone: { at: T0 } });
    expect(service.nextDueAt()).toBeLessThan(T0 + DAY_MS);
  });

  it('is nothing any more where the migration has ended, at another process’s door too', async () => {
    const { service, restart } = openHouse();
    const id = await begun(service);
    await restart().change(id, { kind: 'abandon', by: 'UAOI', reason: 'another hoster' });
    expect(service.nextDueAt()).toBe(T0);
    await service.runDue();
    expect(service.nextDueAt()).toBeUndefined();
  });

  it('is tried again a while later when the store is away, and not in a hot circle', async () => {
    const { service, clock, adapter } = openHouse();
    await begun(service);
    await adapter.disconnect();
    await service.runDue();
    expect(service.nextDueAt()).toBe(T0 + 5 * SECOND_MS);
    clock.at += 5 * SECOND_MS;
    await service.runDue();
    expect(service.nextDueAt()).toBe(T0 + 10 * SECOND_MS);
  });

  it('is not begun after the stop, and a look that someone waits for fails instead of saying nothing', async () => {
    const { service } = openHouse();
    const id = await begun(service);
    await service.stop();
    await service.runDue();
    await expect(service.lookNow(id, ['zone'])).rejects.toThrow('stopping');
    expect(await looksOf(service, id)).toEqual({});
  });
});

describe('the end', () => {
  it('forgets the credentials', async () => {
    const { service, vault, clock } = openHouse();
    const id = await begun(service);
    const entries = imported().map((entry) => ({ ...entry, user: entry.mailbox, password: 'pw' }));
    await service.credentialsImported(id, await vault.putAll(id, entries), 'UAOI');
    expect(await vault.list(id)).toHaveLength(2);
    clock.at += HOUR_MS + MINUTE_MS;
    await service.change(id, { kind: 'abandon', by: 'UAOI', reason: 'another hoster' });
    await expect.poll(() => vault.list(id)).toEqual([]);
    // What is imported after it is not kept either.
    await service.credentialsImported(id, await vault.putAll(id, entries), 'UAOI');
    expect(await vault.list(id)).toEqual([]);
  });
});
