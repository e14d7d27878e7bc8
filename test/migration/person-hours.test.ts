import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { personHoursSchema } from '../../src/migration/hours-facts.ts';
import { type HoursPick, USUAL_HOURS, withPick } from '../../src/migration/person-hours.ts';

const pick: fc.Arbitrary<HoursPick> = fc.oneof(
  fc.record({ kind: fc.constant('from' as const), hour: fc.integer({ min: 0, max: 23 }) }),
  fc.record({ kind: fc.constant('to' as const), hour: fc.integer({ min: 1, max: 24 }) }),
  fc.record({ kind: fc.constant('weekends' as const), weekends: fc.option(fc.boolean(), { nil: undefined }) }),
);

describe('hours of one’s own', () => {
  test('one end moved past the other takes it along, as far as the day goes', () => {
    expect(withPick(USUAL_HOURS, { kind: 'from', hour: 13 })).toEqual({ fromHour: 13, toHour: 17 });
    expect(withPick(USUAL_HOURS, { kind: 'from', hour: 20 })).toEqual({ fromHour: 20, toHour: 24 });
    expect(withPick(USUAL_HOURS, { kind: 'to', hour: 9 })).toEqual({ fromHour: 1, toHour: 9 });
    expect(withPick(USUAL_HOURS, { kind: 'to', hour: 6 })).toEqual({ fromHour: 0, toHour: 6 });
  });

  test('whatever is picked in whatever order, what was picked last holds and hours are left', () => {
    fc.assert(
      fc.property(fc.array(pick, { minLength: 1 }), (picks) => {
        const hours = picks.reduce(withPick, USUAL_HOURS);
        expect(personHoursSchema.safeParse(hours).success).toBe(true);
        const last = picks.at(-1);
        if (last?.kind === 'from') expect(hours.fromHour).toBe(last.hour);
        if (last?.kind === 'to') expect(hours.toHour).toBe(last.hour);
        if (last?.kind === 'weekends') expect(hours.weekends).toBe(last.weekends);
      }),
    );
  });
});
