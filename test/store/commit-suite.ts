import { describe, expect, it, onTestFinished } from 'vitest';
import { listAll, type StoreAdapter } from '../../src/store/adapter.ts';

/**
 * What every adapter is held to beyond Keyv's own suite: the four things of `StoreAdapter` that Keyv does not know.
 * `openEmpty` opens a store that holds nothing. Survival of a killed process is tested where the processes are.
 */
export function commitSuite(openEmpty: () => Promise<StoreAdapter>): void {
  async function open(): Promise<StoreAdapter> {
    const adapter = await openEmpty();
    onTestFinished(() => adapter.disconnect());
    return adapter;
  }
  const put = (key: string, value: string) => ({ guards: [], puts: [{ key, value }], deletes: [] });

  describe('commit', () => {
    it('writes when every guard holds, and counts the writes of a row', async () => {
      const store = await open();
      expect(await store.commit({ ...put('a', 'one'), guards: [{ key: 'a', version: 0 }] })).toBe('committed');
      expect(await store.read('a')).toEqual({ value: 'one', version: 1 });
      expect(await store.commit({ ...put('a', 'two'), guards: [{ key: 'a', version: 1 }] })).toBe('committed');
      expect(await store.read('a')).toEqual({ value: 'two', version: 2 });
    });

    it.each([0, 1, 3])('is a conflict when a row at version 2 is taken to be at %i', async (version) => {
      const store = await open();
      await store.commit(put('a', 'one'));
      await store.commit(put('a', 'two'));
      expect(await store.commit({ ...put('a', 'three'), guards: [{ key: 'a', version }] })).toBe('conflict');
      expect(await store.read('a')).toEqual({ value: 'two', version: 2 });
    });

    it('is a conflict when a row that must exist does not', async () => {
      const store = await open();
      expect(await store.commit({ ...put('a', 'one'), guards: [{ key: 'b', version: 1 }] })).toBe('conflict');
      expect(await store.read('a')).toBeUndefined();
    });

    it('changes nothing at all when one guard of several fails', async () => {
      const store = await open();
      await store.commit(put('kept', 'kept'));
      const outcome = await store.commit({
        guards: [
          { key: 'new', version: 0 },
          { key: 'kept', version: 7 },
        ],
        puts: [
          { key: 'new', value: 'new' },
          { key: 'kept', value: 'overwritten' },
        ],
        deletes: ['kept'],
      });
      expect(outcome).toBe('conflict');
      expect(await store.list('', { limit: 10 })).toEqual([{ key: 'kept', value: 'kept', version: 1 }]);
    });

    it('guards rows that it does not write', async () => {
      const store = await open();
      await store.commit(put('guard', 'x'));
      expect(await store.commit({ ...put('a', 'one'), guards: [{ key: 'guard', version: 1 }] })).toBe('committed');
      expect(await store.read('guard')).toEqual({ value: 'x', version: 1 });
    });

    it('deletes, and a row that comes back begins at 1', async () => {
      const store = await open();
      await store.commit(put('a', 'one'));
      await store.commit(put('a', 'two'));
      expect(await store.commit({ guards: [{ key: 'a', version: 2 }], puts: [], deletes: ['a', 'never'] })).toBe(
        'committed',
      );
      expect(await store.read('a')).toBeUndefined();
      await store.commit({ ...put('a', 'again'), guards: [{ key: 'a', version: 0 }] });
      expect(await store.read('a')).toEqual({ value: 'again', version: 1 });
    });

    it('lets one of many committers win, and every other try again', async () => {
      const store = await open();
      await store.commit(put('counter', '0'));
      async function increment(): Promise<number> {
        for (let attempt = 1; ; attempt += 1) {
          const row = await store.read('counter');
          const next = String(Number(row?.value) + 1);
          const guards = [{ key: 'counter', version: row?.version ?? 0 }];
          if ((await store.commit({ ...put('counter', next), guards })) === 'committed') return attempt;
        }
      }
      const attempts = await Promise.all(Array.from({ length: 25 }, increment));
      expect(await store.read('counter')).toEqual({ value: '25', version: 26 });
      expect(Math.max(...attempts)).toBeGreaterThan(1);
    });

    it('sees writes that came through Keyv', async () => {
      const store = await open();
      await store.commit(put('a', 'one'));
      await store.set('a', 'by keyv');
      expect(await store.commit({ ...put('a', 'two'), guards: [{ key: 'a', version: 1 }] })).toBe('conflict');
    });

    it('keeps text as it is', async () => {
      const store = await open();
      const value = '日本語 "quotes" \\ \n \u{1F4EE} \'';
      await store.commit(put(`key:${value}`, value));
      expect((await store.read(`key:${value}`))?.value).toBe(value);
    });

    it('keeps a value of a megabyte', async () => {
      const store = await open();
      const value = 'x'.repeat(1_000_000);
      await store.commit(put('large', value));
      expect((await store.read('large'))?.value.length).toBe(value.length);
    });
  });

  describe('readMany', () => {
    it('answers in the order asked for, with gaps for what is not there', async () => {
      const store = await open();
      await store.commit(put('a', 'one'));
      await store.commit(put('b', 'two'));
      expect(await store.readMany(['b', 'none', 'a', 'b'])).toEqual([
        { value: 'two', version: 1 },
        undefined,
        { value: 'one', version: 1 },
        { value: 'two', version: 1 },
      ]);
      expect(await store.readMany([])).toEqual([]);
    });
  });

  describe('list', () => {
    async function filled(keys: readonly string[]): Promise<StoreAdapter> {
      const store = await open();
      await store.commit({ guards: [], puts: keys.map((key) => ({ key, value: key })), deletes: [] });
      return store;
    }
    const keysOf = (rows: readonly { readonly key: string }[]) => rows.map((row) => row.key);

    it('finds a prefix, nothing beside it, in the order of the keys’ bytes', async () => {
      const keys = ['p:b', 'p:', 'p:B', 'p:é', 'p:\u{1F4EE}', 'p;', 'p', 'o:z', 'p:a:2', 'P:a'];
      const store = await filled(keys);
      expect(keysOf(await store.list('p:', { limit: 100 }))).toEqual([
        'p:',
        'p:B',
        'p:a:2',
        'p:b',
        'p:é',
        'p:\u{1F4EE}',
      ]);
    });

    it('takes a prefix as text, not as a pattern', async () => {
      const store = await filled(['a%b:1', 'axb:1', 'a_b:1', 'a[b:1']);
      expect(keysOf(await store.list('a%b', { limit: 100 }))).toEqual(['a%b:1']);
      expect(keysOf(await store.list('a_b', { limit: 100 }))).toEqual(['a_b:1']);
    });

    it('goes on after a key, up to a limit', async () => {
      const store = await filled(['p:1', 'p:2', 'p:3', 'p:4']);
      expect(keysOf(await store.list('p:', { limit: 2 }))).toEqual(['p:1', 'p:2']);
      expect(keysOf(await store.list('p:', { after: 'p:2', limit: 2 }))).toEqual(['p:3', 'p:4']);
      expect(keysOf(await store.list('p:', { after: 'p:25', limit: 2 }))).toEqual(['p:3', 'p:4']);
      expect(await store.list('p:', { after: 'p:4', limit: 2 })).toEqual([]);
      expect(await store.list('none:', { limit: 2 })).toEqual([]);
    });

    it('is walked to its end by listAll, page by page', async () => {
      const keys = Array.from({ length: 1_234 }, (_, index) => `p:${String(index).padStart(5, '0')}`);
      const store = await filled(keys);
      const seen: string[] = [];
      for await (const row of listAll(store, 'p:')) seen.push(row.key);
      expect(seen).toEqual(keys);
    });
  });

  describe('clear', () => {
    it('empties its namespace, and refuses to empty the whole store', async () => {
      const store = await open();
      await store.commit(put('mine:a', 'one'));
      await store.commit(put('other:a', 'one'));
      store.namespace = undefined;
      await expect(store.clear()).rejects.toMatchObject({ code: 'store-clear-refused' });
      store.namespace = 'mine';
      await store.clear();
      expect(keysIn(await store.list('', { limit: 10 }))).toEqual(['other:a']);
    });
  });
}

function keysIn(rows: readonly { readonly key: string }[]): readonly string[] {
  return rows.map((row) => row.key);
}
