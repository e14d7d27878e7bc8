import type { Request } from '../parse/request.ts';
import { type Answer, change, say, type Visit, withMigration } from '../visit.ts';
import { instantOf } from '../wall-time.ts';

/** `window`: who rewrites DNS, and when. */
export function window(visit: Visit): Promise<Answer> {
  return withMigration(visit, ({ facts }, words) => {
    const named =
      facts.executor === undefined || facts.window === undefined
        ? words.t('slack:window-none')
        : words.t('slack:window-set', { executor: facts.executor, fromAt: facts.window.from, toAt: facts.window.to });
    return say(`${named}\n${words.t('slack:window-zone', { zone: facts.timeZone })}`);
  });
}

/** `window @executor DATE FROM TO`, `window @executor now 2h`; typed times are those of the team's zone. */
export function windowSet(visit: Visit, request: Extract<Request, { kind: 'window-set' }>): Promise<Answer> {
  const { executor, span } = request;
  return withMigration(visit, (migration) => {
    const { timeZone } = migration.facts;
    const from = span.kind === 'now' ? visit.now() : instantOf(span.from.date, span.from.time, timeZone);
    const to = span.kind === 'now' ? from + span.durationMs : instantOf(span.to.date, span.to.time, timeZone);
    return change(visit, migration, { kind: 'set-window', by: visit.user, executor, from, to });
  });
}
