import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareContents } from '../../src/mail/compare.ts';
import { digestOf, type Indexed } from '../../src/mail/content-index.ts';

type Traits = { readonly id: string; readonly date: string; readonly subject: string; readonly size: number };

let uid = 0;
const indexed = ({ id, date, subject, size }: Traits): Indexed => {
  uid += 1;
  return { folder: 0, uid, size, date: '', ...digestOf([id, date, 'a@example.org', subject]) };
};
const traits: Traits = { id: '<1@x>', date: 'Mon, 2 Nov 2026 10:00:00 +0900', subject: 'Order', size: 500 };
/** Few of each, so that mailboxes are full of duplicates, shared Message-IDs and messages without any. */
const anyMessage = fc
  .record({
    id: fc.constantFrom('', '<1@x>', '<2@x>'),
    date: fc.constantFrom('', 'Mon, 2 Nov 2026 10:00:00 +0900', 'Tue, 3 Nov 2026 10:00:00 +0900'),
    subject: fc.constantFrom('Order', 'Invoice'),
    size: fc.constantFrom(500, 501),
  })
  .map(indexed);
const mailbox = fc.array(anyMessage, { maxLength: 20 });

describe('two mailboxes held against each other', () => {
  it('every old message either has one counterpart of its own, or is missing', () => {
    fc.assert(
      fc.property(mailbox, mailbox, (old, fresh) => {
        const { matches, missing } = compareContents(old, fresh);
        const counted = [...matches.map((match) => match.old), ...missing];
        expect(new Set(counted)).toEqual(new Set(old));
        expect(counted.length).toBe(old.length);
        expect(new Set(matches.map(({ on }) => on)).size).toBe(matches.length);
      }),
    );
  });

  it('a message that was removed is missing, or one that looks the same is', () => {
    fc.assert(
      fc.property(mailbox, fc.nat(), (old, at) => {
        fc.pre(old.length > 0);
        const removed = old[at % old.length];
        const fresh = old.filter((one) => one !== removed).map((one, index) => ({ ...one, uid: index + 1 }));
        const { missing } = compareContents(old, fresh);
        expect(missing.map(({ fine, size }) => [fine, size])).toEqual([[removed?.fine, removed?.size]]);
      }),
    );
  });

  it('in any order nothing of a whole copy is missing, whatever else is there', () => {
    fc.assert(
      fc.property(mailbox, mailbox, fc.infiniteStream(fc.nat()), (old, others, order) => {
        const fresh = [...old.map((one) => ({ ...one })), ...others]
          .map((one) => ({ one, at: Number(order.next().value) }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(compareContents(old, fresh).missing).toEqual([]);
      }),
    );
  });

  it('two equal mails there want two here', () => {
    const old = [indexed(traits), indexed(traits)];
    expect(compareContents(old, [indexed(traits)]).missing).toHaveLength(1);
    expect(compareContents(old, [indexed(traits), indexed(traits)]).missing).toEqual([]);
  });

  it.each([
    ['a size that a server counts otherwise', { size: 512 }],
    ['a subject that a filter rewrote', { subject: '[SPAM] Order' }],
  ])('is not misled by %s', (_, change) => {
    expect(compareContents([indexed(traits)], [indexed({ ...traits, ...change })]).missing).toEqual([]);
  });

  it.each([
    ['a Message-ID that a device gives all its mail', { date: 'Tue, 3 Nov 2026 10:00:00 +0900', subject: 'Invoice' }],
    ['another Message-ID', { id: '<2@x>' }],
    ['a Message-ID where there is none', { id: '' }],
  ])('never takes two messages for one: %s', (_, change) => {
    const old = indexed(traits);
    expect(compareContents([old], [indexed({ ...traits, ...change })]).missing).toEqual([old]);
  });

  it('without a Message-ID goes by size too', () => {
    const old = indexed({ ...traits, id: '' });
    expect(compareContents([old], [indexed({ ...traits, id: '', size: 501 })]).missing).toEqual([old]);
  });

  it('has bodies looked at where headers do not say which is missing, or say nothing at all', () => {
    const twins = [indexed(traits), indexed(traits)];
    const fresh = [indexed(traits)];
    expect(compareContents(twins, fresh).doubtful).toEqual([{ old: twins, fresh }]);
    const bare = { id: '', date: '', subject: '', size: 9 };
    expect(compareContents([indexed(bare)], [indexed(bare)]).doubtful).toHaveLength(1);
    expect(compareContents([indexed(traits)], [indexed(traits)]).doubtful).toEqual([]);
  });

  it('holds 150,000 messages against none', () => {
    const one = indexed(traits);
    const many = Array.from({ length: 150_000 }, (_, index) => ({
      ...one,
      uid: index,
      fine: `${index}`,
      id: `${index}`,
    }));
    expect(compareContents([], many).missing).toEqual([]);
    expect(compareContents(many, []).missing).toHaveLength(150_000);
  });
});
