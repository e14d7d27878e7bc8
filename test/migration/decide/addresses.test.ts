import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../src/migration/actor.ts';
import type { Command } from '../../../src/migration/commands.ts';
import type { KnownAddress } from '../../../src/migration/mail-facts.ts';
import { MAILBOXES, SENDER, T0 } from '../a-migration.ts';
import { CUT_OVER_READY, did, kindsOf, refusalOf, upTo, withFacts } from '../stages.ts';

const NOW = CUT_OVER_READY;
const INFO = 'info@kitano.example';
const found: KnownAddress = { count: 3, firstAt: T0, lastAt: T0 };
const ready = withFacts(upTo(NOW), { addresses: { [INFO]: found } });
const place = (
  as: 'alias' | 'list' | 'dropped' | undefined,
  addresses: readonly string[] = [INFO],
  reason?: string,
  by: Actor = 'UAOI',
): Command => ({ kind: 'place-addresses', by, addresses, as, ...(reason === undefined ? {} : { reason }) });
const placedOf = (record: typeof ready, address = INFO) => record.facts.addresses?.[address]?.placed;

describe('placing an address', () => {
  test('as an alias or a list, by anybody of the team, in any spelling', () => {
    const { record } = did(ready, NOW, place('alias', ['Info@Kitano.example '], undefined, 'USTRANGER'));
    expect(placedOf(record)).toMatchObject({ as: 'alias', by: 'USTRANGER' });
    expect(placedOf(did(record, NOW, place('list')).record)?.as).toBe('list');
  });
  test('dropped with a reason that stands in the record', () => {
    const { record } = did(ready, NOW, place('dropped', [INFO], ' left in 2019 '));
    expect(placedOf(record)).toMatchObject({ as: 'dropped', reason: 'left in 2019' });
    // Another reason is another ruling.
    expect(placedOf(did(record, NOW, place('dropped', [INFO], 'spam only')).record)?.reason).toBe('spam only');
  });
  test('taken back', () => {
    const { record } = did(did(ready, NOW, place('alias')).record, NOW, place(undefined));
    expect(record.facts.addresses?.[INFO]).toEqual(found);
  });
  test('an alias may be named before any mail was found for it', () => {
    expect(placedOf(did(ready, NOW, place('alias', ['new@kitano.example'])).record, 'new@kitano.example')?.as).toBe(
      'alias',
    );
  });
  test.each<readonly [string, Command]>([
    ['nothing-given', place('alias', [])],
    [
      'too-many',
      place(
        'alias',
        Array.from({ length: 1_001 }, (_, n) => `x${n}@kitano.example`),
      ),
    ],
    ['reason-missing', place('dropped')],
    ['reason-missing', place('dropped', [INFO], '   ')],
    ['address-is-mailbox', place('alias', [MAILBOXES[0]])],
    ['address-is-mailbox', place('dropped', [MAILBOXES[0]], 'nobody reads it')],
    ['unknown-address', place('dropped', ['new@kitano.example'], 'nobody reads it')],
    ['unknown-address', place(undefined, ['new@kitano.example'])],
    ['bad-address', place('alias', ['not an address'])],
    ['foreign-address', place('list', ['all@elsewhere.example'])],
    ['already', place(undefined)],
  ])('refused: %s', (code, command) => expect(refusalOf(ready, NOW, command)).toBe(code));
  test('refused: one of several is wrong, and none is placed', () => {
    expect(refusalOf(ready, NOW, place('alias', [INFO, MAILBOXES[0]]))).toBe('address-is-mailbox');
  });

  test('once approval was asked for, only by who may rule, and the approvals lapse', () => {
    const open = did(
      withFacts(upTo(NOW), { addresses: { [INFO]: { ...found, placed: { as: 'alias', at: T0, by: 'UAOI' } } } }),
      NOW,
      { kind: 'waive', by: 'UMIKA', gate: 'cut-over', criteria: ['CUT-ACCEPT'], item: `address:${INFO}`, reason: 'ok' },
    ).record;
    const asked = did(open, NOW, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
    expect(refusalOf(asked, NOW, place('list', [INFO], undefined, 'USTRANGER'))).toBe('not-approver');
    const { events } = did(asked, NOW, place('list', [INFO], undefined, 'UMIKA'));
    expect(events.slice(0, 2)).toMatchObject([
      { kind: 'addresses-placed', as: 'list' },
      { kind: 'approvals-lapsed', gate: 'cut-over', why: 'changed' },
    ]);
  });
});

describe('dismissing senders', () => {
  const dismiss = (senders: readonly string[] = [SENDER], reason = 'it moved away', by: Actor = 'UMIKA'): Command => ({
    kind: 'dismiss-senders',
    by,
    senders,
    reason,
  });
  test('by name, with a reason', () => {
    const { record, events } = did(ready, NOW, dismiss([SENDER.toUpperCase()]));
    expect(kindsOf(events)).toContain('senders-dismissed');
    expect(record.facts.senders?.[SENDER]?.dismissed).toMatchObject({ by: 'UMIKA', reason: 'it moved away' });
    expect(refusalOf(record, NOW, dismiss())).toBe('already');
  });
  test.each<readonly [string, Command]>([
    ['not-approver', dismiss([SENDER], 'it moved away', 'UREN2')],
    ['nothing-given', dismiss([])],
    ['reason-missing', dismiss([SENDER], '  ')],
    ['unknown-sender', dismiss(['nobody@x.example'])],
  ])('refused: %s', (code, command) => expect(refusalOf(ready, NOW, command)).toBe(code));
});
