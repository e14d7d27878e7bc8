import type { Request } from '../parse/request.ts';
import { differencesView, planView } from '../views/plan.ts';
import { planFileView, planPanelView } from '../views/plan-file.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `plan`: what DNS says and shall say. */
export function plan(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(planView(migration, words, visit.now())));
}

/** `plan as FORM [PART] [PAGE]`: to be copied; the rewrite unless another part is named. */
export function planAs(visit: Visit, { form, which = 'rewrite', page }: Of<'plan-as'>): Promise<Answer> {
  const asked = { which, page };
  return withMigration(visit, ({ facts }, words) =>
    reply(form === 'panel' ? planPanelView(facts, asked, words) : planFileView(facts, form, asked, words)),
  );
}

/** `plan diff`: what is served otherwise than planned. */
export function planDiff(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(differencesView(migration, words)));
}

/** `plan set NAME TYPE VALUE[, VALUE]`. */
export function planSet(visit: Visit, { record }: Of<'plan-set'>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'set-plan', by: visit.user, record }));
}

/** `plan drop NAME TYPE`. */
export function planDrop(visit: Visit, { name, type }: Of<'plan-drop'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'drop-plan', by: visit.user, name, type }),
  );
}

/** `plan dkim SELECTOR…` and `plan dkim none`. */
export function planDkim(visit: Visit, { selectors }: Of<'plan-dkim'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'set-selectors', by: visit.user, selectors }),
  );
}

/** `plan names NAME…`. */
export function planNames(visit: Visit, { names }: Of<'plan-names'>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'add-names', by: visit.user, names }));
}

/** `plan dns NS1 NS2…` and `plan dns stay`. */
export function planDns(visit: Visit, { servers }: Of<'plan-dns'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'set-dns-move', by: visit.user, servers }),
  );
}
