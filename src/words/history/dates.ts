import type { Contracts } from '../../migration/date-facts.ts';
import type { Event } from '../../migration/events.ts';
import { DAY_MS } from '../../migration/time.ts';
import { countryNames } from '../countries.ts';
import type { Speaker } from '../engine.ts';
import type { Line } from './discovery.ts';

type DateEvent = Extract<
  Event,
  {
    kind: 'rewrite-eve' | 'rewrite-kept' | 'country-set' | 'holidays-known' | 'contracts-set' | 'contract-warned';
  }
>;

const KINDS: ReadonlySet<string> = new Set<DateEvent['kind']>([
  'rewrite-eve',
  'rewrite-kept',
  'country-set',
  'holidays-known',
  'contracts-set',
  'contract-warned',
]);
export const isOfDates = (event: Event): event is DateEvent => KINDS.has(event.kind);

/** History lines of windows, contracts and holidays. */
export function dateLine(say: Speaker, event: DateEvent): Line {
  switch (event.kind) {
    case 'rewrite-eve': {
      const text = event.criteria.map(({ id }) => say.code('criteria', id)).join(say.t('joints:and'));
      return [event.isGo || text === '' ? 'dates:event-rewrite-eve-go' : 'dates:event-rewrite-eve-no-go', { text }];
    }
    case 'rewrite-kept':
      return ['dates:event-rewrite-kept'];
    case 'country-set':
      return ['dates:event-country-set', { text: country(say, event.country) }];
    case 'holidays-known': {
      const { days, until } = event.holidays;
      return [
        'dates:event-holidays-known',
        { text: country(say, event.holidays.country), n: days.length, untilOn: until },
      ];
    }
    case 'contracts-set': {
      const text = contracts(say, event.contracts);
      return text === '' ? ['dates:event-contracts-none'] : ['dates:event-contracts-set', { text }];
    }
    case 'contract-warned':
      return [
        event.isSafeKnown ? 'dates:event-contract-warned' : 'dates:event-contract-warned-unknown',
        { endsOn: event.endsOn, safeOn: event.safeOn },
      ];
  }
}

const country = (say: Speaker, code: string): string => say.text(countryNames(say.lang, [code]).join(''));

function contracts({ t }: Speaker, { old, new: fresh }: Contracts): string {
  const parts = [
    ...(old === undefined
      ? []
      : [
          old.noticeDays === undefined
            ? t('dates:contract-old', { endsOn: old.endsOn })
            : t('dates:contract-old-notice', { endsOn: old.endsOn, noticeMs: old.noticeDays * DAY_MS }),
        ]),
    ...(fresh === undefined ? [] : [t('dates:contract-new', { startsOn: fresh.startsOn })]),
  ];
  return parts.join(t('joints:and'));
}
