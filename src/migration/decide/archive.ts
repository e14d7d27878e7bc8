import type { PersonCommand } from '../commands.ts';
import { refuse, type Step } from './step.ts';

/**
 * The old mailboxes as kept. An archive that was made anew is one that no restore has been tried from yet, whatever was
 * said of an earlier one.
 */
export function reportArchive(command: Extract<PersonCommand, { kind: 'report-archive' }>): Step {
  const { mailboxes, messages, restored, place } = command;
  // An archive of nothing keeps nothing.
  if (mailboxes <= 0) return refuse('nothing-given');
  return {
    happenings: [{ kind: 'archive-kept', mailboxes, messages, restored, ...(place === undefined ? {} : { place }) }],
  };
}
