import type { Instant } from '../migration/time.ts';

/**
 * The instant at which a wall clock in `timeZone` (IANA) shows this date and time. In the hour that summer time skips,
 * the same time by the clock of before; in the hour that comes twice, the earlier one.
 */
export function instantOf(date: string, time: string, timeZone: string): Instant {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  const guesses = [asUtc - 86_400_000, asUtc + 86_400_000].map((near) => asUtc - offsetMs(near, timeZone));
  const right = guesses.filter((guess) => guess + offsetMs(guess, timeZone) === asUtc);
  return right.length > 0 ? Math.min(...right) : (guesses[0] ?? asUtc);
}

/** How far the zone's clock is ahead of UTC at this instant. */
function offsetMs(at: Instant, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(at / 1_000) * 1_000;
}
