import { isReal, reached } from '../../migration/arrivals.ts';
import type { Facts, PlanRecord } from '../../migration/facts.ts';
import type { Side } from '../../migration/observations.ts';
import { routingRecords } from '../../migration/plan.ts';
import type { Speaker } from '../engine.ts';

/** What is left to do while the migration is rolled back: everything points the other way. */
export function rolledBackTodo(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const count = toCarry(facts, 'new');
  return [
    ...dnsBack(say, facts),
    count > 0 ? t('todo:back-carry', { count }) : t('todo:back-watch'),
    t('todo:back-resume'),
  ];
}

/** DNS as it is to be again, under what that is for; none where nothing of it was to change. */
export function dnsBack(say: Speaker, facts: Facts): string[] {
  const back = changesBack(say, facts);
  return back.length > 0 ? [say.t('todo:back-dns'), ...back] : [];
}

/** The rewrite the other way round, record by record. */
export function changesBack(say: Speaker, facts: Facts): string[] {
  return routingRecords(facts).map((record) =>
    changeLine(say, { ...record, before: record.after, after: record.before }),
  );
}

/** How many genuine messages wait on this server to be carried to the other one. */
export function toCarry(facts: Facts, side: Side): number {
  return facts.stragglers.filter((one) => isReal(one) && one.carriedAt === undefined && reached(one) === side).length;
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
