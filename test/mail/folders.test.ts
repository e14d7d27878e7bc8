import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFolders } from '../../src/mail/folders.ts';
import type { FolderState } from '../../src/migration/observations.ts';

const folder = (path: string, uidNext: number, uidValidity = path): FolderState => ({
  path,
  uidValidity,
  uidNext,
  messages: uidNext - 1,
});

describe('a folder since the cursor', () => {
  it('that did not grow is left alone', () => {
    const inbox = folder('INBOX', 5);
    expect(compareFolders([inbox], [inbox])).toEqual([{ kind: 'unchanged', folder: inbox }]);
  });

  it('that grew is read from where it stood', () => {
    const now = folder('INBOX', 9);
    expect(compareFolders([folder('INBOX', 5)], [now])).toEqual([{ kind: 'grown', folder: now, fromUid: 5 }]);
  });

  it('that is new is read whole', () => {
    const now = folder('Customers', 3);
    expect(compareFolders([], [now])).toEqual([{ kind: 'grown', folder: now, fromUid: 1 }]);
  });

  it('that is gone is lost', () => {
    expect(compareFolders([folder('Gone', 3)], [])).toEqual([{ kind: 'lost', path: 'Gone', reason: 'vanished' }]);
  });

  it.each([
    ['has another UIDVALIDITY', folder('INBOX', 9, '2')],
    ['went back in its UIDs', folder('INBOX', 3, '1')],
  ])('that %s is lost, and read anew without counting gaps', (_, now) => {
    expect(compareFolders([folder('INBOX', 5, '1')], [now])).toEqual([
      { kind: 'lost', path: 'INBOX', reason: 'uidvalidity' },
      { kind: 'grown', folder: now, fromUid: 1, afresh: true },
    ]);
  });

  it('that was renamed is followed', () => {
    const now = folder('After', 6, '77');
    expect(compareFolders([folder('Before', 5, '77')], [now])).toEqual([{ kind: 'grown', folder: now, fromUid: 5 }]);
  });

  it('is not taken for a renamed one where UIDVALIDITY tells no folder from another', () => {
    const cursor = [folder('INBOX', 5, '1'), folder('Gone', 3, '1')];
    const now = [folder('INBOX', 5, '1'), folder('Other', 4, '1')];
    expect(compareFolders(cursor, now)).toContainEqual({ kind: 'grown', folder: now[1], fromUid: 1 });
    expect(compareFolders(cursor, now)).toContainEqual({ kind: 'lost', path: 'Gone', reason: 'vanished' });
  });
});

it('every folder of now is told of once, and every folder of the cursor is there, followed or lost', () => {
  const some = fc.uniqueArray(
    fc.record({
      path: fc.constantFrom('INBOX', 'A', 'B', 'C', 'D'),
      uidValidity: fc.constantFrom('1', '2', '3'),
      uidNext: fc.integer({ min: 1, max: 5 }),
      messages: fc.constant(0),
    }),
    { selector: (one) => one.path },
  );
  fc.assert(
    fc.property(some, some, (cursor, now) => {
      const changes = compareFolders(cursor, now);
      const seen = changes.flatMap((change) => (change.kind === 'lost' ? [] : [change.folder.path]));
      expect([...seen].sort()).toEqual(now.map((one) => one.path).sort());
      for (const change of changes) {
        // Never past what is there: a message below the cursor of another folder would be skipped for ever.
        if (change.kind === 'grown') expect(change.fromUid).toBeLessThan(change.folder.uidNext);
      }
      const vanished = cursor.filter((one) => !now.some((other) => other.path === one.path));
      const lost = changes.filter((change) => change.kind === 'lost' && change.reason === 'vanished');
      expect(lost.length).toBeLessThanOrEqual(vanished.length);
    }),
  );
});
