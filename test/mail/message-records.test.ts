import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, type Indexed } from '../../src/mail/content-index.ts';
import { createRecords } from '../../src/mail/message-records.ts';

const plain = ({ folder, uid, size, date, id, fine, isFaint }: Indexed): Indexed => ({
  folder,
  uid,
  size,
  date,
  id,
  fine,
  isFaint,
});

const anyMessage = fc
  .record({
    folder: fc.nat(5_000),
    uid: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
    // Beyond what 32 bits hold, too.
    size: fc.integer({ min: 0, max: 2 ** 40 }),
    date: fc.constantFrom('', '17-Jul-2026 02:44:25 +0900', ' 2-Nov-2026 10:00:00 +0900'),
    texts: fc.tuple(fc.constantFrom('', '<1@x>'), fc.constantFrom('', 'Mon'), fc.string(), fc.string()),
  })
  .map(({ texts, ...rest }): Indexed => ({ ...rest, ...digestOf(texts) }));

describe('what is kept of a message', () => {
  it('is what was put in, of each, however many there are', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 30 }), (messages) => {
        const keep = createRecords();
        // More than one block of records.
        const many = Array.from({ length: 100 }, () => messages).flat();
        expect(many.map(keep).map(plain)).toEqual(many);
      }),
      { numRuns: 20 },
    );
  });

  it('leaves out a date that no server may give', () => {
    const one: Indexed = { folder: 0, uid: 1, size: 1, date: 'x'.repeat(27), ...digestOf(['<1@x>', '', '', '']) };
    expect(createRecords()(one).date).toBe('');
  });
});
