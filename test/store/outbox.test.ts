import { describe, expect, it } from 'vitest';
import { createMigrationStore, type MigrationStore, type StoredMigration } from '../../src/store/migrations.ts';
import type { OutboxEntry } from '../../src/store/outbox.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openForTest, temporaryFile } from './temporary.ts';

const open = (adapter = openForTest()) =>
  createMigrationStore<StoredMigration>(adapter, (value) => value as StoredMigration);

async function announce(
  store: MigrationStore<StoredMigration>,
  id: string,
  ...messages: readonly [string, number][]
): Promise<void> {
  const version = (await store.load(id))?.version ?? 0;
  const outbox = messages.map(([kind, createdAt]) => ({ kind, createdAt, payload: { text: kind } }));
  const migration = { id, facts: {}, sightings: {} };
  const place = { teamId: 'T1', channelId: id };
  await store.commit({ id, expectedVersion: version, migration, place, journal: [], outbox, ended: false });
}

const kinds = async (store: MigrationStore<StoredMigration>, limit = 100) =>
  (await store.outbox.pending({ limit })).map(({ entry }) => entry.kind);

async function move(store: MigrationStore<StoredMigration>, id: string, change: Partial<OutboxEntry>): Promise<string> {
  const stored = await store.outbox.read(id);
  if (stored === undefined) throw new Error(`no entry ${id}`);
  return store.outbox.save({ ...stored.entry, ...change }, stored.version);
}

describe('the outbox', () => {
  it('gives what is to be delivered, oldest first over all migrations', async () => {
    const store = open();
    await announce(store, 'M2', ['second', 20], ['fourth', 40]);
    await announce(store, 'M1', ['first', 10], ['third', 30]);
    expect(await kinds(store)).toEqual(['first', 'second', 'third', 'fourth']);
    expect(await kinds(store, 2)).toEqual(['first', 'second']);
    expect((await store.outbox.pending({ limit: 1 }))[0]).toEqual({
      version: 1,
      entry: {
        id: 'M1.1',
        migrationId: 'M1',
        seq: 1,
        createdAt: 10,
        kind: 'first',
        payload: { text: 'first' },
        state: 'pending',
        attempts: 0,
      },
    });
  });

  it('keeps a migration’s order when the clock was set back', async () => {
    const store = open();
    await announce(store, 'M1', ['first', 100], ['second', 90]);
    await announce(store, 'M1', ['third', 10]);
    expect(await kinds(store)).toEqual(['first', 'second', 'third']);
  });

  it('keeps the order of more than nine, and of more than 99', async () => {
    const store = open();
    const messages = Array.from({ length: 120 }, (_, index): [string, number] => [String(index), 5]);
    await announce(store, 'M1', ...messages);
    expect(await kinds(store, 200)).toEqual(messages.map(([kind]) => kind));
  });

  it('keeps what is being sent in sight until it is sent', async () => {
    const store = open();
    await announce(store, 'M1', ['one', 1]);
    expect(await move(store, 'M1.1', { state: 'sending', attempts: 1, sendingSince: 50 })).toBe('committed');
    expect((await store.outbox.pending({ limit: 1 }))[0]).toMatchObject({
      version: 2,
      entry: { state: 'sending', sendingSince: 50 },
    });
    expect(await move(store, 'M1.1', { state: 'sent', messageTs: '1.2' })).toBe('committed');
    expect(await kinds(store)).toEqual([]);
    expect(await store.outbox.read('M1.1')).toMatchObject({ version: 3, entry: { state: 'sent', messageTs: '1.2' } });
  });

  it('lets one of two senders take an entry', async () => {
    const store = open();
    await announce(store, 'M1', ['one', 1]);
    const entry = (await store.outbox.read('M1.1'))?.entry;
    if (entry === undefined) throw new Error('no entry');
    const outcomes = await Promise.all(
      [1, 2].map((at) => store.outbox.save({ ...entry, state: 'sending', sendingSince: at }, 1)),
    );
    expect(outcomes.toSorted()).toEqual(['committed', 'conflict']);
  });

  it('has given up what failed, until somebody takes it up again', async () => {
    const store = open();
    await announce(store, 'M1', ['one', 1]);
    await move(store, 'M1.1', { state: 'failed', lastError: 'channel_not_found' });
    expect(await kinds(store)).toEqual([]);
    await move(store, 'M1.1', { state: 'pending' });
    expect(await kinds(store)).toEqual(['one']);
  });

  it('removes what was sent long ago, and nothing that was not', async () => {
    const store = open();
    await announce(store, 'M1', ['old and sent', 1], ['old and open', 2], ['old and failed', 3], ['new and sent', 10]);
    await move(store, 'M1.1', { state: 'sent' });
    await move(store, 'M1.3', { state: 'failed' });
    await move(store, 'M1.4', { state: 'sent' });
    const isNeeded = ({ createdAt }: { createdAt: number }) => createdAt >= 10;
    expect(await store.outbox.removeSent({ isNeeded, limit: 100 })).toEqual({ removed: 1 });
    expect(await store.outbox.read('M1.1')).toBeUndefined();
    for (const id of ['M1.2', 'M1.3', 'M1.4']) expect(await store.outbox.read(id)).toBeDefined();
    // Numbers are never given twice: an id stands in Slack for good.
    await announce(store, 'M1', ['next', 20]);
    expect(await store.outbox.read('M1.5')).toBeDefined();
  });

  it('removes in batches, each from where the last one ended', async () => {
    const store = open();
    await announce(store, 'M1', ['a', 1], ['b', 2], ['c', 3]);
    await announce(store, 'M2', ['d', 4], ['e', 5]);
    for (const id of ['M1.1', 'M1.2', 'M1.3', 'M2.2']) await move(store, id, { state: 'sent' });
    const isNeeded = ({ kind }: { kind: string }) => kind === 'b';
    const first = await store.outbox.removeSent({ isNeeded, limit: 2 });
    expect(first).toEqual({ removed: 1, after: expect.any(String) });
    const second = await store.outbox.removeSent({ isNeeded, limit: 2, after: first.after });
    expect(second).toEqual({ removed: 1, after: expect.any(String) });
    expect(await store.outbox.removeSent({ isNeeded, limit: 2, after: second.after })).toEqual({ removed: 1 });
    for (const id of ['M1.2', 'M2.1']) expect(await store.outbox.read(id)).toBeDefined();
    for (const id of ['M1.1', 'M1.3', 'M2.2']) expect(await store.outbox.read(id)).toBeUndefined();
  });

  it('is there again after a restart', async () => {
    const file = temporaryFile();
    const first = openSqlite({ path: file });
    await announce(open(first), 'M1', ['one', 1]);
    await first.disconnect();
    expect(await kinds(open(openForTest(file)))).toEqual(['one']);
  });
});
