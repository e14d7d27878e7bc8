import { expect, test } from 'vitest';
import { EVERY_MAILBOX, relayMailbox } from '../../../src/migration/keys.ts';
import type { Side } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { started } from '../a-migration.ts';
import { did } from '../stages.ts';

const AOI = 'aoi@kitano.example';
const REN = 'ren@kitano.example';
const imported = (record: Migration, ...entries: readonly (readonly [string, Side, number])[]) =>
  did(record, 0, {
    kind: 'credentials-imported',
    by: 'UAOI',
    entries: entries.map(([mailbox, side, version]) => ({ mailbox, side, version })),
  }).record;
const added = (record: Migration, address: string) =>
  did(record, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [{ address, watch: 'oauth' }] }).record;
const versionsOf = ({ facts }: Migration) =>
  Object.fromEntries(facts.mailboxes.map(({ address, credentials }) => [address, credentials]));

test('the credentials of a whole side belong to every mailbox, those added later too, and to none of their own', () => {
  const shared = imported(added(started(), AOI), [EVERY_MAILBOX, 'new', 1]);
  expect(versionsOf(added(shared, REN))).toEqual({ [AOI]: { new: 1 }, [REN]: { new: 1 } });
});

test('a mailbox with credentials of its own keeps them, whichever came first', () => {
  const own = imported(added(started(), AOI), [AOI, 'new', 1]);
  expect(versionsOf(imported(own, [EVERY_MAILBOX, 'new', 2]))).toEqual({ [AOI]: { new: 1 } });
  const together = imported(added(started(), AOI), [AOI, 'new', 1], [EVERY_MAILBOX, 'new', 2]);
  expect(versionsOf(together)).toEqual({ [AOI]: { new: 1 } });
  const later = imported(imported(added(started(), AOI), [EVERY_MAILBOX, 'new', 1]), [AOI, 'new', 2]);
  expect(versionsOf(imported(later, [EVERY_MAILBOX, 'new', 3]))).toEqual({ [AOI]: { new: 2 } });
});

test('new ones take the place of the former ones', () => {
  const first = imported(added(started(), AOI), [EVERY_MAILBOX, 'new', 1], [EVERY_MAILBOX, 'old', 2]);
  expect(versionsOf(imported(first, [EVERY_MAILBOX, 'new', 3]))).toEqual({ [AOI]: { old: 2, new: 3 } });
});

test('the credentials of a relay are no mailbox’s, and stand in nobody’s way', () => {
  const record = imported(added(started(), AOI), [relayMailbox('outside'), 'new', 1], [AOI, 'new', 2]);
  expect(versionsOf(record)).toEqual({ [AOI]: { new: 2 } });
});
