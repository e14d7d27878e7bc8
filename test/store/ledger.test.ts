import { describe, expect, it } from 'vitest';
import type { LedgerLine } from '../../src/migration/mail-observations.ts';
import { listAll } from '../../src/store/adapter.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openForTest, temporaryFile } from './temporary.ts';

const line = (uid: number, folder = 'INBOX'): LedgerLine => ({
  fingerprint: `digest${uid}.700`,
  folder,
  uidValidity: '1700000000',
  uid,
  verifiedAt: 1_790_000_000_000 + uid,
  on: folder,
});
const lines = (count: number, from = 1): readonly LedgerLine[] =>
  Array.from({ length: count }, (_, index) => line(from + index));

describe('the ledger of a mailbox', () => {
  it('has no lines at first, and afterwards all that were added, in their order', async () => {
    const ledger = createLedger(openForTest()).of('M1', 'a@example.jp');
    expect(await ledger.read()).toEqual([]);
    await ledger.add([line(1, '受信トレイ'), line(2, 'a|b:c%')]);
    await ledger.add([]);
    await ledger.add([line(3)]);
    expect(await ledger.read()).toEqual([line(1, '受信トレイ'), line(2, 'a|b:c%'), line(3)]);
  });

  it('keeps what was added when the process ends', async () => {
    const file = temporaryFile();
    const first = openSqlite({ path: file });
    await createLedger(first).of('M1', 'a@example.jp').add(lines(3));
    await first.disconnect();
    expect(await createLedger(openForTest(file)).of('M1', 'a@example.jp').read()).toEqual(lines(3));
  });

  it('of a large mailbox is many small rows, and an addition writes none of them anew', async () => {
    const adapter = openForTest();
    const ledger = createLedger(adapter).of('M1', 'a@example.jp');
    await ledger.add(lines(20_000));
    const rows = async () => {
      const found = new Map<string, { readonly bytes: number; readonly version: number }>();
      for await (const { key, value, version } of listAll(adapter, 'ledger:'))
        if (key.includes(':lines:')) found.set(key, { bytes: value.length, version });
      return found;
    };
    const before = await rows();
    expect(Math.max(...[...before.values()].map(({ bytes }) => bytes))).toBeLessThan(100_000);
    await ledger.add(lines(700, 20_001));
    const after = await rows();
    expect(after.size).toBe(before.size + 2);
    for (const [key, row] of before) expect(after.get(key)).toEqual(row);
    expect((await ledger.read()).map(({ uid }) => uid)).toEqual(lines(20_700).map(({ uid }) => uid));
  });

  it('loses nothing when two write at once', async () => {
    const adapter = openForTest();
    const writers = [createLedger(adapter), createLedger(adapter)];
    await Promise.all(
      lines(40).map((one, index) => writers[index % 2]?.of('M1', 'a@example.jp').add([one]) ?? Promise.reject()),
    );
    const uids = (await createLedger(adapter).of('M1', 'a@example.jp').read()).map(({ uid }) => uid);
    expect(uids.sort((a, b) => a - b)).toEqual(lines(40).map(({ uid }) => uid));
  });

  it('is its own: no other mailbox or migration is read with it, whatever the names', async () => {
    const ledger = createLedger(openForTest());
    const places = [
      ['M1', 'a@example.jp'],
      ['M1', 'a@example.jp:lines'],
      ['M1:a@example.jp', 'lines'],
      ['M2', 'a@example.jp'],
      ['M1', 'a@example.j'],
    ] as const;
    for (const [index, [migration, mailbox]] of places.entries())
      await ledger.of(migration, mailbox).add([line(index + 1)]);
    for (const [index, [migration, mailbox]] of places.entries())
      expect(await ledger.of(migration, mailbox).read()).toEqual([line(index + 1)]);
  });

  it('is forgotten with its migration, and with no other', async () => {
    const ledger = createLedger(openForTest());
    await ledger.of('M1', 'a@example.jp').add(lines(1_200));
    await ledger.of('M1', 'b@example.jp').add(lines(1));
    await ledger.of('M10', 'a@example.jp').add(lines(2));
    expect(await ledger.forget('M1')).toBeGreaterThan(0);
    expect(await ledger.of('M1', 'a@example.jp').read()).toEqual([]);
    expect(await ledger.of('M1', 'b@example.jp').read()).toEqual([]);
    expect(await ledger.of('M10', 'a@example.jp').read()).toEqual(lines(2));
    await ledger.of('M1', 'a@example.jp').add(lines(1));
    expect(await ledger.of('M1', 'a@example.jp').read()).toEqual(lines(1));
  });

  it('says so when a row cannot be read, and never takes it for an empty one', async () => {
    const adapter = openForTest();
    const ledger = createLedger(adapter).of('M1', 'a@example.jp');
    await ledger.add(lines(1));
    for await (const { key, version } of listAll(adapter, 'ledger:'))
      if (key.includes(':lines:'))
        await adapter.commit({
          guards: [{ key, version }],
          puts: [{ key, value: '{"value":{"schema":1}}' }],
          deletes: [],
        });
    await expect(ledger.read()).rejects.toMatchObject({ code: 'row-damaged' });
  });
});
