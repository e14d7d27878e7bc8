import { assess } from '../../migration/gates/assess.ts';
import { nextGate } from '../../migration/runbook.ts';
import type { Request } from '../parse/request.ts';
import { criterionView, gateView } from '../views/gate.ts';
import { restingView } from '../views/resting.ts';
import { type Answer, change, reply, say, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `gate [NAME]`: why it is open or not, criterion by criterion; the next one unless one is named. */
export function gate(visit: Visit, request: Of<'gate'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const resting = restingView(migration, words);
    if (resting !== undefined) return reply(resting);
    const asked = request.gate ?? nextGate(migration.facts);
    if (asked === undefined) return say(words.t('slack:gates-done'));
    return reply(gateView(migration, assess(migration, visit.now())[asked], words, visit.now()));
  });
}

/** `gate NAME CRITERION`: all its items, with the keys that waivers name. */
export function gateCriterion(visit: Visit, request: Of<'gate-criterion'>): Promise<Answer> {
  return withMigration(visit, (migration, words) =>
    reply(
      restingView(migration, words) ??
        criterionView(migration, assess(migration, visit.now())[request.gate], request.criterion, words),
    ),
  );
}

/** `gate NAME ask`. */
export function gateAsk(visit: Visit, request: Of<'gate-ask'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'request-approval', by: visit.user, gate: request.gate }),
  );
}
