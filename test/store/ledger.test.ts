import { describe, expect, it } from 'vitest';
import { ErrorCode } from '../../src/errors.ts';
import type { LedgerLine } from '../../src/migration/mail-observations.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { openForTest, temporaryFile } from './temporary.ts';

const lines = (count: number, from = 1): readonly LedgerLine[] =>
  Array.from({ length: count }, (_, index) => ({
    fingerprint: `f${from + index}`,
    folder: '受注/2026',
    uidValidity: '4294967295',
    uid: from + index,
    verifiedAt: 1_800_000_000_000 + index,
    on: 'Work',
  }));

describe('the ledger', () => {
  it('gives back every line in the order in which they were added, over chunks and the end of the process', async () => {
    const file = temporaryFile();
    const first = openSqlite({ path: file });
    const mailbox = createLedger(first).of('M1', 'a@example.jp');
    await mailbox.add(lines(1_201));
    await mailbox.add(lines(3, 2_000));
    await first.disconnect();
    const second = openSqlite({ path: file });
    expect(await createLedger(second).of('M1', 'a@example.jp').read()).toEqual([...lines(1_201), ...lines(3, 2_000)]);
    await second.disconnect();
  });

  it('keeps apart what was verified and what the new server altered', async () => {
    const ledger = createLedger(openForTest()).of('M1', 'a@example.jp');
    const altered = lines(1, 5).map((one) => ({ ...one, altered: { uidValidity: '4294967295', uid: 77 } }));
    await ledger.add([...lines(2), ...altered]);
    expect(await ledger.read()).toEqual([...lines(2), ...altered]);
  });

  it('is empty where nothing was added, and adding nothing leaves nothing', async () => {
    const adapter = openForTest();
    const ledger = createLedger(adapter);
    await ledger.of('M1', 'a@example.jp').add([]);
    expect(await ledger.of('M1', 'a@example.jp').read()).toEqual([]);
    expect(await adapter.list('', { limit: 10 })).toEqual([]);
  });

  it('keeps mailboxes and migrations apart, whatever they are called', async () => {
    const ledger = createLedger(openForTest());
    const names = ['a@x', 'a', 'a:lines', 'A@x', '%61@x', '受注@x'];
    for (const [index, name] of names.entries()) {
      await ledger.of('M1', name).add(lines(1, index));
      await ledger.of('M', `1:${name}`).add(lines(1, 100 + index));
    }
    for (const [index, name] of names.entries()) expect(await ledger.of('M1', name).read()).toEqual(lines(1, index));
  });

  it('loses nothing of two who write at once', async () => {
    const adapter = openForTest();
    const [one, other] = [createLedger(adapter).of('M1', 'a@x'), createLedger(adapter).of('M1', 'a@x')];
    const parts = Array.from({ length: 20 }, (_, index) => lines(10, index * 10));
    await Promise.all(parts.map((part, index) => (index % 2 === 0 ? one : other).add(part)));
    const read = await one.read();
    expect(read.map(({ uid }) => uid).sort((a, b) => a - b)).toEqual(lines(200, 0).map(({ uid }) => uid));
  });

  it('forgets one migration, and nothing of another', async () => {
    const ledger = createLedger(openForTest());
    await ledger.of('M1', 'a@x').add(lines(501));
    await ledger.of('M1', 'b@x').add(lines(1));
    await ledger.of('M12', 'a@x').add(lines(1));
    // Three chunks, and where each mailbox's next one goes.
    expect(await ledger.forget('M1')).toBe(5);
    expect(await ledger.of('M1', 'a@x').read()).toEqual([]);
    expect(await ledger.of('M12', 'a@x').read()).toEqual(lines(1));
    await ledger.of('M1', 'a@x').add(lines(2));
    expect(await ledger.of('M1', 'a@x').read()).toEqual(lines(2));
  });

  it.each([
    ['is no JSON', '{'],
    ['is of another schema', JSON.stringify({ schema: 2, lines: [] })],
    ['has lines that are none', JSON.stringify({ schema: 1, lines: [['f', 'INBOX']] })],
  ])('a row that %s is named as damaged, never read as empty', async (_, value) => {
    const adapter = openForTest();
    const mailbox = createLedger(adapter).of('M1', 'a@x');
    await mailbox.add(lines(2));
    const [row] = await adapter.list('ledger:M1:a%40x:lines:', { limit: 1 });
    if (row === undefined) throw new Error('no chunk');
    await adapter.commit({ guards: [], puts: [{ key: row.key, value }], deletes: [] });
    await expect(mailbox.read()).rejects.toMatchObject({ code: ErrorCode.RowDamaged });
  });
});
