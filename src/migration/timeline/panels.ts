import type { Facts } from '../facts.ts';
import { rewriteFrom } from '../runbook.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../time.ts';
import { watermarkOf } from '../watermark.ts';
import { datesAhead } from './marks.ts';
import type { TimelinePanel } from './shapes.ts';

/** Where less than this part of the rewrite's own length lies before or after it, one scale serves both. */
const WORTH_A_PANEL = 0.6;
/** So much of a stretch is left free at its ends. */
const MARGIN = 0.08;
/** What lies ahead by no more than this is drawn where it belongs, and not at the edge. */
const NEAR_MS = 3 * DAY_MS;

/**
 * The stretches of time that the picture is made of. The rewrite takes hours, what comes before and after weeks: to one
 * scale, nobody could see a resolver turn.
 */
export function panelsOf(facts: Facts, now: Instant): readonly TimelinePanel[] {
  const start = Math.min(facts.startedAt, now);
  const rewriteAt = rewriteFrom(facts);
  if (rewriteAt === undefined) return [{ kind: 'before', from: start, to: endOf(facts, start, now) }];
  const settled = Math.max(watermarkOf(facts) ?? now, facts.rewriteDoneAt ?? now, rewriteAt + MINUTE_MS);
  const length = settled - rewriteAt;
  const from = rewriteAt - 0.2 * length;
  const to = settled + 0.25 * length;
  const isBefore = from - start > WORTH_A_PANEL * length;
  // While the caches still count down, there is no "since".
  const isSince = now - to > WORTH_A_PANEL * length;
  return [
    ...(isBefore ? [{ kind: 'before' as const, from: start, to: from }] : []),
    {
      kind: 'rewrite',
      from: isBefore ? from : start - (start < from ? MARGIN * length : 0),
      to: isSince ? to : Math.max(to, now + MARGIN * length),
    },
    ...(isSince ? [{ kind: 'since' as const, from: to, to: endOf(facts, to, now) }] : []),
  ];
}

/** Now, and whatever lies ahead so near that the past keeps its room. */
function endOf(facts: Facts, from: Instant, now: Instant): Instant {
  const most = Math.max(now + NEAR_MS, now + (now - from));
  const ahead = datesAhead(facts, now).filter((at) => at <= most);
  const last = Math.max(now, ...ahead);
  return last + Math.max(MARGIN * (last - from), MINUTE_MS);
}
