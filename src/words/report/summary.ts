import type { Risk } from '../../migration/report/risks.ts';
import type { Report } from '../../migration/report.ts';
import type { Speaker } from '../engine.ts';
import { serverName } from '../todo/servers.ts';
import { changeLine } from '../todo.ts';
import { bullets, chapter, heading, table } from './text.ts';

/** What was moved, how it stands, and what remains at risk: the first page. */
export function summary(say: Speaker, report: Report): readonly string[] {
  const { t } = say;
  const { migration, madeAt } = report;
  const { domain, furtherDomains, startedAt, startedBy, state, scope, profile, timeZone, servers } = migration;
  const { risks, steps } = report;
  return [
    heading(1, t('report:title', { domain: say.text(domain) })),
    bullets([
      t('report:made', { madeAt, zone: timeZone }),
      ...(report.judgedAt === madeAt ? [] : [t('report:judged', { judgedAt: report.judgedAt })]),
      ...(furtherDomains.length === 0 ? [] : [t('report:domains', { domains: furtherDomains })]),
      t('report:moved', { old: serverName(servers.old), new: serverName(servers.new), scope, profile }),
      t('report:started', { by: startedBy, startedAt }),
      t(`report:state-${state.kind}`, { by: state.by, stateAt: state.at }),
      ...(state.kind === 'paused' && state.reason !== undefined
        ? [t('report:state-paused-because', { reason: state.reason })]
        : []),
      ...(migration.credentialsForgottenAt === undefined
        ? []
        : [t('report:forgotten', { at: migration.credentialsForgottenAt })]),
      t('report:id', { id: migration.id }),
    ]),
    ...chapter(
      t('report:risks'),
      risks.length === 0 ? t('report:risks-none') : bullets(risks.map((risk) => riskLine(say, risk))),
    ),
    ...chapter(
      t('report:steps'),
      table(
        [t('report:column-step'), t('report:column-done'), t('report:column-who')],
        steps.map(({ step, done }) => [
          say.code('steps', step),
          done === undefined ? t('report:not-done') : say.moment(done.at),
          done === undefined ? '' : say.actor(done.by),
        ]),
      ),
    ),
    ...rewrite(say, report),
  ];
}

/** A risk in one sentence, with so many of the criteria that it names; all of them by default. */
export function riskLine(say: Speaker, { code, figures }: Risk, mostNames = Number.POSITIVE_INFINITY): string {
  if (code === 'gate-retracted') return say.t(`risks:${code}`, { ...figures, text: takenBack(say, figures) });
  const criteria = Array.isArray(figures.criteria) ? figures.criteria : [];
  const names = criteria.slice(0, mostNames).map((id) => say.code('criteria', id));
  const left = criteria.length - names.length;
  const text = [...names, ...(left > 0 ? [say.t('joints:more', { n: left })] : [])].join(say.t('joints:and'));
  return say.t(`risks:${code}`, { ...figures, text });
}

/** When a gate had opened, and when, why and by whom that was taken back. */
export function takenBack({ t }: Speaker, figures: Risk['figures']): string {
  if (figures.why === 'abandoned') return t('report:taken-abandoned', figures);
  if (figures.why !== 'rolled-back') return t('report:taken-evidence', figures);
  return t(figures.by === undefined ? 'report:taken-rolled-back-bare' : 'report:taken-rolled-back', figures);
}

/** The change of DNS as it was planned, when it was seen, and when it was taken back. */
function rewrite(say: Speaker, { rewrite: made }: Report) {
  const { executor, window, begunAt, seenAt, doneAt, watermark, changes, rolledBack } = made;
  const { t } = say;
  const moments = Object.entries({ begunAt, seenAt, doneAt, watermark }).flatMap(([name, at]) =>
    at === undefined ? [] : [say.code('report', `rewrite-${name}`, { at })],
  );
  return chapter(
    t('report:rewrite'),
    bullets([
      ...(executor === undefined || window === undefined
        ? [t('report:rewrite-nobody')]
        : [t('report:rewrite-who', { executor, fromAt: window.from, toAt: window.to })]),
      ...(moments.length > 0 ? moments : rolledBack.length > 0 ? [] : [t('report:rewrite-not-yet')]),
      ...rolledBack.map((back) => t('report:rewrite-rolled-back', back)),
    ]),
    bullets(changes.map((record) => changeLine(say, record))),
  );
}
