import type { Metrics } from '../metrics.ts';
import type { Due } from '../migration/agenda.ts';
import type { Look } from '../migration/settings.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { DueList } from './due.ts';
import { LANES } from './slots.ts';

/** How the looks of the agenda keep up. */
export type AgendaState = {
  readonly waiting: number;
  readonly underWay: number;
  /** How long the one that has waited longest for others waits. */
  readonly longestMs: number;
  /** Of each migration: the looks that wait for others for longer than they should. */
  readonly late: ReadonlyMap<string, readonly Look[]>;
};

/** Longer than this no look should wait for others; a copy or a scan may take half a night, and the next one waits for it. */
const LATE_MS: Readonly<Partial<Record<Look, number>>> = { content: HOUR_MS, scan: HOUR_MS };
const LATE_ELSE_MS = 5 * MINUTE_MS;

/** Bounds of buckets, in seconds. */
const LAG_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800] as const;

export function agendaState(due: Pick<DueList, 'heldUp' | 'counts'>, now: Instant): AgendaState {
  const late = new Map<string, Look[]>();
  let longestMs = 0;
  for (const { id, look, since } of due.heldUp()) {
    longestMs = Math.max(longestMs, now - since);
    if (now - since <= (LATE_MS[look] ?? LATE_ELSE_MS)) continue;
    late.set(id, [...(late.get(id) ?? []), look]);
  }
  const counts = Object.values(due.counts());
  return {
    waiting: counts.reduce((sum, { waiting }) => sum + waiting, 0),
    underWay: counts.reduce((sum, { underWay }) => sum + underWay, 0),
    longestMs,
    late,
  };
}

export type AgendaMetrics = {
  readonly begun: (what: Due['what'], lagMs: number) => void;
  readonly show: (due: Pick<DueList, 'counts'>) => void;
};

export function agendaMetrics(metrics: Metrics): AgendaMetrics {
  const lag = metrics.histogram(
    'mail_migration_bot_agenda_lag_seconds',
    'From when something was due and could begin until it began, by what it was.',
    LAG_SECONDS,
  );
  const waiting = metrics.gauge('mail_migration_bot_looks_waiting', 'Looks that are due and wait for a slot, by lane.');
  const underWay = metrics.gauge('mail_migration_bot_looks_under_way', 'Looks of the agenda under way, by lane.');
  return {
    begun: (what, lagMs) => lag.observe(Math.max(0, lagMs) / SECOND_MS, { what }),
    show(due) {
      const counts = due.counts();
      for (const lane of LANES) {
        waiting.set(counts[lane].waiting, { lane });
        underWay.set(counts[lane].underWay, { lane });
      }
    },
  };
}
