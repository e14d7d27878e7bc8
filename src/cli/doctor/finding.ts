import type { DoctorCheck, DoctorCode, DoctorFigures, DoctorOutcome } from '../../words/doctor.ts';

/** One thing looked at. `unknown` where the look itself failed or was not possible: never counted as fine. */
export type Finding = {
  readonly check: DoctorCheck;
  readonly outcome: DoctorOutcome;
  readonly code: DoctorCode;
  readonly figures: DoctorFigures;
};

type Found = (check: DoctorCheck, code: DoctorCode, figures?: DoctorFigures) => Finding;

const found =
  (outcome: DoctorOutcome): Found =>
  (check, code, figures = {}) => ({ check, outcome, code, figures });

export const ok = found('ok');
export const problem = found('problem');
export const unknown = found('unknown');
