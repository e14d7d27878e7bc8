import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import { refuse, type Step } from './step.ts';

/**
 * The old mailboxes as kept. A restore is tried from an archive that there is, and an archive made anew is one that no
 * restore was tried from yet.
 */
export function reportArchive(facts: Facts, command: Extract<PersonCommand, { kind: 'report-archive' }>): Step {
  const { mailboxes, messages, restored } = command;
  if (mailboxes === 0) return refuse('nothing-given');
  if (restored && facts.archive === undefined) return refuse('nothing-given');
  const kept = restored && facts.archive !== undefined ? facts.archive : { mailboxes, messages };
  return {
    happenings: [{ kind: 'archive-kept', mailboxes: kept.mailboxes, messages: kept.messages, restored }],
  };
}
