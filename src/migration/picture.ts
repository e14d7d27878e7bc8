import { isReal } from './arrivals.ts';
import type { Happening, PictureReason } from './events.ts';
import type { Facts } from './facts.ts';
import { GATES } from './settings.ts';
import { DAY_MS, type Instant, MINUTE_MS } from './time.ts';

/** A double click is one question. */
const ASKED_ONCE_MS = MINUTE_MS;

/**
 * Whether the picture shows something that people would look at, and that none was sent of yet: at once when a gate has
 * opened or the rewrite is done, else at most once a day.
 */
export function pictureDue(facts: Facts, now: Instant): Happening | undefined {
  const { picturedAt = 0 } = facts;
  const [first] = changes(facts).filter(({ at }) => at > picturedAt && at <= now);
  const isDue = first !== undefined && (first.atOnce || now >= picturedAt + DAY_MS);
  return isDue ? { kind: 'timeline-due', why: first.why } : undefined;
}

/** A person asks for one. */
export function pictureAsked({ picturedAt }: Facts, now: Instant): { readonly happenings: readonly Happening[] } {
  const isJustSent = picturedAt !== undefined && Math.abs(now - picturedAt) < ASKED_ONCE_MS;
  return { happenings: isJustSent ? [] : [{ kind: 'timeline-due', why: 'asked' }] };
}

type Change = { readonly at: Instant; readonly why: PictureReason; readonly atOnce: boolean };

/** What does not wait first, then in the order in which it matters. */
function changes(facts: Facts): readonly Change[] {
  const { rewriteDoneAt, watermarkToldAt, gates } = facts;
  const opened = GATES.flatMap((gate) => gates[gate].openedAt ?? []);
  return [
    ...opened.map((at) => ({ at, why: 'gate-opened' as const, atOnce: true })),
    ...(rewriteDoneAt === undefined ? [] : [{ at: rewriteDoneAt, why: 'rewrite-done' as const, atOnce: true }]),
    ...afterQuiet(facts).map((at) => ({ at, why: 'straggler' as const, atOnce: false })),
    ...(watermarkToldAt === undefined ? [] : [{ at: watermarkToldAt, why: 'watermark' as const, atOnce: false }]),
  ];
}

/** When the channel heard of a straggler before which none had come for a day: one of many changes no picture. */
function afterQuiet({ stragglers }: Facts): readonly Instant[] {
  const real = stragglers.filter(isReal).sort((a, b) => a.at - b.at);
  return real.flatMap(({ at, toldAt }, index) => {
    const before = real[index - 1]?.at;
    return toldAt !== undefined && (before === undefined || at - before >= DAY_MS) ? [toldAt] : [];
  });
}
