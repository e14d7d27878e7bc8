import type { Language } from '../../migration/facts.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../migration/time.ts';
import { addDays, instantOf, startOfDay, wallTimeOf } from '../../migration/wall-time.ts';
import { clockOf, dayOf } from './days.ts';
import { type Placed, xOf } from './scale.ts';

export type Tick = { readonly x: number; readonly text: string; readonly day?: string | undefined };

const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR_MS),
  ...[1, 2, 3, 4, 7, 14, 28, 91, 364].map((n) => n * DAY_MS),
];
/** Room that one label takes: "12月31日" and a gap. */
const LABEL = 76;

/** Round times of the zone's own clock. Under a day apart they are hours, with the day under the first of each. */
export function ticksOf(panel: Placed, lang: Language, timeZone: string): readonly Tick[] {
  const most = Math.max(1, Math.floor((panel.right - panel.left) / LABEL));
  const length = panel.to - panel.from;
  const step = STEPS_MS.find((ms) => length / ms <= most) ?? length;
  let day = '';
  return instants(panel, step, timeZone)
    .map((at) => ({ at, x: xOf([panel], at) }))
    .filter(({ x }) => x >= panel.left + 2 && x <= panel.right - LABEL * 0.66)
    .map(({ at, x }) => {
      const ofDay = dayOf(at, lang, timeZone);
      if (step >= DAY_MS) return { x, text: ofDay };
      const isNew = ofDay !== day;
      day = ofDay;
      return { x, text: clockOf(at, timeZone), day: isNew ? ofDay : undefined };
    });
}

/** So far a clock that is moved can be from where it would be by counting. */
const CLOCK_MOVES_MS = 3 * HOUR_MS;

/** Told by the clock on the wall, so that a change to summer time moves none of them. */
function instants({ from, to }: Placed, step: number, timeZone: string): readonly Instant[] {
  const found = new Set<Instant>();
  const days = Math.max(1, Math.round(step / DAY_MS));
  let date = wallTimeOf(from, timeZone).date;
  for (let midnight = startOfDay(date, timeZone); midnight <= to; midnight = startOfDay(date, timeZone)) {
    for (let ofDay = 0; ofDay < DAY_MS; ofDay += step) {
      const near = midnight + ofDay;
      if (near < from - CLOCK_MOVES_MS || near > to + CLOCK_MOVES_MS) continue;
      const at = instantOf(date, new Date(ofDay).toISOString().slice(11, 16), timeZone);
      if (at >= from && at <= to) found.add(at);
    }
    date = addDays(date, days);
  }
  return [...found].sort((a, b) => a - b);
}
