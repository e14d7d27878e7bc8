import { describe, expect, it } from 'vitest';
import { createKeyv, fromRow, toRow } from '../../src/store/keyv.ts';
import { createPreferences } from '../../src/store/preferences.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openForTest } from './temporary.ts';

describe('createKeyv', () => {
  it('reads what a commit wrote, and the other way round, under the very keys', async () => {
    const store = openForTest();
    const keyv = createKeyv(store);
    await store.commit({
      guards: [],
      puts: [{ key: 'record:1', value: toRow({ domain: 'example.com' }) }],
      deletes: [],
    });
    expect(await keyv.get('record:1')).toEqual({ domain: 'example.com' });
    await keyv.set('setting:x', [1, 'two']);
    expect(fromRow('setting:x', (await store.read('setting:x'))?.value ?? '')).toEqual([1, 'two']);
  });

  it('throws when the store fails: a database that is away never looks like an empty one', async () => {
    const store = openSqlite({ path: ':memory:' });
    const keyv = createKeyv(store);
    await keyv.set('a', 1);
    await store.disconnect();
    const failed = { code: 'store-failed' };
    await expect(keyv.get('a')).rejects.toMatchObject(failed);
    await expect(keyv.getMany(['a'])).rejects.toMatchObject(failed);
    await expect(keyv.has('a')).rejects.toMatchObject(failed);
    await expect(keyv.set('a', 2)).rejects.toMatchObject(failed);
    await expect(keyv.delete('a')).rejects.toMatchObject(failed);
    await expect(keyv.deleteMany(['a'])).rejects.toMatchObject(failed);
  });

  it('does not empty the whole store', async () => {
    const keyv = createKeyv(openForTest());
    await keyv.set('a', 1);
    await expect(keyv.clear()).rejects.toMatchObject({ code: 'store-clear-refused' });
    expect(await keyv.get('a')).toBe(1);
  });
});

describe('fromRow', () => {
  it.each(['', '{', '[]', 'null', '"x"', '{"other":1}'])('refuses %j', (row) => {
    expect(() => fromRow('k', row)).toThrow(expect.objectContaining({ code: 'row-damaged', details: { key: 'k' } }));
  });
});

describe('preferences', () => {
  it('remembers a user’s language, each user’s for itself', async () => {
    const preferences = createPreferences(createKeyv(openForTest()));
    await preferences.setUserLanguage({ teamId: 'T1', userId: 'U1' }, 'ja');
    expect(await preferences.userLanguage({ teamId: 'T1', userId: 'U1' })).toBe('ja');
    expect(await preferences.userLanguage({ teamId: 'T2', userId: 'U1' })).toBeUndefined();
    expect(await preferences.userLanguage({ enterpriseId: 'E1', teamId: 'T1', userId: 'U1' })).toBeUndefined();
    await preferences.setUserLanguage({ teamId: 'T1', userId: 'U1' }, undefined);
    expect(await preferences.userLanguage({ teamId: 'T1', userId: 'U1' })).toBeUndefined();
  });

  it('remembers a user’s hours; what a later version wrote is as good as none', async () => {
    const keyv = createKeyv(openForTest());
    const preferences = createPreferences(keyv);
    const user = { teamId: 'T1', userId: 'U1' };
    expect(await preferences.userHours(user)).toBeUndefined();
    await preferences.setUserHours(user, { fromHour: 7, toHour: 24, weekends: false });
    expect(await preferences.userHours(user)).toEqual({ fromHour: 7, toHour: 24, weekends: false });
    expect(await preferences.userHours({ ...user, userId: 'U2' })).toBeUndefined();
    expect(await preferences.userLanguage(user)).toBeUndefined();
    await keyv.set('setting:user-hours::T1:U1', { fromHour: 22, toHour: 6 });
    expect(await preferences.userHours(user)).toBeUndefined();
  });
});
