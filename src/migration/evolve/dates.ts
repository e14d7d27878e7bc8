import type { Facts } from '../facts.ts';
import type { Of } from './part.ts';

type DateEvent = Of<
  'window-set' | 'rewrite-eve' | 'rewrite-kept' | 'country-set' | 'holidays-known' | 'contracts-set' | 'contract-warned'
>;

export function dates(event: DateEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'window-set':
      return { executor: event.executor, window: { from: event.from, to: event.to } };
    case 'rewrite-eve':
      return { eve: { from: event.from } };
    case 'rewrite-kept':
      return { rewriteKept: { at, by } };
    case 'country-set':
      return { country: event.country };
    case 'holidays-known':
      return { holidays: { ...event.holidays, days: [...event.holidays.days] } };
    case 'contracts-set':
      return { contracts: event.contracts };
    case 'contract-warned': {
      const { n, endsOn, noticeDays, stage, isShort } = event;
      return { contractTold: { n, endsOn, ...(noticeDays === undefined ? {} : { noticeDays }), stage, isShort } };
    }
  }
}
