import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyChain } from '../../src/store/journal.ts';
import { createMigrationStore, type MigrationCommit } from '../../src/store/migrations.ts';
import { openSqlite, type SqliteAdapter } from '../../src/store/sqlite.ts';
import { openForTest, temporaryFile } from './temporary.ts';

const schema = z.object({
  id: z.string(),
  facts: z.object({ name: z.string() }),
  sightings: z.object({ seen: z.number() }),
});
type Tiny = z.infer<typeof schema>;
const PLACE = { enterpriseId: 'E1', teamId: 'T1', channelId: 'C1' };

const open = (adapter: SqliteAdapter) => createMigrationStore<Tiny>(adapter, (value) => schema.parse(value));
const tiny = (id: string, name = 'start', seen = 0): Tiny => ({ id, facts: { name }, sightings: { seen } });
const entry = (kind: string, at = 1) => ({
  at,
  who: { kind: 'user', id: 'U1' } as const,
  event: { kind, note: '日本' },
});
const message = (kind: string, createdAt = 1) => ({ kind, createdAt, payload: { text: kind } });

function request(
  migration: Tiny,
  expectedVersion: number,
  more: Partial<MigrationCommit<Tiny>> = {},
): MigrationCommit<Tiny> {
  return { id: migration.id, expectedVersion, migration, place: PLACE, journal: [], outbox: [], ended: false, ...more };
}

describe('the record', () => {
  it('is not there until it is created', async () => {
    expect(await open(openForTest()).load('M1')).toBeUndefined();
  });

  it('comes back as it was committed, after a restart too', async () => {
    const file = temporaryFile();
    const first = openSqlite({ path: file });
    expect(await open(first).commit(request(tiny('M1'), 0))).toBe('committed');
    expect(await open(first).commit(request(tiny('M1', 'next', 2), 1))).toBe('committed');
    await first.disconnect();
    expect(await open(openForTest(file)).load('M1')).toEqual({ version: 2, migration: tiny('M1', 'next', 2) });
  });

  it('conflicts with another commit on the same version, which leaves no trace', async () => {
    const adapter = openForTest();
    const [one, other] = [open(adapter), open(adapter)];
    await one.commit(request(tiny('M1'), 0));
    expect(await one.commit(request(tiny('M1', 'one'), 1, { journal: [entry('one')] }))).toBe('committed');
    const late = request(tiny('M1', 'other'), 1, { journal: [entry('other')], outbox: [message('other')] });
    expect(await other.commit(late)).toBe('conflict');
    expect(await other.load('M1')).toEqual({ version: 2, migration: tiny('M1', 'one') });
    expect((await other.journal('M1', { limit: 10 })).map((line) => line.event.kind)).toEqual(['one']);
    expect(await other.outbox.pending({ limit: 10 })).toEqual([]);
    expect(await other.commit(request(tiny('M1'), 0))).toBe('conflict');
    expect(await other.commit(request(tiny('M9'), 3))).toBe('conflict');
  });

  it('is current when another store object committed in between', async () => {
    const adapter = openForTest();
    const [one, other] = [open(adapter), open(adapter)];
    await one.commit(request(tiny('M1'), 0));
    await one.load('M1');
    await other.commit(request(tiny('M1', 'other'), 1));
    expect((await one.load('M1'))?.migration.facts.name).toBe('other');
    // It wrote on what it believed; what it did not believe to have changed must not survive as it was.
    expect(await one.commit(request(tiny('M1', 'one'), 2))).toBe('committed');
    expect((await open(adapter).load('M1'))?.migration.facts.name).toBe('one');
  });

  it('loses no commit of many at once', async () => {
    const adapter = openForTest();
    await open(adapter).commit(request(tiny('M1'), 0));
    await Promise.all(
      Array.from({ length: 20 }, async (_, worker) => {
        const store = open(adapter);
        for (;;) {
          const loaded = await store.load('M1');
          if (loaded === undefined) throw new Error('the record is gone');
          const migration = { ...loaded.migration, sightings: { seen: loaded.migration.sightings.seen + 1 } };
          const more = { journal: [entry(`worker ${worker}`)], outbox: [message(`worker ${worker}`)] };
          if ((await store.commit(request(migration, loaded.version, more))) === 'committed') return;
        }
      }),
    );
    const store = open(adapter);
    expect(await store.load('M1')).toMatchObject({ version: 21, migration: { sightings: { seen: 20 } } });
    const journal = await store.journal('M1', { limit: 100 });
    expect(verifyChain(journal)).toMatchObject({ ok: true, entries: 20 });
    expect(new Set(journal.map((line) => line.event.kind)).size).toBe(20);
    expect((await store.outbox.pending({ limit: 100 })).map(({ entry: { seq } }) => seq)).toEqual(
      journal.map(({ seq }) => seq),
    );
  });

  it('rewrites only the part that changed', async () => {
    const adapter = openForTest();
    const store = open(adapter);
    const first = tiny('M1');
    await store.commit(request(first, 0));
    await store.commit(request({ ...first, sightings: { seen: 1 } }, 1));
    await store.commit(request({ ...first, sightings: { seen: 2 } }, 2));
    expect((await adapter.read('record:M1:facts'))?.version).toBe(1);
    expect((await adapter.read('record:M1:sightings'))?.version).toBe(3);
    // A store that has not seen the record yet cannot know, and writes both.
    await open(adapter).commit(request({ ...first, sightings: { seen: 3 } }, 3));
    expect((await adapter.read('record:M1:facts'))?.version).toBe(2);
  });

  it('is refused when it is damaged, never half read', async () => {
    const adapter = openForTest();
    await open(adapter).commit(request(tiny('M1'), 0));
    await adapter.set('record:M1:facts', '{"value":{"schema":1,"content":{"name":7}}}');
    await expect(open(adapter).load('M1')).rejects.toMatchObject({ code: 'record-damaged', details: { id: 'M1' } });
    await adapter.set('record:M1:facts', '{"value":{"schema":2,"content":{"name":"x"}}}');
    await expect(open(adapter).load('M1')).rejects.toMatchObject({ code: 'row-damaged' });
    await adapter.delete('record:M1:facts');
    await expect(open(adapter).load('M1')).rejects.toMatchObject({
      code: 'record-damaged',
      details: { part: 'facts' },
    });
    await adapter.set('head:M1', 'not JSON');
    await expect(open(adapter).list()).rejects.toMatchObject({ code: 'row-damaged' });
  });

  it('does not look like none when the store is away', async () => {
    const adapter = openSqlite({ path: ':memory:' });
    const store = open(adapter);
    await store.commit(request(tiny('M1'), 0));
    await adapter.disconnect();
    const failed = { code: 'store-failed' };
    await expect(store.load('M1')).rejects.toMatchObject(failed);
    await expect(store.loadFor(PLACE)).rejects.toMatchObject(failed);
    await expect(store.list()).rejects.toMatchObject(failed);
    await expect(store.commit(request(tiny('M1'), 1))).rejects.toMatchObject(failed);
    await expect(store.outbox.pending({ limit: 1 })).rejects.toMatchObject(failed);
  });
});

