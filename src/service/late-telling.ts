import type { Logger } from '../log.ts';
import { withLogFields } from '../log-context.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import type { AgendaState } from './agenda-state.ts';
import type { Service } from './ports.ts';

/** So often it is looked which looks are late, and so often the same migration's record is asked whether that matters. */
const EVERY_MS = 30 * SECOND_MS;
const AGAIN_MS = 5 * MINUTE_MS;
/** An overload must not be made worse by telling of it. */
const MOST_AT_ONCE = 20;

/** Tells records which of their looks are late; whether anything rests on that, they know. Resolves when it is done. */
export function createLateTelling(deps: {
  readonly agenda: () => AgendaState;
  readonly change: Service['change'];
  readonly now: () => Instant;
  readonly log: Pick<Logger, 'warn' | 'error'>;
}): () => Promise<void> {
  const told = new Map<string, Instant>();
  let last: Instant | undefined;
  let saidLate = false;

  return async () => {
    const now = deps.now();
    if (last !== undefined && now >= last && now < last + EVERY_MS) return;
    last = now;
    const { late, waiting, longestMs } = deps.agenda();
    if (late.size > 0 && !saidLate)
      deps.log.warn({ late: late.size, waiting, longestMs }, 'looks are late: more is due than gets done; see /readyz');
    saidLate = late.size > 0;
    for (const id of told.keys()) if (!late.has(id)) told.delete(id);
    const due = [...late].filter(([id]) => Math.abs(now - (told.get(id) ?? Number.NEGATIVE_INFINITY)) >= AGAIN_MS);
    for (const [id, looks] of due.slice(0, MOST_AT_ONCE)) {
      told.set(id, now);
      try {
        await withLogFields({ migration: id }, () => deps.change(id, { kind: 'report-late', looks }));
      } catch (error) {
        deps.log.error({ err: error, migration: id }, 'a record could not be told that its looks are late');
      }
    }
  };
}
