import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from '../metrics.ts';

/** So often it is looked whether the loop comes round; the time between two looks is part of what the monitor tells. */
const RESOLUTION_MS = 20;

/** Figures of the process that are read when they are asked for. */
export function processFigures(metrics: Metrics, freeBytes: () => Promise<number>): () => Promise<void> {
  const delay = metrics.gauge(
    'mail_migration_bot_event_loop_delay_seconds',
    'For how long everything else waited for one piece of work, since the last time this was read.',
  );
  const free = metrics.gauge('mail_migration_bot_disk_free_bytes', 'Free space in DATA_DIR.');
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  return async () => {
    // Nothing was sampled yet: the figures would be of no meaning.
    if (monitor.count > 0) {
      delay.set(seconds(monitor.percentile(50)), { quantile: '0.5' });
      delay.set(seconds(monitor.percentile(99)), { quantile: '0.99' });
      delay.set(seconds(monitor.max), { quantile: '1' });
      monitor.reset();
    }
    free.set(await freeBytes());
  };
}

function seconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
}
