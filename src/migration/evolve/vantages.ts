import type { Facts } from '../facts.ts';
import type { Alarm } from '../zone-facts.ts';
import type { Of } from './part.ts';

type VantageEvent = Of<'vantages-known' | 'vantages-aside' | 'vantages-alarmed' | 'alarms-over' | 'globalping-set'>;

/** Who is asked, who is set aside, and who holds on for too long. */
export function vantages(facts: Facts, event: VantageEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'vantages-known':
      return { vantages: event.vantages.map((vantage) => ({ ...vantage })) };
    case 'vantages-aside':
      return {
        aside: event.aside.map((vantage) => ({
          ...vantage,
          at: facts.aside?.find((known) => known.id === vantage.id)?.at ?? at,
        })),
      };
    case 'vantages-alarmed': {
      const since = (alarm: Omit<Alarm, 'at'>) =>
        facts.alarms?.find(
          (one) => one.vantage === alarm.vantage && one.record === alarm.record && one.why === alarm.why,
        )?.at ?? at;
      const fresh = event.alarms.map((alarm) => ({ ...alarm, values: [...alarm.values], at: since(alarm) }));
      const others = (facts.alarms ?? []).filter((known) => !fresh.some((alarm) => alarm.vantage === known.vantage));
      return { alarms: [...others, ...fresh] };
    }
    case 'alarms-over':
      return { alarms: (facts.alarms ?? []).filter((alarm) => !event.vantages.includes(alarm.vantage)) };
    case 'globalping-set':
      return { globalping: event.countries.length === 0 ? undefined : { countries: [...event.countries], at, by } };
  }
}
