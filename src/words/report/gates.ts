import { groupMention } from '../../migration/approvals.ts';
import type { GateChapter, ReportedRound } from '../../migration/report/gates.ts';
import { criterionLine } from '../criterion-line.ts';
import type { Speaker } from '../engine.ts';
import { bullets, chapter } from './text.ts';

/** A gate: on what evidence it opened, who approved, and whether it was ever taken back. */
export function gateChapter(say: Speaker, { gate, state, openings, rounds }: GateChapter): readonly string[] {
  const { t } = say;
  return chapter(
    t('report:gate', { gate }),
    t(state === 'done' || state === 'open' ? 'report:gate-is-open' : 'report:gate-is-closed', { gate }),
    ...rounds.map((round) => roundText(say, round)),
    ...openings.flatMap(({ at, criteria, retracted }) => [
      t('report:opened', { at }),
      bullets(criteria.map((criterion) => criterionLine(say, criterion))),
      ...(retracted === undefined
        ? []
        : [
            t(retracted.why === 'rolled-back' ? 'report:retracted-rollback' : 'report:retracted', { at: retracted.at }),
            bullets(
              retracted.criteria
                .filter(({ outcome }) => outcome !== 'pass')
                .map((criterion) => criterionLine(say, criterion)),
            ),
          ]),
    ]),
  );
}

function roundText(say: Speaker, { round, requestedBy, requestedAt, approvals, declined, lapsedAt }: ReportedRound) {
  const { t } = say;
  return bullets([
    t('report:asked', { round: String(round), by: requestedBy, at: requestedAt }),
    ...approvals.map(({ by, at, via }) =>
      via === undefined
        ? t('report:approved', { by, at })
        : t('report:approved-via', { by, at, group: groupMention(via) }),
    ),
    ...(declined === undefined ? [] : [t('report:declined', declined)]),
    ...(lapsedAt === undefined ? [] : [t('report:lapsed', { at: lapsedAt })]),
  ]);
}
