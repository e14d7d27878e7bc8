import { groupsOf } from '../migration/approvals.ts';
import { mayHaveWork } from '../migration/decide/outsider.ts';
import type { Request } from './parse/request.ts';
import { type Answer, say, type Visit, wordsOf } from './visit.ts';

/** What sets the bot to work on the servers: for the team, and for whoever is named as an approver. */
const WORK: ReadonlySet<Request['kind']> = new Set([
  'check',
  'copy-run',
  'rescue-dry',
  'rescue-now',
  'probes-now',
  'import',
] as const);

/** What a guest, or somebody of another organisation, is told who asks for work. Undefined: nothing speaks against it. */
export async function unlessInsider(visit: Visit, { kind }: Request): Promise<Answer | undefined> {
  if (!WORK.has(kind)) return undefined;
  const outsider = await visit.who.outsider(visit.user, visit.place);
  const migration = outsider === undefined ? undefined : await visit.service.inChannel(visit.place);
  if (outsider === undefined || migration === undefined) return undefined;
  const groups = await visit.who.inGroups(groupsOf(migration.facts), visit.user, true);
  if (mayHaveWork(migration.facts, { by: visit.user, groups, outsider })) return undefined;
  return say(`✗ ${wordsOf(visit, migration.facts).refusal({ code: `${outsider}-reads`, figures: {} })}`);
}
