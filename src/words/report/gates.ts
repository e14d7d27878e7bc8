import { BOT } from '../../migration/actor.ts';
import { groupMention } from '../../migration/approvals.ts';
import type { GateChapter, ReportedRound } from '../../migration/report/gates.ts';
import { criterionLine } from '../criterion-line.ts';
import type { Speaker } from '../engine.ts';
import { takenBack } from './summary.ts';
import { bullets, chapter } from './text.ts';

/** A gate: on what evidence it opened, who approved, and whether it was ever taken back. */
export function gateChapter(say: Speaker, { gate, state, openings, rounds }: GateChapter): readonly string[] {
  const { t } = say;
  return chapter(
    t('report:gate', { gate }),
    stands(say, { gate, state, openings }),
    ...rounds.map((round) => roundText(say, round)),
    ...openings.flatMap(({ at, criteria, retracted }) => [
      t('report:opened', { at }),
      bullets(criteria.map((criterion) => criterionLine(say, criterion))),
      ...(retracted === undefined
        ? []
        : [
            t(retracted.why === undefined ? 'report:retracted' : `report:retracted-${retracted.why}`, {
              at: retracted.at,
              by: retracted.by ?? BOT,
            }),
            bullets(
              retracted.criteria
                .filter(({ outcome }) => outcome !== 'pass')
                .map((criterion) => criterionLine(say, criterion)),
            ),
          ]),
    ]),
  );
}

/** One that had opened and is not open any more never reads as if it had not. */
function stands(say: Speaker, { gate, state, openings }: Pick<GateChapter, 'gate' | 'state' | 'openings'>): string {
  const { t } = say;
  if (state === 'done' || state === 'open') return t('report:gate-is-open', { gate });
  const last = openings.at(-1);
  if (last?.retracted === undefined) return t('report:gate-is-closed', { gate });
  const { at, by, why } = last.retracted;
  const figures = { openedAt: last.at, at, ...(by === undefined ? {} : { by }), ...(why === undefined ? {} : { why }) };
  return t('report:gate-was-open', { text: takenBack(say, figures) });
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