describe('the index', () => {
  it('finds the migrations of a channel, oldest first, and of no other', async () => {
    const store = open(openForTest());
    await store.commit(request(tiny('M2'), 0));
    await store.commit(request(tiny('M1'), 0));
    await store.commit(request(tiny('M3'), 0, { place: { teamId: 'T1', channelId: 'C1' } }));
    await store.commit(request(tiny('M4'), 0, { place: { ...PLACE, channelId: 'C11' } }));
    expect(await store.loadFor(PLACE)).toEqual(['M1', 'M2']);
    expect(await store.loadFor({ teamId: 'T1', channelId: 'C1' })).toEqual(['M3']);
    expect(await store.loadFor({ teamId: 'T1', channelId: 'C' })).toEqual([]);
  });

  it('lists what is due and what has ended, as of the last commit', async () => {
    const store = open(openForTest());
    await store.commit(request(tiny('M1'), 0, { nextDueAt: 500 }));
    await store.commit(request(tiny('M2'), 0, { nextDueAt: 700 }));
    await store.commit(request(tiny('M2'), 1, { ended: true }));
    expect(await store.list()).toEqual([
      { id: 'M1', version: 1, nextDueAt: 500, ended: false, place: PLACE },
      { id: 'M2', version: 2, nextDueAt: undefined, ended: true, place: PLACE },
    ]);
  });
});

describe('the journal', () => {
  it('is numbered from 1 without a gap, chained, and read in parts', async () => {
    const store = open(openForTest());
    await store.commit(request(tiny('M1'), 0, { journal: [entry('a'), entry('b')] }));
    await store.commit(request(tiny('M1'), 1));
    await store.commit(request(tiny('M1'), 2, { journal: [entry('c')] }));
    await store.commit(request(tiny('M11'), 0, { journal: [entry('other')] }));
    const all = await store.journal('M1', { limit: 100 });
    expect(all.map(({ seq, event }) => [seq, event.kind])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    expect(all[0]).toMatchObject({ at: 1, who: { kind: 'user', id: 'U1' }, event: { note: '日本' } });
    expect(verifyChain(all)).toEqual({ ok: true, entries: 3, lastHash: all[2]?.hash });
    expect(await store.journalEnd('M1')).toEqual({ seq: 3, hash: all[2]?.hash });
    expect((await store.journal('M1', { fromSeq: 2, limit: 1 })).map(({ seq }) => seq)).toEqual([2]);
    expect(await store.journal('M1', { fromSeq: 4, limit: 1 })).toEqual([]);
  });
});
