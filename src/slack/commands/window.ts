import { instantOf } from '../../migration/wall-time.ts';
import { windowCautions } from '../../migration/windows.ts';
import type { Request } from '../parse/request.ts';
import { rendered } from '../views/blocks.ts';
import { windowsView } from '../views/windows.ts';
import { type Answer, carryOut, reply, type Visit, withMigration } from '../visit.ts';

/** `window`: who rewrites DNS, and when; and windows that suit. */
export function window(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(windowsView(migration, words, visit.now())));
}

/** `window @executor DATE FROM TO`, `window @executor now 2h`; typed times are those of the team's zone. */
export function windowSet(visit: Visit, request: Extract<Request, { kind: 'window-set' }>): Promise<Answer> {
  const { executor, span } = request;
  return withMigration(visit, async (migration, words) => {
    const { timeZone } = migration.facts;
    const from = span.kind === 'now' ? visit.now() : instantOf(span.from.date, span.from.time, timeZone);
    const to = span.kind === 'now' ? from + span.durationMs : instantOf(span.to.date, span.to.time, timeZone);
    const said = await carryOut(visit, migration, [{ kind: 'set-window', by: visit.user, executor, from, to }]);
    // Warned, never refused: people may have reasons.
    const cautions = said.text.startsWith('✓') ? windowCautions(migration, { from, to }, visit.now()) : [];
    return reply(rendered([said.text, ...cautions.map(words.caution)].join('\n'), []));
  });
}
