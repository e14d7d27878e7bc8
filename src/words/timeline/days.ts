import type { Language } from '../../migration/facts.ts';
import type { Instant } from '../../migration/time.ts';
import { MONTHS } from '../figures.ts';

/** "1 Dec", "12月1日": the day that a calendar in this zone shows. */
export function dayOf(at: Instant, lang: Language, timeZone: string): string {
  const { day, month, monthName } = partsOf(at, timeZone);
  return lang === 'ja' ? `${month}月${day}日` : `${day} ${monthName}`;
}

/** "09:00". */
export function clockOf(at: Instant, timeZone: string): string {
  return partsOf(at, timeZone).clock;
}

function partsOf(at: Instant, timeZone: string) {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  const month = Number(part('month'));
  return {
    day: Number(part('day')),
    month,
    monthName: MONTHS[month - 1] ?? '',
    clock: `${part('hour')}:${part('minute')}`,
  };
}

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, made);
  return made;
}
