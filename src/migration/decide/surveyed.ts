import type { Facts } from '../facts.ts';
import type { MailboxSurvey, Side, SurveyObservation } from '../observations.ts';

/** A survey that succeeded. */
export type Surveyed = {
  readonly observation: SurveyObservation;
  readonly result: MailboxSurvey;
  readonly isBaseline: boolean;
};

/** The server that is being left: after a rollback the new one. */
export const leaving = (facts: Facts): Side => (facts.state.kind === 'rolled-back' ? 'new' : 'old');
