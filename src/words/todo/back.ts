import { isUnjudged, reached, toCarry } from '../../migration/arrivals.ts';
import type { Facts, PlanRecord } from '../../migration/facts.ts';
import { routingRecords } from '../../migration/plan.ts';
import { notBack, unseenOnNew } from '../../migration/rollback.ts';
import type { Known } from '../../migration/shown-certificate.ts';
import { isRewrittenElsewhere } from '../../migration/watermark.ts';
import type { Speaker } from '../engine.ts';

export { toCarry } from '../../migration/arrivals.ts';

/** What is left to do while the migration is rolled back: everything points the other way. */
export function rolledBackTodo(say: Speaker, known: Known): string[] {
  const { t } = say;
  const { facts } = known;
  const { rollbackBack: back, rollbackAt = facts.state.at } = facts;
  const isOver = back?.overAt !== undefined;
  const unseen = unseenOnNew(known, isOver ? back.watermark : rollbackAt);
  const suspects = facts.stragglers.filter((one) => isUnjudged(one) && reached(one) === 'new').length;
  return [
    ...dnsNow(say, known),
    ...carryBackLines(say, { count: toCarry(facts, 'new'), unseen }, isOver),
    ...(suspects > 0 ? [t('todo:back-judge', { count: suspects })] : []),
    t('todo:back-resume', { domain: facts.domain }),
  ];
}

/** What is to be set back still; or until when caches lead to the new server. */
function dnsNow(say: Speaker, known: Known): string[] {
  const { facts } = known;
  if (isRewrittenElsewhere(facts)) return [say.t('todo:back-route')];
  const { rollbackBack: back, rollbackAt = facts.state.at } = facts;
  if (back === undefined) {
    const open = notBack(known, rollbackAt).map(({ planned }) => planned);
    return open.length > 0 ? [say.t('todo:back-dns'), ...linesBack(say, open)] : [];
  }
  const figures = { at: back.at, watermarkAt: back.watermark };
  return [say.t(back.overAt === undefined ? 'todo:back-caches' : 'todo:back-over', figures)];
}

/** What is to be carried back, and where nobody knows; "nothing" only where everything has been looked through. */
export function carryBackLines(
  { t }: Speaker,
  { count, unseen }: { readonly count: number; readonly unseen: readonly string[] },
  isOver: boolean,
): string[] {
  const none = isOver ? 'todo:back-none' : 'todo:back-watch';
  return [
    ...(count > 0 ? [t('todo:back-carry', { count })] : []),
    ...(unseen.length > 0 ? [t('todo:back-unseen', { count: unseen.length, names: unseen })] : []),
    ...(count > 0 || (isOver && unseen.length > 0) ? [] : [t(none)]),
  ];
}

/** DNS as it is to be again, under what that is for; none where nothing of it was to change. */
export function dnsBack(say: Speaker, facts: Facts): string[] {
  const back = changesBack(say, facts);
  return back.length > 0 ? [say.t('todo:back-dns'), ...back] : [];
}

/** The rewrite the other way round, record by record. */
export function changesBack(say: Speaker, facts: Facts): string[] {
  return linesBack(say, routingRecords(facts));
}

function linesBack(say: Speaker, records: readonly PlanRecord[]): string[] {
  return records.map((record) => changeLine(say, { ...record, before: record.after, after: record.before }));
}

/** One record set as it is to be changed: CREATE, CHANGE or DELETE. */
export function changeLine({ t }: Speaker, record: PlanRecord): string {
  const { name, type, before, after } = record;
  return t(`todo:rewrite-${changeOf(record)}`, { name, type, before, after });
}

function changeOf(record: PlanRecord): 'create' | 'change' | 'delete' {
  if (record.before.length === 0) return 'create';
  return record.after.length === 0 ? 'delete' : 'change';
}
